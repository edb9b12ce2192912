import { districtClock, districtDate } from '../../modules/kernel/district-time.js';

/** When somebody answers: times of the working day, `HH:MM` in the district's zone. */
export interface ServiceHours {
  readonly from: string;
  readonly until: string;
  /** Whether a day (`YYYY-MM-DD`) is worked on: weekends, holidays and make-up days. */
  readonly worksOn: (day: string) => boolean;
}

/** Whether somebody is there at an instant (epoch milliseconds). */
export function isStaffed(hours: ServiceHours, now: number): boolean {
  const time = districtClock(now);
  return hours.worksOn(districtDate(now)) && time >= hours.from && time < hours.until;
}
