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
const DEFAULT: Thresholds = { act: 0.5, refuse: 0.3 };

/**
 * The score for acting that, on examples held out of training, makes the mean of two shares greatest: in-scope examples
 * understood rightly and acted on, and out-of-scope ones not acted on. Between equal ones, the middle. Residents will say
 * things unlike all out-of-scope examples, so a third of the second share is what the score alone would refuse, had the
 * machine no class for them.
 */
export function thresholdsOf(heldOut: readonly HeldOut[]): Thresholds {
  const inScope = heldOut.filter(({ label }) => label !== OUT_OF_SCOPE);
  const outside = heldOut.filter(({ label }) => label === OUT_OF_SCOPE);
  if (inScope.length === 0 || outside.length === 0) return DEFAULT;
  let best = -1;
  let from = 0;
  let to = 0;
  for (let step = 2; step <= 90; step += 1) {
    const threshold = step / 100;
    const right = inScope.filter(({ label, said, score }) => label === said && score >= threshold).length / inScope.length;
    const refused = outside.filter(({ said, score }) => said === OUT_OF_SCOPE || score < threshold).length / outside.length;
    const unlike = outside.filter(({ said, score, second }) => (said === OUT_OF_SCOPE ? second : score) < threshold).length / outside.length;
    const value = Math.round((right + (2 * refused + unlike) / 3) * 1e6);
    if (value > best) {
      best = value;
      from = threshold;
    }
    if (value === best) to = threshold;
  }
  const act = (from + to) / 2;
  return { act, refuse: act * ASKING_SHARE };
}

/** The band of an answer from its two best intents. */
export function bandOf(intent: string, score: number, second: number, { act, refuse }: Thresholds): Band {
  if (intent === OUT_OF_SCOPE || score < refuse) return 'refuse';
  if (score < act) return 'choose';
  return score - second < TIE ? 'choose' : 'act';
}
