import { daysBetween } from '../lib/times.js';
import { ZONE_OFFSET } from '../district.js';

/** Calendar days from now to a last day (`YYYY-MM-DD`): 0 today, below 0 past. */
export function daysLeft(dueOn: string, now: number): number {
  return daysBetween(now, Date.parse(`${dueOn}T12:00:00${ZONE_OFFSET}`));
}
