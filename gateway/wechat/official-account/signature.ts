import { createHash } from 'node:crypto';
import { sameText } from '../../../modules/kernel/crypto/index.js';

/** How far WeChat's clock may be from ours, and how long a signed request is worth something. */
export const FRESH_MS = 300_000;

/** WeChat's signature over words: SHA-1, in hexadecimal, of all of them in the order of their characters. */
export function signatureOf(...words: readonly string[]): string {
  return createHash('sha1').update([...words].sort().join('')).digest('hex');
}

/** Whether a signature is that of these words, compared in constant time. */
export function isSigned(signature: string | null, ...words: readonly string[]): boolean {
  return signature !== null && sameText(signature, signatureOf(...words));
}

/** Whether a timestamp (epoch seconds, as it stands in the address) is of these minutes. */
export function isFresh(timestamp: string | null, now: number): boolean {
  return timestamp !== null && /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now) <= FRESH_MS;
}
