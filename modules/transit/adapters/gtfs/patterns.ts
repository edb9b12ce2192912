import { distanceMeters } from '../../../kernel/geo.js';
import { BLANK } from './csv.js';
import type { Draft } from './draft.js';
import type { Findings } from './findings.js';
import { matchStops, type ShapeMatch } from './shape-match.js';
import type { StopOrder } from './stop-order.js';

/** Trips of one route, direction and shape that make the same calls by the same rules, before overtaking ones are parted. */
export interface TripGroup {
  readonly route: number;
  readonly direction: 0 | 1 | -1;
  readonly shape: number;
  readonly stops: Uint32Array;
  readonly sequences: Uint32Array;
  readonly pickup: Uint8Array;
  readonly dropOff: Uint8Array;
  readonly stopHeadsigns: Int32Array | null;
  /** Metres from the first stop, and where on the shape that lies. */
  readonly distances: Float32Array;
  readonly shapeStart: number;
  /** Draft trips. */
  readonly trips: number[];
}

/** A stop farther than this from its trip's shape is worth a warning, in metres. */
const FAR_METERS = 300;

/** Groups the trips that have at least two calls; fills in the times that the feed leaves blank. */
export function groupTrips(draft: Draft, order: StopOrder, findings: Findings): TripGroup[] {
  const groups: TripGroup[] = [];
  const byHash = new Map<number, TripGroup[]>();
  const farShapes = new Set<number>();
  draft.trips.forEach((record, trip) => {
    const rows = rowsOf(order, trip);
    if (rows.length < 2) return;
    const hash = hashOf(draft, trip, rows);
    const candidates = byHash.get(hash) ?? [];
    let group = candidates.find((other) => isSame(draft, order, other.trips[0] ?? -1, trip));
    if (group) group.trips.push(trip);
    else {
      group = newGroup(draft, trip, rows, farShapes, findings);
      groups.push(group);
      byHash.set(hash, [...candidates, group]);
    }
    interpolate(draft, rows, group.distances);
  });
  const place = new Map(groups.map((group, index) => [group, index]));
  return groups.sort((a, b) => a.route - b.route || a.direction - b.direction || (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

/** The rows of a trip's calls in order. */
export function rowsOf(order: StopOrder, trip: number): Uint32Array {
  return order.rows.subarray(order.from[trip] ?? 0, order.from[trip + 1] ?? 0);
}

function hashOf({ trips, times }: Draft, trip: number, rows: Uint32Array): number {
  const record = trips[trip];
  let hash = 0x811c9dc5;
  const mix = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193);
    hash ^= hash >>> 15;
  };
  mix(record?.route ?? 0);
  mix(record?.direction ?? 0);
  mix(record?.shape ?? 0);
  for (const row of rows) {
    mix(times.stop.at(row));
    mix(times.sequence.at(row));
    mix(times.boarding.at(row));
    mix(times.headsign.at(row));
  }
  return hash;
}

function isSame({ trips, times }: Draft, order: StopOrder, a: number, b: number): boolean {
  const [one, two] = [trips[a], trips[b]];
  const [left, right] = [rowsOf(order, a), rowsOf(order, b)];
  if (!one || !two || one.route !== two.route || one.direction !== two.direction || one.shape !== two.shape || left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) {
    const [x, y] = [left[i] ?? 0, right[i] ?? 0];
    if (times.stop.at(x) !== times.stop.at(y) || times.sequence.at(x) !== times.sequence.at(y)) return false;
    if (times.boarding.at(x) !== times.boarding.at(y) || times.headsign.at(x) !== times.headsign.at(y)) return false;
  }
  return true;
}

function newGroup(draft: Draft, trip: number, rows: Uint32Array, farShapes: Set<number>, findings: Findings): TripGroup {
  const { times } = draft;
  const record = draft.trips[trip];
  const headsigns = Int32Array.from(rows, (row) => times.headsign.at(row));
  const shape = record?.shape ?? -1;
  const { meters, farthest } = along(draft, rows, shape);
  if (farthest > FAR_METERS && !farShapes.has(shape)) {
    farShapes.add(shape);
    const value = draft.shapes[shape]?.id ?? null;
    findings.warn({ code: 'stop_far_from_shape', file: 'shapes.txt', line: null, field: 'shape_id', value, reason: `a stop of its trips lies ${Math.round(farthest)} m away from it` });
  }
  return {
    route: record?.route ?? -1, direction: record?.direction ?? -1, shape,
    stops: Uint32Array.from(rows, (row) => times.stop.at(row)),
    sequences: Uint32Array.from(rows, (row) => times.sequence.at(row)),
    pickup: Uint8Array.from(rows, (row) => times.boarding.at(row) & 3),
    dropOff: Uint8Array.from(rows, (row) => times.boarding.at(row) >> 2),
    stopHeadsigns: headsigns.some((headsign) => headsign >= 0) ? headsigns : null,
    distances: Float32Array.from(meters, (at) => at - (meters[0] ?? 0)),
    shapeStart: shape < 0 ? 0 : (meters[0] ?? 0),
    trips: [trip],
  };
}

function along({ stops, shapes, times }: Draft, rows: Uint32Array, shape: number): ShapeMatch {
  const places = Array.from(rows, (row) => stops[times.stop.at(row)] ?? { lat: 0, lon: 0 });
  const line = shapes[shape];
  if (line) return matchStops(places, line, Array.from(rows, (row) => times.distance.at(row)));
  const meters = new Float64Array(rows.length);
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[i - 1], places[i]];
    meters[i] = (meters[i - 1] ?? 0) + (from && to ? distanceMeters(from, to) : 0);
  }
  return { meters, farthest: 0 };
}

/** Blank times are laid between the known ones by distance, or by position where the stops do not lie apart. */
function interpolate({ times }: Draft, rows: Uint32Array, distances: Float32Array): void {
  let known = 0;
  for (let at = 1; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    if (times.arrival.at(row) === BLANK) continue;
    if (at > known + 1) {
      const start = times.departure.at(rows[known] ?? 0);
      const seconds = times.arrival.at(row) - start;
      const from = distances[known] ?? 0;
      const way = (distances[at] ?? 0) - from;
      for (let gap = known + 1; gap < at; gap++) {
        const share = way > 0 ? ((distances[gap] ?? 0) - from) / way : (gap - known) / (at - known);
        const time = start + Math.round(seconds * share);
        times.arrival.set(rows[gap] ?? 0, time);
        times.departure.set(rows[gap] ?? 0, time);
      }
    }
    known = at;
  }
}
