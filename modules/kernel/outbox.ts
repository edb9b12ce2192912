import { randomUUID } from 'node:crypto';
import mongoose, { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import type { Clock } from './clock.js';
import { inClear, type StoredCollection } from './crypto/levels.js';
import type { EventBus } from './events.js';
import type { Logger } from './module.js';

/** Something to be done after a transaction, if and only if it commits. */
export interface OutboxEntry {
  /** Who does it: workers ask by topic. */
  readonly topic: string;
  /** The same key is done once, however often it is put within the time that done entries are kept (30 days). */
  readonly key: string;
  /** Plain JSON without personal data: ids, by which the worker looks up what it needs. */
  readonly payload: Readonly<Record<string, string | number | boolean>>;
  /** Epoch milliseconds before which it is not done. Absent: at once. */
  readonly dueAt?: number;
}

/** Where a transaction leaves what follows from it. */
export interface Outbox {
  /** In the caller's transaction. Wakes the workers of all processes once the session ends. Safe to run twice. */
  put(session: ClientSession, entry: OutboxEntry): Promise<void>;
}

/** What a handler is given. */
export interface OutboxTask {
  readonly key: string;
  readonly payload: Readonly<Record<string, string | number | boolean>>;
  /** From 1; counts every time that somebody began, whether or not that was heard of again. */
  readonly attempt: number;
  /** Aborted when the lease runs out: another worker may then begin. */
  readonly signal: AbortSignal;
}

/** What a handler may say other than that it is done. */
export interface OutboxPostponed {
  /** Epoch milliseconds: not a failure, but not before then. Does not count as an attempt. */
  readonly notBefore: number;
}

/** How a topic is worked on. */
export interface OutboxWork {
  readonly topic: string;
  /** Does it, at least once for each entry. Resolves: done, or postponed. Throws: tried again after a pause. */
  handle(task: OutboxTask): Promise<OutboxPostponed | void>;
  /** Called when the attempts are used up or the handler threw {@link OutboxRefused}; at least once. */
  onGivenUp?(task: OutboxTask, reason: string): Promise<void>;
  /** How often it is begun at most; 8 if left out. */
  readonly attempts?: number;
  /** Milliseconds to wait after a failed attempt (from 1). Left out: 5 s, doubling, at most an hour, 20 % either way. */
  pauseMs?(attempt: number): number;
  /** How many are done at a time in this process; 4 if left out. */
  readonly parallel?: number;
}

/** Thrown by a handler for what no further attempt would mend. */
export class OutboxRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'OutboxRefused';
  }
}

/** What the outbox stands on. */
export interface OutboxDeps {
  readonly connection: Connection;
  /** The system clock: leases and pauses are real time. */
  readonly clock: Clock;
  readonly events: EventBus;
  readonly logger: Logger;
  /** How long a worker may take before another may begin; 30 s if left out. Far above what clocks of processes differ by. */
  readonly leaseMs?: number;
  /** How often workers look without being woken: for what a killed process left; half a second if left out. */
  readonly lookMs?: number;
}

/** An entry as stored. */
interface OutboxDocument {
  _id: string;
  topic: string;
  key: string;
  payload?: Record<string, string | number | boolean>;
  state: 'WAITING' | 'DONE' | 'GIVEN_UP';
  dueAt: Date;
  attempts: number;
  /** Whose turn it is; a worker that lost its lease changes nothing any more. */
  lease?: string;
  reason?: string;
  endedAt?: Date;
}

/** What stands here, at which level: keys and payloads name people by id. */
export const outboxStored: StoredCollection = {
  collection: 'outbox',
  fields: { ...inClear('personal', '_id', 'key', 'payload'), ...inClear('internal', 'topic', 'state', 'dueAt', 'attempts', 'lease', 'reason', 'endedAt') },
};

const KEPT_SECONDS = 30 * 24 * 3600;
const WAKE = 'kernel.outbox';

