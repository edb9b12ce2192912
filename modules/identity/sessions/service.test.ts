import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Caller } from '../../kernel/caller.js';
import { withTransaction } from '../../kernel/db.js';
import { createRedisBus } from '../../kernel/events.js';
import { attempt, callerOf, signInWorld, silent, tokenOf, type SignInWorld } from '../sign-in/testing.js';
import { SessionsService } from './service.js';
import { RIGHTS_CHANGED } from './types.js';

const GOOD = 'Lotus-Pond-27';
const MINUTE = 60_000;
let world: SignInWorld;
let serial = 0;
const freshPhone = (): string => `139${String(10_000_000 + ++serial)}`;

beforeAll(async () => {
  world = await signInWorld('sessions');
});
afterAll(() => world.close());

async function resolve(token: string): Promise<Caller | null> {
  return (await world.sessions.resolve(token))?.caller ?? null;
}

/** An account with a password and a session by it. */
async function someone(over: Parameters<SignInWorld['account']>[0] = {}, from = attempt()) {
  const phone = freshPhone();
  const account = await world.account({ phone, password: GOOD, ...over });
  const outcome = await world.signIn.byPassword(from, phone, GOOD);
  return { phone, account, token: tokenOf(outcome), caller: callerOf(outcome) };
}

describe('a token', () => {
  it('is 256 random bits behind its key’s version, and nothing of it is stored', async () => {
    const { token } = await someone();
    expect(token).toMatch(/^\d+\.[A-Za-z0-9_-]{43}$/);
    const stored = JSON.stringify(await world.connection.collection('sessions').find().toArray());
    expect(stored).toContain('tokenHash');
    expect(stored).not.toContain(token.split('.')[1]);
  });

  it('opens nothing when forged, cut, swapped or of another key', async () => {
    const { token } = await someone();
    const body = token.split('.')[1] ?? '';
    const forged = [`99.${body}`, `1.${body.slice(1)}A`, `1.${'A'.repeat(43)}`, body, '', `${token} `, `01.${body}`, '1.', 'null', `1.${body}${body}`, '$ne', `-1.${body}`];
    for (const each of forged) expect(await world.sessions.resolve(each)).toBeNull();
    expect(await resolve(token)).not.toBeNull();
  });

  it('still opens after its key was rotated', async () => {
    const { token } = await someone();
    await world.keystore.rotate(['token']);
    world.clock.at += 1001;
    expect(await resolve(token)).not.toBeNull();
    expect((await someone()).token.split('.')[0]).not.toBe(token.split('.')[0]);
  });
});

