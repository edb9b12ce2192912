import { randomUUID } from 'node:crypto';
import type { ClientSession, Connection } from 'mongoose';
import type { Audit } from '../../modules/kernel/audit/port.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { Clock } from '../../modules/kernel/clock.js';
import { isDuplicate } from '../../modules/kernel/db.js';
import { Fault } from '../../modules/kernel/errors.js';
import type { EventBus } from '../../modules/kernel/events.js';
import type { Mutations } from '../../modules/kernel/idempotency.js';
import type { Logger } from '../../modules/kernel/module.js';
import type { Authoriser } from '../../modules/kernel/policy/port.js';
import type { PortableUnderstander } from '../language/index.js';
import { learningModels, type PhraseDocument } from './model.js';
import { literally, mayReplace, newPhrases, type BeforeAndAfter, type Scores } from './rules.js';
import type { TrainingOutcome, TrainingTask } from './task.js';
import type { Trainer } from './trainer.js';

const TRAINED = 'bot.training';
/** An event may be lost; the stored number is not. */
const LOOK_MS = 60_000;
/** The label of what nothing does: sentences that were wrongly acted on are taught as that. */
const NOTHING = 'oos';
const subject = { type: 'assistant-training', id: '' };

/** What learning stands on. */
export interface LearningDeps {
  readonly connection: Connection;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly mutations: Mutations;
  readonly events: EventBus;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** The engine in use, which takes trainings up. */
  readonly engine: PortableUnderstander;
  readonly trainer: Trainer;
  /** What a training stands on now, but for what was learnt. */
  readonly task: () => Omit<TrainingTask, 'more' | 'learnt' | 'inUse'>;
}

/** Parent of `TrainingState`. */
export interface TrainingEntity extends Scores {
  readonly version: number;
  readonly phrases: number;
  readonly learnt: number;
  readonly intents: readonly string[];
}

/** Parent of `LearningResult`, told apart by the type's name. */
export type LearningEntity =
  | { readonly __typename: 'PhrasesLearnt'; readonly training: TrainingEntity }
  | { readonly __typename: 'LearningRefused'; readonly accepted: BeforeAndAfter; readonly refused: BeforeAndAfter };

/** What is taught. */
export interface Lesson {
  readonly intent: string;
  readonly phrases: readonly string[];
  readonly idempotencyKey: string;
}

type Learnt = Pick<PhraseDocument, 'intent' | 'phrase'>;

/** A lesson after it was tried, before it is in use. */
interface Trial {
  /** The training that it was tried against. */
  readonly version: number;
  readonly fresh: readonly Learnt[];
  readonly all: readonly Learnt[];
  readonly before: Scores;
  readonly outcome: TrainingOutcome;
}

/** What of a lesson is kept for its key. */
type Kept = { readonly learnt: true } | { readonly learnt: false; readonly accepted: BeforeAndAfter; readonly refused: BeforeAndAfter };

/** What the assistant learns from: trains it when it starts, and anew when staff teach it phrases that make nothing worse. */
export class LearningService {
  readonly #deps: LearningDeps;
  readonly #models: ReturnType<typeof learningModels>;
  #state: TrainingEntity | null = null;
  #first: Promise<void> | null = null;
  /** Trainings run one after the other. */
  #tail: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #unsubscribe: () => void = () => undefined;

  constructor(deps: LearningDeps) {
    this.#deps = deps;
    this.#models = learningModels(deps.connection);
  }

  /** The training in use; 0 is that of the skills' own phrases. */
  get version(): number {
    return this.#state?.version ?? 0;
  }

