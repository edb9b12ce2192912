import type { Caller } from '../caller.js';
import type { Booking, BookingAnswer, BookingChange, BookingState, BookingWish, Slot, SlotSpec } from './types.js';

/** A slot as it is worked on: beside what others see, which seats are free. */
export interface LedgerSlot extends Slot {
  /** Seats from here on were never given out. */
  readonly next: number;
  /** Seats given back, and free. */
  readonly freed: readonly number[];
  /** Bookings that are held. */
  readonly holds: number;
  /** The place that the next who waits gets. */
  readonly nextPlace: number;
}

/** A booking with what makes it unique while it is open. */
export interface LedgerBooking extends Booking {
  readonly once: string;
}

/** What is open, and keeps others from the same. */
export const OPEN: readonly BookingState[] = ['HELD', 'BOOKED', 'WAITING'];

/** Whether a booking is open. */
export const isOpen = ({ state }: Pick<Booking, 'state'>): boolean => OPEN.includes(state);

/** What the rules are set to. */
export interface LedgerRules {
  /** How long a seat is held for somebody who comes up from the waiting list; null: it is booked for them. */
  readonly offerMs: number | null;
  /** A new id each time. */
  readonly newId: () => string;
}

/** What a ledger begins with: all that its wishes may touch. */
export interface LedgerContent {
  readonly slots: readonly LedgerSlot[];
  readonly bookings: readonly LedgerBooking[];
}

/** What one booking or slot was when the ledger began, and is now. */
export interface Changed<T> {
  readonly before: T | null;
  readonly after: T;
}

const freeSeats = ({ capacity, taken }: Slot): number => Math.max(0, capacity - taken);

/**
 * The rules of booking, over the few slots and bookings that a group of wishes concerns: wishes are done one after another
 * in memory, and what came of them is written at once. No I/O, no clock: `now` is given.
 *
 * What always holds: no seat has two bookings, and no more are given out than the capacity (fewer seats than before take
 * nobody's away); nobody waits while a seat is free; whoever waited longest comes first; what has ended stays so.
 */
export class Ledger {
  readonly #rules: LedgerRules;
  readonly #now: number;
  readonly #slots: Map<string, LedgerSlot>;
  readonly #bookings: Map<string, LedgerBooking>;
  readonly #slotsBefore: ReadonlyMap<string, LedgerSlot>;
  readonly #bookingsBefore: ReadonlyMap<string, LedgerBooking>;
  readonly #once = new Map<string, string>();
  readonly #waiting = new Map<string, LedgerBooking[]>();
  readonly #swept = new Set<string>();
  /** What happened, in order; who asks for it takes it from here. */
  readonly changes: BookingChange[] = [];

  constructor({ slots, bookings }: LedgerContent, now: number, rules: LedgerRules) {
    this.#rules = rules;
    this.#now = now;
    this.#slotsBefore = new Map(slots.map((slot) => [slot.id, slot]));
    this.#bookingsBefore = new Map(bookings.map((booking) => [booking.id, booking]));
    this.#slots = new Map(this.#slotsBefore);
    this.#bookings = new Map(this.#bookingsBefore);
    for (const booking of bookings) if (isOpen(booking)) this.#once.set(booking.once, booking.id);
    for (const booking of bookings.filter(({ state }) => state === 'WAITING').sort((a, b) => (a.place ?? 0) - (b.place ?? 0))) this.#queueOf(booking.slotId).push(booking);
  }

  /** Does one wish. */
  apply(wish: BookingWish, caller: Caller): BookingAnswer {
    switch (wish.kind) {
      case 'book': return this.#book(wish, caller);
      case 'confirm': return this.#confirm(wish, caller);
      case 'cancel': return this.#cancel(wish, caller);
      case 'move': return this.#move(wish, caller);
      case 'resize': return this.#resize(wish.slot, caller);
      case 'sweep': return this.#sweep(wish.slotId, caller);
    }
  }

