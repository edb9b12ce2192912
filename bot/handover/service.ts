import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model } from 'mongoose';
import type { Audit } from '../../modules/kernel/audit/port.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { Clocks } from '../../modules/kernel/clock.js';
import type { FieldCipher } from '../../modules/kernel/crypto/index.js';
import { withTransaction } from '../../modules/kernel/db.js';
import { Fault } from '../../modules/kernel/errors.js';
import type { EventBus } from '../../modules/kernel/events.js';
import type { Mutations } from '../../modules/kernel/idempotency.js';
import type { Connection as Page, PageArgs } from '../../modules/kernel/pages.js';
import type { Authoriser } from '../../modules/kernel/policy/port.js';
import { timePage } from '../../modules/kernel/time-pages.js';
import type { HandoverReason, HandoverState, TurnEntity } from '../contract.js';
import type { ConversationsService } from '../conversations/service.js';
import type { StoredConversation } from '../conversations/store.js';
import { blankTurn } from '../conversations/turns.js';
import type { HandoverPlace, HandoverPort } from '../conversations/types.js';
import { isStaffed, type ServiceHours } from './hours.js';
import { conversationContext, handoverModel, wordsContext, type HandoverDocument } from './model.js';

const KEPT_MS = 180 * 24 * 3_600_000;
/** Who waits longer than the conversation lives waits for nothing. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
const QUEUE_CHANGED = 'bot.handover';
const LONGEST_ANSWER = 2_000;
/** What a message of the inbox takes of somebody's words. */
const LONGEST_PART = 190;

/** Where staff hear of what was asked while nobody was there. */
export interface StaffInbox {
  /** Tells those who serve, in the given transaction: somebody asked for a person. Once for a key. */
  tell(session: ClientSession, handoverId: string): Promise<void>;
}

/** Where residents read what is answered to them later. */
export interface ResidentInbox {
  /** Brings a clerk's words to a person, in the given transaction, once for a key. */
  answer(session: ClientSession, answer: { readonly personId: string; readonly clerk: string; readonly words: string; readonly key: string }): Promise<void>;
}

/** What hand-overs stand on. */
export interface HandoverDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly mutations: Mutations;
  readonly clocks: Clocks;
  readonly events: EventBus;
  readonly hours: ServiceHours;
  readonly inbox: StaffInbox;
  readonly residents: ResidentInbox;
  /** Masks identity numbers and telephones: nothing else is kept. */
  readonly redact: (text: string) => string;
  /** The name that residents see of whoever serves: 岳阳受理中心 小李. */
  readonly nameOf: (caller: Caller) => Promise<string>;
  /** Conversations, which stand on this service in turn. */
  readonly conversations: () => Pick<ConversationsService, 'write' | 'transcript'>;
}

/** Parent of `Handover`. */
export interface HandoverEntity {
  readonly id: string;
  readonly conversationId: string;
  readonly state: HandoverState;
  readonly reason: HandoverReason;
  /** Epoch milliseconds. */
  readonly askedAt: number;
  readonly clerk: string | null;
}

/** Conversations that a person takes over: who waits, who serves, and back to the assistant. */
export class HandoverService implements HandoverPort {
  readonly #deps: HandoverDeps;
  readonly #handovers: Model<HandoverDocument>;

  constructor(deps: HandoverDeps) {
    this.#deps = deps;
    this.#handovers = handoverModel(deps.connection);
  }

  /** Creates the indexes; part of a start. */
  async prepare(): Promise<void> {
    await this.#handovers.createCollection();
    await this.#handovers.createIndexes();
  }

