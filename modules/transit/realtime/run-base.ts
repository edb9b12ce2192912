import { gtfsDateOf } from '../timetable/service-days.js';
import type { PatternRecord, Timetable } from '../timetable/timetable.js';
import { STOP_FLAG } from './types.js';

/** What a run is before anything is known of the road: its stops and its times by the timetable. */
export interface RunBase {
  readonly key: string;
  readonly tripId: string;
  /** Index of the timetable's trip that it is, or -1 for an added run. */
  readonly trip: number;
  /** The pattern it follows, where it follows one. */
  readonly pattern: PatternRecord | null;
  readonly route: number;
  readonly direction: 0 | 1 | -1;
  readonly serviceDay: number;
  readonly headsign: string | null;
  readonly stops: Uint32Array;
  readonly sequences: Uint32Array;
  /** Epoch seconds by position; -1 where there is no schedule. */
  readonly scheduledArrival: Float64Array;
  readonly scheduledDeparture: Float64Array;
  /** STOP_FLAG bits that hold from the start (NO_BOARDING). */
  readonly flags: Uint8Array;
  readonly wheelchair: 0 | 1 | 2;
}

/** Key of a run, unique in a snapshot and stable over snapshots; `startTime` only for runs of frequencies.txt. */
export function runKey(tripId: string, serviceDay: number, startTime: number | null): string {
  const key = `${tripId}|${gtfsDateOf(serviceDay)}`;
  return startTime === null ? key : `${key}|${startTime}`;
}

/** NO_BOARDING at the last stop and where pickup_type is 1. */
export function boardingFlags(length: number, pickup: Uint8Array | null): Uint8Array {
  const flags = new Uint8Array(length);
  for (let at = 0; at < length; at++) if (at === length - 1 || pickup?.[at] === 1) flags[at] = STOP_FLAG.NO_BOARDING;
  return flags;
}

/** How a base may differ from the timetable's trip it is made of. */
export interface BaseChanges {
  /** Seconds by which all times are moved (a frequency-based run between two of the timetable's). */
  readonly shift?: number;
  /** True: another run beside the timetable's own (DUPLICATED), so it replaces nothing. */
  readonly added?: boolean;
  readonly key?: string;
  readonly tripId?: string;
  readonly headsign?: string | null;
}

/** The base of a timetable trip on a service day. */
export function baseOfTrip(timetable: Timetable, trip: number, serviceDay: number, changes: BaseChanges = {}): RunBase {
  const pattern = timetable.patternOf(trip);
  const { data } = timetable;
  const length = pattern.stops.length;
  const start = timetable.dayStart(serviceDay) + (changes.shift ?? 0);
  const times = data.tripTimes[trip] ?? 0;
  const scheduledArrival = new Float64Array(length);
  const scheduledDeparture = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    scheduledArrival[at] = start + (data.arrivals[times + at] ?? 0);
    scheduledDeparture[at] = start + (data.departures[times + at] ?? 0);
  }
  const ownStart = data.tripStartTime[trip] ?? -1;
  const tripId = changes.tripId ?? data.tripIds[trip] ?? '';
  const wheelchair = data.tripWheelchair[trip];
  return {
    key: changes.key ?? runKey(tripId, serviceDay, ownStart < 0 ? null : ownStart),
    tripId, trip: changes.added === true ? -1 : trip, pattern, route: pattern.route, direction: pattern.direction, serviceDay,
    headsign: changes.headsign ?? (changes.added === true ? (data.headsigns[data.tripHeadsign[trip] ?? -1] || null) : null),
    stops: pattern.stops, sequences: pattern.sequences, scheduledArrival, scheduledDeparture,
    flags: boardingFlags(length, pattern.pickup), wheelchair: wheelchair === 1 || wheelchair === 2 ? wheelchair : 0,
  };
}
