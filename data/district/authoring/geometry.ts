/**
 * Plane geometry of the sample district, in metres east (x) and north (y) of its centre, and the way from there to
 * WGS-84. Everything is drawn on a tidy grid and then warped a little, so that streets, stops, rivers and borders bend
 * together and stay consistent with each other.
 */

/** A point in metres east and north of the district's centre. */
export interface Point { readonly x: number; readonly y: number }

/** A polyline with the distance in metres from its start to each vertex. */
export interface Track { readonly points: readonly Point[]; readonly dist: readonly number[] }

const CENTRE = { lat: 31.03, lon: 121.22 };
const METRES_PER_DEGREE_LAT = 110_870;
const METRES_PER_DEGREE_LON = 111_320 * Math.cos((CENTRE.lat * Math.PI) / 180);

/** Grid metres to district metres: a gentle bend and a tilt, invertible and smooth. */
export function warp(p: Point): Point {
  return {
    x: p.x + 130 * Math.sin(p.y / 2300 + 0.6) + 40 * Math.sin(p.x / 900),
    y: p.y + 110 * Math.sin(p.x / 2700 - 0.4) + 0.035 * p.x + 30 * Math.sin(p.y / 1100),
  };
}

/** District metres to WGS-84 degrees as [longitude, latitude], rounded to `digits` decimals. */
export function toLonLat(p: Point, digits: number): [number, number] {
  const round = (value: number): number => Number(value.toFixed(digits));
  return [round(CENTRE.lon + p.x / METRES_PER_DEGREE_LON), round(CENTRE.lat + p.y / METRES_PER_DEGREE_LAT)];
}

/** Straight distance in metres. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The point a share `t` of the way from `a` to `b`. */
export function between(a: Point, b: Point, t: number): Point {
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
}

/** Measures a polyline; throws on fewer than two vertices. */
export function track(points: readonly Point[]): Track {
  if (points.length < 2) throw new Error('a track needs two points');
  const dist = [0];
  for (let i = 1; i < points.length; i++) dist.push(at(dist, i - 1) + distance(at(points, i - 1), at(points, i)));
  return { points, dist };
}

/** Array access that throws instead of giving undefined: an index out of range is a mistake of the author. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index < 0 ? list.length + index : index];
  if (value === undefined) throw new Error(`no element ${index} of ${list.length}`);
  return value;
}

/** Length of a track in metres. */
export function length(line: Track): number {
  return at(line.dist, -1);
}

/** Point and heading (unit vector) at distance `s` along a track; `s` is held within its ends. */
export function locate(line: Track, s: number): { point: Point; heading: Point } {
  const clamped = Math.min(Math.max(s, 0), length(line));
  let i = 1;
  while (i < line.points.length - 1 && at(line.dist, i) < clamped) i++;
  const a = at(line.points, i - 1);
  const b = at(line.points, i);
  const span = at(line.dist, i) - at(line.dist, i - 1);
  return {
    point: between(a, b, (clamped - at(line.dist, i - 1)) / span),
    heading: { x: (b.x - a.x) / span, y: (b.y - a.y) / span },
  };
}

/** The part of a track from `from` to `to` metres; runs backwards where `to` is the smaller. */
export function slice(line: Track, from: number, to: number): Point[] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const inner = line.points.filter((_, i) => at(line.dist, i) > low + 1 && at(line.dist, i) < high - 1);
  const points = [locate(line, low).point, ...inner, locate(line, high).point];
  return from <= to ? points : points.reverse();
}

/** Distance along the track, between `low` and `high` metres, of the place nearest to `p`, and how far off it is. */
export function project(line: Track, p: Point, low = 0, high = Infinity): { s: number; off: number } {
  let best = { s: low, off: Infinity };
  for (let i = 1; i < line.points.length; i++) {
    const [d0, d1] = [at(line.dist, i - 1), at(line.dist, i)];
    if (d1 < low || d0 > high || d1 === d0) continue;
    const a = at(line.points, i - 1);
    const b = at(line.points, i);
    const share = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / (d1 - d0) ** 2;
    const s = Math.min(Math.max(d0 + share * (d1 - d0), d0, low), d1, high);
    const off = distance(p, between(a, b, (s - d0) / (d1 - d0)));
    if (off < best.off) best = { s, off };
  }
  return best;
}

/** A smooth curve through the points (uniform Catmull–Rom), with a vertex about every `step` metres. */
export function smooth(points: readonly Point[], step: number): Point[] {
  const out: Point[] = [at(points, 0)];
  for (let i = 1; i < points.length; i++) {
    const [p1, p2] = [at(points, i - 1), at(points, i)];
    const p0 = points[i - 2] ?? p1;
    const p3 = points[i + 1] ?? p2;
    const pieces = Math.max(1, Math.round(distance(p1, p2) / step));
    for (let k = 1; k <= pieces; k++) {
      const t = k / pieces;
      const mix = (a: number, b: number, c: number, d: number): number =>
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);
      out.push({ x: mix(p0.x, p1.x, p2.x, p3.x), y: mix(p0.y, p1.y, p2.y, p3.y) });
    }
  }
  return out;
}

/** Leaves out vertices that lie within `tolerance` metres of the line without them (Douglas–Peucker). */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  if (points.length < 3) return [...points];
  const base = track([at(points, 0), at(points, -1)]);
  let worst = { index: 0, off: 0 };
  points.forEach((p, index) => {
    const off = length(base) === 0 ? distance(p, at(points, 0)) : project(base, p).off;
    if (off > worst.off) worst = { index, off };
  });
  if (worst.off <= tolerance) return [at(points, 0), at(points, -1)];
  return [
    ...simplify(points.slice(0, worst.index + 1), tolerance),
    ...simplify(points.slice(worst.index), tolerance).slice(1),
  ];
}

/** A number in [0, 1) that depends on the text alone (FNV-1a, mixed): the dice of this generator. */
export function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
