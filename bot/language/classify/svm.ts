import { randomFrom, shuffle } from './random.js';

/** Sparse rows: those of row `i` lie from `starts[i]` to before `starts[i + 1]`. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array;
  /** How many features there are. */
  readonly width: number;
}

/** How a linear machine is trained. */
export interface SvmOptions {
  /** The price of a mistake: C of the L2-regularised L2-loss machine. */
  readonly cost: number;
  /** How much dearer a mistake on a positive example is. */
  readonly positiveCost?: number;
  /** Passes over the rows at most. */
  readonly passes?: number;
  /** Stops when no projected gradient differs more than this between two rows. */
  readonly tolerance?: number;
  readonly seed?: number;
}

/** A trained machine: weights by feature, and the dual variable of each row, from which a like problem may start. */
export interface Svm {
  readonly weights: Float64Array;
  readonly duals: Float64Array;
}

/**
 * Trains a two-class linear support vector machine with squared hinge loss by dual coordinate descent with shrinking
 * (Hsieh, Chang, Lin, Keerthi, Sundararajan, ICML 2008, algorithm 3).
 * @param rows the examples; a bias is a feature that all have
 * @param chosen which rows to learn from
 * @param positive whether a row is of the class
 * @param from duals to start from (those of a problem with more rows, say)
 */
export function trainSvm(rows: SparseRows, chosen: Int32Array, positive: (row: number) => boolean, options: SvmOptions, from?: Float64Array): Svm {
  // Indices lie within their arrays by construction; the `!` below say so where a fallback would cost time.
  const { starts, features, values } = rows;
  const count = chosen.length;
  const weights = new Float64Array(rows.width);
  const duals = new Float64Array(starts.length - 1);
  const diagonal = new Float64Array(duals.length);
  const curvature = new Float64Array(duals.length);
  const sign = new Int8Array(duals.length);
  for (const row of chosen) {
    const is = positive(row);
    sign[row] = is ? 1 : -1;
    diagonal[row] = 0.5 / (options.cost * (is ? options.positiveCost ?? 1 : 1));
    let square = 0;
    const dual = from?.[row] ?? 0;
    duals[row] = dual;
    for (let k = starts[row]!, end = starts[row + 1]!; k < end; k += 1) {
      square += values[k]! * values[k]!;
      if (dual > 0) weights[features[k]!]! += dual * sign[row]! * values[k]!;
    }
    curvature[row] = square + diagonal[row]!;
  }
  const random = randomFrom(options.seed ?? 1);
  const order = Int32Array.from(chosen);
  const tolerance = options.tolerance ?? 0.1;
  let active = count;
  let highBefore = Infinity;
  for (let pass = options.passes ?? 60; pass > 0; pass -= 1) {
    let high = -Infinity;
    let low = Infinity;
    shuffle(order, active, random);
    for (let at = 0; at < active; at += 1) {
      const row = order[at]!;
      const y = sign[row]!;
      const first = starts[row]!;
      const end = starts[row + 1]!;
      let product = 0;
      for (let k = first; k < end; k += 1) product += weights[features[k]!]! * values[k]!;
      const dual = duals[row]!;
      const gradient = y * product - 1 + dual * diagonal[row]!;
      let projected = gradient;
      if (dual === 0) {
        if (gradient > highBefore) {
          active -= 1;
          order[at] = order[active]!;
          order[active] = row;
          at -= 1;
          continue;
        }
        projected = Math.min(gradient, 0);
      }
      if (projected > high) high = projected;
      if (projected < low) low = projected;
      if (Math.abs(projected) < 1e-12) continue;
      const next = Math.max(dual - gradient / curvature[row]!, 0);
      duals[row] = next;
      const step = (next - dual) * y;
      for (let k = first; k < end; k += 1) weights[features[k]!]! += step * values[k]!;
    }
    if (high - low <= tolerance) {
      if (active === count) break;
      active = count;
      highBefore = Infinity;
      continue;
    }
    highBefore = high <= 0 ? Infinity : high;
  }
  return { weights, duals };
}
