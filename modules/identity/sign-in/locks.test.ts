import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openWords } from '../../kernel/audit/words.js';
import type { Caller, Role } from '../../kernel/caller.js';
import type { AccountEntity } from '../accounts/types.js';
import { LOCK } from './rules.js';
import { attempt, callerOf, signInWorld, type SignInWorld } from './testing.js';

const GOOD = 'Lotus-Pond-27';
let world: SignInWorld;
let serial = 0;
let keys = 0;
const key = (): string => `key-${keys++}`;
const code = (act: Promise<unknown>): Promise<string> => act.then(() => 'done', (error: { code?: string; details?: { reason?: string } }) => error.details?.reason ?? error.code ?? String(error));
const inPost = (role: Role, own: Partial<Caller> = {}): Caller => ({ ...attempt().caller, accountId: `account-${role}`, personId: `person-${role}`, proofed: true, assurance: 'sensitive', post: { id: `post-${role}`, role, organisationId: 'bureau' }, ...own });
const security = inPost('security-admin');

beforeAll(async () => {
  world = await signInWorld('locks');
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.at += 3_700_000;
});

/** An account whose password was guessed at until it locked. */
async function locked(times: number = LOCK.freeTries): Promise<AccountEntity> {
  const n = ++serial;
  const account = await world.account({ login: `guessed${n}`, personId: `person-${n}`, password: GOOD });
  for (let guess = 0; guess < times; guess++) await world.signIn.byPassword(attempt(), `guessed${n}`, `wrong-${guess}`);
  return account;
}
const listed = async (account: AccountEntity) => (await world.locks.list(security, { first: 50 })).nodes.filter((lock) => lock.account.id === account.id);

describe('locks on accounts', () => {
  it('are listed with what, whom, since and until when, and how many tries; on record; gone when they open', async () => {
    const account = await locked();
    const now = world.clock.at;
    expect(await listed(account)).toMatchObject([{ account: { displayName: '王秀英' }, factor: 'PASSWORD', where: 'ANYWHERE', since: now, until: now + LOCK.firstMs, tries: LOCK.freeTries }]);
    expect(world.recorded.at(-1)?.event).toMatchObject({ action: 'identity.lock.read', subject: { personIds: expect.arrayContaining([account.personId]) }, purpose: 'supervision' });
    // A try at a closed door neither counts nor moves the lock.
    world.clock.at += 1000;
    await world.signIn.byPassword(attempt(), account.login ?? '', 'wrong');
    expect(await listed(account)).toMatchObject([{ since: now, until: now + LOCK.firstMs, tries: LOCK.freeTries }]);
    world.clock.at = now + LOCK.firstMs;
    expect(await listed(account)).toEqual([]);
  });

  it('stand in the list apart by what was tried and whom they keep out, and nobody’s in none', async () => {
    const phone = '13811110001';
    const account = await world.account({ login: 'apart', phone, personId: 'person-apart', password: GOOD });
    const caller = callerOf(await world.signIn.byPassword(attempt(), 'apart', GOOD));
    const known = await world.signIn.byPassword(attempt({ ownBrowser: true }), 'apart', GOOD);
    const deviceWord = known.__typename === 'SignedIn' ? (known.deviceWord ?? undefined) : undefined;
    for (let guess = 0; guess < LOCK.freeTries; guess++) {
      await world.signIn.byPassword(attempt({ deviceWord }), 'apart', 'wrong');
      await world.signIn.byCode(attempt(), phone, '000000');
      await world.factors.stepUp(caller, 'AUTHENTICATOR', '000000');
      await world.factors.setPassword(caller, 'Other-Pond-28', 'wrong');
      await world.signIn.byPassword(attempt(), 'nobody-of-this-name', 'wrong');
    }
    expect((await listed(account)).map(({ factor, where }) => `${factor} ${where}`).sort()).toEqual(['CODE ANYWHERE', 'PASSWORD KNOWN_DEVICE', 'PASSWORD SIGNED_IN', 'SECOND_FACTOR ANYWHERE']);
    expect((await world.locks.list(security, { first: 50 })).nodes.length).toBe(4);
    await world.connection.withSession((session) => world.accounts.remove(session, account.id));
    expect(await world.connection.collection('sign_in_counters').countDocuments({ accountId: account.id })).toBe(0);
  });

  it('come in pages', async () => {
    for (const times of [5, 5, 5]) await locked(times);
    const first = await world.locks.list(security, { first: 2 });
    expect([first.nodes.length, first.totalCount, first.pageInfo.hasNextPage]).toEqual([2, 3, true]);
    const rest = await world.locks.list(security, { first: 2, after: first.pageInfo.endCursor });
    expect(new Set([...first.nodes, ...rest.nodes].map(({ id }) => id)).size).toBe(3);
  });

  it('are lifted with a reason: the owner gets in, is told, and it is on record', async () => {
    const account = await locked();
    const login = account.login ?? '';
    expect(await world.signIn.byPassword(attempt(), login, GOOD)).toMatchObject({ reason: 'LOCKED' });
    const [lock] = await listed(account);
    expect(await code(world.locks.lift(security, lock!.id, ' ', key()))).toContain('2 to 200');
    const again = key();
    expect((await world.locks.lift(security, lock!.id, '本人到窗口说明', again)).id).toBe(account.id);
    expect(world.recorded.at(-1)?.event).toMatchObject({ action: 'identity.lock.lift', subject: { id: account.id, personIds: [account.personId] } });
    const { caller: by, event: { action, details = {} } } = world.recorded.at(-1)!; // recorded just now
    expect(openWords(world.cipher, { requestId: by.requestId, action, details }, 'reasonSealed')).toBe('本人到窗口说明');
    expect(world.notices.at(-1)).toMatchObject({ personId: account.personId, template: 'identity.sign-in-lock-lifted' });
    expect((await world.signIn.byPassword(attempt(), login, GOOD)).__typename).toBe('SignedIn');
    // The same key again lifts nothing twice, another finds none.
    const told = world.notices.length;
    expect((await world.locks.lift(security, lock!.id, '本人到窗口说明', again)).id).toBe(account.id);
    expect([world.notices.length, await code(world.locks.lift(security, lock!.id, '本人到窗口说明', key()))]).toEqual([told, 'NOT_FOUND']);
  });

  it('are nobody else’s to see or lift, nor one’s own to lift', async () => {
    const account = await locked();
    const [lock] = await listed(account);
    const others: Caller[] = [attempt().caller, { ...inPost('clerk'), post: null }, ...(['system-admin', 'audit-admin', 'site-admin', 'clerk', 'doctor'] as const).map((role) => inPost(role)), { ...security, assurance: 'ordinary' }];
    const outcomes = await Promise.all(others.map((caller) => Promise.all([code(world.locks.list(caller, {})), code(world.locks.lift(caller, lock!.id, '本人说明', key()))])));
    expect(outcomes).toEqual([['UNAUTHENTICATED', 'UNAUTHENTICATED'], ...Array(6).fill(['FORBIDDEN', 'FORBIDDEN']), ['STEP_UP_REQUIRED', 'STEP_UP_REQUIRED']]);
    expect(await code(world.locks.lift({ ...security, accountId: account.id }, lock!.id, '本人说明', key()))).toBe('OWN_LOCK');
    expect(await listed(account)).toHaveLength(1);
  });
});
