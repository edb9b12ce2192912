import type { Timetable } from '../../timetable/timetable.js';
import { dayOf } from '../../timetable/service-days.js';

/** How many reminders of a person may stand at a time. */
export const MOST_REMINDERS = 20;

/** The hour at which a service day is over: the last buses past midnight are in, the first of the morning not yet out. */
const DAY_ENDS_SECONDS = 4 * 3600;

/**
 * When the service day of a moment ends: the next 04:00 of the feed's zone. Epoch seconds.
 * @param now epoch seconds of the service clock
 */
export function serviceDayEnd(timetable: Timetable, now: number): number {
  const today = dayOf(now, timetable.zone);
  const end = timetable.dayStart(today) + DAY_ENDS_SECONDS;
  return now < end ? end : timetable.dayStart(today + 1) + DAY_ENDS_SECONDS;
}
