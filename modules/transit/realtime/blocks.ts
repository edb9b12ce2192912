import type { Timetable } from '../timetable/timetable.js';
import { departureAfter, type Forecast } from './propagate.js';
import { baseOfTrip, type RunBase } from './run-base.js';
import { SOURCE } from './types.js';

/** Shortest turn between two trips of a vehicle, seconds, where the timetable gives longer; lateness eats the rest of the layover. */
const TURN = 60;
/** Lateness below this (seconds) is not worth saying of a trip that has not begun. */
const WORTH_SAYING = 30;
/** How far ahead trips of a block are looked at, seconds. */
const AHEAD = 3 * 3600;

/** A later trip of a late bus. */
export interface Follower {
  readonly base: RunBase;
  readonly forecast: Forecast;
}

/**
 * The trips that the same bus runs next and starts late, because it comes late from the one before: departure = max(by the
 * timetable, end of the one before + shortest turn). Ends where the layover takes the lateness up, or where `speaksFor` says
 * that something better is known of the next trip.
 * @param end when the bus is at the last stop of `trip`, epoch seconds
 */
export function followersOf(timetable: Timetable, trip: number, serviceDay: number, end: number, now: number, speaksFor: (trip: number, serviceDay: number) => boolean): Follower[] {
  const followers: Follower[] = [];
  let ready = end;
  let before = trip;
  for (;;) {
    const next = timetable.nextInBlock(before, serviceDay);
    if (next < 0 || speaksFor(next, serviceDay)) return followers;
    const start = timetable.dayStart(serviceDay);
    const planned = start + timetable.departure(next, 0);
    if (planned > now + AHEAD) return followers;
    const layover = planned - (start + timetable.arrival(before, timetable.patternOf(before).stops.length - 1));
    const late = ready + Math.min(TURN, Math.max(0, layover)) - planned;
    if (late < WORTH_SAYING) return followers;
    const base = baseOfTrip(timetable, next, serviceDay);
    const forecast = delayed(base, late);
    followers.push({ base, forecast });
    ready = forecast.arrival[forecast.arrival.length - 1] ?? ready;
    before = next;
  }
}

/** A run that starts so late and carries it on; long stays by the timetable take it up. */
function delayed(base: RunBase, late: number): Forecast {
  const length = base.stops.length;
  const arrival = new Float64Array(length);
  const departure = new Float64Array(length);
  let delay = late;
  for (let at = 0; at < length; at++) {
    const plannedArrival = base.scheduledArrival[at] ?? 0;
    const plannedDeparture = base.scheduledDeparture[at] ?? 0;
    arrival[at] = plannedArrival + delay;
    departure[at] = departureAfter(plannedArrival + delay, plannedArrival, plannedDeparture);
    delay = (departure[at] ?? 0) - plannedDeparture;
  }
  return { arrival, departure, source: new Uint8Array(length).fill(SOURCE.PROPAGATED), flags: base.flags, stops: base.stops, firstMentioned: 0, dropsPassed: false };
}
