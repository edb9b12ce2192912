import { createPublicKey, verify } from 'node:crypto';
import { verifySm2 } from '../../../kernel/crypto/index.js';
import { BadDer, bitsOf, contentOf, oidOf, readElement, TAG, timeOf, within, type Element } from './der.js';

/** A public key of a kind that is taken: RSA, or SM2 (GB/T 32918). */
export type PublicKey = { readonly kind: 'rsa'; readonly spki: Buffer; readonly bits: number } | { readonly kind: 'sm2'; readonly point: string };

/** An X.509 certificate, as much of it as signing in needs. */
export interface Certificate {
  readonly der: Buffer;
  /** What its issuer signed. */
  readonly signed: Buffer;
  readonly signatureAlgorithm: string;
  readonly signature: Buffer;
  /** In hex. */
  readonly serial: string;
  /** Names as hex of their DER: equal names are equal texts. */
  readonly issuer: string;
  readonly subject: string;
  /** The subject's serialNumber attribute: ID number or 统一社会信用代码; null where it has none or several. */
  readonly subjectNumber: string | null;
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly validUntil: number;
  readonly key: PublicKey;
  readonly isAuthority: boolean;
  /** How many authorities may stand below this one; null: any number. */
  readonly pathLength: number | null;
  /** Uses named in keyUsage; null where it names none (all are allowed). */
  readonly usage: { readonly digitalSignature: boolean; readonly certificateSigning: boolean; readonly listSigning: boolean } | null;
}

const OID = {
  rsa: '1.2.840.113549.1.1.1', ec: '1.2.840.10045.2.1', sm2: '1.2.156.10197.1.301', sm2WithSm3: '1.2.156.10197.1.501',
  serialNumber: '2.5.4.5', basicConstraints: '2.5.29.19', keyUsage: '2.5.29.15', extendedKeyUsage: '2.5.29.37', subjectAltName: '2.5.29.17',
} as const;
/** RSA signatures that are taken; SHA-1 and MD5 are not. */
const RSA_HASHES: Readonly<Record<string, string>> = { '1.2.840.113549.1.1.11': 'sha256', '1.2.840.113549.1.1.12': 'sha384', '1.2.840.113549.1.1.13': 'sha512' };
/** Critical extensions that are understood here. */
const UNDERSTOOD: readonly string[] = [OID.basicConstraints, OID.keyUsage, OID.extendedKeyUsage, OID.subjectAltName];

/** Reads a certificate from DER. Throws BadDer where it is none, or asks for what is not understood here (RFC 5280 §4.2). */
export function readCertificate(der: Buffer): Certificate {
  const outer = readElement(der);
  if (outer.whole.length !== der.length) throw new BadDer('something behind the certificate');
  const [tbs, algorithm, signature] = within(outer, TAG.sequence);
  const fields = within(tbs, TAG.sequence);
  if (fields[0]?.tag === TAG.version) fields.shift();
  const [serial, innerAlgorithm, issuer, validity, subject, spki, ...rest] = fields;
  const signatureAlgorithm = oidOf(within(algorithm, TAG.sequence)[0]);
  if (oidOf(within(innerAlgorithm, TAG.sequence)[0]) !== signatureAlgorithm) throw new BadDer('two signature algorithms');
  const [from, until] = within(validity, TAG.sequence);
  if (!tbs || !issuer || !subject || !spki) throw new BadDer('fields');
  return {
    der, signed: tbs.whole, signatureAlgorithm, signature: bitsOf(signature), serial: contentOf(serial, TAG.integer).toString('hex'),
    issuer: issuer.whole.toString('hex'), subject: subject.whole.toString('hex'), subjectNumber: numberOf(subject),
    validFrom: timeOf(from), validUntil: timeOf(until), key: keyOf(spki), ...extensionsOf(rest.find(({ tag }) => tag === TAG.extensions)),
  };
}