  /** Asks for a person; out of hours leaves word for the staff, once for a conversation. */
  async ask(caller: Caller, conversation: StoredConversation, reason: HandoverReason): Promise<HandoverPlace & { readonly told: string }> {
    const { clocks, hours, cipher, connection, inbox } = this.#deps;
    const now = clocks.system.now();
    const staffed = isStaffed(hours, clocks.service.now());
    const left = conversation.handoverId === null ? null : await this.#handovers.findOne({ _id: conversation.handoverId, state: 'LEFT' }).lean();
    const id = left?._id ?? randomUUID();
    const document: HandoverDocument = {
      _id: id, conversation: cipher.seal(conversation.id, conversationContext(id)), personId: caller.personId, state: staffed ? 'WAITING' : 'LEFT', reason,
      // Whoever comes in the morning, or on Monday, must still find what was said.
      ...(staffed ? {} : { words: cipher.seal(JSON.stringify(conversation.turns), wordsContext(id)) }),
      askedAt: new Date(now), expiresAt: new Date(now + KEPT_MS),
    };
    const kept = await withTransaction(connection, async (session) => {
      if (!left) await this.#handovers.create([document], { session });
      else if ((await this.#handovers.replaceOne({ _id: id, state: 'LEFT' }, document, { session })).matchedCount === 0) return false;
      await this.#wroteOwn(session, caller, id, 'ask');
      if (!staffed && !left) await inbox.tell(session, id);
      return true;
    });
    if (!kept) return { id, state: 'TAKEN', waitingBefore: null, told: '工作人员刚刚接手，请讲。' };
    // Who waits is told of by `heard`, once the conversation is kept with what was asked.
    if (!staffed) this.#changed();
    if (!staffed) return { id, state: 'LEFT', waitingBefore: null, told: `现在是非工作时间（工作日 ${hours.from}–${hours.until} 有人）。我已经给工作人员留了言，他们上班后会看到这段对话。紧急情况请打 110、119、120。` };
    const waitingBefore = await this.#before(document);
    return { id, state: 'WAITING', waitingBefore, told: `正在为您转人工，${waitingBefore === 0 ? '您是下一位' : `前面还有 ${waitingBefore} 位`}。等的时候可以先把情况写下来，工作人员会看到。说“不等了”就回到小助手。` };
  }

  /** Where a hand-over stands; null where it is over. */
  async place(id: string): Promise<HandoverPlace | null> {
    const found = await this.#handovers.findById(id).lean();
    if (!found || found.state === 'ENDED' || found.state === 'LEFT' || this.#isForgotten(found)) return null;
    return { id, state: found.state, waitingBefore: found.state === 'WAITING' ? await this.#before(found) : null };
  }

  /** The resident asked or wrote: whoever serves looks again. */
  heard(): void {
    this.#changed();
  }

  /** The resident leaves the line, or the clerk too. False where it was over, or in the line where a clerk was quicker. */
  async leave(caller: Caller, id: string, from: 'line' | 'anywhere'): Promise<boolean> {
    const state = mongoose.trusted({ $in: from === 'line' ? ['WAITING' as const] : ['WAITING' as const, 'TAKEN' as const] });
    const left = await withTransaction(this.#deps.connection, async (session) => {
      const found = await this.#handovers.findOneAndUpdate({ _id: id, state }, { $set: { state: 'ENDED', endedAt: new Date(this.#deps.clocks.system.now()) } }, { session }).lean();
      if (found) await this.#wroteOwn(session, caller, id, 'leave');
      return found !== null;
    });
    if (left) this.#changed();
    return left;
  }

  /** A page of hand-overs in a state, those that wait longest first. Recorded as a reading. */
  async list(caller: Caller, args: PageArgs & { readonly state?: HandoverState | null | undefined }): Promise<Page<HandoverEntity>> {
    await this.#may(caller, 'list', '', []);
    const state = args.state ?? 'WAITING';
    // What a clerk serves, or served, is that clerk's; what waits is everybody's.
    const which = state === 'WAITING' ? this.#waiting() : state === 'LEFT' ? { state } : { state, clerkAccountId: caller.accountId ?? '' };
    const page = await timePage(this.#handovers, { filter: which, by: 'askedAt', order: 1, maxFirst: 50, defaultFirst: 20 }, args);
    return page.connect(page.docs.map((document) => this.#entity(document)));
  }

  /** Takes a waiting conversation. Throws CONFLICT where another clerk was quicker, NOT_FOUND. */
  async take(caller: Caller, id: string): Promise<HandoverEntity> {
    await this.#deps.authoriser.check(caller, 'bot.handover.serve', { type: 'handover', id });
    const clerkName = await this.#deps.nameOf(caller);
    const taken = await withTransaction(this.#deps.connection, async (session) => {
      const found = await this.#handovers.findOneAndUpdate(
        { _id: id, $or: [this.#waiting(), { state: 'LEFT' }] }, { $set: { state: 'TAKEN', clerkAccountId: caller.accountId ?? '', clerkName } }, { returnDocument: 'after', session },
      ).lean();
      if (!found) throw new Fault((await this.#handovers.exists({ _id: id }).session(session)) ? 'CONFLICT' : 'NOT_FOUND');
      await this.#wrote(session, caller, found, 'take');
      return found;
    });
    const entity = this.#entity(taken);
    await this.#deps.conversations().write(entity.conversationId, 'STAFF', `${clerkName}为您服务，请讲。`, { handoverId: id });
    this.#changed();
    return entity;
  }

  /**
   * A clerk's words to the resident, once for a key. Where the conversation is forgotten by then, as after a weekend, they go to the
   * resident's message inbox. Throws NOT_FOUND where it is not one's own, CONFLICT where it is over or nobody can be told any more.
   */
  async answer(caller: Caller, id: string, text: string, key: string): Promise<TurnEntity> {
    const found = await this.#own(caller, id);
    if (text.trim() === '') throw new Fault('BAD_INPUT', { field: 'text', reason: 'expects words' });
    const { conversationId } = this.#entity(found);
    const left = found.words !== undefined && (await this.#deps.conversations().transcript(conversationId)).length === 0;
    const turnId = await this.#deps.mutations.run(caller, { action: 'bot.handover.serve', key, input: { id, text } }, async (session) => {
      await this.#wrote(session, caller, found, 'answer');
      const turn = randomUUID();
      if (left) await this.#answerLater(session, found, { ...blankTurn(this.#deps.clocks.system.now()), id: turn, author: 'STAFF', text: this.#deps.redact(text.slice(0, LONGEST_ANSWER)), done: true });
      return turn;
    });
    const turn = left ? (await this.#words(id)).find((each) => each.id === turnId) : await this.#deps.conversations().write(conversationId, 'STAFF', text, { handoverId: id, turnId });
    if (!turn) throw new Fault('CONFLICT');
    return turn;
  }

  /** Gives the conversation back to the assistant. */
  async end(caller: Caller, id: string): Promise<HandoverEntity> {
    const found = await this.#own(caller, id);
    const endedAt = new Date(this.#deps.clocks.system.now());
    await withTransaction(this.#deps.connection, async (session) => {
      const { modifiedCount } = await this.#handovers.updateOne({ _id: id, state: 'TAKEN' }, { $set: { state: 'ENDED', endedAt } }, { session });
      if (modifiedCount === 0) throw new Fault('CONFLICT');
      await this.#wrote(session, caller, found, 'end');
    });
    await this.#deps.conversations().write(this.#entity(found).conversationId, 'ASSISTANT', '人工服务结束了，我接着为您服务。', { handoverId: null });
    this.#changed();
    return { ...this.#entity(found), state: 'ENDED' };
  }

  /** What was said until it was given back, for whoever may serve; recorded as a reading. What was left out of hours outlives its conversation. */
  async turns(caller: Caller, { id, conversationId }: HandoverEntity): Promise<readonly TurnEntity[]> {
    const found = await this.#handovers.findById(id).lean();
    await this.#may(caller, 'read', id, found?.personId ? [found.personId] : []);
    const said = await this.#deps.conversations().transcript(conversationId);
    const until = found?.endedAt?.getTime() ?? Infinity;
    if (said.length > 0) return said.filter(({ at }) => at <= until);
    return this.#words(id);
  }

  /** How many wait, and since when the first. */
  async queue(): Promise<{ readonly waiting: number; readonly oldestAt: number | null }> {
    const filter = this.#waiting();
    const [waiting, oldest] = await Promise.all([this.#handovers.countDocuments(filter), this.#handovers.findOne(filter).sort({ askedAt: 1 }).lean()]);
    return { waiting, oldestAt: oldest?.askedAt.getTime() ?? null };
  }

  /** Whether the caller may see the queue; throws otherwise. */
  async check(caller: Caller): Promise<void> {
    await this.#deps.authoriser.check(caller, 'bot.handover.serve', { type: 'handover', id: '' });
  }

  /** Calls back after each change; returns how to stop that. */
  onChange(listener: () => void): () => void {
    return this.#deps.events.subscribe(QUEUE_CHANGED, listener);
  }

  /** A person's hand-overs, the newest first, for the export. */
  async export(personId: string): Promise<HandoverEntity[]> {
    return (await this.#handovers.find({ personId }).sort({ askedAt: -1 }).limit(1_000).lean()).map((document) => this.#entity(document));
  }

  /** Removes what is held of a person, in the given transaction; how much. */
  async erase(session: ClientSession, personId: string): Promise<number> {
    return (await this.#handovers.deleteMany({ personId }, { session })).deletedCount;
  }

  /** How many wait before one, 0 for the next. */
  async waitingBefore(id: string): Promise<number | null> {
    return (await this.place(id))?.waitingBefore ?? null;
  }

  /** Words to somebody whose conversation is forgotten: kept with what was left, and brought to the inbox. */
  async #answerLater(session: ClientSession, { _id, personId, clerkName = '' }: HandoverDocument, turn: TurnEntity): Promise<void> {
    // Whoever was not signed in left no way back.
    if (personId === null) throw new Fault('CONFLICT', { reason: 'nobody to answer' });
    const words = [...(await this.#words(_id, session)), turn];
    await this.#handovers.updateOne({ _id }, { $set: { words: this.#deps.cipher.seal(JSON.stringify(words), wordsContext(_id)) } }, { session });
    for (const [index, part] of partsOf(turn.text).entries()) await this.#deps.residents.answer(session, { personId, clerk: clerkName, words: part, key: `bot.handover-answer:${turn.id}:${index}` });
  }

  /** What was left out of hours, with what was answered to it. */
  async #words(id: string, session: ClientSession | null = null): Promise<readonly TurnEntity[]> {
    const found = await this.#handovers.findById(id).session(session).lean();
    return found?.words === undefined ? [] : (JSON.parse(this.#deps.cipher.open(found.words, wordsContext(id))) as TurnEntity[]); // sealed here alone
  }

  async #own(caller: Caller, id: string): Promise<HandoverDocument> {
    await this.#deps.authoriser.check(caller, 'bot.handover.serve', { type: 'handover', id });
    const found = await this.#handovers.findOne({ _id: id, clerkAccountId: caller.accountId ?? '' }).lean();
    if (!found) throw new Fault('NOT_FOUND');
    if (found.state !== 'TAKEN') throw new Fault('CONFLICT');
    return found;
  }

  async #before(document: Pick<HandoverDocument, '_id' | 'askedAt'>): Promise<number> {
    return this.#handovers.countDocuments({ $and: [this.#waiting(), { $or: [{ askedAt: mongoose.trusted({ $lt: document.askedAt }) }, { askedAt: document.askedAt, _id: mongoose.trusted({ $lt: document._id }) }] }] });
  }

  /** Waits since longer than its conversation lives. */
  #isForgotten({ state, askedAt }: HandoverDocument): boolean {
    return state === 'WAITING' && askedAt.getTime() <= this.#deps.clocks.system.now() - LONGEST_WAIT_MS;
  }

  #waiting() {
    return { state: 'WAITING' as const, askedAt: mongoose.trusted({ $gt: new Date(this.#deps.clocks.system.now() - LONGEST_WAIT_MS) }) };
  }

  #entity({ _id, conversation, state, reason, askedAt, clerkName }: HandoverDocument): HandoverEntity {
    return { id: _id, conversationId: this.#deps.cipher.open(conversation, conversationContext(_id)), state, reason, askedAt: askedAt.getTime(), clerk: clerkName ?? null };
  }

  async #may(caller: Caller, what: string, id: string, personIds: readonly string[]): Promise<void> {
    const subject = { type: 'handover', id, personIds };
    await this.#deps.authoriser.check(caller, 'bot.handover.serve', { type: 'handover', id });
    await this.#deps.audit.read(caller, { action: 'bot.handover.serve', subject, purpose: 'service', details: { what } });
  }

  async #wrote(session: ClientSession, caller: Caller, { _id, personId }: HandoverDocument, what: string): Promise<void> {
    await this.#deps.audit.write(session, caller, { action: 'bot.handover.serve', subject: { type: 'handover', id: _id, personIds: personId === null ? [] : [personId] }, purpose: 'service', details: { what } });
  }

  async #wroteOwn(session: ClientSession, caller: Caller, id: string, what: string): Promise<void> {
    await this.#deps.audit.write(session, caller, { action: 'bot.conversation.own', subject: { type: 'handover', id, personIds: caller.personId === null ? [] : [caller.personId] }, purpose: 'self', details: { what } });
  }

  #changed(): void {
    this.#deps.events.publish(QUEUE_CHANGED, {});
  }
}

/** Words in as many messages as they take, in order. */
function partsOf(text: string): string[] {
  const signs = [...text.replace(/\s+/gu, ' ').trim()];
  return Array.from({ length: Math.ceil(signs.length / LONGEST_PART) }, (_, index) => signs.slice(index * LONGEST_PART, (index + 1) * LONGEST_PART).join(''));
}
