import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { anonymousCaller, type Caller, type Channel } from '../../modules/kernel/caller.js';
import { Fault } from '../../modules/kernel/errors.js';

/** Who may come in: the session behind a request, and how often an address may ask. The same for HTTP, doors and WebSocket. */
export interface Admission {
  /** The caller of a request, after its address was counted. Throws RATE_LIMITED with `retryAfterSeconds`. */
  admit(request: IncomingMessage): Promise<Caller> | Caller;
  /** The request's id: the client's own where it is a plain word, else a new one; the same for one request. */
  requestId(request: IncomingMessage): string;
  /** The address a request comes from, past trusted proxies. */
  address(request: IncomingMessage): string;
}

/** What admission goes by. */
export interface AdmissionOptions {
  /** Requests a minute from one address; 0: no limit. */
  readonly perMinute: number;
  readonly trustedProxies: number;
  readonly redis: Redis | null;
}

const CHANNELS: readonly Channel[] = ['web', 'kiosk', 'api'];
const PLAIN_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Creates the admission of a process; with Redis the counts are shared by all processes. */
export function createAdmission(options: AdmissionOptions): Admission {
  const limiter = options.perMinute > 0 ? createLimiter(options) : null;
  const ids = new WeakMap<IncomingMessage, string>();
  const requestId = (request: IncomingMessage): string => {
    let id = ids.get(request);
    if (!id) {
      const given = request.headers['x-request-id'];
      id = typeof given === 'string' && PLAIN_ID.test(given) ? given : newId();
      ids.set(request, id);
    }
    return id;
  };
  const address = (request: IncomingMessage): string => {
    const hops = options.trustedProxies > 0 ? String(request.headers['x-forwarded-for'] ?? '').split(',').map((hop) => hop.trim()).filter(Boolean) : [];
    return hops[hops.length - options.trustedProxies] ?? request.socket.remoteAddress ?? 'unknown';
  };
  const callerOf = (request: IncomingMessage): Caller => anonymousCaller(channelOf(request), requestId(request));
  return {
    requestId,
    address,
    admit(request) {
      if (!limiter) return callerOf(request);
      return limiter.consume(address(request)).then(
        () => callerOf(request),
        (refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) throw new Fault('RATE_LIMITED', { retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1000) });
          throw new Fault('UNAVAILABLE', {}, { cause: refusal });
        },
      );
    },
  };
}

function createLimiter({ perMinute, redis }: AdmissionOptions): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ points: perMinute, duration: 60 });
  // Should Redis fail, each process counts for itself rather than letting everybody in or nobody.
  return redis ? new RateLimiterRedis({ storeClient: redis, keyPrefix: 'limit:http', points: perMinute, duration: 60, inMemoryBlockOnConsumed: perMinute, insuranceLimiter: memory }) : memory;
}

function channelOf(request: IncomingMessage): Channel {
  const named = request.headers['x-channel'];
  return CHANNELS.find((channel) => channel === named) ?? 'web';
}

// Ids are taken from one block of random bytes at a time: a call into the system for each would cost more than the rest of admission.
let pool = randomBytes(0);
let used = 0;
function newId(): string {
  if (used + 12 > pool.length) {
    pool = randomBytes(12 * 256);
    used = 0;
  }
  used += 12;
  return pool.toString('base64url', used - 12, used);
}
