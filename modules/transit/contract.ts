import type { AlertRecord, TripRun, VehicleState } from './realtime/types.js';
import type { PatternRecord, RouteRecord, StopRecord, Timetable } from './timetable/timetable.js';

/** Parent of `Stop`: a stop of one timetable version. Live fields look the feed up anew. */
export interface StopEntity {
  /** Public id, `feed:stop_id`. */
  readonly id: string;
  readonly timetable: Timetable;
  readonly record: StopRecord;
}

/** Parent of `Route`. */
export interface RouteEntity {
  /** Public id, `feed:route_id`. */
  readonly id: string;
  readonly timetable: Timetable;
  readonly record: RouteRecord;
}

/** Parent of `RoutePattern`. */
export interface PatternEntity {
  readonly id: string;
  readonly timetable: Timetable;
  readonly record: PatternRecord;
}

/** Parent of `Trip`: a trip on a service day; `run` where real-time speaks of it, `trip` is -1 for an added one. */
export interface TripEntity {
  /** Public id, `feed:trip_id`. */
  readonly id: string;
  readonly timetable: Timetable;
  readonly trip: number;
  /** Days since 1970-01-01. */
  readonly serviceDay: number;
  readonly run: TripRun | null;
}

/** Parent of `Vehicle`. */
export interface VehicleEntity {
  /** Public id, `feed:vehicle_id`. */
  readonly id: string;
  readonly timetable: Timetable;
  readonly state: VehicleState;
  /** The run it is on, where known. */
  readonly run: TripRun | null;
  /** Epoch milliseconds of the service clock when this was read. */
  readonly now: number;
}

/** Parent of `ServiceAlert`. */
export interface AlertEntity {
  /** Public id, `feed:alert_id`. */
  readonly id: string;
  readonly timetable: Timetable;
  readonly record: AlertRecord;
}

/** Contract enum ArrivalSource. */
export type ArrivalSource = 'ASSERTED' | 'PROPAGATED' | 'POSITION' | 'SCHEDULE';

/** Contract enum ArrivalStatus. */
export type ArrivalStatus = 'SCHEDULED' | 'ON_TIME' | 'EARLY' | 'LATE' | 'CANCELED' | 'SKIPPED' | 'ADDED';

/**
 * Parent of `Arrival`: a row of a board. Plain values, made once a query; instants are epoch milliseconds, so that
 * the hot path resolves by property.
 */
export interface ArrivalEntity {
  readonly id: string;
  readonly timetable: Timetable;
  readonly route: RouteEntity;
  readonly trip: TripEntity;
  readonly stop: StopEntity;
  /** Position in the trip's stops. */
  readonly position: number;
  readonly stopSequence: number;
  readonly scheduledAt: number | null;
  readonly expectedAt: number;
  readonly earliest: number;
  readonly latest: number;
  readonly etaSeconds: number;
  readonly source: ArrivalSource;
  readonly dataAgeSeconds: number | null;
  readonly status: ArrivalStatus;
  readonly vehicle: VehicleEntity | null;
  readonly stopsAway: number | null;
  readonly dropOffOnly: boolean;
}

/** Parent of `DirectionTimetable`: a direction of a route on one service day; instants are epoch milliseconds. */
export interface DirectionTimetableEntity {
  readonly timetable: Timetable;
  readonly directionId: 0 | 1 | null;
  /** The trip whose headsign stands for the direction. */
  readonly trip: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly firstDeparture: number | null;
  readonly lastDeparture: number | null;
  readonly trips: number;
  readonly headways: { hour: number; departures: number; minutes: number | null }[];
}

/** Parent of `LastBus`: instants are epoch milliseconds. */
export interface LastBusEntity {
  readonly route: RouteEntity;
  /** The trip that is the last one, and the position in its pattern at which it calls here. */
  readonly trip: number;
  readonly position: number;
  readonly departure: number;
  readonly gone: boolean;
  readonly nextDeparture: number | null;
}

/** Parent of `TransitReminder`: `texts` in each language of the contract. */
export interface TransitReminderEntity {
  readonly outcome: 'DUE' | 'MISSED';
  /** Why, for programs: stable words of `reminders/rules.ts`. */
  readonly reason: string;
  readonly texts: { readonly ZH_HANS: string; readonly ZH_HANT: string; readonly EN: string };
  readonly arrival: ArrivalEntity | null;
}

/** Parent of `StandingReminder`: instants are epoch milliseconds of the service clock. */
export interface StandingReminderEntity {
  readonly __typename: 'StandingReminder';
  readonly id: string;
  readonly kind: 'LEAVE_HOME' | 'LAST_BUS' | 'GET_OFF';
  readonly stop: StopEntity | null;
  readonly route: RouteEntity | null;
  readonly setAt: number;
  readonly expiresAt: number;
}

/** Parent of `TooManyReminders`. */
export interface TooManyRemindersEntity {
  readonly __typename: 'TooManyReminders';
  readonly most: number;
}

const stopEntities = new WeakMap<Timetable, (StopEntity | undefined)[]>();
const routeEntities = new WeakMap<Timetable, (RouteEntity | undefined)[]>();

/** The entity of a stop by index: one object a timetable version. Throws RangeError for an index that is none. */
export function stopEntity(timetable: Timetable, index: number): StopEntity {
  let known = stopEntities.get(timetable);
  if (!known) stopEntities.set(timetable, (known = new Array<StopEntity | undefined>(timetable.stops.length)));
  const record = timetable.stops[index];
  if (!record) throw new RangeError(`no stop ${index}`);
  return (known[index] ??= { id: `${timetable.feedId}:${record.id}`, timetable, record });
}

/** The entity of a route by index: one object a timetable version. Throws RangeError for an index that is none. */
export function routeEntity(timetable: Timetable, index: number): RouteEntity {
  let known = routeEntities.get(timetable);
  if (!known) routeEntities.set(timetable, (known = new Array<RouteEntity | undefined>(timetable.routes.length)));
  const record = timetable.routes[index];
  if (!record) throw new RangeError(`no route ${index}`);
  return (known[index] ??= { id: `${timetable.feedId}:${record.id}`, timetable, record });
}
