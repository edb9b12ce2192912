import { dayOfGtfsDate } from '../timetable/service-days.js';
import { createMerge } from './merge.js';
import { clockSeconds, decodedFeed, smallTimetable, tripUpdate, type SmallTimetable } from './testing.js';
import type { RealtimeSnapshot, StopUpdate, TripRef, TripRun, TripUpdate } from './types.js';

/** The service day of the worlds below. */
export const DATE = '20260115';
/** Stops and times of their trip T. */
export const STOPS: readonly string[] = ['A', 'B', 'C', 'D', 'E'];
export const TIMES: readonly string[] = ['08:00', '08:10', '08:20', '08:30', '08:40'];

/** A small timetable with its merge, spoken to in wall times of `DATE`. For tests. */
export function mergeWorld(small: Partial<SmallTimetable> = {}) {
  const timetable = smallTimetable({ services: { daily: ['20260114', DATE, '20260116'] }, trips: [{ id: 'T', stops: STOPS, times: TIMES }], ...small });
  const merge = createMerge(timetable);
  const at = (time: string, on = DATE) => timetable.dayStart(dayOfGtfsDate(on)) + clockSeconds(time);
  const update = (now: string, ...updates: TripUpdate[]): RealtimeSnapshot => {
    merge.accept('tripUpdates', decodedFeed(at(now), { tripUpdates: updates }), at(now));
    return merge.snapshot(at(now));
  };
  const say = (now: string, trip: Partial<TripRef>, stops: StopUpdate[], rest: Partial<TripUpdate> = {}) =>
    update(now, tripUpdate({ tripId: 'T', startDate: DATE, ...trip }, at(now), stops, rest));
  return { timetable, merge, at, update, say };
}

/** The only run of a snapshot; throws where there is not exactly one. */
export function onlyRun(snapshot: RealtimeSnapshot): TripRun {
  const [run] = snapshot.runs;
  if (!run || snapshot.runs.length > 1) throw new Error(`expected one run, found ${snapshot.runs.map(({ key }) => key).join(', ') || 'none'}`);
  return run;
}

/** Delays of a run's arrivals by position, whole seconds. */
export function delaysOf(run: TripRun): number[] {
  return Array.from(run.arrival, (time, at) => Math.round(time - (run.scheduledArrival[at] ?? 0)));
}

/** 1 by position where a bit of STOP_FLAG is set. */
export function flagged(run: TripRun, flag: number): number[] {
  return Array.from(run.flags, (bits) => ((bits & flag) === 0 ? 0 : 1));
}

/** Sources by position in the contract's names. */
export function sourcesOf(run: TripRun): (string | undefined)[] {
  return Array.from(run.source, (code) => ['SCHEDULE', 'PROPAGATED', 'POSITION', 'ASSERTED'][code]);
}
