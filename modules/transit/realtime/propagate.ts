import type { Timetable } from '../timetable/timetable.js';
import type { RunBase } from './run-base.js';
import { SOURCE, STOP_FLAG, type StopEvent, type StopUpdate, type TripUpdate } from './types.js';

/** What an update says of a run, carried forward over all its stops. Epoch seconds by position. */
export interface Forecast {
  readonly arrival: Float64Array;
  readonly departure: Float64Array;
  readonly source: Uint8Array;
  readonly flags: Uint8Array;
  /** Stop indexes as called at, assigned platforms taken in. */
  readonly stops: Uint32Array;
  /** First position of which the update speaks; the length where it speaks of none. */
  readonly firstMentioned: number;
  /** True where the update leaves out what the bus has passed, so that the first stop it names is still to come. */
  readonly dropsPassed: boolean;
}

/** Counts what was refused or repaired, by reason. */
export type Count = (reason: string) => void;

/** Delays beyond these (seconds) are somebody's mistake: the update of that stop is refused. */
const MOST_EARLY = -3600;
const MOST_LATE = 4 * 3600;
/** A stay of at least this long by the timetable takes up lateness, down to `SHORTEST_STAY`. */
export const LAYOVER = 60;
const SHORTEST_STAY = 30;

/** Departure after an arrival, by the timetable's stay: lateness is made up in a long one, and nobody leaves one early. */
export function departureAfter(arrival: number, scheduledArrival: number, scheduledDeparture: number): number {
  const stay = scheduledDeparture - scheduledArrival;
  if (stay < LAYOVER) return arrival + Math.max(0, stay);
  return Math.max(scheduledDeparture, arrival + SHORTEST_STAY);
}

/** Working columns: what the update says by position, NaN where nothing. */
interface Said {
  readonly arrival: Float64Array;
  readonly departure: Float64Array;
  readonly noData: Uint8Array;
  readonly mentioned: Uint8Array;
}

/** Carries an update over a run's stops (GTFS-Realtime, “Trip updates”). Null where the update says nothing that can be used. */
export function forecastOf(timetable: Timetable, base: RunBase, update: TripUpdate, count: Count): Forecast | null {
  const length = base.stops.length;
  const flags = base.flags.slice();
  const stops = update.stops.some((stop) => stop.assignedStopId !== null) ? base.stops.slice() : base.stops;
  const said: Said = { arrival: new Float64Array(length).fill(Number.NaN), departure: new Float64Array(length).fill(Number.NaN), noData: new Uint8Array(length), mentioned: new Uint8Array(length) };
  let after = 0;
  for (const stop of update.stops) {
    const at = positionOf(timetable, base, stop, after);
    if (at < 0) {
      count('stop-not-on-trip');
      continue;
    }
    after = at + 1;
    take(timetable, base, stop, at, said, flags, stops, count);
  }
  const firstMentioned = said.mentioned.indexOf(1);
  const delay = update.delay !== null && absurd(update.delay) ? null : update.delay;
  if (firstMentioned < 0 && delay === null) {
    count('empty-update');
    return null;
  }
  const first = firstMentioned < 0 ? length : firstMentioned;
  const timed = first < length && !(Number.isNaN(said.arrival[first]) && Number.isNaN(said.departure[first]));
  const dropsPassed = first > 0 && timed && !said.mentioned.subarray(first).includes(0);
  const forecast: Forecast = { arrival: new Float64Array(length), departure: new Float64Array(length), source: new Uint8Array(length), flags, stops, firstMentioned: first, dropsPassed };
  dropSpikes(said, count);
  carry(base, said, forecast, firstMentioned < 0 ? delay : null);
  lookBack(base, said, forecast, update.timestamp);
  repair(forecast, count);
  return forecast;
}

