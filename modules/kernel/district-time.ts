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

/** The day so many months after one, both `YYYY-MM-DD`: the same day of its month, or the last where there is no such day (民法典 §202). */
export function monthsAfter(day: string, months: number): string {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, Number(day.slice(8))];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(date, last))).toISOString().slice(0, 10);
}
