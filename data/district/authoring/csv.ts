/** A CSV file as GTFS wants it (RFC 4180): a header, rows, quotes only where a value needs them, lines ended by LF. */
export function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  for (const row of rows) if (row.length !== header.length) throw new Error(`row of ${row.length} under a header of ${header.length}: ${row.join(',')}`);
  const quote = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [header, ...rows].map((row) => row.map(quote).join(',')).join('\n') + '\n';
}

/** HH:MM:SS of the service day; hours go past 24. */
export function time(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
