import type { transit_realtime } from 'gtfs-realtime-bindings';
import { seed } from './dice.js';
import { gtfs, tripUpdateEntity } from './encode.js';
import { predict, type Prediction } from './predictions.js';
import { lastReport } from './reports.js';
import type { DayPlan, SimulatedRun } from './types.js';

/** Runs are predicted from this many seconds before they leave. */
const AHEAD = 30 * 60;
/** Cancellations are said this many seconds before. */
const CANCELLATION_AHEAD = 3 * 3600;
/** One line in four sends few stops, so that the delay has to be carried on between them. */
const SPARSE = 4;
const EVERY = 4;
const { SKIPPED } = gtfs.TripUpdate.StopTimeUpdate.ScheduleRelationship;

/** The day's TripUpdates at an instant, as encoded entities. @param now epoch seconds */
export function tripUpdateEntities(plan: DayPlan, now: number): Uint8Array[] {
  const seconds = now - plan.start;
  const out: Uint8Array[] = [];
  for (const run of plan.runs) {
    const start = plan.timetable.departure(run.trip, 0) + run.shift;
    const canceled = run.relationship === 'CANCELED';
    if (start > seconds + CANCELLATION_AHEAD) break;
    if (!canceled && (start > seconds + AHEAD || run.bus.silent || (run.arrivals.at(-1) ?? 0) < seconds)) continue;
    const id = `${plan.date}-${run.tripId}-${start}`;
    if (canceled) {
      if (plan.timetable.arrival(run.trip, run.pattern.stops.length - 1) >= seconds) out.push(tripUpdateEntity(id, { trip: tripDescriptor(plan, run), timestamp: now }, null));
      continue;
    }
    const report = lastReport(run, now);
    const prediction = predict(plan.timetable, run, report - plan.start);
    if (prediction) out.push(tripUpdateEntity(id, { trip: tripDescriptor(plan, run), timestamp: report, stopTimeUpdate: stopUpdates(plan, run, prediction) }, run.bus));
  }
  return out;
}

/** Which run is meant: trip, service day, start, and how it stands to the timetable. */
export function tripDescriptor(plan: DayPlan, run: SimulatedRun): transit_realtime.ITripDescriptor {
  const { timetable } = plan;
  const relationship = gtfs.TripDescriptor.ScheduleRelationship;
  return {
    tripId: run.tripId,
    routeId: timetable.routes[run.pattern.route]?.id ?? '',
    startDate: plan.date,
    startTime: hhmmss(timetable.departure(run.trip, 0) + run.shift),
    ...(run.pattern.direction >= 0 ? { directionId: run.pattern.direction } : {}),
    scheduleRelationship: relationship[run.relationship],
  };
}

function hhmmss(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function stopUpdates(plan: DayPlan, run: SimulatedRun, prediction: Prediction): transit_realtime.TripUpdate.IStopTimeUpdate[] {
  const { timetable } = plan;
  const { pattern, shift, trip } = run;
  const last = pattern.stops.length - 1;
  const added = run.relationship === 'ADDED';
  const sparse = !added && seed(timetable.routes[pattern.route]?.id ?? '') % SPARSE === 0;
  const out: transit_realtime.TripUpdate.IStopTimeUpdate[] = [];
  for (let i = prediction.from; i <= last; i++) {
    const skipped = run.skipped.has(i);
    if (!skipped && sparse && i !== prediction.from && i !== last && i % EVERY !== 0) continue;
    const update: transit_realtime.TripUpdate.IStopTimeUpdate = { stopSequence: pattern.sequences[i] ?? i + 1, stopId: timetable.stops[pattern.stops[i] ?? -1]?.id ?? '' };
    if (skipped) update.scheduleRelationship = SKIPPED;
    else {
      if (i > 0) update.arrival = event(plan.start, prediction.arrivals[i] ?? 0, added ? null : timetable.arrival(trip, i) + shift);
      if (i < last) update.departure = event(plan.start, prediction.departures[i] ?? 0, added ? null : timetable.departure(trip, i) + shift);
    }
    out.push(update);
  }
  return out;
}

/** A predicted time, and the delay where there is a timetable to be late against. */
function event(start: number, predicted: number, scheduled: number | null): transit_realtime.TripUpdate.IStopTimeEvent {
  const seconds = Math.round(predicted);
  return scheduled === null ? { time: start + seconds } : { time: start + seconds, delay: seconds - scheduled };
}
