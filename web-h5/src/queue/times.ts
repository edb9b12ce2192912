import { clockTime, localDate } from '../lib/times.js';

/** Index of a day's weekday, 0 for Sunday. @param day `YYYY-MM-DD` */
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** `2026-11-25 09:30–10:00` of two instants (ISO 8601), on the district's clocks. */
export function spanOf(startsAt: string, endsAt: string): string {
  const [from, until] = [Date.parse(startsAt), Date.parse(endsAt)];
  return `${localDate(from)} ${clockTime(from)}–${clockTime(until)}`;
}
