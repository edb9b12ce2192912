import { setTimeout as pause } from 'node:timers/promises';
import { RECALL_AFTER_MS } from '../../../modules/community/queue/rules/no-show.js';
import type { DrillClient } from './client.js';
import type { Actor } from './district.js';
import type { Random } from './random.js';

/** What residents and clerks of the queues were told, to be found again in the store. */
export interface QueueLedger {
  /** Appointments that somebody was told are theirs, by id, as they were last told. */
  readonly bookings: Map<string, { readonly holder: string; state: string; startsAt: string }>;
  readonly tickets: Map<string, { readonly holder: string; readonly number: string; state: string }>;
  /** Numbers that windows were told they have called. */
  readonly calls: string[];
  readonly finished: Set<string>;
}

/** How long a call stands before the next. */
const CALL_MS = RECALL_AFTER_MS + 500;
/** Faults that an actor may meet without anything being wrong. */
const FAIR = new Set(['RATE_LIMITED', 'CONFLICT', 'UNANSWERED']);
const APPOINTMENT = '__typename ... on Appointment { id window startsAt state } ... on AppointmentRefused { reason }';
const TICKET = '__typename ... on QueueTicket { id number state mayReturn } ... on TicketRefused { reason ticket { id } }';
const DESK = '__typename ... on QueueDesk { current { id number state calls } } ... on DeskRefused { reason desk { current { id number state calls } } }';
const BUSINESSES = ['social-insurance', 'civil-affairs', 'residence', 'housing'];

/** What the actors of the queues share. */
export interface QueueWork {
  readonly client: DrillClient;
  readonly ledger: QueueLedger;
  readonly centres: readonly string[];
  /** Starts of appointments that everybody wants. */
  readonly starts: readonly string[];
  readonly ended: () => boolean;
  /** Answers that should not have been. */
  readonly strange: string[];
}

/** Texts of an answer's field. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const appointmentSame = ({ __typename, id, reason }: Readonly<Record<string, unknown>>): unknown => [__typename, id, reason];
const ticketSame = ({ __typename, id, number, reason }: Readonly<Record<string, unknown>>): unknown => [__typename, id, number, reason];
/** Of a window only whether it was done: how it stands now may have gone on. */
const deskSame = ({ __typename, reason }: Readonly<Record<string, unknown>>): unknown => [__typename, reason];

/** A resident who books, moves, gives back, takes numbers, leaves and comes back, one thing after another. */
export async function actResident(work: QueueWork, actor: Actor, random: Random): Promise<void> {
  const own: string[] = [];
  let ticketId: string | null = null;
  const { client, ledger } = work;
  const booked = (value: Readonly<Record<string, unknown>>): void => {
    if (value['__typename'] !== 'Appointment') return;
    const id = text(value['id']);
    ledger.bookings.set(id, { holder: actor.personId, state: text(value['state']), startsAt: text(value['startsAt']) });
    if (!own.includes(id)) own.push(id);
  };
  const send = async (query: string, variables: Record<string, unknown>, sameAs: typeof appointmentSame): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await client.mutate(actor.token, query, { ...variables, key: client.key() }, sameAs);
    if ('value' in answer) return answer.value;
    if (!FAIR.has(answer.fault)) work.strange.push(`${query.slice(0, 40)} answered ${answer.fault}`);
    return {};
  };
  while (!work.ended()) {
    const centreId = random.one(work.centres);
    const at = { centreId, businessId: random.one(BUSINESSES) };
    const what = random.below(10);
    if (what < 4 || own.length === 0) {
      const input = { ...at, startsAt: random.one(work.starts), wait: random.below(2) === 0 };
      booked(await send(`mutation Book($input: BookAppointmentInput!, $key: String!) { bookAppointment(input: $input, idempotencyKey: $key) { ${APPOINTMENT} } }`, { input }, appointmentSame));
    } else if (what < 5) {
      booked(await send(`mutation Move($id: ID!, $startsAt: DateTime!, $key: String!) { moveAppointment(id: $id, startsAt: $startsAt, idempotencyKey: $key) { ${APPOINTMENT} } }`, { id: random.one(own), startsAt: random.one(work.starts) }, appointmentSame));
    } else if (what < 7) {
      const id = random.one(own);
      booked(await send(`mutation Cancel($id: ID!, $key: String!) { cancelAppointment(id: $id, idempotencyKey: $key) { ${APPOINTMENT} } }`, { id }, appointmentSame));
      own.splice(own.indexOf(id), 1);
    } else if (ticketId === null || what < 9) {
      const input = { ...at, ...(random.below(3) === 0 ? { priorityGround: random.one(['SOLDIER', 'PREGNANT']) } : {}) };
      const value = await send(`mutation Take($input: TakeTicketInput!, $key: String!) { takeTicket(input: $input, idempotencyKey: $key) { ${TICKET} } }`, { input }, ticketSame);
      if (value['__typename'] === 'QueueTicket') {
        ticketId = text(value['id']);
        ledger.tickets.set(ticketId, { holder: actor.personId, number: `${centreId} ${text(value['number'])}`, state: text(value['state']) });
      }
    } else {
      const name = random.below(2) === 0 ? 'leaveQueue' : 'returnToQueue';
      await send(`mutation ${name === 'leaveQueue' ? 'Leave' : 'Return'}($id: ID!, $key: String!) { ${name}(ticketId: $id, idempotencyKey: $key) { ${TICKET} } }`, { id: ticketId }, ticketSame);
    }
    await pause(random.below(200));
  }
}

