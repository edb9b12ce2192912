import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { businessOf } from './centres.js';
import { personIdsOf } from '../holder.js';
import type { Halls, HallTurn } from './hall.js';
import { MOST_CALLS, mayPassAt, RECALL_AFTER_MS } from './rules/no-show.js';
import { readGround, type DecidedGround } from './rules/grounds.js';
import { nextTicket } from './rules/order.js';
import { groundContext, type TicketRequest, type TicketService } from './tickets.js';
import type { DeskEntity, DeskOutcome, DeskRefusal, GroundRefusal, Ticket, TicketAction, TicketOutcome } from './types.js';
import { currentOf, deskOf, waitingFor, windowsFor, type HallView } from './view.js';

/** What the clerks' windows stand on. */
export interface DeskDeps {
  readonly halls: Halls;
  readonly tickets: TicketService;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly cipher: FieldCipher;
}

/** Where a number goes. */
export interface Transfer {
  readonly businessId?: string | null | undefined;
  readonly window?: number | null | undefined;
}

/** What a change comes to, kept as the answer of its key. */
type Kept = { readonly window: number; readonly ticket?: Ticket } | { readonly window: number; readonly reason: DeskRefusal };

const SERVE = 'community.queue.serve';
const ISSUE = 'community.queue.issue';

