/** Days since 1970-01-01 of a GTFS date `YYYYMMDD`; NaN where it is none. */
export function dayOfGtfsDate(date: string): number {
  if (!/^\d{8}$/.test(date)) return Number.NaN;
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(4, 6));
  const day = Number(date.slice(6, 8));
  const time = Date.UTC(year, month - 1, day);
  const back = new Date(time);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? time / 86_400_000 : Number.NaN;
}

/** GTFS date `YYYYMMDD` of a day (days since 1970-01-01). */
export function gtfsDateOf(day: number): string {
  return isoDateOf(day).replaceAll('-', '');
}

/** `YYYY-MM-DD` of a day (days since 1970-01-01). */
export function isoDateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** A zone's clock, and the offsets that it was asked for lately, by quarter of an hour: since 1973 no zone has changed its clock within one. */
interface ZoneClock {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

const QUARTER = 900;
const MOST_OFFSETS = 10_000;
const zoneClocks = new Map<string, ZoneClock>();

function zoneClockOf(zone: string): ZoneClock {
  const known = zoneClocks.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  const clock = { format, offsets: new Map<number, number>() };
  zoneClocks.set(zone, clock);
  return clock;
}

/** Seconds that a zone is ahead of UTC at an instant (epoch seconds). */
export function zoneOffset(epochSeconds: number, zone: string): number {
  const { format, offsets } = zoneClockOf(zone);
  const quarter = Math.floor(epochSeconds / QUARTER);
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  const offset = offsetBy(format, quarter * QUARTER);
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  offsets.set(quarter, offset);
  return offset;
}

function offsetBy(format: Intl.DateTimeFormat, epochSeconds: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(epochSeconds * 1000)) part[type] = Number(value);
  const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0);
  return local / 1000 - epochSeconds;
}

/**
 * Epoch seconds from which the times of a service day count: noon minus 12 hours in the agency's zone (GTFS reference, “Service day”).
 * On a day of a clock change this is not midnight.
 * @param day days since 1970-01-01
 */
export function dayStartOf(day: number, zone: string): number {
  const noonUtc = day * 86_400 + 43_200;
  // The offset at local noon, found by one correction: no zone changes its clock within hours of noon.
  const offset = zoneOffset(noonUtc - zoneOffset(noonUtc, zone), zone);
  return noonUtc - offset - 43_200;
}

/** The local calendar day (days since 1970-01-01) of an instant in a zone. */
export function dayOf(epochSeconds: number, zone: string): number {
  return Math.floor((epochSeconds + zoneOffset(epochSeconds, zone)) / 86_400);
}
