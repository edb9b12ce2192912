/** One element of DER (X.690): its tag, its content, and the whole of it as it stood. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** Tags that certificates use. */
export const TAG = { boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31, version: 0xa0, extensions: 0xa3 } as const;

/** Not DER, or not what was expected there. */
export class BadDer extends Error {
  constructor(what: string) {
    super(`not DER: ${what}`);
    this.name = 'BadDer';
  }
}

/** Reads the element at the beginning. Refuses indefinite and overlong lengths, which DER does not know. Throws BadDer. */
export function readElement(bytes: Buffer): Element {
  const tag = bytes[0];
  const short = bytes[1];
  if (tag === undefined || short === undefined || (tag & 0x1f) === 0x1f) throw new BadDer('no element');
  let at = 2;
  let length = short;
  if (short >= 0x80) {
    const count = short - 0x80;
    if (count === 0 || count > 3 || bytes.length < 2 + count) throw new BadDer('length');
    length = bytes.readUIntBE(2, count);
    if (length < 0x80 || length < 1 << (8 * (count - 1))) throw new BadDer('overlong length');
    at += count;
  }
  if (bytes.length < at + length) throw new BadDer('cut off');
  return { tag, content: bytes.subarray(at, at + length), whole: bytes.subarray(0, at + length) };
}

/** The elements that stand one behind the other. Throws BadDer. */
export function readAll(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let rest = bytes; rest.length > 0; rest = rest.subarray(found.at(-1)?.whole.length ?? 0)) found.push(readElement(rest));
  return found;
}

/** The elements within a constructed one of this tag. Throws BadDer. */
export function within(element: Element | undefined, tag: number): Element[] {
  if (element?.tag !== tag) throw new BadDer(`expects tag ${tag}`);
  return readAll(element.content);
}

/** The content of an element of this tag. Throws BadDer. */
export function contentOf(element: Element | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new BadDer(`expects tag ${tag}`);
  return element.content;
}

/** The bits of a BIT STRING that fills whole bytes. Throws BadDer. */
export function bitsOf(element: Element | undefined): Buffer {
  const content = contentOf(element, TAG.bitString);
  if (content[0] !== 0) throw new BadDer('bits that fill no whole bytes');
  return content.subarray(1);
}

/** An object identifier in dots. Throws BadDer. */
export function oidOf(element: Element | undefined): string {
  const content = contentOf(element, TAG.oid);
  const parts: number[] = [];
  let value = 0;
  for (const byte of content) {
    if (value > 2 ** 40) throw new BadDer('object identifier');
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    parts.push(value);
    value = 0;
  }
  const first = parts.shift() ?? 0;
  const top = Math.min(Math.floor(first / 40), 2);
  return [top, first - top * 40, ...parts].join('.');
}

/** A UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 has them (to the second, in Z), epoch milliseconds. Throws BadDer. */
export function timeOf(element: Element | undefined): number {
  const text = element?.content.toString('latin1') ?? '';
  const digits = element?.tag === TAG.utcTime && /^\d{12}Z$/.test(text) ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : element?.tag === TAG.generalizedTime && /^\d{14}Z$/.test(text) ? text : null;
  const time = digits === null ? NaN : Date.parse(digits.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(time)) throw new BadDer('time');
  return time;
}
