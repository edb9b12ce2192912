import { districtDate } from '../../../kernel/district-time.js';
import type { Booking, BookingAnswer, BookingWish, Slot, SlotSpec } from '../../../kernel/booking/index.js';
import type { LocalText } from '../../../messages/contract.js';
import type { Centre, CentreEffects, WindowTime } from '../types.js';
import { closureOn, readSlotId, windowTimes } from './times.js';

/** An appointment, or a place in a waiting list, that a centre as it is now has no room for. */
export interface Misfit {
  readonly booking: Booking;
  readonly day: string;
  readonly startsAt: number;
  /** Other windows that do the same at the same time. */
  readonly to: readonly WindowTime[];
  /** Why, as far as it is the day's own reason; null: the change's. */
  readonly why: LocalText | null;
  /** Those of a lower turn are seen to first. */
  readonly turn: number;
}

/** What has to be done so that what is booked fits a centre. */
export interface SettlePlan {
  /** Times that are booked and whose seats are other than they should be; those that are no times any more have none. */
  readonly resized: readonly { readonly slot: Slot; readonly capacity: number }[];
  /** In the order in which they are seen to: whoever booked first before others, seats before places in waiting lists. */
  readonly misfits: readonly Misfit[];
}

/**
 * What of the bookings to come does not fit a centre as it is now: its time or window is gone, the window does not do the
 * business any more, or it has fewer seats: then whoever booked last makes way.
 * @param slots all of the centre that are still to come; `bookings` all that are open in them
 * @param came appointments whose number was taken already: they are being served
 */
export function settlePlan(centre: Centre, slots: readonly Slot[], bookings: readonly Booking[], came: ReadonlySet<string>, worksOn: (day: string) => boolean): SettlePlan {
  const days = new Map<string, ReadonlyMap<string, WindowTime>>();
  const timesOf = (day: string): ReadonlyMap<string, WindowTime> => {
    const known = days.get(day) ?? new Map(windowTimes(centre, day, worksOn).map((time) => [time.slotId, time]));
    days.set(day, known);
    return known;
  };
  const does = new Map(centre.windows.map(({ number, businesses }) => [number, new Set(businesses)]));
  const resized: { slot: Slot; capacity: number }[] = [];
  const misfits: Misfit[] = [];
  for (const slot of slots) {
    const at = readSlotId(slot.id);
    if (!at) continue;
    const day = districtDate(at.startsAt);
    const times = timesOf(day);
    const capacity = times.has(slot.id) ? centre.seatsPerWindow : 0;
    if (slot.capacity !== capacity) resized.push({ slot, capacity });
    const own = bookings.filter(({ slotId, id }) => slotId === slot.id && !came.has(id)).toSorted((a, b) => a.createdAt - b.createdAt);
    const fits = ({ facts }: Booking): boolean => capacity > 0 && does.get(at.window)?.has(String(facts['businessId'])) === true;
    const seated = own.filter((booking) => booking.state !== 'WAITING' && fits(booking));
    const served = bookings.filter(({ slotId, id }) => slotId === slot.id && came.has(id)).length;
    const over = new Set(seated.slice(Math.max(0, capacity - served)).map(({ id }) => id));
    const closure = closureOn(centre, day);
    const why = closure ? { zh: closure.reasonZh, en: closure.reasonEn ?? closure.reasonZh } : null;
    const none = own.filter((each) => !fits(each) || over.has(each.id));
    // A seat that is left at a window which stays goes to who waits longest there: whoever cannot be served there must be out of the list by then.
    const inTheWay = capacity > 0 && none.some(({ state }) => state !== 'WAITING');
    for (const booking of none) {
      const first = inTheWay && booking.state === 'WAITING';
      const to = [...times.values()].filter(({ startsAt, window, slotId }) => !first && startsAt === at.startsAt && slotId !== slot.id && does.get(window)?.has(String(booking.facts['businessId'])) === true);
      misfits.push({ booking, day, startsAt: at.startsAt, to, why, turn: first ? 0 : booking.state === 'WAITING' ? 2 : 1 });
    }
  }
  return { resized, misfits: misfits.sort((a, b) => a.turn - b.turn || a.booking.createdAt - b.booking.createdAt) };
}

/** How a plan is carried out. */
export interface SettleWork {
  readonly wishes: readonly BookingWish[];
  /** Does it, and tells what came of it. */
  readonly work: (apply: (wish: BookingWish) => BookingAnswer) => CentreEffects;
}

/**
 * A plan in the words of bookings: seats first, then each misfit to the first other window that has one, else it ends.
 * @param slotOf how a time is made a slot
 */
export function settleWork({ resized, misfits }: SettlePlan, slotOf: (time: WindowTime) => SlotSpec, onceOf: (booking: Booking, startsAt: number) => string, numbersOpen: number): SettleWork {
  const resizes = resized.map(({ slot: { id, closesAt, keepUntil }, capacity }): BookingWish => ({ kind: 'resize', slot: { id, closesAt, keepUntil, capacity } }));
  const steps = misfits.map((misfit) => {
    const { booking: { id: bookingId, slotId, holder, state }, to, startsAt } = misfit;
    const moves = to.map((time): BookingWish => ({ kind: 'move', slotId, bookingId, holder, to: slotOf(time), once: onceOf(misfit.booking, startsAt), ...(state === 'WAITING' ? { whileWaiting: true } : {}) }));
    return { misfit, moves, end: { kind: 'cancel', slotId, bookingId, holder } satisfies BookingWish };
  });
  return {
    wishes: [...resizes, ...steps.flatMap(({ moves, end }) => [...moves, end])],
    work(apply) {
      for (const resize of resizes) apply(resize);
      const done = steps.map(({ misfit, moves, end }) => {
        const moved = moves.some((move) => apply(move).outcome === 'MOVED');
        if (!moved) apply(end);
        return { day: misfit.day, waited: misfit.booking.state === 'WAITING', moved };
      });
      const count = (moved: boolean, waited: boolean, day?: string): number => done.filter((each) => each.moved === moved && each.waited === waited && (day === undefined || each.day === day)).length;
      const days = [...new Set(done.filter(({ waited }) => !waited).map(({ day }) => day))].sort();
      return {
        moved: count(true, false), cancelled: count(false, false), waitingEnded: count(false, true), numbersOpen,
        days: days.map((day) => ({ day, moved: count(true, false, day), cancelled: count(false, false, day) })),
      };
    },
  };
}
