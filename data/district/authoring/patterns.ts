/** From a line's streets to its course: the shape that its buses drive and the stops along it. */
import { at, between, distance, length, locate, project, simplify, slice, track, type Point, type Track } from './geometry.js';
import type { Line } from './lines.js';
import { findCrossing, getRoad, type Road, type RoadClass } from './roads.js';
import type { Place, Pole } from './stops.js';

/** A stop of a pattern with its distance in metres along the shape. */
export interface Visit { readonly place: Place; readonly pole: Pole; readonly dist: number }

/** One direction of one line. */
export interface Pattern {
  readonly id: string;
  readonly line: Line;
  readonly direction: 0 | 1;
  readonly headsign: string;
  readonly shape: Track;
  readonly visits: readonly Visit[];
  /** Street class from each distance on, for driving times. */
  readonly classes: readonly { readonly from: number; readonly kind: RoadClass }[];
}

/** Stops closer than this to the one before, in metres along the way, are passed by unless the author named them. */
const TOO_CLOSE = 260;
/** Corners are cut by this many metres on both streets. */
const CORNER = 22;
/** No bus stops this near to where it turns, in metres. */
const TURNING = 35;

interface Leg { readonly road: Road; readonly from: number; readonly to: number }

/** Both directions of a line. Throws where its streets do not meet or a named stop is not on them. */
export function createPatterns(line: Line, places: readonly Place[]): Pattern[] {
  return ([0, 1] as const).map((direction) => createPattern(line, direction, places));
}

function createPattern(line: Line, direction: 0 | 1, places: readonly Place[]): Pattern {
  const roads = (direction === 0 ? line.roads : [...line.roads].reverse()).map(getRoad);
  const [start, end] = direction === 0 ? [line.from, line.to] : [line.to, line.from];
  const legs = createLegs(roads, getPlace(places, start), getPlace(places, end));
  const shape = track(simplify(roundCorners(legs), 0.6));
  const visits = createVisits(line, legs, places, shape);
  const headsign = line.from === line.to ? ['外圈', '内圈'][direction] ?? '' : end;
  let from = 0;
  const classes = legs.map((leg) => {
    const entry = { from, kind: leg.road.kind };
    from += Math.abs(leg.to - leg.from);
    return entry;
  });
  return { id: `${line.id}-${direction}`, line, direction, headsign, shape, visits, classes };
}

function getPlace(places: readonly Place[], zh: string): Place {
  const found = places.find((p) => p.zh === zh);
  if (!found) throw new Error(`no stop ${zh}`);
  return found;
}

function createLegs(roads: readonly Road[], start: Place, end: Place): Leg[] {
  const turns = roads.slice(1).map((road, i) => {
    const before = at(roads, i);
    const hit = findCrossing(before, road);
    if (!hit) throw new Error(`${before.zh} does not meet ${road.zh}`);
    return hit;
  });
  return roads.map((road, i) => {
    const enter = turns[i - 1]?.other;
    const leave = turns[i]?.on;
    return {
      road,
      from: enter ?? poleTowards(start, road, leave ?? Infinity, 'leave'),
      to: leave ?? poleTowards(end, road, enter ?? 0, 'reach'),
    };
  });
}

/** Metres along `road` of the place's pole on the right-hand side for a bus that leaves towards, or reaches it from, `other`. */
function poleTowards(place: Place, road: Road, other: number, way: 'leave' | 'reach'): number {
  const poles = place.poles.filter((p) => p.road === road);
  const any = at(poles, 0);
  const sign = (other > any.s) === (way === 'leave') ? 1 : -1;
  const pole = poles.find((p) => p.sign === sign);
  if (!pole) throw new Error(`${place.zh} has no pole on ${road.zh}`);
  return pole.s;
}

function roundCorners(legs: readonly Leg[]): Point[] {
  const out: Point[] = [];
  legs.forEach((leg, i) => {
    const sign = Math.sign(leg.to - leg.from);
    const straight = i > 0 && isStraight(at(legs, i - 1), leg);
    const nextStraight = i < legs.length - 1 && isStraight(leg, at(legs, i + 1));
    const from = i === 0 || straight ? leg.from : leg.from + sign * CORNER;
    const to = i === legs.length - 1 || nextStraight ? leg.to : leg.to - sign * CORNER;
    const points = slice(leg.road.course, from, to);
    if (i > 0 && !straight) {
      const corner = locate(leg.road.course, leg.from).point;
      const [a, b] = [at(out, -1), at(points, 0)];
      for (const t of [0.25, 0.5, 0.75]) out.push(between(between(a, corner, t), between(corner, b, t), t));
    }
    for (const p of points) if (out.length === 0 || distance(at(out, -1), p) > 0.5) out.push(p);
  });
  return out;
}

function isStraight(a: Leg, b: Leg): boolean {
  const [h1, h2] = [a, b].map((leg, i) => {
    const { heading } = locate(leg.road.course, i === 0 ? leg.to : leg.from);
    const sign = Math.sign(leg.to - leg.from);
    return { x: heading.x * sign, y: heading.y * sign };
  });
  return h1 !== undefined && h2 !== undefined && h1.x * h2.x + h1.y * h2.y > 0.9;
}

function createVisits(line: Line, legs: readonly Leg[], places: readonly Place[], shape: Track): Visit[] {
  let offset = 0;
  const all = legs.flatMap((leg, i) => {
    const sign = leg.to > leg.from ? 1 : -1;
    const found = places.flatMap((place) => place.poles
      .filter((pole) => pole.road === leg.road && pole.sign === sign)
      .map((pole) => ({ place, pole, rough: offset + (pole.s - leg.from) * sign })));
    const end = offset + Math.abs(leg.to - leg.from);
    const [low, high] = [i === 0 ? offset - 0.5 : offset + TURNING, i === legs.length - 1 ? end + 0.5 : end - TURNING];
    const on = found.filter((v) => v.rough >= low && v.rough <= high).sort((a, b) => a.rough - b.rough);
    offset = end;
    return on;
  });
  const last = all.length - 1;
  const served = all.filter((v, i) => i === 0 || i === last || !line.only || line.only.includes(v.place.zh));
  const kept: typeof all = [];
  served.forEach((visit, i) => {
    const previous = kept.at(-1);
    const terminal = i === served.length - 1;
    const close = previous !== undefined && visit.rough - previous.rough < TOO_CLOSE;
    if (previous && (previous.place === visit.place || (close && terminal)) && kept.length > 1) {
      if (terminal) kept.pop();
      else return;
    } else if (previous && (previous.place === visit.place || close) && !terminal) {
      if (previous.place === visit.place || !visit.place.authored) return;
      if (!previous.place.authored) kept.pop();
    }
    kept.push(visit);
  });
  return kept.map(({ place, pole, rough }, i) => {
    const window = 160;
    const { s } = project(shape, pole.point, Math.max(0, rough - window), rough + window);
    return { place, pole, dist: i === 0 ? 0 : i === kept.length - 1 ? length(shape) : s };
  });
}
