import type { Timetable } from '../timetable/timetable.js';
import { STOP_FLAG, type AlertRecord, type CallIndex, type RealtimeSnapshot, type ScheduleSpread, type TripRun, type VehicleState } from './types.js';

/** What buses do of which nothing is known, until a feed has taught us better: a city bus leaves seldom early and often a little late. */
export const DEFAULT_SPREAD: ScheduleSpread = { early: -60, late: 360 };

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly at: number;
  readonly feedTimestamp: number | null;
  readonly runs: readonly TripRun[];
  readonly vehicles: readonly VehicleState[];
  readonly alerts: readonly AlertRecord[];
  readonly scheduleSpread: ScheduleSpread;
}

/** The time by which a board sorts a call, epoch seconds: departure at a run's first stop, arrival elsewhere. */
export function callTime(run: TripRun, position: number): number {
  return (position === 0 ? run.departure[0] : run.arrival[position]) ?? 0;
}

/** Indexes the calls of all runs but the deleted ones by stop and time. */
export function indexCalls(stopCount: number, runs: readonly TripRun[]): CallIndex {
  const from = new Uint32Array(stopCount + 1);
  for (const run of runs) {
    if (run.state === 'DELETED') continue;
    for (const stop of run.stops) from[stop + 1] = (from[stop + 1] ?? 0) + 1;
  }
  for (let stop = 0; stop < stopCount; stop++) from[stop + 1] = (from[stop + 1] ?? 0) + (from[stop] ?? 0);
  const total = from[stopCount] ?? 0;
  const calls = { from, run: new Uint32Array(total), position: new Uint16Array(total), time: new Float64Array(total), longestStay: 0 };
  const filled = from.slice(0, stopCount);
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index];
    if (run && run.state !== 'DELETED') placeCalls(calls, filled, run, index);
  }
  return calls;
}

/** Puts a run's calls in their places: by insertion, because a stop has few calls and runs come nearly in order. */
function placeCalls(calls: Omit<CallIndex, 'longestStay'> & { longestStay: number }, filled: Uint32Array, run: TripRun, index: number): void {
  const { from, time, position } = calls;
  for (let at = 0; at < run.stops.length; at++) {
    const stop = run.stops[at] ?? 0;
    const key = callTime(run, at);
    const begin = from[stop] ?? 0;
    let slot = filled[stop] ?? 0;
    filled[stop] = slot + 1;
    for (; slot > begin && (time[slot - 1] ?? 0) > key; slot--) {
      time[slot] = time[slot - 1] ?? 0;
      calls.run[slot] = calls.run[slot - 1] ?? 0;
      position[slot] = position[slot - 1] ?? 0;
    }
    time[slot] = key;
    calls.run[slot] = index;
    position[slot] = at;
    const stay = (run.departure[at] ?? key) - key;
    if (stay > calls.longestStay && ((run.flags[at] ?? 0) & STOP_FLAG.PASSED) === 0) calls.longestStay = stay;
  }
}

/** Puts a snapshot together: indexes by key, stop, day and route. */
export function assembleSnapshot(timetable: Timetable, parts: SnapshotParts): RealtimeSnapshot {
  const runByKey = new Map<string, number>();
  const overridden = new Map<number, Uint8Array>();
  parts.runs.forEach((run, index) => {
    runByKey.set(run.key, index);
    if (run.trip < 0) return;
    let mask = overridden.get(run.serviceDay);
    if (!mask) overridden.set(run.serviceDay, (mask = new Uint8Array(timetable.data.tripIds.length)));
    mask[run.trip] = 1;
  });
  const vehiclesByRoute = new Map<number, number[]>();
  parts.vehicles.forEach((vehicle, index) => {
    const known = vehiclesByRoute.get(vehicle.route);
    if (known) known.push(index);
    else vehiclesByRoute.set(vehicle.route, [index]);
  });
  return { ...parts, version: timetable.version, runByKey, overridden, vehiclesByRoute, calls: indexCalls(timetable.stops.length, parts.runs) };
}

/** A snapshot that knows nothing but the timetable. */
export function emptySnapshot(timetable: Timetable, at: number, alerts: readonly AlertRecord[] = []): RealtimeSnapshot {
  return assembleSnapshot(timetable, { at, feedTimestamp: null, runs: [], vehicles: [], alerts, scheduleSpread: DEFAULT_SPREAD });
}
