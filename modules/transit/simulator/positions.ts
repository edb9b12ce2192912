import type { Timetable } from '../timetable/timetable.js';
import type { SimulatedRun } from './types.js';

/** A bus on its way. */
export interface Progress {
  /** Position in the trip's stops of the stop that it stands at or drives to. */
  readonly position: number;
  readonly status: 'STOPPED_AT' | 'INCOMING_AT' | 'IN_TRANSIT_TO';
  /** Metres from the trip's first stop. */
  readonly meters: number;
  /** Share of the way from the stop before to this one, 0 to 1. */
  readonly share: number;
  /** Metres a second. */
  readonly speed: number;
}

/** A point on the ground: WGS-84 degrees, and the way it faces in degrees clockwise from north. */
export interface GroundPoint { readonly lat: number; readonly lon: number; readonly bearing: number }

/** Metres before a stop from which a bus is about to arrive. */
const INCOMING = 80;

/** Where a run's bus is at a second of its service day; before the start it waits at the first stop. Undefined after the end. */
export function progressAt(run: SimulatedRun, seconds: number): Progress | undefined {
  const { arrivals, departures } = run;
  const { distances } = run.pattern;
  const last = arrivals.length - 1;
  if (last < 1 || seconds > (arrivals[last] ?? 0)) return undefined;
  // The first stop that it has not left yet.
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((departures[middle] ?? 0) > seconds) high = middle;
    else low = middle + 1;
  }
  const meters = distances[low] ?? 0;
  if (low === 0) return { position: 0, status: 'STOPPED_AT', meters, share: 1, speed: 0 };
  const [left, arrives] = [departures[low - 1] ?? 0, arrivals[low] ?? 0];
  if (seconds >= arrives) return { position: low, status: 'STOPPED_AT', meters, share: 1, speed: 0 };
  const from = distances[low - 1] ?? 0;
  const linear = (seconds - left) / (arrives - left);
  // Slow away from the stop and slow towards the next, monotone in between.
  const share = 0.7 * linear + 0.3 * linear * linear * (3 - 2 * linear);
  const at = from + share * (meters - from);
  const speed = ((0.7 + 1.8 * linear * (1 - linear)) * (meters - from)) / (arrives - left);
  return { position: low, status: meters - at < INCOMING ? 'INCOMING_AT' : 'IN_TRANSIT_TO', meters: at, share, speed };
}

/** The point on the ground that lies `meters` from the run's first stop: along its shape, else on the straight line between its stops. */
export function pointAt(timetable: Timetable, run: SimulatedRun, meters: number): GroundPoint {
  const { pattern } = run;
  const { shapeFrom, shapeMeters, shapeLat, shapeLon, patternShapeStart } = timetable.data;
  if (pattern.shape < 0) return betweenStops(timetable, run, meters);
  const first = shapeFrom[pattern.shape] ?? 0;
  const end = shapeFrom[pattern.shape + 1] ?? first;
  const along = meters + (patternShapeStart[pattern.index] ?? 0);
  let [low, high] = [first + 1, end - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shapeMeters[middle] ?? 0) >= along) high = middle;
    else low = middle + 1;
  }
  const [a, b] = [low - 1, low];
  const span = (shapeMeters[b] ?? 0) - (shapeMeters[a] ?? 0);
  const share = span > 0 ? Math.min(1, Math.max(0, (along - (shapeMeters[a] ?? 0)) / span)) : 0;
  return interpolate((shapeLat[a] ?? 0) / 1e6, (shapeLon[a] ?? 0) / 1e6, (shapeLat[b] ?? 0) / 1e6, (shapeLon[b] ?? 0) / 1e6, share);
}

function betweenStops(timetable: Timetable, { pattern }: SimulatedRun, meters: number): GroundPoint {
  let i = 1;
  while (i < pattern.stops.length - 1 && (pattern.distances[i] ?? 0) < meters) i++;
  const [a, b] = [timetable.stops[pattern.stops[i - 1] ?? -1], timetable.stops[pattern.stops[i] ?? -1]];
  if (!a || !b) throw new RangeError(`pattern ${pattern.index} has no stop ${i}`);
  const [from, to] = [pattern.distances[i - 1] ?? 0, pattern.distances[i] ?? 0];
  return interpolate(a.lat, a.lon, b.lat, b.lon, to > from ? Math.min(1, Math.max(0, (meters - from) / (to - from))) : 0);
}

function interpolate(lat0: number, lon0: number, lat1: number, lon1: number, share: number): GroundPoint {
  const east = (lon1 - lon0) * Math.cos((lat0 * Math.PI) / 180);
  const bearing = (Math.atan2(east, lat1 - lat0) * 180) / Math.PI;
  return { lat: lat0 + (lat1 - lat0) * share, lon: lon0 + (lon1 - lon0) * share, bearing: (bearing + 360) % 360 };
}
