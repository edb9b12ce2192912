import { board, boardStops } from '../../arrivals/rules.js';
import { routeEntity, stopEntity, type ArrivalEntity, type RouteEntity, type StopEntity } from '../../contract.js';
import type { FeedState } from '../../realtime/feeds.js';
import { headsignAt } from '../../routes/rules/headsigns.js';
import { lastBusesAt, type LastBus } from '../../stops/rules/last-buses.js';
import { WAIT, type GetOff, type LastBusReminder, type LeaveHome, type Reminder, type ReminderReason, type Texts, type TripRunRef, type Verdict } from './reminder.js';
import { canceledText, getOffText, goneText, lastBusText, nearText, noMoreText, notRunningText, REMOVED_TEXT, skippedText } from './texts.js';
import { arrivalOf, callOfTrip, type TripCall } from './trip-calls.js';

/** How far ahead buses are looked at for 叫我出门 where no minutes are given, and beyond the minutes where they are; in seconds. */
const LOOK_AHEAD = 3600;
/** Rows of a board looked at, all lines together. */
const ROWS = 500;

/** A stop with all that counts as it: itself, or a station's platforms. */
interface Place {
  readonly stop: StopEntity;
  readonly stops: readonly number[];
}

/**
 * How a reminder stands at one moment: wait, due, or no longer possible, with the words for it. Pure, so that whoever
 * watches (a page's subscription, the message centre) asks it at each snapshot and now and then in between.
 * @param now epoch seconds of the service clock
 */
export function judge(state: FeedState, reminder: Reminder, now: number): Verdict {
  const place = placeOf(state, reminder.stopId);
  if (!place) return missed('REMOVED', REMOVED_TEXT);
  if (reminder.kind === 'GET_OFF') return judgeGetOff(state, reminder, place, now);
  if (reminder.kind === 'LAST_BUS') return judgeLastBus(state, reminder, place, now);
  return reminder.trip ? judgeTrip(state, reminder, reminder.trip, place, now) : judgeAnyBus(state, reminder, place, now);
}

function placeOf({ timetable }: FeedState, stopId: string): Place | null {
  const index = timetable.stopIndex(stopId);
  return index === undefined ? null : { stop: stopEntity(timetable, index), stops: boardStops(timetable, index) };
}

const due = (reason: ReminderReason, texts: Texts, arrival: ArrivalEntity): Verdict => ({ outcome: 'DUE', reason, texts, arrival });
const missed = (reason: ReminderReason, texts: Texts, arrival: ArrivalEntity | null = null): Verdict => ({ outcome: 'MISSED', reason, texts, arrival });

/** Whether a bus is as near as was asked, by minutes or by stops, whichever comes first. */
function near({ minutes, stops }: LeaveHome, etaSeconds: number, stopsAway: number | null): boolean {
  return (minutes !== null && etaSeconds <= minutes * 60) || (stops !== null && stopsAway !== null && stopsAway <= stops);
}

function dueNear({ stop }: Place, arrival: ArrivalEntity, stops: number | null): Verdict {
  const { route, etaSeconds, source } = arrival;
  return due('NEAR', nearText({ route, stop, etaSeconds, stops, scheduled: source === 'SCHEDULE' }), arrival);
}

function judgeAnyBus(state: FeedState, reminder: LeaveHome, place: Place, now: number): Verdict {
  const route = routeOf(state, reminder.routeId);
  if (reminder.routeId !== null && !route) return missed('REMOVED', REMOVED_TEXT);
  const windowSeconds = LOOK_AHEAD + (reminder.minutes ?? 0) * 60;
  const rows = board(state, place.stops, { fromSeconds: now, nowSeconds: now, windowSeconds, first: ROWS });
  const coming = rows.filter(
    (row) => row.status !== 'CANCELED' && row.status !== 'SKIPPED' && !row.dropOffOnly && (!route || row.route.record.index === route.record.index),
  );
  const nearest = coming.find((row) => near(reminder, row.etaSeconds, row.stopsAway));
  if (nearest) return dueNear(place, nearest, nearest.stopsAway);
  if (coming.length > 0) return WAIT;
  const last = lastBusesAt(state, place.stop.record.index, now).filter((bus) => !route || bus.route === route.record.index);
  if (last.some(({ gone }) => !gone)) return WAIT;
  const facts = { route, stop: place.stop };
  if (last.length === 0) return missed('NOT_RUNNING', notRunningText(facts));
  return missed('NO_MORE_TODAY', noMoreText({ ...facts, nextDeparture: soonest(last), now }));
}

function judgeTrip(state: FeedState, reminder: LeaveHome, ref: TripRunRef, place: Place, now: number): Verdict {
  const call = callOfTrip(state, ref, place.stops, now);
  if (!call) return missed('NOT_RUNNING', notRunningText({ route: null, stop: place.stop }));
  if (call.state !== 'AHEAD') return missedCall(call, place, false);
  return near(reminder, call.arrival.etaSeconds, call.live ? call.stopsAway : null) ? dueNear(place, call.arrival, call.arrival.stopsAway) : WAIT;
}

function judgeGetOff(state: FeedState, reminder: GetOff, place: Place, now: number): Verdict {
  const call = callOfTrip(state, reminder.trip, place.stops, now);
  if (!call) return missed('NOT_RUNNING', notRunningText({ route: null, stop: place.stop }));
  if (call.state !== 'AHEAD') return missedCall(call, place, true);
  if (call.stopsAway === null || call.stopsAway > reminder.stops) return WAIT;
  return due('NEAR', getOffText({ stop: place.stop, stops: call.stopsAway, scheduled: !call.live }), call.arrival);
}

function missedCall(call: TripCall, { stop }: Place, riding: boolean): Verdict {
  const facts = { route: call.arrival.route, stop, riding };
  if (call.state === 'CANCELED') return missed('CANCELED', canceledText(facts), call.arrival);
  if (call.state === 'SKIPPED') return missed('SKIPPED', skippedText(facts), call.arrival);
  return missed('GONE', goneText(facts), call.arrival);
}

function judgeLastBus(state: FeedState, reminder: LastBusReminder, place: Place, now: number): Verdict {
  const route = routeOf(state, reminder.routeId);
  if (!route) return missed('REMOVED', REMOVED_TEXT);
  const last = lastBusesAt(state, place.stop.record.index, now).filter((bus) => bus.route === route.record.index);
  if (last.length === 0) return missed('NOT_RUNNING', notRunningText({ route, stop: place.stop }));
  // Where both directions call at one place, the earlier is warned of: too early is better than too late.
  const [next] = last.filter(({ gone }) => !gone).sort((a, b) => a.departure - b.departure);
  if (!next) return missed('NO_MORE_TODAY', noMoreText({ route, stop: place.stop, nextDeparture: soonest(last), now }));
  if (next.departure - now > reminder.minutes * 60) return WAIT;
  const { timetable } = state;
  const texts = lastBusText({
    route, stop: place.stop, departure: next.departure, canceledAt: next.canceledAt, now,
    headsign: (language) => next.run?.headsign ?? headsignAt(timetable, next.trip, next.position, language),
  });
  return due('LAST_BUS', texts, arrivalOf(state, next, next.position, now));
}

function routeOf({ timetable }: FeedState, routeId: string | null): RouteEntity | null {
  const index = routeId === null ? undefined : timetable.routeIndex(routeId);
  return index === undefined ? null : routeEntity(timetable, index);
}

function soonest(buses: readonly LastBus[]): number | null {
  const next = buses.flatMap(({ nextDeparture }) => nextDeparture ?? []);
  return next.length === 0 ? null : Math.min(...next);
}
