import type { ArrivalEntity } from '../contract.js';
import type { FeedState } from '../realtime/feeds.js';
import { STOP_FLAG } from '../realtime/types.js';
import type { TripRun } from '../realtime/types.js';
import { dayOf } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import { departureLists } from './departures.js';
import type { DayCalls, DepartureLists } from './departures.js';
import { runRow, scheduledRow } from './rows.js';

/** What a board is asked for; instants and spans in seconds. */
export interface BoardQuery {
  /** Calls that leave from here on. */
  readonly fromSeconds: number;
  /** Where `etaSeconds` counts from. */
  readonly nowSeconds: number;
  readonly windowSeconds: number;
  /** At most so many rows. */
  readonly first: number;
}

/** One ordered source of rows: a stop's timetable on a service day, or (`day` null) its calls in the snapshot. */
interface Stream {
  key: number;
  at: number;
  readonly end: number;
  readonly stop: number;
  readonly day: number;
  readonly start: number;
  readonly calls: DayCalls | null;
  readonly mask: Uint8Array | null;
}

/**
 * The board of some stops (a stop, or all platforms of a station), ordered by expected time.
 *
 * What stands on it, as riders expect:
 * - departures: a call at which nobody can get on (a trip's last stop, pickup_type 1) is left out, unless nobody can
 *   ever get on at these stops; there such calls are shown with `dropOffOnly`;
 * - calls that leave from `fromSeconds` on and are expected before the window's end, of the service days that reach into
 *   it: yesterday's trips past midnight, today's, tomorrow's;
 * - where the snapshot has a run, the run instead of the timetable: cancelled ones at their scheduled time, skipped calls
 *   with status SKIPPED, deleted ones not at all;
 * - calls that have passed only where `fromSeconds` lies before `nowSeconds` (a look back).
 */
export function board(state: FeedState, stopIndexes: readonly number[], query: BoardQuery): ArrivalEntity[] {
  const { timetable } = state;
  const lists = departureLists(timetable);
  const to = query.fromSeconds + query.windowSeconds;
  let boarding = false;
  for (const stop of stopIndexes) if (lists.canBoard(stop)) boarding = true;
  const streams = openStreams(state, lists, stopIndexes, boarding, query.fromSeconds, to);
  for (const stream of streams) seek(stream, state, boarding, query);
  const rows: ArrivalEntity[] = [];
  while (rows.length < query.first) {
    let best: Stream | null = null;
    for (const stream of streams) if (stream.key < to && (best === null || stream.key < best.key)) best = stream;
    if (best === null) break;
    rows.push(rowAt(state, best, query.nowSeconds));
    best.at++;
    seek(best, state, boarding, query);
  }
  return rows;
}

/** The stops whose calls make up the board of a stop: itself, or all platforms of a station. */
export function boardStops(timetable: Timetable, stop: number): readonly number[] {
  return timetable.stops[stop]?.locationType === 1 ? timetable.boardingStops(stop) : [stop];
}

function openStreams(state: FeedState, lists: DepartureLists, stops: readonly number[], boarding: boolean, from: number, to: number): Stream[] {
  const { timetable, snapshot } = state;
  const { calls, overridden } = snapshot;
  const streams: Stream[] = [];
  for (const stop of stops) {
    const begin = calls.from[stop] ?? 0;
    const end = calls.from[stop + 1] ?? begin;
    if (begin < end) streams.push({ key: 0, at: firstFrom(calls.time, begin, end, from - calls.longestStay), end, stop, day: 0, start: 0, calls: null, mask: null });
  }
  const zoneDay = localDay(timetable, from);
  for (let day = zoneDay - lists.lookback; ; day++) {
    const start = timetable.dayStart(day);
    if (start >= to) break;
    const mask = overridden.get(day) ?? null;
    for (const stop of stops) {
      if (boarding && !lists.canBoard(stop)) continue;
      const list = lists.at(stop, day);
      const at = firstFrom(list.time, 0, list.time.length, from - start - list.longestStay);
      if (at < list.time.length) streams.push({ key: 0, at, end: list.time.length, stop, day, start, calls: list, mask });
    }
  }
  return streams;
}

/** Moves a stream to its next call that belongs on the board, or to infinity. */
function seek(stream: Stream, state: FeedState, boarding: boolean, query: BoardQuery): void {
  const { calls, mask, start, end } = stream;
  if (calls === null) {
    seekRun(stream, state, boarding, query);
    return;
  }
  const from = query.fromSeconds - start;
  for (; stream.at < end; stream.at++) {
    if ((calls.until[stream.at] ?? 0) < from) continue;
    if (mask !== null && mask[calls.trip[stream.at] ?? 0] === 1) continue;
    stream.key = start + (calls.time[stream.at] ?? 0);
    return;
  }
  stream.key = Number.POSITIVE_INFINITY;
}

function seekRun(stream: Stream, state: FeedState, boarding: boolean, query: BoardQuery): void {
  const { calls, runs } = state.snapshot;
  for (; stream.at < stream.end; stream.at++) {
    const run = runs[calls.run[stream.at] ?? 0];
    if (!run || run.route < 0) continue;
    if (!shown(run, calls.position[stream.at] ?? 0, boarding, query)) continue;
    stream.key = calls.time[stream.at] ?? 0;
    return;
  }
  stream.key = Number.POSITIVE_INFINITY;
}

function shown(run: TripRun, position: number, boarding: boolean, query: BoardQuery): boolean {
  const flags = run.flags[position] ?? 0;
  if (boarding && (flags & STOP_FLAG.NO_BOARDING) !== 0) return false;
  const until = run.departure[position] ?? 0;
  if (until < query.fromSeconds) return false;
  return (flags & STOP_FLAG.PASSED) === 0 || (query.fromSeconds < query.nowSeconds && until <= query.nowSeconds);
}

function rowAt(state: FeedState, stream: Stream, nowSeconds: number) {
  const { calls, at, stop, day } = stream;
  if (calls !== null) return scheduledRow(state, stop, calls.trip[at] ?? 0, calls.position[at] ?? 0, day, stream.key, nowSeconds);
  const { snapshot } = state;
  const run = snapshot.runs[snapshot.calls.run[at] ?? 0];
  if (!run) throw new RangeError(`no run at call ${at}`);
  return runRow(state, run, snapshot.calls.position[at] ?? 0, nowSeconds);
}

/** First index in `begin` … `end` whose time is not before `time`. */
function firstFrom(times: Int32Array | Float64Array, begin: number, end: number, time: number): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

let cachedZone = '';
let cachedFrom = 0;
let cachedUntil = 0;
let cachedDay = 0;

/** The local calendar day of an instant. Asking the time zone costs microseconds, so the quarter hour asked last is kept. */
function localDay(timetable: Timetable, seconds: number): number {
  if (timetable.zone !== cachedZone || seconds < cachedFrom || seconds >= cachedUntil) {
    cachedZone = timetable.zone;
    // Clocks change, and midnight falls, only on quarter hours of UTC in the zones in use.
    cachedFrom = Math.floor(seconds / 900) * 900;
    cachedUntil = cachedFrom + 900;
    cachedDay = dayOf(seconds, timetable.zone);
  }
  return cachedDay;
}
