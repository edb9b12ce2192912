/**
 * Signatures for finding candidates: each name sets bits for the pairs of letters and characters it could be typed with
 * (superimposed coding, Faloutsos and Christodoulakis 1984), so one pass over a few integers a name leaves only those that
 * can match. A bit too many costs a comparison, never an answer.
 */

/** The tokens of one name: for each its character, or 0 for a word or number, and its readings. */
export interface Tokens {
  readonly length: number;
  glyph(token: number): number;
  readings(token: number): readonly string[];
}

/** Words of 32 bits in one signature. */
export const SIGNATURE_WORDS = 8;

const isLetter = (code: number): boolean => code >= 97 && code <= 122;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** Chinese characters and everything else beyond Latin letters: they are typed as they are. */
export const isHan = (code: number): boolean => code >= 0x2e80;

/** Whether a reading opens with zh, ch or sh, which count as one initial. */
export function opensInTwo(reading: string): boolean {
  const first = reading.charCodeAt(0);
  return reading.charCodeAt(1) === 104 && (first === 122 || first === 99 || first === 115);
}

/** The bit of a pair, or of a single one when `b` is 0. */
function bitOf(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash >>> 13) & (SIGNATURE_WORDS * 32 - 1);
}

/** The places of letters in a mask of 26 bits: which letters a text has at all. */
function letterBit(code: number): number {
  return isLetter(code) ? 1 << (code - 97) : 0;
}

/** How many bits are set in a 32-bit integer. */
export function bitCount(value: number): number {
  let n = value - ((value >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  n = (n + (n >>> 4)) & 0x0f0f0f0f;
  n += n >>> 8;
  return (n + (n >>> 16)) & 0x3f;
}

/** The codes that a typed reading may end its part with: its last letter, its first, and the h of zh, ch and sh. */
function typedEnds(reading: string): number[] {
  const ends = [reading.charCodeAt(reading.length - 1), reading.charCodeAt(0)];
  if (opensInTwo(reading)) ends.push(104);
  return ends;
}

/** Set for names with Chinese characters: who types such a character means one of those. */
const HAS_GLYPH = bitOf(1, 0);

/** Sets the bits of a name's signature, and answers the mask of all letters it can be typed with. */
export function signName(tokens: Tokens, set: (bit: number) => void): number {
  let letters = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const glyph = tokens.glyph(i);
    const following = i + 1 < tokens.length ? tokens.glyph(i + 1) : 0;
    if (glyph !== 0) {
      set(HAS_GLYPH);
      set(bitOf(glyph, 0));
      if (following !== 0) set(bitOf(glyph, following));
    }
    for (const reading of tokens.readings(i)) {
      set(bitOf(reading.charCodeAt(0), 0));
      for (let j = 0; j < reading.length; j += 1) {
        const code = reading.charCodeAt(j);
        letters |= letterBit(code);
        if (isDigit(code)) set(bitOf(code, 0));
        if (j > 0) set(bitOf(reading.charCodeAt(j - 1), code));
      }
      for (const next of tokens.readings(i + 1)) for (const end of typedEnds(reading)) set(bitOf(end, next.charCodeAt(0)));
    }
  }
  return letters;
}

/** What a query asks of signatures. */
export interface QueryGrams {
  /** Bits that a name must have to match without an error, by word. */
  all: Int32Array;
  /** Those of them that even a typo leaves standing: digits are never guessed. */
  fixed: Int32Array;
  /** Those of single characters: each slip loses one of them at most. */
  singles: Int32Array;
  letters: number;
}

/**
 * The grams of a query, given as code points without spaces; `breaks` are the places that spaces stood before,
 * `ofGlyphs` asks for names with Chinese characters only.
 */
export function gramsOf(codes: readonly number[], breaks: ReadonlySet<number>, ofGlyphs: boolean): QueryGrams {
  const all = new Int32Array(SIGNATURE_WORDS);
  const fixed = new Int32Array(SIGNATURE_WORDS);
  const singles = new Int32Array(SIGNATURE_WORDS);
  const set = (words: Int32Array, bit: number): void => {
    words[bit >> 5] = (words[bit >> 5] ?? 0) | (1 << (bit & 31));
  };
  if (ofGlyphs) set(fixed, HAS_GLYPH);
  let letters = 0;
  codes.forEach((code, i) => {
    const next = breaks.has(i + 1) ? 0 : (codes[i + 1] ?? 0);
    const before = breaks.has(i) ? 0 : (codes[i - 1] ?? 0);
    letters |= letterBit(code);
    const lone = !isHan(code) && (next === 0 || isHan(next)) && (before === 0 || isHan(before));
    if (isHan(code) || isDigit(code) || lone) set(all, bitOf(code, 0));
    if (isHan(code)) set(singles, bitOf(code, 0));
    if (next !== 0 && isHan(code) === isHan(next)) set(all, bitOf(code, next));
    if (isDigit(code)) {
      set(fixed, bitOf(code, 0));
      if (isDigit(next)) set(fixed, bitOf(code, next));
    }
  });
  return { all, fixed, singles, letters };
}
