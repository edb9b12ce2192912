import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { Fault } from '../errors.js';
import type { FileKind } from './types.js';

/** The largest side of a kept picture, in pixels: enough to read a paper by, and no more. */
const LARGEST_SIDE = 4000;
/** Pictures that unpack to more are refused before they do. */
const MOST_PIXELS = 60_000_000;
/** Pictures that are encoded at the same time. */
const AT_ONCE = 2;
/** The most that a PDF's packed objects may unpack to. */
const MOST_UNPACKED = 32 * 1024 * 1024;
/** Object streams hold some hundred objects each. */
const MOST_OBJECT_STREAMS = 5000;
const LONGEST_DICTIONARY = 1024;
const OBJECT_STREAM = new RegExp(nameOf('ObjStm'), 'g');

/**
 * What a PDF could do beyond being read: programs, starting others, files within, forms that send. A program's dictionary names
 * /JavaScript or /Rendition beside its /JS (12.6.4.16): a name as short as that stands by chance in one scan of two.
 */
const ACTIVE = new RegExp(nameOf('JavaScript', 'Launch', 'EmbeddedFiles', 'EmbeddedFile', 'RichMedia', 'SubmitForm', 'ImportData', 'GoToE', 'Movie', 'Rendition', 'XFA'));
const ENCRYPTED = new RegExp(nameOf('Encrypt'));

/** A pattern of names as readers understand them: `/J#61vaScript` is `/JavaScript` (ISO 32000-1, 7.3.5). To write a file's names out would cost much more. */
function nameOf(...names: readonly string[]): string {
  const escaped = (letter: string): string => letter.charCodeAt(0).toString(16).replace(/[a-f]/, (digit) => `[${digit}${digit.toUpperCase()}]`);
  return `/(?:${names.map((name) => [...name].map((letter) => `(?:${letter}|#${escaped(letter)})`).join('')).join('|')})(?=[\\0\\t\\n\\f\\r ()<>\\[\\]{}/%]|$)`;
}

/** What the first bytes say a file is; null for anything that is not taken. */
export function sniff(bytes: Buffer): FileKind | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'IMAGE';
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'IMAGE';
  if (bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'IMAGE';
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? 'PDF' : null;
}

/**
 * Encodes a picture anew: turned as it is held, without place, camera, thumbnail or whatever else rode along. PNG stays PNG,
 * all others become JPEG. Throws BAD_INPUT (damaged) where it cannot be read.
 */
export async function cleanImage(bytes: Buffer): Promise<{ readonly bytes: Buffer; readonly contentType: 'image/jpeg' | 'image/png' }> {
  const png = bytes[0] === 0x89;
  const encoded = async (): Promise<Buffer> => {
    const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).rotate().resize({ width: LARGEST_SIDE, height: LARGEST_SIDE, fit: 'inside', withoutEnlargement: true });
    return (png ? image.png() : image.jpeg({ quality: 85 })).toBuffer();
  };
  try {
    return { bytes: await inTurn(encoded), contentType: png ? 'image/png' : 'image/jpeg' };
  } catch (cause) {
    throw new Fault('BAD_INPUT', { field: 'file', reason: 'damaged' }, { cause });
  }
}

let encoding = 0;
const turns: (() => void)[] = [];

/** So few at a time: large pictures take hundreds of megabytes and seconds each, and others wait for the same threads. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (encoding >= AT_ONCE) await new Promise<void>((resolve) => turns.push(resolve));
  encoding += 1;
  try {
    return await work();
  } finally {
    encoding -= 1;
    turns.shift()?.();
  }
}

/** Takes a PDF that can only be read. Throws BAD_INPUT (damaged, encrypted, active-content). */
export function checkPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  if (!text.slice(-2048).includes('%%EOF')) throw new Fault('BAD_INPUT', { field: 'file', reason: 'damaged' });
  const whole = `${text}\n${packedObjects(bytes, text)}`;
  // What cannot be looked into cannot be judged.
  if (ENCRYPTED.test(whole)) throw new Fault('BAD_INPUT', { field: 'file', reason: 'encrypted' });
  if (ACTIVE.test(whole)) throw new Fault('BAD_INPUT', { field: 'file', reason: 'active-content' });
}

/**
 * What stands in object streams (ISO 32000-1, 7.5.7), unpacked: objects hide there from a plain search. Each is looked into
 * once, whatever it is cut into: a file made to be slow is refused.
 */
function packedObjects(bytes: Buffer, text: string): string {
  const found: string[] = [];
  const damaged = (cause?: unknown): Fault => new Fault('BAD_INPUT', { field: 'file', reason: 'damaged' }, { cause });
  let [start, end, packed, unpacked] = [-1, -1, 0, 0];
  for (const { index } of text.matchAll(OBJECT_STREAM)) {
    // Its dictionary has neither words nor remarks, in which another beginning could stand.
    const head = /^[^(%]*?stream\r?\n/.exec(text.slice(index, index + LONGEST_DICTIONARY));
    if (!head) throw damaged();
    if (index + head[0].length === start) continue;
    start = index + head[0].length;
    if (end < start) end = text.indexOf('endstream', start);
    packed += end - start;
    if (end < 0 || packed > 2 * bytes.length || found.length === MOST_OBJECT_STREAMS) throw damaged();
    try {
      const plain = inflateSync(bytes.subarray(start, end), { maxOutputLength: MOST_UNPACKED - unpacked, finishFlush: 2 });
      unpacked += plain.length;
      found.push(plain.toString('latin1'));
    } catch (cause) {
      throw damaged(cause);
    }
  }
  return found.join('\n');
}
