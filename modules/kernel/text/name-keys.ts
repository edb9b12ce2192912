import { normaliseName } from './normalise.js';
import { findNumerals, numeralOf } from './numerals.js';
import { readingsOf } from './pinyin.js';

/**
 * What {@link NameIndex} needs to know of one name, as plain strings: made once at import ({@link nameKeys}), stored with
 * the record, and read at each start without the pinyin dictionary.
 */
export interface NameKeys {
  /** The name in its common form ({@link normaliseName}). */
  text: string;
  /** One word for each token of `text` ({@link tokensOf}), apart by spaces; several readings of one token apart by `/`. */
  sounds: string;
}

/** A piece of a name that is typed and matched as one: a Chinese (or kana, hangul) character, a number, or a word of other letters. */
export interface Token {
  text: string;
  kind: 'glyph' | 'number' | 'word';
}

/** Characters from here on (Chinese, kana, hangul …) stand for themselves; below are the scripts with words. */
const TOKEN = /([\u2e80-\u{10ffff}])|(\p{Nd}+)|[^\u2e80-\u{10ffff}\p{Nd}\s]+/gu;

/** Cuts a name in its common form into tokens. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [piece, glyph, number] of text.matchAll(TOKEN)) {
    tokens.push({ text: piece, kind: glyph !== undefined ? 'glyph' : number !== undefined ? 'number' : 'word' });
  }
  return tokens;
}

const NUMERAL_SOUNDS = new Map([
  ...[...'零一二三四五六七八九'].map((char, i): [string, string] => [char, 'ling yi er san si wu liu qi ba jiu'.split(' ')[i] ?? '']),
  ['十', 'shi'], ['百', 'bai'], ['千', 'qian'], ['万', 'wan'],
]);

/** How a number may be typed: its digits, and up to four digits as it is read aloud in pinyin (24: ershisi). */
export function numberSounds(digits: string): string {
  if (digits.length > 4 || !/^[0-9]+$/u.test(digits)) return digits;
  const read = [...numeralOf(Number(digits))].map((char) => NUMERAL_SOUNDS.get(char) ?? '').join('');
  return `${digits}/${read}`;
}

/** The keys of one name: pure, the same for the same name, and serialisable. Loads the dictionaries when first called. */
export function nameKeys(name: string): NameKeys {
  const text = normaliseName(name);
  const tokens = tokensOf(text);
  const han = tokens.some(({ kind }) => kind === 'glyph') ? readingsOf(text) : [];
  const sounds: string[] = [];
  let place = 0;
  for (const token of tokens) {
    const at = text.indexOf(token.text, place);
    place = at + token.text.length;
    if (token.kind === 'glyph') {
      const readings = han[[...text.slice(0, at)].length] ?? [];
      sounds.push(readings.length > 0 ? readings.join('/') : token.text);
    } else sounds.push(token.kind === 'number' ? numberSounds(token.text) : token.text);
  }
  return { text, sounds: sounds.join(' ') };
}

/** A name as the index holds it: its text, and for each token what it is and how it may be typed. */
export interface SoundedName {
  text: string;
  tokens: { text: string; kind: Token['kind']; sounds: string }[];
}

/**
 * Reads keys back: the name as written and, where it holds Chinese numerals, once more in digits (二十四路 as 24路).
 * @throws RangeError when the two strings do not belong together
 */
export function soundedNames({ text, sounds }: NameKeys): SoundedName[] {
  const each = sounds === '' ? [] : sounds.split(' ');
  const pieces = tokensOf(text);
  if (pieces.length !== each.length) throw new RangeError(`name keys do not fit each other: ${text} (${sounds})`);
  const tokens = pieces.map((token, index) => ({ ...token, sounds: each[index] ?? '' }));
  const spans = findNumerals(text);
  if (spans.length === 0) return [{ text, tokens }];
  const folded: SoundedName = { text: '', tokens: [] };
  let done = 0;
  let place = 0;
  let span = 0;
  for (const token of tokens) {
    const at = text.indexOf(token.text, place);
    place = at + token.text.length;
    const current = spans[span];
    if (current === undefined || place <= current.start) folded.tokens.push(token);
    else if (place === current.end) {
      folded.text += text.slice(done, current.start) + current.digits;
      folded.tokens.push({ text: current.digits, kind: 'number', sounds: numberSounds(current.digits) });
      done = current.end;
      span += 1;
    }
  }
  folded.text += text.slice(done);
  return [{ text, tokens }, folded];
}
