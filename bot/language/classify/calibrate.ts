/** Turns a machine's margin into a probability: 1 / (1 + exp(slope · margin + offset)). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/** The probability that a margin stands for. */
export function probability({ slope, offset }: Sigmoid, margin: number): number {
  return 1 / (1 + Math.exp(slope * margin + offset));
}

/** Margins are told apart to this share of 1: thousands of examples fall into some hundreds of bins. */
const BINS_PER_UNIT = 128;

/** Margins in bins: where each lies, how many examples it holds, and what they sum to of what they should be. */
interface Bins {
  readonly margins: Float64Array;
  readonly counts: Float64Array;
  readonly targets: Float64Array;
}

/** Puts margins into bins; a positive example should come out at `high`, another one at `low`. */
function binned(margins: Float32Array, positive: Uint8Array, high: number, low: number): Bins {
  const places = new Map<number, number>();
  const of = { margins: [] as number[], counts: [] as number[], targets: [] as number[] };
  margins.forEach((margin, i) => {
    const bin = Math.round(margin * BINS_PER_UNIT);
    let place = places.get(bin);
    if (place === undefined) {
      place = of.margins.push(bin / BINS_PER_UNIT) - 1;
      places.set(bin, place);
    }
    of.counts[place] = (of.counts[place] ?? 0) + 1;
    of.targets[place] = (of.targets[place] ?? 0) + (positive[i] === 1 ? high : low);
  });
  return { margins: Float64Array.from(of.margins), counts: Float64Array.from(of.counts), targets: Float64Array.from(of.targets) };
}

/** Cross-entropy of a sigmoid against targets. */
function loss({ margins, counts, targets }: Bins, slope: number, offset: number): number {
  let sum = 0;
  for (let i = 0; i < margins.length; i += 1) {
    const t = targets[i] ?? 0;
    const n = counts[i] ?? 0;
    const f = slope * (margins[i] ?? 0) + offset;
    sum += f >= 0 ? t * f + n * Math.log1p(Math.exp(-f)) : (t - n) * f + n * Math.log1p(Math.exp(f));
  }
  return sum;
}

/**
 * Platt scaling by Newton's method with backtracking (Lin, Lin and Weng, Machine Learning 68, 2007), on binned margins.
 * @param margins of examples that the machine was not trained on
 * @param positive whether each belongs to the class
 */
export function fitSigmoid(margins: Float32Array, positive: Uint8Array): Sigmoid {
  let positives = 0;
  for (const one of positive) positives += one;
  const negatives = margins.length - positives;
  const bins = binned(margins, positive, (positives + 1) / (positives + 2), 1 / (negatives + 2));
  let slope = 0;
  let offset = Math.log((negatives + 1) / (positives + 1));
  let value = loss(bins, slope, offset);
  for (let round = 0; round < 100; round += 1) {
    let h11 = 1e-12;
    let h22 = 1e-12;
    let h21 = 0;
    let g1 = 0;
    let g2 = 0;
    for (let i = 0; i < bins.margins.length; i += 1) {
      const margin = bins.margins[i] ?? 0;
      const p = probability({ slope, offset }, margin);
      const d2 = (bins.counts[i] ?? 0) * p * (1 - p);
      const d1 = (bins.targets[i] ?? 0) - (bins.counts[i] ?? 0) * p;
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
      const next = loss(bins, slope + size * slopeStep, offset + size * offsetStep);
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
