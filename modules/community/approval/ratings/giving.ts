import type { ClientSession } from 'mongoose';
import { endOfDay, type WorkingCalendar } from '../../../kernel/calendar.js';
import type { Caller } from '../../../kernel/caller.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import { normalisePhone } from '../../../kernel/identifiers.js';
import { workersOf, type CaseDeps } from '../cases/deps.js';
import { dueOn } from '../cases/reading.js';
import { NOT_RATED_YET, RATED_BEFORE } from '../cases/words.js';
import { said } from '../machine/rule.js';
import type { CaseActionRefusedEntity, RatingGrade } from '../types.js';
import type { FollowUps } from './follow-ups.js';
import { ratingCollection, ratingContext, type RatingDocument } from './model.js';

/** 差评: contacted within 1 working day, put right within 15 (国办发〔2019〕51号). */
const CONTACT_WORKING_DAYS = 1;
const PUT_RIGHT_WORKING_DAYS = 15;
const LONGEST_TEXT = 500;

/** What somebody says. */
export interface Said {
  readonly grade: RatingGrade;
  readonly text: string | null;
}

/** A rating that is handed in, of a case or of a visit. */
export interface HandedIn extends Said, Pick<RatingDocument, '_id' | 'serviceId' | 'visit' | 'organisationId' | 'applicantId' | 'workedBy'> {
  /** By what stands on a paper alone, not from an account. */
  readonly byNumber: boolean;
  /** For being called back, where nobody knows who it is. */
  readonly phone?: string | null;
}

/** Whether a grade is a 差评. */
const isPoor = (grade: RatingGrade): boolean => grade === 'POOR' || grade === 'VERY_POOR';

/** Throws BAD_INPUT for words that are too long, or too few. */
export function checkWords(text: string, least: number): void {
  if (text.length > LONGEST_TEXT || (least > 0 && !said(text))) throw new Fault('BAD_INPUT', { field: 'text', reason: `${least} to ${LONGEST_TEXT} characters` });
}

/**
 * Who works for an organisation knows the numbers on its papers, and rates by none of them: neither in a post nor, signed in, beside it.
 * Throws FORBIDDEN.
 */
export async function checkNotStaff(caller: Caller, organisations: readonly string[], directory: CaseDeps['directory']): Promise<void> {
  if (caller.post !== null) throw new Fault('FORBIDDEN');
  if (caller.personId === null) return;
  const workers = await Promise.all(organisations.map((id) => workersOf(directory, id)));
  if (workers.flat().includes(caller.personId)) throw new Fault('FORBIDDEN');
}

/** By when a 差评 of an instant is answered for; nulls for any other grade. Where nobody can be contacted there is no limit to it. */
function limits(grade: RatingGrade, at: number, calendar: WorkingCalendar, reachable: boolean): Pick<RatingDocument, 'contactBy' | 'putRightBy'> {
  const within = (days: number): Date => new Date(endOfDay(calendar.addWorkingDays(districtDate(at), days)));
  return isPoor(grade) ? { contactBy: reachable ? within(CONTACT_WORKING_DAYS) : null, putRightBy: within(PUT_RIGHT_WORKING_DAYS) } : { contactBy: null, putRightBy: null };
}

/** A phone that was left, as it is kept; null where none was. Throws BAD_INPUT for what is none. */
function phoneOf(phone: string | null): string | null {
  if (phone === null || phone.trim() === '') return null;
  const called = normalisePhone(phone);
  if (called === null) throw new Fault('BAD_INPUT', { field: 'phone', reason: 'a mainland mobile number' });
  return called;
}

/** Writes ratings, of whatever was rated: what follows from a 差评 begins here. */
export class RatingBook {
  readonly #deps: CaseDeps;
  readonly #followUps: FollowUps;

  constructor(deps: CaseDeps, followUps: FollowUps) {
    this.#deps = deps;
    this.#followUps = followUps;
  }

