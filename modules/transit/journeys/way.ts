import { encodePolylineUnits } from '../../kernel/polyline.js';
import type { Timetable } from '../timetable/timetable.js';

/**
 * The way between two positions of a pattern as an encoded polyline: along the shape, cut off at both stops; without a shape
 * (or for a trip that is not in the timetable: `pattern` -1) straight from stop to stop.
 * @param stops stop indexes by position, as the bus calls at them
 */
export function rideWay(timetable: Timetable, pattern: number, stops: ArrayLike<number>, from: number, to: number): string {
  const record = timetable.patterns[pattern];
  const way = record && record.shape >= 0 && to < record.distances.length ? alongShape(timetable, pattern, from, to) : null;
  if (way) return way;
  const lat: number[] = [];
  const lon: number[] = [];
  for (let position = from; position <= to; position++) {
    const stop = timetable.stops[stops[position] ?? -1];
    if (!stop) continue;
    lat.push(Math.round(stop.lat * 1e5));
    lon.push(Math.round(stop.lon * 1e5));
  }
  return encodePolylineUnits(lat, lon);
}

function alongShape({ data, patterns }: Timetable, pattern: number, from: number, to: number): string | null {
  const record = patterns[pattern];
  if (!record) return null;
  const start = data.patternShapeStart[pattern] ?? 0;
  const begin = start + (record.distances[from] ?? 0);
  const end = start + (record.distances[to] ?? 0);
  const first = data.shapeFrom[record.shape] ?? 0;
  const last = (data.shapeFrom[record.shape + 1] ?? 0) - 1;
  if (last <= first || end <= begin) return null;
  const lat: number[] = [];
  const lon: number[] = [];
  for (let point = first; point < last; point++) {
    const here = data.shapeMeters[point] ?? 0;
    const next = data.shapeMeters[point + 1] ?? 0;
    if (next <= begin || here >= end) continue;
    for (const meters of [Math.max(here, begin), ...(next >= end || point === last - 1 ? [Math.min(next, end)] : [])]) {
      const share = next > here ? (meters - here) / (next - here) : 0;
      lat.push(unitsBetween(data.shapeLat, point, share));
      lon.push(unitsBetween(data.shapeLon, point, share));
    }
  }
  return lat.length > 1 ? encodePolylineUnits(lat, lon) : null;
}

/** Between a point of a column in millionths of a degree and the next, in hundred-thousandths. */
function unitsBetween(column: Int32Array, point: number, share: number): number {
  const here = column[point] ?? 0;
  return Math.round((here + ((column[point + 1] ?? 0) - here) * share) / 10);
}
