import { distanceMeters } from '../../../kernel/geo.js';
import type { DraftShape } from './draft.js';

/** A stop's place as matching needs it, in WGS-84 degrees. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** Where stops lie along a shape. */
export interface ShapeMatch {
  /** Metres from the shape's first point, non-decreasing, by stop. */
  readonly meters: Float64Array;
  /** Largest distance between a stop and its place on the shape, in metres. */
  readonly farthest: number;
}

/** A stop this near to where the feed's own distance puts it confirms the distance. */
const CONFIRMED_METERS = 150;
const METERS_PER_DEGREE = 111_195;

/**
 * Places stops along a shape: by the feed's shape_dist_traveled where its two files agree with the geometry (whatever the
 * unit), else by {@link projectStops}.
 * @param traveled shape_dist_traveled by stop, NaN where blank
 */
export function matchStops(stops: readonly Place[], shape: DraftShape, traveled: readonly number[]): ShapeMatch {
  return byTraveled(stops, shape, traveled) ?? projectStops(stops, shape);
}

function byTraveled(stops: readonly Place[], shape: DraftShape, traveled: readonly number[]): ShapeMatch | null {
  const { dist, meters: along } = shape;
  const meters = new Float64Array(stops.length);
  let farthest = 0;
  let point = 0;
  for (let i = 0; i < stops.length; i++) {
    // Many feeds leave the first stop's distance blank for zero.
    const wanted = i === 0 && Number.isNaN(traveled[0] ?? Number.NaN) ? (dist[0] ?? Number.NaN) : (traveled[i] ?? Number.NaN);
    while (point < dist.length - 2 && (dist[point + 1] ?? Number.NaN) < wanted) point++;
    const from = dist[point] ?? Number.NaN;
    const to = dist[point + 1] ?? Number.NaN;
    const share = to > from ? Math.min(1, Math.max(0, (wanted - from) / (to - from))) : 0;
    const [lat, lon] = [shape.lat, shape.lon].map((axis) => (axis[point] ?? 0) + share * ((axis[point + 1] ?? 0) - (axis[point] ?? 0)));
    const stop = stops[i];
    if (!stop || !(from <= to) || !(wanted >= 0)) return null;
    const off = distanceMeters(stop, { lat: lat ?? 0, lon: lon ?? 0 });
    if (off > CONFIRMED_METERS) return null;
    farthest = Math.max(farthest, off);
    meters[i] = (along[point] ?? 0) + share * ((along[point + 1] ?? 0) - (along[point] ?? 0));
    if (i > 0) meters[i] = Math.max(meters[i] ?? 0, meters[i - 1] ?? 0);
  }
  return { meters, farthest };
}

/**
 * Projects stops onto a shape in order: of all non-decreasing placings the one with the least sum of squared distances
 * (dynamic programming over stops × segments), so that a loop or an out-and-back line is passed the right way round.
 */
export function projectStops(stops: readonly Place[], shape: DraftShape): ShapeMatch {
  const segments = shape.meters.length - 1;
  const best = new Float64Array(segments);
  const cost = new Float64Array(segments);
  const choice = new Int32Array(stops.length * segments);
  const share = new Float64Array(stops.length * segments);
  stops.forEach((stop, i) => {
    offsets(stop, shape, cost, share.subarray(i * segments, (i + 1) * segments));
    let least = Infinity;
    let at = 0;
    for (let s = 0; s < segments; s++) {
      // `best` holds the cost of the stops before with the last of them on segment s. On the same segment, going back costs too.
      const back = i > 0 ? Math.max(0, (share[(i - 1) * segments + s] ?? 0) - (share[i * segments + s] ?? 0)) : 0;
      const same = (best[s] ?? 0) + (back * ((shape.meters[s + 1] ?? 0) - (shape.meters[s] ?? 0))) ** 2;
      const stays = i > 0 && same < least;
      choice[i * segments + s] = stays ? s : at;
      cost[s] = (cost[s] ?? 0) + (i > 0 ? Math.min(same, least) : 0);
      if (i > 0 && (best[s] ?? 0) < least) {
        least = best[s] ?? 0;
        at = s;
      }
    }
    best.set(cost);
  });
  let segment = 0;
  for (let s = 1; s < segments; s++) if ((best[s] ?? 0) < (best[segment] ?? 0)) segment = s;
  const meters = new Float64Array(stops.length);
  let farthest = 0;
  for (let i = stops.length - 1; i >= 0; i--) {
    const part = share[i * segments + segment] ?? 0;
    const from = shape.meters[segment] ?? 0;
    meters[i] = from + part * ((shape.meters[segment + 1] ?? 0) - from);
    const stop = stops[i];
    if (stop) farthest = Math.max(farthest, distanceMeters(stop, pointAt(shape, segment, part)));
    segment = choice[i * segments + segment] ?? 0;
  }
  // Two stops on one segment may stand the wrong way round by a few metres.
  for (let i = 1; i < meters.length; i++) meters[i] = Math.max(meters[i] ?? 0, meters[i - 1] ?? 0);
  return { meters, farthest };
}

function pointAt(shape: DraftShape, segment: number, share: number): Place {
  const between = (axis: Float64Array) => (axis[segment] ?? 0) + share * ((axis[segment + 1] ?? 0) - (axis[segment] ?? 0));
  return { lat: between(shape.lat), lon: between(shape.lon) };
}

/** Squared distance in m² from a stop to each segment, and where on the segment (0–1) the nearest point lies; on a local plane. */
function offsets(stop: Place, { lat, lon }: DraftShape, cost: Float64Array, share: Float64Array): void {
  const east = METERS_PER_DEGREE * Math.cos((stop.lat * Math.PI) / 180);
  let x0 = ((lon[0] ?? 0) - stop.lon) * east;
  let y0 = ((lat[0] ?? 0) - stop.lat) * METERS_PER_DEGREE;
  for (let s = 0; s < cost.length; s++) {
    const x1 = ((lon[s + 1] ?? 0) - stop.lon) * east;
    const y1 = ((lat[s + 1] ?? 0) - stop.lat) * METERS_PER_DEGREE;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const square = dx * dx + dy * dy;
    const part = square > 0 ? Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / square)) : 0;
    share[s] = part;
    cost[s] = (x0 + part * dx) ** 2 + (y0 + part * dy) ** 2;
    x0 = x1;
    y0 = y1;
  }
}
