import type { FeedState } from '../realtime/feeds.js';
import { STOP_FLAG, type RealtimeSnapshot, type TripRun } from '../realtime/types.js';
import type { Timetable } from '../timetable/timetable.js';
import { walkNetwork, type WalkNetwork } from './footpaths.js';
import { ACCESS, lineTable, type LineGroup, type LineRun, type LineTable } from './lines.js';

/** Lines as one search sees them. */
export interface Layer {
  readonly lines: LineTable;
  /** One byte a run, 1 where it does not count because real-time says otherwise; null where all count. */
  readonly gone: Uint8Array | null;
}

/**
 * What can be ridden and walked around one service day: the trips of the day before, of the day and of the day after in one
 * time axis, those of which real-time speaks replaced by what it says.
 */
export interface Network {
  readonly timetable: Timetable;
  readonly snapshot: RealtimeSnapshot;
  /** Epoch seconds from which all times count. */
  readonly base: number;
  readonly walks: WalkNetwork;
  /** By the timetable (runs are trips), and by real-time (runs are indexes of the snapshot's). */
  readonly layers: readonly [scheduled: Layer, live: Layer];
}

/** Days whose lines stay in memory: today's and two that people ask about. */
const KEPT_DAYS = 3;

interface TimetableLines {
  readonly walks: WalkNetwork;
  readonly days: Map<number, LineTable>;
}

const known = new WeakMap<Timetable, TimetableLines>();
const live = new WeakMap<RealtimeSnapshot, Map<number, Network>>();

/** The network of a feed around a service day (days since 1970-01-01); made when first asked for, then kept. */
export function networkOf({ timetable, snapshot }: FeedState, day: number): Network {
  let networks = live.get(snapshot);
  if (!networks) live.set(snapshot, (networks = new Map<number, Network>()));
  return keep(networks, day, () => buildNetwork(timetable, snapshot, day));
}

function buildNetwork(timetable: Timetable, snapshot: RealtimeSnapshot, day: number): Network {
  let lines = known.get(timetable);
  if (!lines) known.set(timetable, (lines = { walks: walkNetwork(timetable), days: new Map<number, LineTable>() }));
  const base = timetable.dayStart(day);
  const scheduled = keep(lines.days, day, () => scheduledLines(timetable, day));
  return {
    timetable, snapshot, base, walks: lines.walks,
    layers: [
      { lines: scheduled, gone: goneRuns(scheduled, snapshot) },
      { lines: liveLines(timetable, snapshot.runs, snapshot.at, base), gone: null },
    ],
  };
}

function keep<T>(cache: Map<number, T>, key: number, make: () => T): T {
  const value = cache.get(key) ?? make();
  cache.delete(key);
  cache.set(key, value);
  const [oldest] = cache.keys();
  if (cache.size > KEPT_DAYS && oldest !== undefined) cache.delete(oldest);
  return value;
}

function scheduledLines(timetable: Timetable, day: number): LineTable {
  const { data } = timetable;
  const base = timetable.dayStart(day);
  const groups: LineGroup[] = [];
  for (const pattern of timetable.patterns) {
    const runs: LineRun[] = [];
    for (let runDay = day - 1; runDay <= day + 1; runDay++) {
      const shift = timetable.dayStart(runDay) - base;
      for (let trip = pattern.firstTrip; trip < pattern.endTrip; trip++) {
        if (!timetable.runsOn(data.tripService[trip] ?? 0, runDay)) continue;
        runs.push({ ref: trip, day: runDay, arrivals: data.arrivals, departures: data.departures, from: data.tripTimes[trip] ?? 0, shift });
      }
    }
    if (runs.length > 0) groups.push({ stops: pattern.stops, access: accessOf(pattern.pickup, pattern.dropOff), runs });
  }
  return lineTable(timetable.stops.length, groups);
}

/** GTFS pickup_type and drop_off_type: 1 is none; on request still is. */
function accessOf(pickup: Uint8Array, dropOff: Uint8Array): Uint8Array {
  return pickup.map((type, at) => (type !== 1 && at < pickup.length - 1 ? ACCESS.BOARD : 0) | (dropOff[at] !== 1 && at > 0 ? ACCESS.ALIGHT : 0));
}

function goneRuns({ runRef, runDay }: LineTable, { overridden }: RealtimeSnapshot): Uint8Array | null {
  if (overridden.size === 0) return null;
  const gone = new Uint8Array(runRef.length);
  for (let run = 0; run < gone.length; run++) gone[run] = overridden.get(runDay[run] ?? 0)?.[runRef[run] ?? 0] ?? 0;
  return gone;
}

function liveLines(timetable: Timetable, runs: readonly TripRun[], at: number, base: number): LineTable {
  const groups = new Map<string, LineGroup>();
  runs.forEach((run, ref) => {
    if (run.state === 'CANCELED' || run.state === 'DELETED' || run.route < 0) return;
    const access = liveAccess(timetable, run);
    const key = `${run.stops.join()}|${access.join('')}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { stops: run.stops, access, runs: [] }));
    group.runs.push({ ref, day: run.serviceDay, from: 0, shift: 0, ...liveTimes(run, at - base, base) });
  });
  return lineTable(timetable.stops.length, [...groups.values()]);
}

function liveAccess(timetable: Timetable, run: TripRun): Uint8Array {
  const last = run.stops.length - 1;
  const planned = run.trip < 0 ? null : timetable.patternOf(run.trip).dropOff;
  const dropOff = planned?.length === run.stops.length ? planned : null;
  return Uint8Array.from(run.stops, (_, at) => {
    const flags = run.flags[at] ?? 0;
    if ((flags & STOP_FLAG.SKIPPED) !== 0) return 0;
    return (at < last && (flags & STOP_FLAG.NO_BOARDING) === 0 ? ACCESS.BOARD : 0) | (at > 0 && dropOff?.[at] !== 1 ? ACCESS.ALIGHT : 0);
  });
}

/** A run's times in seconds from the base, never going back; where the bus has left, it left before `now`. */
function liveTimes(run: TripRun, now: number, base: number): Pick<LineRun, 'arrivals' | 'departures'> {
  const arrivals = new Int32Array(run.stops.length);
  const departures = new Int32Array(run.stops.length);
  let last = -Infinity;
  for (let at = 0; at < arrivals.length; at++) {
    const passed = ((run.flags[at] ?? 0) & STOP_FLAG.PASSED) !== 0;
    const limit = passed ? now - 1 : Infinity;
    const arrival = Math.max(last, Math.min(limit, Math.round((run.arrival[at] ?? 0) - base)));
    last = Math.max(arrival, Math.min(limit, Math.round((run.departure[at] ?? 0) - base)));
    arrivals[at] = arrival;
    departures[at] = last;
  }
  return { arrivals, departures };
}
