import type { RoutePageQuery, VehicleOnLineFragment } from '../graphql/__generated__/operations.js';

type Pattern = NonNullable<RoutePageQuery['route']>['patterns'][number];

/** A line's ways in one direction, most travelled first. */
export interface Direction {
  key: string;
  headsign: string;
  directionId: number | null;
  patterns: Pattern[];
}

/** Patterns by direction, in the order given; a pattern without a direction_id stands for its headsign. */
export function directionsOf(patterns: readonly Pattern[]): Direction[] {
  const directions = new Map<string, Direction>();
  for (const pattern of patterns) {
    const directionId = pattern.directionId ?? null;
    const key = directionId === null ? pattern.headsign : String(directionId);
    const direction = directions.get(key) ?? { key, headsign: pattern.headsign, directionId, patterns: [] };
    direction.patterns.push(pattern);
    directions.set(key, direction);
  }
  return [...directions.values()];
}

/**
 * Which buses are before which stop of a way: by index of the stop they call at next. A bus of the other direction, or
 * one whose next stop is not on this way, is left out; where a loop names the stop twice, the sequence decides.
 */
export function vehiclesByStop(pattern: Pattern, vehicles: readonly VehicleOnLineFragment[]): Map<number, VehicleOnLineFragment[]> {
  const placed = new Map<number, VehicleOnLineFragment[]>();
  for (const vehicle of vehicles) {
    const direction = vehicle.trip?.directionId ?? null;
    const patternDirection = pattern.directionId ?? null;
    if (direction !== null && patternDirection !== null && direction !== patternDirection) continue;
    const calls = pattern.stops.flatMap((call, index) => (call.stop.id === vehicle.nextStop?.id ? [{ index, sequence: call.stopSequence }] : []));
    const call = calls.find(({ sequence }) => sequence === vehicle.nextStopSequence) ?? calls[0];
    if (call) placed.set(call.index, [...(placed.get(call.index) ?? []), vehicle]);
  }
  return placed;
}
