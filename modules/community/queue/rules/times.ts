import type { Centre, WindowTime } from '../types.js';

const MINUTE_MS = 60_000;

/** Minutes since midnight of `HH:mm`. */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The instant of a time of a day in the district (UTC+8, no summer time). */
const instantOf = (day: string, minutes: number): number => Date.parse(`${day}T00:00:00+08:00`) + minutes * MINUTE_MS;

/**
 * The times at which windows take appointments on a day, by start, then by window: whole slots within the opening hours of a
 * day that is worked on. The same time has the same slot id for ever.
 */
export function windowTimes(centre: Centre, day: string, worksOn: (day: string) => boolean): WindowTime[] {
  if (!worksOn(day)) return [];
  return centre.hours.flatMap(({ from, until }) => {
    const count = Math.floor((minutesOf(until) - minutesOf(from)) / centre.slotMinutes);
    return Array.from({ length: count }, (_none, n) => instantOf(day, minutesOf(from) + n * centre.slotMinutes));
  }).flatMap((startsAt) => centre.windows.map(({ number }) => ({
    slotId: `${centre.id}|w${number}|${new Date(startsAt).toISOString()}`, window: number, startsAt, endsAt: startsAt + centre.slotMinutes * MINUTE_MS,
  })));
}

/** Centre, window and start of a slot id; null for what is none. */
export function readSlotId(slotId: string): { readonly centreId: string; readonly window: number; readonly startsAt: number } | null {
  const [, centreId = '', window = '', start = ''] = /^([^|]+)\|w(\d+)\|(.+)$/.exec(slotId) ?? [];
  const startsAt = Date.parse(start);
  return Number.isNaN(startsAt) ? null : { centreId, window: Number(window), startsAt };
}

/** Days on which one may book: from today so many, those that are worked on. */
export function bookableDays(centre: Centre, today: string, worksOn: (day: string) => boolean): string[] {
  const first = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: centre.bookableDays }, (_none, n) => new Date(first + n * 86_400_000).toISOString().slice(0, 10)).filter(worksOn);
}

/** Whether the hall is open at an instant; it lets people in half an hour before. */
export function takesNumbersAt(centre: Centre, day: string, now: number, worksOn: (day: string) => boolean): boolean {
  return worksOn(day) && centre.hours.some(({ from, until }) => now >= instantOf(day, minutesOf(from)) - 30 * MINUTE_MS && now < instantOf(day, minutesOf(until)));
}