  /** Makes the collections; then trains in the background where that holds up nobody, and follows what other processes learn. */
  async start(): Promise<void> {
    for (const model of Object.values(this.#models)) await model.createCollection();
    await this.#models.phrases.createIndexes();
    this.#unsubscribe = this.#deps.events.subscribe(TRAINED, () => void this.#look());
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
    if (this.#deps.trainer.background) void this.ready();
  }

  /** Follows no more. */
  stop(): void {
    this.#unsubscribe();
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Resolves when the assistant was trained once. A failure is logged; the engine then trains itself at the first question. */
  ready(): Promise<void> {
    return (this.#first ??= this.#catchUp().catch((err: unknown) => this.#deps.logger.error({ err }, 'the assistant could not be trained in the background')));
  }

  /** What is in use and how well it does. Throws UNAVAILABLE where the training failed. */
  async training(caller: Caller): Promise<TrainingEntity> {
    await this.#deps.authoriser.check(caller, 'bot.log.read', subject);
    await this.ready();
    if (!this.#state) throw new Fault('UNAVAILABLE', { reason: 'the assistant is not trained' });
    return this.#state;
  }

  /**
   * Teaches phrases of an intent: trains with them, measures both, and takes them up in every process where neither share
   * got worse. Throws BAD_INPUT, IDEMPOTENCY_CONFLICT, CONFLICT where somebody else taught at the same time.
   */
  async learn(caller: Caller, { intent, phrases, idempotencyKey: key }: Lesson): Promise<LearningEntity> {
    await this.#deps.authoriser.check(caller, 'bot.phrases.learn', subject);
    if (!this.#intents().includes(intent)) throw new Fault('BAD_INPUT', { field: 'intent', reason: 'not one of the intents' });
    let trial: Trial | undefined;
    const kept = await this.#deps.mutations.run<Kept>(caller, { action: 'bot.phrases.learn', key, input: { intent, phrases } }, async (session) => this.#keep(session, caller, trial), async () => {
      trial = await this.#inTurn(() => this.#try(intent, phrases));
    });
    if (!kept.learnt) return { __typename: 'LearningRefused', accepted: kept.accepted, refused: kept.refused };
    if (trial && trial.version === this.version) this.#adopt(trial.version + 1, trial.outcome, trial.all.length);
    this.#deps.events.publish(TRAINED, {});
    return { __typename: 'PhrasesLearnt', training: await this.training(caller) };
  }

  async #try(intent: string, phrases: readonly string[]): Promise<Trial> {
    await this.#catchUpNow();
    const { engine } = this.#deps;
    const known = await this.#stored();
    const said = newPhrases(phrases, new Set(known.map(({ phrase }) => phrase)), (text) => engine.redact(text));
    if (typeof said === 'string') throw new Fault('BAD_INPUT', { field: 'phrases', reason: said });
    const fresh = said.map((phrase) => ({ intent, phrase }));
    const all = [...known, ...fresh];
    const outcome = await this.#train(all);
    return { version: this.version, fresh, all, before: outcome.inUse ?? outcome.scores, outcome };
  }

  /** Stores what came of a trial. */
  async #keep(session: ClientSession, caller: Caller, trial: Trial | undefined): Promise<Kept> {
    if (!trial) throw new Fault('CONFLICT');
    const { version, fresh, before, outcome: { scores } } = trial;
    const learnt = mayReplace(before, scores);
    await this.#deps.audit.write(session, caller, { action: 'bot.phrases.learn', subject: { ...subject, id: String(version + 1) }, purpose: 'service', details: { learnt, phrases: fresh.length, intent: fresh[0]?.intent ?? '' } });
    if (!learnt) return { learnt, accepted: { before: before.accepted, after: scores.accepted }, refused: { before: before.refused, after: scores.refused } };
    const by = { accountId: caller.accountId ?? '', at: new Date(this.#deps.clock.now()) };
    try {
      await this.#models.trainings.create([{ _id: version + 1, ...by, ...scores }], { session });
      await this.#models.phrases.insertMany(fresh.map((each) => ({ _id: randomUUID(), ...each, training: version + 1, ...by })), { session });
    } catch (error) {
      // Somebody else taught meanwhile: what was measured is not what would be in use.
      if (isDuplicate(error)) throw new Fault('CONFLICT');
      throw error;
    }
    return { learnt };
  }

  /** Whether another process has learnt something. */
  async #look(): Promise<void> {
    try {
      if (this.#first && (await this.#storedVersion()) > this.version) await this.#catchUp();
    } catch (err) {
      this.#deps.logger.error({ err }, 'what the assistant learnt elsewhere was not taken up');
    }
  }

  #catchUp(): Promise<void> {
    return this.#inTurn(() => this.#catchUpNow());
  }

  /** Trains where nothing is trained yet, or more is stored than is in use. */
  async #catchUpNow(): Promise<void> {
    const version = await this.#storedVersion();
    if (this.#state && version <= this.#state.version) return;
    const learnt = await this.#stored(version);
    this.#adopt(version, await this.#train(learnt), learnt.length);
  }

  /** Trains with what was learnt, in an order of its own: the same phrases give the same engine in every process. */
  #train(phrases: readonly Learnt[]): Promise<TrainingOutcome> {
    const learnt = [...phrases].sort((a, b) => (a.phrase < b.phrase ? -1 : 1));
    const more = this.#intents().map((intent) => ({ intent, phrases: learnt.filter((each) => each.intent === intent).map(({ phrase }) => literally(phrase)) }));
    const inUse = this.#deps.engine.exportModel();
    return this.#deps.trainer.train({ ...this.#deps.task(), more, learnt: learnt.map(({ phrase }) => phrase), ...(inUse ? { inUse } : {}) });
  }

  #adopt(version: number, { model, report, scores }: TrainingOutcome, learnt: number): void {
    this.#deps.engine.importModel(model);
    this.#state = { ...scores, version, phrases: report.phrases, learnt, intents: this.#intents() };
    const { rejected, ...facts } = report;
    if (rejected.length > 0) this.#deps.logger.warn({ rejected }, 'phrases that cannot be read');
    this.#deps.logger.info({ ...facts, ...scores, version }, 'the assistant is trained');
  }

  #intents(): string[] {
    return [...this.#deps.task().skills.map(({ intent }) => intent), NOTHING];
  }

  async #storedVersion(): Promise<number> {
    return (await this.#models.trainings.findOne().sort({ _id: -1 }).lean())?._id ?? 0;
  }

  /** What was learnt up to a training. */
  async #stored(upTo = Infinity): Promise<Learnt[]> {
    const found = await this.#models.phrases.find().lean();
    return found.filter(({ training }) => training <= upTo).map(({ intent, phrase }) => ({ intent, phrase }));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
