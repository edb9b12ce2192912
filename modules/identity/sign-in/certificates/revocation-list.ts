import { isSignatureOf, type Certificate } from './certificate.js';
import { BadDer, bitsOf, contentOf, oidOf, readElement, TAG, timeOf, within, type Element } from './der.js';

/** A revocation list (RFC 5280 §5), as much of it as signing in needs. */
export interface RevocationList {
  /** What its issuer signed. */
  readonly signed: Buffer;
  readonly signatureAlgorithm: string;
  readonly signature: Buffer;
  /** The issuer's name as hex of its DER. */
  readonly issuer: string;
  /** Epoch milliseconds. */
  readonly thisUpdate: number;
  /** When the next one comes at the latest: from then on this one says nothing any more. */
  readonly nextUpdate: number;
  /** Serials in hex. */
  readonly revoked: ReadonlySet<string>;
}

const LISTS = 0xa0;
const isTime = (element: Element | undefined): boolean => element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime;

/**
 * Reads a list from DER. Throws BadDer where it is none, holds only part of what was revoked (delta and partitioned lists say so
 * in critical extensions), or names no next update: such a list could be kept in force for ever.
 */
export function readRevocationList(der: Buffer): RevocationList {
  const outer = readElement(der);
  if (outer.whole.length !== der.length) throw new BadDer('something behind the list');
  const [tbs, algorithm, signature] = within(outer, TAG.sequence);
  const fields = within(tbs, TAG.sequence);
  if (fields[0]?.tag === TAG.integer) fields.shift();
  const [innerAlgorithm, issuer, thisUpdate, nextUpdate, ...rest] = fields;
  const signatureAlgorithm = oidOf(within(algorithm, TAG.sequence)[0]);
  if (oidOf(within(innerAlgorithm, TAG.sequence)[0]) !== signatureAlgorithm) throw new BadDer('two signature algorithms');
  if (!tbs || !issuer || !isTime(nextUpdate)) throw new BadDer('fields of a list');
  const entries = rest.find(({ tag }) => tag === TAG.sequence);
  refuseCritical(rest.find(({ tag }) => tag === LISTS));
  return {
    signed: tbs.whole, signatureAlgorithm, signature: bitsOf(signature), issuer: issuer.whole.toString('hex'), thisUpdate: timeOf(thisUpdate), nextUpdate: timeOf(nextUpdate),
    revoked: new Set(entries ? within(entries, TAG.sequence).map(serialOf) : []),
  };
}

/** Whether a list is its issuer's own: named, allowed and signed by it. */
export function isListOf(list: RevocationList, issuer: Certificate): boolean {
  return list.issuer === issuer.subject && (issuer.usage === null || issuer.usage.listSigning) && isSignatureOf(issuer, list);
}

/** Reads PEM with one list or several, or DER. Throws BadDer. */
export function readRevocationLists(bytes: Buffer): RevocationList[] {
  const blocks = [...bytes.toString('latin1').matchAll(/-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/g)];
  return blocks.length > 0 ? blocks.map(([, text = '']) => readRevocationList(Buffer.from(text.replace(/\s/g, ''), 'base64'))) : [readRevocationList(bytes)];
}

function serialOf(entry: Element): string {
  const [serial, , extensions] = within(entry, TAG.sequence);
  // A critical one would say that the entry is about another issuer's certificate.
  if (extensions) refuseCriticalIn(within(extensions, TAG.sequence));
  return contentOf(serial, TAG.integer).toString('hex');
}

function refuseCritical(wrapper: Element | undefined): void {
  if (wrapper) refuseCriticalIn(within(within(wrapper, LISTS)[0], TAG.sequence));
}

function refuseCriticalIn(extensions: readonly Element[]): void {
  for (const extension of extensions) {
    const [, critical] = within(extension, TAG.sequence);
    if (critical?.tag === TAG.boolean && critical.content[0] !== 0) throw new BadDer('a critical extension of a list');
  }
}
