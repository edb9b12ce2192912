import { createHash } from 'node:crypto';
import mongoose, { type Connection, type Model } from 'mongoose';
import type { Audit } from '../../modules/kernel/audit/port.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { Clock } from '../../modules/kernel/clock.js';
import { Fault } from '../../modules/kernel/errors.js';
import type { Logger } from '../../modules/kernel/module.js';
import type { Authoriser } from '../../modules/kernel/policy/port.js';
import type { TurnLog } from '../conversations/types.js';
import { turnModel, type TurnDocument } from './model.js';
import { ALIKE, cluster, likeness, pairsOf } from './rules.js';

const WRITE_AFTER_MS = 250;
const REPHRASED_MS = 60_000;
const LOOKED_AT = 2_000;
const LOOKED_BACK_MS = 30 * 24 * 3_600_000;
/** More than this unwritten and the newest are dropped: a database that is away must not fill the memory. */
const MOST_WAITING = 5_000;

/** What the log stands on. */
export interface LogDeps {
  readonly connection: Connection;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** What messages are understood with now. */
  readonly versions: () => { readonly training: number; readonly lexicon: number };
}

/** Parent of `PhraseCluster`. */
export interface PhraseClusterEntity {
  readonly id: string;
  readonly count: number;
  readonly examples: readonly string[];
  readonly nearest: readonly { readonly intent: string; readonly score: number }[];
}

/** How messages were understood: written in the background, read by staff to teach the assistant. */
export class LogService implements TurnLog {
  readonly #deps: LogDeps;
  readonly #turns: Model<TurnDocument>;
  #waiting: TurnDocument[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(deps: LogDeps) {
    this.#deps = deps;
    this.#turns = turnModel(deps.connection);
  }

  /** Creates the indexes; part of a start. */
  async prepare(): Promise<void> {
    await this.#turns.createCollection();
    await this.#turns.createIndexes();
  }

  note({ conversationId, turnId, reply: { said, heard }, channel, at }: Parameters<TurnLog['note']>[0]): void {
    if (this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push({
      _id: turnId, conversation: hashOf(conversationId), at: new Date(at), channel, text: heard.text, band: heard.band, top: heard.top.map((each) => ({ ...each })), way: said.way,
      intent: said.intent, slots: Object.keys(said.slots), asks: said.asks, done: said.done, versions: { ...this.#deps.versions() },
    });
    this.#timer ??= setTimeout(() => void this.#write(), WRITE_AFTER_MS);
  }

  async rate(_conversationId: string, turnId: string, helpful: boolean): Promise<void> {
    await this.#write();
    await this.#turns.updateOne({ _id: turnId }, { $set: { helpful } });
  }

  /** What was not understood in the last 30 days, alike sentences together. Recorded as a reading. */
  async unclear(caller: Caller, first: number): Promise<PhraseClusterEntity[]> {
    if (!Number.isInteger(first) || first < 1 || first > 100) throw new Fault('BAD_INPUT', { field: 'first', reason: 'expects 1 to 100' });
    const subject = { type: 'assistant-log', id: '' };
    await this.#deps.authoriser.check(caller, 'bot.log.read', subject);
    await this.#deps.audit.read(caller, { action: 'bot.log.read', subject, purpose: 'service' });
    const since = mongoose.trusted({ $gt: new Date(this.#deps.clock.now() - LOOKED_BACK_MS) });
    const missed = { $or: [{ way: mongoose.trusted({ $in: ['refuse', 'choose'] as TurnDocument['way'][] }) }, { helpful: false }, { rephrased: true }] };
    const found = await this.#turns.find({ at: since, text: mongoose.trusted({ $ne: '' }), ...missed }).sort({ at: -1 }).limit(LOOKED_AT).lean();
    return cluster(found).slice(0, first).map((group) => ({
      id: group[0]?._id ?? '', count: group.length, examples: [...new Set(group.map(({ text }) => text))].slice(0, 8), nearest: nearestOf(group),
    }));
  }

  /** Writes what is still waiting. */
  async stop(): Promise<void> {
    await this.#write();
  }

  /** Writes all that waits, one batch at a time: while the database is away they gather in `#waiting`, which is bound. */
  #write(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    return (this.#writing ??= this.#drain().finally(() => (this.#writing = null)));
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#store(this.#waiting.splice(0));
  }

  async #store(batch: readonly TurnDocument[]): Promise<void> {
    try {
      await this.#turns.insertMany(batch, { ordered: false });
      await this.#markRephrased(batch);
    } catch (err) {
      this.#deps.logger.error({ err, turns: batch.length }, 'turns of the assistant were not logged');
    }
  }

  /** Marks the messages that were said again in other words within a minute: one look at their conversations, one change. */
  async #markRephrased(batch: readonly TurnDocument[]): Promise<void> {
    const since = Math.min(...batch.map(({ at }) => at.getTime())) - REPHRASED_MS;
    const conversations = [...new Set(batch.map(({ conversation }) => conversation))];
    const near = await this.#turns.find({ conversation: mongoose.trusted({ $in: conversations }), at: mongoose.trusted({ $gt: new Date(since) }) }).sort({ at: 1 }).lean();
    const fresh = new Set(batch.map(({ _id }) => _id));
    const last = new Map<string, TurnDocument>();
    const rephrased: string[] = [];
    for (const turn of near) {
      const before = last.get(turn.conversation);
      if (before && fresh.has(turn._id) && isRephrased(before, turn)) rephrased.push(before._id);
      last.set(turn.conversation, turn);
    }
    if (rephrased.length > 0) await this.#turns.updateMany({ _id: mongoose.trusted({ $in: rephrased }) }, { $set: { rephrased: true } });
  }
}

/** Whether a message says the same as the one before it in other words, within a minute, and that one had not been answered. */
function isRephrased(before: TurnDocument, turn: TurnDocument): boolean {
  if (turn.way === 'fill' || turn.way === 'option' || turn.way === 'confirm') return false;
  if (turn.at.getTime() - before.at.getTime() >= REPHRASED_MS || (before.done && before.way !== 'faq') || before.text === turn.text) return false;
  return likeness(pairsOf(before.text), pairsOf(turn.text)) >= ALIKE;
}

/** A conversation's id opens it, so the log knows it by its hash. */
function hashOf(conversationId: string): string {
  return createHash('sha256').update(conversationId).digest('hex');
}

/** The intents that a group came nearest to, by mean score. */
function nearestOf(group: readonly TurnDocument[]): { intent: string; score: number }[] {
  const sums = new Map<string, number>();
  for (const { top } of group) for (const { intent, score } of top) if (intent !== 'oos') sums.set(intent, (sums.get(intent) ?? 0) + score);
  return [...sums].map(([intent, sum]) => ({ intent, score: sum / group.length })).sort((a, b) => b.score - a.score).slice(0, 3);
}
