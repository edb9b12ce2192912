import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTransaction } from '../../kernel/db.js';
import type { AccountEntity } from '../accounts/types.js';
import { PHONE_FALLOW_MS } from './rules.js';
import { attempt, callerOf, signInWorld, tokenOf, type SignInWorld } from './testing.js';

const PASSWORD = 'Maple-River-27';
let world: SignInWorld;
let next = 0;
beforeAll(async () => void (world = await signInWorld('phone-holder', {
  wechat: { authorizeUrl: (state) => `https://wechat.example/?state=${state}`, exchange: async (code) => ({ openId: `open-${code}`, snapshot: false }) },
})));
afterAll(() => world.close());

/** A proved resident with a phone of their own. */
async function resident(password?: string): Promise<{ account: AccountEntity; phone: string }> {
  next += 1;
  const phone = `138001390${String(next).padStart(2, '0')}`;
  const account = await world.account({ phone, personId: `person-${phone}`, proofed: true, ...(password ? { password } : {}) });
  return { account, phone };
}
/** Proves the account's person, as the register would have it. */
const prove = ({ id, personId }: AccountEntity): Promise<void> =>
  withTransaction(world.connection, (session) => world.accounts.bindPerson(session, id, { personId: personId ?? '', proofed: true, displayName: '王秀英' }));
async function byCode(phone: string) {
  world.clock.at += 61_000;
  await world.signIn.requestCode(attempt(), phone);
  return world.signIn.byCode(attempt(), phone, world.codeTo(phone));
}
const wechatIn = async (code: string) => {
  const { state, secret } = await world.wechat.address('/me');
  return world.wechat.signIn(attempt(), code, state, secret);
};

describe('a phone alone makes no second factor for a proved person', () => {
  it('neither a first password nor an app, until the person is proved just now', async () => {
    const { account, phone } = await resident();
    const caller = callerOf(await byCode(phone));
    expect(caller).toMatchObject({ personId: account.personId, proofed: true, assurance: 'ordinary' });
    await expect(world.factors.setPassword(caller, PASSWORD, null)).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    await expect(world.factors.startAuthenticator(caller)).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    await prove(account);
    expect(await world.factors.setPassword(caller, PASSWORD, null)).toMatchObject({ __typename: 'PasswordSet' });
    expect(await world.factors.stepUp(caller, 'PASSWORD', PASSWORD)).toMatchObject({ __typename: 'SteppedUp' });
  });

  it('nor a proof of long ago', async () => {
    const { account, phone } = await resident();
    await prove(account);
    world.clock.at += 3_600_000;
    const caller = callerOf(await byCode(phone));
    await expect(world.factors.setPassword(caller, PASSWORD, null)).rejects.toMatchObject({ code: 'NOT_PROOFED' });
  });

  it('nor WeChat that the phone has bound, until the person is proved', async () => {
    const { account, phone } = await resident();
    const first = await wechatIn('stranger');
    if (first.__typename !== 'WechatNotBound') throw new Error('nobody has it yet');
    world.clock.at += 61_000;
    await world.signIn.requestCode(attempt(), phone);
    await world.signIn.byCode(attempt(), phone, world.codeTo(phone), world.wechat.binder(first.bindingToken));
    const caller = callerOf(await wechatIn('stranger'));
    world.clock.at += 61_000;
    await world.factors.requestCode(caller, '192.0.2.1');
    await expect(world.factors.stepUp(caller, 'SMS', world.codeTo(phone))).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    await prove(account);
    expect(await world.factors.stepUp(caller, 'SMS', world.codeTo(phone))).toMatchObject({ __typename: 'SteppedUp' });
  });

  it('does not stand in the way of who is not proved, nor of staff at their first sign-in', async () => {
    for (const over of [{ kind: 'RESIDENT' as const }, { kind: 'STAFF' as const, personId: 'person-new-staff', proofed: true }]) {
      const phone = `1380013908${over.kind === 'STAFF' ? 1 : 2}`;
      await world.account({ phone, ...over });
      expect(await world.factors.setPassword(callerOf(await byCode(phone)), PASSWORD, null)).toMatchObject({ __typename: 'PasswordSet' });
    }
  });
});

describe('a number that was given to somebody else', () => {
  it('opens a session without the person, whose name is not told, until the person is proved', async () => {
    const { account, phone } = await resident();
    world.clock.at += PHONE_FALLOW_MS;
    const outcome = await byCode(phone);
    expect(callerOf(outcome)).toMatchObject({ accountId: account.id, personId: null, proofed: false, actingFor: null, post: null });
    const token = tokenOf(outcome);
    expect(await world.sessions.resolve(token)).toMatchObject({ caller: { personId: null, proofed: false } });
    await expect(world.factors.setPassword(callerOf(outcome), PASSWORD, null)).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    await prove(account);
    world.accounts.changed(account.id);
    expect(await world.sessions.resolve(token)).toMatchObject({ caller: { personId: account.personId, proofed: true } });
    // Its owner has it: the next code is enough.
    expect(callerOf(await byCode(phone))).toMatchObject({ proofed: true });
  });

  it('asks for the password where there is one', async () => {
    const { account, phone } = await resident(PASSWORD);
    world.clock.at += PHONE_FALLOW_MS;
    const outcome = await byCode(phone);
    if (outcome.__typename !== 'SecondFactorNeeded') throw new Error(JSON.stringify(outcome));
    expect(outcome.methods).toEqual(['PASSWORD']);
    expect(await world.signIn.complete(attempt(), outcome.challengeId, 'a-guess')).toMatchObject({ reason: 'WRONG' });
    expect(callerOf(await world.signIn.complete(attempt(), outcome.challengeId, PASSWORD))).toMatchObject({ personId: account.personId, assurance: 'sensitive' });
    expect(callerOf(await byCode(phone))).toMatchObject({ assurance: 'ordinary', proofed: true });
  });

  it('binds no WeChat to the account', async () => {
    const { account, phone } = await resident();
    const first = await wechatIn('new-holder');
    if (first.__typename !== 'WechatNotBound') throw new Error('nobody has it yet');
    world.clock.at += PHONE_FALLOW_MS;
    const again = await wechatIn('new-holder');
    if (again.__typename !== 'WechatNotBound') throw new Error('nobody has it yet');
    await world.signIn.requestCode(attempt(), phone);
    await world.signIn.byCode(attempt(), phone, world.codeTo(phone), world.wechat.binder(again.bindingToken));
    expect((await world.accounts.find(account.id))?.hasWechat).toBe(false);
  });

  it('does not befall who signs in from time to time', async () => {
    const { phone } = await resident();
    for (let month = 0; month < 4; month++) {
      world.clock.at += PHONE_FALLOW_MS - 120_000;
      expect(callerOf(await byCode(phone))).toMatchObject({ proofed: true });
    }
  });
});