/** Whether a message was signed with a certificate's key: RSA with SHA-256 (PKCS #1), or SM2 with SM3 (DER, the standard's id). */
export function isSignedBy(certificate: Certificate, message: Buffer, signature: Buffer): boolean {
  return certificate.key.kind === 'sm2' ? verifySm2(message, signature.toString('hex'), certificate.key.point) : verifiesRsa(certificate.key, 'sha256', message, signature);
}

/** Whether `issuer` signed `certificate`. Says nothing of whether it may. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return certificate.issuer === issuer.subject && isSignatureOf(issuer, certificate);
}

/** Something that an authority signed: a certificate, a revocation list. */
export type Signed = Pick<Certificate, 'signed' | 'signatureAlgorithm' | 'signature'>;

/** Whether a signature is of an authority's key: SM2 with SM3, or RSA with SHA-256 or better. */
export function isSignatureOf({ key }: Certificate, { signed, signatureAlgorithm, signature }: Signed): boolean {
  if (key.kind === 'sm2') return signatureAlgorithm === OID.sm2WithSm3 && verifySm2(signed, signature.toString('hex'), key.point);
  const hash = RSA_HASHES[signatureAlgorithm];
  return hash !== undefined && verifiesRsa(key, hash, signed, signature);
}

function verifiesRsa(key: Extract<PublicKey, { kind: 'rsa' }>, hash: string, message: Buffer, signature: Buffer): boolean {
  try {
    return verify(hash, message, createPublicKey({ key: key.spki, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
}

function keyOf(spki: Element): PublicKey {
  const [algorithm, bits] = within(spki, TAG.sequence);
  const [oid, parameters] = within(algorithm, TAG.sequence);
  const kind = oidOf(oid);
  if (kind === OID.rsa) {
    const [modulus] = within(readElement(bitsOf(bits)), TAG.sequence);
    const bytes = contentOf(modulus, TAG.integer);
    return { kind: 'rsa', spki: spki.whole, bits: (bytes.length - (bytes[0] === 0 ? 1 : 0)) * 8 };
  }
  const point = bitsOf(bits);
  if (kind !== OID.ec || oidOf(parameters) !== OID.sm2 || point.length !== 65 || point[0] !== 4) throw new BadDer('a key of a kind that is not taken');
  return { kind: 'sm2', point: point.toString('hex') };
}

function numberOf(name: Element): string | null {
  const numbers = within(name, TAG.sequence).flatMap((set) => within(set, TAG.set)).flatMap((pair) => {
    const [type, value] = within(pair, TAG.sequence);
    return oidOf(type) === OID.serialNumber && value ? [value.content.toString('utf8')] : [];
  });
  return numbers.length === 1 ? (numbers[0] ?? null) : null;
}

function extensionsOf(element: Element | undefined): Pick<Certificate, 'isAuthority' | 'pathLength' | 'usage'> {
  let isAuthority = false;
  let pathLength: number | null = null;
  let usage: Certificate['usage'] = null;
  const list = element ? within(within(element, TAG.extensions)[0], TAG.sequence) : [];
  for (const extension of list) {
    const parts = within(extension, TAG.sequence);
    const oid = oidOf(parts[0]);
    const value = readElement(contentOf(parts.at(-1), TAG.octetString));
    if (parts[1]?.tag === TAG.boolean && parts[1].content[0] !== 0 && !UNDERSTOOD.includes(oid)) throw new BadDer('a critical extension that is not understood');
    if (oid === OID.basicConstraints) {
      const constraints = within(value, TAG.sequence);
      isAuthority = constraints[0]?.tag === TAG.boolean && constraints[0].content[0] === 0xff;
      const length = constraints.find(({ tag }) => tag === TAG.integer)?.content;
      pathLength = length ? Number.parseInt(length.toString('hex'), 16) : null;
    } else if (oid === OID.keyUsage) {
      const bits = contentOf(value, TAG.bitString)[1] ?? 0;
      usage = { digitalSignature: (bits & 0x80) !== 0, certificateSigning: (bits & 0x04) !== 0, listSigning: (bits & 0x02) !== 0 };
    }
  }
  return { isAuthority, pathLength, usage };
}
