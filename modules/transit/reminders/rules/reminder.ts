import type { ArrivalEntity } from '../../contract.js';

/** One run of a trip: its GTFS trip_id, the service day (days since 1970-01-01) and, of frequencies.txt, its start (seconds), else -1. */
export interface TripRunRef {
  readonly tripId: string;
  readonly serviceDay: number;
  readonly startTime: number;
}

/** 叫我出门: a bus is within so many minutes or stops; at least one of the two is given. */
export interface LeaveHome {
  readonly kind: 'LEAVE_HOME';
  readonly stopId: string;
  /** null: any route. */
  readonly routeId: string | null;
  /** null: any trip. */
  readonly trip: TripRunRef | null;
  readonly minutes: number | null;
  readonly stops: number | null;
}

/** 末班车提醒: so many minutes before the last bus of a route leaves. */
export interface LastBusReminder {
  readonly kind: 'LAST_BUS';
  readonly stopId: string;
  readonly routeId: string;
  readonly minutes: number;
}

/** 下车提醒: so many stops before mine. */
export interface GetOff {
  readonly kind: 'GET_OFF';
  readonly stopId: string;
  readonly trip: TripRunRef;
  readonly stops: number;
}

/** What somebody wants to be reminded of within one feed; ids are the feed's own, so that they outlive a new timetable. */
export type Reminder = LeaveHome | LastBusReminder | GetOff;

/** Why a reminder ends. */
export type ReminderReason =
  /** The bus is as near as was asked. */
  | 'NEAR'
  /** The last bus leaves soon. */
  | 'LAST_BUS'
  /** The bus has left the stop. */
  | 'GONE'
  /** The trip does not run. */
  | 'CANCELED'
  /** The trip does not call at the stop this time. */
  | 'SKIPPED'
  /** No bus comes any more on this service day. */
  | 'NO_MORE_TODAY'
  /** The stop, the route or the trip is not in the timetable of the day. */
  | 'NOT_RUNNING'
  /** A new timetable no longer has the stop or the route. */
  | 'REMOVED';

/** A text in each language of the contract. */
export interface Texts {
  readonly ZH_HANS: string;
  readonly ZH_HANT: string;
  readonly EN: string;
}

/** How a reminder stands. */
export type Verdict =
  | { readonly outcome: 'WAIT' }
  | { readonly outcome: 'DUE' | 'MISSED'; readonly reason: ReminderReason; readonly texts: Texts; readonly arrival: ArrivalEntity | null };

/** Not yet. */
export const WAIT: Verdict = { outcome: 'WAIT' };