  /** Slots that are otherwise than at the beginning, their version one higher. */
  changedSlots(): Changed<LedgerSlot>[] {
    return changed(this.#slotsBefore, this.#slots).map(({ before, after }) => ({ before, after: { ...after, version: (before?.version ?? 0) + 1 } }));
  }

  changedBookings(): Changed<LedgerBooking>[] {
    return changed(this.#bookingsBefore, this.#bookings);
  }

  #book(wish: Extract<BookingWish, { kind: 'book' }>, caller: Caller): BookingAnswer {
    const slot = this.#open(wish.slot, caller);
    const once = wish.once ?? `${wish.slot.id}|${wish.holder}`;
    const earlier = this.#earlier(once, caller);
    if (earlier) return { outcome: 'ALREADY', booking: shown(earlier) };
    if (slot.closesAt <= this.#now) return { outcome: 'CLOSED' };
    if (freeSeats(slot) === 0 && !wish.wait) return { outcome: 'FULL' };
    const fresh: LedgerBooking = {
      id: this.#rules.newId(), slotId: slot.id, holder: wish.holder, once, state: 'WAITING', seat: null, place: null, heldUntil: null,
      facts: wish.facts ?? {}, createdAt: this.#now, changedAt: this.#now, version: 0,
    };
    this.#once.set(once, fresh.id);
    if (freeSeats(slot) === 0) {
      const waiting = this.#put({ ...fresh, place: slot.nextPlace }, 'waiting', caller);
      this.#slots.set(slot.id, { ...slot, waiting: slot.waiting + 1, nextPlace: slot.nextPlace + 1 });
      this.#queueOf(slot.id).push(waiting);
      return { outcome: 'WAITING', booking: shown(waiting) };
    }
    const heldUntil = wish.holdMs === undefined ? null : this.#now + wish.holdMs;
    const seated = this.#put({ ...fresh, ...this.#seat(slot.id, heldUntil) }, heldUntil === null ? 'booked' : 'held', caller);
    return { outcome: heldUntil === null ? 'BOOKED' : 'HELD', booking: shown(seated) };
  }

  #confirm(ref: Extract<BookingWish, { kind: 'confirm' }>, caller: Caller): BookingAnswer {
    const booking = this.#own(ref, caller);
    if (!booking) return { outcome: 'NOT_FOUND' };
    if (!isOpen(booking)) return { outcome: 'ENDED', booking: shown(booking) };
    if (booking.state === 'WAITING') return { outcome: 'WAITING', booking: shown(booking) };
    if (booking.state === 'BOOKED') return { outcome: 'BOOKED', booking: shown(booking) };
    this.#count(booking.slotId, { holds: -1 });
    return { outcome: 'BOOKED', booking: shown(this.#put({ ...booking, state: 'BOOKED', heldUntil: null }, 'confirmed', caller)) };
  }

  #cancel(ref: Extract<BookingWish, { kind: 'cancel' }>, caller: Caller): BookingAnswer {
    const booking = this.#own(ref, caller);
    if (!booking) return { outcome: 'NOT_FOUND' };
    if (!isOpen(booking)) return { outcome: 'ENDED', booking: shown(booking) };
    const ended = this.#end(booking, 'CANCELLED', caller);
    this.#promote(booking.slotId, caller);
    return { outcome: 'CANCELLED', booking: shown(ended) };
  }

  #move(wish: Extract<BookingWish, { kind: 'move' }>, caller: Caller): BookingAnswer {
    const booking = this.#own(wish, caller);
    if (!booking) return { outcome: 'NOT_FOUND' };
    if (!isOpen(booking) || (wish.whileWaiting && booking.state !== 'WAITING')) return { outcome: 'ENDED', booking: shown(booking) };
    const slot = this.#open(wish.to, caller);
    const earlier = this.#earlier(wish.once, caller);
    if (earlier && earlier.id !== booking.id) return { outcome: 'ALREADY', booking: shown(earlier) };
    if (slot.closesAt <= this.#now) return { outcome: 'CLOSED' };
    if (slot.id === booking.slotId) return { outcome: 'MOVED', booking: shown(booking) };
    if (freeSeats(slot) === 0) return { outcome: 'FULL' };
    this.#leave(booking);
    this.#once.set(wish.once, booking.id);
    const facts = { ...booking.facts, ...wish.facts };
    const moved = this.#put({ ...booking, slotId: slot.id, once: wish.once, facts, place: null, ...this.#seat(slot.id, null) }, 'moved', caller, booking.slotId);
    this.#promote(booking.slotId, caller);
    return { outcome: 'MOVED', booking: shown(moved) };
  }

  #resize(spec: SlotSpec, caller: Caller): BookingAnswer {
    const slot = this.#open(spec, caller);
    this.#slots.set(slot.id, { ...slot, capacity: spec.capacity, closesAt: spec.closesAt, keepUntil: spec.keepUntil });
    this.#promote(slot.id, caller);
    return { outcome: 'DONE' };
  }

  #sweep(slotId: string, caller: Caller): BookingAnswer {
    this.#endHolds(slotId, caller);
    return { outcome: 'DONE' };
  }

