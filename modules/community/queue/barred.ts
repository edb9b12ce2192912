import type { Bookings } from '../../kernel/booking/index.js';
import type { Clock } from '../../kernel/clock.js';
import { together } from '../../kernel/together.js';
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
 * Until when a person books at the counter alone, for having missed appointments; null where they may book.
 */
export function createBarred({ bookings, clock, attended }: BarredDeps): (personId: string) => Promise<number | null> {
  return together(async (people) => {
    const now = clock.now();
    const past = (await bookings.listBooked(people, now - 2 * MISSED_WITHIN_MS - MADE_BEFORE_MS)).flatMap(({ id, slotId, holder }) => {
      const startsAt = readSlotId(slotId)?.startsAt ?? 0;
      return startsAt + LATE_MS < now && startsAt > now - 2 * MISSED_WITHIN_MS ? [{ id, holder, startsAt }] : [];
    });
    const came = await attended(past.map(({ id }) => id));
    const missed = past.filter(({ id }) => !came.has(id));
    return new Map(people.flatMap((personId) => {
      const until = barredUntil(missed.filter(({ holder }) => holder === personId).map(({ startsAt }) => startsAt), now);
      return until === null ? [] : [[personId, until]];
    }));
  });
}
