import type { Timetable } from '../timetable/timetable.js';
import { positionOf } from './propagate.js';
import type { RunBase } from './run-base.js';
import type { VehiclePosition } from './types.js';
import { placeOn, type Ways } from './way.js';

/** Where a bus is along its run. */
export interface TrackPoint {
  /** Epoch seconds of the position. */
  readonly at: number;
  /** First position not yet left. */
  readonly next: number;
  readonly atStop: boolean;
  /** Share of the way from the stop before to the next one that is done, 0–1. */
  readonly share: number;
  /** Metres along the way; NaN where the position is off it. */
  readonly along: number;
}

/** A stop that was seen to be reached. */
export interface Passage {
  readonly position: number;
  /** Epoch seconds. */
  readonly at: number;
}

/** A bus further from its way than this (metres) is off it. */
const OFF_ROUTE = 150;
/** A bus within this of a stop (metres along the way) and slower than this (m/s) stands there. */
const AT_STOP = 40;
const SLOW = 1.5;
/** A bus this far behind where it was (metres) is on another trip. */
const BACKWARDS = 300;
/** Passages are read between positions at most this far apart (seconds). */
const LONGEST_GAP = 150;
/** How much faster or slower than its timetable a bus may well be, m/s. */
const DOUBT = 5;

/** The value at `x` on the line through (x0, y0) and (x1, y1), held at the ends. */
function between(x: number, x0: number, x1: number, y0: number, y1: number): number {
  const share = x1 > x0 ? Math.min(1, Math.max(0, (x - x0) / (x1 - x0))) : 1;
  return y0 + (y1 - y0) * share;
}

/**
 * Follows one bus along one run: each position becomes a place on the pattern's way, never backwards but for the noise of
 * GPS, and the stops it passes become passages.
 */
export class Tracker {
  readonly #timetable: Timetable;
  readonly #base: RunBase;
  readonly #ways: Ways;
  #point: TrackPoint | null = null;

  constructor(timetable: Timetable, base: RunBase, ways: Ways) {
    this.#timetable = timetable;
    this.#base = base;
    this.#ways = ways;
  }

  /** Where the bus was last; null before the first position that fits. */
  get point(): TrackPoint | null {
    return this.#point;
  }

  /** Whether a position lies on the run's way and not far behind where the bus was. */
  fits(position: VehiclePosition): boolean {
    const along = this.#along(position, this.#point, -1);
    return !Number.isNaN(along) && along >= (this.#point?.along ?? 0) - BACKWARDS;
  }

  /** Takes in a position; answers the stops reached since the one before. */
  accept(position: VehiclePosition): Passage[] {
    const before = this.#point;
    if (before && position.timestamp <= before.at) return [];
    const point = this.#locate(position, before);
    if (point === null) return [];
    this.#point = point;
    return before ? this.#passages(before, point) : [];
  }

  #locate(position: VehiclePosition, before: TrackPoint | null): TrackPoint | null {
    const said = position.stopSequence === null && position.stopId === null ? -1
      : positionOf(this.#timetable, this.#base, { sequence: position.stopSequence, stopId: position.stopId }, before?.next ?? 0);
    const along = this.#along(position, before, said);
    if (said >= 0) return this.#besideSaid(position, before, said, along);
    if (Number.isNaN(along)) return null;
    const distances = this.#base.pattern?.distances ?? new Float32Array();
    let next = before ? before.next : 0;
    const slow = (position.speed ?? 0) < SLOW || position.status === 'STOPPED_AT';
    // At its stop it has not left; a brisk bus beyond it has, though GPS is not exact to the metre.
    while (next < distances.length - 1 && along > (distances[next] ?? 0) + (slow ? AT_STOP : AT_STOP / 2)) next++;
    const atStop = slow && Math.abs(along - (distances[next] ?? 0)) <= AT_STOP;
    return { at: position.timestamp, next, atStop, along, share: atStop ? 1 : this.#share(next, along) };
  }

  /** The feed says which stop is next: its word stands, the place on the way only tells how far it is. */
  #besideSaid(position: VehiclePosition, before: TrackPoint | null, said: number, along: number): TrackPoint {
    const next = Math.max(said, before?.next ?? 0);
    const atStop = position.status === 'STOPPED_AT' && next === said;
    let share = Number.isNaN(along) ? 0.5 : this.#share(next, along);
    if (before?.next === next) share = Math.max(share, before.share);
    return { at: position.timestamp, next, atStop, along, share: atStop ? 1 : share };
  }

  #share(next: number, along: number): number {
    const distances = this.#base.pattern?.distances;
    if (next === 0 || !distances) return 0;
    const from = distances[next - 1] ?? 0;
    const length = (distances[next] ?? 0) - from;
    return length <= 0 ? 0 : Math.min(1, Math.max(0, (along - from) / length));
  }

