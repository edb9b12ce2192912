import type { ClientSession } from 'mongoose';
import { readOnRecord } from '../../../kernel/audit/on-record.js';
import { endOfDay } from '../../../kernel/calendar.js';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import { isDuplicate, withTransaction } from '../../../kernel/db.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import { maskPhone } from '../../../kernel/identifiers.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import { supervises, type CaseDeps } from '../cases/deps.js';
import { documentPage } from '../cases/pages.js';
import { dueOn, lightOf, type CaseReading } from '../cases/reading.js';
import { canRate, serviceNameOf } from '../cases/view.js';
import { REFUSALS } from '../cases/words.js';
import type { CaseState } from '../machine/types.js';
import { RATING_GRADES, type CaseActionRefusedEntity, type CaseRatedEntity, type RatingFollowUpEntity, type RatingGrade, type RatingSummaryEntity } from '../types.js';
import { ratingCollection, ratingContext, type RatingDocument } from './model.js';

const RATE = 'community.ratings.rate';
const FOLLOW_UP = 'community.ratings.follow-up';
/** 差评: contacted within 1 working day, put right within 15 (国办发〔2019〕51号). */
const CONTACT_WORKING_DAYS = 1;
const PUT_RIGHT_WORKING_DAYS = 15;
const LONGEST_TEXT = 500;
const IMPROVEMENTS = 10;
/** Alarms looked at in one turn. */
const AT_ONCE = 100;
const OPEN: { $in: ('TO_CONTACT' | 'CONTACTED')[] } = { $in: ['TO_CONTACT', 'CONTACTED'] };

const isPoor = (grade: RatingGrade): boolean => grade === 'POOR' || grade === 'VERY_POOR';

/** How many of a group have a value in a field. */
const counted = (field: string, value: string) => ({ $sum: { $cond: [{ $eq: [field, value] }, 1, 0] } });

type Line = { readonly _id: { readonly serviceId: string; readonly organisationId: string }; readonly count: number; readonly putRight: number } & Readonly<Record<RatingGrade, number>>;
type Improved = Pick<Line, '_id'> & { readonly last: readonly string[] };
type RateOutcome = CaseRatedEntity | CaseActionRefusedEntity;

/** 好差评: five grades, once a case; a 差评 is followed up by somebody else than whoever was rated. */
export class RatingService {
  readonly #deps: CaseDeps;
  readonly #reading: CaseReading;

  constructor(deps: CaseDeps, reading: CaseReading) {
    this.#deps = deps;
    this.#reading = reading;
  }

