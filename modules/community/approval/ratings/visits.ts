import type { Caller } from '../../../kernel/caller.js';
import { isDuplicate, withTransaction } from '../../../kernel/db.js';
import { Fault } from '../../../kernel/errors.js';
import type { CaseDeps } from '../cases/deps.js';
import type { TicketEntity } from '../../queue/types.js';
import type { CaseActionRefusedEntity, VisitRatedEntity } from '../types.js';
import { checkNotStaff, ratedBefore, type HandedIn, type RatingBook, type Said } from './giving.js';
import { ratingCollection } from './model.js';
import type { ServedVisit, Visits } from './ports.js';

const RATE = 'community.ratings.rate';
const RATE_VISIT = 'community.ratings.rate-visit';

/** What somebody says of a visit; the phone is left by who wants to be called back. */
export interface SaidOfVisit extends Said {
  readonly phone: string | null;
}

/** The rating's id of a number. */
const idOf = (ticketId: string): string => `visit:${ticketId}`;

/** 好差评 of a visit to a window: five grades, once a visit, for a week after it. */
export class VisitRatings {
  readonly #deps: CaseDeps;
  readonly #visits: Visits;
  readonly #book: RatingBook;

  constructor(deps: CaseDeps, visits: Visits, book: RatingBook) {
    this.#deps = deps;
    this.#visits = visits;
    this.#book = book;
  }

  /** Rates one's own visit (or of whom one acts for), once. Throws NOT_FOUND where it is none of the last week, FORBIDDEN and kin. */
  async rate(caller: Caller, ticketId: string, said: SaidOfVisit, key: string): Promise<VisitRatedEntity | CaseActionRefusedEntity> {
    const { authoriser, mutations } = this.#deps;
    await authoriser.check(caller, caller.actingFor ? RATE : RATE_VISIT, { type: 'rating', id: idOf(ticketId), personIds: caller.actingFor?.kind === 'person' ? [caller.actingFor.id] : [] });
    const visit = await this.#visits.own(caller, ticketId);
    if (!visit) throw new Fault('NOT_FOUND', { ticketId });
    if (visit.servedBy.includes(caller.personId ?? '')) throw new Fault('FORBIDDEN');
    try {
      const stands = await mutations.run<boolean>(caller, { action: RATE_VISIT, key, input: { ticketId, ...said } }, (session) => this.#book.give(session, caller, handedIn(visit, said, false)));
      return stands ? { is: 'VisitRated', number: visit.number, ...(await this.#book.standing(idOf(ticketId))) } : ratedBefore('visit');
    } catch (error) {
      if (isDuplicate(error)) return ratedBefore('visit');
      throw error;
    }
  }

  /**
   * The same by a slip's code, without an account. The first stands; whoever comes later is answered alike, so that who gave the
   * slip out does not learn from it whether its holder has rated. Throws NOT_FOUND, and FORBIDDEN for staff.
   */
  async rateByCode(caller: Caller, code: string, said: SaidOfVisit): Promise<VisitRatedEntity> {
    const visit = await this.#visits.byCode(code);
    if (!visit) throw new Fault('NOT_FOUND');
    await checkNotStaff(caller, [visit.centreId], this.#deps.directory);
    try {
      await withTransaction(this.#deps.connection, (session) => this.#book.give(session, caller, handedIn(visit, said, true)));
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    return { is: 'VisitRated', number: visit.number, ...this.#book.handedIn(said.grade, (said.phone ?? '').trim() !== '') };
  }

  /** One's own visits of the last week that were not rated, the newest first. Throws UNAUTHENTICATED and kin. */
  async toRate(caller: Caller): Promise<TicketEntity[]> {
    const recent = await this.#visits.recent(caller);
    const rated = new Set((await ratingCollection(this.#deps.connection).find({ _id: { $in: recent.map(({ id }) => idOf(id)) } }, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
    return recent.filter(({ id }) => !rated.has(idOf(id)));
  }

  /** Whether one's own visit can be rated now. */
  async canRate(caller: Caller, ticketId: string): Promise<boolean> {
    if (caller.accountId === null || !(await this.#visits.own(caller, ticketId))) return false;
    return (await ratingCollection(this.#deps.connection).countDocuments({ _id: idOf(ticketId) }, { limit: 1 })) === 0;
  }
}

function handedIn({ ticketId, centreId, businessId, number, personId, servedBy }: ServedVisit, said: SaidOfVisit, byNumber: boolean): HandedIn {
  return { ...said, _id: idOf(ticketId), serviceId: null, visit: { businessId, number }, organisationId: centreId, applicantId: personId, workedBy: [...servedBy], byNumber };
}
