import type { Caller } from '../../../kernel/caller.js';
import type { BilingualText } from '../../../kernel/identifiers.js';
import type { TicketEntity } from '../../queue/types.js';

/** A visit to a window that is over, and not for so long that it could not be rated. */
export interface ServedVisit {
  readonly ticketId: string;
  readonly centreId: string;
  readonly businessId: string;
  /** The number of that day. */
  readonly number: string;
  /** The person whose number it was; null where nobody proved held it. */
  readonly personId: string | null;
  /** Person ids of the clerks who called it to their windows. */
  readonly servedBy: readonly string[];
}

/** Visits to windows, as ratings know them; queues implement it. */
export interface Visits {
  /** The caller's own, or of whom they act for, of the last days, the newest first. Authorised and recorded. */
  recent(caller: Caller): Promise<readonly TicketEntity[]>;
  /** The caller's own, or of whom they act for; null where it is none, not over, or too long ago. */
  own(caller: Caller, ticketId: string): Promise<ServedVisit | null>;
  /** By a slip's code; null as above. */
  byCode(code: string): Promise<ServedVisit | null>;
  /** How a centre's business is called; its id where it is gone. */
  businessName(centreId: string, businessId: string): Promise<BilingualText>;
}
