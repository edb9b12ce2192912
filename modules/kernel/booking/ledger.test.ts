import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systemCaller } from '../caller.js';
import { isOpen, Ledger, type LedgerBooking, type LedgerContent, type LedgerSlot } from './ledger.js';
import type { BookingAnswer, BookingWish, SlotSpec } from './types.js';

const caller = systemCaller('test');
const OFFER_MS = 50;

/** What stands, between ledgers; each wish is given all of it. */
class World {
  slots = new Map<string, LedgerSlot>();
  bookings = new Map<string, LedgerBooking>();
  #ids = 0;

  content(): LedgerContent {
    return { slots: [...this.slots.values()], bookings: [...this.bookings.values()] };
  }

  run(now: number, wishes: readonly BookingWish[], offerMs: number | null): BookingAnswer[] {
    const ledger = new Ledger(this.content(), now, { offerMs, newId: () => `b${(this.#ids += 1)}` });
    const answers = wishes.map((wish) => ledger.apply(wish, caller));
    for (const { before, after } of ledger.changedSlots()) {
      must(after.version === (before?.version ?? 0) + 1, 'a version was left out');
      this.slots.set(after.id, after);
    }
    for (const { before, after } of ledger.changedBookings()) {
      must(after.version === (before?.version ?? 0) + 1, 'a version was left out');
      if (before && !isOpen(before)) throw new Error('what has ended was changed');
      this.bookings.set(after.id, after);
    }
    return answers;
  }

  open(slotId: string): LedgerBooking[] {
    return [...this.bookings.values()].filter((each) => each.slotId === slotId && isOpen(each));
  }
}

/** Throws with what does not hold: an `expect` each would take most of the time of thousands of histories. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** What must hold of every slot, counted from its bookings alone. */
function checkSlots(world: World, largest: ReadonlyMap<string, number>): void {
  for (const slot of world.slots.values()) {
    const open = world.open(slot.id);
    const seated = open.filter(({ state }) => state !== 'WAITING');
    const seats = seated.map(({ seat }) => seat);
    must(new Set(seats).size === seats.length, 'two in one seat');
    for (const seat of seats) must(seat !== null && seat >= 0 && seat < (largest.get(slot.id) ?? 0), 'a seat that there is not');
    must(slot.taken === seated.length, 'taken is counted wrong');
    must(slot.holds === open.filter(({ state }) => state === 'HELD').length, 'holds are counted wrong');
    must(slot.waiting === open.length - seated.length, 'the waiting list is counted wrong');
    must(slot.next - slot.freed.length === slot.taken, 'free seats are lost');
    must(slot.waiting === 0 || slot.taken >= slot.capacity, 'somebody waits while a seat is free');
    const onces = open.map(({ once }) => once);
    must(new Set(onces).size === onces.length, 'two under one `once`');
  }
}

const SLOTS = ['s1', 's2'] as const;
const slotId = fc.constantFrom(...SLOTS);
const holder = fc.integer({ min: 0, max: 8 }).map((n) => `p${n}`);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('book' as const), slotId, holder, hold: fc.option(fc.integer({ min: 1, max: 80 }), { nil: undefined }), wait: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('confirm' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), pick: fc.nat(), slotId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const), slotId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resize' as const), slotId, capacity: fc.integer({ min: 0, max: 6 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function wishOf(world: World, each: Step, capacities: Map<string, number>): BookingWish {
  const spec = (id: string): SlotSpec => ({ id, capacity: capacities.get(id) ?? 3, closesAt: 1e9, keepUntil: 2e9 });
  const all = [...world.bookings.values()];
  const picked = 'pick' in each ? all[each.pick % Math.max(1, all.length)] : undefined;
  const ref = { slotId: picked?.slotId ?? 's1', bookingId: picked?.id ?? 'nobody', holder: picked?.holder ?? 'p0' };
  switch (each.kind) {
    case 'book': return { kind: 'book', slot: spec(each.slotId), holder: each.holder, wait: each.wait, ...(each.hold === undefined ? {} : { holdMs: each.hold }) };
    case 'cancel': return { kind: 'cancel', ...ref };
    case 'confirm': return { kind: 'confirm', ...ref };
    case 'move': return { kind: 'move', ...ref, to: spec(each.slotId), once: `${each.slotId}|${ref.holder}` };
    case 'sweep': return world.slots.has(each.slotId) ? { kind: 'sweep', slotId: each.slotId } : { kind: 'resize', slot: spec(each.slotId) };
    case 'resize': return { kind: 'resize', slot: { ...spec(each.slotId), capacity: each.capacity } };
  }
}

