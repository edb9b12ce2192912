import type { PatternRecord, Timetable } from '../timetable/timetable.js';

const METERS_A_DEGREE = 111_195;

/** A pattern's way as a line in local metres, with metres along it that agree with the pattern's `distances`. */
export interface Way {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly along: Float32Array;
  readonly lat0: number;
  readonly lon0: number;
  readonly scale: number;
}

/** The way of a pattern: its shape between first and last stop, else the straight lines from stop to stop. */
export function wayOf(timetable: Timetable, pattern: PatternRecord): Way {
  const { data } = timetable;
  const first = timetable.stops[pattern.stops[0] ?? 0];
  const lat0 = first?.lat ?? 0;
  const lon0 = first?.lon ?? 0;
  const scale = Math.cos((lat0 * Math.PI) / 180);
  const x: number[] = [];
  const y: number[] = [];
  const along: number[] = [];
  const add = (lat: number, lon: number, meters: number) => {
    x.push((lon - lon0) * METERS_A_DEGREE * scale);
    y.push((lat - lat0) * METERS_A_DEGREE);
    along.push(meters);
  };
  if (pattern.shape >= 0) {
    const start = data.patternShapeStart[pattern.index] ?? 0;
    for (let at = data.shapeFrom[pattern.shape] ?? 0; at < (data.shapeFrom[pattern.shape + 1] ?? 0); at++) {
      add((data.shapeLat[at] ?? 0) / 1e6, (data.shapeLon[at] ?? 0) / 1e6, (data.shapeMeters[at] ?? 0) - start);
    }
  } else {
    pattern.stops.forEach((stop, at) => {
      const record = timetable.stops[stop];
      if (record) add(record.lat, record.lon, pattern.distances[at] ?? 0);
    });
  }
  return { x: Float32Array.from(x), y: Float32Array.from(y), along: Float32Array.from(along), lat0, lon0, scale };
}

/** A place on a way. */
export interface Place {
  /** Metres along the way from the pattern's first stop. */
  readonly along: number;
  /** Metres beside it. */
  readonly aside: number;
}

/** Metres beside the way that count as one measure of doubt: GPS among houses, and the width of a street. */
const DOUBT = 25;

/**
 * The place on a way that a position means. Where the way passes by twice (loops, there and back), the pass nearest to what
 * is expected is meant.
 * @param expected metres along the way where the bus should be, and how far off (metres) that may well be
 * @param low places before this count as driving backwards, and are taken only if nothing else fits
 */
export function placeOn(way: Way, lat: number, lon: number, expected: number, tolerance: number, low: number): Place | null {
  const px = (lon - way.lon0) * METERS_A_DEGREE * way.scale;
  const py = (lat - way.lat0) * METERS_A_DEGREE;
  let best: Place | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let at = 1; at < way.x.length; at++) {
    const ax = way.x[at - 1] ?? 0;
    const ay = way.y[at - 1] ?? 0;
    const dx = (way.x[at] ?? 0) - ax;
    const dy = (way.y[at] ?? 0) - ay;
    const square = dx * dx + dy * dy;
    const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / square));
    const aside = Math.hypot(px - ax - share * dx, py - ay - share * dy);
    const from = way.along[at - 1] ?? 0;
    const along = from + ((way.along[at] ?? from) - from) * share;
    const off = (along - expected) / tolerance;
    const cost = (aside / DOUBT) ** 2 + off * off + (along < low ? 16 : 0);
    if (cost < bestCost) {
      bestCost = cost;
      best = { along, aside };
    }
  }
  return best;
}

/** The ways of a timetable's patterns, made on first use; the memory they take is bounded. */
export class Ways {
  readonly #timetable: Timetable;
  readonly #ways = new Map<number, Way>();

  constructor(timetable: Timetable) {
    this.#timetable = timetable;
  }

  /** The way of a pattern. */
  of(pattern: PatternRecord): Way {
    let way = this.#ways.get(pattern.index);
    if (!way) {
      if (this.#ways.size >= 500) this.#ways.clear();
      this.#ways.set(pattern.index, (way = wayOf(this.#timetable, pattern)));
    }
    return way;
  }
}
