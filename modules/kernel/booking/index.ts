import mongoose, { type ClientSession, type Connection } from 'mongoose';
import type { AuditEntry, BatchAudit } from '../audit/port.js';
import { systemCaller, type Caller } from '../caller.js';
import type { Clock } from '../clock.js';
import { randomText } from '../crypto/random-text.js';
import { isDuplicate, withTransaction } from '../db.js';
import { Fault } from '../errors.js';
import type { MutationBatches, MutationTicket } from '../idempotency.js';
import type { Logger } from '../module.js';
import { GroupCommit } from './group-commit.js';
import { Ledger, shown } from './ledger.js';
import { bookingCollections, createBookingIndexes, toBooking, toSlot } from './model.js';
import { readContent, slotsOfWish, Stale, writeLedger } from './store.js';
import type { Booking, BookingAnswer, BookingChange, BookingIntent, Bookings, BookingWish, Slot } from './types.js';

export { bookingsStored } from './model.js';
export type { Booking, BookingAnswer, BookingChange, BookingFacts, BookingIntent, BookingRef, Bookings, BookingState, BookingWish, BookRequest, Slot, SlotSpec, Weighed } from './types.js';

/** What bookings stand on. */
export interface BookingDeps {
  readonly connection: Connection;
  /** By which slots close and holds run out: the district's, where what is booked goes by it. */
  readonly clock: Clock;
  readonly mutations: MutationBatches;
  readonly audit: BatchAudit;
  readonly logger: Logger;
  /** Names the module's collections: `<name>_slots`, `<name>_bookings`. */
  readonly name: string;
  /** How long a seat is held for somebody who comes up from the waiting list; absent: it is booked for them. */
  readonly offerMs?: number;
  /** What follows from the changes of a group, in its transaction. Safe to run twice, touches nothing but the session. */
  readonly follow?: (session: ClientSession, changes: readonly BookingChange[]) => Promise<void>;
}

/** A wish with who makes it. */
interface Item {
  readonly wish: BookingWish;
  readonly caller: Caller;
  /** Null for the system's own sweeping, which keeps no answer. */
  readonly asked: { readonly ticket: MutationTicket; readonly intent: BookingIntent } | null;
}

type Outcome = { readonly answer: BookingAnswer } | { readonly error: unknown };

/** Bookings of scarce things, committed in groups. */
export function createBookings(deps: BookingDeps): Bookings {
  const { connection, clock, mutations, logger, name } = deps;
  const collections = bookingCollections(connection, name);
  const { slots, bookings } = collections;
  const groups = new GroupCommit<Item, BookingAnswer>({ slotsOf: ({ wish }) => slotsOfWish(wish), commit: (items) => commitGroup(deps, items), logger });
  const weigh: Bookings['weigh'] = async (session, caller, wishes, work) => {
    const now = clock.now();
    const ledger = new Ledger(await readContent(collections, wishes, now, session ?? undefined), now, ledgerRules(deps));
    return {
      outcome: work((wish) => ledger.apply(wish, caller)),
      async write(writing, follow = deps.follow) {
        await writeLedger(collections, ledger, writing);
        if (ledger.changes.length > 0) await follow?.(writing, ledger.changes);
      },
    };
  };

  return {
    async make(wish, intent) {
      const ticket = mutations.ticket(intent.caller, { action: intent.action, key: intent.key, input: wishInput(wish) });
      return groups.submit({ wish, caller: intent.caller, asked: { ticket, intent } });
    },
    async expire(caller) {
      const due: string[] = await bookings.distinct('slotId', { state: 'HELD', heldUntil: { $lte: new Date(clock.now()) } });
      await Promise.all(due.map((slotId) => groups.submit({ wish: { kind: 'sweep', slotId }, caller, asked: null })));
      return due.length;
    },
    async slots(ids) {
      const found = await slots.find({ _id: { $in: [...ids] } }, { projection: { freed: 0 } }).toArray();
      return new Map(found.map((document): [string, Slot] => [document._id, toSlot(document)]));
    },
    async find(bookingId) {
      const found = await bookings.findOne({ _id: bookingId });
      return found && shown(toBooking(found));
    },
    async listOfSlots(slotIds, session) {
      const found = await bookings.find({ slotId: { $in: [...slotIds] }, open: true }, { ...(session ? { session } : {}), sort: { slotId: 1, seat: 1, place: 1 } }).toArray();
      return found.map((document): Booking => shown(toBooking(document)));
    },
    async listBooked(holders, since) {
      return (await bookings.find({ holder: { $in: [...holders] }, createdAt: { $gte: new Date(since) }, state: 'BOOKED' }).toArray()).map((document) => shown(toBooking(document)));
    },
    async listWaitedFor(most) {
      // Whoever waited in vain stands in the list of a slot that has closed until both are deleted.
      return (await slots.find({ waiting: { $gt: 0 }, closesAt: { $gt: new Date(clock.now()) } }, { projection: { _id: 1 }, sort: { closesAt: 1 }, limit: most }).toArray()).map(({ _id }) => _id);
    },
    async listOfHolder(holder, most = 100) {
      return (await bookings.find({ holder }, { sort: { createdAt: -1 }, limit: most }).toArray()).map((document) => shown(toBooking(document)));
    },
    async slotsUnder(prefix, session) {
      const end = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
      const found = await slots.find({ _id: { $gte: prefix, $lt: end }, closesAt: { $gt: new Date(clock.now()) } }, { ...(session ? { session } : {}), projection: { freed: 0 }, sort: { _id: 1 } }).toArray();
      return found.map(toSlot);
    },
    weigh,
    async erase(session, holder) {
      const open = await bookings.find({ holder, open: true }, { session }).toArray();
      const wishes = open.map(({ _id, slotId }): BookingWish => ({ kind: 'cancel', slotId, bookingId: _id, holder }));
      const { write } = await weigh(session, systemCaller(`${name}-erasure`), wishes, (apply) => wishes.forEach(apply));
      await write(session, async (_session, changes) => deps.follow?.(session, changes.filter(({ booking }) => booking.holder !== holder)));
      return (await bookings.deleteMany({ holder }, { session })).deletedCount;
    },
    prepare: () => createBookingIndexes(collections),
    close: () => groups.close(),
  };
}

