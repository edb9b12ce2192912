import { districtClock, districtDate, districtInstant } from '../../../kernel/district-time.js';
import type { Centre, Closure, WindowTime } from '../types.js';
import { minutesOf } from './settings.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Whether a centre opens on a day at all. */
export function opensOn(centre: Pick<Centre, 'everyDay' | 'closures'>, day: string, worksOn: (day: string) => boolean): boolean {
  return (centre.everyDay || worksOn(day)) && !closureOn(centre, day);
}

/** Why a centre is closed on a day that would be open otherwise; undefined where it is not. */
export function closureOn({ closures }: Pick<Centre, 'closures'>, day: string): Closure | undefined {
  return closures.find((closure) => closure.day === day);
}

/**
 * The times at which windows take appointments on a day, by start, then by window: whole slots within the opening hours of a
 * day on which the centre opens. The same time has the same slot id for ever.
 */
export function windowTimes(centre: Centre, day: string, worksOn: (day: string) => boolean): WindowTime[] {
  return startsOn(centre, day, worksOn).flatMap((startsAt) => windowsAt(centre, centre.windows, startsAt));
}

function startsOn(centre: Centre, day: string, worksOn: (day: string) => boolean): number[] {
  if (!opensOn(centre, day, worksOn)) return [];
  return centre.hours.flatMap(({ from, until }) => {
    const count = Math.floor((minutesOf(until) - minutesOf(from)) / centre.slotMinutes);
    const first = districtInstant(day, from);
    return Array.from({ length: count }, (_none, n) => first + n * centre.slotMinutes * MINUTE_MS);
  });
}

function windowsAt({ id, slotMinutes }: Centre, windows: Centre['windows'], startsAt: number): WindowTime[] {
  const at = new Date(startsAt).toISOString();
  return windows.map(({ number }) => ({ slotId: `${id}|w${number}|${at}`, window: number, startsAt, endsAt: startsAt + slotMinutes * MINUTE_MS }));
}

/** Centre, window and start of a slot id; null for what is none. */
export function readSlotId(slotId: string): { readonly centreId: string; readonly window: number; readonly startsAt: number } | null {
  const [, centreId = '', window = '', start = ''] = /^([^|]+)\|w(\d+)\|(.+)$/.exec(slotId) ?? [];
  const startsAt = Date.parse(start);
  return Number.isNaN(startsAt) ? null : { centreId, window: Number(window), startsAt };
}

/** Days on which one may book: from today so many, those on which the centre opens. */
export function bookableDays(centre: Centre, today: string, worksOn: (day: string) => boolean): string[] {
  const first = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: centre.bookableDays }, (_none, n) => new Date(first + n * DAY_MS).toISOString().slice(0, 10)).filter((day) => opensOn(centre, day, worksOn));
}

/** Whether the hall is open at an instant; it lets people in half an hour before. */
export function takesNumbersAt(centre: Centre, day: string, now: number, worksOn: (day: string) => boolean): boolean {
  return opensOn(centre, day, worksOn) && centre.hours.some(({ from, until }) => now >= districtInstant(day, from) - 30 * MINUTE_MS && now < districtInstant(day, until));
}

/** Whether a day of a centre that goes on at an instant has opening hours left. */
export function opensLater(centre: Pick<Centre, 'everyDay' | 'closures' | 'hours'>, day: string, now: number, worksOn: (day: string) => boolean): boolean {
  return opensOn(centre, day, worksOn) && centre.hours.some(({ until }) => now < districtInstant(day, until));
}

/** `11月25日09:30` and `2026-11-25 09:30`, district time. */
export function timeText(ms: number): { readonly zh: string; readonly en: string } {
  const [date, time] = [districtDate(ms), districtClock(ms)];
  return { zh: `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日${time}`, en: `${date} ${time}` };
}

/** Whether a time of a centre may be booked for a business, and where not, why. */
export type Bookable = { readonly times: readonly WindowTime[] } | { readonly refused: 'PAST' | 'CLOSED_DAY' | 'TOO_FAR' | 'NO_SUCH_TIME' | 'WRONG_WINDOW' };

/**
 * The windows at which a business may be booked at a start.
 * @param day and `today` `YYYY-MM-DD` of the start and of now
 */
export function bookable(centre: Centre, wish: { readonly businessId: string; readonly startsAt: number; readonly window: number | null }, days: { readonly day: string; readonly today: string; readonly now: number }, worksOn: (day: string) => boolean): Bookable {
  const { day, today, now } = days;
  if (wish.startsAt <= now) return { refused: 'PAST' };
  if (!opensOn(centre, day, worksOn)) return { refused: 'CLOSED_DAY' };
  if (Date.parse(day) - Date.parse(today) >= centre.bookableDays * DAY_MS) return { refused: 'TOO_FAR' };
  if (!startsOn(centre, day, worksOn).includes(wish.startsAt)) return { refused: 'NO_SUCH_TIME' };
  const serving = centre.windows.filter(({ number, businesses }) => (wish.window === null || wish.window === number) && businesses.includes(wish.businessId));
  return serving.length === 0 ? { refused: 'WRONG_WINDOW' } : { times: windowsAt(centre, serving, wish.startsAt) };
}
