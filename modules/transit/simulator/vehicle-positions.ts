import { seed } from './dice.js';
import { gtfs, vehicleEntity } from './encode.js';
import { pointAt, progressAt } from './positions.js';
import { lastReport } from './reports.js';
import { load } from './traffic.js';
import { tripDescriptor } from './trip-updates.js';
import type { DayPlan, SimulatedRun } from './types.js';

/** Shares of a bus's room from which each level begins, fullest first. */
const LEVELS = [[1.02, 'FULL'], [0.85, 'CRUSHED_STANDING_ROOM_ONLY'], [0.6, 'STANDING_ROOM_ONLY'], [0.35, 'FEW_SEATS_AVAILABLE'], [0.1, 'MANY_SEATS_AVAILABLE'], [0, 'EMPTY']] as const;

/** The positions of the day's buses at an instant, as encoded entities; a bus waiting at its first stop has one too. @param now epoch seconds */
export function vehicleEntities(plan: DayPlan, now: number): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (const run of plan.runs) {
    const report = lastReport(run, now);
    const seconds = report - plan.start;
    if (run.relationship === 'CANCELED' || (run.arrivals[0] ?? Infinity) > seconds) continue;
    const encoded = encodePosition(plan, run, report);
    if (encoded) out.push(encoded);
  }
  return out;
}

function encodePosition(plan: DayPlan, run: SimulatedRun, report: number): Uint8Array | undefined {
  const seconds = report - plan.start;
  const progress = progressAt(run, seconds);
  if (!progress) return undefined;
  const { pattern } = run;
  const ground = pointAt(plan.timetable, run, progress.meters);
  const total = pattern.distances.at(-1) ?? 0;
  const taken = progress.position === 0 ? 0.04 : load(plan.day, seconds, seed(plan.day, run.tripId, run.departures[0] ?? 0), total > 0 ? progress.meters / total : 0);
  const level = LEVELS.find(([from]) => taken >= from)?.[1] ?? 'EMPTY';
  return vehicleEntity(run.bus.id, {
    trip: tripDescriptor(plan, run),
    position: { latitude: ground.lat, longitude: ground.lon, bearing: ground.bearing, speed: progress.speed },
    currentStopSequence: pattern.sequences[progress.position] ?? progress.position + 1,
    stopId: plan.timetable.stops[pattern.stops[progress.position] ?? -1]?.id ?? '',
    currentStatus: gtfs.VehiclePosition.VehicleStopStatus[progress.status],
    timestamp: report,
    occupancyStatus: gtfs.VehiclePosition.OccupancyStatus[level],
    occupancyPercentage: Math.round(taken * 100),
  }, run.bus);
}
