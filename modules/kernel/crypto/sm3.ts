import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What the first link of a chain points back to. */
export const CHAIN_START = '0'.repeat(64);

/** SM3 (GB/T 32905-2016) of a text (as UTF-8) or bytes, in lower-case hex. */
export function sm3(content: string | Buffer): string {
  return createHash('sm3').update(content).digest('hex');
}

/** HMAC-SM3 (GB/T 15852.2) of a text or bytes. */
export function hmacSm3(key: Buffer, content: string | Buffer): Buffer {
  return createHmac('sm3', key).update(content).digest();
}

/**
 * The next link of a hash chain: SM3 over the link before and this content. The link before has always 64 hex digits, so no
 * other pair reads the same.
 * @throws RangeError where `previous` is no SM3 hash
 */
export function chainSm3(previous: string, content: string): string {
  if (!/^[0-9a-f]{64}$/.test(previous)) throw new RangeError('a link points back to an SM3 hash in hex');
  return sm3(`${previous}\n${content}`);
}

/** Whether two texts are equal, taking as long for a near miss as for a far one. Lengths may show. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}
