import { randomBytes } from 'node:crypto';
import { hmacSm3 } from '../../kernel/crypto/index.js';
import type { Keystore } from '../../kernel/crypto/types.js';

const TOKEN = /^(\d{1,4})\.([A-Za-z0-9_-]{43})$/;

/** A token and what is stored of it. */
export interface MintedToken {
  readonly token: string;
  readonly hash: string;
}

/** Opaque tokens: 256 random bits behind the version of the key that hashes them, so that keys can rotate while sessions live. */
export class Tokens {
  readonly #keystore: Keystore;

  constructor(keystore: Keystore) {
    this.#keystore = keystore;
  }

  /** A new token. */
  mint(): MintedToken {
    const { version, bytes } = this.#keystore.current('token');
    const token = `${version}.${randomBytes(32).toString('base64url')}`;
    return { token, hash: this.#hash(bytes, token) };
  }

  /** What would be stored of this token; null where it cannot be one. Never throws. */
  hash(token: string): string | null {
    const version = TOKEN.exec(token)?.[1];
    if (version === undefined) return null;
    try {
      return this.#hash(this.#keystore.version('token', Number(version)).bytes, token);
    } catch {
      return null; // a version that never was, or whose key is gone
    }
  }

  /** A keyed hash of any secret of ours that is stored for a while (codes, challenges), by its kind. */
  digest(kind: string, value: string): string {
    const { version, bytes } = this.#keystore.current('token');
    return `${version}.${hmacSm3(bytes, `${kind}\n${value}`).toString('base64url')}`;
  }

  #hash(key: Buffer, token: string): string {
    return hmacSm3(key, `session\n${token}`).toString('base64url');
  }
}
