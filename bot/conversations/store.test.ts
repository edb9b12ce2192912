import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createFieldCipher, openFileKeystore, type FieldCipher } from '../../modules/kernel/crypto/index.js';
import { createRedisConversations, type ConversationStore } from './store.js';

const LOCK_MS = 150;
let redis: Redis;
let cipher: FieldCipher;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'conversations-'));
  cipher = createFieldCipher(openFileKeystore(folder));
  redis = new Redis(process.env.TEST_REDIS_URL ?? '');
});
afterAll(async () => {
  await redis.quit();
  rmSync(folder, { recursive: true, force: true });
});

/** The store of another process. */
const another = (): ConversationStore => createRedisConversations(redis, cipher, LOCK_MS);

describe('the lock on a conversation in Redis', () => {
  it('is kept while a slow turn goes on, however long', async () => {
    const log: string[] = [];
    const slow = another().exclusive('slow', async () => {
      log.push('begins');
      await pause(LOCK_MS * 3);
      log.push('ends');
    });
    await pause(20);
    const other = another().exclusive('slow', async () => void log.push('other'));
    await Promise.all([slow, other]);
    expect(log).toEqual(['begins', 'ends', 'other']);
    expect(await redis.exists('bot:lock:slow')).toBe(0);
  });

  it('is given back by a turn that fails', async () => {
    await expect(another().exclusive('fails', async () => Promise.reject(new Error('the bus is late')))).rejects.toThrow('the bus is late');
    expect(await redis.exists('bot:lock:fails')).toBe(0);
  });

  it('of a process that died runs out', async () => {
    await redis.set('bot:lock:dead', 'another', 'PX', LOCK_MS);
    expect(await another().exclusive('dead', async () => 'answered')).toBe('answered');
  });

  it('that somebody else has by now is neither prolonged nor given back', async () => {
    await another().exclusive('lost', async () => {
      await redis.set('bot:lock:lost', 'another', 'PX', 10_000);
      await pause(LOCK_MS);
      expect(await redis.pttl('bot:lock:lost')).toBeGreaterThan(LOCK_MS * 2);
    });
    expect(await redis.get('bot:lock:lost')).toBe('another');
    await redis.del('bot:lock:lost');
  });
});
