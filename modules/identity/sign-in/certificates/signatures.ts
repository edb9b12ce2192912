import type { Clock } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/errors.js';
import type { CertificateAuthority } from '../types.js';
import { isSignedBy } from './certificate.js';
import { isTrusted, readChain } from './chain.js';

/** A signature made with somebody's own certificate. */
export interface CertificateSignature {
  /** Base64. */
  readonly signature: string;
  /** The signer's certificate first, then each one's issuer: PEM, or DER in Base64. */
  readonly chain: readonly string[];
}

/** Signatures of people by their own certificates. */
export interface PersonalSignatures {
  /**
   * The subject number (an ID number or an organisation's code) of whoever signed a message; null where the signature or the
   * certificate is not to be believed. Throws UNAVAILABLE where revocation cannot be learnt.
   */
  signerOf(message: string, signature: CertificateSignature): Promise<string | null>;
}

/** Believes the signatures under certificates that an authority stands for. @param clock the system clock */
export function createPersonalSignatures(authority: CertificateAuthority, clock: Clock): PersonalSignatures {
  return {
    async signerOf(message, { signature, chain: texts }) {
      const chain = readChain(texts);
      const [leaf] = chain ?? [];
      if (!chain || !leaf || !isSignedBy(leaf, Buffer.from(message, 'utf8'), Buffer.from(signature, 'base64'))) return null;
      const trusted = await isTrusted(chain, authority, clock.now()).catch((cause: unknown) => {
        throw new Fault('UNAVAILABLE', { field: 'certificate' }, { cause });
      });
      return trusted ? leaf.subjectNumber : null;
    },
  };
}
