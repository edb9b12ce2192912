import { createRequire } from 'node:module';
import type * as PinyinPro from 'pinyin-pro';

const require = createRequire(import.meta.url);

let library: typeof PinyinPro | undefined;

/** Loads the dictionary when first needed; it is by far the largest thing in this folder. */
function pinyinPro(): typeof PinyinPro {
  // The CommonJS build, since a synchronous call can load no other; its types are those of the ES build.
  library ??= require('pinyin-pro') as typeof PinyinPro;
  return library;
}

/** Whether the pinyin dictionary is in memory already. */
export function isPinyinLoaded(): boolean {
  return library !== undefined;
}

const MARKS = /[\u0300-\u0307\u0309-\u036f]/gu;

/** Toneless, with ü as keyboards have it: v; and a second spelling with u, which many type. */
function plain(reading: string): string[] {
  const bare = reading.normalize('NFD').replace(/u\u0304?\u0308|u[\u0300\u0301\u0304\u030c]\u0308/gu, 'v').replace(MARKS, '');
  return /^[ln]v/u.test(bare) ? [bare, bare.replace('v', 'u')] : [bare];
}

/**
 * The toneless readings of each character of a text, by code point: first the one that fits the context (重庆: chong),
 * then all others (zhong); ü is spelt v, and u as well. What has no reading (digits, Latin letters) answers an empty list.
 */
export function readingsOf(text: string): string[][] {
  const chars = [...text];
  const { pinyin } = pinyinPro();
  const found = pinyin(text, { type: 'all', toneType: 'none', v: true });
  // Should the library ever cut a text otherwise than by code point, single characters are still right.
  const each = found.length === chars.length ? found : chars.map((char) => pinyin(char, { type: 'all', toneType: 'none', v: true })[0]);
  return each.map((one) => (one?.isZh === true ? [...new Set([one.pinyin, ...one.polyphonic].flatMap(plain))] : []));
}

/** The likeliest toneless pinyin of a text, syllables apart: 方塔园 is “fang ta yuan”. Other characters stay as they are. */
export function pinyinOf(text: string): string {
  const readings = readingsOf(text);
  return [...text]
    .map((char, index) => (readings[index]?.[0] === undefined ? char : ` ${readings[index][0]} `))
    .join('')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The first letters of the likeliest pinyin: 方塔园 is “fty”. Other characters stay as they are. */
export function initialsOf(text: string): string {
  const readings = readingsOf(text);
  return [...text].map((char, index) => readings[index]?.[0]?.charAt(0) ?? char).join('');
}
