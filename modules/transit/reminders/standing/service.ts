import { randomUUID } from 'node:crypto';
import type { ClientSession, Model } from 'mongoose';
import { readOnRecord } from '../../../kernel/audit/index.js';
import type { Caller } from '../../../kernel/caller.js';
import { withTransaction } from '../../../kernel/db.js';
import { Fault } from '../../../kernel/errors.js';
import type { PersonalData } from '../../../kernel/personal-data.js';
import { routeEntity, stopEntity, type StandingReminderEntity, type TooManyRemindersEntity } from '../../contract.js';
import { checkedReminder, type ReminderArguments } from '../input.js';
import type { Reminder } from '../rules/reminder.js';
import type { StandingDeps } from './deps.js';
import { StandingJob } from './job.js';
import { openReminder, sealReminder, standingModels, type StandingDocument, type TurnDocument } from './model.js';
import { MOST_REMINDERS, serviceDayEnd } from './rules.js';

/** What is kept of an answer, so that the same key gives it again. */
type Kept = { readonly id: string; readonly setAt: number; readonly expiresAt: number } | null;

/** Reminders kept for people: set, listed, taken back; the job tells of them. */
export class StandingService {
  readonly #deps: StandingDeps;
  readonly #reminders: Model<StandingDocument>;
  readonly #turns: Model<TurnDocument>;
  readonly #job: StandingJob;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
    ({ reminders: this.#reminders, turns: this.#turns } = standingModels(deps.connection));
    this.#job = new StandingJob(deps);
  }

  /** Keeps one. The same key with the same input is one. Throws as `checkedReminder` does, and IDEMPOTENCY_CONFLICT. */
  async subscribe(caller: Caller, input: ReminderArguments, idempotencyKey: string): Promise<StandingReminderEntity | TooManyRemindersEntity> {
    const { feeds, clocks, authoriser, audit, mutations, cipher } = this.#deps;
    const subject = ownSubject(caller);
    await authoriser.check(caller, 'transit.reminder.keep', subject);
    const now = Math.floor(clocks.service.now() / 1000);
    const { feedId, reminder } = checkedReminder(feeds, input, now);
    const expiresAt = serviceDayEnd(feeds.get(feedId).timetable, now) * 1000;
    const kept = await mutations.run<Kept>(caller, { action: 'transit.reminder.keep', key: idempotencyKey, input: JSON.parse(JSON.stringify(input)) as unknown }, async (session) => {
      await this.#turns.updateOne({ _id: subject.id }, { $inc: { turns: 1 } }, { session, upsert: true });
      if ((await this.#reminders.countDocuments({ personId: subject.id }).session(session)) >= MOST_REMINDERS) return null;
      const id = randomUUID();
      const document = { _id: id, personId: subject.id, feedId, sealed: sealReminder(cipher, id, reminder), setAt: new Date(now * 1000), expiresAt: new Date(expiresAt), storedAt: new Date(clocks.system.now()) };
      await this.#reminders.insertMany([document], { session });
      await audit.write(session, caller, { action: 'transit.reminder.keep', subject, purpose: 'self' });
      return { id, setAt: now * 1000, expiresAt };
    });
    if (!kept) return { __typename: 'TooManyReminders', most: MOST_REMINDERS };
    this.#job.look(feedId);
    return this.#entity(kept, feedId, reminder);
  }

  /** One's own that stand, oldest first. Recorded as a reading. */
  async list(caller: Caller): Promise<StandingReminderEntity[]> {
    const subject = ownSubject(caller);
    await this.#deps.authoriser.check(caller, 'transit.reminder.read', subject);
    return readOnRecord(this.#deps.audit, caller, { action: 'transit.reminder.read', subject, purpose: 'self' }, () => this.#all(subject.id));
  }

  /** Takes one back. Throws NOT_FOUND for one that is not there or is another's. */
  async cancel(caller: Caller, id: string): Promise<void> {
    const subject = ownSubject(caller);
    await this.#deps.authoriser.check(caller, 'transit.reminder.keep', subject);
    await withTransaction(this.#deps.connection, async (session) => {
      const { deletedCount } = await this.#reminders.deleteOne({ _id: id, personId: subject.id }, { session });
      if (deletedCount === 0) throw new Fault('NOT_FOUND');
      await this.#deps.audit.write(session, caller, { action: 'transit.reminder.keep', subject, purpose: 'self', details: { cancelled: true } });
    });
  }

  /** What is held about a person; all of it may be deleted. */
  personalData(): PersonalData {
    return {
      name: 'transit.reminders',
      collect: async (personId) => [{
        title: { zh: '乘车提醒', en: 'Bus reminders' },
        records: (await this.#all(personId)).map(({ kind, stop, route, setAt, expiresAt }) => ({
          kind, stop: stop?.record.name ?? null, route: route?.record.shortName ?? null, setAt: new Date(setAt).toISOString(), expiresAt: new Date(expiresAt).toISOString(),
        })),
      }],
      erase: async (session: ClientSession, personId) => {
        await this.#reminders.deleteMany({ personId }, { session });
        await this.#turns.deleteOne({ _id: personId }, { session });
        return { deleted: [{ zh: '乘车提醒', en: 'Bus reminders' }], kept: [] };
      },
    };
  }

  async start(): Promise<void> {
    for (const model of [this.#reminders, this.#turns]) {
      await model.createCollection();
      await model.createIndexes();
    }
    this.#job.start();
  }

  async stop(): Promise<void> {
    await this.#job.stop();
  }

  async #all(personId: string): Promise<StandingReminderEntity[]> {
    const documents = await this.#reminders.find({ personId }).sort({ setAt: 1, _id: 1 }).lean();
    return documents.map((document) =>
      this.#entity({ id: document._id, setAt: document.setAt.getTime(), expiresAt: document.expiresAt.getTime() }, document.feedId, openReminder(this.#deps.cipher, document)),
    );
  }

  #entity(kept: NonNullable<Kept>, feedId: string, reminder: Reminder): StandingReminderEntity {
    const timetable = this.#deps.feeds.find(feedId)?.timetable;
    const stop = timetable?.stopIndex(reminder.stopId);
    const routeId = reminder.kind === 'GET_OFF' ? null : reminder.routeId;
    const route = routeId === null ? undefined : timetable?.routeIndex(routeId);
    return {
      __typename: 'StandingReminder', ...kept, kind: reminder.kind,
      stop: timetable && stop !== undefined ? stopEntity(timetable, stop) : null,
      route: timetable && route !== undefined ? routeEntity(timetable, route) : null,
    };
  }
}

/** The caller's own person, whoever they act for: it is their phone that rings. */
function ownSubject({ accountId, personId }: Caller) {
  if (personId === null) throw new Fault(accountId === null ? 'UNAUTHENTICATED' : 'NOT_PROOFED');
  return { type: 'person', id: personId, personIds: [personId] };
}
