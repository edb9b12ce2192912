import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { BilingualText } from '../../kernel/identifiers.js';
import type { ServedVisit, Visits } from '../approval/ratings/ports.js';
import { personOf } from '../holder.js';
import type { Centres } from './centres.js';
import type { TicketService } from './tickets.js';
import type { Ticket, TicketEntity } from './types.js';
import { mayRate } from './view.js';

/** Visits to windows that are over, as ratings know them. */
export class ServedVisits implements Visits {
  readonly #tickets: TicketService;
  readonly #centres: Centres;
  readonly #clock: Clock;

  /** @param clock the district's, by which halls run */
  constructor(tickets: TicketService, centres: Centres, clock: Clock) {
    this.#tickets = tickets;
    this.#centres = centres;
    this.#clock = clock;
  }

  async own(caller: Caller, ticketId: string): Promise<ServedVisit | null> {
    return this.#served(await this.#tickets.ownOf(caller, ticketId));
  }

  async recent(caller: Caller): Promise<readonly TicketEntity[]> {
    return this.#tickets.served(caller);
  }

  async byCode(code: string): Promise<ServedVisit | null> {
    return this.#served(await this.#tickets.ofCode(code));
  }

  async businessName(centreId: string, businessId: string): Promise<BilingualText> {
    const centre = await this.#centres.find(centreId);
    const business = [...(centre?.businesses ?? []), ...(centre?.formerBusinesses ?? [])].find(({ id }) => id === businessId);
    return { zh: business?.nameZh ?? businessId, en: business?.nameEn ?? businessId };
  }

  #served(ticket: Ticket | null): ServedVisit | null {
    if (!ticket || !mayRate(ticket, this.#clock.now())) return null;
    const { id, centreId, businessId, number, holder, servedBy = [] } = ticket;
    return { ticketId: id, centreId, businessId, number, personId: personOf(holder), servedBy };
  }
}
