import { once } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { createMemoryBus, createRedisBus, EVENTS_MISSED, type EventBus } from './events.js';

const logger = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };

async function until(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !check(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('events in one process', () => {
  it('reach every listener of their topic, though one throws', () => {
    const bus = createMemoryBus(logger);
    const heard: unknown[] = [];
    bus.subscribe('a', () => {
      throw new Error('deaf');
    });
    bus.subscribe('a', (payload) => heard.push(payload));
    bus.subscribe('b', (payload) => heard.push(['b', payload]));
    bus.publish('a', 1);
    expect(heard).toEqual([1]);
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('stop when the listener leaves', () => {
    const bus = createMemoryBus(logger);
    const heard: unknown[] = [];
    bus.subscribe('a', (payload) => heard.push(payload))();
    bus.publish('a', 1);
    expect(heard).toEqual([]);
  });
});

describe('events across processes', () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function join(connectionName = 'bus'): Promise<EventBus> {
    const redis = new Redis(process.env.TEST_REDIS_URL ?? '', { connectionName });
    const bus = await createRedisBus(redis, logger);
    open.push(() => bus.close(), () => redis.quit());
    return bus;
  }

  it('reach the other process, and their own exactly once', async () => {
    const [here, there] = [await join(), await join()];
    const heard: string[] = [];
    here.subscribe('swap', () => heard.push('here'));
    there.subscribe('swap', (payload) => heard.push(`there ${JSON.stringify(payload)}`));
    here.publish('swap', { feed: 'district' });
    await until(() => heard.length > 1);
    expect(heard).toEqual(['here', 'there {"feed":"district"}']);
  });

  it('that may have been missed while Redis was away are said to be, once it is back; they come again', async () => {
    const [here, there] = [await join(), await join('to-be-cut')];
    const heard: string[] = [];
    there.subscribe(EVENTS_MISSED, () => heard.push('missed'));
    there.subscribe('swap', () => heard.push('swap'));
    const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
    open.push(() => redis.quit());
    const listening = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'PUBSUB')).split('\n').find((line) => line.includes('name=to-be-cut'));
    await redis.call('CLIENT', 'KILL', 'ID', /id=(\d+)/.exec(listening ?? '')?.[1] ?? '');
    await until(() => heard.length > 0);
    here.publish('swap', null);
    await until(() => heard.length > 1);
    expect(heard).toEqual(['missed', 'swap']);
  });

  it('that could not be sent are said to be missed, once they can', async () => {
    const redis = new Redis(process.env.TEST_REDIS_URL ?? '', { enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true });
    await redis.connect();
    const here = await createRedisBus(redis, logger);
    open.push(() => here.close(), () => redis.quit());
    const there = await join();
    const heard: string[] = [];
    there.subscribe(EVENTS_MISSED, () => heard.push('missed'));
    there.subscribe('swap', () => heard.push('swap'));
    const ended = once(redis, 'end');
    redis.disconnect();
    await ended;
    here.publish('swap', null);
    await redis.connect();
    await until(() => heard.length > 0);
    expect(heard).toEqual(['missed']);
  });
});
