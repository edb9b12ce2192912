/** When somebody answers: times of the working day, `HH:MM` in the district's zone. */
export interface ServiceHours {
  readonly from: string;
  readonly until: string;
  /** Whether a day (`YYYY-MM-DD`) is worked on: weekends, holidays and make-up days. */
  readonly worksOn: (day: string) => boolean;
}

const ZONE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });

/** Whether somebody is there at an instant (epoch milliseconds). */
export function isStaffed(hours: ServiceHours, now: number): boolean {
  const [day = '', time = ''] = ZONE.format(now).split(' ');
  return hours.worksOn(day) && time >= hours.from && time < hours.until;
}