/** A clerk who opens a window, calls, serves, gives numbers on and, if patient, waits for who does not come. */
export async function actClerk(work: QueueWork, actor: Actor, at: { readonly centreId: string; readonly window: number; readonly patient: boolean }, random: Random): Promise<void> {
  const { client, ledger } = work;
  const { centreId, window, patient } = at;
  const send = async (query: string, variables: Record<string, unknown>): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await client.mutate(actor.token, query, { ...variables, key: client.key() }, deskSame);
    if ('value' in answer) return answer.value;
    if (!FAIR.has(answer.fault)) work.strange.push(`${query.slice(0, 40)} answered ${answer.fault}`);
    return {};
  };
  const act = (id: string, action: string) => send(`mutation Work${action[0] ?? ''}${action.slice(1).toLowerCase()}($id: ID!, $key: String!) { workTicket(ticketId: $id, action: ${action}, idempotencyKey: $key) { ${DESK} } }`, { id });
  await send(`mutation Open($centreId: ID!, $window: Int!, $key: String!) { openWindow(centreId: $centreId, window: $window, idempotencyKey: $key) { ${DESK} } }`, { centreId, window });
  while (!work.ended()) {
    const called = await send(`mutation Call($centreId: ID!, $window: Int!, $key: String!) { callNext(centreId: $centreId, window: $window, idempotencyKey: $key) { ${DESK} } }`, { centreId, window });
    const id = currentId(called);
    if (called['__typename'] === 'QueueDesk' && id !== null) ledger.calls.push(id);
    if (id === null) {
      await pause(100 + random.below(200));
      continue;
    }
    if (patient) {
      for (const action of ['RECALL', 'RECALL', 'PASS']) {
        await pause(CALL_MS);
        if (work.ended()) return;
        await act(id, action);
      }
      continue;
    }
    if (random.below(6) === 0) {
      await send(`mutation Transfer($id: ID!, $business: ID, $key: String!) { transferTicket(ticketId: $id, businessId: $business, idempotencyKey: $key) { ${DESK} } }`, { id, business: random.one(BUSINESSES) });
      continue;
    }
    await act(id, 'BEGIN');
    await pause(random.below(150));
    if ((await act(id, 'FINISH'))['__typename'] === 'QueueDesk') ledger.finished.add(id);
  }
}

function currentId(answer: Readonly<Record<string, unknown>>): string | null {
  const desk = (answer['desk'] ?? answer) as { readonly current?: { readonly id: string } | null }; // as the query asks
  return desk.current?.id ?? null;
}
