import type { Position } from '../../../kernel/geo.js';
import type { PatternRecord, Timetable } from '../../timetable/timetable.js';

/** Millionths of a degree, as shapes are stored. */
const MICRO = 1e-6;

/**
 * The way of a pattern from its first stop to its last in WGS-84: along its shape, cut at both stops; without a shape
 * from stop to stop as the crow flies.
 */
export function lineOfPattern(timetable: Timetable, pattern: PatternRecord): Position[] {
  return pattern.shape < 0 ? stopLine(timetable, pattern) : shapeLine(timetable, pattern);
}

function stopLine(timetable: Timetable, pattern: PatternRecord): Position[] {
  return Array.from(pattern.stops, (index) => {
    const stop = timetable.stops[index];
    return { lat: stop?.lat ?? 0, lon: stop?.lon ?? 0 };
  });
}

function shapeLine(timetable: Timetable, pattern: PatternRecord): Position[] {
  const { shapeFrom, shapeMeters, patternShapeStart } = timetable.data;
  const begin = shapeFrom[pattern.shape] ?? 0;
  const end = shapeFrom[pattern.shape + 1] ?? begin;
  if (end - begin < 2) return stopLine(timetable, pattern);
  const from = patternShapeStart[pattern.index] ?? 0;
  const to = from + (pattern.distances.at(-1) ?? 0);
  const line = [pointAt(timetable, begin, end, from)];
  for (let point = begin; point < end; point++) {
    const meters = shapeMeters[point] ?? 0;
    if (meters > from && meters < to) line.push(shapePoint(timetable, point));
  }
  line.push(pointAt(timetable, begin, end, to));
  return line;
}

function shapePoint(timetable: Timetable, point: number): Position {
  const { shapeLat, shapeLon } = timetable.data;
  return { lat: (shapeLat[point] ?? 0) * MICRO, lon: (shapeLon[point] ?? 0) * MICRO };
}

/** The place `meters` along a shape, between its points by straight line; the ends beyond it. */
function pointAt(timetable: Timetable, begin: number, end: number, meters: number): Position {
  const { shapeMeters } = timetable.data;
  let next = begin + 1;
  while (next < end - 1 && (shapeMeters[next] ?? 0) < meters) next++;
  const a = shapePoint(timetable, next - 1);
  const b = shapePoint(timetable, next);
  const start = shapeMeters[next - 1] ?? 0;
  const length = (shapeMeters[next] ?? 0) - start;
  const share = length > 0 ? Math.min(1, Math.max(0, (meters - start) / length)) : 0;
  return { lat: a.lat + (b.lat - a.lat) * share, lon: a.lon + (b.lon - a.lon) * share };
}
