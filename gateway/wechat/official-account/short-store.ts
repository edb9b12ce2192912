import type { Redis } from 'ioredis';
import type { Clock } from '../../../modules/kernel/clock.js';

/** What is kept for minutes or hours: in Redis for all processes, else in this one's memory. Values are sealed by who puts them here. */
export interface ShortStore {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, milliseconds: number): Promise<void>;
  /** Puts a value where there is none; whether it did. Among all processes one does. */
  claim(key: string, value: string, milliseconds: number): Promise<boolean>;
  remove(key: string): Promise<void>;
  /** Values of all keys that begin so. */
  list(prefix: string): Promise<readonly string[]>;
}

/** More than these and the oldest goes: memory is bound. */
const MOST_IN_MEMORY = 100_000;
const SWEEP_EVERY = 1_000;

/** In this process's memory: for one process. */
export function createMemoryStore(clock: Clock): ShortStore {
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  let written = 0;
  const live = (key: string): string | null => {
    const found = kept.get(key);
    return found && found.until > clock.now() ? found.value : null;
  };
  const put = (key: string, value: string, milliseconds: number): void => {
    kept.delete(key);
    kept.set(key, { value, until: clock.now() + milliseconds });
    if (++written % SWEEP_EVERY === 0) for (const [each, { until }] of kept) if (until <= clock.now()) kept.delete(each);
    const [oldest] = kept.keys();
    if (kept.size > MOST_IN_MEMORY && oldest !== undefined) kept.delete(oldest);
  };
  return {
    get: async (key) => live(key),
    set: async (key, value, milliseconds) => put(key, value, milliseconds),
    async claim(key, value, milliseconds) {
      if (live(key) !== null) return false;
      put(key, value, milliseconds);
      return true;
    },
    remove: async (key) => void kept.delete(key),
    list: async (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)).flatMap((key) => live(key) ?? []),
  };
}

/** In Redis: for several processes. */
export function createRedisStore(redis: Redis): ShortStore {
  return {
    get: (key) => redis.get(key),
    set: async (key, value, milliseconds) => void (await redis.set(key, value, 'PX', milliseconds)),
    claim: async (key, value, milliseconds) => (await redis.set(key, value, 'PX', milliseconds, 'NX')) === 'OK',
    remove: async (key) => void (await redis.del(key)),
    async list(prefix) {
      const values: string[] = [];
      let cursor = '0';
      do {
        const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 500);
        cursor = next;
        for (const key of keys) {
          const value = await redis.get(key);
          if (value !== null) values.push(value);
        }
      } while (cursor !== '0');
      return [...new Set(values)];
    },
  };
}
