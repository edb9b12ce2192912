import { Fault } from '../../kernel/errors.js';
import { boardStops } from '../arrivals/rules.js';
import { parsePublicId, type Feeds, type FeedState, type PublicId } from '../realtime/feeds.js';
import { dayOf } from '../timetable/service-days.js';
import type { Reminder, TripRunRef } from './rules/reminder.js';
import { runMeant } from './rules/trip-calls.js';

/** What to be reminded of, as clients give it: exactly one of the three. Absent and null are the same. */
export interface ReminderArguments {
  readonly leaveHome?: {
    readonly stopId: string;
    readonly routeId?: string | null | undefined;
    readonly tripId?: string | null | undefined;
    readonly minutes?: number | null | undefined;
    readonly stops?: number | null | undefined;
  } | null | undefined;
  readonly lastBus?: { readonly stopId: string; readonly routeId: string; readonly minutes?: number | null | undefined } | null | undefined;
  readonly getOff?: { readonly tripId: string; readonly stopId: string; readonly stops?: number | null | undefined } | null | undefined;
}

/** A checked reminder and the feed it lives in. */
export interface FeedReminder {
  readonly feedId: string;
  readonly reminder: Reminder;
}

const MOST_MINUTES = 180;
const MOST_STOPS = 50;
const DEFAULT_LAST_BUS_MINUTES = 15;
const DEFAULT_GET_OFF_STOPS = 1;

const bad = (field: string, reason: string): Fault => new Fault('BAD_INPUT', { field, reason });

/**
 * Checks a reminder and fixes which run of a trip is meant.
 * @param now epoch seconds of the service clock
 * @throws Fault BAD_INPUT `{ field, reason }`; NOT_FOUND for a stop, route or trip that is none
 */
export function checkedReminder(feeds: Feeds, input: ReminderArguments, now: number): FeedReminder {
  const { leaveHome, lastBus, getOff } = input;
  if ([leaveHome, lastBus, getOff].filter(Boolean).length !== 1) {
    throw bad('reminder', 'give exactly one of leaveHome, lastBus and getOff');
  }
  if (leaveHome) return checkedLeaveHome(feeds, leaveHome, now);
  if (lastBus) {
    const { state, stop } = stopOf(feeds, lastBus.stopId);
    const routeId = routeIn(state, lastBus.routeId);
    const minutes = whole('minutes', lastBus.minutes ?? DEFAULT_LAST_BUS_MINUTES, 1, MOST_MINUTES);
    return { feedId: stop.feedId, reminder: { kind: 'LAST_BUS', stopId: stop.gtfsId, routeId, minutes } };
  }
  if (!getOff) throw bad('reminder', 'give exactly one of leaveHome, lastBus and getOff');
  const { state, stop } = stopOf(feeds, getOff.stopId);
  const stops = whole('stops', getOff.stops ?? DEFAULT_GET_OFF_STOPS, 0, MOST_STOPS);
  const trip = tripIn(state, getOff.tripId, stop.gtfsId, now);
  return { feedId: stop.feedId, reminder: { kind: 'GET_OFF', stopId: stop.gtfsId, trip, stops } };
}

function checkedLeaveHome(feeds: Feeds, input: NonNullable<ReminderArguments['leaveHome']>, now: number): FeedReminder {
  const { state, stop } = stopOf(feeds, input.stopId);
  const minutes = optional('minutes', input.minutes, 1, MOST_MINUTES);
  const stops = optional('stops', input.stops, 0, MOST_STOPS);
  if (minutes === null && stops === null) throw bad('leaveHome', 'give minutes, stops, or both');
  const routeId = input.routeId === undefined || input.routeId === null ? null : routeIn(state, input.routeId);
  const trip = input.tripId === undefined || input.tripId === null ? null : tripIn(state, input.tripId, stop.gtfsId, now);
  return { feedId: stop.feedId, reminder: { kind: 'LEAVE_HOME', stopId: stop.gtfsId, routeId, trip, minutes, stops } };
}

function whole(field: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) throw bad(field, `must be a whole number from ${low} to ${high}`);
  return value;
}

function optional(field: string, value: number | null | undefined, low: number, high: number): number | null {
  return value === undefined || value === null ? null : whole(field, value, low, high);
}

function stopOf(feeds: Feeds, id: string): { state: FeedState; stop: PublicId } {
  const stop = parsePublicId(id);
  const state = stop ? feeds.find(stop.feedId) : undefined;
  if (!stop || !state || state.timetable.stopIndex(stop.gtfsId) === undefined) throw new Fault('NOT_FOUND', { stop: id });
  return { state, stop };
}

/** The feed's own id of something that must be of the same feed as the stop. */
function sameFeed({ timetable }: FeedState, field: string, id: string): string {
  const parts = parsePublicId(id);
  if (parts?.feedId !== timetable.feedId) throw bad(field, 'must be of the same feed as the stop');
  return parts.gtfsId;
}

function routeIn(state: FeedState, id: string): string {
  const routeId = sameFeed(state, 'routeId', id);
  if (state.timetable.routeIndex(routeId) === undefined) throw new Fault('NOT_FOUND', { route: id });
  return routeId;
}

function tripIn(state: FeedState, id: string, stopId: string, now: number): TripRunRef {
  const { timetable, snapshot } = state;
  const tripId = sameFeed(state, 'tripId', id);
  const meant = runMeant(state, tripId, boardStops(timetable, timetable.stopIndex(stopId) ?? -1), now);
  if (meant) return meant;
  const known = timetable.tripIndex(tripId) !== undefined || snapshot.runs.some((run) => run.tripId === tripId);
  if (!known) throw new Fault('NOT_FOUND', { trip: id });
  // It is known but does not run today, or not past this stop: the reminder says so.
  return { tripId, serviceDay: dayOf(now, timetable.zone), startTime: -1 };
}
