import type { Ticket } from '../types.js';

/** An appointment counts as due so long before its time: who is there a little early is not sent away. */
const DUE_BEFORE_MS = 5 * 60_000;
/** After so many who came first by law or by appointment, one who simply waits is called. */
export const MOST_BEFORE_ORDINARY = 2;
/** Who missed a call and came back waits for so many calls of the hall. */
export const CALLS_BEFORE_RETURN = 3;

/** What the order is decided by, beside the numbers that wait. */
export interface HallState {
  readonly now: number;
  /** Calls of the hall today. */
  readonly calls: number;
  /** How many in a row came before somebody who simply waited. */
  readonly streak: number;
}

type Lane = 'priority' | 'appointment' | 'ordinary';

/** By what right a number is called: who was passed once is ordinary, and so is an appointment that is not due. */
function laneOf({ priority, appointmentAt, returned }: Pick<Ticket, 'priority' | 'appointmentAt' | 'returned'>, now: number): Lane {
  if (returned) return 'ordinary';
  if (priority) return 'priority';
  return appointmentAt !== null && appointmentAt - DUE_BEFORE_MS <= now ? 'appointment' : 'ordinary';
}

/** Earlier in its lane: by the appointed time, else by when it was taken. */
function before(a: Ticket, b: Ticket, lane: Lane): number {
  const key = (ticket: Ticket): number => (lane === 'appointment' ? (ticket.appointmentAt ?? ticket.queuedAt) : ticket.queuedAt);
  return key(a) - key(b) || a.queuedAt - b.queuedAt || (a.number < b.number ? -1 : 1);
}

/**
 * The number to call next of those that wait: by law first (priority), then appointments at their time, then in the order of
 * coming; but after {@link MOST_BEFORE_ORDINARY} of the first two, one who simply waits, so that nobody waits without end.
 * Who came back after a miss, and who has an appointment later, is called when their time has come or nobody else is there.
 */
export function nextTicket(waiting: readonly Ticket[], { now, calls, streak }: HallState): Ticket | null {
  const first: Partial<Record<Lane | 'early' | 'behind', Ticket>> = {};
  for (const ticket of waiting) {
    if (ticket.state !== 'WAITING') continue;
    const behind = ticket.afterCall !== null && ticket.afterCall > calls;
    const lane = laneOf(ticket, now);
    // An appointment that is not due waits for its time while somebody without one is there.
    const early = lane === 'ordinary' && ticket.appointmentAt !== null && !ticket.returned;
    const place = behind ? 'behind' : early ? 'early' : lane;
    const best = first[place];
    if (!best || (behind && (ticket.afterCall ?? 0) !== (best.afterCall ?? 0) ? (ticket.afterCall ?? 0) < (best.afterCall ?? 0) : before(ticket, best, lane) < 0)) first[place] = ticket;
  }
  const ahead = first.priority ?? first.appointment;
  if (ahead && first.ordinary && streak >= MOST_BEFORE_ORDINARY) return first.ordinary;
  return ahead ?? first.ordinary ?? first.early ?? first.behind ?? null;
}

/** The streak after a number was called. */
export function streakAfter(ticket: Ticket, { now, streak }: HallState): number {
  return laneOf(ticket, now) === 'ordinary' ? 0 : streak + 1;
}

/** The order in which those who wait will be called if nobody else comes. */
export function callingOrder(waiting: readonly Ticket[], hall: HallState): Ticket[] {
  const order: Ticket[] = [];
  let [left, state] = [[...waiting], hall];
  for (let next = nextTicket(left, state); next; next = nextTicket(left, state)) {
    const called = next;
    order.push(called);
    left = left.filter(({ id }) => id !== called.id);
    state = { now: state.now, calls: state.calls + 1, streak: streakAfter(called, state) };
  }
  return order;
}
