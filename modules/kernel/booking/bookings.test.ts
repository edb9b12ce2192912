import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ClientSession, Connection } from 'mongoose';
import { auditCollections } from '../audit/model.js';
import { systemCaller } from '../caller.js';
import { withTransaction } from '../db.js';
import { testConnection } from '../testing/mongo.js';
import { partedBySlot } from './group-commit.js';
import { createBookings, type BookingChange, type Bookings, type BookingWish, type SlotSpec, type Weighed } from './index.js';
import { bookingCollections, type BookingDocument } from './model.js';
import { bookingDeps, intentOf, keysFolder, prepareKernel } from './testing.js';

let connection: Connection;
let close: () => Promise<void>;
const keys = keysFolder();
const time = { now: Date.UTC(2026, 0, 15, 2) };
const clock = { now: () => time.now };
/** Two as two processes have them: nothing in common but the database and the keys. */
let one: Bookings;
let two: Bookings;
let told: BookingChange[] = [];
let failFor: string | null = null;

beforeAll(async () => {
  ({ connection, close } = await testConnection('bookings'));
  await prepareKernel(connection);
});
afterAll(async () => {
  await close();
  rmSync(keys, { recursive: true });
});
beforeEach(async () => {
  const follow = async (_session: unknown, changes: readonly BookingChange[]): Promise<void> => {
    if (changes.some(({ booking }) => booking.holder === failFor)) throw new Error('rule broken');
    told.push(...changes);
  };
  one = createBookings(bookingDeps(connection, keys, { clock, follow }));
  two = createBookings(bookingDeps(connection, keys, { clock, follow }));
  await one.prepare();
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  [told, failFor] = [[], null];
});

let slots = 0;
const slot = (capacity: number): SlotSpec => ({ id: `slot-${(slots += 1)}`, capacity, closesAt: time.now + 1e7, keepUntil: time.now + 1e9 });
const stored = () => bookingCollections(connection, 'test').bookings;
const book = (by: Bookings, into: SlotSpec, holder: string, over: Partial<Extract<BookingWish, { kind: 'book' }>> = {}, key = `${into.id}-${holder}`) =>
  by.make({ kind: 'book', slot: into, holder, ...over }, intentOf(holder, key));
