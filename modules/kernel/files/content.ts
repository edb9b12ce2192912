import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { Fault } from '../errors.js';
import type { FileKind } from './types.js';

/** The largest side of a kept picture, in pixels: enough to read a paper by, and no more. */
const LARGEST_SIDE = 4000;
/** Pictures that unpack to more are refused before they do. */
const MOST_PIXELS = 60_000_000;
/** The most that a PDF's packed objects may unpack to. */
const MOST_UNPACKED = 32 * 1024 * 1024;

/** What a PDF could do beyond being read: programs, starting others, files within, forms that send. */
const ACTIVE = /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|Movie|Rendition|XFA)(?![A-Za-z])/;

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
  try {
    const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).rotate().resize({ width: LARGEST_SIDE, height: LARGEST_SIDE, fit: 'inside', withoutEnlargement: true });
    return { bytes: await (png ? image.png() : image.jpeg({ quality: 85 })).toBuffer(), contentType: png ? 'image/png' : 'image/jpeg' };
  } catch (cause) {
    throw new Fault('BAD_INPUT', { field: 'file', reason: 'damaged' }, { cause });
  }
}

/** Takes a PDF that can only be read. Throws BAD_INPUT (damaged, encrypted, active-content). */
export function checkPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  if (!text.slice(-2048).includes('%%EOF')) throw new Fault('BAD_INPUT', { field: 'file', reason: 'damaged' });
  const whole = plainNames(`${text}\n${packedObjects(bytes, text)}`);
  // What cannot be looked into cannot be judged.
  if (/\/Encrypt(?![A-Za-z])/.test(whole)) throw new Fault('BAD_INPUT', { field: 'file', reason: 'encrypted' });
  if (ACTIVE.test(whole)) throw new Fault('BAD_INPUT', { field: 'file', reason: 'active-content' });
}

/** Names as readers understand them: `/J#61vaScript` is `/JavaScript` (ISO 32000-1, 7.3.5). */
function plainNames(text: string): string {
  return text.replace(/#([0-9A-Fa-f]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What stands in object streams (ISO 32000-1, 7.5.7), unpacked: objects hide there from a plain search. */
function packedObjects(bytes: Buffer, text: string): string {
  const found: string[] = [];
  let unpacked = 0;
  for (const { index, 0: head } of text.matchAll(/(?<!end)stream\r?\n/g)) {
    const dictionary = text.slice(Math.max(0, index - 1024), index);
    if (!/\/ObjStm/.test(plainNames(dictionary.slice(dictionary.lastIndexOf(' obj') + 1)))) continue;
    const start = index + head.length;
    const end = text.indexOf('endstream', start);
    try {
      const plain = inflateSync(bytes.subarray(start, end < 0 ? undefined : end), { maxOutputLength: MOST_UNPACKED - unpacked, finishFlush: 2 });
      unpacked += plain.length;
      found.push(plain.toString('latin1'));
    } catch (cause) {
      throw new Fault('BAD_INPUT', { field: 'file', reason: 'damaged' }, { cause });
    }
  }
  return found.join('\n');
}
