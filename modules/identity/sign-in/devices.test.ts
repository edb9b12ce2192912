import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KNOWN_DEVICE } from './devices.js';
import { LOCK } from './rules.js';
import { attempt, callerOf, signInWorld, type SignInWorld } from './testing.js';
import type { SignInOutcome } from './types.js';

const GOOD = 'Lotus-Pond-27';
let world: SignInWorld;
let serial = 0;
const freshPhone = (): string => `137${String(10_000_000 + ++serial)}`;

beforeAll(async () => {
  world = await signInWorld('devices');
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.at += 3_700_000;
});

const byPassword = (phone: string, password: string, deviceWord?: string): Promise<SignInOutcome> => world.signIn.byPassword(attempt({ deviceWord, ownBrowser: true }), phone, password);
const kindOf = (outcome: SignInOutcome): string => (outcome.__typename === 'SignInRefused' ? outcome.reason : outcome.__typename);
function wordOf(outcome: SignInOutcome): string {
  if (outcome.__typename !== 'SignedIn' || outcome.deviceWord === null) throw new Error(JSON.stringify(outcome));
  return outcome.deviceWord;
}
async function lockedOut(phone: string): Promise<void> {
  for (let n = 0; n < LOCK.freeTries; n++) expect(kindOf(await world.signIn.byPassword(attempt({ address: `198.51.100.${n}` }), phone, `Wrong-${n}-guess`))).toBe('WRONG');
  expect(kindOf(await byPassword(phone, GOOD))).toBe('LOCKED');
}
/** An account and a browser on which it signed in. */
async function known(): Promise<{ phone: string; word: string; id: string }> {
  const phone = freshPhone();
  const { id } = await world.account({ phone, password: GOOD });
  return { phone, id, word: wordOf(await byPassword(phone, GOOD)) };
}

describe('strangers who guess until the account is locked', () => {
  it('do not keep its owner out of the browser that signed in before, nor out by code anywhere', async () => {
    const { phone, word } = await known();
    await lockedOut(phone);
    expect(kindOf(await byPassword(phone, GOOD, word))).toBe('SignedIn');
    // And are no better off for it.
    expect(kindOf(await byPassword(phone, GOOD))).toBe('LOCKED');
    await world.signIn.requestCode(attempt(), phone);
    expect(kindOf(await world.signIn.byCode(attempt(), phone, world.codeTo(phone)))).toBe('SignedIn');
    expect(kindOf(await byPassword(phone, GOOD))).toBe('LOCKED');
  });

  it('do not keep them from taking codes there either', async () => {
    const { phone, word } = await known();
    for (let n = 0; n < LOCK.freeTries; n++) await world.signIn.byCode(attempt(), phone, 'xxxxxx');
    world.clock.at += 30_000;
    await world.signIn.requestCode(attempt(), phone);
    const code = world.codeTo(phone);
    expect(kindOf(await world.signIn.byCode(attempt(), phone, code))).toBe('LOCKED');
    expect(kindOf(await world.signIn.byCode(attempt({ deviceWord: word }), phone, code))).toBe('SignedIn');
  });

  it('do not keep them from changing the password once they are in', async () => {
    const { phone, word } = await known();
    await lockedOut(phone);
    const caller = callerOf(await byPassword(phone, GOOD, word));
    expect(await world.factors.setPassword(caller, 'Willow-Bridge-8', GOOD)).toMatchObject({ __typename: 'PasswordSet' });
  });

  it('gain nothing by words that they made up, that are another account’s, old or over', async () => {
    const { phone, word } = await known();
    const other = await known();
    await lockedOut(phone);
    for (const wrong of [other.word, 'A'.repeat(43), `${word}x`, '', '$ne', word.toLowerCase()]) expect(kindOf(await byPassword(phone, GOOD, wrong))).toBe('LOCKED');
    const renewed = wordOf(await byPassword(phone, GOOD, word));
    expect(kindOf(await byPassword(phone, GOOD, word))).toBe('LOCKED');
    world.clock.at += KNOWN_DEVICE.seconds * 1000;
    for (let n = 0; n < LOCK.freeTries; n++) await byPassword(phone, `Wrong-${n}-guess`);
    expect(kindOf(await byPassword(phone, GOOD, renewed))).toBe('LOCKED');
  });
});

describe('a browser that is known', () => {
  it('has five tries of its own, however many at once, and then is locked as everybody is', async () => {
    const { phone, word } = await known();
    const before = world.checks.count;
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, n) => byPassword(phone, `Guess-${n}-abc`, word)));
    expect(outcomes.map(kindOf).filter((kind) => kind === 'WRONG')).toHaveLength(LOCK.freeTries);
    expect(world.checks.count - before).toBe(LOCK.freeTries);
    expect(await byPassword(phone, GOOD, word)).toMatchObject({ reason: 'LOCKED', retryAfterSeconds: LOCK.firstMs / 1000 });
    // Its own lock is its own: elsewhere the account is not locked by it.
    expect(kindOf(await byPassword(phone, GOOD))).toBe('SignedIn');
  });

  it('may be a household’s: one account’s sign-in keeps the others known', async () => {
    const mother = await known();
    const fatherPhone = freshPhone();
    await world.account({ phone: fatherPhone, password: GOOD });
    const both = wordOf(await byPassword(fatherPhone, GOOD, mother.word));
    await lockedOut(mother.phone);
    await lockedOut(fatherPhone);
    const renewed = wordOf(await byPassword(mother.phone, GOOD, both));
    expect(kindOf(await byPassword(fatherPhone, GOOD, renewed))).toBe('SignedIn');
  });

  it('is forgotten with a new password and with the account, and twenty are the most', async () => {
    const { phone, word, id } = await known();
    const rows = () => world.connection.collection('sign_in_devices').countDocuments({ accountId: id });
    for (let n = 0; n < 22; n++) {
      world.clock.at += 1000;
      await byPassword(phone, GOOD);
    }
    expect(await rows()).toBe(KNOWN_DEVICE.most);
    await world.factors.setPassword(callerOf(await byPassword(phone, GOOD, word)), 'Willow-Bridge-8', GOOD);
    expect(await rows()).toBe(0);
    expect(JSON.stringify(await world.connection.collection('sign_in_devices').find().toArray())).not.toContain(word);
  });

  it('is none where the browser is not somebody’s own', async () => {
    const phone = freshPhone();
    await world.account({ phone, password: GOOD });
    expect(await world.signIn.byPassword(attempt({ channel: 'kiosk' }), phone, GOOD)).toMatchObject({ __typename: 'SignedIn', deviceWord: null });
  });
});
