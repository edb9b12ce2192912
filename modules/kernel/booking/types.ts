import type { ClientSession } from 'mongoose';
import type { Caller } from '../caller.js';

/** A scarce thing at a time: a window from nine to half past, a doctor's hour, a tour. */
export interface SlotSpec {
  /** Chosen by the module: the same thing at the same time has the same id. */
  readonly id: string;
  /** Seats. */
  readonly capacity: number;
  /** Epoch milliseconds from which nobody is taken in any more. */
  readonly closesAt: number;
  /** Epoch milliseconds after which the slot and its bookings are deleted. */
  readonly keepUntil: number;
}

/** A slot as it stands. It is there from its first booking on. */
export interface Slot extends SlotSpec {
  /** Seats that somebody has or that are held for somebody. */
  readonly taken: number;
  readonly waiting: number;
  /** Counts up with each change. */
  readonly version: number;
}

/** How a booking stands. The first three are open; the others have ended. */
export type BookingState = 'HELD' | 'BOOKED' | 'WAITING' | 'CANCELLED' | 'EXPIRED';

/** Small facts that the module keeps with a booking; no names, no numbers of papers. */
export type BookingFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Somebody's seat, or place in the waiting list. */
export interface Booking {
  readonly id: string;
  readonly slotId: string;
  /** Whose it is: a person's id. */
  readonly holder: string;
  readonly state: BookingState;
  /** From 0; null where there is none (waiting, ended). No two open bookings of a slot have the same. */
  readonly seat: number | null;
  /** Order in the waiting list; null where it never waited. */
  readonly place: number | null;
  /** Epoch milliseconds until which it is held; null unless HELD. */
  readonly heldUntil: number | null;
  readonly facts: BookingFacts;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** Counts up with each change; iCalendar's SEQUENCE. */
  readonly version: number;
}

/** Taking a seat. */
export interface BookRequest {
  readonly slot: SlotSpec;
  readonly holder: string;
  /** No two open bookings have the same: `holder|day`, say. Absent: one by the holder in this slot. */
  readonly once?: string;
  readonly facts?: BookingFacts;
  /** Milliseconds to hold the seat until it is confirmed. Absent: it is booked. */
  readonly holdMs?: number;
  /** Where no seat is free: wait for one. */
  readonly wait?: boolean;
}

/** Which booking is meant. */
export interface BookingRef {
  readonly slotId: string;
  readonly bookingId: string;
  /** Whose it must be; null where the module has judged that already (staff). */
  readonly holder: string | null;
}

/** One wish at a time. */
export type BookingWish =
  | ({ readonly kind: 'book' } & BookRequest)
  | ({ readonly kind: 'confirm' } & BookingRef)
  | ({ readonly kind: 'cancel' } & BookingRef)
  /** Another slot instead; where that is full nothing changes. */
  | ({ readonly kind: 'move'; readonly to: SlotSpec; readonly once: string; readonly facts?: BookingFacts; /** Only while it waits: whoever has a seat by now keeps it. */ readonly whileWaiting?: boolean } & BookingRef)
  /** More or fewer seats; who has one keeps it. */
  | { readonly kind: 'resize'; readonly slot: SlotSpec }
  /** Ends holds that are over. */
  | { readonly kind: 'sweep'; readonly slotId: string };

/** What became of a wish. */
export type BookingAnswer =
  | { readonly outcome: 'BOOKED' | 'HELD' | 'WAITING' | 'MOVED' | 'CANCELLED'; readonly booking: Booking }
  /** There is one already, under the same `once`. */
  | { readonly outcome: 'ALREADY'; readonly booking: Booking }
  | { readonly outcome: 'FULL' | 'CLOSED' | 'NOT_FOUND' | 'DONE' }
  /** It was cancelled, or its hold ran out. */
  | { readonly outcome: 'ENDED'; readonly booking: Booking };

/** What happened to a booking; a promotion is of somebody else than the caller. */
export interface BookingChange {
  readonly kind: 'booked' | 'held' | 'waiting' | 'confirmed' | 'moved' | 'cancelled' | 'expired' | 'promoted';
  readonly booking: Booking;
  /** For `moved`: the slot before. */
  readonly from?: string;
  /** Who caused it. */
  readonly caller: Caller;
}

/** By whom a wish is made, and how it is put on record. */
export interface BookingIntent {
  readonly caller: Caller;
  /** Policy action, for audit and idempotency. */
  readonly action: string;
  /** Idempotency key. */
  readonly key: string;
  /** Why, as in an audit event. */
  readonly purpose: string;
  /** Whose data it concerns. */
  readonly personIds: readonly string[];
  readonly organisationId?: string;
}

/** What a change of bookings would come to, and the way to make it. */
export interface Weighed<T> {
  /** As `work` has told it. */
  readonly outcome: T;
  /**
   * Writes all of it, in the transaction that it was weighed in.
   * @param follow instead of what the module's bookings are followed by else
   * @throws a duplicate of MongoDB where others make the same slot: weigh and write it again
   */
  write(session: ClientSession, follow?: (session: ClientSession, changes: readonly BookingChange[]) => Promise<void>): Promise<void>;
}

/** Bookings of one module's scarce things. Whoever calls has authorised the caller. */
export interface Bookings {
  /**
   * Does what is wished, in one transaction with what others wish at the same time; the answer and the audit record stand in it
   * too. The same key gives the same answer.
   * @throws Fault IDEMPOTENCY_CONFLICT, BAD_INPUT (key), UNAVAILABLE where the slot is changed by other processes without end
   */
  make(wish: BookingWish, intent: BookingIntent): Promise<BookingAnswer>;
  /** Ends holds that are over, in all slots; for a job. Answers with how many slots were looked at. */
  expire(caller: Caller): Promise<number>;
  /** Slots by id, as far as anybody has booked there. */
  slots(ids: readonly string[]): Promise<ReadonlyMap<string, Slot>>;
  find(bookingId: string): Promise<Booking | null>;
  /** Bookings of a slot that are open, by seat, then by place. */
  listOfSlots(slotIds: readonly string[], session?: ClientSession): Promise<Booking[]>;
  /** Bookings of several holders that are BOOKED and were made since an instant (epoch ms). */
  listBooked(holders: readonly string[], since: number): Promise<Booking[]>;
  /** Slots, by id, that somebody waits for and that still take people in; those that close first before the rest. */
  listWaitedFor(most: number): Promise<string[]>;
  /** Somebody's bookings, the newest first. */
  listOfHolder(holder: string, most?: number): Promise<Booking[]>;
  /** Slots whose id begins with a prefix and that still take people in, by id. */
  slotsUnder(prefix: string, session?: ClientSession): Promise<Slot[]>;
  /**
   * Weighs wishes for a change of what is booked rather than of one booking: `work` may apply those that were named, in the order and
   * as far as it likes, and decides by their answers. Nothing is written but by {@link Weighed.write}. No keys and no records: both
   * are the module's.
   * @param session whose snapshot it is weighed in; null: what stands now, for a preview
   * @throws Error where `work` applies what was not named
   */
  weigh<T>(session: ClientSession | null, caller: Caller, wishes: readonly BookingWish[], work: (apply: (wish: BookingWish) => BookingAnswer) => T): Promise<Weighed<T>>;
  /** Deletes what is open or ended of a holder, in a transaction; open seats become free. Answers with how many. */
  erase(session: ClientSession, holder: string): Promise<number>;
  /** Collections and indexes; part of a start. */
  prepare(): Promise<void>;
  /** Takes no more wishes and waits for those handed in. */
  close(): Promise<void>;
}