/** The position that a StopTimeUpdate means: by stop_sequence, else the next visit of its stop. -1 for none. */
export function positionOf(timetable: Timetable, base: RunBase, stop: { sequence: number | null; stopId: string | null }, after: number): number {
  if (stop.sequence !== null) {
    const at = base.sequences.indexOf(stop.sequence);
    if (at >= 0 && (stop.stopId === null || agrees(timetable, base.stops[at] ?? -1, stop.stopId))) return at;
  }
  if (stop.stopId === null) return -1;
  const index = timetable.stopIndex(stop.stopId);
  return index === undefined ? -1 : base.stops.indexOf(index, after);
}

/** A stop is meant by its own id, its station's, or a platform's of the same station (changed without assigned_stop_id). */
function agrees(timetable: Timetable, stop: number, stopId: string): boolean {
  const record = timetable.stops[stop];
  if (record?.id === stopId) return true;
  const other = timetable.stops[timetable.stopIndex(stopId) ?? -1];
  return record !== undefined && other !== undefined && record.parent >= 0 && (record.parent === other.parent || record.parent === other.index);
}

function take(timetable: Timetable, base: RunBase, stop: StopUpdate, at: number, said: Said, flags: Uint8Array, stops: Uint32Array, count: Count): void {
  if (stop.assignedStopId !== null) {
    const assigned = timetable.stopIndex(stop.assignedStopId);
    if (assigned === undefined) count('assigned-stop-unknown');
    else stops[at] = assigned;
  }
  said.mentioned[at] = 1;
  if (stop.relationship === 'SKIPPED') {
    flags[at] = (flags[at] ?? 0) | STOP_FLAG.SKIPPED;
    return;
  }
  if (stop.relationship === 'NO_DATA') {
    said.noData[at] = 1;
    return;
  }
  said.arrival[at] = eventTime(stop.arrival, base.scheduledArrival[at] ?? -1, count);
  said.departure[at] = eventTime(stop.departure, base.scheduledDeparture[at] ?? -1, count);
  if ((said.departure[at] ?? 0) < (said.arrival[at] ?? 0)) {
    count('negative-dwell');
    said.departure[at] = said.arrival[at] ?? 0;
  }
}

/** `time` wins over `delay`; NaN where neither is there or the result is absurd. */
function eventTime(event: StopEvent | null, scheduled: number, count: Count): number {
  if (event === null) return Number.NaN;
  const time = event.time ?? (event.delay === null || scheduled < 0 ? Number.NaN : scheduled + event.delay);
  if (scheduled >= 0 && absurd(time - scheduled)) {
    count('absurd-time');
    return Number.NaN;
  }
  return time;
}

function absurd(delay: number): boolean {
  return delay < MOST_EARLY || delay > MOST_LATE;
}

/** A single time that lies beyond the next one said while that agrees with the one before is a slip, not a delay. */
function dropSpikes(said: Said, count: Count): void {
  let before = -1;
  let middle = -1;
  for (let at = 0; at < said.arrival.length; at++) {
    const time = said.arrival[at] ?? Number.NaN;
    if (Number.isNaN(time)) continue;
    if (middle >= 0 && before >= 0 && (said.arrival[middle] ?? 0) > time + 60 && (said.arrival[before] ?? 0) <= time) {
      count('time-out-of-order');
      said.arrival[middle] = Number.NaN;
      said.departure[middle] = Number.NaN;
    } else before = middle;
    middle = at;
  }
}

