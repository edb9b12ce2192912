import { tripKey } from '../../arrivals/rows.js';
import type { FeedState } from '../../realtime/feeds.js';
import { STOP_FLAG, type TripRun } from '../../realtime/types.js';
import { inAgencyOrder } from '../../routes/rules/order.js';
import { directionKey } from '../../routes/rules/ways.js';
import { dayOf } from '../../timetable/service-days.js';
import type { Timetable } from '../../timetable/timetable.js';

/** The last bus of a route and direction at a stop. Instants are epoch seconds. */
export interface LastBus {
  readonly route: number;
  /** GTFS direction_id, or -1 where the feed has none. */
  readonly direction: 0 | 1 | -1;
  readonly trip: number;
  /** What real-time knows of it, or null. */
  readonly run: TripRun | null;
  /** The position at which it calls here, in the run where there is one, else in its pattern. */
  readonly position: number;
  /** Days since 1970-01-01. */
  readonly serviceDay: number;
  /** As expected now. */
  readonly departure: number;
  readonly gone: boolean;
  /** When the last of all would have left by the timetable, where it was cancelled or leaves the stop out; else null. */
  readonly canceledAt: number | null;
  /** Its first departure by the timetable on the next day it runs, within seven days; else null. */
  readonly nextDeparture: number | null;
}

/** Patterns of one route and direction that board at one of the stops asked about. */
interface Group {
  readonly route: number;
  readonly direction: 0 | 1 | -1;
  readonly visits: { readonly pattern: number; readonly position: number }[];
}

interface Call {
  readonly trip: number;
  readonly position: number;
  readonly run: TripRun | null;
  readonly departure: number;
  readonly gone: boolean;
}

/** How far ahead `nextDeparture` is looked for, in days. */
const DAYS_AHEAD = 7;
/** Until when after midnight residents still mean the evening before by “tonight”, in seconds. */
const NIGHT_ENDS = 3 * 3600;

/** The run that stands for a timetable's trip on a service day, if real-time speaks of it. */
function runOfTrip({ timetable, snapshot }: FeedState, trip: number, day: number): TripRun | undefined {
  return snapshot.runs[snapshot.runByKey.get(tripKey(timetable, trip, day)) ?? -1];
}

/**
 * The last bus of each route and direction that boards at a stop (or at a station's platforms), in the agency's order.
 * “Today” is the service day: after midnight it is still yesterday's while its last bus has not gone, and until three
 * o'clock where no bus of the new day has left yet. Cancelled trips and left-out calls do not count.
 * @param stop index of a stop or station
 * @param now epoch seconds of the service clock
 */
export function lastBusesAt(state: FeedState, stop: number, now: number): LastBus[] {
  const { timetable } = state;
  const stops = new Set(timetable.boardingStops(stop));
  const groups = groupsAt(timetable, stops);
  const order = inAgencyOrder(timetable, groups.map(({ route }) => route));
  const place = new Map(order.map((route, rank) => [route, rank]));
  groups.sort((a, b) => (place.get(a.route) ?? 0) - (place.get(b.route) ?? 0) || a.direction - b.direction);
  return groups.flatMap((group) => lastBusOf(state, group, stops, now) ?? []);
}

function groupsAt(timetable: Timetable, stops: ReadonlySet<number>): Group[] {
  const groups = new Map<string, Group>();
  for (const stop of stops) {
    for (let visit = timetable.visitFrom[stop] ?? 0; visit < (timetable.visitFrom[stop + 1] ?? 0); visit++) {
      const pattern = timetable.patterns[timetable.visitPattern[visit] ?? -1];
      const position = timetable.visitPosition[visit] ?? 0;
      if (!pattern || position === pattern.stops.length - 1 || pattern.pickup[position] === 1) continue;
      const key = `${pattern.route}:${directionKey(timetable, pattern)}`;
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { route: pattern.route, direction: pattern.direction, visits: [] }));
      group.visits.push({ pattern: pattern.index, position });
    }
  }
  return [...groups.values()];
}

