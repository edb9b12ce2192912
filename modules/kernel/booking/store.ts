import type { ClientSession } from 'mongoose';
import type { Changed, Ledger, LedgerBooking, LedgerContent, LedgerSlot } from './ledger.js';
import { bookingDocument, slotDocument, toBooking, toSlot, type BookingCollections, type BookingDocument } from './model.js';
import type { BookingWish } from './types.js';

/** Somebody else changed a slot or a booking since it was read: read again, and decide again. */
export class Stale extends Error {
  constructor(cause?: unknown) {
    super('changed meanwhile', { cause });
    this.name = 'Stale';
  }
}

/** The slots that a wish may change. */
export function slotsOfWish(wish: BookingWish): string[] {
  switch (wish.kind) {
    case 'book':
    case 'resize': return [wish.slot.id];
    case 'move': return [wish.slotId, wish.to.id];
    default: return [wish.slotId];
  }
}

/**
 * Reads all that a group of wishes may touch. Outside a transaction the parts are read at the same time, and what changes in
 * between fails at the writing: everything written is guarded by the version that was read, or by a unique index.
 */
export async function readContent({ slots, bookings }: BookingCollections, wishes: readonly BookingWish[], now: number, session?: ClientSession): Promise<LedgerContent> {
  const inSession = session ? { session } : {};
  const slotIds = new Set(wishes.flatMap(slotsOfWish));
  const findSlots = async (ids: Iterable<string>): Promise<LedgerSlot[]> => (await slots.find({ _id: { $in: [...ids] } }, inSession).toArray()).map(toSlot);
  const findNamed = async (): Promise<LedgerBooking[]> => {
    const ids = wishes.flatMap((wish) => ('bookingId' in wish ? [wish.bookingId] : []));
    const onces = wishes.flatMap((wish) => {
      if (wish.kind === 'book') return [wish.once ?? `${wish.slot.id}|${wish.holder}`];
      return wish.kind === 'move' ? [wish.once] : [];
    });
    const either = [...(onces.length > 0 ? [{ once: { $in: onces }, open: true }] : []), ...(ids.length > 0 ? [{ _id: { $in: ids } }] : [])];
    return either.length > 0 ? (await bookings.find({ $or: either }, inSession).toArray()).map(toBooking) : [];
  };
  // A session does one thing at a time.
  const [found, named] = session ? [await findSlots(slotIds), await findNamed()] : await Promise.all([findSlots(slotIds), findNamed()]);
  // A hold that is over in a slot that nobody named makes way, too.
  const others = new Set(named.flatMap(({ slotId, heldUntil }) => (heldUntil !== null && heldUntil <= now && !slotIds.has(slotId) ? [slotId] : [])));
  const all = others.size > 0 ? [...found, ...(await findSlots(others))] : found;
  const over = await holdsOver(bookings, all, now, inSession);
  const waiting = await firstWaiting(bookings, all, wishes, over, inSession);
  return { slots: all, bookings: [...new Map([...named, ...over, ...waiting].map((booking) => [booking.id, booking])).values()] };
}

async function holdsOver(bookings: BookingCollections['bookings'], slots: readonly LedgerSlot[], now: number, inSession: object): Promise<LedgerBooking[]> {
  const held = slots.flatMap(({ id, holds }) => (holds > 0 ? [id] : []));
  if (held.length === 0) return [];
  return (await bookings.find({ slotId: { $in: held }, state: 'HELD', heldUntil: { $lte: new Date(now) } }, inSession).toArray()).map(toBooking);
}

/** As many of each waiting list as may come up at most. */
async function firstWaiting(bookings: BookingCollections['bookings'], slots: readonly LedgerSlot[], wishes: readonly BookingWish[], over: readonly LedgerBooking[], inSession: object): Promise<LedgerBooking[]> {
  const lists: LedgerBooking[] = [];
  for (const { id, waiting, capacity } of slots) {
    if (waiting === 0) continue;
    const concerned = wishes.filter((wish) => slotsOfWish(wish).includes(id));
    const more = concerned.reduce((most, wish) => (wish.kind === 'resize' ? Math.max(most, wish.slot.capacity - capacity) : most), 0);
    const most = concerned.length + more + over.filter(({ slotId }) => slotId === id).length;
    // Whoever leaves the list among these wishes makes the next one first, and is counted among them.
    lists.push(...(await bookings.find({ slotId: id, state: 'WAITING' }, { ...inSession, sort: { place: 1 }, limit: most }).toArray()).map(toBooking));
  }
  return lists;
}

/** Writes what a ledger changed, in the session. Throws {@link Stale} where something is otherwise than it was read. */
export async function writeLedger({ slots, bookings }: BookingCollections, ledger: Ledger, session: ClientSession): Promise<void> {
  const stored = (booking: LedgerBooking): BookingDocument => bookingDocument(booking, ledger.slot(booking.slotId).keepUntil);
  const [freshSlots, oldSlots] = parted(ledger.changedSlots());
  if (oldSlots.length > 0) {
    const { matchedCount } = await slots.bulkWrite(oldSlots.map(({ before, after }) => ({ replaceOne: { filter: { _id: after.id, version: before?.version ?? 0 }, replacement: slotDocument(after) } })), { session, ordered: true });
    if (matchedCount !== oldSlots.length) throw new Stale();
  }
  if (freshSlots.length > 0) await slots.insertMany(freshSlots.map(({ after }) => slotDocument(after)), { session });
  const [fresh, old] = parted(ledger.changedBookings());
  // Seats are left before any is taken, or the unique index would see two in one.
  const leaving = old.filter(({ before, after }) => before?.seat !== null && after.seat !== null && (before?.seat !== after.seat || before.slotId !== after.slotId));
  const ended = old.filter(({ after }) => after.seat === null);
  const seated = old.filter(({ after }) => after.seat !== null);
  const steps = [
    ...leaving.map((change) => ({ updateOne: { filter: guard(change), update: { $set: { seat: null } } } })),
    ...[...ended, ...seated].map((change) => ({ updateOne: { filter: guard(change), update: { $set: fieldsOf(stored(change.after)) } } })),
  ];
  if (steps.length > 0) {
    const { matchedCount } = await bookings.bulkWrite(steps, { session, ordered: true });
    if (matchedCount !== steps.length) throw new Stale();
  }
  if (fresh.length > 0) await bookings.insertMany(fresh.map(({ after }) => stored(after)), { session });
}

const guard = ({ before, after }: Changed<LedgerBooking>) => ({ _id: after.id, version: before?.version ?? 0 });

function fieldsOf({ _id, createdAt: _createdAt, ...fields }: BookingDocument): Omit<BookingDocument, '_id' | 'createdAt'> {
  return fields;
}

function parted<T>(changes: readonly Changed<T>[]): [fresh: Changed<T>[], old: Changed<T>[]] {
  return [changes.filter(({ before }) => before === null), changes.filter(({ before }) => before !== null)];
}
