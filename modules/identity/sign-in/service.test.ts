import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Fault } from '../../kernel/errors.js';
import { attempt, callerOf, signInWorld, tokenOf, type SignInWorld } from './testing.js';
import type { SignInOutcome } from './types.js';

const GOOD = 'Lotus-Pond-27';
let world: SignInWorld;
let serial = 0;
const freshPhone = (): string => `138${String(10_000_000 + ++serial)}`;

beforeAll(async () => {
  world = await signInWorld('sign-in');
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.at += 3_700_000;
});

const kinds = (outcomes: readonly SignInOutcome[]): string[] => outcomes.map((outcome) => (outcome.__typename === 'SignInRefused' ? outcome.reason : outcome.__typename)).sort();
const codeOf = (error: unknown): string => (error instanceof Fault ? error.code : String(error));

describe('by code', () => {
  it('founds one account for a new phone and finds it again', async () => {
    const phone = freshPhone();
    const first = await world.signedIn(phone);
    const second = await world.signedIn(`+86 ${phone.slice(0, 3)} ${phone.slice(3)}`);
    expect(first.accountId).not.toBeNull();
    expect(second.accountId).toBe(first.accountId);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect({ assurance: first.assurance, proofed: first.proofed, post: first.post }).toEqual({ assurance: 'ordinary', proofed: false, post: null });
  });

  it('lets a code in once, even where two bring it at the same time', async () => {
    const phone = freshPhone();
    await world.signIn.requestCode(attempt(), phone);
    const code = world.codeTo(phone);
    const outcomes = await Promise.all([1, 2, 3].map(() => world.signIn.byCode(attempt(), phone, code)));
    expect(kinds(outcomes)).toEqual(['SignedIn', 'WRONG', 'WRONG']);
  });

  it('refuses a code after five minutes, and after five wrong ones', async () => {
    const phone = freshPhone();
    await world.signIn.requestCode(attempt(), phone);
    const code = world.codeTo(phone);
    world.clock.at += 300_001;
    expect(kinds([await world.signIn.byCode(attempt(), phone, code)])).toEqual(['WRONG']);
    const other = freshPhone();
    await world.signIn.requestCode(attempt(), other);
    const right = world.codeTo(other);
    const wrong = right === '000000' ? '111111' : '000000';
    for (let n = 0; n < 5; n++) await world.signIn.byCode(attempt(), other, wrong);
    world.clock.at += 61_000;
    expect(kinds([await world.signIn.byCode(attempt(), other, right)])).toEqual(['WRONG']);
  });

  it('makes an earlier code void by a later one, and opens nothing else with it', async () => {
    const phone = freshPhone();
    await world.signIn.requestCode(attempt(), phone);
    const early = world.codeTo(phone);
    world.clock.at += 61_000;
    await world.signIn.requestCode(attempt(), phone);
    if (world.codeTo(phone) !== early) expect(kinds([await world.signIn.byCode(attempt(), phone, early)])).toEqual(['WRONG']);
    const caller = callerOf(await world.signIn.byCode(attempt(), phone, world.codeTo(phone)));
    world.clock.at += 61_000;
    await world.signIn.requestCode(attempt(), phone);
    // The first factor of this session is SMS already, so the password path proves that the code is for signing in alone.
    await world.factors.setPassword(caller, GOOD, null);
    const byPassword = callerOf(await world.signIn.byPassword(attempt(), phone, GOOD));
    expect(await world.factors.stepUp(byPassword, 'SMS', world.codeTo(phone))).toMatchObject({ reason: 'WRONG' });
  });

  it('sends another only after a minute, six an hour to a phone, and so many to an address', async () => {
    const phone = freshPhone();
    await world.signIn.requestCode(attempt(), phone);
    await expect(world.signIn.requestCode(attempt({ address: '198.51.100.9' }), phone)).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 60 } });
    for (let n = 0; n < 5; n++) {
      world.clock.at += 61_000;
      await world.signIn.requestCode(attempt(), phone);
    }
    world.clock.at += 61_000;
    expect(codeOf(await world.signIn.requestCode(attempt(), phone).catch((error: unknown) => error))).toBe('RATE_LIMITED');
    let refusedAt = 0;
    for (let n = 1; n <= 70 && refusedAt === 0; n++) await world.signIn.requestCode(attempt({ address: '198.51.100.77' }), freshPhone()).catch(() => (refusedAt = n));
    expect(refusedAt).toBe(61);
  });

  it('stores neither code nor phone in the clear', async () => {
    const phone = freshPhone();
    await world.signedIn(phone);
    world.clock.at += 61_000;
    await world.signIn.requestCode(attempt(), phone);
    const code = world.codeTo(phone);
    const names = (await world.connection.db?.listCollections().toArray())?.map(({ name }) => name) ?? [];
    const everything = JSON.stringify(await Promise.all(names.map((name) => world.connection.collection(name).find().toArray())));
    expect(everything).toContain('codeHash');
    expect(everything).not.toContain(phone);
    expect(everything).not.toContain(`"${code}"`);
  });
});

