export { canonicalJson } from './canonical-json.js';
export { createFieldCipher, SealBroken } from './field-cipher.js';
export { ANNOUNCED_MS, openFileKeystore, type FileKeystore, type RotationPart } from './file-keystore.js';
export { tokenIn } from './look-up.js';
export { randomText } from './random-text.js';
export { listStale, reencrypt, type ReencryptProgress, type SealedCollection, type SealedField, type StaleValues } from './reencrypt.js';
export { CHAIN_START, chainSm3, hmacSm3, sameText, sm3 } from './sm3.js';
export { createSm2KeyPair, signSm2, SM2_USER_ID, sm2PublicKey, verifySm2, type Sm2KeyPair } from './sm2.js';
export type { FieldCipher, KeyPurpose, Keystore, SecretKey, SigningKey } from './types.js';
