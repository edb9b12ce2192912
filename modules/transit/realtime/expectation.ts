import type { RangeModel } from './ranges.js';
import { weightOf, widen } from './ranges.js';
import { LAYOVER, makeMonotone, type Forecast } from './propagate.js';
import type { RunBase } from './run-base.js';
import { SOURCE, STOP_FLAG, type ScheduleSpread } from './types.js';

/** The times of a run as expected at one moment: what a TripRun carries by position. */
export interface Expectation {
  readonly arrival: Float64Array;
  readonly departure: Float64Array;
  readonly earliest: Float64Array;
  readonly latest: Float64Array;
  readonly source: Uint8Array;
  readonly flags: Uint8Array;
  readonly nextPosition: number;
}

/** An expectation with the arrivals as they were before what has been learnt was added to them. */
export interface ExpectationMade {
  readonly expectation: Expectation;
  readonly uncorrected: Float64Array;
}

/** What is known of where the bus is. */
export interface Whereabouts {
  /** First position not yet left, by its own position; -1 where it is not known. */
  readonly nextPosition: number;
  /** Whether it stands at that stop. */
  readonly atStop: boolean;
}

/** Nothing known. */
export const NOWHERE: Whereabouts = { nextPosition: -1, atStop: false };

/** Seconds that a stop which the feed still announces stays on the board after its announced time. */
const HELD = 90;

/** What an expectation is made from. */
export interface ExpectationInput {
  readonly base: RunBase;
  readonly forecast: Forecast;
  /** Epoch seconds of the observation behind the forecast. */
  readonly observedAt: number;
  readonly now: number;
  readonly whereabouts: Whereabouts;
}

/**
 * What a forecast is worth now: eased towards the timetable as it ages, passed stops marked, no call of a bus that has not
 * come before now, ranges around each time.
 */
export function expectationOf(input: ExpectationInput, ranges: RangeModel, spread: ScheduleSpread): ExpectationMade {
  const { base, forecast, observedAt, now } = input;
  const weight = weightOf(now - observedAt);
  const length = base.stops.length;
  const arrival = forecast.arrival.slice();
  const departure = forecast.departure.slice();
  const source = forecast.source.slice();
  const flags = forecast.flags.slice();
  if (weight < 1) ease(base, arrival, departure, flags, weight);
  const nextPosition = nextOf(input, arrival, departure);
  for (let at = 0; at < length; at++) flags[at] = ((flags[at] ?? 0) & ~STOP_FLAG.PASSED) | (at < nextPosition ? STOP_FLAG.PASSED : 0);
  hold(input, arrival, departure, nextPosition);
  makeMonotone(arrival, departure);
  const expectation = { arrival, departure, source, flags, nextPosition, earliest: new Float64Array(length), latest: new Float64Array(length) };
  fillRanges(expectation, now, weight, ranges, spread);
  const uncorrected = arrival.slice();
  correct(base, expectation, now, weight, ranges);
  return { expectation, uncorrected };
}

/** Moves the arrivals still to come by what this source's times have lately been wrong by; never beyond their range or now. */
function correct(base: RunBase, { arrival, departure, earliest, latest, source, nextPosition }: Expectation, now: number, weight: number, ranges: RangeModel): void {
  for (let at = Math.max(1, nextPosition); at < arrival.length; at++) {
    const time = arrival[at] ?? 0;
    const from = source[at] ?? 0;
    if (from === SOURCE.SCHEDULE || time <= now) continue;
    const move = ranges.correction(from, time - now) * weight;
    if (move === 0) continue;
    arrival[at] = Math.min(Math.max(time + move, earliest[at] ?? time), latest[at] ?? time);
    const stay = (departure[at] ?? time) - time;
    const waits = (base.scheduledDeparture[at] ?? 0) - (base.scheduledArrival[at] ?? 0) >= LAYOVER;
    if (!waits) departure[at] = (arrival[at] ?? time) + stay;
  }
  makeMonotone(arrival, departure);
  for (let at = Math.max(1, nextPosition); at < arrival.length; at++) latest[at] = Math.max(latest[at] ?? 0, arrival[at] ?? 0);
}

/** Towards the timetable, and never a jump: the live word's share falls smoothly. Added runs have no timetable to go back to. */
function ease(base: RunBase, arrival: Float64Array, departure: Float64Array, flags: Uint8Array, weight: number): void {
  for (let at = 0; at < arrival.length; at++) {
    const plannedArrival = base.scheduledArrival[at] ?? -1;
    if (plannedArrival < 0 || ((flags[at] ?? 0) & STOP_FLAG.PASSED) !== 0) continue;
    const plannedDeparture = base.scheduledDeparture[at] ?? -1;
    arrival[at] = plannedArrival + ((arrival[at] ?? 0) - plannedArrival) * weight;
    departure[at] = plannedDeparture + ((departure[at] ?? 0) - plannedDeparture) * weight;
  }
}

function nextOf({ forecast, observedAt, now, whereabouts }: ExpectationInput, arrival: Float64Array, departure: Float64Array): number {
  const length = arrival.length;
  if (whereabouts.nextPosition >= 0) return whereabouts.nextPosition;
  let next = 0;
  while (next < length && ((forecast.flags[next] ?? 0) & STOP_FLAG.PASSED) !== 0) next++;
  // The first stop that such a feed names is one the bus had not left when the feed spoke.
  const stillAhead = forecast.dropsPassed && next === forecast.firstMentioned ? Math.min(observedAt, now) + HELD : 0;
  while (next < length && Math.max(departure[next] ?? 0, arrival[next] ?? 0) < now) {
    if (next === forecast.firstMentioned && now < stillAhead && (departure[next] ?? 0) > now - HELD) break;
    next++;
  }
  return next;
}

/** A bus that has not left its next stop leaves it no earlier than now; one that has not come comes no earlier than now. */
function hold({ now, whereabouts }: ExpectationInput, arrival: Float64Array, departure: Float64Array, next: number): void {
  if (next >= arrival.length) return;
  for (let at = 0; at < next; at++) {
    arrival[at] = Math.min(arrival[at] ?? 0, now);
    departure[at] = Math.min(departure[at] ?? 0, now);
  }
  if (!(whereabouts.atStop && whereabouts.nextPosition === next)) arrival[next] = Math.max(arrival[next] ?? 0, now);
  else arrival[next] = Math.min(arrival[next] ?? 0, now);
  departure[next] = Math.max(departure[next] ?? 0, now, arrival[next] ?? 0);
}

const range = { low: 0, high: 0 };

/** Ranges around the event a board shows (departure at the first stop, arrival elsewhere), in order along the trip. */
function fillRanges(expectation: Omit<Expectation, 'earliest' | 'latest'> & { earliest: Float64Array; latest: Float64Array }, now: number, weight: number, ranges: RangeModel, spread: ScheduleSpread): void {
  const { arrival, departure, source, flags, earliest, latest } = expectation;
  for (let at = 0; at < arrival.length; at++) {
    const time = (at === 0 ? departure[at] : arrival[at]) ?? 0;
    if (((flags[at] ?? 0) & STOP_FLAG.PASSED) !== 0 || time < now) {
      earliest[at] = time;
      latest[at] = time;
      continue;
    }
    const from = source[at] ?? 0;
    if (from === SOURCE.SCHEDULE) {
      range.low = spread.early;
      range.high = spread.late;
    } else {
      ranges.read(from, time - now, range);
      widen(range, weight, spread, from);
    }
    earliest[at] = Math.min(time, Math.max(now, time + range.low));
    latest[at] = Math.max(time, time + range.high);
  }
}
