import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Ledger, shown, type LedgerBooking, type LedgerSlot } from '../../../kernel/booking/ledger.js';
import { systemCaller } from '../../../kernel/caller.js';
import { onceOf, slotOfTime } from '../slots.js';
import type { Centre } from '../types.js';
import { settlePlan, settleWork } from './settle.js';
import { readSlotId, windowTimes } from './times.js';

const caller = systemCaller('test');
const DAYS = ['2026-11-25', '2026-11-26'];
const NOW = Date.parse('2026-11-24T00:00:00+08:00');
const everyDay = (): boolean => true;
const BUSINESSES = ['a', 'b', 'c'];

/** A centre of some windows in a morning of three or four times. */
const centreOf = fc.record({
  does: fc.array(fc.subarray(BUSINESSES, { minLength: 1 }), { minLength: 1, maxLength: 4 }), until: fc.constantFrom('10:30', '11:00'), slotMinutes: fc.constantFrom(30, 20),
  seatsPerWindow: fc.integer({ min: 1, max: 3 }), closed: fc.option(fc.constantFrom(...DAYS), { nil: null, freq: 3 }),
}).map(({ does, until, slotMinutes, seatsPerWindow, closed }): Centre => ({
  id: 'c', nameZh: '中心', nameEn: 'Centre', address: '', version: 0, formerBusinesses: [], streets: [], fallback: false, everyDay: true, bookableDays: 14, slotMinutes, seatsPerWindow,
  hours: [{ from: '09:00', until }], businesses: [], windows: does.map((businesses, index) => ({ number: index + 1, businesses })), closures: closed === null ? [] : [{ day: closed, reasonZh: '停电', reasonEn: null }],
}));
const wishOf = fc.record({ who: fc.integer({ min: 0, max: 25 }), business: fc.constantFrom(...BUSINESSES), time: fc.nat(200), wait: fc.boolean() });

/** Slots and bookings as the wishes make them in a centre, one after another. */
function booked(centre: Centre, wishes: readonly { who: number; business: string; time: number; wait: boolean }[]): { slots: LedgerSlot[]; bookings: LedgerBooking[] } {
  const times = DAYS.flatMap((day) => windowTimes(centre, day, everyDay));
  let [slots, bookings, ids]: [LedgerSlot[], LedgerBooking[], number] = [[], [], 0];
  wishes.forEach(({ who, business, time, wait }, n) => {
    const able = times.filter(({ window }) => centre.windows.find(({ number }) => number === window)?.businesses.includes(business));
    const at = able[time % Math.max(1, able.length)];
    if (!at) return;
    const ledger = new Ledger({ slots, bookings }, NOW + n, { offerMs: null, newId: () => `b${(ids += 1)}` });
    ledger.apply({ kind: 'book', slot: slotOfTime(centre, at, NOW), holder: `p${who}`, once: onceOf(`p${who}`, { businessId: business, startsAt: at.startsAt }), facts: { businessId: business }, wait }, caller);
    [slots, bookings] = merged({ slots, bookings }, ledger);
  });
  return { slots, bookings };
}

function merged({ slots, bookings }: { slots: readonly LedgerSlot[]; bookings: readonly LedgerBooking[] }, ledger: Ledger): [LedgerSlot[], LedgerBooking[]] {
  const after = <T extends { readonly id: string }>(before: readonly T[], changed: readonly { after: T }[]): T[] => [...new Map([...before, ...changed.map((each) => each.after)].map((each) => [each.id, each])).values()];
  return [after(slots, ledger.changedSlots()), after(bookings, ledger.changedBookings())];
}

const open = ({ state }: Pick<LedgerBooking, 'state'>): boolean => state === 'BOOKED' || state === 'WAITING';

