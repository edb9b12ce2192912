import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { readOnRecord } from '../../../kernel/audit/on-record.js';
import { endOfDay } from '../../../kernel/calendar.js';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import { inClear, sealed, type StoredCollection } from '../../../kernel/crypto/levels.js';
import { withTransaction } from '../../../kernel/db.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import { supervises, type CaseDeps } from '../cases/deps.js';
import { documentPage } from '../cases/pages.js';
import { dueOn, lightOf } from '../cases/reading.js';
import { serviceNameOf } from '../cases/view.js';
import { said } from '../machine/rule.js';
import type { CaseState } from '../machine/types.js';
import type { UnresolvedReportEntity } from '../types.js';

const REPORT = 'community.unresolved.report';
const ANSWER = 'community.unresolved.answer';
/** The district's own promise. */
const ANSWER_WORKING_DAYS = 3;
const LONGEST_TEXT = 2000;
const MOST_OWN = 100;
/** Alarms looked at in one turn. */
const AT_ONCE = 100;

/** What somebody could not get done. Each but the text may be left out. */
export interface UnresolvedInput {
  /** The application: the reporter's own. */
  readonly number?: string | null | undefined;
  readonly serviceId?: string | null | undefined;
  /** Where it was; found out from the application or the service if left out. */
  readonly organisationId?: string | null | undefined;
  readonly text: string;
}

/** A report as stored. */
export interface UnresolvedDocument {
  _id: string;
  personId: string;
  number: string | null;
  serviceId: string | null;
  organisationId: string;
  /** The person named: nobody is sent from pillar to post. */
  responsibleId: string;
  textSealed: string;
  at: Date;
  answerBy: Date;
  /** When nobody's answer is to be told of; null once it was, or there is one. */
  alarmAt: Date | null;
  state: 'OPEN' | 'ANSWERED';
  answerSealed: string | null;
  answeredAt: Date | null;
}

/** What a report's texts are sealed with. */
export const unresolvedContext = (id: string, what: 'text' | 'answer'): string => `unresolved.${what}:${id}`;

/** What stands here, at which level. */
export const unresolvedStored: StoredCollection = {
  collection: 'community_unresolved',
  fields: {
    ...inClear('internal', '_id', 'number', 'serviceId', 'organisationId', 'at', 'answerBy', 'alarmAt', 'state', 'answeredAt'), ...inClear('personal', 'personId', 'responsibleId'),
    textSealed: sealed('sensitive', ({ _id }) => unresolvedContext(String(_id), 'text')), answerSealed: sealed('sensitive', ({ _id }) => unresolvedContext(String(_id), 'answer')),
  },
};

export const unresolvedCollection = (connection: Connection) => connection.collection<UnresolvedDocument>('community_unresolved');

/** Makes the indexes; safe to run again. */
export async function createUnresolvedIndexes(connection: Connection): Promise<void> {
  await unresolvedCollection(connection).createIndexes([{ key: { personId: 1, at: -1 } }, { key: { state: 1, organisationId: 1, answerBy: 1, _id: 1 } }, { key: { state: 1, responsibleId: 1, answerBy: 1, _id: 1 } }, { key: { alarmAt: 1 }, partialFilterExpression: { alarmAt: { $type: 'date' } } }]);
}

/** 办不成事: whoever could not get an affair done reaches a named person, who answers within {@link ANSWER_WORKING_DAYS} working days. */
export class UnresolvedService {
  readonly #deps: CaseDeps;

  constructor(deps: CaseDeps) {
    this.#deps = deps;
  }

