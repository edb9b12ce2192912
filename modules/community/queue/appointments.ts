import type { BatchAudit } from '../../kernel/audit/port.js';
import { readOnRecord } from '../../kernel/audit/index.js';
import type { Booking, BookingAnswer, BookingIntent, Bookings, SlotSpec } from '../../kernel/booking/index.js';
import { principalOf, systemCaller, type Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { sm3 } from '../../kernel/crypto/sm3.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Subject } from '../../kernel/policy/types.js';
import { createBarred } from './barred.js';
import { businessOf, type Centres } from './centres.js';
import { bookable, bookableDays, readSlotId, windowTimes, type Bookable } from './rules/times.js';
import { onceOf, slotOfTime } from './slots.js';
import type { AppointmentDayEntity, AppointmentEntity, AppointmentOutcome, AppointmentRefusal, AppointmentRefusedEntity, AppointmentTimeEntity, Centre, WindowTime } from './types.js';
import { windowsFor } from './view.js';

/** What appointments stand on. */
export interface AppointmentDeps {
  readonly centres: Centres;
  readonly bookings: Bookings;
  readonly authoriser: Authoriser;
  readonly audit: BatchAudit;
  readonly cipher: FieldCipher;
  /** The district's clock, by which halls open. */
  readonly clock: Clock;
  /** The system clock, by which what is kept goes: a day that is played again lies in its past. */
  readonly system: Clock;
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
  /** Where it is full: into the waiting list. */
  readonly wait?: boolean | null | undefined;
}

const MAKE = 'community.queue.appointment.make';
const ICS = 'community.queue.calendar';
/** The job that gives free seats to those who wait. */
export const WAITING_JOB = 'queue-waiting';

/** Appointments at windows, on the kernel's bookings: a slot is half an hour of a window. */
export class AppointmentService {
  readonly #deps: AppointmentDeps;
  readonly #barred: (personId: string) => Promise<number | null>;

  constructor(deps: AppointmentDeps) {
    this.#deps = deps;
    this.#barred = createBarred(deps);
  }

  /** Days on which one may book, or one of them, with their times and what is free of each. Anybody may ask. Throws NOT_FOUND. */
  async days(centreId: string, businessId: string, day?: string | null): Promise<AppointmentDayEntity[]> {
    const { centres, clock, worksOn, bookings } = this.#deps;
    const centre = await centres.get(centreId);
    businessOf(centre, businessId);
    const now = clock.now();
    const serving = new Set(windowsFor(centre, businessId));
    const days = bookableDays(centre, districtDate(now), worksOn).filter((each) => !day || each === day)
      .map((each) => ({ day: each, times: windowTimes(centre, each, worksOn).filter(({ window, startsAt }) => serving.has(window) && startsAt > now) }));
    const slots = await bookings.slots(days.flatMap(({ times }) => times.map(({ slotId }) => slotId)));
    const freeOf = ({ slotId }: WindowTime): number => {
      const slot = slots.get(slotId);
      return slot ? Math.max(0, slot.capacity - slot.taken) : centre.seatsPerWindow;
    };
    return days.map(({ day: each, times }) => {
      const shown = byStart(times, freeOf);
      return { day: each, times: shown, free: shown.reduce((sum, { free }) => sum + free, 0) };
    });
  }

  /** Books for oneself or whom one acts for. Throws NOT_FOUND (centre, business). */
  async book(caller: Caller, request: AppointmentRequest, key: string): Promise<AppointmentOutcome> {
    const subject = ownSubject(caller);
    await this.#deps.authoriser.check(caller, MAKE, subject);
    const centre = await this.#deps.centres.get(request.centreId);
    const wanted = this.#wanted(centre, request);
    if ('refused' in wanted) return refused(wanted.refused);
    const until = await this.#barred(subject.id);
    if (until !== null) return refused('BARRED', { until });
    const once = onceOf(subject.id, request);
    return this.#tryEach({ caller, key, times: wanted.times, subject, centre, wait: request.wait === true }, (slot, intent, wait) =>
      this.#deps.bookings.make({ kind: 'book', slot, holder: subject.id, once, facts: { businessId: request.businessId, minutes: centre.slotMinutes }, ...(wait ? { wait } : {}) }, intent));
  }

  /** Another time at the same centre for the same business; where that is full the old one stays. Throws NOT_FOUND. */
  async move(caller: Caller, id: string, to: { readonly startsAt: number; readonly window?: number | null | undefined }, key: string): Promise<AppointmentOutcome> {
    const { centres, authoriser, bookings } = this.#deps;
    const subject = ownSubject(caller);
    await authoriser.check(caller, MAKE, subject);
    const booking = await this.#own(subject.id, id);
    const at = slotOf(booking);
    const centre = await centres.get(at.centreId);
    const request = { centreId: centre.id, businessId: String(booking.facts['businessId']), ...to };
    const wanted = this.#wanted(centre, request);
    if ('refused' in wanted) return refused(wanted.refused);
    if (at.startsAt <= this.#deps.clock.now() || (await this.#cameTo(id))) return refused('ENDED', { appointment: this.#entity(booking) });
    const once = onceOf(subject.id, request);
    const outcome = await this.#tryEach({ caller, key, times: wanted.times, subject, centre, wait: false }, (to_, intent) =>
      bookings.make({ kind: 'move', slotId: booking.slotId, bookingId: id, holder: subject.id, to: to_, once }, intent));
    if (outcome.__typename === 'Appointment') await this.fill(centre, at.startsAt);
    return outcome;
  }

  /** Gives an appointment back; again is no matter. Throws NOT_FOUND for another's. */
  async cancel(caller: Caller, id: string, key: string): Promise<AppointmentOutcome> {
    const subject = ownSubject(caller);
    await this.#deps.authoriser.check(caller, MAKE, subject);
    const booking = await this.#own(subject.id, id);
    const { centreId, startsAt } = slotOf(booking);
    if (booking.state !== 'CANCELLED' && (startsAt <= this.#deps.clock.now() || (await this.#cameTo(id)))) return refused('ENDED', { appointment: this.#entity(booking) });
    const answer = await this.#deps.bookings.make({ kind: 'cancel', slotId: booking.slotId, bookingId: id, holder: subject.id }, this.#intent(caller, subject, key));
    // Another of one's own calls has moved it meanwhile.
    if (!('booking' in answer)) throw new Fault('CONFLICT', { appointmentId: id });
    if (booking.state === 'BOOKED') await this.fill(await this.#deps.centres.get(centreId), startsAt);
    return { __typename: 'Appointment', ...this.#entity(answer.booking) };
  }

  /**
   * Seats of a time that are free at one window, for those who wait at another that does the same: whoever waits longest first.
   * At the window where somebody waits, the seat is theirs in the transaction that gives it back.
   */
  async fill(centre: Centre, startsAt: number): Promise<void> {
    const { bookings, worksOn } = this.#deps;
    const times = windowTimes(centre, districtDate(startsAt), worksOn).filter((each) => each.startsAt === startsAt);
    const slots = await bookings.slots(times.map(({ slotId }) => slotId));
    if (![...slots.values()].some(({ waiting }) => waiting > 0)) return;
    const waiting = (await bookings.listOfSlots([...slots.keys()])).filter(({ state }) => state === 'WAITING').sort((a, b) => a.createdAt - b.createdAt);
    for (const booking of waiting) {
      const businessId = String(booking.facts['businessId']);
      const serving = new Set(windowsFor(centre, businessId));
      const caller = systemCaller(WAITING_JOB);
      for (const time of times.filter(({ window, slotId }) => serving.has(window) && slotId !== booking.slotId)) {
        const once = onceOf(booking.holder, { businessId, startsAt });
        const answer = await bookings.make(
          { kind: 'move', slotId: booking.slotId, bookingId: booking.id, holder: booking.holder, to: this.#slot(centre, time), once, whileWaiting: true },
          { caller, action: MAKE, key: sm3(`${booking.id}|${time.slotId}|${slots.get(time.slotId)?.version ?? 0}|${booking.version}`), purpose: 'service', personIds: [booking.holder], organisationId: centre.id },
        );
        if (answer.outcome !== 'FULL') break;
      }
    }
  }

  /** Looks whether any of those who wait has a seat free at another window; what a process that died has left behind. */
  async fillAll(): Promise<void> {
    const { bookings, centres } = this.#deps;
    const times = new Map((await bookings.listWaitedFor(500)).flatMap((slotId) => {
      const slot = readSlotId(slotId);
      return slot ? [[`${slot.centreId}|${slot.startsAt}`, slot] as const] : [];
    }));
    for (const { centreId, startsAt } of times.values()) await this.fill(await centres.get(centreId), startsAt);
  }

  /** One's own that were made, the newest first. Recorded as a reading. */
  async mine(caller: Caller): Promise<AppointmentEntity[]> {
    const subject = ownSubject(caller);
    await this.#deps.authoriser.check(caller, 'community.queue.appointment.read', subject);
    return readOnRecord(this.#deps.audit, caller, { action: 'community.queue.appointment.read', subject, purpose: 'service' }, async () =>
      (await this.#deps.bookings.listOfHolder(subject.id)).map((booking) => this.#entity(booking)));
  }

  /** An appointment of a person. Throws NOT_FOUND. */
  async ofPersonById(personId: string, id: string): Promise<AppointmentEntity> {
    return this.#entity(await this.#own(personId, id));
  }

  /** Path of an appointment's calendar file, with the secret that opens it. */
  calendarPath(id: string): string {
    return `/calendar/appointments/${id}/${this.#deps.cipher.token(ICS, id)}/appointment.ics`;
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

  /** Every appointment that stands on a day in a centre, for reminders. */
  async standingOn(centre: Centre, day: string): Promise<{ readonly holder: string; readonly createdAt: number; readonly appointment: AppointmentEntity }[]> {
    const found = await this.#deps.bookings.listOfSlots(windowTimes(centre, day, this.#deps.worksOn).map(({ slotId }) => slotId));
    return found.filter(({ state }) => state === 'BOOKED').map((booking) => ({ holder: booking.holder, createdAt: booking.createdAt, appointment: this.#entity(booking) }));
  }

  /**
   * Window after window in an order that is the person's own, so that not all ask at the first. The first goes by the key itself,
   * the others by keys made of it: sent again it finds each answer again, and with another wish it is refused.
   */
  async #tryEach({ caller, key, times, subject, centre, wait }: Attempt, make: (slot: SlotSpec, intent: BookingIntent, wait: boolean) => Promise<BookingAnswer>): Promise<AppointmentOutcome> {
    const from = Number.parseInt(sm3(subject.id).slice(0, 6), 16) % times.length;
    const order = [...times.slice(from), ...times.slice(0, from)];
    const tries = [...order.map((time) => ({ time, waits: false })), ...(wait ? order.slice(0, 1).map((time) => ({ time, waits: true })) : [])];
    for (const [n, { time, waits }] of tries.entries()) {
      const answer = await make(this.#slot(centre, time), this.#intent(caller, subject, n === 0 ? key : sm3(`${key}|${n}|${time.slotId}`), centre.id), waits);
      if (answer.outcome === 'BOOKED' || answer.outcome === 'MOVED' || answer.outcome === 'WAITING') return { __typename: 'Appointment', ...this.#entity(answer.booking) };
      if (answer.outcome === 'ALREADY') return refused('EXISTS', { appointment: this.#entity(answer.booking) });
      if (answer.outcome === 'CLOSED') return refused('PAST');
      if (answer.outcome === 'ENDED') return refused('ENDED', { appointment: this.#entity(answer.booking) });
      if (answer.outcome !== 'FULL') throw new Fault('CONFLICT', { outcome: answer.outcome });
    }
    return refused('FULL');
  }

  #slot(centre: Centre, time: WindowTime): SlotSpec {
    return slotOfTime(centre, time, this.#deps.system.now());
  }

  #intent(caller: Caller, { id }: OwnSubject, key: string, organisationId?: string): BookingIntent {
    return { caller, action: MAKE, key, purpose: 'service', personIds: [id], ...(organisationId === undefined ? {} : { organisationId }) };
  }

  /** Whether somebody has taken the number of an appointment: the seat is theirs then, and not to be had again by a friend. */
  async #cameTo(id: string): Promise<boolean> {
    return (await this.#deps.attended([id])).has(id);
  }

  async #own(personId: string, id: string): Promise<Booking> {
    const booking = await this.#deps.bookings.find(id);
    if (!booking || booking.holder !== personId) throw new Fault('NOT_FOUND', { appointmentId: id });
    return booking;
  }

  #wanted(centre: Centre, { businessId, startsAt, window }: AppointmentRequest): Bookable {
    const { clock, worksOn } = this.#deps;
    businessOf(centre, businessId);
    const now = clock.now();
    return bookable(centre, { businessId, startsAt, window: window ?? null }, { day: districtDate(startsAt), today: districtDate(now), now }, worksOn);
  }

  #entity(booking: Booking): AppointmentEntity {
    const { id, state, facts } = booking;
    const { centreId, window, startsAt, endsAt } = slotOf(booking);
    return {
      id, centreId, window, startsAt, endsAt, businessId: String(facts['businessId']),
      state: state === 'BOOKED' || state === 'WAITING' ? state : 'CANCELLED',
    };
  }
}

/** A wish at the windows of a time. */
interface Attempt {
  readonly caller: Caller;
  readonly key: string;
  readonly times: readonly WindowTime[];
  readonly subject: OwnSubject;
  readonly centre: Centre;
  readonly wait: boolean;
}

/** A person's appointments. */
interface OwnSubject extends Subject {
  readonly personIds: readonly string[];
}

/** Whom a call is about; whoever is nobody proved is refused by the policy. */
function ownSubject(caller: Caller): OwnSubject {
  const id = principalOf(caller);
  return { type: 'appointments', id: id ?? 'nobody', personIds: id === null ? [] : [id] };
}

function refused(reason: AppointmentRefusal, more: Partial<AppointmentRefusedEntity> = {}): AppointmentOutcome {
  return { __typename: 'AppointmentRefused', reason, appointment: null, until: null, ...more };
}

/** Centre, window and time of a booking's slot; throws Error where it is none of a window. */
function slotOf({ slotId, facts }: Booking): { readonly centreId: string; readonly window: number; readonly startsAt: number; readonly endsAt: number } {
  const at = readSlotId(slotId);
  if (!at) throw new Error(`the slot ${slotId} is none of a window`);
  return { ...at, endsAt: at.startsAt + Number(facts['minutes'] ?? 30) * 60_000 };
}

function byStart(times: readonly WindowTime[], freeOf: (time: WindowTime) => number): AppointmentTimeEntity[] {
  const found = new Map<number, { endsAt: number; windows: { number: number; free: number }[] }>();
  for (const time of times) {
    const at = found.get(time.startsAt) ?? { endsAt: time.endsAt, windows: [] };
    at.windows.push({ number: time.window, free: freeOf(time) });
    found.set(time.startsAt, at);
  }
  return [...found].map(([startsAt, { endsAt, windows }]) => ({ startsAt, endsAt, windows, free: windows.reduce((sum, { free }) => sum + free, 0) }));
}
