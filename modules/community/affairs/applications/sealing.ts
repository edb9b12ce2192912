import { canonicalJson, SealBroken, sm3, verifySm2 } from '../../../kernel/crypto/index.js';
import type { FieldCipher, Keystore } from '../../../kernel/crypto/types.js';
import type { ApplicationDocument } from './model.js';
import type { ApplicationContent, Signing } from './types.js';

/** What seals stand on. */
export interface SealDeps {
  readonly cipher: FieldCipher;
  readonly keystore: Keystore;
}

/** A stored version of an application's content. */
export type SealedVersion = ApplicationDocument['versions'][number];

/** Freezes a content and puts the district's seal on it: SM2 over the content's hash, the account, what stood for the second factor, and when. */
export async function sealedVersion({ cipher, keystore }: SealDeps, content: ApplicationContent, signing: Signing): Promise<SealedVersion> {
  const hash = sm3(canonicalJson(content));
  const signer = keystore.signer('seal-sign');
  const place = `${content.number}:${content.version}`;
  return {
    version: content.version, hash, at: new Date(signing.at), signature: await signer.sign(statementOf(content.number, hash, signing)), keyVersion: signer.version,
    contentSealed: cipher.seal(canonicalJson(content), `application.content:${place}`), signingSealed: cipher.seal(canonicalJson(signing), `application.signing:${place}`),
  };
}

/** A version opened, and whether content, signing and signature still fit together. */
export interface OpenedVersion {
  readonly content: ApplicationContent;
  readonly signing: Signing;
  readonly genuine: boolean;
}

/** Opens a version and proves its seal. Null where a byte of what is stored was changed, so that nothing of it can be read. */
export function openedVersion({ cipher, keystore }: SealDeps, number: string, { version, hash, at, contentSealed, signingSealed, signature, keyVersion }: SealedVersion): OpenedVersion | null {
  const texts = openedBoth(cipher, `${number}:${version}`, contentSealed, signingSealed);
  if (!texts) return null;
  const content = JSON.parse(texts.content) as ApplicationContent; // sealed by `sealedVersion` alone
  const signing = JSON.parse(texts.signing) as Signing; // sealed by `sealedVersion` alone
  const fits = sm3(texts.content) === hash && content.number === number && content.version === version && signing.at === at.getTime();
  return { content, signing, genuine: fits && verifySm2(statementOf(number, hash, signing), signature, keystore.publicKey('seal-sign', keyVersion)) };
}

function openedBoth(cipher: FieldCipher, place: string, content: string, signing: string): { readonly content: string; readonly signing: string } | null {
  try {
    return { content: cipher.open(content, `application.content:${place}`), signing: cipher.open(signing, `application.signing:${place}`) };
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

/** What the district signs of an application. */
function statementOf(number: string, hash: string, signing: Signing): string {
  return canonicalJson({ purpose: 'community.application', number, hash, ...signing });
}
