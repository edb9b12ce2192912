import { assembleSnapshot, DEFAULT_SPREAD } from '../realtime/snapshot.js';
import type { FeedState } from '../realtime/feeds.js';
import { SOURCE, STOP_FLAG, type TripRun } from '../realtime/types.js';
import { tripKey } from '../arrivals/rows.js';
import type { Timetable } from '../timetable/timetable.js';

/** How a run of a test differs from the timetable. */
export interface RunChange {
  readonly state?: TripRun['state'];
  /** Seconds, by position or for all. */
  readonly delay?: number | readonly number[];
  /** Positions it does not call at. */
  readonly skipped?: readonly number[];
}

/** A run that follows a trip of the timetable on a service day, with what a test changes. */
export function runOf(timetable: Timetable, trip: number, serviceDay: number, change: RunChange = {}): TripRun {
  const pattern = timetable.patternOf(trip);
  const start = timetable.dayStart(serviceDay);
  const scheduledArrival = Float64Array.from(pattern.stops, (_, at) => start + timetable.arrival(trip, at));
  const scheduledDeparture = Float64Array.from(pattern.stops, (_, at) => start + timetable.departure(trip, at));
  const late = (at: number): number => (typeof change.delay === 'number' ? change.delay : (change.delay?.[at] ?? 0));
  const arrival = scheduledArrival.map((time, at) => time + late(at));
  const departure = scheduledDeparture.map((time, at) => time + late(at));
  return {
    key: tripKey(timetable, trip, serviceDay), tripId: timetable.data.tripIds[trip] ?? '', trip, route: pattern.route, direction: pattern.direction, serviceDay,
    state: change.state ?? 'RUNNING', headsign: null, stops: pattern.stops, sequences: pattern.sequences, scheduledArrival, scheduledDeparture,
    arrival, departure, earliest: arrival, latest: arrival, source: new Uint8Array(arrival.length).fill(SOURCE.ASSERTED),
    flags: Uint8Array.from(arrival, (_, at) =>
      (change.skipped?.includes(at) ? STOP_FLAG.SKIPPED : 0) | (at === arrival.length - 1 || pattern.pickup[at] === 1 ? STOP_FLAG.NO_BOARDING : 0)),
    observedAt: start, nextPosition: 0, vehicle: null, wheelchair: 0, occupancy: null,
  };
}

/** A feed's state with these runs in place of the timetable's. */
export function stateWith(timetable: Timetable, runs: readonly TripRun[], at: number): FeedState {
  return { timetable, snapshot: assembleSnapshot(timetable, { at, feedTimestamp: at, runs, vehicles: [], alerts: [], scheduleSpread: DEFAULT_SPREAD }) };
}
