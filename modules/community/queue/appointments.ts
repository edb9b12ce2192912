import type { ClientSession } from 'mongoose';
import type { BatchAudit } from '../../kernel/audit/port.js';
import { readOnRecord } from '../../kernel/audit/index.js';
import type { Booking, BookingAnswer, BookingChange, BookingIntent, Bookings, SlotSpec } from '../../kernel/booking/index.js';
import { principalOf, type Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { sm3 } from '../../kernel/crypto/sm3.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { MutationBatches } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Subject } from '../../kernel/policy/types.js';
import type { Notifier } from '../../messages/contract.js';
import { districtDay } from '../rules/day.js';
import { businessOf, type Centres } from './centres.js';
import { APPOINTMENTS_KEPT_MS } from './model.js';
import { barredUntil, LATE_MS, MISSED_WITHIN_MS } from './rules/no-show.js';
import { bookableDays, readSlotId, windowTimes } from './rules/times.js';
import type { AppointmentEntity, AppointmentTimeEntity, Centre, WindowTime } from './types.js';

/** What appointments stand on. */
export interface AppointmentDeps {
  readonly centres: Centres;
  readonly bookings: Bookings;
  readonly authoriser: Authoriser;
  readonly audit: BatchAudit;
  readonly mutations: MutationBatches;
  readonly cipher: FieldCipher;
  /** The system clock. */
  readonly clock: Clock;
  readonly worksOn: (day: string) => boolean;
  /** Which of these appointments somebody came to. */
  readonly attended: (bookingIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** What somebody wants an appointment for. */
export interface AppointmentRequest {
  readonly centreId: string;
  readonly businessId: string;
  /** Epoch milliseconds: a start of `appointmentTimes`. */
  readonly startsAt: number;
  /** A certain window; any that does this business if left out. */
  readonly window?: number | null | undefined;
}

/** What becomes of it. */
export type AppointmentOutcome =
  | ({ readonly __typename: 'Appointment' } & AppointmentEntity)
  | { readonly __typename: 'AppointmentFull'; readonly startsAt: number }
  | { readonly __typename: 'AppointmentExists'; readonly appointment: AppointmentEntity }
  | { readonly __typename: 'BookingBarred'; readonly until: number };

const MAKE = 'community.queue.appointment.make';
const ICS = 'community.queue.calendar';

/** Appointments at windows, on the kernel's bookings: a slot is half an hour of a window. */
export class AppointmentService {
  readonly #deps: AppointmentDeps;

  constructor(deps: AppointmentDeps) {
    this.#deps = deps;
  }

  /** Days on which one may book, and the times of one of them with what is free. Anybody may ask. */
  async times(centreId: string, businessId: string, day: string): Promise<AppointmentTimeEntity[]> {
    const centre = await this.#deps.centres.get(centreId);
    const times = this.#open(centre, businessId, day);
    const slots = await this.#deps.bookings.slots(times.map(({ slotId }) => slotId));
    const byStart = new Map<number, { endsAt: number; windows: { number: number; free: number }[] }>();
    for (const { slotId, window, startsAt, endsAt } of times) {
      const slot = slots.get(slotId);
      const at = byStart.get(startsAt) ?? { endsAt, windows: [] };
      at.windows.push({ number: window, free: slot ? Math.max(0, slot.capacity - slot.taken) : centre.seatsPerWindow });
      byStart.set(startsAt, at);
    }
    return [...byStart].map(([startsAt, { endsAt, windows }]) => ({ startsAt, endsAt, windows, free: windows.reduce((sum, { free }) => sum + free, 0) }));
  }

  /** Books for oneself or whom one acts for. Throws NOT_FOUND (centre, business), BAD_INPUT where there is no such time. */
  async book(caller: Caller, request: AppointmentRequest, key: string): Promise<AppointmentOutcome> {
    const { centres, authoriser } = this.#deps;
    const subject = ownSubject(caller);
    await authoriser.check(caller, MAKE, subject);
    const centre = await centres.get(request.centreId);
    const times = this.#wanted(centre, request);
    const until = await this.#barred(subject.id);
    if (until !== null) return { __typename: 'BookingBarred', until };
    const once = onceOf(subject.id, request);
    return this.#tryEach(caller, key, times, request.startsAt, subject, (slot, intent) =>
      this.#deps.bookings.make({ kind: 'book', slot, holder: subject.id, once, facts: { businessId: request.businessId } }, intent), centre);
  }

  /** Another time at the same centre for the same business; where that is full the old one stays. Throws NOT_FOUND, CONFLICT (cancelled, or past). */
  async move(caller: Caller, id: string, to: { readonly startsAt: number; readonly window?: number | null | undefined }, key: string): Promise<AppointmentOutcome> {
    const { centres, authoriser, bookings } = this.#deps;
    const subject = ownSubject(caller);
    await authoriser.check(caller, MAKE, subject);
    const booking = await this.#own(subject.id, id);
    const at = readSlotId(booking.slotId);
    if (!at || booking.state !== 'BOOKED' || at.startsAt <= this.#deps.clock.now()) throw new Fault('CONFLICT', { appointmentId: id });
    const businessId = String(booking.facts['businessId']);
    const centre = await centres.get(at.centreId);
    const request = { centreId: centre.id, businessId, ...to };
    return this.#tryEach(caller, key, this.#wanted(centre, request), to.startsAt, subject, (slot, intent) =>
      bookings.make({ kind: 'move', slotId: booking.slotId, bookingId: id, holder: subject.id, to: slot, once: onceOf(subject.id, request) }, intent), centre);
  }

  /** Gives an appointment back; again is no matter. Throws NOT_FOUND for another's. */
  async cancel(caller: Caller, id: string, key: string): Promise<AppointmentEntity> {
    const subject = ownSubject(caller);
    await this.#deps.authoriser.check(caller, MAKE, subject);
    const booking = await this.#own(subject.id, id);
    const answer = await this.#deps.bookings.make({ kind: 'cancel', slotId: booking.slotId, bookingId: id, holder: subject.id }, this.#intent(caller, subject, key));
    if (!('booking' in answer)) throw new Fault('NOT_FOUND', { appointmentId: id });
    return this.#entity(answer.booking);
  }

  /** One's own that were made, the newest first. Recorded as a reading. */
  async mine(caller: Caller): Promise<AppointmentEntity[]> {
    const subject = ownSubject(caller);
    await this.#deps.authoriser.check(caller, 'community.queue.appointment.read', subject);
    return readOnRecord(this.#deps.audit, caller, { action: 'community.queue.appointment.read', subject, purpose: 'service' }, async () =>
      (await this.#deps.bookings.listOfHolder(subject.id)).map((booking) => this.#entity(booking)));
  }

  /** An appointment that stands, of a person. Throws NOT_FOUND. */
  async standing(personId: string, id: string): Promise<AppointmentEntity> {
    const entity = this.#entity(await this.#own(personId, id));
    if (entity.state !== 'BOOKED') throw new Fault('NOT_FOUND', { appointmentId: id });
    return entity;
  }

  /** An appointment by the secret of its calendar link; null where it does not fit. */
  async byLink(id: string, secret: string): Promise<{ readonly appointment: AppointmentEntity; readonly version: number; readonly changedAt: number } | null> {
    if (!this.#deps.cipher.tokens(ICS, id).includes(secret)) return null;
    const booking = await this.#deps.bookings.find(id);
    return booking && { appointment: this.#entity(booking), version: booking.version, changedAt: booking.changedAt };
  }

  /** All of a person, for the export of their data. */
  async ofPerson(personId: string): Promise<AppointmentEntity[]> {
    return (await this.#deps.bookings.listOfHolder(personId, 1000)).map((booking) => this.#entity(booking));
  }

  /** Every slot of a day in a centre, for reminders. */
  async standingOn(centre: Centre, day: string): Promise<{ readonly holder: string; readonly appointment: AppointmentEntity }[]> {
    const found = await this.#deps.bookings.listOfSlots(windowTimes(centre, day, this.#deps.worksOn).map(({ slotId }) => slotId));
    return found.filter(({ state }) => state === 'BOOKED').map((booking) => ({ holder: booking.holder, appointment: this.#entity(booking) }));
  }

  /** Window after window in an order that is the person's own, so that not all ask at the first; the same key asks in the same order. */
  async #tryEach(caller: Caller, key: string, times: readonly WindowTime[], startsAt: number, subject: OwnSubject, make: (slot: SlotSpec, intent: BookingIntent) => Promise<BookingAnswer>, centre: Centre): Promise<AppointmentOutcome> {
    // A bad key is refused as such, before it becomes part of another.
    this.#deps.mutations.ticket(caller, { action: MAKE, key, input: null });
    const from = Number.parseInt(sm3(subject.id).slice(0, 6), 16) % times.length;
    for (const { slotId, window, startsAt: start, endsAt } of [...times.slice(from), ...times.slice(0, from)]) {
      const slot = { id: slotId, capacity: centre.seatsPerWindow, closesAt: start, keepUntil: endsAt + APPOINTMENTS_KEPT_MS };
      const answer = await make(slot, this.#intent(caller, subject, sm3(`${key}|${start}|${window}`), centre.id));
      if (answer.outcome === 'BOOKED' || answer.outcome === 'MOVED') return { __typename: 'Appointment', ...this.#entity(answer.booking) };
      if (answer.outcome === 'ALREADY') return { __typename: 'AppointmentExists', appointment: this.#entity(answer.booking) };
      if (answer.outcome !== 'FULL' && answer.outcome !== 'CLOSED') throw new Fault('CONFLICT', { outcome: answer.outcome });
    }
    return { __typename: 'AppointmentFull', startsAt };
  }

  #intent(caller: Caller, { id }: OwnSubject, key: string, organisationId?: string): BookingIntent {
    return { caller, action: MAKE, key, purpose: 'service', personIds: [id], ...(organisationId === undefined ? {} : { organisationId }) };
  }

  async #own(personId: string, id: string): Promise<Booking> {
    const booking = await this.#deps.bookings.find(id);
    if (!booking || booking.holder !== personId) throw new Fault('NOT_FOUND', { appointmentId: id });
    return booking;
  }

  /** What may still be booked on a day. */
  #open(centre: Centre, businessId: string, day: string): WindowTime[] {
    const { clock, worksOn } = this.#deps;
    businessOf(centre, businessId);
    const now = clock.now();
    if (!bookableDays(centre, districtDay(now), worksOn).includes(day)) return [];
    const serving = new Set(centre.windows.filter(({ businesses }) => businesses.includes(businessId)).map(({ number }) => number));
    return windowTimes(centre, day, worksOn).filter(({ window, startsAt }) => serving.has(window) && startsAt > now);
  }

  #wanted(centre: Centre, { businessId, startsAt, window }: AppointmentRequest): WindowTime[] {
    const times = this.#open(centre, businessId, districtDay(startsAt)).filter((time) => time.startsAt === startsAt && (window == null || time.window === window));
    if (times.length === 0) throw new Fault('BAD_INPUT', { field: 'startsAt', reason: 'no window takes appointments for this at that time' });
    return times;
  }

  async #barred(personId: string): Promise<number | null> {
    const { bookings, clock, attended } = this.#deps;
    const now = clock.now();
    const past = (await bookings.listOfHolder(personId, 200)).flatMap(({ id, slotId, state }) => {
      const startsAt = readSlotId(slotId)?.startsAt ?? 0;
      return state === 'BOOKED' && startsAt + LATE_MS < now && startsAt > now - 2 * MISSED_WITHIN_MS ? [{ id, startsAt }] : [];
    });
    const came = await attended(past.map(({ id }) => id));
    return barredUntil(past.filter(({ id }) => !came.has(id)).map(({ startsAt }) => startsAt), now);
  }

  #entity({ id, slotId, state, facts }: Booking): AppointmentEntity {
    const at = readSlotId(slotId);
    if (!at) throw new Error(`the slot ${slotId} is none of a window`);
    return {
      id, centreId: at.centreId, window: at.window, startsAt: at.startsAt, endsAt: at.startsAt + 30 * 60_000, businessId: String(facts['businessId']),
      state: state === 'BOOKED' ? 'BOOKED' : 'CANCELLED', calendarPath: `/calendar/appointments/${id}/${this.#deps.cipher.token(ICS, id)}/appointment.ics`,
    };
  }
}

/** A person's appointments. */
interface OwnSubject extends Subject {
  readonly personIds: readonly string[];
}

/** Whom a call is about; whoever is nobody proved is refused by the policy. */
export function ownSubject(caller: Caller): OwnSubject {
  const id = principalOf(caller);
  return { type: 'appointments', id: id ?? 'nobody', personIds: id === null ? [] : [id] };
}

/** One appointment a day for one business. */
const onceOf = (personId: string, { businessId, startsAt }: AppointmentRequest): string => `${personId}|${businessId}|${districtDay(startsAt)}`;

/** `11月25日 09:30` and `25 November 09:30`, district time. */
export function timeText(ms: number): { readonly zh: string; readonly en: string } {
  const at = new Date(ms + 8 * 3_600_000);
  const time = at.toISOString().slice(11, 16);
  return { zh: `${at.getUTCMonth() + 1}月${at.getUTCDate()}日${time}`, en: `${at.toISOString().slice(0, 10)} ${time}` };
}

/** Tells people what others did to their appointments, in the transaction of the booking. */
export function createAppointmentNotices({ centres, notifier }: { readonly centres: Centres; readonly notifier: Notifier }) {
  return async (session: ClientSession, changes: readonly BookingChange[]): Promise<void> => {
    for (const { kind, booking, caller } of changes) {
      const at = readSlotId(booking.slotId);
      // Whoever does it themselves reads the answer.
      if (!at || caller.personId === booking.holder || (kind !== 'booked' && kind !== 'moved' && kind !== 'cancelled')) continue;
      const centre = await centres.get(at.centreId);
      const params = { centre: { zh: centre.nameZh, en: centre.nameEn }, time: timeText(at.startsAt) };
      const made = kind !== 'cancelled';
      await notifier.notify(session, {
        personId: booking.holder, key: `queue.appointment:${booking.id}:${booking.version}`, template: made ? 'queue.appointment-made' : 'queue.appointment-cancelled',
        params: made ? { ...params, window: String(at.window) } : params, link: '/community/appointments',
      });
    }
  };
}
