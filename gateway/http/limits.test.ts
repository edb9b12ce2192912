import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { anonymousCaller, type Caller } from '../../modules/kernel/caller.js';
import { createAuthoriser } from '../../modules/kernel/policy/index.js';
import { startProxy, type CuttableProxy } from '../test/cuttable-proxy.js';
import { createAccountCount, createActionLimits } from './limits.js';

const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'yes';
  } catch (error) {
    const { code, details } = error as { code?: string; details?: { retryAfterSeconds?: number } }; // a Fault, or the test fails by what is missing
    return `${code} ${details?.retryAfterSeconds ?? ''}`.trim();
  }
};

describe('limits in memory', () => {
  beforeEach(() => void jest.useFakeTimers({ now: Date.parse('2026-03-02T08:00:00Z') }));
  afterEach(() => void jest.useRealTimers());

  it('count an account’s requests at once, without a promise, and forget them with the minute', async () => {
    const count = createAccountCount(2, null);
    expect([count?.('a'), count?.('a'), count?.('b')]).toEqual([undefined, undefined, undefined]);
    jest.advanceTimersByTime(20_000);
    expect([await codeOf(() => count?.('a')), await codeOf(() => count?.('b')), await codeOf(() => count?.('b'))]).toEqual(['RATE_LIMITED 40', 'yes', 'RATE_LIMITED 40']);
    jest.advanceTimersByTime(39_999);
    expect(await codeOf(() => count?.('a'))).toBe('RATE_LIMITED 1');
    jest.advanceTimersByTime(1);
    expect(await codeOf(() => count?.('a'))).toBe('yes');
  });

  it('are none where the limit is 0', () => {
    expect(createAccountCount(0, null)).toBeNull();
  });

  it('hold a rule of the policy table by account and action until its time is over', async () => {
    const authoriser = createAuthoriser({
      tables: [{ 'x.costly': { signedIn: true, limit: { times: 2, seconds: 3600 } }, 'x.dear': { signedIn: true, limit: { times: 1, seconds: 60 } } }],
      consents: { agreed: async () => true }, audit: { read: async () => undefined, write: async () => undefined }, limits: createActionLimits(null),
    });
    const by = (accountId: string): Caller => ({ ...anonymousCaller('web', 'r'), accountId, assurance: 'ordinary' });
    const ask = (accountId: string, action: string) => codeOf(() => authoriser.check(by(accountId), action, { type: 'thing', id: '1' }));
    expect([await ask('a', 'x.costly'), await ask('a', 'x.costly'), await ask('a', 'x.costly')]).toEqual(['yes', 'yes', 'RATE_LIMITED 3600']);
    expect([await ask('b', 'x.costly'), await ask('a', 'x.dear'), await ask('a', 'x.dear')]).toEqual(['yes', 'yes', 'RATE_LIMITED 60']);
    jest.advanceTimersByTime(3_599_000);
    expect([await ask('a', 'x.dear'), await ask('a', 'x.costly')]).toEqual(['yes', 'RATE_LIMITED 1']);
    jest.advanceTimersByTime(1000);
    expect(await ask('a', 'x.costly')).toBe('yes');
  });
});

describe('limits through Redis', () => {
  let proxy: CuttableProxy;
  let stores: Redis[];
  const account = (): string => `account-${randomBytes(6).toString('hex')}`;
  const store = async (): Promise<Redis> => {
    // As the gateway connects: a command fails at once while Redis is away.
    const redis = new Redis(proxy.port, '127.0.0.1', { maxRetriesPerRequest: 2, lazyConnect: true, enableOfflineQueue: false, commandTimeout: 1000 });
    redis.on('error', () => undefined);
    await redis.connect();
    stores.push(redis);
    return redis;
  };
  beforeAll(async () => {
    stores = [];
    proxy = await startProxy(Number(new URL(process.env.TEST_REDIS_URL ?? '').port));
  });
  afterAll(async () => {
    for (const redis of stores) redis.disconnect();
    await proxy.stop();
  });

  it('are one for all processes', async () => {
    const [one, two] = [await store(), await store()];
    const [count, other] = [createAccountCount(3, one), createAccountCount(3, two)];
    const who = account();
    expect([await codeOf(() => count?.(who)), await codeOf(() => other?.(who)), await codeOf(() => count?.(who))]).toEqual(['yes', 'yes', 'yes']);
    expect([await codeOf(() => other?.(who)), await codeOf(() => count?.(who)), await codeOf(() => other?.(account()))]).toEqual([expect.stringMatching(/^RATE_LIMITED \d+$/), expect.stringMatching(/^RATE_LIMITED \d+$/), 'yes']);
    const [actions, elsewhere] = [createActionLimits(one), createActionLimits(two)];
    const act = (limits: typeof actions, action: string) => codeOf(() => limits.count(who, action, { times: 1, seconds: 600 }));
    expect([await act(actions, 'x.costly'), await act(elsewhere, 'x.costly'), await act(elsewhere, 'x.other')]).toEqual(['yes', expect.stringMatching(/^RATE_LIMITED /), 'yes']);
  });

  it('are each process’s own while Redis is away: nobody is let in without count, nor kept out', async () => {
    const redis = await store();
    const [count, actions] = [createAccountCount(2, redis), createActionLimits(redis)];
    const who = account();
    const act = () => codeOf(() => actions.count(who, 'x.costly', { times: 1, seconds: 600 }));
    proxy.cut();
    expect([await codeOf(() => count?.(who)), await codeOf(() => count?.(who)), await codeOf(() => count?.(who))]).toEqual(['yes', 'yes', expect.stringMatching(/^RATE_LIMITED /)]);
    expect([await act(), await act()]).toEqual(['yes', expect.stringMatching(/^RATE_LIMITED /)]);
    proxy.mend();
  });
});
