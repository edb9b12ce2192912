import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createSm2KeyPair, signSm2, type Sm2KeyPair } from '../../../kernel/crypto/index.js';

/** One element of DER. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 0x80 ? [content.length] : content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** An object identifier. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((value) => {
    const digits = [value & 0x7f];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return der(0x06, Buffer.from(bytes));
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const text = (value: string): Buffer => der(0x0c, Buffer.from(value, 'utf8'));
const bits = (value: Buffer): Buffer => der(0x03, Buffer.from([0]), value);
const attribute = (type: string, value: string): Buffer => der(0x31, sequence(oid(type), text(value)));
const time = (at: number): Buffer => der(0x18, Buffer.from(`${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));
const TRUE = der(0x01, Buffer.from([0xff]));

/** Whose key it is, in either kind. */
export type TestKey = { readonly kind: 'sm2'; readonly pair: Sm2KeyPair } | { readonly kind: 'rsa'; readonly publicKey: KeyObject; readonly privateKey: KeyObject };

/** A new key. */
export function testKey(kind: 'sm2' | 'rsa', rsaBits = 2048): TestKey {
  return kind === 'sm2' ? { kind, pair: createSm2KeyPair() } : { kind, ...generateKeyPairSync('rsa', { modulusLength: rsaBits }) };
}

/** Signs as a key token does: SM2 with SM3, or RSA with SHA-256. */
export function signWith(key: TestKey, message: Buffer): Buffer {
  return key.kind === 'sm2' ? Buffer.from(signSm2(message, key.pair), 'hex') : sign('sha256', message, key.privateKey);
}

/** A certificate with the key it certifies. */
export interface TestCertificate {
  readonly der: Buffer;
  readonly key: TestKey;
  readonly name: Buffer;
}

/** What a test wants of a certificate. */
export interface CertificateWish {
  readonly name: string;
  readonly number?: string;
  readonly key: TestKey;
  /** Absent: signed by itself. */
  readonly issuer?: TestCertificate;
  readonly authority?: boolean;
  readonly pathLength?: number;
  readonly from?: number;
  readonly until?: number;
  /** keyUsage's first byte. */
  readonly usage?: number;
  /** A critical extension that nobody knows. */
  readonly strange?: boolean;
}

let serial = 1000;

/** Issues a certificate (RFC 5280, as much as a small authority needs). */
export function issue(wish: CertificateWish): TestCertificate {
  const { key, issuer } = wish;
  const signer = issuer?.key ?? key;
  const algorithm = sequence(oid(signer.kind === 'sm2' ? '1.2.156.10197.1.501' : '1.2.840.113549.1.1.11'), ...(signer.kind === 'sm2' ? [] : [der(0x05)]));
  const name = sequence(attribute('2.5.4.6', 'CN'), attribute('2.5.4.3', wish.name), ...(wish.number ? [attribute('2.5.4.5', wish.number)] : []));
  const spki = key.kind === 'rsa' ? key.publicKey.export({ format: 'der', type: 'spki' }) : sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.2.156.10197.1.301')), bits(Buffer.from(key.pair.publicKey, 'hex')));
  const constraints = wish.authority ? [TRUE, ...(wish.pathLength === undefined ? [] : [der(0x02, Buffer.from([wish.pathLength]))])] : [];
  const extensions = [
    sequence(oid('2.5.29.19'), TRUE, der(0x04, sequence(...constraints))),
    sequence(oid('2.5.29.15'), TRUE, der(0x04, der(0x03, Buffer.from([0, wish.usage ?? (wish.authority ? 0x06 : 0x80)])))),
    ...(wish.strange ? [sequence(oid('1.2.3.4.5'), TRUE, der(0x04, sequence()))] : []),
  ];
  const day = 86_400_000;
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([0x10, (++serial >> 8) & 0xff, serial & 0xff])), algorithm, issuer?.name ?? name,
    sequence(time(wish.from ?? Date.now() - day), time(wish.until ?? Date.now() + 365 * day)), name, spki, der(0xa3, sequence(...extensions)),
  );
  return { der: sequence(tbs, algorithm, bits(signWith(signer, tbs))), key, name };
}

/** What a test wants of a revocation list. */
export interface ListWish {
  readonly issuer: TestCertificate;
  /** Serials in hex. */
  readonly revoked?: readonly string[];
  readonly from?: number;
  /** Null: it names no next update. */
  readonly until?: number | null;
  /** Signs instead of the issuer. */
  readonly forger?: TestKey;
  /** Says, critically, that it is part of a whole (a delta list). */
  readonly delta?: boolean;
}

/** Issues a revocation list (RFC 5280 §5). */
export function issueList({ issuer, revoked = [], from = Date.now() - 60_000, until = Date.now() + 86_400_000, forger, delta = false }: ListWish): Buffer {
  const signer = forger ?? issuer.key;
  const algorithm = sequence(oid(signer.kind === 'sm2' ? '1.2.156.10197.1.501' : '1.2.840.113549.1.1.11'), ...(signer.kind === 'sm2' ? [] : [der(0x05)]));
  const entries = revoked.map((each) => sequence(der(0x02, Buffer.from(each, 'hex')), time(from)));
  const tbs = sequence(
    der(0x02, Buffer.from([1])), algorithm, issuer.name, time(from), ...(until === null ? [] : [time(until)]), ...(entries.length > 0 ? [sequence(...entries)] : []),
    ...(delta ? [der(0xa0, sequence(sequence(oid('2.5.29.27'), TRUE, der(0x04, der(0x02, Buffer.from([1]))))))] : []),
  );
  return sequence(tbs, algorithm, bits(signWith(signer, tbs)));
}

/** One or several as PEM. */
export function pemOf(label: 'CERTIFICATE' | 'X509 CRL', ...ders: readonly Buffer[]): string {
  return ders.map((each) => `-----BEGIN ${label}-----\n${each.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`).join('');
}