  /** Reports what could not be done. Throws BAD_INPUT, NOT_FOUND (somebody else's case), FORBIDDEN and kin. */
  async report(caller: Caller, input: UnresolvedInput, key: string): Promise<UnresolvedReportEntity> {
    const { authoriser, mutations, audit, cipher, clocks, calendar, store, notifier } = this.#deps;
    const personId = principalOf(caller) ?? '';
    const subject = { type: 'unresolved', id: 'new', personIds: [personId] };
    await authoriser.check(caller, REPORT, subject);
    this.#checked(input.text);
    const id = await mutations.run(caller, { action: REPORT, key, input: { ...input, personId } }, async (session) => {
      const state = input.number ? await store.find(input.number, session) : null;
      if (input.number && state?.applicantId !== personId) throw new Fault('NOT_FOUND', { number: input.number });
      const organisationId = await this.#where(input, state);
      const responsibleId = await this.#responsible(organisationId, [personId, caller.personId]);
      const _id = randomUUID();
      const at = clocks.system.now();
      const answerBy = new Date(endOfDay(calendar.addWorkingDays(districtDate(at), ANSWER_WORKING_DAYS)));
      await this.#reports.insertOne({
        _id, personId, number: input.number ?? null, serviceId: state?.serviceId ?? input.serviceId ?? null, organisationId, responsibleId, textSealed: cipher.seal(input.text, unresolvedContext(_id, 'text')),
        at: new Date(at), answerBy, alarmAt: answerBy, state: 'OPEN', answerSealed: null, answeredAt: null,
      }, { session });
      await audit.write(session, caller, { action: REPORT, subject: { ...subject, id: _id }, purpose: 'service' });
      await notifier.notify(session, { personId: responsibleId, template: 'community.unresolved-reported', params: {}, key: `unresolved:${_id}`, link: '/staff/feedback' });
      return _id;
    });
    return this.#one(id);
  }

  /** One's own reports, the newest first. Throws FORBIDDEN and kin. */
  async mine(caller: Caller): Promise<UnresolvedReportEntity[]> {
    const { authoriser, audit } = this.#deps;
    const personId = principalOf(caller) ?? '';
    const subject = { type: 'unresolved', id: 'own', personIds: [personId] };
    await authoriser.check(caller, REPORT, subject);
    return readOnRecord(audit, caller, { action: REPORT, subject, purpose: 'self' }, async () => this.#views(await this.#reports.find({ personId }).sort({ at: -1 }).limit(MOST_OWN).toArray()));
  }

  /** Reports that the caller answers for, those due first before the rest. Throws FORBIDDEN and kin. */
  async list(caller: Caller, state: 'OPEN' | 'ANSWERED', args: PageArgs): Promise<Page<UnresolvedReportEntity>> {
    const { authoriser, audit } = this.#deps;
    const subject = { type: 'unresolved', id: 'list' };
    await authoriser.check(caller, ANSWER, subject);
    const page = await documentPage<UnresolvedDocument>(this.#reports, { filter: { state, ...this.forWhom(caller) }, by: 'answerBy', order: 1, maxFirst: 50, defaultFirst: 20 }, args);
    const people = [...new Set(page.docs.map(({ personId }) => personId))];
    return readOnRecord(audit, caller, { action: ANSWER, subject: { ...subject, personIds: people }, purpose: 'service' }, async () => page.connect(await this.#views(page.docs)));
  }

  /** Whether answering is somebody's at all. */
  async mayAnswer(caller: Caller): Promise<boolean> {
    return this.#deps.authoriser.allows(caller, ANSWER, { type: 'unresolved', id: 'list' });
  }

  /** Whose reports are somebody's: those that name them, their organisation's for its approvers, all for the supervising office; never what they reported themselves. */
  forWhom(caller: Caller) {
    const { post } = caller;
    const personId = caller.personId ?? '';
    const byOthers = { personId: { $ne: personId } };
    if (supervises(caller, this.#deps.supervisor)) return byOthers;
    return post?.role === 'approver' ? { ...byOthers, $or: [{ responsibleId: personId }, { organisationId: post.organisationId }] } : { ...byOthers, responsibleId: personId };
  }

  /** Answers a report. Throws NOT_FOUND, CONFLICT (it was answered), BAD_INPUT, FORBIDDEN and kin. */
  async answer(caller: Caller, id: string, answer: string, key: string): Promise<UnresolvedReportEntity> {
    const { authoriser, mutations, audit, cipher, clocks, notifier } = this.#deps;
    await authoriser.check(caller, ANSWER, { type: 'unresolved', id });
    this.#checked(answer);
    await mutations.run(caller, { action: ANSWER, key, input: { id, answer } }, async (session) => {
      const doc = await this.#reports.findOne({ _id: id, ...this.forWhom(caller) }, { session });
      if (!doc) throw new Fault('NOT_FOUND', { id });
      const { matchedCount } = await this.#reports.updateOne({ _id: id, state: 'OPEN' }, { $set: { state: 'ANSWERED', alarmAt: null, answeredAt: new Date(clocks.system.now()), answerSealed: cipher.seal(answer, unresolvedContext(id, 'answer')) } }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { id });
      await audit.write(session, caller, { action: ANSWER, subject: { type: 'unresolved', id, personIds: [doc.personId] }, purpose: 'service' });
      await notifier.notify(session, { personId: doc.personId, template: 'community.unresolved-answered', params: {}, key: `unresolved:${id}:answered`, link: '/me/unresolved' });
      return { id };
    });
    return this.#one(id);
  }

  /** Tells the supervising office of reports that nobody answered in time: each once, and never who reported it. @returns how many */
  async tellLate(): Promise<number> {
    const { connection, clocks, directory, notifier, names, supervisor } = this.#deps;
    const now = new Date(clocks.system.now());
    const due = await this.#reports.find({ alarmAt: { $lte: now } }).sort({ alarmAt: 1 }).limit(AT_ONCE).toArray();
    if (due.length === 0) return 0;
    const [watching, nameOf] = await Promise.all([directory.holdersOf(supervisor, 'approver'), names.all()]);
    for (const { _id, organisationId, personId: reporter } of due) {
      await withTransaction(connection, async (session) => {
        const { matchedCount } = await this.#reports.updateOne({ _id, alarmAt: { $lte: now } }, { $set: { alarmAt: null } }, { session });
        if (matchedCount === 0) return;
        for (const personId of watching.filter((one) => one !== reporter)) {
          await notifier.notify(session, { personId, template: 'community.unresolved-late', params: { organisation: nameOf(organisationId) }, key: `unresolved:${_id}:late:${personId}`, link: '/staff/feedback' });
        }
      });
    }
    return due.length;
  }

  /** Where it was: as said, else whoever has the case in hand, else the service's competent authority, else the supervising office's to find out. */
  async #where({ organisationId, serviceId }: UnresolvedInput, state: CaseState | null): Promise<string> {
    const { directory, services, supervisor } = this.#deps;
    if (organisationId && !(await directory.find(organisationId))) throw new Fault('BAD_INPUT', { field: 'organisationId', reason: 'is no organisation of the district' });
    if (serviceId && !services(serviceId)) throw new Fault('BAD_INPUT', { field: 'serviceId', reason: 'is no service of the district' });
    const inHand = state && (state.acceptedFrom === null ? state.acceptor : state.lead);
    return organisationId ?? inHand ?? (serviceId ? services(serviceId)?.competentAuthority : null) ?? supervisor;
  }

  /** Who sees to it: an approver of the organisation, else a clerk, else one of the supervising office; never who reports it. */
  async #responsible(organisationId: string, but: readonly (string | null)[]): Promise<string> {
    const { directory, supervisor } = this.#deps;
    for (const [organisation, role] of [[organisationId, 'approver'], [organisationId, 'clerk'], [supervisor, 'approver']] as const) {
      const first = (await directory.holdersOf(organisation, role)).find((id) => !but.includes(id));
      if (first !== undefined) return first;
    }
    throw new Fault('UNAVAILABLE', { what: 'somebody responsible' });
  }

  #checked(text: string): void {
    if (!said(text) || text.length > LONGEST_TEXT) throw new Fault('BAD_INPUT', { field: 'text', reason: `1 to ${LONGEST_TEXT} characters` });
  }

  async #one(id: string): Promise<UnresolvedReportEntity> {
    const doc = await this.#reports.findOne({ _id: id });
    const [view] = doc ? await this.#views([doc]) : [];
    if (!view) throw new Fault('NOT_FOUND', { id });
    return view;
  }

  async #views(docs: readonly UnresolvedDocument[]): Promise<UnresolvedReportEntity[]> {
    const { names, services, people, cipher, clocks } = this.#deps;
    const [nameOf, responsible] = await Promise.all([names.all(), people.namesOf([...new Set(docs.map(({ responsibleId }) => responsibleId))])]);
    return docs.map(({ _id, number, serviceId, organisationId, responsibleId, textSealed, at, answerBy, state, answerSealed, answeredAt }) => ({
      id: _id, number, serviceName: serviceId === null ? null : serviceNameOf({ serviceId }, services(serviceId)), organisation: nameOf(organisationId), text: cipher.open(textSealed, unresolvedContext(_id, 'text')), at: at.getTime(), state,
      responsible: responsible.get(responsibleId) ?? '', answerBy: dueOn(answerBy) ?? '', light: state === 'ANSWERED' ? 'GREEN' : lightOf({ redAt: answerBy, yellowAt: new Date(answerBy.getTime() - 86_400_000) }, clocks.system.now()),
      answer: answerSealed && cipher.open(answerSealed, unresolvedContext(_id, 'answer')), answeredAt: answeredAt?.getTime() ?? null,
    }));
  }

  get #reports() {
    return unresolvedCollection(this.#deps.connection);
  }
}
