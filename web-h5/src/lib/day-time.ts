import { clockTime, localDate } from './times.js';

/** `2026-11-23 08:20` of an instant (ISO 8601), on the district's clocks. */
export function dayTime(instant: string): string {
  const at = Date.parse(instant);
  return `${localDate(at)} ${clockTime(at)}`;
}
