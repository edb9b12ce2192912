import { createLexicon, createUnderstanding, type EngineModel, type UnderstandingOptions } from '../language/index.js';
import type { SkillLanguage, Term, TrainReport } from '../language/types.js';
import { measure, type Evaluation } from './evaluation.js';
import type { Scores } from './rules.js';

/** All that a training stands on, as plain data: it passes between threads. */
export interface TrainingTask {
  readonly skills: readonly SkillLanguage[];
  readonly terms: readonly Term[];
  readonly outOfScope: readonly string[];
  readonly holidays: NonNullable<UnderstandingOptions['holidays']>;
  /** Phrases that were learnt from what residents said, in the engine's grammar. */
  readonly more: readonly { readonly intent: string; readonly phrases: readonly string[] }[];
  readonly evaluation: Evaluation;
  /** Sentences that were learnt, as said. */
  readonly learnt: readonly string[];
  /** What is in use, to be measured on the same sentences; absent where nothing is yet. */
  readonly inUse?: EngineModel;
}

/** What came of it. */
export interface TrainingOutcome {
  readonly model: EngineModel;
  readonly report: TrainReport;
  readonly scores: Scores;
  /** How well what is in use does; null where nothing was. */
  readonly inUse: Scores | null;
}

/** Trains an engine of its own and measures it, and what is in use, on the evaluation. Takes seconds and never waits. */
export function runTraining(task: TrainingTask): TrainingOutcome {
  const { skills, outOfScope, holidays, evaluation } = task;
  const lexicon = createLexicon();
  lexicon.set('task', task.terms);
  const engine = createUnderstanding({ skills, lexicon, outOfScope, holidays });
  const learnt = new Set(task.learnt);
  let inUse: Scores | null = null;
  if (task.inUse) {
    engine.importModel(task.inUse);
    inUse = measure(engine, evaluation, learnt);
  }
  const trained = createUnderstanding({ skills, lexicon, outOfScope, holidays });
  const report = trained.train(task.more);
  const model = trained.exportModel();
  if (!model) throw new Error('a training gave no model');
  return { model, report, scores: measure(trained, evaluation, learnt), inUse };
}