const tally = (outcomes: readonly { outcome: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** Counted from the bookings alone: each seat once, as many as the slot says, nobody waiting beside a free seat. */
async function expectSound(slotIds: readonly string[]): Promise<void> {
  const found = await one.slots(slotIds);
  for (const id of slotIds) {
    const open = await stored().find({ slotId: id, open: true }).toArray();
    const seats = open.flatMap(({ seat }) => (seat === null ? [] : [seat]));
    expect(new Set(seats).size).toBe(seats.length);
    const state = found.get(id);
    if (!state) {
      expect(open).toEqual([]);
      continue;
    }
    expect(seats.length).toBeLessThanOrEqual(state.capacity);
    expect([state.taken, state.waiting]).toEqual([seats.length, open.length - seats.length]);
    expect(state.waiting === 0 || state.taken === state.capacity).toBe(true);
  }
}

describe('booking in groups', () => {
  it('500 at once by two processes on 10 places are exactly 10', async () => {
    const hot = slot(10);
    const answers = await Promise.all(Array.from({ length: 500 }, (_none, n) => book(n % 2 ? one : two, hot, `p${n}`)));
    expect(tally(answers)).toEqual({ BOOKED: 10, FULL: 490 });
    await expectSound([hot.id]);
    expect(await stored().countDocuments({ slotId: hot.id })).toBe(10);
    // Each answer has its record, in the transaction of the booking.
    const records = auditCollections(connection).records;
    expect(await records.countDocuments({ 'details.slotId': hot.id, outcome: 'done' })).toBe(10);
    expect(await records.countDocuments({ 'details.slotId': hot.id, outcome: 'failed' })).toBe(490);
    // Whoever asks again by the same key is told the same, by either process.
    const again = await Promise.all(Array.from({ length: 500 }, (_none, n) => book(n % 2 ? two : one, hot, `p${n}`)));
    expect(again).toEqual(answers);
    expect(await records.countDocuments({ 'details.slotId': hot.id })).toBe(500);
  });

  it('knows which slots are waited for, as long as they take people in', async () => {
    const [soon, later, free] = [{ ...slot(1), closesAt: time.now + 500 }, { ...slot(1), closesAt: time.now + 1000 }, slot(1)];
    for (const each of [later, soon, free]) await book(one, each, 'seated');
    for (const each of [later, soon]) expect(await book(one, each, 'waiting', { wait: true })).toMatchObject({ outcome: 'WAITING' });
    const own = async () => (await two.listWaitedFor(1000)).filter((id) => [soon.id, later.id, free.id].includes(id));
    expect(await own()).toEqual([soon.id, later.id]);
    time.now += 700;
    expect(await own()).toEqual([later.id]);
  });

  it('spreads over many slots at once, each to its last place', async () => {
    const many = Array.from({ length: 20 }, () => slot(5));
    const answers = await Promise.all(Array.from({ length: 400 }, (_none, n) => book(n % 2 ? one : two, many[n % 20] ?? slot(0), `q${n}`)));
    expect(tally(answers)).toEqual({ BOOKED: 100, FULL: 300 });
    await expectSound(many.map(({ id }) => id));
  });

  it('gives doubles of one key one seat and one answer, and another wish under that key none', async () => {
    const place = slot(5);
    const answers = await Promise.all(Array.from({ length: 12 }, (_none, n) => book(n % 2 ? one : two, place, 'w', {}, 'doubled')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await stored().countDocuments({ slotId: place.id })).toBe(1);
    await expect(book(one, slot(1), 'w', {}, 'doubled')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const fresh = slot(5);
    const mixed = await Promise.allSettled([book(one, fresh, 'w', {}, 'mixed'), book(one, fresh, 'w', { wait: true }, 'mixed')]);
    expect(mixed.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await book(two, fresh, 'w', {}, 'another-key')).toMatchObject({ outcome: 'ALREADY' });
  });

  it('holds one `once` over slots and processes', async () => {
    const many = Array.from({ length: 8 }, () => slot(5));
    const answers = await Promise.all(many.map((each, n) => book(n % 2 ? one : two, each, 'solo', { once: 'solo|2026-01-16' }, `solo-${n}`)));
    expect(tally(answers)).toEqual({ BOOKED: 1, ALREADY: 7 });
    expect(await stored().countDocuments({ holder: 'solo', open: true })).toBe(1);
  });

  it('fails one whose consequences fail, and nobody beside them', async () => {
    const place = slot(5);
    failFor = 'broken';
    const answers = await Promise.allSettled(['a', 'broken', 'b'].map((who) => book(one, place, who)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await stored().countDocuments({ slotId: place.id })).toBe(2);
    failFor = null;
    expect(await book(two, place, 'broken')).toMatchObject({ outcome: 'BOOKED' });
    await expectSound([place.id]);
  });

  it('ends holds by itself, lets the waiting list move up, and tells who comes up', async () => {
    const place = slot(1);
    expect(await book(one, place, 'a', { holdMs: 1000 })).toMatchObject({ outcome: 'HELD' });
    expect(await book(two, place, 'b', { wait: true })).toMatchObject({ outcome: 'WAITING', booking: { place: 0 } });
    expect(await one.expire(systemCaller('test'))).toBe(0);
    time.now += 1000;
    expect(await two.expire(systemCaller('test'))).toBe(1);
    expect(told.map(({ kind, booking }) => `${kind} ${booking.holder}`)).toEqual(['held a', 'waiting b', 'expired a', 'promoted b']);
    expect(await one.listOfSlots([place.id])).toMatchObject([{ holder: 'b', state: 'BOOKED', seat: 0 }]);
    await expectSound([place.id]);
  });

  it('moves two into each other’s slots in one group', async () => {
    const [left, right] = [slot(2), slot(2)];
    const [a, b] = [await book(one, left, 'a'), await book(one, right, 'b')];
    if (a.outcome !== 'BOOKED' || b.outcome !== 'BOOKED') throw new Error('both were free');
    const move = (from: SlotSpec, to: SlotSpec, holder: string, bookingId: string) => one.make({ kind: 'move', slotId: from.id, to, bookingId, holder, once: `${to.id}|${holder}` }, intentOf(holder, `move-${to.id}`));
    expect(tally(await Promise.all([move(left, right, 'a', a.booking.id), move(right, left, 'b', b.booking.id)]))).toEqual({ MOVED: 2 });
    expect(await one.find(a.booking.id)).toMatchObject({ slotId: right.id, version: 2 });
    await expectSound([left.id, right.id]);
  });

  it('leaves those where they are who have a seat before the one that was found for them', async () => {
    const [place, other] = [slot(1), slot(1)];
    const first = await book(one, place, 'a');
    const waiting = await book(one, place, 'b', { wait: true });
    if (first.outcome !== 'BOOKED' || waiting.outcome !== 'WAITING') throw new Error('one sits, one waits');
    await one.make({ kind: 'cancel', slotId: place.id, bookingId: first.booking.id, holder: 'a' }, intentOf('a', 'back'));
    const move = { kind: 'move', slotId: place.id, bookingId: waiting.booking.id, holder: 'b', to: other, once: `${other.id}|b`, whileWaiting: true } as const;
    expect(await two.make(move, intentOf('b', 'found'))).toMatchObject({ outcome: 'ENDED', booking: { state: 'BOOKED', slotId: place.id } });
    await expectSound([place.id, other.id]);
  });

  it('forgets a person, whose seat goes to who waits', async () => {
    const place = slot(1);
    await book(one, place, 'gone');
    await book(one, place, 'next', { wait: true });
    expect(await withTransaction(connection, (session) => one.erase(session, 'gone'))).toBe(1);
    expect(await one.listOfHolder('gone')).toEqual([]);
    expect(await one.listOfHolder('next')).toMatchObject([{ state: 'BOOKED' }]);
    await expectSound([place.id]);
  });

  it('is right through random histories of two processes', async () => {
    const step = fc.record({ kind: fc.constantFrom('book', 'book', 'book', 'hold', 'wait', 'cancel', 'confirm', 'move', 'expire'), who: fc.nat({ max: 9 }), slot: fc.nat({ max: 2 }), pick: fc.nat(), by: fc.boolean() });
    let run = 0;
    await fc.assert(fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 }), async (history) => {
      const places = [slot(2), slot(3), slot(1)];
      const holders = `h${(run += 1)}-`;
      let keyNumber = 0;
      for (const together of history) {
        time.now += 40;
        const known = await stored().find({ slotId: { $in: places.map(({ id }) => id) } }).toArray();
        await Promise.all(together.map(async (each): Promise<unknown> => {
          const by = each.by ? one : two;
          const wish = randomWish(each, places, `${holders}${each.who}`, known);
          return wish ? by.make(wish, intentOf(`${holders}${each.who}`, `${holders}${(keyNumber += 1)}`)) : by.expire(systemCaller('test'));
        }));
        await expectSound(places.map(({ id }) => id));
      }
    }), { numRuns: 12 });
  });

  it('parts a group by what it has in common', () => {
    const named = (name: string, ...touched: string[]) => ({ name, slots: touched });
    const parts = partedBySlot([named('1', 'a'), named('2', 'b'), named('3', 'a', 'c'), named('4', 'd'), named('5', 'c', 'b')]);
    expect(parts.map((part) => part.map(({ name }) => name).join(''))).toEqual(['4', '1235']);
  });
});

function randomWish(each: { kind: string; slot: number; pick: number }, places: readonly SlotSpec[], holder: string, known: readonly BookingDocument[]): BookingWish | null {
  const into = places[each.slot] ?? slot(1);
  const picked = known[each.pick % Math.max(1, known.length)];
  if (each.kind === 'book') return { kind: 'book', slot: into, holder };
  if (each.kind === 'hold') return { kind: 'book', slot: into, holder, holdMs: 60 };
  if (each.kind === 'wait') return { kind: 'book', slot: into, holder, wait: true };
  if (each.kind === 'expire' || !picked) return null;
  const ref = { slotId: picked.slotId, bookingId: picked._id, holder: null };
  if (each.kind === 'move') return { kind: 'move', ...ref, to: into, once: `${into.id}|${picked.holder}` };
  return { kind: each.kind === 'cancel' ? 'cancel' : 'confirm', ...ref };
}

describe('a change of what is booked', () => {
  const caller = systemCaller('test');

  it('is made within a transaction of its module’s own, as its answers decide; what that undoes is undone', async () => {
    const [from, to] = [slot(3), slot(1)];
    const made = await Promise.all(['c-a', 'c-b'].map((holder) => book(one, from, holder)));
    const wishes = made.flatMap((each): BookingWish[] => {
      if (!('booking' in each)) throw new Error('there are seats for both');
      const ref = { slotId: from.id, bookingId: each.booking.id, holder: each.booking.holder };
      return [{ kind: 'move', ...ref, to, once: `${to.id}|${each.booking.holder}` }, { kind: 'cancel', ...ref }];
    });
    const [moveA, , moveB, endB] = wishes as [BookingWish, BookingWish, BookingWish, BookingWish]; // two of each
    const work = (apply: (wish: BookingWish) => { outcome: string }): string[] => [apply(moveA), apply(moveB), apply(endB)].map(({ outcome }) => outcome);
    const make = async (session: ClientSession, follow?: Parameters<Weighed<unknown>['write']>[1]): Promise<void> => (await two.weigh(session, caller, wishes, work)).write(session, follow);
    expect((await two.weigh(null, caller, wishes, work)).outcome).toEqual(['MOVED', 'FULL', 'CANCELLED']);
    expect(await one.slots([to.id])).toEqual(new Map());
    await expect(withTransaction(connection, async (session) => {
      await make(session);
      throw new Error('the module thinks better of it');
    })).rejects.toThrow('thinks better');
    expect(await one.listOfSlots([from.id, to.id])).toHaveLength(2);
    told = [];
    const own: string[] = [];
    await withTransaction(connection, (session) => make(session, async (_session, changes) => void own.push(...changes.map(({ kind }) => kind))));
    expect([own, told]).toEqual([['moved', 'cancelled'], []]);
    expect((await one.slotsUnder(from.id)).map(({ id, taken }) => [id, taken])).toContainEqual([from.id, 0]);
    expect((await one.listOfSlots([from.id, to.id])).map(({ slotId, holder }) => [slotId, holder])).toEqual([[to.id, 'c-a']]);
    await expectSound([from.id, to.id]);
  });
});