  #along(position: VehiclePosition, before: TrackPoint | null, said: number): number {
    const { pattern } = this.#base;
    if (!pattern) return Number.NaN;
    const distances = pattern.distances;
    let expected = this.#scheduledAlong(position.timestamp);
    let tolerance = Math.max(1500, (distances[distances.length - 1] ?? 0) / 4);
    let low = 0;
    if (before && !Number.isNaN(before.along)) {
      const elapsed = Math.min(600, position.timestamp - before.at);
      // As far as the timetable gets in that time from there.
      expected = this.#scheduledAlong(this.#scheduledTime(before.along) + elapsed);
      tolerance = 150 + DOUBT * elapsed;
      low = before.along - AT_STOP;
    }
    if (said >= 0) {
      const from = distances[Math.max(0, said - 1)] ?? 0;
      const to = distances[said] ?? from;
      expected = (from + to) / 2;
      tolerance = 100 + (to - from) / 2;
    }
    const place = placeOn(this.#ways.of(pattern), position.lat, position.lon, expected, tolerance, low);
    return place && place.aside <= OFF_ROUTE ? Math.max(place.along, 0) : Number.NaN;
  }

  /** Where the timetable has the bus at an instant, metres along the way. */
  #scheduledAlong(at: number): number {
    const { scheduledArrival, pattern } = this.#base;
    const last = scheduledArrival.length - 1;
    let next = 1;
    while (next < last && (scheduledArrival[next] ?? 0) < at) next++;
    return between(at, scheduledArrival[next - 1] ?? 0, scheduledArrival[next] ?? 0, pattern?.distances[next - 1] ?? 0, pattern?.distances[next] ?? 0);
  }

  /** When the timetable has the bus at a place, epoch seconds. */
  #scheduledTime(along: number): number {
    const { scheduledArrival, pattern } = this.#base;
    const distances = pattern?.distances ?? new Float32Array();
    let next = 1;
    while (next < distances.length - 1 && (distances[next] ?? 0) < along) next++;
    return between(along, distances[next - 1] ?? 0, distances[next] ?? 0, scheduledArrival[next - 1] ?? 0, scheduledArrival[next] ?? 0);
  }

  #passages(before: TrackPoint, now: TrackPoint): Passage[] {
    const passages: Passage[] = [];
    if (now.at - before.at > LONGEST_GAP) return passages;
    for (let position = before.next; position < now.next; position++) {
      // Its arrival was told when it stood there.
      if (position === before.next && before.atStop) continue;
      passages.push({ position, at: this.#between(before, now, position) });
    }
    if (now.atStop && !(before.atStop && before.next === now.next)) passages.push({ position: now.next, at: now.at });
    return passages;
  }

  /** When a stop between two places was reached, if the bus went evenly. */
  #between(before: TrackPoint, now: TrackPoint, position: number): number {
    const to = this.#base.pattern?.distances[position] ?? Number.NaN;
    const length = now.along - before.along;
    const share = length > 0 ? Math.min(1, Math.max(0, (to - before.along) / length)) : 0.5;
    return before.at + (now.at - before.at) * (Number.isNaN(share) ? 0.5 : share);
  }
}
