import { randomBytes } from 'node:crypto';

const BLOCK_BYTES = 3072;
let block = randomBytes(0);
let used = 0;

/**
 * Random bytes as base64url text, for ids and salts (at most 3072 bytes). They are taken from one block at a time: a call
 * into the system for each costs more than all else a request's admission does. Tokens and keys, which must not lie in
 * memory before they are needed, come straight from `randomBytes`.
 */
export function randomText(bytes: number): string {
  if (used + bytes > block.length) {
    block = randomBytes(BLOCK_BYTES);
    used = 0;
  }
  used += bytes;
  return block.toString('base64url', used - bytes, used);
}
