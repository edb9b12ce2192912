import { ZONE, ZONE_OFFSET } from '../district.js';

const DAY_MS = 86_400_000;
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false });
const day = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });

/** `08:20` of an instant in epoch milliseconds, on the district's clocks. */
export function clockTime(at: number): string {
  return clock.format(at);
}

/** `2026-11-23` of an instant, in the district. */
export function localDate(at: number): string {
  return day.format(at);
}

/** Hour 0–23 of an instant, in the district. */
export function localHour(at: number): number {
  return Number(clockTime(at).slice(0, 2));
}

/** Calendar days from one instant's date to another's: 1 where the other is tomorrow. */
export function daysBetween(from: number, to: number): number {
  return Math.round((Date.parse(localDate(to)) - Date.parse(localDate(from))) / DAY_MS);
}

/** `2026-11-23T08:20` for a `datetime-local` field. */
export function toLocalField(at: number): string {
  return `${localDate(at)}T${clockTime(at)}`;
}

/** The instant (ISO 8601 in UTC) that a `datetime-local` field's text means in the district; null where it is none. */
export function fromLocalField(text: string): string | null {
  const at = Date.parse(`${text}${text.length === 16 ? ':00' : ''}${ZONE_OFFSET}`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
