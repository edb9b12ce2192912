import type { ClientSession } from 'mongoose';
import { readOnRecord } from '../../../kernel/audit/on-record.js';
import type { Caller } from '../../../kernel/caller.js';
import { withTransaction } from '../../../kernel/db.js';
import { Fault } from '../../../kernel/errors.js';
import { maskPhone, type BilingualText } from '../../../kernel/identifiers.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import { supervises, type CaseDeps } from '../cases/deps.js';
import { documentPage } from '../cases/pages.js';
import { dueOn, lightOf } from '../cases/reading.js';
import { serviceNameOf } from '../cases/view.js';
import { OPEN_FOLLOW_UPS, type FollowUpState, type RatingFollowUpEntity } from '../types.js';
import { checkWords } from './giving.js';
import { ratingCollection, ratingContext, type RatingDocument } from './model.js';
import type { Visits } from './ports.js';

const FOLLOW_UP = 'community.ratings.follow-up';
/** Alarms looked at in one turn. */
const AT_ONCE = 100;
const OPEN = { $in: [...OPEN_FOLLOW_UPS] };
/** From here it is put right. */
const TO_PUT_RIGHT: readonly FollowUpState[] = ['CONTACTED', 'UNREACHABLE'];

/** 差评 of cases and of visits, followed up by somebody else than whoever was rated. */
export class FollowUps {
  readonly #deps: CaseDeps;
  readonly #visits: Visits;

  constructor(deps: CaseDeps, visits: Visits) {
    this.#deps = deps;
    this.#visits = visits;
  }

