import { syllableOf } from '../pinyin-table.js';
import { Vocabulary } from './vocabulary.js';

/** Which n-grams each block holds, up to how many members. A block of 0 is left out. */
export interface FeatureOptions {
  readonly chars: number;
  readonly words: number;
  readonly pinyin: number;
  /** How much each block counts beside the others. */
  readonly weights: readonly [chars: number, words: number, pinyin: number, tags: number, rad: number];
  readonly tags: number; readonly len: number; readonly skip: number; readonly stl: number; readonly bin: number; readonly wsub: number;
}

/** Cuts a text into words. */
export type Cut = (text: string) => readonly {word:string,tag:string}[];

const BLOCKS = 5;
/** Marks the two ends of a text in n-grams. */
const EDGE = 2;
/** The longest text that is looked at, in units: no utterance is longer, and what a machine sends need not be read whole. */
export const LONGEST = 256;
const MOST = LONGEST * 12;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * Turns texts into sparse vectors: n-grams of characters, of words and of toneless syllables; each block weighted by
 * TF-IDF and brought to one length. All buffers are made once; a text makes no objects but its words.
 */
export class Features {
  readonly vocabulary = new Vocabulary();
  /** The vector made last: feature numbers and values, the first `count` of each. */
  readonly indices = new Int32Array(MOST);
  readonly values = new Float32Array(MOST);
  count = 0;
  #idf = new Float32Array(0);
  #seenAt = new Int32Array(1 << 15);
  readonly #block = new Uint8Array(MOST);
  readonly #units = new Uint16Array(LONGEST + 2);
  readonly #sounds = new Uint16Array(LONGEST + 2);
  readonly #options: FeatureOptions;
  readonly #cut: Cut;

  constructor(cut: Cut, options: FeatureOptions) {
    this.#cut = cut;
    this.#options = options;
  }

  /** Learns the features of texts and how rare each is; forgets nothing learnt before, so call it once. */
  fit(texts: readonly string[]): void {
    const documents: number[] = [];
    for (const text of texts) {
      this.#collect(text, true);
      for (let i = 0; i < this.count; i += 1) {
        const index = this.indices[i] ?? 0;
        documents[index] = (documents[index] ?? 0) + 1;
      }
    }
    this.#idf = Float32Array.from(documents, (df) => Math.log((1 + texts.length) / (1 + (df ?? 0))) + 1);
  }