const ledgerRules = ({ offerMs }: BookingDeps) => ({ offerMs: offerMs ?? null, newId: () => randomText(12) });

/**
 * What makes a wish this one. How a slot is made where it is new is the module's own, and may be worked out anew each time; in
 * which slot a booking is now is looked up, and is another one once it has moved: whoever asks again has found it there.
 */
function wishInput(wish: BookingWish): unknown {
  if (wish.kind === 'book') return { ...wish, slot: wish.slot.id };
  if (wish.kind === 'move') return { ...wish, slotId: null, to: wish.to.id };
  return wish.kind === 'cancel' || wish.kind === 'confirm' ? { ...wish, slotId: null } : wish;
}

/** One transaction for all that arrived together. */
async function commitGroup(deps: BookingDeps, items: readonly Item[]): Promise<readonly Outcome[]> {
  const { connection, clock, mutations, audit } = deps;
  const collections = bookingCollections(connection, deps.name);
  const now = clock.now();
  const tickets = items.flatMap(({ asked }) => (asked ? [asked.ticket] : []));
  const [earlier, content] = await Promise.all([
    tickets.length > 0 ? mutations.earlier(tickets) : new Map<string, never>(),
    readContent(collections, items.map(({ wish }) => wish), now),
  ]);
  const ledger = new Ledger(content, now, ledgerRules(deps));
  const decided = new Map<string, { readonly input: string | undefined; readonly answer: BookingAnswer }>();
  const records: AuditEntry[] = [];
  const answers: { ticket: MutationTicket; answer: BookingAnswer }[] = [];
  const outcomes = items.map(({ wish, caller, asked }): Outcome => {
    if (!asked) return { answer: ledger.apply(wish, caller) };
    const { ticket, intent } = asked;
    const kept = earlier.get(ticket.id);
    // What is kept under an action of bookings is one of their answers.
    if (kept) return 'fault' in kept ? { error: kept.fault } : { answer: kept.answer as BookingAnswer };
    // Two with one key in the same group: the second gets the first one's answer, as if it had come a little later.
    const double = decided.get(ticket.id);
    if (double) return double.input === ticket.inputs[0] ? { answer: double.answer } : { error: new Fault('IDEMPOTENCY_CONFLICT') };
    const answer = ledger.apply(wish, caller);
    decided.set(ticket.id, { input: ticket.inputs[0], answer });
    answers.push({ ticket, answer });
    records.push({ caller, event: recordOf(wish, intent, answer) });
    return { answer };
  });
  if (answers.length > 0 || ledger.changes.length > 0) {
    await once(connection, async (session) => {
      await writeLedger(collections, ledger, session);
      await mutations.keep(session, answers);
      await audit.writeMany(session, records);
      if (ledger.changes.length > 0) await deps.follow?.(session, ledger.changes);
    });
  }
  return outcomes;
}

/** A transaction whose work runs once: where MongoDB wants it again, what it was decided by is to be read again, too. */
async function once(connection: Connection, work: (session: ClientSession) => Promise<void>): Promise<void> {
  let begun = false;
  try {
    await withTransaction(connection, async (session) => {
      if (begun) throw new Stale();
      begun = true;
      await work(session);
    });
  } catch (error) {
    if (isDuplicate(error)) throw new Stale(error);
    if (error instanceof mongoose.mongo.MongoError && error.hasErrorLabel('TransientTransactionError')) throw new Stale(error);
    throw error;
  }
}

function recordOf(wish: BookingWish, { action, purpose, personIds, organisationId }: BookingIntent, answer: BookingAnswer): AuditEntry['event'] {
  const slotId = slotsOfWish(wish).at(-1) ?? '';
  const done = answer.outcome === 'BOOKED' || answer.outcome === 'HELD' || answer.outcome === 'WAITING' || answer.outcome === 'MOVED' || answer.outcome === 'CANCELLED' || answer.outcome === 'DONE';
  return {
    action, purpose, outcome: done ? 'done' : 'failed',
    subject: { type: 'booking', id: 'booking' in answer ? answer.booking.id : slotId, personIds, ...(organisationId === undefined ? {} : { organisationId }) },
    details: { slotId, outcome: answer.outcome },
  };
}
