import { randomFrom, shuffle } from './random.js';

/** Sparse rows: those of row `i` lie from `starts[i]` to before `starts[i + 1]`. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array;
  /** How many features there are. */
  readonly width: number;
  /** The square of each row's length. */
  readonly squares: Float64Array;
}

/** How a linear machine is trained. */
export interface SvmOptions {
  /** The price of a mistake: C of the L2-regularised L2-loss machine. */
  readonly cost: number;
  /** How much dearer a mistake on a positive example is. */
  readonly positiveCost: number;
  /** Passes over the rows at most. */
  readonly passes: number;
  /** Stops when no projected gradient differs more than this between two rows. */
  readonly tolerance: number;
  readonly seed: number;
}

/** A row that bears nothing and lies this far beyond its margin waits while the others are gone over. */
const BEYOND = 0.05;
/** How often those that wait are looked at: nothing that is seen from outside changes after the second time. */
const LOOKS = 2;
/** A row that would move less than this stays as it is. */
const LEAST = 0.02;
/** Where some rows are missing, only those that bear the machine or lie within this of their margin are gone over. */
const NEAR = 0.2;
/** How often they are. */
const FEW = 3;

/** A machine under way. */
interface Machine {
  /** By feature. */
  readonly weights: Float32Array;
  /** The dual variable of each row; 0 for those that do not bear the machine. */
  readonly duals: Float64Array;
  /** How far beyond its margin each row lay when it was looked at last; below 0 where the margin failed it. */
  readonly slack: Float32Array;
}

const machineFor = ({ starts, width }: SparseRows): Machine => ({ weights: new Float32Array(width), duals: new Float64Array(starts.length - 1), slack: new Float32Array(starts.length - 1) });

/** A row's margin: the machine's word on it, above 0 for the class. */
export function marginOf(weights: Float32Array, { starts, features, values }: SparseRows, row: number): number {
  // Indices lie within their arrays by construction; here and below a `!` says so where a fallback would cost time.
  const end = starts[row + 1]!;
  let k = starts[row]!;
  let sum = 0;
  let other = 0;
  // Two sums, so that one addition does not wait for the other.
  for (; k + 1 < end; k += 2) {
    sum += weights[features[k]!]! * values[k]!;
    other += weights[features[k + 1]!]! * values[k + 1]!;
  }
  return k < end ? sum + other + weights[features[k]!]! * values[k]! : sum + other;
}

function addRow(weights: Float32Array, { starts, features, values }: SparseRows, row: number, times: number): void {
  for (let k = starts[row]!, end = starts[row + 1]!; k < end; k += 1) weights[features[k]!]! += times * values[k]!;
}

/**
 * Trains two-class linear support vector machines with squared hinge loss on the same rows, one after the other, by dual
 * coordinate descent with shrinking (Hsieh, Chang, Lin, Keerthi, Sundararajan, ICML 2008, algorithm 3). All memory is
 * taken once: what a call answers holds until the next one.
 */
export class SvmTrainer {
  readonly #rows: SparseRows;
  readonly #options: SvmOptions;
  readonly #whole: Machine;
  readonly #part: Machine;
  readonly #order: Int32Array;

  /** @param rows the examples; a bias is a feature that all have */
  constructor(rows: SparseRows, options: SvmOptions) {
    this.#rows = rows;
    this.#options = options;
    this.#whole = machineFor(rows);
    this.#part = machineFor(rows);
    this.#order = new Int32Array(rows.squares.length);
  }

  /**
   * The weights of a machine that all rows trained.
   * @param signs 1 for rows of the class, -1 for others
   */
  train(signs: Int8Array): Float32Array {
    const { weights, duals } = this.#whole;
    weights.fill(0);
    duals.fill(0);
    for (let row = 0; row < signs.length; row += 1) this.#order[row] = row;
    this.#descend(this.#whole, signs, signs.length, this.#options.passes);
    return weights;
  }

  /**
   * The weights that the machine trained last would have without the rows of a fold: what these bear is taken back, and
   * the rows near the margin, which alone can bear it instead, are gone over again. A fraction of the work of training anew.
   */
  without(signs: Int8Array, folds: Uint8Array, fold: number): Float32Array {
    const machine = this.#part;
    machine.weights.set(this.#whole.weights);
    machine.duals.set(this.#whole.duals);
    const { slack } = this.#whole;
    let near = 0;
    for (let row = 0; row < signs.length; row += 1) {
      const dual = machine.duals[row]!;
      if (folds[row] !== fold) {
        if (dual > 0 || slack[row]! < NEAR) this.#order[near++] = row;
      } else if (dual > 0) {
        addRow(machine.weights, this.#rows, row, -dual * signs[row]!);
        machine.duals[row] = 0;
      }
    }
    this.#descend(machine, signs, near, FEW);
    return machine.weights;
  }

  /** Improves a machine on the first rows of the order until nothing moves any more. */
  #descend(machine: Machine, signs: Int8Array, count: number, passes: number): void {
    const random = randomFrom(this.#options.seed);
    let active = count;
    let looks = LOOKS;
    for (let pass = passes; pass > 0; pass -= 1) {
      if (active === count) looks -= 1;
      shuffle(this.#order, active, random);
      const { moved, left } = this.#passOver(machine, signs, active);
      active = left;
      if (moved > this.#options.tolerance) continue;
      if (looks <= 0) return;
      active = count;
    }
  }

  /** One pass over the first rows of the order; those that shall wait are put behind the others. */
  #passOver({ weights, duals, slack }: Machine, signs: Int8Array, count: number): { readonly moved: number; readonly left: number } {
    const rows = this.#rows;
    const order = this.#order;
    const { cost, positiveCost } = this.#options;
    const ofPositive = 0.5 / (cost * positiveCost);
    const ofNegative = 0.5 / cost;
    let left = count;
    let high = 0;
    let low = 0;
    for (let at = 0; at < left; at += 1) {
      const row = order[at]!;
      const sign = signs[row]!;
      const dual = duals[row]!;
      const diagonal = sign > 0 ? ofPositive : ofNegative;
      const gradient = sign * marginOf(weights, rows, row) - 1 + dual * diagonal;
      slack[row] = gradient;
      if (dual === 0 && gradient > BEYOND) {
        left -= 1;
        order[at] = order[left]!;
        order[left] = row;
        at -= 1;
        continue;
      }
      const projected = dual === 0 ? Math.min(gradient, 0) : gradient;
      if (projected > high) high = projected;
      if (projected < low) low = projected;
      if (Math.abs(projected) < LEAST) continue;
      const next = Math.max(dual - gradient / (rows.squares[row]! + diagonal), 0);
      duals[row] = next;
      addRow(weights, rows, row, (next - dual) * sign);
    }
    return { moved: high - low, left };
  }
}
