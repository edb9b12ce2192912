import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { hmacSm3, sameText } from './sm3.js';
import type { FieldCipher, Keystore } from './types.js';

/** Marks the layout, so that another can follow beside it. */
const LAYOUT = 'v1';
const SEALED = /^v1\.k([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;
const TOKEN = /^t([1-9][0-9]{0,8})\./;

/** A sealed value does not open: it was changed, moved to another context, or is none. Says nothing of what it holds. */
export class SealBroken extends Error {
  constructor() {
    super('a sealed value does not open: changed, moved, or not sealed here');
    this.name = 'SealBroken';
  }
}

/**
 * The MAC is taken over the text itself, so that no other spelling of the same bytes passes; the context's length stands
 * before it, so that no other pair of context and value reads the same.
 */
function macOf(key: Buffer, context: string, body: string): string {
  return hmacSm3(key, `${Buffer.byteLength(context, 'utf8')}:${context}|${body}`).toString('base64url');
}

/**
 * Encrypts fields: SM4-CBC (GB/T 32907) under a random IV, then HMAC-SM3 over layout, key version, IV, ciphertext and
 * context. Text form: `v1.k<version>.<iv>.<ciphertext>.<mac>`, base64url. Keys `field` and `field-mac` go by one version and are
 * rotated together.
 *
 * Tokens for exact look-up: `t<version>.<HMAC-SM3>`. The first version's is made of the value, each later one of the token
 * before it: so a token is renewed without its value, which is not kept everywhere (a WeChat id), and whoever holds one key
 * of the chain still makes no token.
 */
export function createFieldCipher(keystore: Keystore): FieldCipher {
  const current = (): number => keystore.current('blind-index').version;
  const tokenOf = (version: number, text: string): string => `t${version}.${hmacSm3(keystore.version('blind-index', version).bytes, text).toString('base64url')}`;
  const link = (before: string, version: number): string => tokenOf(version, before);
  /** The token under each version. */
  const chain = (kind: string, value: string): Map<number, string> => {
    const forms = new Map<number, string>();
    let text = `${Buffer.byteLength(kind, 'utf8')}:${kind}|${value}`;
    for (const version of keystore.tokenVersions()) forms.set(version, (text = tokenOf(version, text)));
    return forms;
  };
  return {
    seal(plaintext, context) {
      const { version, bytes } = keystore.current('field');
      const iv = randomBytes(16);
      const cipher = createCipheriv('sm4-cbc', bytes, iv);
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const body = `${LAYOUT}.k${version}.${iv.toString('base64url')}.${ciphertext.toString('base64url')}`;
      return `${body}.${macOf(keystore.version('field-mac', version).bytes, context, body)}`;
    },
    open(sealed, context) {
      const parts = SEALED.exec(sealed);
      const [, versionText, iv, ciphertext, mac] = parts ?? [];
      if (!versionText || !iv || !ciphertext || !mac) throw new SealBroken();
      const version = Number(versionText);
      const body = sealed.slice(0, sealed.length - mac.length - 1);
      if (!sameText(macOf(keyOf(keystore, 'field-mac', version), context, body), mac)) throw new SealBroken();
      const decipher = createDecipheriv('sm4-cbc', keyOf(keystore, 'field', version), Buffer.from(iv, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString('utf8');
    },
    token(kind, value) {
      return chain(kind, value).get(current()) ?? missing();
    },
    tokens(kind, value) {
      const forms = chain(kind, value);
      const first = forms.get(current()) ?? missing();
      return [first, ...[...forms.values()].reverse().filter((form) => form !== first)];
    },
    renewToken(token) {
      const from = Number(TOKEN.exec(token)?.[1] ?? missing());
      const to = current();
      return keystore.tokenVersions().filter((version) => version > from && version <= to).reduce(link, token);
    },
    generation: () => `k${keystore.current('field').version}.t${current()}`,
    stale(sealed) {
      const version = SEALED.exec(sealed)?.[1];
      if (version !== undefined) return Number(version) !== keystore.current('field').version;
      const ofToken = TOKEN.exec(sealed)?.[1];
      if (ofToken !== undefined) return Number(ofToken) !== keystore.current('blind-index').version;
      throw new SealBroken();
    },
  };
}

function missing(): never {
  throw new SealBroken();
}

/** A version nobody has is a forged or a lost key: to whoever asks it is a value that does not open. */
function keyOf(keystore: Keystore, purpose: 'field' | 'field-mac', version: number): Buffer {
  try {
    return keystore.version(purpose, version).bytes;
  } catch (cause) {
    throw Object.assign(new SealBroken(), { cause });
  }
}