describe('a session', () => {
  it.each([
    ['a resident', 'RESIDENT', 'web', 12 * 60, 7 * 24 * 60],
    ['an organisation', 'ORGANISATION', 'web', 30, 12 * 60],
    ['anybody at a kiosk', 'RESIDENT', 'kiosk', 2, 30],
  ] as const)('of %s ends when idle and at the latest', async (_who, kind, channel, idleMinutes, absoluteMinutes) => {
    const idle = await someone({ kind }, attempt({ channel }));
    world.clock.at += (idleMinutes * MINUTE * 19) / 20;
    expect(await resolve(idle.token)).not.toBeNull();
    world.clock.at += idleMinutes * MINUTE;
    expect(await resolve(idle.token)).toBeNull();
    const busy = await someone({ kind }, attempt({ channel }));
    for (let passed = 0; passed < absoluteMinutes - idleMinutes; passed += idleMinutes / 2) {
      world.clock.at += (idleMinutes / 2) * MINUTE;
      expect(await resolve(busy.token)).not.toBeNull();
    }
    world.clock.at += idleMinutes * MINUTE;
    expect(await resolve(busy.token)).toBeNull();
  });

  it('is not kept alive by looking after its socket', async () => {
    const { caller } = await someone({}, attempt({ channel: 'kiosk' }));
    for (let n = 0; n < 5; n++) {
      world.clock.at += 20_000;
      expect(await world.sessions.check(caller.sessionId ?? '')).not.toBeNull();
    }
    world.clock.at += 21_000;
    expect(await world.sessions.check(caller.sessionId ?? '')).toBeNull();
  });

  it('is listed to its owner and ended by nobody else', async () => {
    const mine = await someone();
    const other = await someone();
    const second = await world.signIn.byPassword(attempt(), mine.phone, GOOD);
    const listed = await world.sessions.list(mine.caller);
    expect(listed.map(({ id, current, device }) => [id, current, device])).toEqual(expect.arrayContaining([[mine.caller.sessionId, true, 'Chrome · Windows'], [callerOf(second).sessionId, false, 'Chrome · Windows']]));
    expect(listed).toHaveLength(2);
    expect(await world.sessions.end(mine.caller, other.caller.sessionId)).toBe(0);
    expect(await resolve(other.token)).not.toBeNull();
    expect(await world.sessions.end(mine.caller, null)).toBe(1);
    expect([await resolve(mine.token) !== null, await resolve(tokenOf(second))]).toEqual([true, null]);
    expect(await world.sessions.signOut(mine.caller)).toBe(true);
    expect(await resolve(mine.token)).toBeNull();
    expect(await world.sessions.signOut(mine.caller)).toBe(false);
  });

  it('ends with its account, and runs what hangs on it', async () => {
    const { account, token, caller } = await someone();
    const told: string[] = [];
    world.sessions.onEnd(async (_session, { sessionIds }) => void told.push(...sessionIds));
    await resolve(token);
    const admin = { ...caller, post: { id: 'p', role: 'security-admin', organisationId: 'o' }, assurance: 'sensitive' } as const;
    await expect(world.accounts.setDisabled({ ...admin, post: { ...admin.post, role: 'system-admin' } }, account.id, true, '停用', 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await world.accounts.setDisabled(admin, account.id, true, '停用', 'k');
    expect(await resolve(token)).toBeNull();
    expect(told).toContain(caller.sessionId);
    expect(await world.connection.collection('sessions').countDocuments({ accountId: account.id })).toBe(0);
  });

  it('is answered from memory for a second, and loaded once for many', async () => {
    const { token } = await someone();
    await resolve(token);
    expect(world.sessions.resolve(token)).not.toBeInstanceOf(Promise);
    world.clock.at += 1001;
    const loads = [1, 2, 3].map(() => world.sessions.resolve(token));
    expect(loads[0]).toBeInstanceOf(Promise);
    expect(loads[1]).toBe(loads[0]);
    await Promise.all(loads);
  });
});

describe('across processes', () => {
  it('an ended session falls in the other process by the event, before its memory runs out', async () => {
    const url = process.env.TEST_REDIS_URL ?? '';
    const redis = [new Redis(url), new Redis(url)] as const;
    const buses = [await createRedisBus(redis[0], silent), await createRedisBus(redis[1], silent)] as const;
    const [here, there] = [new SessionsService({ ...world.sessionsDeps, events: buses[0] }), new SessionsService({ ...world.sessionsDeps, events: buses[1] })];
    try {
      const { token, caller } = await someone();
      await there.resolve(token);
      expect(there.resolve(token)).not.toBeInstanceOf(Promise);
      await here.signOut(caller);
      // The clock stands still, so that only the event can have dropped it.
      for (let n = 0; n < 200 && !(there.resolve(token) instanceof Promise); n++) await new Promise((wait) => setTimeout(wait, 10));
      expect(await there.resolve(token)).toBeNull();
    } finally {
      here.stop();
      there.stop();
      for (const bus of buses) await bus.close();
      for (const each of redis) await each.quit();
    }
  });

  it('a loading under way while the session ends is not kept', async () => {
    const { token, caller } = await someone();
    const loading = world.sessions.resolve(token);
    await world.sessions.signOut(caller);
    await loading;
    expect(await resolve(token)).toBeNull();
  });
});

describe('acting for somebody', () => {
  it('is carried by the session while the edge holds, and by nobody else’s edge', async () => {
    world.persons.set('mother', 'person-mother');
    const { token, caller } = await someone({ personId: 'person-mother', proofed: true });
    const edge = { delegationId: 'edge-1', kind: 'person', id: 'child-1', displayName: '王小宝', scopes: ['health.read'] } as const;
    world.edges.set('edge-1', { ...edge, actorId: 'person-mother' }).set('edge-2', { ...edge, delegationId: 'edge-2', actorId: 'person-other' });
    const acting = await world.sessions.actAs(caller, 'edge-1');
    expect([acting.actingFor, (await resolve(token))?.actingFor]).toEqual([edge, edge]);
    expect(world.recorded.at(-1)).toMatchObject({ caller: { actingFor: edge }, event: { action: 'identity.session.act-as', subject: { personIds: ['child-1'] } } });
    await expect(world.sessions.actAs(caller, 'edge-2')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    world.edges.delete('edge-1');
    world.events.publish(RIGHTS_CHANGED, { personId: 'person-mother' });
    expect((await resolve(token))?.actingFor).toBeNull();
    expect((await world.sessions.actAs(acting, null)).actingFor).toBeNull();
  });
});

describe('a second factor', () => {
  it('holds for ten minutes, gives the session a new token and ends the old one', async () => {
    const { token, caller, phone } = await someone();
    await world.factors.requestCode(caller, '192.0.2.1');
    const stepped = await world.factors.stepUp(caller, 'SMS', world.codeTo(phone));
    if (stepped.__typename !== 'SteppedUp') throw new Error(stepped.reason);
    expect(await resolve(token)).toBeNull();
    expect((await resolve(stepped.opened.token))?.assurance).toBe('sensitive');
    expect(await world.sessions.sensitiveUntil(stepped.opened.caller)).toBe(stepped.sensitiveUntil);
    world.clock.at += 10 * MINUTE;
    expect((await resolve(stepped.opened.token))?.assurance).toBe('ordinary');
  });

  it('is not the first one again', async () => {
    const { caller } = await someone();
    await expect(world.factors.stepUp(caller, 'PASSWORD', GOOD)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('several posts', () => {
  it('are acted in one at a time', async () => {
    const { account, phone } = await someone({});
    const posts = [{ id: 'a', role: 'clerk', organisationId: 'o1' }, { id: 'b', role: 'approver', organisationId: 'o2' }] as const;
    await world.connection.collection<{ _id: string }>('accounts').updateOne({ _id: account.id }, { $set: { kind: 'STAFF' } });
    world.posts.set(account.id, [...posts]);
    const opened = await withTransaction(world.connection, (session) => world.sessions.start(session, { accountId: account.id, channel: 'web', device: 'x', factors: ['PASSWORD', 'SMS'], requestId: 'r' }));
    expect(opened.caller.post).toEqual(posts[0]);
    expect((await world.sessions.actInPost(opened.caller, 'b')).post).toEqual(posts[1]);
    expect((await resolve(opened.token))?.post).toEqual(posts[1]);
    await expect(world.sessions.actInPost(opened.caller, 'c')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    world.posts.set(account.id, [posts[0]]);
    world.events.publish(RIGHTS_CHANGED, { accountId: account.id });
    expect((await resolve(opened.token))?.post).toEqual(posts[0]);
    expect(phone).not.toBe('');
  });
});
