import { randomFrom, shuffle } from '../language/classify/random.js';
import { Classifier, trainClassifier } from '../language/classify/model.js';
import { percentile, scoresOf } from '../language/measures.js';
import { normaliseUtterance } from '../language/normalise.js';
import { Segmenter } from '../language/segment.js';
import type { Labelled } from './files.js';
import { shareOf, type Share } from './measure.js';

/** The classifier alone, without lexicon and slots, on labelled texts. */
export interface ClassifierScores {
  readonly accuracy: Share;
  readonly macroF1: number;
  readonly examples: number;
  readonly classes: number;
  readonly features: number;
  readonly trainedMs: number;
  /** Milliseconds a text. */
  readonly p50: number;
  readonly p99: number;
}

/** A corpus in writing ends its sentences in a way that says something of them; what residents type and say does not. */
function textOf(written: string): string {
  const { text, ending } = normaliseUtterance(written);
  return text + ending;
}

/** Trains the classifier on some labelled texts and measures it on others. */
export function measureClassifier(train: readonly Labelled[], test: readonly Labelled[], seed: number): ClassifierScores {
  const segmenter = new Segmenter();
  const begun = performance.now();
  const tag = (text: string): ReturnType<Segmenter['tag']> => segmenter.tag(text);
  const model = new Classifier(trainClassifier(train.map(({ label, text }) => ({ label, text: textOf(text) })), tag, seed).data, tag);
  const trainedMs = performance.now() - begun;
  const say = (text: string): string => model.labels[model.classify(textOf(text))] ?? '';
  const said = test.map(({ text }) => say(text));
  // A second and third pass, timed: the first one is the compiler's.
  const times = [1, 2].flatMap(() => test.map(({ text }) => {
    const start = performance.now();
    say(text);
    return performance.now() - start;
  }));
  const { macroF1 } = scoresOf(test.map(({ label }) => label), said);
  return {
    accuracy: shareOf(test.filter(({ label }, i) => label === said[i]).length, test.length), macroF1,
    examples: train.length, classes: model.labels.length, features: model.size, trainedMs, p50: percentile(times, 0.5), p99: percentile(times, 0.99),
  };
}

/** Puts a tenth of some texts aside, those that the seed decides. */
export function tenthAside(texts: readonly Labelled[], seed: number): { readonly train: Labelled[]; readonly test: Labelled[] } {
  const order = Int32Array.from(texts.keys());
  shuffle(order, order.length, randomFrom(seed));
  const aside = new Set(order.subarray(0, Math.round(texts.length / 10)));
  return { train: texts.filter((_, i) => !aside.has(i)), test: texts.filter((_, i) => aside.has(i)) };
}
