import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/errors.js';

/** What an operator sends beside the body, each in a header of its own; `null` where the header is missing. */
export interface SignedRequest {
  /** `X-Transit-Operator`: whose key signs. */
  readonly operator: string | null;
  /** `X-Transit-Timestamp`: epoch seconds of signing. */
  readonly timestamp: string | null;
  /** `X-Transit-Nonce`: never used before, 8 to 64 of A–Z a–z 0–9 _ -. */
  readonly nonce: string | null;
  /** `X-Transit-Signature`: {@link signatureOf}, in hexadecimal. */
  readonly signature: string | null;
  readonly body: Buffer;
}

/** Seconds that a signature's time may differ from ours. */
const SIGNATURE_LIFE = 5 * 60;

/** HMAC-SHA256 (RFC 2104) with the operator's key over timestamp, line feed, nonce, line feed, body; hexadecimal. */
export function signatureOf(key: string, timestamp: string, nonce: string, body: Uint8Array | string): string {
  return createHmac('sha256', key).update(`${timestamp}\n${nonce}\n`).update(body).digest('hex');
}

/**
 * Reads `POSITION_INGEST_KEYS`: `operator:key` pairs, comma-separated; a key has at least 16 characters and no comma.
 * @throws RangeError that names the pair by its place, never by its key
 */
export function parseIngestKeys(text: string): Map<string, string> {
  const keys = new Map<string, string>();
  text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '').forEach((pair, index) => {
    const colon = pair.indexOf(':');
    const operator = pair.slice(0, Math.max(colon, 0));
    const key = pair.slice(colon + 1);
    if (!/^[\w-]{1,40}$/.test(operator)) throw new RangeError(`pair ${index + 1} is not operator:key`);
    if (key.length < 16) throw new RangeError(`the key of ${operator} has fewer than 16 characters`);
    if (keys.has(operator)) throw new RangeError(`${operator} has two keys`);
    keys.set(operator, key);
  });
  return keys;
}

/**
 * Proves who signed a request, once: a nonce that has been used is refused as long as its timestamp would still do. The
 * memory of nonces is this process's own; in another one a replay only brings positions that are known already.
 */
export class SignatureCheck {
  readonly #keys: ReadonlyMap<string, string>;
  readonly #clock: Clock;
  /** Used nonces and the epoch second from which they cannot be replayed anyway, in order of use. */
  readonly #used = new Map<string, number>();
  /** Stands in for the key of an unknown operator, so that names are not told apart by time. */
  readonly #nobody = randomBytes(32).toString('hex');

  /** @param clock the system clock: signatures are about real time, whatever is replayed */
  constructor(keys: ReadonlyMap<string, string>, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** The operator who signed. Throws UNAUTHENTICATED with what is wrong. */
  verify({ operator, timestamp, nonce, signature, body }: SignedRequest): string {
    if (operator === null || timestamp === null || nonce === null || signature === null) {
      throw refusal('X-Transit-Signature', 'operator, timestamp, nonce and signature are needed');
    }
    const now = Math.floor(this.#clock.now() / 1000);
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > SIGNATURE_LIFE) {
      throw refusal('X-Transit-Timestamp', `must be epoch seconds within ${SIGNATURE_LIFE} s of now`);
    }
    if (!/^[\w-]{8,64}$/.test(nonce)) throw refusal('X-Transit-Nonce', 'must be 8 to 64 letters, digits, _ or -');
    const expected = Buffer.from(signatureOf(this.#keys.get(operator) ?? this.#nobody, timestamp, nonce, body), 'hex');
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw refusal('X-Transit-Signature', 'does not match');
    }
    this.#use(`${operator} ${nonce}`, now);
    return operator;
  }

  #use(key: string, now: number): void {
    for (const [used, until] of this.#used) {
      if (until > now) break;
      this.#used.delete(used);
    }
    if (this.#used.has(key)) throw refusal('X-Transit-Nonce', 'has been used before');
    // A timestamp may lie ahead by the life of a signature, so a nonce counts for twice that.
    this.#used.set(key, now + 2 * SIGNATURE_LIFE);
  }
}

function refusal(field: string, reason: string): Fault {
  return new Fault('UNAUTHENTICATED', { field, reason });
}
