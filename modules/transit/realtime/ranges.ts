import { DEFAULT_SPREAD } from './snapshot.js';
import { SOURCE, type ScheduleSpread } from './types.js';

/** Middles of the horizon buckets, seconds ahead: between them ranges are interpolated. */
const HORIZONS = [30, 120, 270, 480, 750, 1200, 2400, 4500] as const;
/** Upper ends of the buckets into which errors are sorted. */
const BUCKET_ENDS = [60, 180, 360, 600, 900, 1800, 3600] as const;

/**
 * Errors (actual − predicted, seconds) below which one in ten, and nine in ten, lie before anything is learnt. Of the
 * size usual for city buses: lateness grows faster than earliness, because buses wait for their time but cannot make up much.
 */
const PRIOR_LOW = [-25, -40, -60, -80, -105, -140, -200, -260] as const;
const PRIOR_HIGH = [45, 70, 110, 155, 200, 270, 400, 520] as const;
/** How much wider than the feed's own word for a stop. */
const WIDER: readonly number[] = [1.6, 1.25, 1.1, 1];

const LOW = 0.1;
const HIGH = 0.9;
/** Observations that a prior is worth, and the smallest weight of a new one: the last few hundred count. */
const PRIOR_WEIGHT = 30;
const SLOWEST = 0.01;

/** A running estimate of one quantile by the pinball loss's gradient: constant memory, forgets slowly. */
class Quantile {
  value: number;
  readonly #share: number;
  readonly #scale: number;
  #seen = 0;

  /** Errors taken in. */
  get seen(): number {
    return this.#seen;
  }

  constructor(prior: number, share: number, scale: number) {
    this.value = prior;
    this.#share = share;
    this.#scale = scale;
  }

  add(error: number): void {
    this.#seen++;
    const step = this.#scale * Math.max(SLOWEST, 1 / (PRIOR_WEIGHT + this.#seen)) * 4;
    this.value += step * (error < this.value ? this.#share - 1 : this.#share);
  }
}

/** One cell: what is known of errors of one source at one horizon. */
interface Cell {
  readonly low: Quantile;
  readonly high: Quantile;
  readonly point: Quantile;
}

/**
 * Which quantile of the error a time given out is moved to once enough is known: a rider who comes too late waits a
 * headway, one who comes too early a minute. The ETA Accuracy Benchmark weighs the two about one to three.
 */
const POINT = 0.25;
/** Passages seen in a cell from which the correction sets in, and over how many more it comes to full weight. */
const CORRECT_FROM = 60;
const CORRECT_OVER = 120;

/** How wrong expectations are, by source and horizon: priors, then learnt from buses seen to pass. Memory does not grow. */
export class RangeModel {
  readonly #cells: readonly (readonly Cell[])[];
  readonly #early = new Quantile(DEFAULT_SPREAD.early, LOW, 200);
  readonly #late = new Quantile(DEFAULT_SPREAD.late, HIGH, 200);

  constructor() {
    this.#cells = WIDER.map((wider) => HORIZONS.map((_, bucket) => {
      const low = (PRIOR_LOW[bucket] ?? 0) * wider;
      const high = (PRIOR_HIGH[bucket] ?? 0) * wider;
      return { low: new Quantile(low, LOW, (high - low) / 2), high: new Quantile(high, HIGH, (high - low) / 2), point: new Quantile(0, POINT, (high - low) / 4) };
    }));
  }

  /** Takes in one passage: a time given out by `source` at a horizon in `bucket` was `error` seconds wrong (actual − predicted). */
  observe(source: number, bucket: number, error: number): void {
    const cell = this.#cells[source]?.[bucket];
    cell?.low.add(error);
    cell?.high.add(error);
    cell?.point.add(error);
  }

  /**
   * Seconds to add to a time that `source` gives out at a horizon, from what its times have lately been wrong by; 0 until
   * enough buses were seen. Changes smoothly with horizon and with what is learnt.
   */
  correction(source: number, horizon: number): number {
    const cells = this.#cells[source] ?? [];
    let previous = 0;
    let previousAt = 0;
    for (let bucket = 0; bucket < HORIZONS.length; bucket++) {
      const at = HORIZONS[bucket] ?? 0;
      const point = cells[bucket]?.point;
      const trust = point ? Math.min(1, Math.max(0, (point.seen - CORRECT_FROM) / CORRECT_OVER)) : 0;
      const value = (point?.value ?? 0) * trust;
      if (horizon <= at) return previous + ((value - previous) * Math.max(0, horizon - previousAt)) / (at - previousAt);
      previous = value;
      previousAt = at;
    }
    return previous;
  }

  /** Takes in how late a bus was when it passed a stop: what the timetable alone would have been wrong by. */
  observeLateness(delay: number): void {
    this.#early.add(delay);
    this.#late.add(delay);
  }

  /** What the timetable alone is worth now. */
  scheduleSpread(): ScheduleSpread {
    return { early: Math.min(-10, this.#early.value), late: Math.max(60, this.#late.value) };
  }

  /**
   * 10 % and 90 % quantile of actual − predicted at a horizon (seconds), written into `out`. Wider with horizon, never
   * narrower; always around zero.
   */
  read(source: number, horizon: number, out: { low: number; high: number }): void {
    const cells = this.#cells[source] ?? [];
    let low = -5;
    let high = 10;
    let previousLow = low;
    let previousHigh = high;
    let previousAt = 0;
    for (let bucket = 0; bucket < HORIZONS.length; bucket++) {
      const at = HORIZONS[bucket] ?? 0;
      const cell = cells[bucket];
      low = Math.min(previousLow, cell?.low.value ?? 0);
      high = Math.max(previousHigh, cell?.high.value ?? 0);
      if (horizon <= at) {
        const share = Math.max(0, (horizon - previousAt) / (at - previousAt));
        low = previousLow + (low - previousLow) * share;
        high = previousHigh + (high - previousHigh) * share;
        break;
      }
      previousLow = low;
      previousHigh = high;
      previousAt = at;
    }
    out.low = low;
    out.high = high;
  }
}

/** The bucket of a horizon in seconds. */
export function bucketOf(horizon: number): number {
  for (let bucket = 0; bucket < BUCKET_ENDS.length; bucket++) if (horizon < (BUCKET_ENDS[bucket] ?? 0)) return bucket;
  return BUCKET_ENDS.length;
}

/** How many horizon buckets there are. */
export const BUCKETS = HORIZONS.length;

/** Seconds of silence after which an expectation begins to ease back, and the time constant of that. */
const GRACE = 150;
const FORGET = 1200;

/** What a live word is still worth at an age in seconds: 1 while fresh, then falling smoothly towards 0. */
export function weightOf(age: number): number {
  return age <= GRACE ? 1 : Math.exp(-(age - GRACE) / FORGET);
}

/** Below this weight a run is the timetable's again. */
export const WORTHLESS = 0.02;

/** Widens a live range towards the timetable's as its data age. `weight` as of `weightOf`; changes `range`. */
export function widen(range: { low: number; high: number }, weight: number, spread: ScheduleSpread, source: number): void {
  if (weight >= 1 || source === SOURCE.SCHEDULE) return;
  const gone = 1 - weight;
  range.low += (Math.min(spread.early, range.low * 1.5) - range.low) * gone;
  range.high += (Math.max(spread.late, range.high * 1.5) - range.high) * gone;
}
