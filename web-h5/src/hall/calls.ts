import type { HallBoardFragment } from '../graphql/__generated__/operations.js';

type Called = HallBoardFragment['called'][number];

/** What a call is known by: the same number called again, or to another window, is another call. */
export function callKey({ number, window, calls }: Called): string {
  return `${number} ${window} ${calls}`;
}

/** Calls on a board that were not on the one before, the oldest first, as they are announced. Those being served are no news. */
export function newCalls(before: readonly Called[], after: readonly Called[]): Called[] {
  const known = new Set(before.map(callKey));
  return after.filter((call) => !call.serving && !known.has(callKey(call))).sort((a, b) => Date.parse(a.calledAt) - Date.parse(b.calledAt));
}

/** A number as it is read aloud: `A017` as “A 零 1 7”, for a voice that would say “seventeen” or “O”. */
export function spelt(number: string, locale: string): string {
  const digits = locale === 'en' ? ['zero', '1', '2', '3', '4', '5', '6', '7', '8', '9'] : ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
  return [...number].map((sign) => digits[Number(sign === ' ' ? NaN : sign)] ?? sign).join(' ');
}
