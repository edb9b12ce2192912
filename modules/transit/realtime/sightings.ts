import type { Timetable } from '../timetable/timetable.js';
import { bucketOf, BUCKETS, type RangeModel } from './ranges.js';
import type { RunBase } from './run-base.js';
import type { RunningTimes } from './running-times.js';
import { Tracker, type Passage, type TrackPoint } from './tracker.js';
import { SOURCE, STOP_FLAG, type TripRun, type VehiclePosition } from './types.js';
import type { Ways } from './way.js';
import { smoothPlan } from './from-position.js';

/** What is kept of a run that is followed: about 70 bytes a stop and bucket, until the run ends. */
interface Followed {
  readonly base: RunBase;
  readonly vehicleId: string;
  readonly tracker: Tracker;
  readonly plan: Float64Array;
  /** When each stop was reached, NaN where it was not seen. */
  readonly reached: Float64Array;
  /** By position and horizon bucket: the first time that was given out at that horizon (NaN: none), and its source. */
  readonly given: Float64Array;
  readonly givenSource: Uint8Array;
}

/** What has been learnt from buses seen to pass; outlives a timetable version. */
export interface Learnt {
  readonly ranges: RangeModel;
  readonly times: RunningTimes;
}

/**
 * Follows the buses along their runs and learns from what is seen: running times from stop to stop, and how wrong the
 * times given out were.
 */
export class Sightings {
  readonly #timetable: Timetable;
  readonly #learnt: Learnt;
  readonly #ways: Ways;
  readonly #runs = new Map<string, Followed>();

  constructor(timetable: Timetable, learnt: Learnt, ways: Ways) {
    this.#timetable = timetable;
    this.#learnt = learnt;
    this.#ways = ways;
  }

  /** Takes in a position of the bus on a run; one before the last means that a clock was put back: it is followed anew. */
  accept(base: RunBase, position: VehiclePosition): void {
    let followed = this.#runs.get(base.key);
    const putBack = (followed?.tracker.point?.at ?? 0) > position.timestamp;
    if (!followed || putBack || followed.base.stops !== base.stops || followed.vehicleId !== position.vehicleId) {
      followed = this.#follow(base, position.vehicleId);
      this.#runs.set(base.key, followed);
    }
    for (const passage of followed.tracker.accept(position)) this.#learn(followed, passage);
  }

  #follow(base: RunBase, vehicleId: string): Followed {
    const length = base.stops.length;
    return {
      base, vehicleId, tracker: new Tracker(this.#timetable, base, this.#ways), plan: smoothPlan(base), reached: new Float64Array(length).fill(Number.NaN),
      given: new Float64Array(length * BUCKETS).fill(Number.NaN), givenSource: new Uint8Array(length * BUCKETS),
    };
  }

  /** Where the bus on a run was last. */
  point(runKey: string): TrackPoint | null {
    return this.#runs.get(runKey)?.tracker.point ?? null;
  }

  /** Whether a position still fits the run that its bus is on: on the way, and the end not reached. */
  follows(runKey: string, position: VehiclePosition): boolean {
    const followed = this.#runs.get(runKey);
    return followed !== undefined && !this.isDone(runKey) && followed.vehicleId === position.vehicleId && followed.tracker.fits(position);
  }

  /** Whether the bus on a run has been seen at its last stop. */
  isDone(runKey: string): boolean {
    const followed = this.#runs.get(runKey);
    const point = followed?.tracker.point;
    if (!followed || !point) return false;
    const last = followed.base.stops.length - 1;
    return point.next >= last && (point.atStop || point.share > 0.95);
  }

  /** The run's smoothed plan, for those who have a point. */
  plan(runKey: string): Float64Array | null {
    return this.#runs.get(runKey)?.plan ?? null;
  }

  #learn({ base, plan, reached, given, givenSource }: Followed, { position, at }: Passage): void {
    if (position === 0 || !Number.isNaN(reached[position] ?? Number.NaN)) return;
    reached[position] = at;
    const planned = base.scheduledArrival[position] ?? -1;
    if (planned >= 0) this.#learnt.ranges.observeLateness(at - planned);
    const before = reached[position - 1] ?? Number.NaN;
    const waits = (base.scheduledDeparture[position - 1] ?? 0) - (base.scheduledArrival[position - 1] ?? 0) >= 60;
    if (position > 1 && planned >= 0 && !waits && !Number.isNaN(before)) {
      this.#learnt.times.observe(base.stops[position - 1] ?? 0, base.stops[position] ?? 0, at - before, (plan[position] ?? 0) - (plan[position - 1] ?? 0), at);
    }
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const slot = position * BUCKETS + bucket;
      const time = given[slot] ?? Number.NaN;
      if (!Number.isNaN(time)) this.#learnt.ranges.observe(givenSource[slot] ?? 0, bucket, at - time);
    }
  }

  /** Notes the arrivals made for a run, before they are corrected, to be compared with what comes true. */
  note(run: TripRun, arrival: Float64Array, now: number): void {
    const followed = this.#runs.get(run.key);
    if (!followed || followed.reached.length !== run.arrival.length) return;
    for (let at = Math.max(1, run.nextPosition); at < run.arrival.length; at++) {
      const source = run.source[at] ?? 0;
      if (source === SOURCE.SCHEDULE || ((run.flags[at] ?? 0) & STOP_FLAG.SKIPPED) !== 0) continue;
      const time = arrival[at] ?? 0;
      if (time <= now) continue;
      const slot = at * BUCKETS + bucketOf(time - now);
      if (!Number.isNaN(followed.given[slot] ?? Number.NaN)) continue;
      followed.given[slot] = time;
      followed.givenSource[slot] = source;
    }
  }

  /** Forgets runs that are no longer kept. */
  forget(isKept: (runKey: string) => boolean): void {
    for (const key of this.#runs.keys()) if (!isKept(key)) this.#runs.delete(key);
  }
}
