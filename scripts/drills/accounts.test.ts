import { describe, expect, it } from '@jest/globals';
import { LOCK } from '../../modules/identity/sign-in/rules.js';
import { tryForgeries } from './forgeries.js';
import { guessPasswords } from './guesses.js';

describe('the drill of accounts, a tenth of it', () => {
  it('locks where it should, whichever way the guesses come', async () => {
    const { accepted, judged, judgedOfUnknown, during, after } = await guessPasswords(100);
    expect({ accepted, judged, judgedOfUnknown, during, after }).toEqual({ accepted: 0, judged: LOCK.freeTries, judgedOfUnknown: LOCK.freeTries, during: 'LOCKED', after: 'SignedIn' });
  }, 60_000);

  it('takes no forged, stale, replayed or swapped token, code or cookie, and takes the true ones', async () => {
    const { kinds, trueOnes } = await tryForgeries(1000);
    expect(Object.entries(kinds).filter(([, { accepted }]) => accepted > 0)).toEqual([]);
    expect(Object.values(kinds).reduce((sum, { tried }) => sum + tried, 0)).toBe(1000);
    expect(trueOnes).toEqual([true, true, true]);
  }, 60_000);
});