describe('the ledger of bookings', () => {
  it.each([['booked at once', null], ['offered for a time', OFFER_MS]] as const)('holds through any history; who comes up is %s', (_name, offerMs) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 40 }), fc.array(step, { minLength: 1, maxLength: 5 })), { maxLength: 25 }), (history) => {
        const world = new World();
        const capacities = new Map<string, number>(SLOTS.map((id) => [id, 3]));
        const largest = new Map(capacities);
        let now = 1000;
        for (const [pause, steps] of history) {
          now += pause;
          const waitedBefore = new Map(SLOTS.map((id) => [id, world.open(id).filter(({ state }) => state === 'WAITING')]));
          const wishes = steps.map((each) => {
            if (each.kind === 'resize') largest.set(each.slotId, Math.max(largest.get(each.slotId) ?? 0, each.capacity));
            return wishOf(world, each, capacities);
          });
          world.run(now, wishes, offerMs);
          checkSlots(world, largest);
          for (const slot of SLOTS) expectFifo(waitedBefore.get(slot) ?? [], world);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('gives a place in the order of arrival, and every seat to one only', () => {
    const world = new World();
    const slot: SlotSpec = { id: 's1', capacity: 2, closesAt: 100, keepUntil: 200 };
    const book = (who: string, wait = false): BookingWish => ({ kind: 'book', slot, holder: who, wait });
    expect(world.run(1, [book('a'), book('b'), book('c'), book('d', true), book('e', true), book('a')], null)).toMatchObject([
      { outcome: 'BOOKED', booking: { seat: 0 } }, { outcome: 'BOOKED', booking: { seat: 1 } }, { outcome: 'FULL' },
      { outcome: 'WAITING', booking: { place: 0 } }, { outcome: 'WAITING', booking: { place: 1 } }, { outcome: 'ALREADY', booking: { holder: 'a' } },
    ]);
    const cancel = (id: string, who: string | null): BookingWish => ({ kind: 'cancel', slotId: 's1', bookingId: id, holder: who });
    expect(world.run(2, [cancel('b1', 'b'), cancel('b1', 'a'), cancel('b1', 'a')], null)).toMatchObject([{ outcome: 'NOT_FOUND' }, { outcome: 'CANCELLED' }, { outcome: 'ENDED' }]);
    expect(world.bookings.get('b3')).toMatchObject({ holder: 'd', state: 'BOOKED', seat: 0 });
    expect(world.run(100, [book('f')], null)).toEqual([{ outcome: 'CLOSED' }]);
  });

  it('ends a hold at its time to the millisecond, and offers the seat to who waits', () => {
    const world = new World();
    const slot: SlotSpec = { id: 's1', capacity: 1, closesAt: 1e6, keepUntil: 2e6 };
    world.run(0, [{ kind: 'book', slot, holder: 'a', holdMs: 10 }, { kind: 'book', slot, holder: 'b', wait: true }], OFFER_MS);
    const confirm = (id: string): BookingWish => ({ kind: 'confirm', slotId: 's1', bookingId: id, holder: null });
    const later = new World();
    [later.slots, later.bookings] = [new Map(world.slots), new Map(world.bookings)];
    expect(world.run(9, [confirm('b1')], OFFER_MS)).toMatchObject([{ outcome: 'BOOKED', booking: { state: 'BOOKED', heldUntil: null } }]);
    expect(later.run(10, [confirm('b1'), confirm('b2')], OFFER_MS)).toMatchObject([{ outcome: 'ENDED', booking: { state: 'EXPIRED' } }, { outcome: 'BOOKED', booking: { holder: 'b' } }]);
  });

  it('moves to another slot or not at all', () => {
    const world = new World();
    const slot = (id: string): SlotSpec => ({ id, capacity: 1, closesAt: 1e6, keepUntil: 2e6 });
    world.run(0, [{ kind: 'book', slot: slot('s1'), holder: 'a' }, { kind: 'book', slot: slot('s2'), holder: 'b' }, { kind: 'book', slot: slot('s1'), holder: 'c', wait: true }], null);
    const move = (to: string): BookingWish => ({ kind: 'move', slotId: 's1', bookingId: 'b1', holder: 'a', to: slot(to), once: `${to}|a` });
    expect(world.run(1, [move('s2')], null)).toEqual([{ outcome: 'FULL' }]);
    expect(world.bookings.get('b1')).toMatchObject({ slotId: 's1', state: 'BOOKED' });
    expect(world.run(2, [move('s3')], null)).toMatchObject([{ outcome: 'MOVED', booking: { slotId: 's3', seat: 0, version: 2 } }]);
    expect(world.bookings.get('b3')).toMatchObject({ holder: 'c', state: 'BOOKED', seat: 0 });
  });
});

/** Of those who waited, nobody was given a seat before somebody who waited longer and still waits. */
function expectFifo(waited: readonly LedgerBooking[], world: World): void {
  const stillWaiting = waited.filter(({ id, slotId: slot }) => world.bookings.get(id)?.state === 'WAITING' && world.bookings.get(id)?.slotId === slot);
  const seated = waited.filter(({ id, slotId: slot }) => ['HELD', 'BOOKED'].includes(world.bookings.get(id)?.state ?? '') && world.bookings.get(id)?.slotId === slot);
  for (const each of seated) for (const other of stillWaiting) must((each.place ?? 0) < (other.place ?? 0), 'somebody came up before who waited longer');
}
