import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { attempt, callerOf, signInWorld, tokenOf, type SignInWorld } from './testing.js';

const GOOD = 'Lotus-Pond-27';
let world: SignInWorld;
let serial = 0;
const freshPhone = (): string => `133${String(10_000_000 + ++serial)}`;

beforeAll(async () => {
  world = await signInWorld('factors');
});
afterAll(() => world.close());

async function byPassword(over: Parameters<SignInWorld['account']>[0] = {}) {
  const phone = freshPhone();
  const account = await world.account({ phone, password: GOOD, ...over });
  const outcome = await world.signIn.byPassword(attempt(), phone, GOOD);
  return { phone, account, caller: callerOf(outcome), token: tokenOf(outcome) };
}
const codeAt = (secret: string, at: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

describe('an authenticator app', () => {
  it('is bound by its first code and serves as second factor, each code once', async () => {
    const { account, caller } = await byPassword();
    const { secret, uri } = await world.factors.startAuthenticator(caller);
    expect(uri).toMatch(/^otpauth:\/\/totp\//);
    expect(uri).toContain(`secret=${secret}`);
    expect(await world.factors.confirmAuthenticator(caller, codeAt(secret, world.clock.at + 3_600_000))).toBe(false);
    const first = codeAt(secret, world.clock.at);
    expect(await world.factors.confirmAuthenticator(caller, first)).toBe(true);
    expect(await world.factors.factorsOf(account)).toEqual(['SMS', 'AUTHENTICATOR', 'PASSWORD']);
    expect(await world.factors.stepUp(caller, 'AUTHENTICATOR', first)).toMatchObject({ reason: 'WRONG' });
    world.clock.at += 30_000;
    const next = codeAt(secret, world.clock.at);
    const both = await Promise.all([world.factors.stepUp(caller, 'AUTHENTICATOR', next), world.factors.stepUp(caller, 'AUTHENTICATOR', next)]);
    expect(both.map((each) => (each.__typename === 'SignInRefused' ? each.reason : each.__typename)).sort()).toEqual(['SteppedUp', 'WRONG']);
    // A code of the step before is refused once a later one was used.
    expect(await world.factors.stepUp(caller, 'AUTHENTICATOR', first)).toMatchObject({ reason: 'WRONG' });
    expect(JSON.stringify(await world.connection.collection('credentials').find().toArray())).not.toContain(secret);
  });

  it('is asked of staff at each sign-in, whatever the first factor', async () => {
    const phone = freshPhone();
    await world.account({ kind: 'STAFF', phone, password: GOOD, displayName: '李明' });
    const first = await world.signIn.byPassword(attempt(), phone, GOOD);
    if (first.__typename !== 'SecondFactorNeeded') throw new Error(first.__typename);
    const caller = callerOf(await world.signIn.complete(attempt(), first.challengeId, world.codeTo(phone)));
    const { secret } = await world.factors.startAuthenticator(caller);
    await world.factors.confirmAuthenticator(caller, codeAt(secret, world.clock.at));
    world.clock.at += 61_000;
    await world.signIn.requestCode(attempt(), phone);
    for (const begun of [await world.signIn.byPassword(attempt(), phone, GOOD), await world.signIn.byCode(attempt(), phone, world.codeTo(phone))]) {
      if (begun.__typename !== 'SecondFactorNeeded') throw new Error(begun.__typename);
      expect(begun.methods).toEqual(['AUTHENTICATOR']);
      world.clock.at += 30_000;
      expect(callerOf(await world.signIn.complete(attempt(), begun.challengeId, codeAt(secret, world.clock.at))).assurance).toBe('sensitive');
    }
  });

  it('is not replaced without the one that is bound', async () => {
    const { caller } = await byPassword();
    const { secret } = await world.factors.startAuthenticator(caller);
    await world.factors.confirmAuthenticator(caller, codeAt(secret, world.clock.at));
    await expect(world.factors.startAuthenticator(caller)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('is not bound long after signing in, nor without having begun', async () => {
    const { caller } = await byPassword();
    await expect(world.factors.confirmAuthenticator(caller, '123456')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    world.clock.at += 600_001;
    await expect(world.factors.startAuthenticator(caller)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });
});

describe('a password', () => {
  it('is set after a fresh sign-in by code, and then opens the second factor', async () => {
    const phone = freshPhone();
    const caller = await world.signedIn(phone);
    expect(await world.factors.setPassword(caller, 'short', null)).toMatchObject({ __typename: 'PasswordWeak' });
    expect(await world.factors.setPassword(caller, `x${phone}-Ab`, null)).toMatchObject({ __typename: 'PasswordWeak', weaknesses: expect.arrayContaining(['about-you']) });
    expect(await world.factors.setPassword(caller, GOOD, null)).toEqual({ __typename: 'PasswordSet', expiresAt: null });
    expect(await world.factors.stepUpMethods(caller)).toEqual(['PASSWORD']);
    expect(await world.factors.stepUp(caller, 'PASSWORD', GOOD)).toMatchObject({ __typename: 'SteppedUp' });
    const late = await world.signedIn(freshPhone());
    world.clock.at += 600_001;
    await expect(world.factors.setPassword(late, GOOD, null)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('is changed only by who knows it, and ends all other sessions', async () => {
    const { phone, caller, token } = await byPassword();
    expect(await world.factors.stepUpMethods(caller)).toEqual(['SMS']);
    const other = tokenOf(await world.signIn.byPassword(attempt(), phone, GOOD));
    expect(await world.factors.setPassword(caller, 'Willow-Bridge-8', 'wrong')).toMatchObject({ reason: 'WRONG' });
    expect(await world.sessions.resolve(other)).not.toBeNull();
    expect(await world.factors.setPassword(caller, 'Willow-Bridge-8', GOOD)).toMatchObject({ __typename: 'PasswordSet' });
    expect([await world.sessions.resolve(other), (await world.sessions.resolve(token))?.caller.sessionId]).toEqual([null, caller.sessionId]);
    for (let n = 0; n < 5; n++) await world.factors.setPassword(caller, GOOD, 'wrong');
    expect(await world.factors.setPassword(caller, GOOD, 'Willow-Bridge-8')).toMatchObject({ reason: 'LOCKED' });
    // Counted apart: who is in and who wants in do not lock each other.
    expect(await world.signIn.byPassword(attempt(), phone, 'Willow-Bridge-8')).toMatchObject({ __typename: 'SignedIn' });
  });

  it('does not come again within five', async () => {
    const { caller } = await byPassword();
    const words = ['Willow-Bridge-8', 'Stone-Lantern-3', 'Quiet-Harbour-5', 'Silver-Maple-9', 'Paper-Crane-61'];
    let current = GOOD;
    for (const word of words) {
      expect(await world.factors.setPassword(caller, current, current)).toEqual({ __typename: 'PasswordWeak', weaknesses: ['used-before'] });
      expect((await world.factors.setPassword(caller, word, current)).__typename).toBe('PasswordSet');
      current = word;
    }
    expect(await world.factors.setPassword(caller, words[0] ?? '', current)).toMatchObject({ __typename: 'PasswordWeak' });
    expect((await world.factors.setPassword(caller, GOOD, current)).__typename).toBe('PasswordSet');
  });

  it('of staff runs out after 90 days, of administrators after 60', async () => {
    const phone = freshPhone();
    const account = await world.account({ kind: 'STAFF', phone, password: GOOD, displayName: '李明' });
    expect(await world.factors.passwordExpiresAt(account)).toBe(world.clock.at + 90 * 86_400_000);
    world.posts.set(account.id, [{ id: 'p', role: 'audit-admin', organisationId: 'o' }]);
    expect(await world.factors.passwordExpiresAt(account)).toBe(world.clock.at + 60 * 86_400_000);
  });

  it('goes with its account', async () => {
    const { account, token } = await byPassword();
    const session = await world.connection.startSession();
    await session.withTransaction(() => world.accounts.remove(session, account.id));
    await session.endSession();
    world.accounts.changed(account.id, true);
    expect(await world.connection.collection<{ _id: string }>('credentials').countDocuments({ _id: account.id })).toBe(0);
    expect(await world.sessions.resolve(token)).toBeNull();
  });
});

describe('step-up', () => {
  it('is locked after five wrong codes, the right one included', async () => {
    const { caller, phone } = await byPassword();
    await world.factors.requestCode(caller, '192.0.2.1');
    const right = world.codeTo(phone);
    const wrong = right === '000000' ? '111111' : '000000';
    for (let n = 0; n < 5; n++) expect(await world.factors.stepUp(caller, 'SMS', wrong)).toMatchObject({ reason: 'WRONG' });
    expect(await world.factors.stepUp(caller, 'SMS', right)).toMatchObject({ reason: 'LOCKED' });
  });

  it('is for who has signed in', async () => {
    await expect(world.factors.stepUp(attempt().caller, 'SMS', '000000')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
