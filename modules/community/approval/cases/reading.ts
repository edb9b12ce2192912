import { readOnRecord } from '../../../kernel/audit/on-record.js';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import { EVENTS_MISSED } from '../../../kernel/events.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import { liveStream } from '../../live-stream.js';
import { isAside } from '../machine/apply.js';
import type { CaseState, StaffActor } from '../machine/types.js';
import type { AffairCaseEntity, CaseProgressEntity, CaseTaskEntity, ClockLight, StaffCaseEntity } from '../types.js';
import { staffActor, supervises, workersOf, type CaseDeps } from './deps.js';
import { NEVER, type CaseDocument, type CaseTaskDocument } from './model.js';
import { documentPage } from './pages.js';
import { peopleIn, staffCaseOf, withoutWords } from './staff-view.js';
import { affairCaseOf, progressOf, serviceNameOf, type Drawing } from './view.js';

const READ_OWN = 'community.cases.read-own';
const READ = 'community.cases.read';
const MOST_TRIES = 10;
const HOUR_MS = 3_600_000;

/** What to narrow a worklist to. */
export interface WorkFilter {
  readonly kind?: CaseTaskDocument['kind'] | null | undefined;
  readonly light?: ClockLight | null | undefined;
  readonly serviceId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
  readonly number?: string | null | undefined;
}

/** What to narrow supervision to. */
export interface SupervisionFilter {
  readonly organisationId?: string | null | undefined;
  readonly serviceId?: string | null | undefined;
  readonly light?: ClockLight | null | undefined;
}

/** Limits of a light at an instant: what is past, what is soon past, what has time. */
export function litBy(light: ClockLight | null | undefined, now: number): Record<string, unknown> {
  const at = new Date(now);
  if (light === 'RED') return { redAt: { $lte: at } };
  if (light === 'YELLOW') return { redAt: { $gt: at }, yellowAt: { $lte: at } };
  return light === 'GREEN' ? { redAt: { $gt: at }, yellowAt: { $gt: at } } : {};
}

/** The light of limits as lists have them. */
export function lightOf({ redAt, yellowAt }: { readonly redAt: Date; readonly yellowAt: Date }, now: number): ClockLight {
  return redAt.getTime() <= now ? 'RED' : yellowAt.getTime() <= now ? 'YELLOW' : 'GREEN';
}

/** The last day before a limit is past; null for {@link NEVER}. */
export function dueOn(redAt: Date): string | null {
  return redAt.getTime() === NEVER.getTime() ? null : districtDate(redAt.getTime() - 1);
}

/** Reading cases: one's own, by number, and as staff. */
export class CaseReading {
  readonly #deps: CaseDeps;

  constructor(deps: CaseDeps) {
    this.#deps = deps;
  }

