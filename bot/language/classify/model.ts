import { fitSigmoid, probability, type Sigmoid } from './calibrate.js';
import { Features, type FeatureData, type Tag } from './features.js';
import { randomFrom, shuffle } from './random.js';
import { marginOf, SvmTrainer, type SparseRows, type SvmOptions } from './svm.js';

/** A text and what it is. Examples of one group (those made from one phrase) are held out together. */
export interface Example {
  readonly text: string;
  readonly label: string;
  readonly group?: number;
}

/** What the model said of an example while that was held out. */
export interface HeldOut {
  readonly label: string;
  readonly said: string;
  readonly score: number;
  /** The score of the next likeliest label. */
  readonly second: number;
}

/** Found by cross-validation on SMP2017's training half. */
const COST: Omit<SvmOptions, 'seed'> = { cost: 0.3, positiveCost: 16, tolerance: 0.3, passes: 60 };
const FOLDS = 4;

/** Puts each group into a fold that the seed decides. */
function foldsOf(examples: readonly Example[], seed: number): Uint8Array {
  const groups = [...new Set(examples.map(({ group }, i) => group ?? -1 - i))];
  const order = Int32Array.from(groups.keys());
  shuffle(order, order.length, randomFrom(seed));
  const foldOf = new Map<number, number>();
  order.forEach((at, i) => foldOf.set(groups[at] ?? 0, i % FOLDS));
  return Uint8Array.from(examples, ({ group }, i) => foldOf.get(group ?? -1 - i) ?? 0);
}

/** A trained classifier as plain arrays, which pass between threads as they are. */
export interface ModelData extends FeatureData {
  /** The classes, sorted. */
  readonly labels: readonly string[];
  /** Weights by feature, all classes of one side by side; the last row is the bias. */
  readonly weights: Float32Array;
  readonly sigmoids: readonly Sigmoid[];
}

/** A classifier of short texts: one linear support vector machine a class, margins turned into probabilities. */
export class Classifier {
  /** What it was made of. */
  readonly data: ModelData;
  /** What {@link classify} said last: a probability for each label. They need not sum to 1. */
  readonly scores: Float64Array;
  readonly #features: Features;

  /** @param data from a classifier that was trained with words cut in the same way */
  constructor(data: ModelData, tag: Tag) {
    this.data = data;
    this.scores = new Float64Array(data.labels.length);
    this.#features = new Features(tag, data);
  }

  /** The classes, sorted. */
  get labels(): readonly string[] {
    return this.data.labels;
  }

  /** How many features it knows. */
  get size(): number {
    return this.#features.size;
  }

  /** Judges a text: fills {@link scores} and answers the index of the likeliest label. */
  classify(text: string): number {
    const { scores } = this;
    const { labels, weights, sigmoids } = this.data;
    const classes = labels.length;
    const features = this.#features;
    features.transform(text);
    const bias = (weights.length / classes - 1) * classes;
    for (let c = 0; c < classes; c += 1) scores[c] = weights[bias + c] ?? 0;
    for (let i = 0; i < features.count; i += 1) {
      const row = (features.indices[i] ?? 0) * classes;
      const value = features.values[i] ?? 0;
      for (let c = 0; c < classes; c += 1) scores[c] = (scores[c] ?? 0) + value * (weights[row + c] ?? 0);
    }
    let best = 0;
    for (let c = 0; c < classes; c += 1) {
      const sigmoid = sigmoids[c];
      scores[c] = sigmoid === undefined ? 0 : probability(sigmoid, scores[c] ?? 0);
      if ((scores[c] ?? 0) > (scores[best] ?? 0)) best = c;
    }
    return best;
  }
}

/** What {@link trainClassifier} gives. */
export interface Trained {
  readonly data: ModelData;
  /** The examples as they were judged while held out. */
  readonly heldOut: readonly HeldOut[];
}

/**
 * Trains on examples; the same seed and examples give the same model.
 * @throws RangeError where there is no example
 */
export function trainClassifier(examples: readonly Example[], tag: Tag, seed = 1): Trained {
  if (examples.length === 0) throw new RangeError('a classifier needs examples');
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  const features = new Features(tag);
  const rows = features.fit(examples.map(({ text }) => text));
  const folds = foldsOf(examples, seed);
  const trainer = new SvmTrainer(rows, { ...COST, seed });
  const weights = new Float32Array(rows.width * labels.length);
  const held = labels.map((label, index) => {
    const signs = Int8Array.from(examples, (example) => (example.label === label ? 1 : -1));
    const learnt = trainer.train(signs);
    for (let f = 0, at = index; f < learnt.length; f += 1, at += labels.length) weights[at] = learnt[f] ?? 0;
    return heldOutMargins(trainer, rows, signs, folds);
  });
  const sigmoids = held.map((margins, index) => fitSigmoid(margins, Uint8Array.from(examples, ({ label }) => (label === labels[index] ? 1 : 0))));
  const heldOut = examples.map(({ label }, row) => {
    const { best, score, second } = bestOf(sigmoids, (index) => held[index]?.[row] ?? 0);
    return { label, said: labels[best] ?? '', score, second };
  });
  return { data: { ...features.data, labels, weights, sigmoids }, heldOut };
}

/** The margin of each row from a machine, that was trained on all, as it would be without the row's fold. */
function heldOutMargins(trainer: SvmTrainer, rows: SparseRows, signs: Int8Array, folds: Uint8Array): Float32Array {
  const margins = new Float32Array(signs.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const weights = trainer.without(signs, folds, fold);
    for (let row = 0; row < margins.length; row += 1) if (folds[row] === fold) margins[row] = marginOf(weights, rows, row);
  }
  return margins;
}

function bestOf(sigmoids: readonly Sigmoid[], margin: (index: number) => number): { best: number; score: number; second: number } {
  let best = 0;
  let score = 0;
  let second = 0;
  sigmoids.forEach((sigmoid, index) => {
    const p = probability(sigmoid, margin(index));
    if (p > score) {
      best = index;
      second = score;
      score = p;
    } else if (p > second) second = p;
  });
  return { best, score, second };
}