  /** The slot, made where it was never booked, with holds that are over ended. */
  #open(spec: SlotSpec, caller: Caller): LedgerSlot {
    if (!this.#slots.has(spec.id)) {
      const { id, capacity, closesAt, keepUntil } = spec;
      this.#slots.set(id, { id, capacity, closesAt, keepUntil, taken: 0, waiting: 0, version: 0, next: 0, freed: [], holds: 0, nextPlace: 0 });
    }
    this.#endHolds(spec.id, caller);
    return this.slot(spec.id);
  }

  /** The open booking under a `once`, unless it is a hold that is over. */
  #earlier(once: string, caller: Caller): LedgerBooking | undefined {
    const found = this.#bookings.get(this.#once.get(once) ?? '');
    if (found && this.#over(found)) this.#endHolds(found.slotId, caller);
    return this.#bookings.get(this.#once.get(once) ?? '');
  }

  #own({ bookingId, slotId, holder }: { bookingId: string; slotId: string; holder: string | null }, caller: Caller): LedgerBooking | undefined {
    const found = this.#bookings.get(bookingId);
    if (!found || found.slotId !== slotId || (holder !== null && found.holder !== holder)) return undefined;
    this.#endHolds(slotId, caller);
    return this.#bookings.get(bookingId);
  }

  #over({ state, heldUntil }: LedgerBooking): boolean {
    return state === 'HELD' && heldUntil !== null && heldUntil <= this.#now;
  }

  /** Within one ledger time stands still: holds run out at its beginning, or not at all. */
  #endHolds(slotId: string, caller: Caller): void {
    if (this.#swept.has(slotId)) return;
    this.#swept.add(slotId);
    const over = [...this.#bookings.values()].filter((booking) => booking.slotId === slotId && this.#over(booking));
    for (const booking of over) this.#end(booking, 'EXPIRED', caller);
    if (over.length > 0) this.#promote(slotId, caller);
  }

  #end(booking: LedgerBooking, state: 'CANCELLED' | 'EXPIRED', caller: Caller): LedgerBooking {
    this.#leave(booking);
    return this.#put({ ...booking, state, seat: null, heldUntil: null }, state === 'CANCELLED' ? 'cancelled' : 'expired', caller);
  }

  /** Gives back what a booking has: its seat, or its place in the waiting list. */
  #leave(booking: LedgerBooking): void {
    if (this.#once.get(booking.once) === booking.id) this.#once.delete(booking.once);
    if (booking.state === 'WAITING') {
      const queue = this.#queueOf(booking.slotId);
      const at = queue.findIndex(({ id }) => id === booking.id);
      if (at >= 0) queue.splice(at, 1);
      this.#count(booking.slotId, { waiting: -1 });
      return;
    }
    const slot = this.slot(booking.slotId);
    this.#slots.set(slot.id, { ...slot, freed: booking.seat === null ? slot.freed : [...slot.freed, booking.seat] });
    this.#count(slot.id, { taken: -1, holds: booking.state === 'HELD' ? -1 : 0 });
  }

  /** Whoever waits longest comes up, as long as seats are free. */
  #promote(slotId: string, caller: Caller): void {
    for (let slot = this.slot(slotId); slot.waiting > 0 && freeSeats(slot) > 0; slot = this.slot(slotId)) {
      const first = this.#queueOf(slotId).shift();
      if (!first) throw new Error(`the waiting list of ${slotId} was not read`);
      this.#count(slotId, { waiting: -1 });
      const { offerMs } = this.#rules;
      this.#put({ ...first, ...this.#seat(slotId, offerMs === null ? null : this.#now + offerMs) }, 'promoted', caller);
    }
  }

  /** Takes a free seat: one that was given back, else the next. */
  #seat(slotId: string, heldUntil: number | null): Pick<LedgerBooking, 'state' | 'seat' | 'heldUntil'> {
    const slot = this.slot(slotId);
    const [again, ...freed] = slot.freed;
    this.#slots.set(slotId, { ...slot, freed, next: again === undefined ? slot.next + 1 : slot.next });
    this.#count(slotId, { taken: 1, holds: heldUntil === null ? 0 : 1 });
    return { state: heldUntil === null ? 'BOOKED' : 'HELD', seat: again ?? slot.next, heldUntil };
  }

  #count(slotId: string, by: { taken?: number; holds?: number; waiting?: number }): void {
    const slot = this.slot(slotId);
    this.#slots.set(slotId, { ...slot, taken: slot.taken + (by.taken ?? 0), holds: slot.holds + (by.holds ?? 0), waiting: slot.waiting + (by.waiting ?? 0) });
  }

  #put(booking: LedgerBooking, kind: BookingChange['kind'], caller: Caller, from?: string): LedgerBooking {
    const version = (this.#bookingsBefore.get(booking.id)?.version ?? 0) + 1;
    const put: LedgerBooking = { ...booking, changedAt: this.#now, version };
    this.#bookings.set(put.id, put);
    this.changes.push({ kind, booking: shown(put), caller, ...(from === undefined ? {} : { from }) });
    return put;
  }

  /** A slot as it stands now. Throws Error where it was not read. */
  slot(id: string): LedgerSlot {
    const slot = this.#slots.get(id);
    if (!slot) throw new Error(`the slot ${id} was not read`);
    return slot;
  }

  #queueOf(slotId: string): LedgerBooking[] {
    const queue = this.#waiting.get(slotId) ?? [];
    this.#waiting.set(slotId, queue);
    return queue;
  }
}

/** A booking without what only the ledger needs. */
export function shown({ once: _once, ...booking }: LedgerBooking): Booking {
  return booking;
}

function changed<T extends { readonly id: string }>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): Changed<T>[] {
  return [...after.values()].flatMap((each) => (before.get(each.id) === each ? [] : [{ before: before.get(each.id) ?? null, after: each }]));
}
