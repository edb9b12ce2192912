import type { IncomingMessage, ServerResponse } from 'node:http';
import { FAULTS } from '../../modules/kernel/errors.js';

/** Turns requests away before what waits here takes the memory of what is being answered. */
export interface Overload {
  /** Counts a request in until its answer is over; or answers it 503 with Retry-After and says false. */
  admits(request: IncomingMessage, response: ServerResponse): boolean;
  /** Whether the next one would be turned away. */
  isOverloaded(): boolean;
  stop(): void;
}

/** What it goes by; a bound of 0 is none. */
export interface OverloadOptions {
  /** Requests in work at once. */
  readonly maxRequests: number;
  /** Milliseconds by which timers come late. */
  readonly maxLagMs: number;
  readonly requestId: (request: IncomingMessage) => string;
  /** Told of each request that was turned away. */
  readonly onShed: () => void;
}

const SAMPLE_MS = 100;
/** Whoever was turned away comes back after one to so many seconds, and not all at once. */
const LONGEST_RETRY_S = 5;
// A balancer must hear how this process is, above all now.
const ALWAYS = /^\/(health|metrics)\b/;

/** Creates the guard of a process's server. */
export function createOverload({ maxRequests, maxLagMs, requestId, onShed }: OverloadOptions): Overload {
  let inWork = 0;
  let lag = 0;
  let last = performance.now();
  // How late a timer comes is how long every request waits; a single long step fades within a few samples.
  const timer = setInterval(() => {
    const now = performance.now();
    lag = Math.max(now - last - SAMPLE_MS, lag / 2);
    last = now;
  }, SAMPLE_MS).unref();
  const isOverloaded = (): boolean => (maxRequests > 0 && inWork >= maxRequests) || (maxLagMs > 0 && lag > maxLagMs);
  return {
    isOverloaded,
    admits(request, response) {
      if (isOverloaded() && !ALWAYS.test(request.url ?? '')) {
        onShed();
        turnAway(response, requestId(request));
        return false;
      }
      inWork++;
      response.once('close', () => inWork--);
      return true;
    },
    stop: () => clearInterval(timer),
  };
}

function turnAway(response: ServerResponse, id: string): void {
  const { status, zh, en } = FAULTS.UNAVAILABLE;
  const text = JSON.stringify({ errors: [{ message: zh, extensions: { code: 'UNAVAILABLE', messageEn: en, requestId: id } }] });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
    'x-request-id': id, 'retry-after': String(1 + Math.floor(Math.random() * LONGEST_RETRY_S)),
    // Its body is not read, and what it would send after it is not waited for.
    connection: 'close',
  });
  response.end(text);
}
