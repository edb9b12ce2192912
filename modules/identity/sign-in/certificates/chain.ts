import type { CertificateAuthority } from '../types.js';
import { isIssuedBy, readCertificate, type Certificate } from './certificate.js';
import { BadDer } from './der.js';

const MOST_CERTIFICATES = 5;
const LEAST_RSA_BITS = 2048;
const LARGEST = 16_384;

/** Reads certificates as clients send them: PEM, or DER in base64. Null where one is none or there are too many. */
export function readChain(texts: readonly string[]): Certificate[] | null {
  if (texts.length === 0 || texts.length > MOST_CERTIFICATES) return null;
  try {
    return texts.map((text) => {
      if (text.length > LARGEST) throw new BadDer('too large');
      return readCertificate(Buffer.from(text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s/g, ''), 'base64'));
    });
  } catch (error) {
    // What a stranger sent may be anything; a defect of ours must still be seen.
    if (error instanceof BadDer) return null;
    throw error;
  }
}

/**
 * Whether a chain (the signer's first, then each one's issuer) is to be believed now: every certificate within its time, signed by the next, which is
 * an authority and may have so many below it; the last signed by an anchor, or one itself; none revoked; keys strong enough (RFC 5280 §6,
 * without policies and name constraints, which as critical extensions are refused when read).
 */
export async function isTrusted(chain: readonly Certificate[], authority: CertificateAuthority, now: number): Promise<boolean> {
  const [leaf] = chain;
  if (!leaf || leaf.isAuthority || (leaf.usage && !leaf.usage.digitalSignature)) return false;
  const full = anchored(chain, authority.anchors().map(readCertificate));
  if (!full) return false;
  const sound = full.every((certificate, depth) => {
    const issuer = full[depth + 1];
    const inTime = certificate.validFrom <= now && now <= certificate.validUntil;
    const strong = certificate.key.kind === 'sm2' || certificate.key.bits >= LEAST_RSA_BITS;
    return inTime && strong && (issuer === undefined || (mayIssue(issuer, depth) && isIssuedBy(certificate, issuer)));
  });
  if (!sound) return false;
  // Anchors are believed because they are installed; what they issued can be taken back.
  const revoked = await Promise.all(full.map((certificate, depth) => {
    const issuer = full[depth + 1];
    return issuer ? authority.isRevoked(certificate, issuer) : false;
  }));
  return !revoked.includes(true);
}

/** The chain with its anchor at the end; null where it leads to none. */
function anchored(chain: readonly Certificate[], anchors: readonly Certificate[]): Certificate[] | null {
  const last = chain.at(-1);
  if (!last) return null;
  if (chain.length > 1 && anchors.some(({ der }) => der.equals(last.der))) return [...chain];
  const anchor = anchors.find((each) => isIssuedBy(last, each));
  return anchor ? [...chain, anchor] : null;
}

function mayIssue(issuer: Certificate, below: number): boolean {
  return issuer.isAuthority && (issuer.usage === null || issuer.usage.certificateSigning) && (issuer.pathLength === null || issuer.pathLength >= below);
}
