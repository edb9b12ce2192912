import type { ClientSession } from 'mongoose';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import { isDuplicate, withTransaction } from '../../../kernel/db.js';
import { Fault } from '../../../kernel/errors.js';
import type { CaseDeps, GivenRating } from '../cases/deps.js';
import { agentOf } from '../cases/notices.js';
import { organisationsOf } from '../cases/projection.js';
import type { CaseReading } from '../cases/reading.js';
import { canRate, serviceNameOf } from '../cases/view.js';
import type { CaseState } from '../machine/types.js';
import type { CaseActionRefusedEntity, CaseRatedEntity } from '../types.js';
import { checkNotStaff, notNow, ratedBefore, type RatingBook, type Said } from './giving.js';
import { ratingCollection } from './model.js';

const RATE = 'community.ratings.rate';
const RATE_BY_NUMBER = 'community.ratings.rate-by-number';

type RateOutcome = CaseRatedEntity | CaseActionRefusedEntity;

/** 好差评 of cases: five grades, once a case. One by number stands until the applicant says something from their account. */
export class RatingService {
  readonly #deps: CaseDeps;
  readonly #reading: CaseReading;
  readonly #book: RatingBook;

  constructor(deps: CaseDeps, reading: CaseReading, book: RatingBook) {
    this.#deps = deps;
    this.#reading = reading;
    this.#book = book;
  }

  /** Rates one's own closed case, once; in the place of what somebody said by number. Throws NOT_FOUND for somebody else's, BAD_INPUT, FORBIDDEN and kin. */
  async rate(caller: Caller, number: string, said: Said, key: string): Promise<RateOutcome> {
    const { authoriser, mutations, store } = this.#deps;
    const personId = principalOf(caller) ?? '';
    await authoriser.check(caller, RATE, { type: 'rating', id: number, personIds: [personId] });
    const give = () => mutations.run<boolean>(caller, { action: RATE, key, input: { number, ...said } }, async (session) => {
      const state = await store.find(number, session);
      if (state?.applicantId !== personId) throw new Fault('NOT_FOUND', { number });
      return canRate(state, null) && (await this.#give(session, caller, state, said, false));
    });
    // Somebody who rates by number at the same moment is no reason to refuse the applicant.
    const stands = await give().catch((error: unknown) => (isDuplicate(error) ? give() : Promise.reject(error)));
    if (stands) return { is: 'CaseRated', number, ...(await this.#book.standing(number)) };
    const state = await store.find(number);
    return state && canRate(state, null) ? ratedBefore('case') : notNow();
  }

  /**
   * The same by number and last four characters, without an account, and not by staff: they know both. The applicant is told.
   * Whoever comes after another rating is answered alike: it tells nobody whether the case was rated.
   * Throws NOT_FOUND where they do not belong together, RATE_LIMITED, FORBIDDEN.
   */
  async rateByNumber(caller: Caller, number: string, last4: string, said: Said): Promise<RateOutcome> {
    const { store, connection, directory, authoriser } = this.#deps;
    await authoriser.check(caller, RATE_BY_NUMBER, { type: 'rating', id: number });
    if (!(await this.#reading.proves(number, last4))) throw new Fault('NOT_FOUND', { number });
    const state = await store.find(number);
    if (!state) throw new Fault('NOT_FOUND', { number });
    await checkNotStaff(caller, organisationsOf(state), directory);
    if (!canRate(state, null)) return notNow();
    try {
      await withTransaction(connection, async (session) => {
        if (await this.#give(session, caller, state, said, true)) await this.#tellApplicant(session, state);
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    return { is: 'CaseRated', number, ...this.#book.handedIn(said.grade, true) };
  }

  /** What was said of cases, by number; what was given nothing is left out. */
  async gradesOf(numbers: readonly string[]): Promise<ReadonlyMap<string, GivenRating>> {
    const found = await ratingCollection(this.#deps.connection).find({ _id: { $in: [...numbers] } }, { projection: { grade: 1, byNumber: 1 } }).toArray();
    return new Map(found.map(({ _id, grade, byNumber = false }) => [_id, { grade, byNumber }]));
  }

  async #give(session: ClientSession, caller: Caller, { number, serviceId, lead, applicantId }: CaseState, said: Said, byNumber: boolean): Promise<boolean> {
    // Whoever watched its clocks did not serve anybody; who handed in for the applicant may be the clerk at the counter.
    const workedBy = [...new Set((await this.#deps.store.log(number)).flatMap(({ by }) => ((by.kind === 'staff' && !by.supervises) || (by.kind === 'applicant' && by.personId !== applicantId) ? [by.personId] : [])))];
    return this.#book.give(session, caller, { ...said, _id: number, serviceId, organisationId: lead, applicantId, workedBy, byNumber });
  }

  async #tellApplicant(session: ClientSession, state: CaseState): Promise<void> {
    const { notifier, services, people } = this.#deps;
    const { number, applicantId, serviceId, serviceVersion } = state;
    const agentId = await agentOf(state, people);
    for (const personId of [applicantId, ...(agentId === null ? [] : [agentId])]) {
      await notifier.notify(session, { personId, template: 'community.rating-by-number', params: { service: serviceNameOf({ serviceId }, services(serviceId, serviceVersion)), number }, key: `rating:${number}:by-number:${personId}`, link: `/me/affairs/${number}` });
    }
  }
}
