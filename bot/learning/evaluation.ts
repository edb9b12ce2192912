import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Understander } from '../language/types.js';
import type { Scores } from './rules.js';

/** Sentences that an engine is measured on, and the instant that they were written for. */
export interface Evaluation {
  readonly now: number;
  /** What the district does: intent and sentence. */
  readonly inScope: readonly (readonly [intent: string, text: string])[];
  /** What it does not do. */
  readonly outOfScope: readonly string[];
}

/** Reads `intents.tsv` and `out-of-scope.tsv` (bot/evaluation/README.md). Throws where a file is not there or says no instant. */
export function readEvaluation(folder: string): Evaluation {
  const lines = (file: string): string[] => readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean);
  const rows = (file: string): string[][] => lines(file).filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
  const now = Date.parse(lines('intents.tsv').map((line) => /^# now: (\S+)/.exec(line)?.[1]).find(Boolean) ?? '');
  if (Number.isNaN(now)) throw new Error('the evaluation does not say for which instant it was written');
  return { now, inScope: rows('intents.tsv').map(([intent = '', text = '']) => [intent, text]), outOfScope: rows('out-of-scope.tsv').map(([, text = '']) => text) };
}

/**
 * Measures an engine.
 * @param learnt sentences that were learnt: they are left out, for having read the answer is no merit
 */
export function measure(engine: Pick<Understander, 'understand'>, { now, inScope, outOfScope }: Evaluation, learnt: ReadonlySet<string>): Scores {
  const said = inScope.filter(([, text]) => !learnt.has(text));
  const foreign = outOfScope.filter((text) => !learnt.has(text));
  const accepted = said.filter(([intent, text]) => {
    const understood = engine.understand(text, { now });
    return understood.intent === intent && understood.band === 'act';
  });
  const refused = foreign.filter((text) => engine.understand(text, { now }).band !== 'act');
  return { accepted: share(accepted.length, said.length), refused: share(refused.length, foreign.length) };
}

function share(part: number, of: number): number {
  return of === 0 ? 1 : part / of;
}
