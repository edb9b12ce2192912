import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Fault } from '../../modules/kernel/errors.js';

/** Wrong user codes that one address may type in ten minutes (RFC 8628 §5.1): a code has 20⁸ forms and lives as long. */
const WRONG_CODES = 10;
const SECONDS = 600;

/** Counts wrong user codes by address, in this process. */
export class CodeGuesses {
  readonly #limiter = new RateLimiterMemory({ points: WRONG_CODES, duration: SECONDS });
  readonly #address: (request: IncomingMessage) => string;

  /** @param address where a request comes from, past trusted proxies */
  constructor(address: (request: IncomingMessage) => string) {
    this.#address = address;
  }

  /** Throws RATE_LIMITED with `retryAfterSeconds` where an address has typed too many: the right code is not taken either then. */
  async check(request: IncomingMessage): Promise<void> {
    const found = await this.#limiter.get(this.#address(request));
    if (found && found.consumedPoints >= WRONG_CODES) throw new Fault('RATE_LIMITED', { retryAfterSeconds: Math.ceil(found.msBeforeNext / 1000) });
  }

  /** Notes a wrong one. */
  async wrong(request: IncomingMessage): Promise<void> {
    await this.#limiter.penalty(this.#address(request));
  }
}
