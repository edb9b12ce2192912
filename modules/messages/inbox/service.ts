import mongoose, { type ClientSession, type Connection, type Model, type QueryFilter } from 'mongoose';
import { readOnRecord, type Audit } from '../../kernel/audit/index.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/index.js';
import { withTransaction } from '../../kernel/db.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import { decodeCursor, encodeCursor, pageSize, type Connection as Page, type PageArgs } from '../../kernel/pages.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { WatchStream } from '../../kernel/streams.js';
import { deliveryModel, toDelivery, type DeliveryDocument } from '../channels/model.js';
import type { DeliveryEntity, InboxStateEntity, MessageEntity, MessageKind } from '../contract.js';
import { messageModel, toEntity, type MessageDocument } from './model.js';
import { personSubject, purposeOf } from './subject.js';

/** What the inbox stands on; `clock` is the system clock. */
export interface InboxDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Which messages of an inbox. */
type InboxArgs = PageArgs & { readonly unreadOnly?: boolean | null | undefined; readonly kind?: MessageKind | null | undefined };

/** Topic that says whose inbox has changed, to every process. */
const INBOX_CHANGED = 'messages.inbox';
const MOST_MESSAGES = 50;
const SHOWN = mongoose.trusted({ $in: ['UNREAD', 'READ'] as MessageDocument['state'][] }); // a list of its states

