import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Fault } from '../../../modules/kernel/errors.js';

/** A message's elements by name: texts, or elements within them. One name stands once. */
export interface XmlFields {
  readonly [name: string]: string | XmlFields;
}

const DEEPEST = 4;
const OPEN = '<![CDATA[';
const CLOSE = ']]>';

// Numbers stay texts: a message's id has 64 bits. Entities are left as they are written.
const parser = new XMLParser({ ignoreAttributes: true, ignoreDeclaration: true, parseTagValue: false, processEntities: false, trimValues: true });

/**
 * Reads a message of WeChat: elements below `<xml>`, texts and CDATA, nothing else. Throws BAD_INPUT for what is not
 * well formed or UTF-8, for document types, entities and instructions (XXE, CWE-611; expansion, CWE-776), for names that stand
 * twice, for text beside elements, and for what lies deeper than four.
 */
export function readXml(body: Buffer | string): XmlFields {
  const text = typeof body === 'string' ? body : decoded(body);
  if (/<[!?]/.test(withoutCdata(text).replace(/^\s*<\?xml [^<>]{0,100}\?>/, ''))) throw bad();
  if (XMLValidator.validate(text) !== true) throw bad();
  const root = fieldsOf(parse(text), 0);
  const message = root['xml'];
  if (Object.keys(root).length !== 1 || typeof message !== 'object') throw bad();
  return message;
}

/** Writes `<xml>` with texts as CDATA; numbers bare. Characters that XML cannot hold are left out. */
export function writeXml(fields: Readonly<Record<string, string | number>>): string {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`);
  return `<xml>${elements.join('')}</xml>`;
}

function cdata(value: string): string {
  // The only thing that CDATA cannot hold is its own end, which goes into two.
  return `${OPEN}${printable(value).replaceAll(CLOSE, `]]${CLOSE}${OPEN}>`)}${CLOSE}`;
}

/** A text without what XML 1.0 has no way to write. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/gu, '');
}

function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw bad();
  }
}

/** The text with its CDATA sections emptied: what people wrote may look like anything. */
function withoutCdata(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf(OPEN, from);
    if (start < 0) return pieces.join('') + text.slice(from);
    pieces.push(text.slice(from, start));
    const end = text.indexOf(CLOSE, start);
    if (end < 0) throw bad();
    from = end + CLOSE.length;
  }
}

function parse(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    // Too deep for the parser, or a name that it does not take.
    throw bad();
  }
}

function fieldsOf(value: unknown, depth: number): XmlFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || '#text' in value || depth > DEEPEST) throw bad();
  const fields = Object.entries(value).map(([name, inner]: [string, unknown]) => [name, typeof inner === 'string' ? inner : fieldsOf(inner, depth + 1)] as const);
  return Object.assign(Object.create(null) as XmlFields, Object.fromEntries(fields)); // an object without a prototype, so that no name finds anything but a field
}

function bad(): Fault {
  return new Fault('BAD_INPUT', { field: 'body', reason: 'is no message of WeChat' });
}
