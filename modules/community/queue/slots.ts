import type { SlotSpec } from '../../kernel/booking/index.js';
import { districtDate } from '../../kernel/district-time.js';
import { APPOINTMENTS_KEPT_MS } from './model.js';
import type { Centre, WindowTime } from './types.js';

/**
 * A time of a window as bookings know it.
 * @param systemNow by the system clock, by which what is kept goes: a day that is played again lies in its past
 */
export function slotOfTime({ seatsPerWindow }: Pick<Centre, 'seatsPerWindow'>, { slotId, startsAt, endsAt }: WindowTime, systemNow: number): SlotSpec {
  return { id: slotId, capacity: seatsPerWindow, closesAt: startsAt, keepUntil: Math.max(endsAt, systemNow) + APPOINTMENTS_KEPT_MS };
}

/** One appointment a day for one business. */
export function onceOf(personId: string, { businessId, startsAt }: { readonly businessId: string; readonly startsAt: number }): string {
  return `${personId}|${businessId}|${districtDate(startsAt)}`;
}