  /** Makes the vector of a text in {@link indices}, {@link values} and {@link count}; unknown features are left out. */
  transform(text: string): void {
    this.#collect(text, false);
    const squares = [0, 0, 0, 0, 0];
    for (let i = 0; i < this.count; i += 1) {
      const tf = this.values[i] ?? 0;
      const value = (tf > 1 ? 1 + Math.log(tf) : 1) * Math.pow(this.#idf[this.indices[i] ?? 0] ?? 0, (globalThis as any).X.idf);
      this.values[i] = value;
      const block = this.#block[i] ?? 0;
      squares[block] = (squares[block] ?? 0) + value * value;
    }
    for (let block = 0; block < BLOCKS; block += 1) {
      const square = squares[block] ?? 0;
      squares[block] = square === 0 ? 0 : (this.#options.weights[block] ?? 0) / Math.sqrt(square);
    }
    for (let i = 0; i < this.count; i += 1) this.values[i] = (this.values[i] ?? 0) * (squares[this.#block[i] ?? 0] ?? 0);
  }

  #collect(text: string, learn: boolean): void {
    this.count = 0;
    const length = Math.min(text.length, LONGEST);
    const units = this.#units;
    const sounds = this.#sounds;
    units[0] = EDGE;
    sounds[0] = EDGE;
    let count = 1;
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === 32) continue;
      const X = (globalThis as any).X;
      const unit = isDigit(code) ? 48 : code;
      if (X.dig === 0 && unit === 48 && units[count - 1] === 48) continue;
      if (X.dig === 2 && unit === 48 && count > 0 && units[count - 1]! >= 48 && units[count - 1]! <= 57) { if (units[count - 1]! < 57) units[count - 1]!++; sounds[count - 1] = units[count - 1]!; continue; }
      units[count] = unit;
      const syllable = syllableOf(code);
      sounds[count] = syllable === 0 ? unit : 0x8000 | syllable;
      count += 1;
    }
    units[count] = EDGE;
    sounds[count] = EDGE;
    this.#grams(units, count + 1, this.#options.chars, 0, learn);
    const X = (globalThis as any).X; const RAD = X.rad, RB = 4, SK = 0;
    if (RAD > 0) { const rs = units.map((u) => (u >= 0x4e00 ? 0x4000 | (u >> X.sh) : u)); this.#grams(rs, count + 1, RAD, RB, learn); }
    if (SK > 0) for (let i = 0; i + 2 < count + 1; i += 1) this.#note(mix(mix(0x7171, units[i]!), units[i + 2]!), mixOther(mixOther(0x7171, units[i]!), units[i + 2]!), 0, learn);
    this.#grams(sounds, count + 1, this.#options.pinyin, 2, learn);
    if (this.#options.words > 0) this.#words(length < text.length ? text.slice(0, length) : text, learn);
    this.#forgetPlaces();
  }

  #grams(units: Uint16Array, count: number, longest: number, block: number, learn: boolean): void {
    for (let i = 0; i < count; i += 1) {
      let low = block + 0x51;
      let high = block + 0x3779;
      for (let n = 1; n <= longest && i + n <= count; n += 1) {
        const unit = units[i + n - 1] ?? 0;
        low = mix(low, unit);
        high = mixOther(high, unit);
        if (n > 1 || unit !== EDGE) this.#note(low, high, block, learn);
      }
    }
  }

  #words(text: string, learn: boolean): void {
    let lowBefore = 0;
    let highBefore = 0;
    let tb = 0, tbb = 0; let nw = 0;
    for (const {word, tag} of this.#cut(text)) {
      if (word === ' ') continue;
      nw++;
      if (this.#options.tags > 0) { const tg = mix(0x99, tag.charCodeAt(0) * 256 + (tag.charCodeAt(1) || 0)); const tgh = mixOther(0x99, tg);
        this.#note(tg, tgh, 3, learn); if (this.#options.tags > 1) this.#note(mix(tg, tb), mixOther(tgh, tb), 3, learn);
        if (this.#options.tags > 2) { this.#note(mix(mix(tg, tb), tbb), mixOther(mixOther(tgh, tb),tbb), 3, learn);}
        if (this.#options.tags > 3) { this.#note(mix(tg, lowBefore), mixOther(tgh, highBefore), 3, learn);}
        tbb = tb; tb = tg; }
      let low = 0x77;
      let high = 0x1b3;
      const number = isDigit(word.charCodeAt(0));
      for (let i = 0; i < (number ? 1 : word.length); i += 1) {
        const unit = number ? 48 : word.charCodeAt(i);
        low = mix(low, unit);
        high = mixOther(high, unit);
      }
      this.#note(low, high, 1, learn);
      if (this.#options.words > 1) this.#note(mix(low, lowBefore), mixOther(high, highBefore), 1, learn);
      lowBefore = low;
      highBefore = high;
    }
    if (this.#options.len > 0) { const b = Math.min(text.length, 12); for (let q = 0; q < this.#options.len; q++) this.#note(mix(0x1234, b - q), mixOther(0x1234, b - q), 3, learn); this.#note(mix(0x1235, nw), mixOther(0x1235, nw), 3, learn); }
  }

  #note(low: number, high: number, block: number, learn: boolean): void {
    const index = learn ? this.vocabulary.add(low, high) : this.vocabulary.find(low, high);
    if (index < 0 || this.count >= MOST) return;
    if (index >= this.#seenAt.length) {
      const grown = new Int32Array(this.#seenAt.length * 2);
      grown.set(this.#seenAt);
      this.#seenAt = grown;
    }
    const place = this.#seenAt[index] ?? 0;
    if (place > 0) {
      this.values[place - 1] = (this.values[place - 1] ?? 0) + 1;
      return;
    }
    this.indices[this.count] = index;
    this.values[this.count] = 1;
    this.#block[this.count] = block;
    this.count += 1;
    this.#seenAt[index] = this.count;
  }

  #forgetPlaces(): void {
    for (let i = 0; i < this.count; i += 1) this.#seenAt[this.indices[i] ?? 0] = 0;
  }
}

/** One step of a 32-bit hash (the finishing steps of MurmurHash3). */
function mix(hash: number, unit: number): number {
  let h = Math.imul(hash ^ unit, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function mixOther(hash: number, unit: number): number {
  let h = Math.imul(hash + unit + 0x7f4a7c15, 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}