describe('by password', () => {
  it('takes login, phone and ID number, and no other password', async () => {
    const phone = freshPhone();
    world.persons.set('310199199001010014', 'person-pw');
    await world.account({ phone, login: 'wang.xiuying', personId: 'person-pw', password: GOOD });
    for (const login of ['Wang.Xiuying', phone, '310199199001010014']) expect(kinds([await world.signIn.byPassword(attempt(), login, GOOD)])).toEqual(['SignedIn']);
    expect(kinds([await world.signIn.byPassword(attempt(), phone, GOOD.toLowerCase())])).toEqual(['WRONG']);
  });

  it('answers unknown account, wrong password and account without password alike, at one argon2 check each', async () => {
    const phone = freshPhone();
    await world.account({ phone, password: GOOD });
    const bare = freshPhone();
    await world.account({ phone: bare });
    const answers: unknown[] = [];
    for (const login of [phone, bare, freshPhone(), 'nobody.here', '310199198001010000', '😀']) {
      const before = world.checks.count;
      answers.push(await world.signIn.byPassword(attempt(), login, 'Wrong-Guess-11'));
      expect(world.checks.count - before).toBe(1);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual({ __typename: 'SignInRefused', reason: 'WRONG', retryAfterSeconds: null });
  });

  it('locks after five wrong tries, whatever channel, address or name they come by, and known or not', async () => {
    const phone = freshPhone();
    const account = await world.account({ phone, login: `lock.${phone}`.slice(0, 30), password: GOOD });
    const tries = [attempt({ channel: 'web' }), attempt({ channel: 'kiosk', address: '192.0.2.2' }), attempt({ channel: 'api', address: '192.0.2.3' })];
    const outcomes: SignInOutcome[] = [];
    for (let n = 0; n < 8; n++) outcomes.push(await world.signIn.byPassword(tries[n % 3] ?? attempt(), n % 2 ? phone : (account.login ?? ''), `Wrong-${n}-guess`));
    expect(outcomes.map((outcome) => (outcome.__typename === 'SignInRefused' ? outcome.reason : outcome.__typename))).toEqual([...Array<string>(5).fill('WRONG'), ...Array<string>(3).fill('LOCKED')]);
    const before = world.checks.count;
    expect(await world.signIn.byPassword(attempt(), phone, GOOD)).toMatchObject({ reason: 'LOCKED', retryAfterSeconds: 60 });
    expect(world.checks.count).toBe(before);
    const unknown: SignInOutcome[] = [];
    for (let n = 0; n < 6; n++) unknown.push(await world.signIn.byPassword(attempt(), 'no.such.name', `Wrong-${n}-guess`));
    expect(unknown.at(-1)).toMatchObject({ reason: 'LOCKED', retryAfterSeconds: 60 });
  });

  it('gives a thousand at once no more tries than five', async () => {
    const phone = freshPhone();
    await world.account({ phone, password: GOOD });
    const before = world.checks.count;
    const outcomes = await Promise.all(Array.from({ length: 300 }, (_, n) => world.signIn.byPassword(attempt({ address: `198.51.100.${n % 200}` }), phone, `Guess-${n}-abc`)));
    expect(kinds(outcomes).filter((kind) => kind === 'WRONG')).toHaveLength(5);
    expect(world.checks.count - before).toBe(5);
  });

  it('locks longer each time, and forgives after a right one', async () => {
    const phone = freshPhone();
    await world.account({ phone, password: GOOD });
    const wrong = () => world.signIn.byPassword(attempt(), phone, 'Wrong-Guess-11');
    for (let n = 0; n < 5; n++) await wrong();
    const waits: number[] = [];
    for (let n = 0; n < 3; n++) {
      const locked = await wrong();
      waits.push(locked.__typename === 'SignInRefused' ? (locked.retryAfterSeconds ?? 0) : 0);
      world.clock.at += (waits.at(-1) ?? 0) * 1000;
      await wrong();
    }
    expect(waits).toEqual([60, 120, 240]);
    world.clock.at += 480_000;
    expect(kinds([await world.signIn.byPassword(attempt(), phone, GOOD)])).toEqual(['SignedIn']);
    expect(kinds([await wrong()])).toEqual(['WRONG']);
  });

  it('tells only who knows the password that the account is disabled', async () => {
    const phone = freshPhone();
    const account = await world.account({ phone, password: GOOD });
    await world.accounts.setDisabled(await administrator(), account.id, true, '遗失手机', 'key-1');
    expect(kinds([await world.signIn.byPassword(attempt(), phone, GOOD), await world.signIn.byPassword(attempt(), phone, 'Wrong-Guess-11')])).toEqual(['DISABLED', 'WRONG']);
  });

  it('ends the session that the client had before', async () => {
    const phone = freshPhone();
    await world.account({ phone, password: GOOD });
    const first = await world.signIn.byPassword(attempt(), phone, GOOD);
    const second = await world.signIn.byPassword(attempt({ caller: callerOf(first) }), phone, GOOD);
    expect(await world.sessions.resolve(tokenOf(first))).toBeNull();
    expect((await world.sessions.resolve(tokenOf(second)))?.caller.accountId).toBe(callerOf(first).accountId);
  });

  it('records every attempt, and none with what was typed', async () => {
    const phone = freshPhone();
    const account = await world.account({ phone, password: GOOD });
    world.recorded.length = 0;
    await world.signIn.byPassword(attempt(), phone, 'Wrong-Guess-11');
    await world.signIn.byPassword(attempt(), 'nobody.at.all', 'Wrong-Guess-11');
    await world.signIn.byPassword(attempt(), phone, GOOD);
    expect(world.recorded.map(({ event }) => [event.action, event.outcome, event.subject.id])).toEqual([
      ['identity.sign-in', 'denied', account.id], ['identity.sign-in', 'denied', 'unknown'], ['identity.sign-in', 'done', account.id],
    ]);
    expect(JSON.stringify(world.recorded)).not.toMatch(/Wrong-Guess|nobody\.at\.all|Lotus/);
  });
});

describe('staff', () => {
  const clerk = { id: 'post-1', role: 'clerk', organisationId: 'org-1' } as const;

  it('need a second factor: a code to their phone, which has no other use', async () => {
    const phone = freshPhone();
    const account = await world.account({ kind: 'STAFF', phone, password: GOOD, displayName: '李明' });
    world.posts.set(account.id, [clerk]);
    const first = await world.signIn.byPassword(attempt(), phone, GOOD);
    if (first.__typename !== 'SecondFactorNeeded') throw new Error(first.__typename);
    expect(first.methods).toEqual(['SMS']);
    const code = world.codeTo(phone);
    expect(kinds([await world.signIn.byCode(attempt(), phone, code)])).toEqual(['WRONG']);
    const both = await Promise.all([world.signIn.complete(attempt(), first.challengeId, code), world.signIn.complete(attempt(), first.challengeId, code)]);
    expect(kinds(both)).toEqual(['SignedIn', 'WRONG']);
    const done = both.find(({ __typename }) => __typename === 'SignedIn');
    expect(done && callerOf(done)).toMatchObject({ post: clerk, assurance: 'sensitive' });
  });

  it('without any second factor get in without their posts', async () => {
    const phone = freshPhone();
    const account = await world.account({ kind: 'STAFF', phone, displayName: '李明' });
    world.posts.set(account.id, [clerk]);
    const caller = await world.signedIn(phone);
    expect(caller).toMatchObject({ post: null, assurance: 'ordinary' });
    await expect(world.sessions.actInPost(caller, clerk.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are locked out by wrong second factors, by whatever challenge', async () => {
    const phone = freshPhone();
    const account = await world.account({ kind: 'STAFF', phone, password: GOOD, displayName: '李明' });
    world.posts.set(account.id, [clerk]);
    const outcomes: SignInOutcome[] = [];
    for (let n = 0; n < 7; n++) {
      const first = await world.signIn.byPassword(attempt(), phone, GOOD);
      if (first.__typename !== 'SecondFactorNeeded') throw new Error(first.__typename);
      outcomes.push(await world.signIn.complete(attempt(), first.challengeId, world.codeTo(phone) === '000000' ? '111111' : '000000'));
    }
    expect(kinds(outcomes)).toEqual(['LOCKED', 'LOCKED', 'WRONG', 'WRONG', 'WRONG', 'WRONG', 'WRONG']);
  });

  it('must change a password that is too old, and get no post by it', async () => {
    const phone = freshPhone();
    const account = await world.account({ kind: 'STAFF', phone, password: GOOD, displayName: '李明' });
    world.posts.set(account.id, [clerk]);
    world.clock.at += 91 * 86_400_000;
    expect(kinds([await world.signIn.byPassword(attempt(), phone, GOOD)])).toEqual(['PASSWORD_EXPIRED']);
    await world.signIn.requestCode(attempt(), phone);
    const first = await world.signIn.byCode(attempt(), phone, world.codeTo(phone));
    if (first.__typename !== 'SecondFactorNeeded') throw new Error(first.__typename);
    expect(first.methods).toEqual(['PASSWORD']);
    expect(callerOf(await world.signIn.complete(attempt(), first.challengeId, GOOD)).post).toBeNull();
  });
});

/** A security administrator with two factors. */
async function administrator() {
  const phone = freshPhone();
  const account = await world.account({ kind: 'STAFF', phone, password: GOOD, displayName: '赵安' });
  world.posts.set(account.id, [{ id: `post-${phone}`, role: 'security-admin', organisationId: 'org-1' }]);
  const first = await world.signIn.byPassword(attempt(), phone, GOOD);
  if (first.__typename !== 'SecondFactorNeeded') throw new Error(first.__typename);
  return callerOf(await world.signIn.complete(attempt(), first.challengeId, world.codeTo(phone)));
}
