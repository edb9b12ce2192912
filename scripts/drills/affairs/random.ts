import { seededRandom } from '../../../benchmarks/lib/statistics.js';

/** Random numbers that a seed gives again. Which of many actors draws next is the machine's own. */
export class Random {
  /** In [0, 1). */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** One of a list. Throws RangeError where it is empty. */
  one<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to choose from');
    return list[this.below(list.length)] as T; // within the list
  }

  /** A stream of its own for an actor. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 4_294_967_296));
  }
}
