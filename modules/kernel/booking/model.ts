import type { Connection } from 'mongoose';
import { inClear, type StoredCollection } from '../crypto/levels.js';
import { isOpen, type LedgerBooking, type LedgerSlot } from './ledger.js';
import type { BookingFacts, BookingState } from './types.js';

/** A slot as stored. */
export interface SlotDocument extends Omit<LedgerSlot, 'id' | 'closesAt' | 'keepUntil' | 'freed'> {
  _id: string;
  closesAt: Date;
  keepUntil: Date;
  freed: readonly number[];
}

/** A booking as stored. */
export interface BookingDocument {
  _id: string;
  slotId: string;
  holder: string;
  once: string;
  /** For the unique index: at most one open booking under each `once`. */
  open: boolean;
  state: BookingState;
  seat: number | null;
  place: number | null;
  heldUntil: Date | null;
  facts: BookingFacts;
  createdAt: Date;
  changedAt: Date;
  version: number;
  keepUntil: Date;
}

/** What stands in a module's two collections, at which level. */
export function bookingsStored(name: string): readonly StoredCollection[] {
  return [
    { collection: `${name}_slots`, fields: inClear('internal', '_id', 'capacity', 'closesAt', 'keepUntil', 'taken', 'waiting', 'version', 'next', 'freed', 'holds', 'nextPlace') },
    {
      collection: `${name}_bookings`,
      fields: { ...inClear('personal', 'holder', 'once', 'facts'), ...inClear('internal', '_id', 'slotId', 'open', 'state', 'seat', 'place', 'heldUntil', 'createdAt', 'changedAt', 'version', 'keepUntil') },
    },
  ];
}

/** A module's two collections. */
export interface BookingCollections {
  readonly slots: ReturnType<typeof slotsOf>;
  readonly bookings: ReturnType<typeof bookingsOf>;
}

const slotsOf = (connection: Connection, name: string) => connection.collection<SlotDocument>(`${name}_slots`);
const bookingsOf = (connection: Connection, name: string) => connection.collection<BookingDocument>(`${name}_bookings`);

/** The collections of the module with that name. */
export function bookingCollections(connection: Connection, name: string): BookingCollections {
  return { slots: slotsOf(connection, name), bookings: bookingsOf(connection, name) };
}

/** Makes collections and indexes: two of them are the last guard against a seat given twice. Safe to run again. */
export async function createBookingIndexes({ slots, bookings }: BookingCollections): Promise<void> {
  await bookings.createIndexes([
    { key: { slotId: 1, seat: 1 }, unique: true, partialFilterExpression: { seat: { $type: 'number' } } },
    { key: { once: 1 }, unique: true, partialFilterExpression: { open: true } },
    { key: { slotId: 1, place: 1 }, partialFilterExpression: { state: 'WAITING' } },
    { key: { heldUntil: 1 }, partialFilterExpression: { state: 'HELD' } },
    { key: { holder: 1, createdAt: -1 } },
    { key: { keepUntil: 1 }, expireAfterSeconds: 0 },
  ]);
  await slots.createIndexes([{ key: { closesAt: 1 }, partialFilterExpression: { waiting: { $gt: 0 } } }, { key: { keepUntil: 1 }, expireAfterSeconds: 0 }]);
}

/** As the ledger has it. */
export function toSlot({ _id, closesAt, keepUntil, ...rest }: SlotDocument): LedgerSlot {
  return { ...rest, id: _id, closesAt: closesAt.getTime(), keepUntil: keepUntil.getTime() };
}

/** As the ledger has it. */
export function toBooking({ _id, open: _open, keepUntil: _keepUntil, heldUntil, createdAt, changedAt, ...rest }: BookingDocument): LedgerBooking {
  return { ...rest, id: _id, heldUntil: heldUntil?.getTime() ?? null, createdAt: createdAt.getTime(), changedAt: changedAt.getTime() };
}

/** As it is stored. */
export function slotDocument({ id, closesAt, keepUntil, ...rest }: LedgerSlot): SlotDocument {
  return { _id: id, ...rest, closesAt: new Date(closesAt), keepUntil: new Date(keepUntil) };
}

/** As it is stored; `keepUntil` is its slot's. */
export function bookingDocument({ id, heldUntil, createdAt, changedAt, ...rest }: LedgerBooking, keepUntil: number): BookingDocument {
  return {
    _id: id, ...rest, open: isOpen(rest), heldUntil: heldUntil === null ? null : new Date(heldUntil),
    createdAt: new Date(createdAt), changedAt: new Date(changedAt), keepUntil: new Date(keepUntil),
  };
}