function lastBusOf(state: FeedState, group: Group, stops: ReadonlySet<number>, now: number): LastBus | null {
  const { timetable } = state;
  const today = dayOf(now, timetable.zone);
  const before = lastOn(state, group, stops, today - 1, now);
  const first = firstOn(timetable, group, today);
  let day = today;
  let found = before;
  if (before.call && isStillTonight(before.call, first, now, timetable.dayStart(today))) day = today - 1;
  else found = lastOn(state, group, stops, today, now);
  if (!found.call) return null;
  let nextDeparture: number | null = null;
  for (let ahead = 1; ahead <= DAYS_AHEAD && nextDeparture === null; ahead++) nextDeparture = firstOn(timetable, group, day + ahead);
  const { call, canceledAt } = found;
  return { route: group.route, direction: group.direction, ...call, serviceDay: day, canceledAt, nextDeparture };
}

function isStillTonight(last: Call, first: number | null, now: number, dayStart: number): boolean {
  if (first !== null && first <= last.departure) return false;
  return !last.gone || (now < dayStart + NIGHT_ENDS && (first === null || now < first));
}

function firstOn(timetable: Timetable, group: Group, day: number): number | null {
  let first: number | null = null;
  for (const { pattern: index, position } of group.visits) {
    const pattern = timetable.patterns[index];
    if (!pattern) continue;
    for (let trip = pattern.firstTrip; trip < pattern.endTrip; trip++) {
      if (!timetable.runsOn(timetable.data.tripService[trip] ?? -1, day)) continue;
      const departure = timetable.dayStart(day) + timetable.departure(trip, position);
      if (first === null || departure < first) first = departure;
      break;
    }
  }
  return first;
}

function lastOn(
  state: FeedState,
  group: Group,
  stops: ReadonlySet<number>,
  day: number,
  now: number,
): { call: Call | null; canceledAt: number | null } {
  const { timetable } = state;
  let last: Call | null = null;
  let canceledAt: number | null = null;
  for (const { pattern: index, position } of group.visits) {
    const pattern = timetable.patterns[index];
    if (!pattern) continue;
    for (let trip = pattern.endTrip - 1; trip >= pattern.firstTrip; trip--) {
      if (!timetable.runsOn(timetable.data.tripService[trip] ?? -1, day)) continue;
      const call = callOf(state, trip, position, stops, day, now);
      if (call) {
        if (!last || call.departure > last.departure) last = call;
        break;
      }
      canceledAt = Math.max(canceledAt ?? 0, timetable.dayStart(day) + timetable.departure(trip, position));
    }
  }
  return { call: last, canceledAt: canceledAt !== null && last && canceledAt < last.departure ? null : canceledAt };
}

/** How a trip calls here on a day as expected now; null where it does not. */
function callOf(
  state: FeedState,
  trip: number,
  position: number,
  stops: ReadonlySet<number>,
  day: number,
  now: number,
): Call | null {
  const { timetable, snapshot } = state;
  if (snapshot.overridden.get(day)?.[trip] !== 1) {
    const departure = timetable.dayStart(day) + timetable.departure(trip, position);
    return { trip, position, run: null, departure, gone: departure < now };
  }
  const run = runOfTrip(state, trip, day);
  if (!run || run.state === 'CANCELED' || run.state === 'DELETED') return null;
  const at = placeInRun(run, position, stops);
  if (at < 0) return null;
  const departure = run.departure[at] ?? 0;
  const flags = run.flags[at] ?? 0;
  const gone = run.observedAt === null ? departure < now : (flags & STOP_FLAG.PASSED) !== 0 || run.nextPosition > at;
  return { trip, position: at, run, departure, gone };
}

/** Where a run boards here: at the timetable's position if it still does, else the last call at one of the stops; -1 where nowhere. */
function placeInRun(run: TripRun, position: number, stops: ReadonlySet<number>): number {
  const boards = (at: number): boolean =>
    at < run.stops.length - 1 && stops.has(run.stops[at] ?? -1) && ((run.flags[at] ?? 0) & STOP_FLAG.SKIPPED) === 0;
  if (boards(position)) return position;
  for (let at = run.stops.length - 2; at >= 0; at--) if (boards(at)) return at;
  return -1;
}
