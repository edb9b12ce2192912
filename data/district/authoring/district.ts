/** Puts the district together: places, patterns, trips and buses. */
import { LINES, type Line } from './lines.js';
import { createPatterns, type Pattern } from './patterns.js';
import { createPlaces, type Place } from './stops.js';
import { createBlocks, createTrips, type Block, type Trip } from './timetable.js';

/** The district's transit as its author sees it. */
export interface District {
  readonly lines: readonly Line[];
  /** Stops that some line serves, with the poles that are served. */
  readonly places: readonly Place[];
  readonly patterns: readonly Pattern[];
  readonly trips: readonly Trip[];
  readonly blocks: readonly Block[];
}

/** Builds everything from the authored tables; the same each time. */
export function createDistrict(): District {
  const drawn = createPlaces(new Set(LINES.flatMap((line) => line.roads)));
  const patterns = LINES.flatMap((line) => createPatterns(line, drawn));
  const served = new Set(patterns.flatMap((p) => p.visits.map((v) => v.pole)));
  const places = drawn
    .map((place) => ({ ...place, poles: place.poles.filter((pole) => served.has(pole)) }))
    .filter((place) => place.poles.length > 0);
  const trips = LINES.flatMap((line) => createTrips(line, patterns.filter((p) => p.line === line)));
  const depots = [...new Set(LINES.filter((line) => line.kind === 'trips').map((line) => line.depot))];
  const blocks = depots.flatMap((depot) => (['workday', 'restday', 'daily'] as const).flatMap((service) => (
    createBlocks(depot, service, trips.filter((t) => t.pattern.line.depot === depot && t.service === service)))));
  return { lines: LINES, places, patterns, trips, blocks };
}