/** Forward: said times as they are, the rest by the delay carried from the last said one; NO_DATA falls back to the timetable. */
function carry(base: RunBase, said: Said, forecast: Forecast, tripDelay: number | null): void {
  let delay = tripDelay;
  let last = Number.NaN;
  for (let at = 0; at < base.stops.length; at++) {
    const plannedArrival = base.scheduledArrival[at] ?? -1;
    const plannedDeparture = base.scheduledDeparture[at] ?? -1;
    const planned = plannedArrival >= 0;
    let arrival = said.arrival[at] ?? Number.NaN;
    let departure = said.departure[at] ?? Number.NaN;
    if (said.noData[at] === 1) delay = null;
    if (!Number.isNaN(arrival) || !Number.isNaN(departure)) {
      forecast.source[at] = SOURCE.ASSERTED;
      if (Number.isNaN(arrival)) arrival = planned ? Math.min(departure, plannedArrival + departure - plannedDeparture) : departure;
      if (Number.isNaN(departure)) departure = planned ? departureAfter(arrival, plannedArrival, plannedDeparture) : arrival;
      delay = planned ? departure - plannedDeparture : null;
    } else if (planned && delay !== null) {
      forecast.source[at] = SOURCE.PROPAGATED;
      arrival = plannedArrival + delay;
      departure = departureAfter(arrival, plannedArrival, plannedDeparture);
      delay = departure - plannedDeparture;
    } else {
      arrival = planned ? plannedArrival : last;
      departure = planned ? plannedDeparture : last;
      if (!planned) forecast.source[at] = SOURCE.PROPAGATED;
    }
    forecast.arrival[at] = arrival;
    forecast.departure[at] = departure;
    last = departure;
  }
}

/** Backward: stops before the first said one. Those left behind are marked PASSED; those still to come follow the timetable. */
function lookBack(base: RunBase, said: Said, forecast: Forecast, observedAt: number): void {
  const first = forecast.firstMentioned;
  if (first === 0 || first >= base.stops.length) return;
  const plan = base.scheduledArrival[first] ?? -1;
  const delay = plan < 0 || said.noData[first] === 1 ? 0 : (forecast.arrival[first] ?? plan) - plan;
  const begun = (base.scheduledDeparture[0] ?? 0) + Math.min(0, delay) <= observedAt;
  for (let at = first - 1; at >= 0; at--) {
    const next = forecast.arrival[at + 1] ?? 0;
    const planned = base.scheduledDeparture[at] ?? -1;
    const left = Math.min(planned < 0 ? next : planned + delay, next);
    const passed = left <= observedAt || (forecast.dropsPassed && begun);
    if (passed) {
      forecast.flags[at] = (forecast.flags[at] ?? 0) | STOP_FLAG.PASSED;
      forecast.source[at] = SOURCE.PROPAGATED;
    }
    forecast.departure[at] = passed ? Math.min(left, observedAt) : Math.min(planned < 0 ? next : planned, next);
    forecast.arrival[at] = Math.min(forecast.departure[at] ?? 0, (base.scheduledArrival[at] ?? 0) < 0 ? next : (base.scheduledArrival[at] ?? 0) + (passed ? delay : 0));
  }
}

/** A later stop is never before an earlier one; what was only carried on gives way to what was said. */
function repair(forecast: Forecast, count: Count): void {
  const { arrival, departure, source } = forecast;
  let limit = Number.POSITIVE_INFINITY;
  for (let at = arrival.length - 1; at >= 0; at--) {
    if (source[at] === SOURCE.ASSERTED) limit = arrival[at] ?? limit;
    else {
      arrival[at] = Math.min(arrival[at] ?? 0, limit);
      departure[at] = Math.min(departure[at] ?? 0, limit);
    }
  }
  if (makeMonotone(arrival, departure)) count('time-out-of-order');
}

/** Lifts times so that none is before the one ahead of it; true where one had to be lifted by more than a rounding. */
export function makeMonotone(arrival: Float64Array, departure: Float64Array): boolean {
  let last = Number.NEGATIVE_INFINITY;
  let lifted = false;
  for (let at = 0; at < arrival.length; at++) {
    const a = arrival[at] ?? 0;
    if (!(a >= last)) {
      if (a < last - 1) lifted = true;
      arrival[at] = last;
    }
    const d = departure[at] ?? 0;
    if (!(d >= (arrival[at] ?? 0))) departure[at] = arrival[at] ?? 0;
    last = departure[at] ?? 0;
  }
  return lifted;
}
