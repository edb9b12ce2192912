import type { ArrivalRowFragment, Occupancy } from '../graphql/__generated__/operations.js';
import { clockTime, daysBetween } from './times.js';

/** A sentence of the catalogue (`i18n/`) with what it names. */
export interface Phrase {
  key: string;
  params?: Record<string, string | number>;
}

/** What the words of a board row are made from. */
export type ArrivalFacts = Pick<
  ArrivalRowFragment,
  'expectedAt' | 'earliest' | 'latest' | 'etaSeconds' | 'source' | 'dataAgeSeconds' | 'status' | 'stopsAway' | 'scheduledAt'
>;

const SOON_SECONDS = 45;
const FAR_MINUTES = 60;
/** Older than this, a live time is said to be old. */
const OLD_SECONDS = 180;

function phrase(key: string, params?: Phrase['params']): Phrase {
  return params ? { key, params } : { key };
}

/** Whether the bus will not call: cancelled, or running past without a stop. */
export function isStruck(arrival: Pick<ArrivalFacts, 'status'>): boolean {
  return arrival.status === 'CANCELED' || arrival.status === 'SKIPPED';
}

/** Seconds until the bus is expected, at `now` (epoch milliseconds of the service). */
export function secondsUntil(arrival: ArrivalFacts, now: number): number {
  return Math.round((Date.parse(arrival.expectedAt) - now) / 1000);
}

/** How long still: 约 5 分钟, 即将到站, a clock time where only the timetable speaks or it is far off. */
export function etaPhrase(arrival: ArrivalFacts, now: number): Phrase {
  if (arrival.status === 'CANCELED') return phrase('eta.canceled');
  if (arrival.status === 'SKIPPED') return phrase('eta.skipped');
  const time = clockTime(Date.parse(arrival.expectedAt));
  if (arrival.source === 'SCHEDULE') return phrase('eta.clock', { time });
  const seconds = secondsUntil(arrival, now);
  if (seconds <= 0) return phrase('eta.here');
  if (seconds < SOON_SECONDS) return phrase('eta.soon');
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes >= FAR_MINUTES ? phrase('eta.clock', { time }) : phrase('eta.minutes', { n: minutes });
}

/** Between when and when eight in ten buses come: 08:21–08:26 之间; null for a bus that is here or does not come. */
export function rangePhrase(arrival: ArrivalFacts, now: number): Phrase | null {
  if (isStruck(arrival) || secondsUntil(arrival, now) <= 0) return null;
  const from = clockTime(Math.max(Date.parse(arrival.earliest), now));
  const to = clockTime(Math.max(Date.parse(arrival.latest), now));
  return from === to ? phrase('range.about', { time: from }) : phrase('range.between', { from, to });
}

/** Seconds since the observation behind a row at `now`: its age when sent, and the time since then. Null by timetable. */
export function ageSeconds(arrival: ArrivalFacts, now: number): number | null {
  if (arrival.dataAgeSeconds === null || arrival.dataAgeSeconds === undefined) return null;
  const sentAt = Date.parse(arrival.expectedAt) - arrival.etaSeconds * 1000;
  return Math.max(0, arrival.dataAgeSeconds + Math.round((now - sentAt) / 1000));
}

/** 20秒前, 3分钟前. */
export function agePhrase(seconds: number): Phrase {
  return seconds < 60 ? phrase('age.seconds', { n: seconds }) : phrase('age.minutes', { n: Math.floor(seconds / 60) });
}

/** Where the time comes from, in a resident's words; `age` is to be said beside it where there is one. */
export function sourcePhrase(arrival: ArrivalFacts, now: number): { source: Phrase; age: Phrase | null; live: boolean } {
  const seconds = ageSeconds(arrival, now);
  if (arrival.source === 'SCHEDULE' || seconds === null) return { source: phrase('source.schedule'), age: null, live: false };
  const age = agePhrase(seconds);
  if (seconds > OLD_SECONDS) return { source: phrase('source.old'), age, live: false };
  if (arrival.source === 'POSITION') return { source: phrase('source.position'), age, live: true };
  if (arrival.source === 'PROPAGATED') return { source: phrase('source.propagated'), age, live: true };
  return { source: phrase('source.live'), age, live: true };
}

/** 还有2站, 下一站就到; null where the bus's place is not known. */
export function stopsAwayPhrase(arrival: ArrivalFacts): Phrase | null {
  if (isStruck(arrival) || arrival.stopsAway === null || arrival.stopsAway === undefined) return null;
  if (arrival.stopsAway === 0) return phrase('stopsAway.next');
  return arrival.stopsAway === 1 ? phrase('stopsAway.one') : phrase('stopsAway.n', { n: arrival.stopsAway });
}

/** 晚点 4 分钟, 提前 2 分钟, 加班车; null where there is nothing to say. */
export function statusPhrase(arrival: ArrivalFacts): Phrase | null {
  if (arrival.status === 'ADDED') return phrase('status.added');
  if (!arrival.scheduledAt) return null;
  const minutes = Math.round((Date.parse(arrival.expectedAt) - Date.parse(arrival.scheduledAt)) / 60_000);
  if (arrival.status === 'LATE' && minutes > 0) return phrase('status.late', { n: minutes });
  if (arrival.status === 'EARLY' && minutes < 0) return phrase('status.early', { n: -minutes });
  return arrival.status === 'ON_TIME' ? phrase('status.onTime') : null;
}

/** How full: 座位较多 … 满员; null where nobody knows. */
export function crowdingPhrase(occupancy: Occupancy | null | undefined): Phrase | null {
  return !occupancy || occupancy === 'UNKNOWN' ? null : phrase(`crowding.${occupancy}`);
}

/** What is known of a line's last bus at a stop. */
export interface LastBusFacts {
  departure: string;
  gone: boolean;
  nextDeparture?: string | null;
}

/** 末班车 22:10, 末班车已过 · 明天首班 06:00. */
export function lastBusPhrase(last: LastBusFacts, now: number): Phrase {
  if (!last.gone) return phrase('lastBus.at', { time: clockTime(Date.parse(last.departure)) });
  if (!last.nextDeparture) return phrase('lastBus.gone');
  const next = Date.parse(last.nextDeparture);
  const time = clockTime(next);
  const days = daysBetween(now, next);
  if (days <= 0) return phrase('lastBus.goneToday', { time });
  return days === 1 ? phrase('lastBus.goneTomorrow', { time }) : phrase('lastBus.goneDays', { n: days, time });
}
