import type { Timetable } from '../timetable/timetable.js';
import { progressAt } from './positions.js';
import type { SimulatedRun } from './types.js';

/** What an operator's system would say of a run, in seconds of the service day. */
export interface Prediction {
  /** First position that lies ahead (or at which the bus stands). */
  readonly from: number;
  /** By position; what lies behind is 0. */
  readonly arrivals: Float64Array;
  readonly departures: Float64Array;
}

const TURN_ROUND = 60;
const EXPECTED_EARLY = 60;

/**
 * Predicts a run from what is known at an instant: where the bus is, and the timetable. It carries the present delay
 * forward, lets timing points and layovers absorb what they can, and knows nothing of the traffic and the crowds to come.
 * Undefined once the run has ended.
 */
export function predict(timetable: Timetable, run: SimulatedRun, seconds: number): Prediction | undefined {
  const progress = progressAt(run, seconds);
  if (!progress) return undefined;
  const count = run.pattern.stops.length;
  const arrivals = new Float64Array(count);
  const departures = new Float64Array(count);
  const scheduledArrival = (i: number): number => timetable.arrival(run.trip, i) + run.shift;
  const scheduledDeparture = (i: number): number => timetable.departure(run.trip, i) + run.shift;
  const planned = (i: number): number => scheduledArrival(i) - scheduledDeparture(i - 1);
  const leave = (i: number): number => {
    const stays = scheduledDeparture(i) > scheduledArrival(i);
    return Math.max(arrivals[i] ?? 0, scheduledDeparture(i) - (stays ? 0 : EXPECTED_EARLY));
  };
  const { position } = progress;
  if (position === 0) {
    arrivals[0] = Math.max(scheduledArrival(0), expectedReady(timetable, run, seconds));
    departures[0] = Math.max(scheduledDeparture(0), arrivals[0], seconds + 10);
  } else if (progress.status === 'STOPPED_AT') {
    arrivals[position] = run.arrivals[position] ?? seconds;
    departures[position] = Math.max(seconds + 8, leave(position));
  } else {
    arrivals[position] = seconds + (1 - progress.share) * planned(position);
    departures[position] = leave(position);
  }
  for (let i = position + 1; i < count; i++) {
    arrivals[i] = (departures[i - 1] ?? 0) + planned(i);
    departures[i] = leave(i);
  }
  // At its last stop nobody leaves: the departure is the arrival.
  departures[count - 1] = arrivals[count - 1] ?? 0;
  return { from: position, arrivals, departures };
}

/** When the bus is expected at the first stop after its run before. */
function expectedReady(timetable: Timetable, run: SimulatedRun, seconds: number): number {
  if (!run.before) return -Infinity;
  const end = predict(timetable, run.before, seconds)?.arrivals.at(-1) ?? run.before.arrivals.at(-1) ?? 0;
  return end + TURN_ROUND;
}