  /**
   * Takes a rating in, with its audit and whoever is to be told. One from an account takes the place of one by number; nothing
   * else takes the place of anything. A follow-up that is under way goes on where both are bad, else it begins or ends anew.
   * @returns whether it stands now. Throws BAD_INPUT.
   */
  async give(session: ClientSession, caller: Caller, { grade, text, phone = null, ...about }: HandedIn): Promise<boolean> {
    const { cipher, calendar, clocks, audit, connection } = this.#deps;
    checkWords(text ?? '', 0);
    const called = phoneOf(phone);
    const ratings = ratingCollection(connection);
    const before = await ratings.findOne({ _id: about._id }, { session });
    if (before && (about.byNumber || before.byNumber !== true)) return false;
    const at = clocks.system.now();
    const seal = (words: string | null, what: 'text' | 'phone'): string | null => (words === null || words.trim() === '' ? null : cipher.seal(words, ratingContext(about._id, what)));
    const goesOn = before !== null && isPoor(grade) && (before.state === 'TO_CONTACT' || before.state === 'CONTACTED');
    const reachable = about.applicantId !== null || called !== null;
    const begun = limits(grade, at, calendar, reachable);
    const doc: RatingDocument = {
      ...about, grade, at: new Date(at), channel: caller.channel, textSealed: seal(text, 'text'), phoneSealed: isPoor(grade) ? seal(called, 'phone') : null,
      ...(goesOn
        ? { state: before.state, contactBy: before.contactBy, putRightBy: before.putRightBy, alarmAt: before.alarmAt, contactedAt: before.contactedAt, contactSealed: before.contactSealed }
        : { state: isPoor(grade) ? (reachable ? 'TO_CONTACT' : 'UNREACHABLE') : null, ...begun, alarmAt: begun.contactBy ?? begun.putRightBy, contactedAt: null, contactSealed: null }),
      putRightAt: null, putRight: null,
    };
    if (before) await ratings.replaceOne({ _id: about._id }, doc, { session });
    else await ratings.insertOne(doc, { session });
    await audit.write(session, caller, { action: 'community.ratings.rate', subject: { type: 'rating', id: about._id, personIds: about.applicantId === null ? [] : [about.applicantId] }, purpose: 'self', details: { poor: isPoor(grade), byNumber: about.byNumber, instead: before !== null } });
    if (isPoor(grade) && !goesOn) await this.#followUps.begin(session, doc);
    return true;
  }

  /** A rating as it stands, as whoever gave it from an account is told. Throws NOT_FOUND. */
  async standing(id: string): Promise<Answered> {
    const doc = await ratingCollection(this.#deps.connection).findOne({ _id: id });
    if (!doc) throw new Fault('NOT_FOUND', { id });
    return answered(doc.grade, doc);
  }

  /** What whoever hands one in by number is told, whether it stands or one before it. @param reachable whether anything leads to them */
  handedIn(grade: RatingGrade, reachable: boolean): Answered {
    return answered(grade, limits(grade, this.#deps.clocks.system.now(), this.#deps.calendar, reachable));
  }
}

/** What is said of a rating: by when somebody will be in touch, where it is a 差评. */
interface Answered {
  readonly grade: RatingGrade;
  readonly contactBy: string | null;
  readonly putRightBy: string | null;
}

function answered(grade: RatingGrade, { contactBy, putRightBy }: Pick<RatingDocument, 'contactBy' | 'putRightBy'>): Answered {
  return { grade, contactBy: contactBy && dueOn(contactBy), putRightBy: putRightBy && dueOn(putRightBy) };
}

/** It is not the time to rate it. */
export function notNow(): CaseActionRefusedEntity {
  return { is: 'CaseActionRefused', code: 'NOT_NOW', details: [], text: NOT_RATED_YET };
}

/** It was rated before. */
export function ratedBefore(what: keyof typeof RATED_BEFORE): CaseActionRefusedEntity {
  return { is: 'CaseActionRefused', code: 'ALREADY_DONE', details: [], text: RATED_BEFORE[what] };
}