/** Windows of a hall, as their clerks work at them. */
export class DeskService {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** A window as it stands. Authorised each time. Throws NOT_FOUND. */
  async desk(caller: Caller, centreId: string, window: number): Promise<DeskEntity> {
    await this.#may(caller, centreId);
    const view = await this.#deps.halls.view(centreId);
    if (!view.centre.windows.some(({ number }) => number === window)) throw new Fault('NOT_FOUND', { window });
    return deskOf(view, window, postOf(caller), (ticket) => this.#ground(ticket));
  }

  /** All numbers of a centre today, by when they were taken. Throws NOT_FOUND. */
  async numbers(caller: Caller, centreId: string): Promise<HallView> {
    await this.#may(caller, centreId);
    const view = await this.#deps.halls.view(centreId);
    return { ...view, tickets: [...view.tickets].sort((a, b) => a.queuedAt - b.queuedAt || (a.number < b.number ? -1 : 1)) };
  }

  /** Gives somebody at the counter, or at a number machine, a number on paper. */
  async issue(caller: Caller, request: TicketRequest, key: string): Promise<TicketOutcome> {
    await this.#may(caller, request.centreId, ISSUE);
    return this.#deps.tickets.issue(caller, ISSUE, request, key);
  }

  /** Opens a window for the day. */
  async open(caller: Caller, centreId: string, window: number, key: string): Promise<DeskOutcome> {
    return this.#change(caller, { name: 'open', key, input: { centreId, window } }, centreId, async (turn): Promise<Kept> => {
      known(turn, window);
      const postId = postOf(caller);
      const { windows } = turn.view;
      if (windows.some((each) => each.number === window && each.postId !== postId)) return { window, reason: 'WINDOW_TAKEN' };
      const others = windows.filter((each) => each.postId === postId && each.number !== window);
      if (others.some(({ number }) => currentOf(turn.view, number))) return { window, reason: 'WINDOW_BUSY' };
      if (!windows.some(({ number }) => number === window)) turn.setWindows([...windows.filter((each) => !others.includes(each)), { number: window, postId, since: turn.now }]);
      for (const { number } of others) await letOthersCall(turn, number);
      return { window };
    });
  }

  /** Closes a window; numbers that it alone was to call may be called by others. */
  async close(caller: Caller, centreId: string, window: number, key: string): Promise<DeskOutcome> {
    return this.#change(caller, { name: 'close', key, input: { centreId, window } }, centreId, async (turn): Promise<Kept> => {
      const reason = whyNotFree(turn, caller, window);
      if (reason) return { window, reason };
      turn.setWindows(turn.view.windows.filter(({ number }) => number !== window));
      await letOthersCall(turn, window);
      return { window };
    });
  }

  /** Calls the next number. */
  async next(caller: Caller, centreId: string, window: number, key: string): Promise<DeskOutcome> {
    return this.#change(caller, { name: 'call', key, input: { centreId, window } }, centreId, async (turn): Promise<Kept> => {
      const reason = whyNotFree(turn, caller, window);
      if (reason) return { window, reason };
      const next = nextTicket(waitingFor(turn.view, window), turn.view.state);
      if (!next) return { window, reason: 'NOBODY_WAITING' };
      turn.called(next);
      const ticket = await turn.change(next.id, { state: 'CALLED', window, calls: 1, calledAt: turn.now, afterCall: null, servedBy: [...new Set([...(next.servedBy ?? []), caller.personId ?? ''])] });
      await turn.tell(ticket, 'queue.called');
      await turn.tellNear();
      return { window, ticket };
    });
  }

  /** Calls again, begins, finishes or passes what a window has called. Throws NOT_FOUND. */
  async work(caller: Caller, ticketId: string, action: TicketAction, key: string): Promise<DeskOutcome> {
    const centreId = await this.#centreOf(caller, ticketId);
    return this.#change(caller, { name: 'work', did: action.toLowerCase(), key, input: { ticketId, action } }, centreId, async (turn): Promise<Kept> => {
      const at = atWindow(turn, caller, ticketId);
      return 'reason' in at ? at : this.#act(turn, at, action);
    });
  }

  /** Gives what a window has called to another business or window. Throws NOT_FOUND. */
  async transfer(caller: Caller, ticketId: string, to: Transfer, key: string): Promise<DeskOutcome> {
    const centreId = await this.#centreOf(caller, ticketId);
    return this.#change(caller, { name: 'transfer', key, input: { ticketId, ...to } }, centreId, async (turn): Promise<Kept> => {
      const at = atWindow(turn, caller, ticketId);
      if ('reason' in at) return at;
      const { window, ticket } = at;
      const businessId = to.businessId ?? ticket.businessId;
      businessOf(turn.centre, businessId);
      const onlyWindow = to.window ?? null;
      if (onlyWindow !== null && !windowsFor(turn.centre, businessId).includes(onlyWindow)) return { window, reason: 'WRONG_WINDOW' };
      if (onlyWindow !== null && !turn.view.windows.some(({ number }) => number === onlyWindow)) return { window, reason: 'WINDOW_NOT_OPEN' };
      const given = await turn.change(ticketId, { state: 'WAITING', businessId, onlyWindow, window: null, calls: 0, calledAt: null, begunAt: null, transfers: ticket.transfers + 1 });
      return { window, ticket: given };
    });
  }

  /**
   * Takes the ground of the number that a window has called away, where it is plainly not so: it waits again, at the place of when it
   * was taken, and its holder is told why. Throws NOT_FOUND.
   */
  async refuseGround(caller: Caller, ticketId: string, groundRefused: GroundRefusal, key: string): Promise<DeskOutcome> {
    const centreId = await this.#centreOf(caller, ticketId);
    return this.#change(caller, { name: 'refuse-ground', key, input: { ticketId, groundRefused }, details: { ground: groundRefused } }, centreId, async (turn): Promise<Kept> => {
      const at = atWindow(turn, caller, ticketId);
      if ('reason' in at) return at;
      if (!at.ticket.priority) return { window: at.window, reason: 'NO_GROUND' };
      const ticket = await turn.change(ticketId, { state: 'WAITING', priority: false, sealedGround: null, groundRefused, window: null, calls: 0, calledAt: null, begunAt: null });
      await turn.tell(ticket, 'queue.ground-refused');
      return { window: at.window, ticket };
    });
  }

  async #act(turn: HallTurn, { window, ticket }: { readonly window: number; readonly ticket: Ticket }, action: TicketAction): Promise<Kept> {
    const { id, state, calls, calledAt, begunAt } = ticket;
    const { now } = turn;
    if (action === 'FINISH') {
      const served = await turn.change(id, { state: 'DONE', begunAt: begunAt ?? calledAt, endedAt: now });
      await turn.tell(served, 'queue.rate');
      return { window, ticket: served };
    }
    if (state !== 'CALLED') return { window, reason: 'NOT_IN_STATE' };
    if (action === 'BEGIN') return { window, ticket: await turn.change(id, { state: 'SERVING', begunAt: now }) };
    if (action === 'RECALL') {
      if (calls >= MOST_CALLS) return { window, reason: 'CALLED_ENOUGH' };
      if (now - (calledAt ?? 0) < RECALL_AFTER_MS) return { window, reason: 'TOO_SOON' };
      return { window, ticket: await turn.change(id, { calls: calls + 1, calledAt: now }) };
    }
    if (now < (mayPassAt(ticket) ?? Infinity)) return { window, reason: 'TOO_SOON' };
    const passed = await turn.change(id, { state: 'PASSED', endedAt: now });
    await turn.tell(passed, 'queue.passed');
    return { window, ticket: passed };
  }

  async #change(caller: Caller, { name, did = name, key, input, details = {} }: { name: string; did?: string; key: string; input: unknown; details?: Readonly<Record<string, string>> }, centreId: string, work: (turn: HallTurn) => Promise<Kept>): Promise<DeskOutcome> {
    await this.#may(caller, centreId);
    const { halls, audit } = this.#deps;
    const action = `community.queue.${name}`;
    const kept = await halls.run(caller, { action, key, input }, centreId, async (turn) => {
      const done = await work(turn);
      const ticket = 'ticket' in done ? done.ticket : undefined;
      const holder = ticket?.holder ?? null;
      await audit.write(turn.session, caller, {
        action: `community.queue.${did}`, purpose: 'service', outcome: 'reason' in done ? 'failed' : 'done',
        subject: { type: 'queue-number', id: ticket?.id ?? centreId, personIds: personIdsOf(holder), organisationId: centreId },
        details: { ...details, window: done.window, ...('reason' in done ? { reason: done.reason } : {}), ...(ticket ? { number: ticket.number } : {}) },
      });
      return done;
    });
    const desk = deskOf(await halls.view(centreId), kept.window, postOf(caller), (ticket) => this.#ground(ticket));
    return 'reason' in kept ? { __typename: 'DeskRefused', reason: kept.reason, desk } : { __typename: 'QueueDesk', ...desk };
  }

  async #may(caller: Caller, centreId: string, action = SERVE): Promise<void> {
    await this.#deps.authoriser.check(caller, action, { type: 'queue', id: centreId, organisationId: centreId });
  }

  /** Where a number is; whoever serves nowhere is not told whether there is one. */
  async #centreOf(caller: Caller, ticketId: string): Promise<string> {
    await this.#may(caller, caller.post?.organisationId ?? '');
    return (await this.#deps.tickets.get(ticketId)).centreId;
  }

  #ground({ id, sealedGround }: Ticket): DecidedGround | null {
    return sealedGround === null ? null : readGround(this.#deps.cipher.open(sealedGround, groundContext(id)));
  }
}

