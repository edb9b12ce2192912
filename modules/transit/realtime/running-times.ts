/** Seconds from one call to the next as lately observed, by the pair of stops. */
interface Observed {
  mean: number;
  weight: number;
  at: number;
}

/** Observations that the timetable is worth against what is seen. */
const TIMETABLE_WORTH = 2;
/** Seconds after which an observation counts half: traffic changes within the hour. */
const HALF_LIFE = 2700;
const MOST_WEIGHT = 6;
/** Pairs of stops kept; the one heard of longest ago goes first. */
const MOST_PAIRS = 20_000;

/** How long buses lately took from stop to stop: learnt from passages of all buses on the same street, bounded in memory. */
export class RunningTimes {
  readonly #pairs = new Map<number, Observed>();
  /** How observed times compare to the timetable's on the whole: an average over all pairs. */
  #observedSum = 0;
  #plannedSum = 0;

  /** Takes in one passage from a stop to the next: `seconds` observed, `planned` by the timetable, at epoch seconds `at`. */
  observe(from: number, to: number, seconds: number, planned: number, at: number): void {
    if (seconds <= 0 || seconds > 4 * planned + 300) return;
    const key = from * 1_048_576 + to;
    const known = this.#pairs.get(key);
    if (known) this.#pairs.delete(key);
    else if (this.#pairs.size >= MOST_PAIRS) for (const oldest of this.#pairs.keys()) {
      this.#pairs.delete(oldest);
      break;
    }
    const before = known ? known.weight * Math.pow(0.5, Math.max(0, at - known.at) / HALF_LIFE) : 0;
    const weight = Math.min(MOST_WEIGHT, before + 1);
    const mean = known ? known.mean + (seconds - known.mean) / weight : seconds;
    this.#pairs.set(key, { mean, weight, at });
    this.#observedSum = this.#observedSum * 0.999 + seconds;
    this.#plannedSum = this.#plannedSum * 0.999 + planned;
  }

  /** Seconds expected from a stop to the next at `now`: between the timetable and what was seen, by how much was seen. */
  expect(from: number, to: number, planned: number, now: number): number {
    const known = this.#pairs.get(from * 1_048_576 + to);
    if (!known) return planned;
    const weight = known.weight * Math.pow(0.5, Math.max(0, now - known.at) / HALF_LIFE);
    return (planned * TIMETABLE_WORTH + known.mean * weight) / (TIMETABLE_WORTH + weight);
  }

  /** Pairs of stops known, for tests of the bound. */
  get size(): number {
    return this.#pairs.size;
  }
}