const schema = new Schema<OutboxDocument>(
  {
    _id: { type: String, required: true },
    topic: { type: String, required: true },
    key: { type: String, required: true },
    payload: { type: Schema.Types.Mixed },
    state: { type: String, enum: ['WAITING', 'DONE', 'GIVEN_UP'], required: true },
    dueAt: { type: Date, required: true },
    attempts: { type: Number, required: true },
    lease: String,
    reason: String,
    endedAt: Date,
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, minimize: false, collection: 'outbox' },
);
schema.index({ topic: 1, dueAt: 1 }, { partialFilterExpression: { state: 'WAITING' } });
schema.index({ endedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

function outboxModel(connection: Connection): Model<OutboxDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['Outbox'] as Model<OutboxDocument> | undefined) ?? connection.model<OutboxDocument>('Outbox', schema);
}

/** The pause after a failed attempt: 5 s, doubling, at most an hour, spread by a fifth so that failures do not march in step. */
export function outboxPause(attempt: number, dice: () => number = Math.random): number {
  return Math.round(Math.min(3_600_000, 5000 * 2 ** (attempt - 1)) * (0.8 + 0.4 * dice()));
}

/**
 * The transactional outbox (Richardson, “Transactional outbox”; Helland 2007): entries are written in the transaction that
 * they follow from, and workers in any process do them at least once, each under a lease. Two workers do one entry at the
 * same time only where one took longer than its lease; what must happen once has the key for that.
 */