/** The messages of a person, as that person, or a guardian acting for them, sees them. */
export class InboxService {
  readonly #deps: InboxDeps;
  readonly #messages: Model<MessageDocument>;
  readonly #deliveries: Model<DeliveryDocument>;
  readonly #streams = new Map<string, Set<WatchStream<null, InboxStateEntity>>>();
  readonly #unsubscribe: () => void;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
    this.#messages = messageModel(deps.connection);
    this.#deliveries = deliveryModel(deps.connection);
    this.#unsubscribe = deps.events.subscribe(INBOX_CHANGED, (payload) => {
      const { personId } = payload as { personId: string }; // published by `changed` alone
      for (const stream of this.#streams.get(personId) ?? []) stream.put(null);
    });
  }

  /** A page of messages, newest first. Recorded as a reading. Throws BAD_INPUT for a bad `first` or `after`. */
  async list(caller: Caller, args: InboxArgs): Promise<Page<MessageEntity>> {
    return this.#reading(caller, (personId) => this.#page(personId, args));
  }

  async #page(personId: string, args: InboxArgs): Promise<Page<MessageEntity>> {
    const first = pageSize(args.first, MOST_MESSAGES, 20);
    const filter: QueryFilter<MessageDocument> = { personId, state: args.unreadOnly ? 'UNREAD' : SHOWN, ...(args.kind ? { kind: args.kind } : {}) };
    const [documents, totalCount] = await Promise.all([
      this.#messages.find({ $and: [filter, olderThan(args.after)] }).sort({ sentAt: -1, _id: -1 }).limit(first + 1).lean(),
      this.#messages.countDocuments(filter),
    ]);
    const nodes = await this.#open(documents.slice(0, first));
    const edges = nodes.map((node) => ({ node, cursor: encodeCursor(`${node.sentAt}:${node.id}`) }));
    return {
      edges,
      nodes,
      pageInfo: { hasNextPage: documents.length > first, hasPreviousPage: !!args.after, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
      totalCount,
    };
  }

  /** How many are unread, and the newest. Recorded as a reading. */
  async state(caller: Caller): Promise<InboxStateEntity> {
    return this.#reading(caller, async (personId) => {
      const [unread, newest] = await Promise.all([
        this.#messages.countDocuments({ personId, state: 'UNREAD' }),
        this.#messages.find({ personId, state: SHOWN }).sort({ sentAt: -1, _id: -1 }).limit(1).lean(),
      ]);
      return { unread, newest: (await this.#open(newest))[0] ?? null };
    });
  }

  /** The state now and after each change, in whichever process it happened; every time authorised and recorded anew. */
  async watch(caller: Caller): Promise<AsyncIterableIterator<InboxStateEntity>> {
    const subject = personSubject(caller);
    await this.#deps.authoriser.check(caller, 'messages.inbox.read', subject);
    const streams = this.#streams.get(subject.id) ?? new Set();
    let told = '';
    const stream = new WatchStream<null, InboxStateEntity>({
      read: async () => {
        const state = await this.state(caller);
        const before = told;
        told = JSON.stringify([state.unread, state.newest?.id, state.newest?.readAt]);
        return told === before ? undefined : state;
      },
      onOver: () => {
        streams.delete(stream);
        if (streams.size === 0) this.#streams.delete(subject.id);
      },
    });
    stream.put(null);
    this.#streams.set(subject.id, streams.add(stream));
    return stream;
  }

  /** Marks one as read; again is no matter. Throws NOT_FOUND for one that is not there, whoever else's it may be. */
  async markRead(caller: Caller, id: string): Promise<MessageEntity> {
    const subject = await this.#may(caller, 'messages.inbox.mark');
    const document = await withTransaction(this.#deps.connection, async (session) => {
      const own = { _id: id, personId: subject.id };
      await this.#messages.updateOne({ ...own, state: 'UNREAD' }, { $set: this.#read() }, { session });
      const found = await this.#messages.findOne({ ...own, state: SHOWN }).session(session).lean();
      if (!found) throw new Fault('NOT_FOUND');
      await this.#wrote(session, caller, 'messages.inbox.mark', { type: 'message', id, personIds: subject.personIds });
      return found;
    });
    this.changed(subject.id);
    const [message] = await this.#open([document]);
    if (!message) throw new Fault('NOT_FOUND');
    return message;
  }

  /**
   * Marks all as read, or those up to one (so that what came after a page was drawn stays new). Answers how many.
   * Throws NOT_FOUND where `upTo` is not there.
   */
  async markAllRead(caller: Caller, upTo?: string | null): Promise<number> {
    const subject = await this.#may(caller, 'messages.inbox.mark');
    const count = await withTransaction(this.#deps.connection, async (session) => {
      const last = upTo ? await this.#messages.findOne({ _id: upTo, personId: subject.id }).session(session).lean() : null;
      if (upTo && !last) throw new Fault('NOT_FOUND');
      const until = last ? { sentAt: mongoose.trusted({ $lte: last.sentAt }) } : {};
      const { modifiedCount } = await this.#messages.updateMany({ personId: subject.id, state: 'UNREAD', ...until }, { $set: this.#read() }, { session });
      await this.#wrote(session, caller, 'messages.inbox.mark', subject, { marked: modifiedCount });
      return modifiedCount;
    });
    this.changed(subject.id);
    return count;
  }

  /** Deletes one's words for good; its key stays, so that it does not come again. Again is no matter. Throws NOT_FOUND. */
  async remove(caller: Caller, id: string): Promise<void> {
    const subject = await this.#may(caller, 'messages.inbox.delete');
    await withTransaction(this.#deps.connection, async (session) => {
      const { matchedCount } = await this.#messages.updateOne({ _id: id, personId: subject.id }, { $set: { state: 'DELETED' }, $unset: { sealed: 1 } }, { session });
      if (matchedCount === 0) throw new Fault('NOT_FOUND');
      await this.#wrote(session, caller, 'messages.inbox.delete', { type: 'message', id, personIds: subject.personIds });
    });
    this.changed(subject.id);
  }

  /** Says to every process that a person's inbox has changed; after the transaction. */
  changed(personId: string): void {
    this.#deps.events.publish(INBOX_CHANGED, { personId });
  }

  /** All that is shown to a person, for the export. */
  async export(personId: string): Promise<MessageEntity[]> {
    return this.#open(await this.#messages.find({ personId, state: SHOWN }).sort({ sentAt: -1, _id: -1 }).lean());
  }

  /** Deletes everything of a person, in the caller's transaction. */
  async erase(session: ClientSession, personId: string): Promise<void> {
    await this.#messages.deleteMany({ personId }, { session });
    await this.#deliveries.deleteMany({ personId }, { session });
  }

  /** Ends all streams. */
  stop(): void {
    this.#unsubscribe();
    for (const streams of [...this.#streams.values()]) for (const stream of [...streams]) stream.end();
  }

  #read(): { state: 'READ'; readAt: Date } {
    return { state: 'READ', readAt: new Date(this.#deps.clock.now()) };
  }

  async #may(caller: Caller, action: string) {
    const subject = personSubject(caller);
    await this.#deps.authoriser.check(caller, action, subject);
    return subject;
  }

  async #reading<T>(caller: Caller, read: (personId: string) => Promise<T>): Promise<T> {
    const subject = await this.#may(caller, 'messages.inbox.read');
    return readOnRecord(this.#deps.audit, caller, { action: 'messages.inbox.read', subject, purpose: purposeOf(caller) }, () => read(subject.id));
  }

  async #wrote(session: ClientSession, caller: Caller, action: string, subject: Parameters<Audit['write']>[2]['subject'], details?: Record<string, number>): Promise<void> {
    await this.#deps.audit.write(session, caller, { action, subject, purpose: purposeOf(caller), ...(details ? { details } : {}) });
  }

  async #open(documents: readonly MessageDocument[]): Promise<MessageEntity[]> {
    if (documents.length === 0) return [];
    const byMessage = new Map<string, DeliveryEntity[]>();
    const deliveries = await this.#deliveries.find({ messageId: mongoose.trusted({ $in: documents.map(({ _id }) => _id) }) }).sort({ _id: 1 }).lean();
    for (const delivery of deliveries) byMessage.set(delivery.messageId, [...(byMessage.get(delivery.messageId) ?? []), toDelivery(delivery)]);
    return documents.map((document) => toEntity(document, this.#deps.cipher, byMessage.get(document._id) ?? []));
  }
}

/** Those behind a cursor: a place in time, so that a message deleted meanwhile does not break the page. */
function olderThan(after: string | null | undefined): QueryFilter<MessageDocument> {
  if (after === null || after === undefined) return {};
  const parts = /^(\d{1,15}):([0-9a-f]{32})$/.exec(decodeCursor(after));
  if (!parts) throw new Fault('BAD_INPUT', { field: 'after', reason: 'not a cursor of this list' });
  const sentAt = new Date(Number(parts[1]));
  return { $or: [{ sentAt: mongoose.trusted({ $lt: sentAt }) }, { sentAt, _id: mongoose.trusted({ $lt: parts[2] ?? '' }) }] };
}
