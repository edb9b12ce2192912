/** Turns a machine's margin into a probability: 1 / (1 + exp(slope · margin + offset)). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/** The probability that a margin stands for. */
export function probability({ slope, offset }: Sigmoid, margin: number): number {
  return 1 / (1 + Math.exp(slope * margin + offset));
}

/** Cross-entropy of a sigmoid against targets. */
function loss(margins: Float64Array, targets: Float64Array, slope: number, offset: number): number {
  let sum = 0;
  for (let i = 0; i < margins.length; i += 1) {
    const t = targets[i] ?? 0;
    const f = slope * (margins[i] ?? 0) + offset;
    sum += f >= 0 ? t * f + Math.log1p(Math.exp(-f)) : (t - 1) * f + Math.log1p(Math.exp(f));
  }
  return sum;
}

/**
 * Platt scaling by Newton's method with backtracking (Lin, Lin and Weng, Machine Learning 68, 2007).
 * @param margins of examples that the machine was not trained on
 * @param positive whether each belongs to the class
 */
export function fitSigmoid(margins: Float64Array, positive: Uint8Array): Sigmoid {
  let positives = 0;
  for (const one of positive) positives += one;
  const negatives = margins.length - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const targets = Float64Array.from(positive, (one) => (one === 1 ? high : low));
  let slope = 0;
  let offset = Math.log((negatives + 1) / (positives + 1));
  let value = loss(margins, targets, slope, offset);
  for (let round = 0; round < 100; round += 1) {
    let h11 = 1e-12;
    let h22 = 1e-12;
    let h21 = 0;
    let g1 = 0;
    let g2 = 0;
    for (let i = 0; i < margins.length; i += 1) {
      const margin = margins[i] ?? 0;
      const p = probability({ slope, offset }, margin);
      const d2 = p * (1 - p);
      const d1 = (targets[i] ?? 0) - p;
      h11 += margin * margin * d2;
      h22 += d2;
      h21 += margin * d2;
      g1 += margin * d1;
      g2 += d1;
    }
    if (Math.abs(g1) < 1e-5 && Math.abs(g2) < 1e-5) break;
    const determinant = h11 * h22 - h21 * h21;
    const slopeStep = -(h22 * g1 - h21 * g2) / determinant;
    const offsetStep = -(h11 * g2 - h21 * g1) / determinant;
    const descent = g1 * slopeStep + g2 * offsetStep;
    let size = 1;
    for (; size > 1e-10; size /= 2) {
      const next = loss(margins, targets, slope + size * slopeStep, offset + size * offsetStep);
      if (next < value + 1e-4 * size * descent) {
        slope += size * slopeStep;
        offset += size * offsetStep;
        value = next;
        break;
      }
    }
    if (size <= 1e-10) break;
  }
  return { slope, offset };
}
