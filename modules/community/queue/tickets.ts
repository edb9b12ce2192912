import type { ClientSession, Connection } from 'mongoose';
import { readOnRecord, type Audit } from '../../kernel/audit/index.js';
import { principalOf, type Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { randomText } from '../../kernel/crypto/random-text.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Subject } from '../../kernel/policy/types.js';
import type { People } from '../contract.js';
import { holderOf, personIdsOf } from '../holder.js';
import { businessOf } from './centres.js';
import type { Halls, HallTurn } from './hall.js';
import { queueCollections, toTicket } from './model.js';
import { decideGround, groundText, type DecidedGround } from './rules/grounds.js';
import { CALLS_BEFORE_RETURN } from './rules/order.js';
import { CHECK_IN_BEFORE_MS, LATE_MS } from './rules/no-show.js';
import { takesNumbersAt } from './rules/times.js';
import type { AppointmentEntity, PaperTicketEntity, PriorityGround, Ticket, TicketEntity, TicketOutcome, TicketRefusal } from './types.js';
import { isOpen, mayRate, mayReturn, RATED_WITHIN_MS, ticketEntity } from './view.js';

/** What numbers stand on. */
export interface TicketDeps {
  readonly connection: Connection;
  readonly halls: Halls;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly cipher: FieldCipher;
  /** The district's clock, by which halls open. */
  readonly clock: Clock;
  readonly worksOn: (day: string) => boolean;
  readonly grounds: readonly PriorityGround[];
  /** Who is born when: a ground of age is not asked of whom the register knows. */
  readonly people: Pick<People, 'find'>;
  /** An appointment of a person; throws NOT_FOUND. */
  readonly appointmentOf: (personId: string, id: string) => Promise<AppointmentEntity>;
}

/** What somebody wants a number for. */
export interface TicketRequest {
  readonly centreId: string;
  readonly businessId: string;
  readonly priorityGround?: string | null | undefined;
}

/** Who will have a number, and when they were born, where that is on record. */
interface Holder {
  readonly id: string | null;
  /** `YYYY-MM-DD` */
  readonly birthDate: string | null;
}

/** Whoever a number on paper is given to. */
const NOBODY: Holder = { id: null, birthDate: null };

/** What a change comes to, kept as the answer of its key. */
type Kept = { readonly ticket: Ticket } | { readonly reason: TicketRefusal; readonly ticket: Ticket | null };

const TAKE = 'community.queue.number.take';
const TAKE_FOR = 'community.queue.number.take-for';
/** So many visits are offered to be rated. */
const MOST_SERVED = 20;
/** A number is served on the day on which it was taken. */
const LONGEST_DAY_MS = 86_400_000;
/** Kind of the token in a slip's code. */
const SLIP = 'community.queue.slip';
/** What a number's ground is sealed with. */
export const groundContext = (ticketId: string): string => `queue.ground:${ticketId}`;

/** Numbers as residents take them. */
export class TicketService {
  readonly #deps: TicketDeps;

  constructor(deps: TicketDeps) {
    this.#deps = deps;
  }

  /** Takes a number for oneself or whom one acts for. Throws NOT_FOUND (centre, business), BAD_INPUT (ground). */
  async take(caller: Caller, request: TicketRequest, key: string): Promise<TicketOutcome> {
    const holder = nameOf(caller);
    await this.#deps.authoriser.check(caller, actionOf(caller), subjectOf(caller, request.centreId));
    const birthDate = await this.#birthDateOf(holder);
    return this.#change(caller, { action: TAKE, key, input: { ...request }, ageReadOf: birthDate === null ? null : holder }, request.centreId, async (turn) => this.admit(turn, request, { id: holder, birthDate }));
  }

  /** Gives somebody who stands at the counter a number on paper; its clerk has been authorised. */
  async issue(caller: Caller, action: string, request: TicketRequest, key: string): Promise<TicketOutcome> {
    return this.#change(caller, { action, key, input: { ...request } }, request.centreId, async (turn) => this.admit(turn, request, NOBODY));
  }

  /** Takes the number of one's appointment. Throws NOT_FOUND. */
  async checkIn(caller: Caller, appointmentId: string, key: string): Promise<TicketOutcome> {
    const personId = principalOf(caller) ?? '';
    await this.#deps.authoriser.check(caller, TAKE_FOR, { type: 'appointment', id: appointmentId, personIds: [personId] });
    const appointment = await this.#deps.appointmentOf(personId, appointmentId);
    const { centreId, businessId, startsAt, state } = appointment;
    const birthDate = await this.#birthDateOf(personId);
    return this.#change(caller, { action: TAKE_FOR, key, input: { appointmentId }, ageReadOf: birthDate === null ? null : personId }, centreId, async (turn): Promise<Kept> => {
      if (turn.now < startsAt - CHECK_IN_BEFORE_MS) return { reason: 'TOO_EARLY', ticket: null };
      if (state !== 'BOOKED' || turn.now > startsAt + LATE_MS) return { reason: 'TOO_LATE', ticket: null };
      return this.admit(turn, { centreId, businessId }, { id: personId, birthDate }, appointment);
    });
  }

  /** Leaves the queue; from the window one is sent by its clerk. Throws NOT_FOUND for another's. */
  async leave(caller: Caller, ticketId: string, key: string): Promise<TicketOutcome> {
    const { centreId } = await this.#own(caller, ticketId);
    await this.#deps.authoriser.check(caller, actionOf(caller), subjectOf(caller, ticketId));
    return this.#change(caller, { action: 'community.queue.number.leave', key, input: { ticketId } }, centreId, async (turn): Promise<Kept> => {
      const ticket = turn.find(ticketId);
      if (ticket?.state !== 'WAITING') return { reason: 'ENDED', ticket: ticket ?? null };
      const left = await turn.change(ticketId, { state: 'LEFT', endedAt: turn.now });
      await turn.tellNear();
      return { ticket: left };
    });
  }

  /** Comes back after a call was missed. Throws NOT_FOUND for another's. */
  async back(caller: Caller, ticketId: string, key: string): Promise<TicketOutcome> {
    const { centreId } = await this.#own(caller, ticketId);
    await this.#deps.authoriser.check(caller, actionOf(caller), subjectOf(caller, ticketId));
    return this.#change(caller, { action: 'community.queue.number.back', key, input: { ticketId } }, centreId, async (turn): Promise<Kept> => {
      const ticket = turn.find(ticketId);
      if (!ticket || !mayReturn(turn.view, ticket)) return { reason: 'ENDED', ticket: ticket ?? null };
      if (!this.#takesNumbers(turn)) return { reason: 'HALL_CLOSED', ticket };
      return { ticket: await turn.change(ticketId, { state: 'WAITING', returned: true, afterCall: turn.view.state.calls + CALLS_BEFORE_RETURN, window: null, onlyWindow: null, calls: 0, calledAt: null, endedAt: null }) };
    });
  }

  /** One's own of today, the newest first. Recorded as a reading. */
  async mine(caller: Caller): Promise<TicketEntity[]> {
    const holder = nameOf(caller);
    const subject = subjectOf(caller, 'own');
    await this.#deps.authoriser.check(caller, readActionOf(caller), subject);
    return readOnRecord(this.#deps.audit, caller, { action: readActionOf(caller), subject, purpose: 'service' }, async () => {
      const day = districtDate(this.#deps.clock.now());
      const found = await queueCollections(this.#deps.connection).tickets.find({ holder, day }, { sort: { queuedAt: -1 } }).toArray();
      return Promise.all(found.map(async (each) => ticketEntity(await this.#deps.halls.view(each.centreId), toTicket(each))));
    });
  }

  /** One's own of the last days that were served, the newest first, to be rated. Recorded as a reading. */
  async served(caller: Caller): Promise<TicketEntity[]> {
    const holder = nameOf(caller);
    const subject = subjectOf(caller, 'own');
    await this.#deps.authoriser.check(caller, readActionOf(caller), subject);
    return readOnRecord(this.#deps.audit, caller, { action: readActionOf(caller), subject, purpose: 'service' }, async () => {
      const now = this.#deps.clock.now();
      const found = await queueCollections(this.#deps.connection).tickets.find({ holder, queuedAt: { $gt: now - RATED_WITHIN_MS - LONGEST_DAY_MS }, state: 'DONE' }, { sort: { queuedAt: -1 }, limit: MOST_SERVED }).toArray();
      return Promise.all(found.map(toTicket).filter((each) => mayRate(each, now)).map(async (each) => ticketEntity(await this.#deps.halls.view(each.centreId), each)));
    });
  }

  /** One's own number as it stands; for who follows it. Authorised each time. Throws NOT_FOUND for another's. */
  async follow(caller: Caller, id: string): Promise<TicketEntity> {
    await this.#deps.authoriser.check(caller, readActionOf(caller), subjectOf(caller, id));
    const ticket = await this.#own(caller, id);
    const view = await this.#deps.halls.view(ticket.centreId);
    return ticketEntity(view, view.tickets.find((each) => each.id === id) ?? ticket);
  }

  /** The code of a slip; null where the number is not on paper. */
  paperCode({ id, holder }: Pick<Ticket, 'id' | 'holder'>): string | null {
    return holder === null ? `${id}.${this.#deps.cipher.token(SLIP, id)}` : null;
  }

  /** The number that a slip's code stands for; null where it fits none. Codes that were never given ask the database nothing. */
  async ofCode(code: string): Promise<Ticket | null> {
    const id = code.slice(0, Math.max(0, code.indexOf('.')));
    if (!this.#deps.cipher.tokens(SLIP, id).includes(code.slice(id.length + 1))) return null;
    const found = await queueCollections(this.#deps.connection).tickets.findOne({ _id: id, holder: null });
    return found && toTicket(found);
  }

  /** A number on paper by its slip's code, with its centre; null where it fits none of today, nor one that was served and can still be rated. */
  async byPaper(code: string): Promise<{ readonly centreId: string; readonly ticket: PaperTicketEntity } | null> {
    const found = await this.ofCode(code);
    if (!found) return null;
    const view = await this.#deps.halls.view(found.centreId);
    const ticket = view.tickets.find((each) => each.id === found.id) ?? found;
    const canRate = mayRate(ticket, this.#deps.clock.now());
    if (found.day !== view.day && !canRate) return null;
    const { number, state, position, wait, window, groundRefused } = ticketEntity(view, ticket);
    return { centreId: found.centreId, ticket: { number, state, before: position === null ? null : position - 1, wait, window, canRate, groundRefused } };
  }

  /** As {@link byPaper}, for who follows it. Throws NOT_FOUND. */
  async followPaper(code: string): Promise<{ readonly centreId: string; readonly ticket: PaperTicketEntity }> {
    const found = await this.byPaper(code);
    if (!found) throw new Fault('NOT_FOUND');
    return found;
  }

  /** One's own number, of any day; null for another's. Whoever calls has authorised. */
  async ownOf(caller: Caller, id: string): Promise<Ticket | null> {
    const found = await queueCollections(this.#deps.connection).tickets.findOne({ _id: id, holder: nameOf(caller) });
    return found && toTicket(found);
  }

  /** A number; whoever calls has yet to authorise. Throws NOT_FOUND. */
  async get(id: string): Promise<Ticket> {
    const found = await queueCollections(this.#deps.connection).tickets.findOne({ _id: id });
    if (!found) throw new Fault('NOT_FOUND', { ticketId: id });
    return toTicket(found);
  }

  /** The number taken for an appointment; null where none was. */
  async ofAppointment(appointmentId: string): Promise<TicketEntity | null> {
    const found = await queueCollections(this.#deps.connection).tickets.findOne({ appointmentId });
    return found && ticketEntity(await this.#deps.halls.view(found.centreId), toTicket(found));
  }

  /** Which of these appointments somebody came to. */
  async attended(appointmentIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (appointmentIds.length === 0) return new Set();
    const found = await queueCollections(this.#deps.connection).tickets.distinct('appointmentId', { appointmentId: { $in: [...appointmentIds] } });
    return new Set(found.filter((id) => id !== null));
  }

  /** All of a person, for the export of their data. */
  async ofPerson(personId: string): Promise<Ticket[]> {
    return (await queueCollections(this.#deps.connection).tickets.find({ holder: personId }, { sort: { queuedAt: -1 } }).toArray()).map(toTicket);
  }

  /** Leaves a person's numbers to nobody; open ones leave the queue. */
  async forget(session: ClientSession, personId: string): Promise<number> {
    const { tickets, halls } = queueCollections(this.#deps.connection);
    const own = await tickets.find({ holder: personId, day: districtDate(this.#deps.clock.now()) }, { session, projection: { centreId: 1, day: 1 } }).toArray();
    // Whoever remembers these halls' numbers reads them anew.
    await halls.updateMany({ _id: { $in: own.map(({ centreId, day }) => `${centreId}|${day}`) } }, { $set: { mark: randomText(12) } }, { session });
    await tickets.updateMany({ holder: personId, state: 'WAITING' }, { $set: { state: 'LEFT', endedAt: this.#deps.clock.now() } }, { session });
    return (await tickets.updateMany({ holder: personId }, { $set: { holder: null, appointmentId: null, sealedGround: null, groundRefused: null } }, { session })).modifiedCount;
  }

  /** Takes somebody in: one open number a person in a hall, while it gives out numbers. */
  async admit(turn: HallTurn, { businessId, priorityGround }: TicketRequest, { id: holder, birthDate }: Holder, appointment: AppointmentEntity | null = null): Promise<Kept> {
    const business = businessOf(turn.centre, businessId);
    if (priorityGround && !this.#deps.grounds.some(({ id }) => id === priorityGround)) throw new Fault('BAD_INPUT', { field: 'priorityGround', reason: 'no such ground' });
    const earlier = holder === null ? undefined : turn.view.tickets.find((each) => each.holder === holder && isOpen(each));
    if (earlier) return { reason: 'ALREADY', ticket: earlier };
    const before = appointment && turn.view.tickets.find((each) => each.appointmentId === appointment.id);
    if (before) return { reason: 'ENDED', ticket: before };
    if (!this.#takesNumbers(turn)) return { reason: 'HALL_CLOSED', ticket: null };
    const ground = this.#groundOf(turn, priorityGround ?? null, holder, birthDate);
    if (typeof ground === 'string') return { reason: ground, ticket: null };
    const id = randomText(12);
    return {
      ticket: await turn.add({
        id, centreId: turn.centre.id, day: turn.day, businessId, number: turn.number(business.letter), holder, state: 'WAITING', priority: ground !== null,
        sealedGround: ground && this.#deps.cipher.seal(groundText(ground), groundContext(id)), groundRefused: null, appointmentId: appointment?.id ?? null, appointmentAt: appointment?.startsAt ?? null,
        queuedAt: turn.now, afterCall: null, returned: false, window: null, onlyWindow: null, transfers: 0, calls: 0, calledAt: null, begunAt: null, endedAt: null,
      }),
    };
  }

  /** By what right somebody comes first, or why not by what they claim. Whom a window has refused today claims nothing more by phone. */
  #groundOf({ view, day }: HallTurn, claimed: string | null, holder: string | null, birthDate: string | null): DecidedGround | null | 'NOT_OF_AGE' | 'GROUND_REFUSED' {
    const refused = holder !== null && view.tickets.some((each) => each.holder === holder && each.groundRefused !== null);
    if (refused) return claimed === null ? null : 'GROUND_REFUSED';
    return decideGround(this.#deps.grounds, claimed, birthDate, day);
  }

  /** When the person was born who holds numbers under this name; the taking, which is recorded, says that it was looked at. */
  async #birthDateOf(holder: string): Promise<string | null> {
    return personIdsOf(holder).length === 0 ? null : ((await this.#deps.people.find(holder))?.birthDate ?? null);
  }

  #takesNumbers({ centre, day, now }: HallTurn): boolean {
    return takesNumbersAt(centre, day, now, this.#deps.worksOn);
  }

  async #change(caller: Caller, { ageReadOf = null, ...spec }: { action: string; key: string; input: unknown; ageReadOf?: string | null }, centreId: string, work: (turn: HallTurn) => Promise<Kept>): Promise<TicketOutcome> {
    const { halls, audit } = this.#deps;
    const kept = await halls.run(caller, spec, centreId, async (turn) => {
      const done = await work(turn);
      const { ticket } = done;
      await audit.write(turn.session, caller, {
        action: spec.action, purpose: 'service', outcome: 'reason' in done ? 'failed' : 'done',
        subject: { type: 'queue-number', id: ticket?.id ?? centreId, personIds: personIdsOf(ticket?.holder ?? ageReadOf), organisationId: centreId },
        details: { ...('reason' in done ? { reason: done.reason } : { number: done.ticket.number }), ...(ageReadOf === null ? {} : { ageRead: true }) },
      });
      return done;
    });
    const view = await halls.view(centreId);
    // A kept answer tells the number as it is now, not as it was.
    const now = kept.ticket && ticketEntity(view, view.tickets.find(({ id }) => id === kept.ticket?.id) ?? kept.ticket);
    if ('reason' in kept) return { __typename: 'TicketRefused', reason: kept.reason, ticket: now };
    if (!now) throw new Fault('INTERNAL');
    return { __typename: 'QueueTicket', ...now };
  }

  async #own(caller: Caller, id: string): Promise<Ticket> {
    const found = await this.ownOf(caller, id);
    if (!found) throw new Fault('NOT_FOUND', { ticketId: id });
    return found;
  }
}

/** In whose name a caller has numbers: of whom they act for, their own once they are proved, else the account's. */
const nameOf = (caller: Caller): string => holderOf(caller, caller.actingFor || caller.proofed ? principalOf(caller) : null);
const subjectOf = (caller: Caller, id: string): Subject => ({ type: 'queue-number', id, personIds: personIdsOf(nameOf(caller)) });
const actionOf = (caller: Caller): string => (caller.actingFor ? TAKE_FOR : TAKE);
const readActionOf = (caller: Caller): string => (caller.actingFor ? 'community.queue.number.read-for' : 'community.queue.number.read');
