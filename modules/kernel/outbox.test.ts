import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { withTransaction } from './db.js';
import { createMemoryBus } from './events.js';
import { MongoOutbox, outboxPause, OutboxRefused, type OutboxWork } from './outbox.js';
import { testConnection } from './testing/mongo.js';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
let connection: Connection;
let close: () => Promise<void>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  ({ connection, close } = await testConnection('outbox'));
});
afterAll(() => close());
beforeEach(async () => {
  await connection.collection('outbox').deleteMany({});
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

interface Setup {
  leaseMs?: number;
  lookMs?: number;
}

async function outboxWith({ leaseMs = 2000, lookMs = 60_000 }: Setup = {}) {
  const time = { ahead: 0 };
  const outbox = new MongoOutbox({ connection, clock: { now: () => Date.now() + time.ahead }, events: createMemoryBus(logger), logger, leaseMs, lookMs });
  await outbox.prepare();
  const put = (key: string, more: { dueAt?: number } = {}): Promise<void> => withTransaction(connection, (session) => outbox.put(session, { topic: 't', key, payload: { key }, ...more }));
  const work = (handle: OutboxWork['handle'], more: Partial<OutboxWork> = {}) => stops.push(outbox.work({ topic: 't', handle, pauseMs: () => 0, ...more }));
  return { outbox, time, put, work };
}

async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500 && !(await fits()); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await fits()).toBe(true);
}

const stateOf = async (key: string): Promise<unknown> => (await connection.collection('outbox').findOne({ key }))?.['state'];

describe('the outbox', () => {
  it('does what a transaction left once it commits, woken without looking', async () => {
    const { put, work } = await outboxWith();
    const done: unknown[] = [];
    work(async ({ key, payload, attempt }) => void done.push([key, payload, attempt]));
    await put('a');
    await until(async () => (await stateOf('a')) === 'DONE');
    expect(done).toEqual([['a', { key: 'a' }, 1]]);
  });

  it('does nothing of a transaction that did not commit', async () => {
    const { outbox, put, work } = await outboxWith();
    const done: string[] = [];
    work(async ({ key }) => void done.push(key));
    const failing = withTransaction(connection, async (session) => {
      await outbox.put(session, { topic: 't', key: 'undone', payload: {} });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await put('after');
    await until(() => done.includes('after'));
    expect(done).toEqual(['after']);
  });

  it('does the same key once, however often it is put, at the same time or later', async () => {
    const { put, work } = await outboxWith();
    const done: string[] = [];
    await Promise.all([put('a'), put('a'), put('a')]);
    work(async ({ key }) => void done.push(key));
    await until(async () => (await stateOf('a')) === 'DONE');
    await put('a');
    await put('b');
    await until(() => done.includes('b'));
    expect(done).toEqual(['a', 'b']);
  });

  it('tries again after a failure, and ends after so many', async () => {
    const { put, work, outbox } = await outboxWith({ lookMs: 10 });
    const begun: number[] = [];
    const ended: string[] = [];
    work(
      async ({ attempt }) => {
        begun.push(attempt);
        throw new Error(`no. ${attempt}`);
      },
      { attempts: 3, onGivenUp: async (_task, reason) => void ended.push(reason) },
    );
    await put('a');
    await until(async () => (await stateOf('a')) === 'GIVEN_UP');
    expect([begun, ended]).toEqual([[1, 2, 3], ['no. 3']]);
    expect(await outbox.count('t')).toEqual({ waiting: 0, givenUp: 1 });
  });

  it('does not try again what is refused for good', async () => {
    const { put, work } = await outboxWith({ lookMs: 10 });
    let begun = 0;
    const ended: string[] = [];
    work(
      async () => {
        begun++;
        throw new OutboxRefused('no such number');
      },
      { onGivenUp: async (_task, reason) => void ended.push(reason) },
    );
    await put('a');
    await until(async () => (await stateOf('a')) === 'GIVEN_UP');
    expect([begun, ended]).toEqual([1, ['no such number']]);
  });

  it('waits until an entry is due, and until a postponed one may be done, without counting that', async () => {
    const { put, work, time } = await outboxWith({ lookMs: 10 });
    const begun: number[] = [];
    const later = Date.now() + 3_600_000;
    work(async ({ attempt }) => {
      begun.push(attempt);
      return begun.length === 1 ? { notBefore: Date.now() + time.ahead + 3_600_000 } : undefined;
    });
    await put('a', { dueAt: later });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(begun).toEqual([]);
    time.ahead = 3_600_100;
    await until(() => begun.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(begun).toEqual([1]);
    time.ahead = 7_300_000;
    await until(async () => (await stateOf('a')) === 'DONE');
    expect(begun).toEqual([1, 1]);
  });

  it('gives an entry to another worker when a lease runs out, and lets the late one change nothing', async () => {
    const { put, work } = await outboxWith({ leaseMs: 100, lookMs: 20 });
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const begun: string[] = [];
    const leases: AbortSignal[] = [];
    let late = false;
    work(async ({ signal }) => {
      leases.push(signal);
      begun.push('slow');
      await held;
      late = true;
      throw new OutboxRefused('too late to say so');
    }, { parallel: 1 });
    await put('a');
    await until(() => begun.length === 1);
    work(async () => void begun.push('quick'), { parallel: 1 });
    await until(async () => (await stateOf('a')) === 'DONE');
    // Its own clock of the lease may be a little behind the store's.
    await until(() => leases[0]?.aborted === true);
    letGo();
    await until(() => late);
    expect(begun).toEqual(['slow', 'quick']);
    expect(await stateOf('a')).toBe('DONE');
  });

  it('shares the entries among workers, each done by one', async () => {
    const { put, work } = await outboxWith();
    const done: string[] = [];
    for (let worker = 0; worker < 4; worker++) work(async ({ key }) => void done.push(key));
    await Promise.all(Array.from({ length: 60 }, (_, index) => put(`k${index}`)));
    await until(() => done.length >= 60);
    expect(new Set(done).size).toBe(60);
    expect(done.length).toBe(60);
  });

  it('finishes what it has begun when it is stopped, and begins nothing more', async () => {
    const { put, outbox } = await outboxWith();
    let finished = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const stop = outbox.work({ topic: 't', parallel: 1, handle: async () => held.then(() => void finished++) });
    await put('a');
    await put('b');
    await until(async () => (await connection.collection('outbox').countDocuments({ attempts: 1 })) === 1);
    const stopped = stop();
    release();
    await stopped;
    expect(finished).toBe(1);
    expect(await connection.collection('outbox').countDocuments({ state: 'WAITING', attempts: 0 })).toBe(1);
  });

  it('pauses longer each time, at most an hour, never all at once', () => {
    expect([1, 2, 3].map((attempt) => outboxPause(attempt, () => 0.5))).toEqual([5000, 10_000, 20_000]);
    expect(outboxPause(40, () => 0.5)).toBe(3_600_000);
    expect([outboxPause(1, () => 0), outboxPause(1, () => 1)]).toEqual([4000, 6000]);
  });
});
