import { assembleSnapshot, DEFAULT_SPREAD } from '../realtime/snapshot.js';
import type { FeedState } from '../realtime/feeds.js';
import { smallTimetable, type SmallTrip } from '../realtime/testing.js';
import type { TripRun } from '../realtime/types.js';
import { tripKey } from '../arrivals/rows.js';
import { Timetable, type RouteRecord, type StopRecord, type TimetableData } from '../timetable/timetable.js';

/** A stop of a small district. */
export interface NamedStop extends Partial<Omit<StopRecord, 'index' | 'id' | 'parent'>> {
  readonly name: string;
  /** Id of its station. */
  readonly station?: string;
}

/** A small district as a test writes it: by id, what is not said is made up. */
export interface NamedTimetable {
  readonly feedId?: string;
  readonly version?: string;
  readonly zone?: string;
  readonly stops: Readonly<Record<string, NamedStop>>;
  readonly routes?: Readonly<Record<string, Partial<Omit<RouteRecord, 'index' | 'id'>>>>;
  readonly services?: Readonly<Record<string, readonly string[]>>;
  readonly trips: readonly SmallTrip[];
  readonly data?: Partial<TimetableData>;
}

/** Builds a timetable whose stops and routes have names, for tests of what riders search for and read. */
export function namedTimetable({ stops, routes = {}, data, ...small }: NamedTimetable): Timetable {
  const plain = Object.fromEntries(
    Object.entries(stops).map(([id, { station, lat, lon, locationType }]) => [
      id,
      { ...(station === undefined ? {} : { station }), ...(lat === undefined ? {} : { lat }), ...(lon === undefined ? {} : { lon }), ...(locationType === undefined ? {} : { locationType }) },
    ]),
  );
  const base = smallTimetable({ ...small, stops: plain }).data;
  return new Timetable({
    ...base,
    stops: base.stops.map((record) => {
      const { station: _station, ...given } = stops[record.id] ?? { name: record.name };
      return { ...record, ...given };
    }),
    routes: base.routes.map((record) => ({ ...record, sortOrder: 0, ...routes[record.id] })),
    ...data,
  });
}

/** A run of a trip, so many seconds late, with what a test wants to be otherwise. */
export function runOf(timetable: Timetable, tripId: string, day: number, { delay = 0, ...rest }: Partial<TripRun> & { readonly delay?: number } = {}): TripRun {
  const trip = timetable.tripIndex(tripId) ?? -1;
  const pattern = timetable.patternOf(trip);
  const start = timetable.dayStart(day);
  const scheduledArrival = Float64Array.from(pattern.stops, (_, position) => start + timetable.arrival(trip, position));
  const scheduledDeparture = Float64Array.from(pattern.stops, (_, position) => start + timetable.departure(trip, position));
  const arrival = scheduledArrival.map((time) => time + delay);
  const departure = scheduledDeparture.map((time) => time + delay);
  return {
    key: tripKey(timetable, trip, day), tripId, trip, route: pattern.route, direction: pattern.direction, serviceDay: day, state: 'RUNNING', headsign: null,
    stops: pattern.stops, sequences: pattern.sequences, scheduledArrival, scheduledDeparture, arrival, departure,
    earliest: arrival.map((time) => time - 30), latest: arrival.map((time) => time + 60),
    source: new Uint8Array(pattern.stops.length).fill(3), flags: new Uint8Array(pattern.stops.length),
    observedAt: start, nextPosition: 0, vehicle: null, wheelchair: 0, occupancy: null, ...rest,
  };
}

/** A feed with some runs, at an instant in epoch seconds. */
export function stateWith(timetable: Timetable, at: number, runs: readonly TripRun[] = []): FeedState {
  return { timetable, snapshot: assembleSnapshot(timetable, { at, feedTimestamp: at, runs, vehicles: [], alerts: [], scheduleSpread: DEFAULT_SPREAD }) };
}
