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
  /** 0: out of the waiting list before anybody leaves a seat there; 1: has a seat; 2: waits. */
  readonly turn: 0 | 1 | 2;
  /** Whether others may have the seat that it leaves. */
  readonly frees: boolean;
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
  const booked = new Map(slots.map(({ id }): [string, Booking[]] => [id, []]));
  for (const booking of bookings) booked.get(booking.slotId)?.push(booking);
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
    const here = booked.get(slot.id) ?? [];
    const own = here.filter(({ id }) => !came.has(id)).toSorted((a, b) => a.createdAt - b.createdAt);
    const fits = ({ facts }: Booking): boolean => capacity > 0 && does.get(at.window)?.has(String(facts['businessId'])) === true;
    const seated = own.filter((booking) => booking.state !== 'WAITING' && fits(booking));
    const over = new Set(seated.slice(Math.max(0, capacity - (here.length - own.length))).map(({ id }) => id));
    const closure = closureOn(centre, day);
    const why = closure ? { zh: closure.reasonZh, en: closure.reasonEn ?? closure.reasonZh } : null;
    const none = own.filter((each) => !fits(each) || over.has(each.id));
    // A seat that is left at a window which stays goes to who waits longest there: whoever cannot be served there is out of the list by then.
    const inTheWay = capacity > 0 && none.some(({ state }) => state !== 'WAITING');
    for (const booking of none) {
      const first = inTheWay && booking.state === 'WAITING';
      const to = [...times.values()].filter(({ startsAt, window, slotId }) => !first && startsAt === at.startsAt && slotId !== slot.id && does.get(window)?.has(String(booking.facts['businessId'])) === true);
      misfits.push({ booking, day, startsAt: at.startsAt, to, why, turn: first ? 0 : booking.state === 'WAITING' ? 2 : 1, frees: capacity > 0 && booking.state !== 'WAITING' && !over.has(booking.id) });
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

/** A misfit with the wishes by which it may be seen to. */
interface Step {
  readonly misfit: Misfit;
  readonly moves: readonly BookingWish[];
  readonly end: BookingWish;
}

/**
 * A plan in the words of bookings: each misfit to the first other window that has a seat, else it ends.
 * @param slotOf how a time is made a slot
 */
export function settleWork({ resized, misfits }: SettlePlan, slotOf: (time: WindowTime) => SlotSpec, onceOf: (booking: Booking, startsAt: number) => string, numbersOpen: number): SettleWork {
  const resizes = resized.map(({ slot: { id, closesAt, keepUntil, capacity: before }, capacity }) => ({ id, grows: capacity > before, wish: { kind: 'resize', slot: { id, closesAt, keepUntil, capacity } } satisfies BookingWish }));
  const steps = misfits.map((misfit): Step => {
    const { booking: { id: bookingId, slotId, holder, state }, to, startsAt } = misfit;
    const moves = to.map((time): BookingWish => ({ kind: 'move', slotId, bookingId, holder, to: slotOf(time), once: onceOf(misfit.booking, startsAt), ...(state === 'WAITING' ? { whileWaiting: true } : {}) }));
    return { misfit, moves, end: { kind: 'cancel', slotId, bookingId, holder } };
  });
  const waitedFor = new Set(misfits.filter(({ booking }) => booking.state === 'WAITING').map(({ booking }) => booking.slotId));
  return {
    wishes: [...resizes.map(({ wish }) => wish), ...steps.flatMap(({ moves, end }) => [...moves, end])],
    work(apply) {
      const moved = new Set<Step>();
      const tryAll = (some: readonly Step[]): boolean => {
        const left = some.filter((step) => !moved.has(step));
        const now = left.filter(({ moves }) => moves.some((move) => apply(move).outcome === 'MOVED'));
        for (const step of now) moved.add(step);
        return now.length > 0;
      };
      const endRest = (some: readonly Step[]): void => some.filter((step) => !moved.has(step)).forEach(({ end }) => apply(end));
      const [first, booked, waiting] = [0, 1, 2].map((turn) => steps.filter(({ misfit }) => misfit.turn === turn)) as [Step[], Step[], Step[]]; // one for each turn
      // More seats would be given to who waits there: first whoever cannot be served there leaves the list.
      const late = resizes.filter(({ id, grows }) => grows && waitedFor.has(id));
      for (const resize of resizes) if (!late.includes(resize)) apply(resize.wish);
      endRest(first);
      const [placeable, hopeless] = [booked.filter(({ moves }) => moves.length > 0), booked.filter(({ moves }) => moves.length === 0)];
      endRest(hopeless);
      // Who moves leaves a seat that another may want.
      while (tryAll(placeable));
      tryAll(waiting);
      endRest(waiting);
      for (const { wish } of late) apply(wish);
      while (tryAll(placeable));
      // Whoever booked last makes way first, and may leave a seat to those before them.
      for (let left = placeable.filter((step) => !moved.has(step)); left.length > 0; left = left.slice(0, -1).filter((step) => !moved.has(step))) {
        const last = left.slice(-1);
        endRest(last);
        if (last[0]?.misfit.frees) while (tryAll(left.slice(0, -1)));
      }
      return effectsOf(steps, moved, numbersOpen);
    },
  };
}

function effectsOf(steps: readonly Step[], moved: ReadonlySet<Step>, numbersOpen: number): CentreEffects {
  const [booked, waiting] = [steps.filter(({ misfit }) => misfit.turn === 1), steps.filter(({ misfit }) => misfit.turn !== 1)];
  const days = [...new Set(booked.map(({ misfit }) => misfit.day))].sort();
  const counts = (some: readonly Step[]) => ({ moved: some.filter((step) => moved.has(step)).length, cancelled: some.filter((step) => !moved.has(step)).length });
  return { ...counts(booked), waitingEnded: counts(waiting).cancelled, numbersOpen, days: days.map((day) => ({ day, ...counts(booked.filter(({ misfit }) => misfit.day === day)) })) };
}
