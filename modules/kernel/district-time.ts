/** Asia/Shanghai: eight hours ahead of UTC, without summer time since 1991. The district's one zone, for every instant that the system meets. */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The day an instant (epoch milliseconds) falls on in the district, `YYYY-MM-DD`. */
export function districtDate(instant: number): string {
  return new Date(instant + OFFSET_MS).toISOString().slice(0, 10);
}

/** What the district's clocks show at an instant (epoch milliseconds), `HH:MM`. */
export function districtClock(instant: number): string {
  return new Date(instant + OFFSET_MS).toISOString().slice(11, 16);
}

/** Milliseconds since the day began in the district, below 86,400,000. */
export function sinceMidnight(instant: number): number {
  return (((instant + OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS;
}

/** The instant (epoch milliseconds) of a day and a time of the district, midnight by default; NaN where the calendar has none. */
export function districtInstant(date: string, time = '00:00'): number {
  return Date.parse(`${date}T${time}:00+08:00`);
}
