/** Accuracy and macro-averaged F1 of predicted labels, and how sure one can be of the former. */
export interface Scores {
  readonly accuracy: number;
  /** Mean over the labels that occur among the true or the predicted ones. */
  readonly macroF1: number;
  readonly interval: readonly [low: number, high: number];
}

/** Wilson's score interval of a proportion, at 95 %. */
export function wilson(hits: number, of: number): readonly [low: number, high: number] {
  if (of === 0) return [0, 1];
  const z = 1.959963985;
  const p = hits / of;
  const centre = p + (z * z) / (2 * of);
  const spread = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

/** Compares labels with what was said of the same examples, in the same order. */
export function scoresOf(labels: readonly string[], said: readonly string[]): Scores {
  const count = new Map<string, { right: number; labelled: number; said: number }>();
  const of = (label: string): { right: number; labelled: number; said: number } => {
    const known = count.get(label) ?? { right: 0, labelled: 0, said: 0 };
    count.set(label, known);
    return known;
  };
  let right = 0;
  labels.forEach((label, i) => {
    const answer = said[i] ?? '';
    of(label).labelled += 1;
    of(answer).said += 1;
    if (label !== answer) return;
    of(label).right += 1;
    right += 1;
  });
  const f1 = [...count.values()].map((c) => (2 * c.right) / (c.labelled + c.said));
  return { accuracy: right / Math.max(labels.length, 1), macroF1: f1.reduce((a, b) => a + b, 0) / Math.max(f1.length, 1), interval: wilson(right, labels.length) };
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
