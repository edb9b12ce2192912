import type { Ticket } from '../types.js';

/** Called so often, or so long ago, without anybody coming: the number is passed. */
export const MOST_CALLS = 3;
const CALL_LASTS_MS = 5 * 60_000;
/** A call stands so long before the next: whoever sits at the back has time to get up. */
export const RECALL_AFTER_MS = 20_000;
/** So many missed appointments within so long close online booking for as long. */
const MOST_MISSED = 3;
export const MISSED_WITHIN_MS = 30 * 86_400_000;
/** One may take an appointment's number so long before its time. */
export const CHECK_IN_BEFORE_MS = 30 * 60_000;
/** Who is not there so long after the appointed time has missed it. */
export const LATE_MS = 30 * 60_000;

/**
 * From when on (epoch ms) whoever was called may be passed: a while after the last of {@link MOST_CALLS} calls, or
 * {@link CALL_LASTS_MS} after the latest one. Null unless it is called.
 */
export function mayPassAt({ state, calls, calledAt }: Pick<Ticket, 'state' | 'calls' | 'calledAt'>): number | null {
  if (state !== 'CALLED' || calledAt === null) return null;
  return calledAt + (calls >= MOST_CALLS ? RECALL_AFTER_MS : CALL_LASTS_MS);
}

/**
 * Until when somebody books at the counter alone: {@link MOST_MISSED} missed appointments within {@link MISSED_WITHIN_MS}
 * close it for that long from the last of them. Null where they may book.
 * @param missed starts of missed appointments, epoch ms, in any order
 */
export function barredUntil(missed: readonly number[], now: number): number | null {
  const starts = [...missed].sort((a, b) => a - b);
  const ends = starts.flatMap((last, index) => {
    const first = starts[index - MOST_MISSED + 1];
    return first !== undefined && last - first <= MISSED_WITHIN_MS ? [last + MISSED_WITHIN_MS] : [];
  });
  const until = Math.max(0, ...ends);
  return until > now ? until : null;
}