export class MongoOutbox implements Outbox {
  readonly #deps: OutboxDeps;
  readonly #entries: Model<OutboxDocument>;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.#entries = outboxModel(deps.connection);
  }

  /** Creates collection and indexes; part of a start. */
  async prepare(): Promise<void> {
    await this.#entries.createCollection();
    await this.#entries.createIndexes();
  }

  async put(session: ClientSession, { topic, key, payload, dueAt }: OutboxEntry): Promise<void> {
    const first = { topic, key, payload, state: 'WAITING' as const, dueAt: new Date(dueAt ?? this.#deps.clock.now()), attempts: 0 };
    await this.#entries.updateOne({ _id: `${topic}:${key}` }, { $setOnInsert: first }, { session, upsert: true });
    // The session ends after its commit; whether it committed at all the workers see for themselves.
    if (!waking.has(session)) {
      waking.add(session);
      session.once('ended', () => this.#deps.events.publish(WAKE, {}));
    }
  }

  /** How many of a topic wait, and how many were given up: for health and metrics. */
  async count(topic: string): Promise<{ readonly waiting: number; readonly givenUp: number }> {
    const [waiting, givenUp] = await Promise.all([this.#entries.countDocuments({ topic, state: 'WAITING' }), this.#entries.countDocuments({ topic, state: 'GIVEN_UP' })]);
    return { waiting, givenUp };
  }

  /** Begins to work on a topic in this process. Returns how to stop: resolves when what was begun is done. */
  work(work: OutboxWork): () => Promise<void> {
    const worker = new Worker(this.#entries, this.#deps, work);
    return () => worker.stop();
  }
}

/** Sessions that will wake the workers already, so that a transaction with many entries wakes them once. */
const waking = new WeakSet<ClientSession>();

/** Works on one topic in one process. */
class Worker {
  readonly #entries: Model<OutboxDocument>;
  readonly #deps: OutboxDeps;
  readonly #work: OutboxWork;
  readonly #leaseMs: number;
  readonly #running = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #looking: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(entries: Model<OutboxDocument>, deps: OutboxDeps, work: OutboxWork) {
    this.#entries = entries;
    this.#deps = deps;
    this.#work = work;
    this.#leaseMs = deps.leaseMs ?? 30_000;
    this.#timer = setInterval(() => this.#look(), deps.lookMs ?? 500).unref();
    this.#unsubscribe = deps.events.subscribe(WAKE, () => this.#look());
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unsubscribe();
    await this.#looking;
    await Promise.all(this.#running);
  }

  /** Takes what is due, as many as there are hands. A call while one looks makes it look once more. */
  #look(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = this.#take()
      .catch((err: unknown) => this.#deps.logger.warn({ err, topic: this.#work.topic }, 'outbox not read'))
      .finally(() => {
        this.#looking = null;
        if (this.#again && !this.#stopped) this.#look();
      });
  }

  async #take(): Promise<void> {
    this.#again = false;
    while (!this.#stopped && this.#running.size < (this.#work.parallel ?? 4)) {
      const entry = await this.#claim();
      if (!entry) return;
      const done = this.#run(entry)
        .catch((err: unknown) => this.#deps.logger.error({ err, topic: this.#work.topic }, 'outbox entry not settled; its lease will run out'))
        .finally(() => {
          this.#running.delete(done);
          if (!this.#stopped) this.#look();
        });
      this.#running.add(done);
    }
  }

  /** A lease is a due time in the future: who dies under it leaves an entry that falls due again by itself. */
  async #claim(): Promise<OutboxDocument | null> {
    const now = this.#deps.clock.now();
    return this.#entries
      .findOneAndUpdate(
        { topic: this.#work.topic, state: 'WAITING', dueAt: mongoose.trusted({ $lte: new Date(now) }) },
        { $set: { dueAt: new Date(now + this.#leaseMs), lease: randomUUID() }, $inc: { attempts: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after', writeConcern: { w: 'majority' } },
      )
      .lean();
  }

  async #run(entry: OutboxDocument): Promise<void> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#leaseMs).unref();
    const task: OutboxTask = { key: entry.key, payload: entry.payload ?? {}, attempt: entry.attempts, signal: abort.signal };
    const most = this.#work.attempts ?? 8;
    try {
      // It was begun as often as it may be, and whoever began last has died of it.
      if (entry.attempts > most) await this.#giveUp(entry, task, entry.reason ?? 'never came to an end');
      else await this.#settle(entry, await this.#work.handle(task));
    } catch (err) {
      await this.#failed(entry, task, err, most);
    } finally {
      clearTimeout(timer);
    }
  }

  async #settle(entry: OutboxDocument, result: OutboxPostponed | void): Promise<void> {
    if (result) await this.#change(entry, { $set: { dueAt: new Date(result.notBefore) }, $unset: { lease: 1 }, $inc: { attempts: -1 } });
    else await this.#change(entry, { $set: { state: 'DONE', endedAt: new Date(this.#deps.clock.now()) }, $unset: { lease: 1, payload: 1 } });
  }

  async #failed(entry: OutboxDocument, task: OutboxTask, err: unknown, most: number): Promise<void> {
    const reason = err instanceof Error ? err.message.slice(0, 300) : 'unknown';
    if (err instanceof OutboxRefused || entry.attempts >= most) {
      await this.#giveUp(entry, task, reason);
      return;
    }
    const pause = this.#work.pauseMs?.(entry.attempts) ?? outboxPause(entry.attempts);
    this.#deps.logger.warn({ err, topic: entry.topic, attempt: entry.attempts }, 'outbox entry failed and is tried again');
    await this.#change(entry, { $set: { dueAt: new Date(this.#deps.clock.now() + pause), reason }, $unset: { lease: 1 } });
  }

  async #giveUp(entry: OutboxDocument, task: OutboxTask, reason: string): Promise<void> {
    await this.#work.onGivenUp?.(task, reason);
    this.#deps.logger.error({ topic: entry.topic, reason, attempts: entry.attempts }, 'outbox entry given up');
    await this.#change(entry, { $set: { state: 'GIVEN_UP', reason, endedAt: new Date(this.#deps.clock.now()) }, $unset: { lease: 1, payload: 1 } });
  }

  /** Only under one's own lease: who has lost it leaves the entry to its next worker. */
  async #change(entry: OutboxDocument, change: mongoose.UpdateQuery<OutboxDocument>): Promise<void> {
    await this.#entries.updateOne({ _id: entry._id, lease: entry.lease ?? '', state: 'WAITING' }, change, { writeConcern: { w: 'majority' } });
  }
}
