import DataLoader from 'dataloader';
import type { Bookings } from '../../kernel/booking/index.js';
import type { Clock } from '../../kernel/clock.js';
import { barredUntil, LATE_MS, MISSED_WITHIN_MS } from './rules/no-show.js';
import { readSlotId } from './rules/times.js';

/** What it is asked of. */
export interface BarredDeps {
  readonly bookings: Bookings;
  /** The district's clock. */
  readonly clock: Clock;
  /** Which of these appointments somebody came to. */
  readonly attended: (bookingIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Appointments are made at most so long before their time. */
const MADE_BEFORE_MS = 60 * 86_400_000;

/**
 * Until when a person books at the counter alone, for having missed appointments; null where they may book. Those who ask in the
 * same turn of the event loop are asked for together: in a crowd this would be most of a booking.
 */
export function createBarred({ bookings, clock, attended }: BarredDeps): (personId: string) => Promise<number | null> {
  const loader = new DataLoader<string, number | null>(async (people) => {
    const now = clock.now();
    const past = (await bookings.listBooked([...new Set(people)], now - 2 * MISSED_WITHIN_MS - MADE_BEFORE_MS)).flatMap(({ id, slotId, holder }) => {
      const startsAt = readSlotId(slotId)?.startsAt ?? 0;
      return startsAt + LATE_MS < now && startsAt > now - 2 * MISSED_WITHIN_MS ? [{ id, holder, startsAt }] : [];
    });
    const came = await attended(past.map(({ id }) => id));
    const missed = past.filter(({ id }) => !came.has(id));
    return people.map((personId) => barredUntil(missed.filter(({ holder }) => holder === personId).map(({ startsAt }) => startsAt), now));
  }, { cache: false, maxBatchSize: 256, batchScheduleFn: (load) => void setImmediate(load) });
  return (personId) => loader.load(personId);
}
