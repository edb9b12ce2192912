import { departureAfter, type Forecast } from './propagate.js';
import type { RunBase } from './run-base.js';
import type { RunningTimes } from './running-times.js';
import type { TrackPoint } from './tracker.js';
import { SOURCE, STOP_FLAG } from './types.js';

/** Seconds over which an early bus falls back to its timetable: drivers slow down or wait, they do not leave for good. */
const EARLY_FADES = 1800;

/** A run's scheduled times with those that the timetable rounds to the same minute spread along the way. */
export function smoothPlan(base: RunBase): Float64Array {
  const { scheduledArrival, pattern } = base;
  const plan = scheduledArrival.slice();
  if (!pattern) return plan;
  for (let from = 0; from < plan.length - 1; ) {
    let to = from + 1;
    while (to < plan.length - 1 && (scheduledArrival[to] ?? 0) <= (scheduledArrival[from] ?? 0)) to++;
    const start = pattern.distances[from] ?? 0;
    const length = (pattern.distances[to] ?? 0) - start;
    const seconds = (scheduledArrival[to] ?? 0) - (base.scheduledDeparture[from] ?? 0);
    for (let at = from + 1; at < to && length > 0; at++) {
      plan[at] = (base.scheduledDeparture[from] ?? 0) + (seconds * ((pattern.distances[at] ?? 0) - start)) / length;
    }
    from = to;
  }
  return plan;
}

/**
 * What a bus's place makes of its run: from where it is, the timetable's running times corrected by those lately observed;
 * long stays take up lateness, the first stop is not left before its time. Stops behind it are PASSED.
 * @param now epoch seconds
 */
export function forecastFromPosition(base: RunBase, plan: Float64Array, point: TrackPoint, times: RunningTimes, now: number): Forecast {
  const length = base.stops.length;
  const arrival = new Float64Array(length);
  const departure = new Float64Array(length);
  const flags = base.flags.slice();
  const { next } = point;
  const runTo = (at: number) => {
    const planned = Math.max(5, (plan[at] ?? 0) - Math.max(plan[at - 1] ?? 0, longStay(base, at - 1) ? (base.scheduledDeparture[at - 1] ?? 0) : 0));
    return times.expect(base.stops[at - 1] ?? 0, base.stops[at] ?? 0, planned, now);
  };
  for (let at = 0; at < next; at++) {
    flags[at] = (flags[at] ?? 0) | STOP_FLAG.PASSED;
    arrival[at] = Math.min(base.scheduledArrival[at] ?? 0, point.at);
    departure[at] = Math.min(base.scheduledDeparture[at] ?? 0, point.at);
  }
  let time = point.at;
  if (next > 0 && !point.atStop) time += runTo(next) * (1 - point.share);
  let offset = 0;
  for (let at = next; at < length; at++) {
    if (at > next) time += runTo(at);
    if (at > next) offset = fade(time, base.scheduledArrival[at] ?? time, point.at);
    arrival[at] = time + offset;
    if (at === 0) departure[at] = Math.max(base.scheduledDeparture[0] ?? 0, now);
    else departure[at] = longStay(base, at) ? departureAfter(arrival[at] ?? 0, base.scheduledArrival[at] ?? 0, base.scheduledDeparture[at] ?? 0) : (arrival[at] ?? 0);
    if (at === 0 || longStay(base, at)) time = (departure[at] ?? 0) - offset;
  }
  return { arrival, departure, source: new Uint8Array(length).fill(SOURCE.POSITION), flags, stops: base.stops, firstMentioned: next, dropsPassed: false };
}

function longStay(base: RunBase, at: number): boolean {
  return (base.scheduledDeparture[at] ?? 0) - (base.scheduledArrival[at] ?? 0) >= 60;
}

/** Seconds to add to a time so far ahead because an early bus tends back to its timetable; a late one stays late. */
function fade(time: number, planned: number, observedAt: number): number {
  const early = planned - time;
  return early > 0 ? early * (1 - Math.exp((observedAt - time) / EARLY_FADES)) : 0;
}
