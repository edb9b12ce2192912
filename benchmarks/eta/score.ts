import { seededRandom } from '../lib/statistics.js';

/** A bucket of the ETA Accuracy Benchmark: predictions made so long before the bus came, and how wrong they may be. */
export interface Bucket {
  readonly name: string;
  /** Seconds before the bus came: from (exclusive) and to (inclusive). */
  readonly from: number;
  readonly to: number;
  /** Actual − predicted, seconds: right within these. */
  readonly early: number;
  readonly late: number;
}

/** The four buckets of the ETA Accuracy Benchmark (TransitApp). */
export const BUCKETS: readonly Bucket[] = [
  { name: '0–3 min', from: 0, to: 180, early: -30, late: 90 },
  { name: '3–6 min', from: 180, to: 360, early: -60, late: 150 },
  { name: '6–10 min', from: 360, to: 600, early: -60, late: 210 },
  { name: '10–15 min', from: 600, to: 900, early: -90, late: 270 },
];

/** The bucket of a horizon in seconds; -1 for none. */
export function bucketAt(horizon: number): number {
  return BUCKETS.findIndex(({ from, to }) => horizon > from && horizon <= to);
}

/** Whether a prediction counts as right; `predicted` NaN (none was made) does not. */
export function isRight(bucket: number, actual: number, predicted: number): boolean {
  const window = BUCKETS[bucket];
  const error = actual - predicted;
  return window !== undefined && error >= window.early && error <= window.late;
}

/** Hits and trials by trip and bucket for several methods on the same pairs. */
export class Tally {
  readonly methods: readonly string[];
  /** By trip: trials by bucket, then hits by method and bucket. */
  readonly #trips = new Map<string, { trials: Float64Array; hits: Float64Array }>();
  readonly #errors: number[][];

  constructor(methods: readonly string[]) {
    this.methods = methods;
    this.#errors = methods.map(() => []);
  }

  /** One pair: what came at `actual`, what each method had said `horizon` seconds before. */
  add(trip: string, horizon: number, actual: number, predicted: readonly number[]): void {
    const bucket = bucketAt(horizon);
    if (bucket < 0) return;
    let row = this.#trips.get(trip);
    if (!row) this.#trips.set(trip, (row = { trials: new Float64Array(BUCKETS.length), hits: new Float64Array(BUCKETS.length * this.methods.length) }));
    row.trials[bucket] = (row.trials[bucket] ?? 0) + 1;
    predicted.forEach((time, method) => {
      const cell = method * BUCKETS.length + bucket;
      if (isRight(bucket, actual, time)) row.hits[cell] = (row.hits[cell] ?? 0) + 1;
      if (!Number.isNaN(time)) this.#errors[method]?.push(actual - time);
    });
  }

  /** Number of trips. */
  get trips(): number {
    return this.#trips.size;
  }

  /** Pairs by bucket. */
  trials(): number[] {
    return BUCKETS.map((_, bucket) => [...this.#trips.values()].reduce((sum, { trials }) => sum + (trials[bucket] ?? 0), 0));
  }

  /** Median of the absolute error of a method, seconds, over the pairs for which it said something. */
  medianAbsoluteError(method: number): number {
    const errors = (this.#errors[method] ?? []).map(Math.abs).sort((a, b) => a - b);
    return errors[errors.length >> 1] ?? Number.NaN;
  }

  /** Share right by method and bucket, and the mean of the buckets that have pairs (the score). */
  scores(): { readonly buckets: readonly number[]; readonly score: number }[] {
    return this.#scoresOf([...this.#trips.values()]);
  }

  #scoresOf(rows: readonly { trials: Float64Array; hits: Float64Array }[]) {
    return this.methods.map((_, method) => {
      const buckets = BUCKETS.map((_bucket, bucket) => {
        let trials = 0;
        let hits = 0;
        for (const row of rows) {
          trials += row.trials[bucket] ?? 0;
          hits += row.hits[method * BUCKETS.length + bucket] ?? 0;
        }
        return hits / trials;
      });
      const counted = buckets.filter((share) => !Number.isNaN(share));
      return { buckets, score: counted.reduce((sum, share) => sum + share, 0) / counted.length };
    });
  }

  /**
   * 95 % interval of `of(scores)` by resampling trips with replacement: what one trip's many pairs share is not taken for
   * evidence many times over.
   */
  interval(of: (scores: readonly number[]) => number, rounds = 1000, seed = 1): readonly [low: number, high: number] {
    const rows = [...this.#trips.values()];
    const random = seededRandom(seed);
    const values: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const sample = rows.flatMap(() => rows[Math.floor(random() * rows.length)] ?? []);
      values.push(of(this.#scoresOf(sample).map(({ score }) => score)));
    }
    values.sort((a, b) => a - b);
    return [values[Math.floor(rounds * 0.025)] ?? Number.NaN, values[Math.floor(rounds * 0.975)] ?? Number.NaN];
  }
}
