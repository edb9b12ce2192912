/** What a key is for. Keys of one purpose never serve another. */
export type KeyPurpose = 'field' | 'field-mac' | 'blind-index' | 'audit-sign' | 'seal-sign' | 'token';

/** A secret key in one version. */
export interface SecretKey {
  readonly version: number;
  readonly bytes: Buffer;
}

/** An SM2 key pair in one version, as hex. */
export interface SigningKey {
  readonly version: number;
  readonly publicKey: string;
  /** Signs a message (SM2 with SM3, id 1234567812345678); DER, hex. A hardware module keeps the key to itself. */
  sign(message: string): Promise<string>;
}

/**
 * Where keys live: a file for one machine, a certified module or KMS elsewhere. Software keys alone do not pass a
 * commercial-cryptography assessment (GB/T 39786).
 */
export interface Keystore {
  /** The newest key of a purpose. */
  current(purpose: Exclude<KeyPurpose, 'audit-sign' | 'seal-sign'>): SecretKey;
  /** A key by version; throws where it is not there. */
  version(purpose: Exclude<KeyPurpose, 'audit-sign' | 'seal-sign'>, version: number): SecretKey;
  /** All versions of the key of blind indexes, the oldest first; one that is announced and not in use yet, too. */
  tokenVersions(): readonly number[];
  signer(purpose: 'audit-sign' | 'seal-sign'): SigningKey;
  /** Public keys of all versions, for verification. */
  publicKey(purpose: 'audit-sign' | 'seal-sign', version: number): string;
}

/** Encrypts fields (SM4-CBC, then HMAC-SM3 over all of it) and makes their blind indexes. */
export interface FieldCipher {
  /** `context` (such as `person.identifier:<id>`) is bound in: a value moved to another field or record does not open. */
  seal(plaintext: string, context: string): string;
  /** Throws where a byte was changed or the context is another. */
  open(sealed: string, context: string): string;
  /** A keyed token for exact look-up; `kind` keeps equal values of different fields apart. */
  token(kind: string, value: string): string;
  /**
   * Every form in which that token may stand: the current one first, then those of older versions and of one that is announced.
   * While a key is changed, one looks up all of them.
   */
  tokens(kind: string, value: string): readonly string[];
  /** A token under an older key as it is under the current one; its value is not needed. Throws where it is none. */
  renewToken(token: string): string;
  /** Whether a sealed value or a token was made under an older key than the current one. */
  stale(sealed: string): boolean;
  /** Names the keys that are current: `k2.t1`. */
  generation(): string;
}