describe('what is booked, once its centre has changed', () => {
  it('fits it: nobody at a window that does it not, at no time that is none, no seat twice; and whoever fitted before keeps what they have', () => {
    fc.assert(fc.property(centreOf, centreOf, fc.array(wishOf, { maxLength: 60 }), (before, after, wishes) => {
      const stood = booked(before, wishes);
      const plan = settlePlan(after, stood.slots, stood.bookings.filter(open).map(shown), new Set(), everyDay);
      const ledger = new Ledger(stood, NOW + 1000, { offerMs: null, newId: () => 'new' });
      const { work } = settleWork(plan, (time) => slotOfTime(after, time, NOW), ({ holder, facts }, startsAt) => onceOf(holder, { businessId: String(facts['businessId']), startsAt }), 0);
      const effects = work((wish) => ledger.apply(wish, caller));
      const [slots, bookings] = merged(stood, ledger);
      const fits = ({ slotId, facts }: LedgerBooking): boolean => {
        const at = readSlotId(slotId);
        return DAYS.some((day) => windowTimes(after, day, everyDay).some((time) => time.slotId === slotId)) && after.windows.find(({ number }) => number === at?.window)?.businesses.includes(String(facts['businessId'])) === true;
      };
      for (const booking of bookings.filter(open)) if (!fits(booking)) throw new Error(`${booking.id} does not fit`);
      for (const { id, capacity, taken } of slots) {
        const seats = bookings.flatMap(({ slotId, state, seat }) => (slotId === id && state === 'BOOKED' ? [seat] : []));
        if (taken !== seats.length || taken > capacity || new Set(seats).size !== seats.length) throw new Error(`${id} has ${seats.length} in ${capacity} seats`);
      }
      const now = new Map(bookings.map((booking) => [booking.id, booking]));
      let [moved, cancelled, waitingEnded] = [0, 0, 0];
      for (const was of stood.bookings.filter(open)) {
        const is = now.get(was.id);
        if (!is) throw new Error(`${was.id} is lost`);
        if (readSlotId(is.slotId)?.startsAt !== readSlotId(was.slotId)?.startsAt) throw new Error('another time than was booked');
        const misfit = plan.misfits.some(({ booking }) => booking.id === was.id);
        if (!misfit && (is.slotId !== was.slotId || !open(is) || (was.state === 'BOOKED' && is.state !== 'BOOKED'))) throw new Error('whoever fits was touched');
        if (was.state === 'BOOKED') {
          if (is.state === 'CANCELLED') cancelled += 1;
          else if (is.slotId !== was.slotId) moved += 1;
        } else if (is.state === 'CANCELLED') waitingEnded += 1;
      }
      expect(effects).toMatchObject({ moved, cancelled, waitingEnded });
      expect([effects.days.reduce((sum, day) => sum + day.moved, 0), effects.days.reduce((sum, day) => sum + day.cancelled, 0)]).toEqual([moved, cancelled]);
      // Nobody is sent away while there is a seat for them. (Two who could only change places with each other do not.)
      const kept = after.windows.every(({ number, businesses }) => before.windows.find((each) => each.number === number)?.businesses.every((id) => businesses.includes(id)) ?? true);
      for (const { booking, to, turn } of plan.misfits) {
        if (!kept || turn !== 1 || now.get(booking.id)?.state !== 'CANCELLED') continue;
        for (const { slotId } of to) {
          const at = slots.find(({ id }) => id === slotId);
          if (!at || at.taken < at.capacity) throw new Error(`${booking.id} could sit at ${slotId}`);
        }
      }
      // One telling each: whoever was told to come up is not sent away in the same change.
      const told = ledger.changes.map(({ booking }) => booking.id);
      expect(new Set(told).size).toBe(told.length);
      // Done again it finds nothing to do.
      const again = settlePlan(after, slots, bookings.filter(open).map(shown), new Set(), everyDay);
      expect(again).toEqual({ resized: [], misfits: [] });
    }), { numRuns: 400 });
  });

  it('whoever booked last makes way, and nobody whose number is in the hall', () => {
    const before: Centre = { ...fcCentre, seatsPerWindow: 3 };
    const { slots, bookings } = booked(before, [0, 1, 2].map((who) => ({ who, business: 'a', time: 0, wait: false })));
    const ids = (came: readonly string[]) => settlePlan({ ...fcCentre, seatsPerWindow: 1 }, slots, bookings.map(shown), new Set(came), everyDay).misfits.map(({ booking }) => booking.holder);
    expect(ids([])).toEqual(['p1', 'p2']);
    expect(ids([bookings[2]?.id ?? ''])).toEqual(['p0', 'p1']);
  });
});

const fcCentre: Centre = {
  id: 'c', nameZh: '中心', nameEn: 'Centre', address: '', version: 0, formerBusinesses: [], streets: [], fallback: false, everyDay: true, bookableDays: 14, slotMinutes: 30, seatsPerWindow: 1,
  hours: [{ from: '09:00', until: '10:00' }], businesses: [], windows: [{ number: 1, businesses: ['a'] }], closures: [],
};
