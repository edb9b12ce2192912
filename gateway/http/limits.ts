import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Fault } from '../../modules/kernel/errors.js';
import type { ActionLimits, Limit } from '../../modules/kernel/policy/index.js';

const MINUTE_MS = 60_000;

/**
 * A limit of so many times in so many seconds: in memory, or shared by all processes through Redis. Should Redis fail, each process
 * counts for itself rather than letting everybody in or nobody.
 * @param name what is counted, the front of its keys in Redis
 */
export function createLimiter(name: string, { times, seconds }: Limit, redis: Redis | null): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ points: times, duration: seconds });
  return redis ? new RateLimiterRedis({ storeClient: redis, keyPrefix: `limit:${name}`, points: times, duration: seconds, inMemoryBlockOnConsumed: times, insuranceLimiter: memory }) : memory;
}

/** What a limiter's refusal means: throws RATE_LIMITED with `retryAfterSeconds`, or UNAVAILABLE where nothing could be counted. */
export function refused(refusal: unknown): never {
  if (refusal instanceof RateLimiterRes) throw tooMany(refusal.msBeforeNext);
  throw new Fault('UNAVAILABLE', {}, { cause: refusal });
}

/** Counts a request of an account: at once in memory, by a promise with Redis. Throws or rejects as {@link refused} says. */
export type AccountCount = (accountId: string) => Promise<void> | undefined;

/** The limit of requests a minute of one account, from however many addresses; null where there is none (0). */
export function createAccountCount(perMinute: number, redis: Redis | null): AccountCount | null {
  if (perMinute === 0) return null;
  if (!redis) {
    const minute = new MinuteCounts(perMinute);
    return (accountId) => void minute.count(accountId);
  }
  const limiter = createLimiter('account', { times: perMinute, seconds: 60 }, redis);
  return (accountId) => limiter.consume(accountId).then(() => undefined, refused);
}

/**
 * Counts by key and minute in this process, without the promise that a limiter's answer is: every signed-in request passes here.
 * One minute holds for all keys, so that the counts of those who left are gone with it.
 */
class MinuteCounts {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  #endsAt = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Throws RATE_LIMITED. */
  count(key: string): void {
    const now = Date.now();
    if (now >= this.#endsAt) {
      this.#counts.clear();
      this.#endsAt = now + MINUTE_MS;
    }
    const counted = (this.#counts.get(key) ?? 0) + 1;
    if (counted > this.#most) throw tooMany(this.#endsAt - now);
    this.#counts.set(key, counted);
  }
}

/** The limits that the modules' policy tables set on actions, by account. */
export function createActionLimits(redis: Redis | null): ActionLimits {
  const limiters = new Map<string, RateLimiterAbstract>();
  return {
    async count(accountId, action, limit) {
      let limiter = limiters.get(action);
      if (!limiter) {
        limiter = createLimiter(`action:${action}`, limit, redis);
        limiters.set(action, limiter);
      }
      await limiter.consume(accountId).catch(refused);
    },
  };
}

function tooMany(waitMs: number): Fault {
  return new Fault('RATE_LIMITED', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