  /** Rates one's own closed case, once. Throws NOT_FOUND for somebody else's, BAD_INPUT, FORBIDDEN and kin. */
  async rate(caller: Caller, number: string, grade: RatingGrade, text: string | null, key: string): Promise<RateOutcome> {
    const { authoriser, mutations, store } = this.#deps;
    const personId = principalOf(caller) ?? '';
    await authoriser.check(caller, RATE, { type: 'rating', id: number, personIds: [personId] });
    return this.#once(number, () => mutations.run<boolean>(caller, { action: RATE, key, input: { number, grade, text } }, async (session) => {
      const state = await store.find(number, session);
      if (state?.applicantId !== personId) throw new Fault('NOT_FOUND', { number });
      return this.#rate(session, caller, state, grade, text);
    }));
  }

  /** The same by number and last four characters, without an account. Throws NOT_FOUND where they do not belong together, RATE_LIMITED. */
  async rateByNumber(caller: Caller, number: string, last4: string, grade: RatingGrade, text: string | null): Promise<RateOutcome> {
    const { store, connection } = this.#deps;
    if (!(await this.#reading.proves(number, last4))) throw new Fault('NOT_FOUND', { number });
    return this.#once(number, () => withTransaction(connection, async (session) => {
      const state = await store.find(number, session);
      if (!state) throw new Fault('NOT_FOUND', { number });
      return this.#rate(session, caller, state, grade, text);
    }));
  }

  /** A double at the same moment finds the case rated. */
  async #once(number: string, rate: () => Promise<boolean>): Promise<RateOutcome> {
    try {
      return (await rate()) ? await this.#rated(number) : refused();
    } catch (error) {
      if (isDuplicate(error)) return refused();
      throw error;
    }
  }

  /** The grades that cases were given, by number; what was given none is left out. */
  async gradesOf(numbers: readonly string[]): Promise<ReadonlyMap<string, RatingGrade>> {
    const found = await this.#ratings.find({ _id: { $in: [...numbers] } }, { projection: { grade: 1 } }).toArray();
    return new Map(found.map(({ _id, grade }) => [_id, grade]));
  }

  /** What people say of services, as it is published. Anybody may read it. */
  async published(filter: { readonly serviceId?: string | null | undefined; readonly organisationId?: string | null | undefined }): Promise<RatingSummaryEntity[]> {
    const { names, services } = this.#deps;
    const match = { ...(filter.serviceId ? { serviceId: filter.serviceId } : {}), ...(filter.organisationId ? { organisationId: filter.organisationId } : {}) };
    const lines = await this.#ratings.aggregate<Line>([
      { $match: match },
      { $group: { _id: { serviceId: '$serviceId', organisationId: '$organisationId' }, count: { $sum: 1 }, putRight: counted('$state', 'PUT_RIGHT'), ...Object.fromEntries(RATING_GRADES.map((grade) => [grade, counted('$grade', grade)])) } },
      { $sort: { '_id.serviceId': 1, '_id.organisationId': 1 } },
    ]).toArray();
    const [nameOf, improved] = await Promise.all([names.all(), this.#improved(match)]);
    return lines.map(({ _id: { serviceId, organisationId }, count, putRight, ...grades }) => ({
      serviceId, organisationId, serviceName: serviceNameOf({ serviceId }, services(serviceId)), organisation: nameOf(organisationId), count, grades: RATING_GRADES.map((grade) => grades[grade]),
      satisfied: (count - grades.POOR - grades.VERY_POOR) / count, putRight, improvements: improved.get(`${serviceId} ${organisationId}`) ?? [],
    }));
  }

  /** What was put right last, by service and organisation. */
  async #improved(match: object): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = await this.#ratings.aggregate<Improved>([
      { $match: { ...match, state: 'PUT_RIGHT' } },
      { $group: { _id: { serviceId: '$serviceId', organisationId: '$organisationId' }, last: { $topN: { n: IMPROVEMENTS, sortBy: { putRightAt: -1, _id: 1 }, output: '$putRight' } } } },
    ]).toArray();
    return new Map(found.map(({ _id: { serviceId, organisationId }, last }) => [`${serviceId} ${organisationId}`, last]));
  }

  /** 差评 to follow up, the oldest first, without those of cases that the caller worked on. Throws FORBIDDEN and kin. */
  async followUps(caller: Caller, args: PageArgs): Promise<Page<RatingFollowUpEntity>> {
    const { authoriser, audit } = this.#deps;
    await authoriser.check(caller, FOLLOW_UP, this.#subject(caller, 'list'));
    const page = await documentPage<RatingDocument>(this.#ratings, { filter: this.openFor(caller), by: 'at', order: 1, maxFirst: 50, defaultFirst: 20 }, args);
    const subject = { ...this.#subject(caller, 'list'), personIds: [...new Set(page.docs.map(({ applicantId }) => applicantId))] };
    return readOnRecord(audit, caller, { action: FOLLOW_UP, subject, purpose: 'service' }, async () => page.connect(await Promise.all(page.docs.map((doc) => this.#view(doc)))));
  }

  /** Whether following up is somebody's at all. */
  async mayFollowUp(caller: Caller): Promise<boolean> {
    return this.#deps.authoriser.allows(caller, FOLLOW_UP, this.#subject(caller, 'list'));
  }

  /** Which follow-ups are somebody's: of their organisation, or all for the supervising office; never of a case that they worked on. */
  openFor(caller: Caller) {
    const all = supervises(caller, this.#deps.supervisor);
    return { state: OPEN, workedBy: { $ne: caller.personId ?? '' }, ...(all ? {} : { organisationId: caller.post?.organisationId ?? '' }) };
  }

  /** Says that the person was contacted. Throws NOT_FOUND, CONFLICT (it was done), FORBIDDEN and kin. */
  async contact(caller: Caller, number: string, note: string, key: string): Promise<RatingFollowUpEntity> {
    return this.#follow(caller, number, note, key, 'TO_CONTACT', (now, { putRightBy }) => ({ state: 'CONTACTED', alarmAt: putRightBy, contactedAt: now, contactSealed: this.#deps.cipher.seal(note, ratingContext(number, 'contact')) }));
  }

  /** Says what was put right; published. Throws as {@link contact}. */
  async putRight(caller: Caller, number: string, note: string, key: string): Promise<RatingFollowUpEntity> {
    return this.#follow(caller, number, note, key, 'CONTACTED', (now) => ({ state: 'PUT_RIGHT', alarmAt: null, putRightAt: now, putRight: note }));
  }

  /** Tells the supervising office of 差评 whose time to contact, or to put right, is over: each once. @returns how many */
  async tellLate(): Promise<number> {
    const { connection, clocks, directory, notifier, supervisor, services } = this.#deps;
    const now = new Date(clocks.system.now());
    const due = await this.#ratings.find({ alarmAt: { $lte: now } }, { projection: { _id: 1 } }).sort({ alarmAt: 1 }).limit(AT_ONCE).toArray();
    const watching = due.length === 0 ? [] : await directory.holdersOf(supervisor, 'approver');
    for (const { _id } of due) {
      await withTransaction(connection, async (session) => {
        const doc = await this.#ratings.findOne({ _id, alarmAt: { $lte: now } }, { session });
        if (!doc) return;
        const toContact = doc.alarmAt?.getTime() === doc.contactBy?.getTime();
        await this.#ratings.updateOne({ _id }, { $set: { alarmAt: toContact ? doc.putRightBy : null } }, { session });
        const what = toContact ? { zh: '联系核实', en: 'answered' } : { zh: '整改', en: 'put right' };
        for (const personId of watching.filter((one) => !doc.workedBy.includes(one))) {
          await notifier.notify(session, { personId, template: 'community.rating-late', params: { service: serviceNameOf(doc, services(doc.serviceId)), what }, key: `rating:${_id}:late:${toContact ? 'contact' : 'put-right'}:${personId}`, link: '/staff/feedback' });
        }
      });
    }
    return due.length;
  }

  async #follow(caller: Caller, number: string, note: string, key: string, from: 'TO_CONTACT' | 'CONTACTED', set: (now: Date, before: RatingDocument) => Partial<RatingDocument>): Promise<RatingFollowUpEntity> {
    const { authoriser, mutations, audit, clocks, notifier, services } = this.#deps;
    await authoriser.check(caller, FOLLOW_UP, this.#subject(caller, number));
    this.#checked(note, 1);
    await mutations.run(caller, { action: `${FOLLOW_UP}:${from}`, key, input: { number, note } }, async (session) => {
      const { state: _open, ...own } = this.openFor(caller);
      const doc = await this.#ratings.findOne({ _id: number, ...own }, { session });
      if (!doc) throw new Fault('NOT_FOUND', { number });
      const { matchedCount } = await this.#ratings.updateOne({ _id: number, state: from }, { $set: set(new Date(clocks.system.now()), doc) }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { number, state: doc.state });
      await audit.write(session, caller, { action: FOLLOW_UP, subject: { ...this.#subject(caller, number), personIds: [doc.applicantId] }, purpose: 'service', details: { from } });
      if (from === 'CONTACTED') await notifier.notify(session, { personId: doc.applicantId, template: 'community.rating-put-right', params: { service: serviceNameOf(doc, services(doc.serviceId)), number }, key: `rating:${number}:put-right`, link: `/me/affairs/${number}` });
      return { number };
    });
    const doc = await this.#ratings.findOne({ _id: number });
    if (!doc) throw new Fault('NOT_FOUND', { number });
    return this.#view(doc);
  }

  /** @returns false where it cannot be rated: not closed, or rated before */
  async #rate(session: ClientSession, caller: Caller, state: CaseState, grade: RatingGrade, text: string | null): Promise<boolean> {
    const { store, cipher, calendar, clocks, audit } = this.#deps;
    this.#checked(text ?? '', 0);
    const { number, applicantId, serviceId, lead } = state;
    const before = await this.#ratings.findOne({ _id: number }, { session, projection: { _id: 1 } });
    if (before || !canRate(state, null)) return false;
    const at = clocks.system.now();
    const within = (days: number): Date => new Date(endOfDay(calendar.addWorkingDays(districtDate(at), days)));
    // Whoever watched its clocks did not serve anybody; who handed in for the applicant may be the clerk at the counter.
    const workedBy = [...new Set((await store.log(number)).flatMap(({ by }) => ((by.kind === 'staff' && !by.supervises) || (by.kind === 'applicant' && by.personId !== applicantId) ? [by.personId] : [])))];
    await this.#ratings.insertOne({
      _id: number, serviceId, organisationId: lead, applicantId, grade, at: new Date(at), channel: caller.channel, textSealed: text === null || text.trim() === '' ? null : cipher.seal(text, ratingContext(number, 'text')),
      workedBy, state: isPoor(grade) ? 'TO_CONTACT' : null,
      contactBy: isPoor(grade) ? within(CONTACT_WORKING_DAYS) : null, putRightBy: isPoor(grade) ? within(PUT_RIGHT_WORKING_DAYS) : null, alarmAt: isPoor(grade) ? within(CONTACT_WORKING_DAYS) : null, contactedAt: null, contactSealed: null, putRightAt: null, putRight: null,
    }, { session });
    await audit.write(session, caller, { action: RATE, subject: { type: 'rating', id: number, personIds: [applicantId] }, purpose: 'self', details: { poor: isPoor(grade) } });
    if (isPoor(grade)) await this.#alert(session, state, workedBy);
    return true;
  }

  /** Tells who is to follow it up: the organisation's approvers, or the supervising office's where all of them worked on the case. Neither number nor person is named. */
  async #alert(session: ClientSession, { number, serviceId, lead }: CaseState, workedBy: readonly string[]): Promise<void> {
    const { directory, notifier, supervisor, services } = this.#deps;
    const free = (await directory.holdersOf(lead, 'approver')).filter((personId) => !workedBy.includes(personId));
    const heads = free.length > 0 ? free : await directory.holdersOf(supervisor, 'approver');
    for (const personId of heads) await notifier.notify(session, { personId, template: 'community.rating-poor', params: { service: serviceNameOf({ serviceId }, services(serviceId)) }, key: `rating:${number}:${personId}`, link: '/staff/feedback' });
  }

  async #rated(number: string): Promise<CaseRatedEntity> {
    const doc = await this.#ratings.findOne({ _id: number });
    if (!doc) throw new Fault('NOT_FOUND', { number });
    return { is: 'CaseRated', number, grade: doc.grade, contactBy: doc.contactBy && dueOn(doc.contactBy), putRightBy: doc.putRightBy && dueOn(doc.putRightBy) };
  }

  async #view(doc: RatingDocument): Promise<RatingFollowUpEntity> {
    const { cipher, people, services, clocks } = this.#deps;
    const { _id: number, contactBy, putRightBy, state } = doc;
    if (state === null || contactBy === null || putRightBy === null) throw new Error(`${number} is no 差评`);
    const next = state === 'TO_CONTACT' ? contactBy : putRightBy;
    const phone = (await people.find(doc.applicantId))?.phone ?? null;
    return {
      id: number, number, serviceName: serviceNameOf(doc, services(doc.serviceId)), grade: doc.grade, text: doc.textSealed && cipher.open(doc.textSealed, ratingContext(number, 'text')), at: doc.at.getTime(), state,
      contactBy: dueOn(contactBy) ?? '', putRightBy: dueOn(putRightBy) ?? '', light: state === 'PUT_RIGHT' ? 'GREEN' : lightOf({ redAt: next, yellowAt: new Date(next.getTime() - 86_400_000) }, clocks.system.now()),
      phone: phone === null ? null : maskPhone(phone), contactNote: doc.contactSealed && cipher.open(doc.contactSealed, ratingContext(number, 'contact')), putRightNote: doc.putRight,
    };
  }

  #checked(text: string, least: number): void {
    if (text.length > LONGEST_TEXT || text.trim().length < least) throw new Fault('BAD_INPUT', { field: 'text', reason: `${least} to ${LONGEST_TEXT} characters` });
  }

  #subject({ post }: Caller, id: string) {
    return { type: 'rating', id, ...(post ? { organisationId: post.organisationId } : {}) };
  }

  get #ratings() {
    return ratingCollection(this.#deps.connection);
  }
}

function refused(): CaseActionRefusedEntity {
  return { is: 'CaseActionRefused', code: 'NOT_NOW', details: [], text: REFUSALS.NOT_NOW };
}
