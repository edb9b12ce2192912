import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { AuditReader } from '../../kernel/audit/reader.js';
import type { Audit } from '../../kernel/audit/port.js';
import type { AuditRecord } from '../../kernel/audit/types.js';
import { openWords } from '../../kernel/audit/words.js';
import { principalOf, type Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { isDuplicate } from '../../kernel/db.js';
import { Fault } from '../../kernel/errors.js';
import type { BilingualText } from '../../kernel/identifiers.js';
import type { Mutations } from '../../kernel/idempotency.js';
import { decodeCursor, encodeCursor, pageSize, type PageArgs } from '../../kernel/pages.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Subject } from '../../kernel/policy/types.js';
import type { Notifier } from '../../messages/contract.js';
import { disputesOf, type DisputeDocument } from './model.js';
import type { Phrases } from './phrases.js';
import { isEmergency, purposeOf, whatOf } from './rules.js';
import { pageOf, type AccessDisputeEntity, type AccessEntryEntity, type ActorNames, type AuditRecordEntity, type DisputeState, type Page } from './types.js';

/** What the access log stands on. */
export interface AccessLogDeps {
  readonly connection: Connection;
  readonly reader: AuditReader;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly cipher: FieldCipher;
  /** The system clock. */
  readonly clock: Clock;
  readonly actors: ActorNames;
  /** What actions and purposes are called; all modules' together. */
  readonly phrases: { readonly actions: Phrases; readonly purposes: Phrases };
}

/** Which audit records; times in epoch ms. */
export interface AuditFilter {
  readonly personId?: string | null | undefined;
  readonly accountId?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly from?: number | null | undefined;
  readonly until?: number | null | undefined;
}

const READ = 'identity.access-log.read';
/** Looks at one's own that pages take by themselves: they would soon be all that the list shows. */
const OWN_LOOKS = [READ, 'messages.inbox.read', 'messages.preferences.read', 'transit.reminder.read', 'identity.consent.read', 'identity.site.consents'];
const LONGEST_TEXT = 500;
const MOST_PER_PAGE = 100;
const DISPUTES_SHOWN = 100;

/** “谁看过我的数据”, disputes of it, and the audit administrator's search. */
export class AccessLogService {
  readonly #deps: AccessLogDeps;

  constructor(deps: AccessLogDeps) {
    this.#deps = deps;
  }

  /** Who read or changed what about the caller, or whom they act for; newest first. Throws NOT_PROOFED, FORBIDDEN and kin, BAD_INPUT. */
  async list(caller: Caller, args: PageArgs): Promise<Page<AccessEntryEntity>> {
    const personId = await this.#own(caller, READ, 'access-log');
    const found = await this.#deps.reader.page({ personId, exceptOwn: { personId, actions: OWN_LOOKS } }, args, MOST_PER_PAGE);
    await this.#deps.audit.read(caller, { action: READ, subject: logOf(personId), purpose: 'self' });
    const entries = await this.#entries(found.records, personId);
    const records = found.records;
    return pageOf(entries, (_entry, index) => found.cursorOf(records[index]!), found.hasNextPage, Boolean(args.after)); // one entry for each record
  }

  /** The caller's disputes (or of whom they act for), newest first, a hundred at most. */
  async ownDisputes(caller: Caller): Promise<AccessDisputeEntity[]> {
    const personId = await this.#own(caller, READ, 'disputes');
    const found = await disputesOf(this.#deps.connection).find({ personId }, { sort: { openedAt: -1, _id: -1 }, limit: DISPUTES_SHOWN }).toArray();
    await this.#deps.audit.read(caller, { action: READ, subject: { ...logOf(personId), id: `disputes:${personId}` }, purpose: 'self' });
    return this.#disputes(found);
  }

  /** Disputes an entry: opens a case with the security administrator. Throws NOT_FOUND, CONFLICT where it is disputed already. */
  async dispute(caller: Caller, entryId: string, reason: string, key: string): Promise<AccessDisputeEntity> {
    const { connection, mutations, audit, cipher, clock, reader } = this.#deps;
    const action = 'identity.access-log.dispute';
    const personId = await this.#own(caller, action, entryId);
    const text = checkedText('reason', reason);
    const record = (await reader.getMany([entryId])).get(entryId);
    // Another's entry is not told from one that there is not.
    if (!record?.personIds.includes(personId)) throw new Fault('NOT_FOUND', { entryId });
    const id = await mutations.run(caller, { action, key, input: { entryId, reason: text } }, async (session) => {
      const own = randomUUID();
      const document: DisputeDocument = {
        _id: own, personId, recordId: entryId, reasonSealed: cipher.seal(text, `dispute.reason:${own}`), findingSealed: null, state: 'OPEN',
        openedBy: caller.accountId ?? '', byPersonId: caller.personId ?? personId, openedAt: new Date(clock.now()), closedBy: null, closedAt: null,
      };
      await disputesOf(connection).insertOne(document, { session }).catch((error: unknown) => {
        throw isDuplicate(error) ? new Fault('CONFLICT', { entryId }) : error;
      });
      await audit.write(session, caller, { action, subject: { type: 'access-dispute', id: own, personIds: [personId] }, purpose: 'self' });
      return own;
    });
    return this.#dispute(id);
  }

  /** Disputes in one state, or all; newest first. Recorded for each person shown. Throws FORBIDDEN and kin, BAD_INPUT. */
  async listDisputes(caller: Caller, state: DisputeState | null | undefined, args: PageArgs): Promise<Page<AccessDisputeEntity>> {
    const action = 'identity.access-log.disputes';
    await this.#deps.authoriser.check(caller, action, { type: 'access-dispute', id: 'list' });
    const size = pageSize(args.first, MOST_PER_PAGE, 50);
    const found = await disputesOf(this.#deps.connection)
      .find({ $and: [state ? { state } : {}, before(args.after)] }, { sort: { openedAt: -1, _id: -1 }, limit: size + 1 }).toArray();
    const shown = found.slice(0, size);
    const personIds = [...new Set(shown.map(({ personId }) => personId))];
    await this.#deps.audit.read(caller, { action, subject: { type: 'access-dispute', id: 'list', personIds }, purpose: 'dispute' });
    const entities = await this.#disputes(shown);
    return pageOf(entities, ({ openedAt, id }) => encodeCursor(`${openedAt}/${id}`), found.length > size, Boolean(args.after));
  }

  /** Closes a dispute with its finding, and tells the resident and who opened it for them. Throws FORBIDDEN (also in one's own matter) and kin, NOT_FOUND, CONFLICT where it is closed. */
  async resolve(caller: Caller, id: string, finding: string, upheld: boolean, key: string): Promise<AccessDisputeEntity> {
    const { connection, mutations, audit, authoriser, notifier, cipher, clock, reader } = this.#deps;
    const action = 'identity.access-log.resolve';
    await authoriser.check(caller, action, { type: 'access-dispute', id });
    const text = checkedText('finding', finding);
    const dispute = await disputesOf(connection).findOne({ _id: String(id) });
    if (!dispute) throw new Fault('NOT_FOUND', { id });
    const record = (await reader.getMany([dispute.recordId])).get(dispute.recordId);
    if (dispute.personId === caller.personId || (record && record.personId === caller.personId)) throw new Fault('FORBIDDEN', { reason: 'nobody judges in his own matter' });
    await mutations.run(caller, { action, key, input: { id, finding: text, upheld } }, async (session) => {
      const change = { state: upheld ? 'UPHELD' as const : 'DISMISSED' as const, findingSealed: cipher.seal(text, `dispute.finding:${id}`), closedBy: caller.accountId, closedAt: new Date(clock.now()) };
      const { matchedCount } = await disputesOf(connection).updateOne({ _id: dispute._id, state: 'OPEN' }, { $set: change }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { id });
      await audit.write(session, caller, { action, subject: { type: 'access-dispute', id, personIds: [dispute.personId] }, purpose: 'dispute', details: { upheld } });
      const template = upheld ? 'identity.dispute-upheld' : 'identity.dispute-dismissed';
      for (const personId of new Set([dispute.personId, dispute.byPersonId ?? dispute.personId])) await notifier.notify(session, { personId, template, params: {}, key: `${template}:${id}:${personId}`, link: '/me/access-log' });
    });
    return this.#dispute(id);
  }

  /** Audit records by person, account, action and time, newest first; reading them is recorded. Throws FORBIDDEN and kin, BAD_INPUT. */
  async auditRecords(caller: Caller, filter: AuditFilter, args: PageArgs): Promise<Page<AuditRecordEntity>> {
    const { authoriser, reader, audit } = this.#deps;
    const action = 'identity.audit.read';
    await authoriser.check(caller, action, { type: 'audit', id: 'search' });
    const wanted = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null && value !== undefined));
    const found = await reader.page(wanted, args, MOST_PER_PAGE);
    const sealed = await reader.sealed(found.records);
    await audit.read(caller, {
      action, subject: { type: 'audit', id: 'search', ...(filter.personId ? { personIds: [filter.personId] } : {}) }, purpose: 'supervision',
      details: { ...wanted, shown: found.records.length },
    });
    const nodes = found.records.map((record) => auditEntity(record, sealed.has(record.id)));
    return pageOf(nodes, (_node, index) => found.cursorOf(found.records[index]!), found.hasNextPage, Boolean(args.after)); // one node for each record
  }

  /** Whose log it is, where the caller may. */
  async #own(caller: Caller, action: string, id: string): Promise<string> {
    const personId = principalOf(caller);
    await this.#deps.authoriser.check(caller, action, { type: 'access-log', id, personIds: personId ? [personId] : [] });
    if (personId === null) throw new Fault('NOT_PROOFED');
    return personId;
  }

  async #entries(records: readonly AuditRecord[], personId: string): Promise<AccessEntryEntity[]> {
    const { actors, phrases, connection } = this.#deps;
    const [who, recipients] = await Promise.all([actors.describe(records, personId), actors.recipients(records)]);
    const disputed = new Set(await disputesOf(connection).find({ personId, recordId: { $in: records.map(({ id }) => id) } }).map(({ recordId }) => recordId).toArray());
    return records.map((record) => ({
      id: record.id, at: record.at, who: who.get(record.id) ?? { zh: '一位用户', en: 'A user' }, what: whatOf(record, phrases.actions, recipients),
      purpose: this.#why(record), emergency: isEmergency(record), disputed: disputed.has(record.id),
    }));
  }

  #why(record: AuditRecord): BilingualText {
    const { cipher, phrases } = this.#deps;
    return purposeOf(record.purpose, phrases.purposes, openWords(cipher, record, 'purposeSealed'));
  }

  async #dispute(id: string): Promise<AccessDisputeEntity> {
    const found = await disputesOf(this.#deps.connection).findOne({ _id: String(id) });
    const [entity] = found ? await this.#disputes([found]) : [];
    if (!entity) throw new Fault('NOT_FOUND', { id });
    return entity;
  }

  async #disputes(documents: readonly DisputeDocument[]): Promise<AccessDisputeEntity[]> {
    const { reader, cipher, phrases, actors } = this.#deps;
    const records = await reader.getMany(documents.map(({ recordId }) => recordId));
    return Promise.all(documents.map(async (one): Promise<AccessDisputeEntity> => {
      const record = records.get(one.recordId);
      const gone = { zh: '该记录已超过保存期限', en: 'This entry is past its time of keeping' };
      const entry: AccessEntryEntity = record
        ? {
            id: record.id, at: record.at, who: (await actors.describe([record], one.personId)).get(record.id) ?? gone, what: whatOf(record, phrases.actions, await actors.recipients([record])),
            purpose: this.#why(record), emergency: isEmergency(record), disputed: true,
          }
        : { id: one.recordId, at: one.openedAt.getTime(), who: gone, what: gone, purpose: gone, emergency: false, disputed: true };
      return {
        id: one._id, entry, state: one.state, openedAt: one.openedAt.getTime(), closedAt: one.closedAt?.getTime() ?? null,
        reason: cipher.open(one.reasonSealed, `dispute.reason:${one._id}`),
        finding: one.findingSealed === null ? null : cipher.open(one.findingSealed, `dispute.finding:${one._id}`),
      };
    }));
  }
}

const logOf = (personId: string): Subject => ({ type: 'access-log', id: personId, personIds: [personId] });

function checkedText(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed.length < 2 || trimmed.length > LONGEST_TEXT) throw new Fault('BAD_INPUT', { field, reason: `2 to ${LONGEST_TEXT} characters` });
  return trimmed;
}

function before(after: string | null | undefined) {
  if (after === null || after === undefined) return {};
  const [, time, id] = /^(\d{1,15})\/([0-9a-f-]{36})$/.exec(decodeCursor(after)) ?? [];
  if (!time || !id) throw new Fault('BAD_INPUT', { field: 'after', reason: 'not a cursor of this list' });
  const openedAt = new Date(Number(time));
  return { $or: [{ openedAt: { $lt: openedAt } }, { openedAt, _id: { $lt: id } }] };
}

function auditEntity(record: AuditRecord, sealed: boolean): AuditRecordEntity {
  const { id, at, action, actingFor, channel, site, purpose, outcome } = record;
  return {
    id, at, action, actingFor, channel, site, purpose, outcome, sealed,
    actor: [record.accountId ?? 'anonymous', record.postId].filter((part) => part !== null).join(' / '),
    subject: `${record.subjectType}/${record.subjectId}`,
  };
}
