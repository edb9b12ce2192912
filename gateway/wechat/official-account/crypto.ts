import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Fault } from '../../../modules/kernel/errors.js';

/** WeChat pads to blocks of 32 bytes, twice those of AES. */
const BLOCK = 32;
const RANDOM = 16;
const LENGTH = 4;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Encryption of messages in safe and compatible mode: AES-256-CBC without salt of its own (the initial vector is the key's
 * first half), over 16 random bytes, the length as 4 bytes in network order, the message, and the app id; PKCS#7 to 32 bytes.
 */
export class MessageCrypto {
  readonly #key: Buffer;
  readonly #appId: Buffer;

  /** @param encodingAesKey 43 letters and digits as the account shows them: Base64 of 32 bytes without its `=`. @throws Error for another */
  constructor(encodingAesKey: string, appId: string) {
    this.#key = Buffer.from(`${encodingAesKey}=`, 'base64');
    if (this.#key.length !== BLOCK) throw new Error('an EncodingAESKey has 43 letters and digits');
    this.#appId = Buffer.from(appId);
  }

  /** Encrypts a text; Base64. */
  encrypt(text: string): string {
    const message = Buffer.from(text);
    const length = Buffer.alloc(LENGTH);
    length.writeUInt32BE(message.length);
    const plain = Buffer.concat([randomBytes(RANDOM), length, message, this.#appId]);
    const padding = BLOCK - (plain.length % BLOCK);
    const cipher = createCipheriv('aes-256-cbc', this.#key, this.#key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString('base64');
  }

  /** Decrypts Base64. Throws UNAUTHENTICATED, always the same, for what is not whole, not padded so, or another account's. */
  decrypt(encrypted: string): string {
    const sealed = BASE64.test(encrypted) ? Buffer.from(encrypted, 'base64') : Buffer.alloc(0);
    if (sealed.length === 0 || sealed.length % BLOCK !== 0) throw broken();
    const decipher = createDecipheriv('aes-256-cbc', this.#key, this.#key.subarray(0, 16)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
    const padding = padded.at(-1) ?? 0;
    if (padding < 1 || padding > BLOCK || padded.subarray(-padding).some((byte) => byte !== padding)) throw broken();
    const plain = padded.subarray(RANDOM, -padding);
    if (plain.length < LENGTH) throw broken();
    const end = LENGTH + plain.readUInt32BE(0);
    if (end > plain.length || !plain.subarray(end).equals(this.#appId)) throw broken();
    return plain.toString('utf8', LENGTH, end);
  }
}

function broken(): Fault {
  return new Fault('UNAUTHENTICATED', { reason: 'the message does not decrypt' });
}
