import type { HeldOut } from './classify/model.js';
import type { Band } from './types.js';

/** The class of what the district does not do. */
export const OUT_OF_SCOPE = 'oos';

/** From which score on the engine acts, and below which it refuses. */
export interface Thresholds {
  readonly act: number;
  readonly refuse: number;
}

/** Below the score for acting, down to this share of it, the resident is asked. */
const ASKING_SHARE = 0.6;
/** Two intents nearer than this are asked about, whatever their scores. */
const TIE = 0.02;
/** Thresholds that are tried. */
const STEPS: readonly number[] = Array.from({ length: 89 }, (_, i) => (i + 2) / 100);
/** Values nearer than this are one: they differ by a few examples of thousands. */
const ALIKE = 0.002;
const DEFAULT: Thresholds = { act: 0.5, refuse: 0.3 };

/**
 * The score for acting that, on examples held out of training, makes the mean of two shares greatest: in-scope examples
 * understood rightly and acted on, and out-of-scope ones not acted on. Between those that are all but equal, the middle. Residents will say
 * things unlike all out-of-scope examples, so a third of the second share is what the score alone would refuse, had the
 * machine no class for them.
 */
export function thresholdsOf(heldOut: readonly HeldOut[]): Thresholds {
  const inScope = heldOut.filter(({ label }) => label !== OUT_OF_SCOPE);
  const outside = heldOut.filter(({ label }) => label === OUT_OF_SCOPE);
  if (inScope.length === 0 || outside.length === 0) return DEFAULT;
  const valueOf = (threshold: number): number => {
    const right = inScope.filter(({ label, said, score }) => label === said && score >= threshold).length / inScope.length;
    const refused = outside.filter(({ said, score }) => said === OUT_OF_SCOPE || score < threshold).length / outside.length;
    const unlike = outside.filter(({ said, score, second }) => (said === OUT_OF_SCOPE ? second : score) < threshold).length / outside.length;
    return right + (2 * refused + unlike) / 3;
  };
  const values = STEPS.map(valueOf);
  const best = Math.max(...values);
  const alike = STEPS.filter((_, i) => (values[i] ?? 0) >= best - ALIKE);
  const act = ((alike[0] ?? DEFAULT.act) + (alike.at(-1) ?? DEFAULT.act)) / 2;
  return { act, refuse: act * ASKING_SHARE };
}

/** The band of an answer from its two best intents. */
export function bandOf(intent: string, score: number, second: number, { act, refuse }: Thresholds): Band {
  if (intent === OUT_OF_SCOPE || score < refuse) return 'refuse';
  if (score < act) return 'choose';
  return score - second < TIE ? 'choose' : 'act';
}