  /** Cases of the caller, or whom the caller acts for, the newest first. Throws FORBIDDEN and kin. */
  async mine(caller: Caller, { openOnly, ...args }: PageArgs & { readonly openOnly?: boolean | null | undefined }): Promise<Page<AffairCaseEntity>> {
    const { collections: { cases }, authoriser, audit } = this.#deps;
    const subject = this.#ownSubject(caller, 'list');
    await authoriser.check(caller, READ_OWN, subject);
    return readOnRecord(audit, caller, { action: READ_OWN, subject, purpose: 'self' }, async () => {
      const page = await documentPage<CaseDocument>(cases, { filter: { applicantId: principalOf(caller) ?? '', ...(openOnly ? { closedAt: null } : {}) }, by: 'receivedAt', order: -1, maxFirst: 50, defaultFirst: 20 }, args);
      return page.connect(await this.#ownViews(page.docs));
    });
  }

  /** One's own case. Throws NOT_FOUND for somebody else's, FORBIDDEN and kin. */
  async own(caller: Caller, number: string): Promise<AffairCaseEntity> {
    const { collections: { cases }, authoriser, audit } = this.#deps;
    const subject = this.#ownSubject(caller, number);
    await authoriser.check(caller, READ_OWN, subject);
    return readOnRecord(audit, caller, { action: READ_OWN, subject, purpose: 'self' }, async () => {
      const doc = await cases.findOne({ _id: number, applicantId: principalOf(caller) ?? '' });
      const [view] = doc ? await this.#ownViews([doc]) : [];
      if (!view) throw new Fault('NOT_FOUND', { number });
      return view;
    });
  }

  /** One's own case now and after each change; every time authorised and recorded anew. Throws as {@link own}. */
  async watch(caller: Caller, number: string, topic: string): Promise<AsyncIterableIterator<AffairCaseEntity>> {
    const { authoriser, collections: { cases } } = this.#deps;
    await authoriser.check(caller, READ_OWN, this.#ownSubject(caller, number));
    if ((await cases.countDocuments({ _id: number, applicantId: principalOf(caller) ?? '' })) === 0) throw new Fault('NOT_FOUND', { number });
    return this.#following(number, topic, () => this.own(caller, number));
  }

  /** A case as staff see it, now and after each change; every time authorised and recorded anew. Throws as {@link staffCase}. */
  async watchForStaff(caller: Caller, number: string, topic: string): Promise<AsyncIterableIterator<StaffCaseEntity>> {
    const { authoriser, supervisor, collections: { cases } } = this.#deps;
    await authoriser.check(caller, READ, { type: 'case', id: number });
    const doc = await cases.findOne({ _id: number }, { projection: { organisations: 1 } });
    takesPart(doc, number, staffActor(caller, supervisor));
    return this.#following(number, topic, () => this.staffCase(caller, number));
  }

  #following<T>(number: string, topic: string, read: () => Promise<T>): AsyncIterableIterator<T> {
    const stream = liveStream({ read, onOver: () => unsubscribe() });
    const { events } = this.#deps;
    const stops = [
      events.subscribe(topic, (payload) => {
        if ((payload as { readonly number: string }).number === number) stream.put(); // published by the service alone
      }),
      events.subscribe(EVENTS_MISSED, () => stream.put()),
    ];
    const unsubscribe = (): void => stops.forEach((stop) => stop());
    return stream;
  }

  /** How a case stands, by number and last four characters. Throws RATE_LIMITED after ten wrong tries an hour at one number. */
  async progress(number: string, last4: string): Promise<CaseProgressEntity | null> {
    const { collections: { cases }, store } = this.#deps;
    if (!(await this.proves(number, last4))) return null;
    const doc = await cases.findOne({ _id: number });
    if (!doc) return null;
    const state = store.opened(doc);
    // Whoever served somebody knows both: that it was rated would tell them by whom.
    return progressOf(state, (await this.#drawing())(state, doc.papers), null);
  }

  /** Whether number and last four characters belong together; wrong tries are counted, and ten an hour are the most. */
  async proves(number: string, last4: string): Promise<boolean> {
    const { collections: { tries }, store, clocks } = this.#deps;
    if (!/^\d{20}$/.test(number) || !/^[0-9A-Za-z]{4}$/.test(last4)) return false;
    const now = clocks.system.now();
    const _id = `${number}:${Math.floor(now / HOUR_MS)}`;
    // Counted before it is judged: of many at once no more are looked at than of one after the other.
    const counted = await tries.findOneAndUpdate({ _id }, { $inc: { count: 1 }, $setOnInsert: { expiresAt: new Date(now + 2 * HOUR_MS) } }, { upsert: true, returnDocument: 'after' });
    if ((counted?.count ?? 1) > MOST_TRIES) throw new Fault('RATE_LIMITED', { retryAfterSeconds: Math.ceil((HOUR_MS - (now % HOUR_MS)) / 1000) });
    if (!(await store.matches(number, last4.toUpperCase()))) return false;
    await tries.updateOne({ _id }, { $inc: { count: -1 } });
    return true;
  }

  /** What waits for the organisation of the caller's post, what is due first before the rest. Throws FORBIDDEN and kin. */
  async worklist(caller: Caller, filter: WorkFilter, args: PageArgs): Promise<Page<CaseTaskEntity>> {
    const { collections: { tasks }, authoriser, clocks, supervisor } = this.#deps;
    const by = staffActor(caller, supervisor);
    await authoriser.check(caller, 'community.cases.list', { type: 'case', id: 'worklist', organisationId: by.organisationId });
    const now = clocks.system.now();
    const { kind, light, serviceId, mine, number } = filter;
    const page = await documentPage<CaseTaskDocument>(tasks, {
      filter: { organisationId: by.organisationId, ...(kind ? { kind } : {}), ...(serviceId ? { serviceId } : {}), ...(mine ? { assignee: by.personId } : {}), ...(number ? { number } : {}) }, lit: litBy(light, now),
      by: 'redAt', order: 1, maxFirst: 100, defaultFirst: 30,
    }, args);
    return page.connect(await this.taskViews(page.docs, now));
  }

  /** Tasks as the contract has them. */
  async taskViews(docs: readonly CaseTaskDocument[], now: number): Promise<CaseTaskEntity[]> {
    const { people, services } = this.#deps;
    const assignees = docs.flatMap(({ assignee }) => (assignee === '' ? [] : [assignee]));
    const names = assignees.length > 0 ? await people.namesOf([...new Set(assignees)]) : new Map<string, string>();
    return docs.map(({ _id, number, kind, title, serviceId, step, since, redAt, yellowAt, assignee, owed, revoked = false }) => ({
      id: _id, number, kind, title, serviceId, serviceName: serviceNameOf({ serviceId }, services(serviceId)), step, since: since.getTime(), dueOn: dueOn(redAt), light: lightOf({ redAt, yellowAt }, now),
      assignee: assignee === '' ? null : (names.get(assignee) ?? null), owedUntil: owed?.until ?? null, owedLight: owed ? lightOf(owed, now) : null, revoked,
    }));
  }

  /** A case for those who work on it or watch its clocks; recorded. Throws NOT_FOUND, FORBIDDEN and kin. */
  async staffCase(caller: Caller, number: string): Promise<StaffCaseEntity> {
    const { authoriser, supervisor } = this.#deps;
    await authoriser.check(caller, READ, { type: 'case', id: number });
    return this.forStaff(caller, number, staffActor(caller, supervisor));
  }

  /** The same for whoever was authorised already, as after an action. */
  async forStaff(caller: Caller, number: string, by: StaffActor): Promise<StaffCaseEntity> {
    const { collections: { cases }, audit } = this.#deps;
    const doc = takesPart(await cases.findOne({ _id: number }), number, by);
    return readOnRecord(audit, caller, { action: READ, subject: { type: 'case', id: number, personIds: [doc.applicantId] }, purpose: 'service' }, async () => {
      const [view] = await this.#staffViews([doc], by);
      if (!view) throw new Fault('NOT_FOUND', { number });
      return view;
    });
  }

  /** Cases with running clocks, those whose limit is nearest first: all for the office that watches, else one's own organisation's. */
  async supervised(caller: Caller, filter: SupervisionFilter, args: PageArgs): Promise<Page<StaffCaseEntity>> {
    const { collections: { cases }, authoriser, audit, clocks, supervisor } = this.#deps;
    const by = staffActor(caller, supervisor);
    await authoriser.check(caller, 'community.supervision.read', { type: 'case', id: 'supervised', organisationId: by.organisationId });
    const organisationId = supervises(caller, supervisor) ? filter.organisationId : by.organisationId;
    const page = await documentPage<CaseDocument>(cases, {
      filter: { ...(organisationId ? { waitsFor: organisationId } : { redAt: { $lt: NEVER } }), ...(filter.serviceId ? { serviceId: filter.serviceId } : {}) }, lit: litBy(filter.light, clocks.system.now()),
      by: 'redAt', order: 1, maxFirst: 100, defaultFirst: 30,
    }, args);
    const subject = { type: 'case', id: 'supervised', personIds: [...new Set(page.docs.map(({ applicantId }) => applicantId))] };
    return readOnRecord(audit, caller, { action: 'community.supervision.read', subject, purpose: 'supervision' }, async () => page.connect(await this.#staffViews(page.docs, by)));
  }

  #ownSubject(caller: Caller, id: string) {
    return { type: 'case', id, personIds: [principalOf(caller) ?? ''] };
  }

  /** What every view of this moment is drawn with. */
  async #drawing(): Promise<(state: CaseState, papers: CaseDocument['papers']) => Drawing> {
    const { calendar, clocks, names, services } = this.#deps;
    const [now, nameOf] = [clocks.system.now(), await names.all()];
    return ({ serviceId, serviceVersion }, papers) => ({ calendar, now, nameOf, service: services(serviceId, serviceVersion), papers });
  }

  async #ownViews(docs: readonly CaseDocument[]): Promise<AffairCaseEntity[]> {
    const { store, gradesOf } = this.#deps;
    const numbers = docs.map(({ _id }) => _id);
    const [logs, grades, drawn] = await Promise.all([store.logs(numbers), gradesOf(numbers), this.#drawing()]);
    return docs.map((doc) => {
      const state = store.opened(doc);
      return affairCaseOf(state, logs.get(doc._id) ?? [], drawn(state, doc.papers), grades.get(doc._id) ?? null);
    });
  }

  async #staffViews(docs: readonly CaseDocument[], by: StaffActor): Promise<StaffCaseEntity[]> {
    const { store, people, directory } = this.#deps;
    const [logs, drawn, colleagues] = await Promise.all([store.logs(docs.map(({ _id }) => _id)), this.#drawing(), workersOf(directory, by.organisationId)]);
    const seen = docs.map((doc) => ({ state: store.opened(doc), log: logs.get(doc._id) ?? [], papers: doc.papers }));
    const names = await people.namesOf([...new Set([...seen.flatMap(({ state, log }) => peopleIn(state, log)), ...colleagues])]);
    const called = colleagues.map((personId) => ({ personId, name: names.get(personId) ?? '' }));
    return seen.map(({ state, log, papers }) => {
      const aside = isAside(state, by.personId);
      return staffCaseOf(aside ? withoutWords(state) : state, aside ? [] : log, { ...drawn(state, papers), by, people: names, colleagues: called });
    });
  }
}

/** A case that an organisation takes part in, or whose clocks it watches. Throws NOT_FOUND, FORBIDDEN. */
function takesPart<Doc extends Pick<CaseDocument, 'organisations'>>(doc: Doc | null, number: string, by: StaffActor): Doc {
  if (!doc) throw new Fault('NOT_FOUND', { number });
  if (!by.supervises && !doc.organisations.includes(by.organisationId)) throw new Fault('FORBIDDEN');
  return doc;
}
