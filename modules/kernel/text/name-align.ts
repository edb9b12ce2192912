import { isHan, opensInTwo, type Tokens } from './name-grams.js';

/** How a query that is typed in pinyin lies upon a name: see {@link align}. */
export interface Alignment {
  /** The token it starts at. */
  start: number;
  /** How many tokens are typed by their first letter only. */
  initials: number;
  /** True when it covers the name from its first token to the end of its last. */
  whole: boolean;
  /** True when the name is of words and numbers only, with no Chinese character among them. */
  plain: boolean;
}

const NOTHING: Tokens = { length: 0, glyph: () => 0, readings: () => [] };

/** Steps after which the search in one name gives up; ordinary names need a few dozen. */
const MOST_STEPS = 600;

/**
 * Lays typed letters, digits and characters upon the tokens of a name: each token takes its whole reading, or its first
 * letter (zh, ch, sh too), or its character as it is; the last may be unfinished, and so may each
 * before a typed space or character. Numbers are taken whole but at the end.
 * One walk a name, from each token it can start at; answers the first with the fewest initials.
 */
export class Aligner {
  readonly #codes: readonly number[];
  readonly #strings: readonly string[];
  /** The same up to the next space that was typed, where a word or syllable may be broken off. */
  readonly #words: readonly string[];
  #tokens: Tokens = NOTHING;
  #steps = 0;
  #end = 0;
  #complete = false;

  /** A query as code points, in the common form and without spaces; `breaks` are the places that spaces stood before. */
  constructor(codes: readonly number[], breaks: ReadonlySet<number>) {
    this.#codes = codes;
    // What is left of the letters from each place on, so that a reading is compared in one call.
    this.#strings = codes.map((_, place) => {
      let end = place;
      while (end < codes.length && !isHan(codes[end] ?? 0)) end += 1;
      return String.fromCodePoint(...codes.slice(place, end));
    });
    this.#words = this.#strings.map((rest, place) => {
      for (let size = 1; size < rest.length; size += 1) if (breaks.has(place + size)) return rest.slice(0, size);
      return rest;
    });
  }

  /** The best way to lay the query upon a name, if there is one. */
  align(tokens: Tokens): Alignment | undefined {
    this.#tokens = tokens;
    this.#steps = 0;
    const plain = isPlain(tokens);
    let best: Alignment | undefined;
    for (let start = 0; start < tokens.length; start += 1) {
      const initials = this.#walk(0, start, 0);
      if (initials < 0 || (best !== undefined && initials >= best.initials)) continue;
      const end = this.#end;
      best = {
        start,
        initials,
        whole: start === 0 && this.#complete && end === tokens.length,
        plain,
      };
      // Nothing can be better than whole readings, nor, for one letter, than it as an initial.
      if (initials === 0 || this.#codes.length === 1) break;
    }
    return best;
  }

  /** Answers how many initials the way from here takes in all, or -1 when there is none. */
  #walk(place: number, token: number, initials: number): number {
    if (place === this.#codes.length) {
      this.#end = token;
      this.#complete = true;
      return initials;
    }
    this.#steps += 1;
    if (token === this.#tokens.length || this.#steps > MOST_STEPS) return -1;
    const code = this.#codes[place] ?? 0;
    if (isHan(code)) return this.#tokens.glyph(token) === code ? this.#walk(place + 1, token + 1, initials) : -1;
    const rest = this.#strings[place] ?? '';
    const word = this.#words[place] ?? '';
    for (const reading of this.#tokens.readings(token)) {
      if (rest.startsWith(reading)) {
        const way = this.#walk(place + reading.length, token + 1, initials);
        if (way >= 0) return way;
      } else if (reading.startsWith(word)) {
        const way = this.#walkUnfinished(word, reading, place, token, initials);
        if (way >= 0) return way;
      }
    }
    return this.#walkInitial(rest, place, token, initials);
  }

  /** A reading that is broken off, at the end or where a space or a character follows; a number only at the end. */
  #walkUnfinished(word: string, reading: string, place: number, token: number, initials: number): number {
    const way = isOpening(word, reading) ? initials + 1 : initials;
    if (place + word.length < this.#codes.length) {
      return isNumber(reading) ? -1 : this.#walk(place + word.length, token + 1, way);
    }
    this.#end = token + 1;
    this.#complete = false;
    return way;
  }

  #walkInitial(rest: string, place: number, token: number, initials: number): number {
    for (const reading of this.#tokens.readings(token)) {
      if (reading.charCodeAt(0) !== rest.charCodeAt(0) || isNumber(reading) || reading.length === 1) continue;
      if (rest.charCodeAt(1) === 104 && opensInTwo(reading)) {
        const way = this.#walk(place + 2, token + 1, initials + 1);
        if (way >= 0) return way;
      }
      const way = this.#walk(place + 1, token + 1, initials + 1);
      if (way >= 0) return way;
    }
    return -1;
  }
}

const isNumber = (reading: string): boolean => reading.charCodeAt(0) >= 48 && reading.charCodeAt(0) <= 57;

/** An unfinished last reading of which only the first letter, or zh, ch or sh, is typed counts as an initial. */
function isOpening(typed: string, reading: string): boolean {
  return !isNumber(reading) && (typed.length === 1 || (typed.length === 2 && opensInTwo(typed)));
}

function isPlain(tokens: Tokens): boolean {
  for (let token = 0; token < tokens.length; token += 1) if (tokens.glyph(token) !== 0) return false;
  return true;
}
