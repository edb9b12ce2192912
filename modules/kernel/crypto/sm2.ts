import { sm2 } from 'sm-crypto-v2';

/** The signer's id that GB/T 35276 takes where none is agreed on. Node's own SM2 leaves it out, so its signatures verify nowhere else. */
export const SM2_USER_ID = '1234567812345678';

/** An SM2 key pair as hex: 32 bytes private, 65 bytes public (uncompressed, beginning 04). */
export interface Sm2KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A new SM2 key pair from the system's random source. */
export function createSm2KeyPair(): Sm2KeyPair {
  const { privateKey, publicKey } = sm2.generateKeyPairHex();
  return { privateKey, publicKey };
}

/** The public key that belongs to a private one, uncompressed hex. */
export function sm2PublicKey(privateKey: string): string {
  return sm2.getPublicKeyFromPrivateKey(privateKey);
}

/** Signs a text (UTF-8) or bytes by SM2 with SM3 (GB/T 32918.2); DER in hex. */
export function signSm2(message: string | Uint8Array, pair: Sm2KeyPair): string {
  return sm2.doSignature(bytesOf(message), pair.privateKey, { der: true, hash: true, publicKey: pair.publicKey, userId: SM2_USER_ID });
}

/** Whether a DER signature in hex stands for this message under this public key. Never throws: what cannot be read is refused. */
export function verifySm2(message: string | Uint8Array, signature: string, publicKey: string): boolean {
  try {
    // The package reads DER loosely; here one signature has one spelling.
    const numbers = numbersOf(signature.toLowerCase());
    return numbers !== null && sm2.doVerifySignature(bytesOf(message), numbers, publicKey, { der: false, hash: true, userId: SM2_USER_ID });
  } catch {
    return false;
  }
}

function bytesOf(message: string | Uint8Array): Uint8Array {
  return typeof message === 'string' ? new TextEncoder().encode(message) : message;
}

/** r and s of a DER signature as 64 hex digits each; null where it is not exactly what DER (X.690) makes of two such numbers. */
function numbersOf(der: string): string | null {
  const parts = /^30([0-7][0-9a-f])02([0-7][0-9a-f])((?:[0-9a-f]{2})+)$/.exec(der);
  const [, length = '', firstLength = '', rest = ''] = parts ?? [];
  if (Number.parseInt(length, 16) * 2 !== der.length - 4) return null;
  const end = Number.parseInt(firstLength, 16) * 2;
  const second = /^02([0-7][0-9a-f])((?:[0-9a-f]{2})+)$/.exec(rest.slice(end));
  if (!second || Number.parseInt(second[1] ?? '', 16) * 2 !== second[2]?.length) return null;
  const [r, s] = [numberOf(rest.slice(0, end)), numberOf(second[2])];
  return r !== null && s !== null ? r + s : null;
}

function numberOf(bytes: string): string | null {
  // Shortest form, not negative: a zero byte leads only where the next has its top bit set.
  if (!/^(?:00[89a-f][0-9a-f]|(?!00)[0-7][0-9a-f])/.test(bytes)) return null;
  const number = bytes.replace(/^00/, '');
  return number.length <= 64 ? number.padStart(64, '0') : null;
}