  /** Those to follow up, the oldest first, without what the caller worked on. Throws FORBIDDEN and kin. */
  async list(caller: Caller, args: PageArgs): Promise<Page<RatingFollowUpEntity>> {
    const { authoriser, audit } = this.#deps;
    await authoriser.check(caller, FOLLOW_UP, subjectOf(caller, 'list'));
    const page = await documentPage<RatingDocument>(this.#ratings, { filter: this.openFor(caller), by: 'at', order: 1, maxFirst: 50, defaultFirst: 20 }, args);
    const subject = { ...subjectOf(caller, 'list'), personIds: [...new Set(page.docs.flatMap(({ applicantId }) => applicantId ?? []))] };
    return readOnRecord(audit, caller, { action: FOLLOW_UP, subject, purpose: 'service' }, async () => page.connect(await Promise.all(page.docs.map((doc) => this.#view(doc)))));
  }

  /** Whether following up is somebody's at all. */
  async mayFollowUp(caller: Caller): Promise<boolean> {
    return this.#deps.authoriser.allows(caller, FOLLOW_UP, subjectOf(caller, 'list'));
  }

  /** Which follow-ups are somebody's: of their organisation, or all for the supervising office; never of what they worked on. */
  openFor(caller: Caller) {
    const all = supervises(caller, this.#deps.supervisor);
    return { state: OPEN, workedBy: { $ne: caller.personId ?? '' }, ...(all ? {} : { organisationId: caller.post?.organisationId ?? '' }) };
  }

  /** Says that the person was contacted. Throws NOT_FOUND, CONFLICT (it was done), FORBIDDEN and kin. */
  async contact(caller: Caller, id: string, note: string, key: string): Promise<RatingFollowUpEntity> {
    return this.#follow(caller, id, note, key, 'contact', ['TO_CONTACT'], (now, { putRightBy }) => ({ state: 'CONTACTED', alarmAt: putRightBy, contactedAt: now, contactSealed: this.#deps.cipher.seal(note, ratingContext(id, 'contact')) }));
  }

  /** Says what was put right; published. Throws as {@link contact}. */
  async putRight(caller: Caller, id: string, note: string, key: string): Promise<RatingFollowUpEntity> {
    return this.#follow(caller, id, note, key, 'put-right', TO_PUT_RIGHT, (now) => ({ state: 'PUT_RIGHT', alarmAt: null, putRightAt: now, putRight: note, phoneSealed: null }));
  }

  /** Tells who is to follow one up: the organisation's approvers, or the supervising office's where all of them were rated. Neither number nor person is named. */
  async begin(session: ClientSession, doc: RatingDocument): Promise<void> {
    const { directory, notifier, supervisor } = this.#deps;
    const free = (await directory.holdersOf(doc.organisationId, 'approver')).filter((personId) => !doc.workedBy.includes(personId));
    const heads = free.length > 0 ? free : await directory.holdersOf(supervisor, 'approver');
    const service = await this.nameOf(doc);
    for (const personId of heads) await notifier.notify(session, { personId, template: doc.state === 'UNREACHABLE' ? 'community.rating-poor-unreachable' : 'community.rating-poor', params: { service }, key: `${keyOf(doc)}:${personId}`, link: '/staff/feedback' });
  }

  /** Tells the supervising office of those whose time to contact, or to put right, is over: each once. @returns how many */
  async tellLate(): Promise<number> {
    const { connection, clocks, directory, notifier, supervisor } = this.#deps;
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
        const service = await this.nameOf(doc);
        for (const personId of watching.filter((one) => !doc.workedBy.includes(one))) {
          await notifier.notify(session, { personId, template: 'community.rating-late', params: { service, what }, key: `${keyOf(doc)}:late:${toContact ? 'contact' : 'put-right'}:${personId}`, link: '/staff/feedback' });
        }
      });
    }
    return due.length;
  }

  /** What was rated, in words: a service, or the business of a window. */
  async nameOf({ serviceId, visit, organisationId }: Pick<RatingDocument, 'serviceId' | 'visit' | 'organisationId'>): Promise<BilingualText> {
    if (visit) return this.#visits.businessName(organisationId, visit.businessId);
    return serviceNameOf({ serviceId: serviceId ?? '' }, this.#deps.services(serviceId ?? ''));
  }

  async #follow(caller: Caller, id: string, note: string, key: string, what: 'contact' | 'put-right', from: readonly FollowUpState[], set: (now: Date, before: RatingDocument) => Partial<RatingDocument>): Promise<RatingFollowUpEntity> {
    const { authoriser, mutations, audit, clocks, notifier } = this.#deps;
    await authoriser.check(caller, FOLLOW_UP, subjectOf(caller, id));
    checkWords(note, 1);
    await mutations.run(caller, { action: `${FOLLOW_UP}:${what}`, key, input: { id, note } }, async (session) => {
      const { state: _open, ...own } = this.openFor(caller);
      const doc = await this.#ratings.findOne({ _id: id, ...own }, { session });
      if (!doc) throw new Fault('NOT_FOUND', { id });
      const { matchedCount } = await this.#ratings.updateOne({ _id: id, state: { $in: [...from] } }, { $set: set(new Date(clocks.system.now()), doc) }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { id, state: doc.state });
      await audit.write(session, caller, { action: FOLLOW_UP, subject: { ...subjectOf(caller, id), personIds: doc.applicantId === null ? [] : [doc.applicantId] }, purpose: 'service', details: { what } });
      if (what === 'put-right' && doc.applicantId !== null) await notifier.notify(session, { personId: doc.applicantId, template: 'community.rating-put-right', params: { service: await this.nameOf(doc), number: numberOf(doc) }, key: `${keyOf(doc)}:put-right`, link: doc.visit ? '/queue' : `/me/affairs/${id}` });
      return { id };
    });
    const doc = await this.#ratings.findOne({ _id: id });
    if (!doc) throw new Fault('NOT_FOUND', { id });
    return this.#view(doc);
  }

  async #view(doc: RatingDocument): Promise<RatingFollowUpEntity> {
    const { cipher, clocks } = this.#deps;
    const { _id: id, contactBy, putRightBy, state } = doc;
    if (state === null || putRightBy === null) throw new Error(`${id} is no 差评`);
    const next = (state === 'TO_CONTACT' ? contactBy : null) ?? putRightBy;
    return {
      id, of: doc.visit ? 'VISIT' : 'CASE', number: numberOf(doc), serviceName: await this.nameOf(doc), grade: doc.grade, text: doc.textSealed && cipher.open(doc.textSealed, ratingContext(id, 'text')), at: doc.at.getTime(), state,
      contactBy: contactBy && dueOn(contactBy), putRightBy: dueOn(putRightBy) ?? '', light: state === 'PUT_RIGHT' ? 'GREEN' : lightOf({ redAt: next, yellowAt: new Date(next.getTime() - 86_400_000) }, clocks.system.now()),
      phone: await this.#phoneOf(doc), contactNote: doc.contactSealed && cipher.open(doc.contactSealed, ratingContext(id, 'contact')), putRightNote: doc.putRight,
    };
  }

  /** Masked where the case has it in full; whole where it was left to be called back at, or nothing else leads to the person. */
  async #phoneOf({ _id, applicantId, visit, phoneSealed }: RatingDocument): Promise<string | null> {
    if (phoneSealed) return this.#deps.cipher.open(phoneSealed, ratingContext(_id, 'phone'));
    const phone = applicantId === null ? null : ((await this.#deps.people.find(applicantId))?.phone ?? null);
    return phone === null || visit ? phone : maskPhone(phone);
  }

  get #ratings() {
    return ratingCollection(this.#deps.connection);
  }
}

/** How staff and whoever rated call what was rated: a case's number, a visit's of that day. */
const numberOf = ({ _id, visit }: RatingDocument): string => visit?.number ?? _id;

/** Of a rating as it was given: another one in its place is another matter. */
const keyOf = ({ _id, at }: RatingDocument): string => `rating:${_id}:${at.getTime()}`;

const subjectOf = ({ post }: Caller, id: string) => ({ type: 'rating', id, ...(post ? { organisationId: post.organisationId } : {}) });