/** The post in which a clerk works; the policy lets nobody in without one. */
function postOf({ post }: Caller): string {
  if (!post) throw new Fault('FORBIDDEN');
  return post.id;
}

function known({ centre }: HallTurn, window: number): void {
  if (!centre.windows.some(({ number }) => number === window)) throw new Fault('NOT_FOUND', { window });
}

/** Numbers that a window alone was to call may be called by others: nobody is at it any more. */
async function letOthersCall(turn: HallTurn, window: number): Promise<void> {
  for (const { id } of turn.view.tickets.filter((each) => each.state === 'WAITING' && each.onlyWindow === window)) await turn.change(id, { onlyWindow: null });
}

/** Why the caller cannot go on at a window: it is not theirs, or somebody is at it; null where they can. Throws NOT_FOUND. */
function whyNotFree(turn: HallTurn, caller: Caller, window: number): DeskRefusal | null {
  known(turn, window);
  if (!turn.view.windows.some((each) => each.number === window && each.postId === postOf(caller))) return 'WINDOW_NOT_OPEN';
  return currentOf(turn.view, window) ? 'WINDOW_BUSY' : null;
}

/** The number at the caller's own window, or why it is not there. */
function atWindow(turn: HallTurn, caller: Caller, ticketId: string): { readonly window: number; readonly ticket: Ticket } | { readonly window: number; readonly reason: DeskRefusal } {
  const own = turn.view.windows.find(({ postId }) => postId === postOf(caller));
  const ticket = turn.find(ticketId);
  if (!own) return { window: ticket?.window ?? turn.centre.windows[0]?.number ?? 0, reason: 'WINDOW_NOT_OPEN' };
  if (ticket?.window !== own.number || (ticket.state !== 'CALLED' && ticket.state !== 'SERVING')) return { window: own.number, reason: 'NOT_IN_STATE' };
  return { window: own.number, ticket };
}
