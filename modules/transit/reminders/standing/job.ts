import mongoose, { type Model } from 'mongoose';
import { systemCaller } from '../../../kernel/caller.js';
import { withTransaction } from '../../../kernel/db.js';
import type { FeedState } from '../../realtime/feeds.js';
import { judge } from '../rules/judge.js';
import type { Reminder, Verdict } from '../rules/reminder.js';
import { openReminder, standingModels, type StandingDocument } from './model.js';
import type { StandingDeps } from './deps.js';

const TICK_MS = 15_000;
/** How long a bus reminder is worth a ring. */
const WORTH_MS = 30 * 60_000;
/** Reminders judged before others get their turn on the event loop. */
const AT_A_TIME = 200;

/** Someone's, as it waits in memory once opened. */
interface Waiting {
  readonly document: StandingDocument;
  readonly reminder: Reminder;
}

/**
 * Looks at all reminders of a feed at each of its snapshots and on a tick. Every process with the feed does; the one that
 * deletes a reminder, in the transaction of its message, is the one that tells, so it is told once.
 */
export class StandingJob {
  readonly #deps: StandingDeps;
  readonly #reminders: Model<StandingDocument>;
  /** Opened reminders by id: they never change. Those gone from the store go from here at the next look. */
  readonly #opened = new Map<string, Reminder>();
  readonly #looking = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  #stopListening: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
    this.#reminders = standingModels(deps.connection).reminders;
  }

  start(): void {
    const { feeds, tickMs = TICK_MS } = this.#deps;
    this.#stopListening = feeds.onPublish((feedId) => this.look(feedId));
    this.#timer = setInterval(() => feeds.ids().forEach((feedId) => this.look(feedId)), tickMs).unref();
  }

  async stop(): Promise<void> {
    this.#stopListening?.();
    this.#stopListening = null;
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all(this.#looking.values());
  }

  /** Looks at a feed's reminders; a call while it looks makes it look once more. Does nothing before `start`. */
  look(feedId: string): void {
    if (!this.#timer) return;
    if (this.#looking.has(feedId)) {
      this.#again.add(feedId);
      return;
    }
    const looking = this.#judgeAll(feedId)
      .catch((err: unknown) => this.#deps.logger.error({ err, feedId }, 'standing reminders not looked at'))
      .finally(() => {
        this.#looking.delete(feedId);
        if (this.#again.delete(feedId)) this.look(feedId);
      });
    this.#looking.set(feedId, looking);
  }

  async #judgeAll(feedId: string): Promise<void> {
    const now = this.#deps.clocks.service.now();
    await this.#reminders.deleteMany({ feedId, expiresAt: mongoose.trusted({ $lte: new Date(now) }) });
    const waiting = await this.#read(feedId);
    const state = this.#deps.feeds.find(feedId);
    if (!state) return;
    const verdicts = new Map<string, Verdict | null>();
    for (const [index, { document, reminder }] of waiting.entries()) {
      if (index % AT_A_TIME === AT_A_TIME - 1) await new Promise(setImmediate);
      const key = JSON.stringify(reminder);
      // What many wait for is judged once.
      const verdict = verdicts.has(key) ? verdicts.get(key) : this.#judge(state, reminder, now);
      verdicts.set(key, verdict ?? null);
      if (!verdict || verdict.outcome === 'WAIT') continue;
      // One that cannot be told now is told at the next look, and does not keep the others.
      await this.#tell(document, reminder, verdict).catch((err: unknown) => this.#deps.logger.error({ err, id: document._id }, 'standing reminder not told'));
    }
  }

  async #read(feedId: string): Promise<Waiting[]> {
    const documents = await this.#reminders.find({ feedId }).lean();
    const gone = new Set([...this.#opened.keys()].filter((id) => id.startsWith(`${feedId}|`)));
    const waiting: Waiting[] = [];
    for (const document of documents) {
      const id = `${feedId}|${document._id}`;
      gone.delete(id);
      const reminder = this.#opened.get(id) ?? this.#open(document);
      if (!reminder) continue;
      this.#opened.set(id, reminder);
      waiting.push({ document, reminder });
    }
    for (const id of gone) this.#opened.delete(id);
    return waiting;
  }

  /** One that does not open costs itself alone. */
  #open(document: StandingDocument): Reminder | null {
    try {
      return openReminder(this.#deps.cipher, document);
    } catch (err) {
      this.#deps.logger.error({ err, id: document._id }, 'standing reminder does not open');
      return null;
    }
  }

  #judge(state: FeedState, reminder: Reminder, now: number): Verdict | null {
    try {
      return judge(state, reminder, Math.floor(now / 1000));
    } catch (err) {
      this.#deps.logger.error({ err, kind: reminder.kind }, 'standing reminder not judged');
      return null;
    }
  }

  async #tell({ _id, personId, feedId }: StandingDocument, { stopId }: Reminder, verdict: Exclude<Verdict, { outcome: 'WAIT' }>): Promise<void> {
    const { connection, notifier, audit, clocks } = this.#deps;
    const { ZH_HANS: zh, EN: en } = verdict.texts;
    await withTransaction(connection, async (session) => {
      const { deletedCount } = await this.#reminders.deleteOne({ _id }, { session });
      if (deletedCount === 0) return; // another process told, or it was taken back
      await notifier.notify(session, {
        personId, template: 'transit.reminder', params: { text: { zh, en } }, key: `transit.reminder:${_id}`,
        link: `/transit/stops/${encodeURIComponent(`${feedId}:${stopId}`)}`, validUntil: clocks.system.now() + WORTH_MS,
      });
      await audit.write(session, systemCaller('transit.reminders'), {
        action: 'transit.reminder.tell', subject: { type: 'person', id: personId, personIds: [personId] }, purpose: 'service', details: { reason: verdict.reason },
      });
    });
  }
}
