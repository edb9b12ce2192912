import type { TaggedWord } from '../segment.js';
import { syllableOf } from '../pinyin-table.js';
import type { SparseRows } from './svm.js';
import { Vocabulary } from './vocabulary.js';

/** Cuts a text into words with their parts of speech. */
export type Tag = (text: string) => readonly TaggedWord[];

/** What was learnt of texts, as plain arrays: each feature's hash and how rare it is, in order of their numbers. */
export interface FeatureData {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly idf: Float32Array;
}

/** The blocks of a vector, in order: characters, words, sounds, and the shape of the sentence. */
const CHARS = 0;
const WORDS = 1;
const SOUNDS = 2;
const SHAPE = 3;
/** How much each block counts beside the others; found by cross-validation on SMP2017's training half. */
const WEIGHTS = [1, 0.7, 0.5, 0.7];
const LONGEST_GRAM = 2;
/** Marks the two ends of a text in n-grams. */
const EDGE = 2;
const ZERO = 48;
const NINE = 57;
const SPACE = 32;
/** The longest text that is looked at, in units: no utterance is longer, and what a machine sends need not be read whole. */
export const LONGEST = 256;
/** Each unit gives at most two n-grams of characters and of sounds, a word, two tags; the length gives a few. */
const MOST = LONGEST * 8;
/** Lengths from this on are alike. */
const LONG = 12;
const LENGTH_STEPS = 3;

/**
 * Turns texts into sparse vectors: 1–2-grams of characters and of toneless syllables, words, and the sentence's shape
 * (1–2-grams of parts of speech, words after parts of speech, length); each block weighted by TF-IDF and brought to one length. A run of digits is
 * one character that says only how long it is. All buffers are made once: a text makes no objects but its words.
 */
export class Features {
  /** The vector made last: feature numbers and values, the first `count` of each. */
  readonly indices = new Int32Array(MOST);
  readonly values = new Float32Array(MOST);
  count = 0;
  #vocabulary = new Vocabulary();
  /** Before, each feature met is learnt. */
  #fitted = false;
  #idf: Float32Array = new Float32Array(0);
  #placeOf = new Int32Array(1 << 15);
  readonly #block = new Uint8Array(MOST);
  readonly #squares = new Float64Array(WEIGHTS.length);
  readonly #units = new Uint16Array(LONGEST + 2);
  readonly #sounds = new Uint16Array(LONGEST + 2);
  readonly #tag: Tag;

  /** @param known what {@link data} gave elsewhere; absent: {@link fit} learns it */
  constructor(tag: Tag, known?: FeatureData) {
    this.#tag = tag;
    if (!known) return;
    this.#vocabulary = new Vocabulary(known.low.length);
    known.low.forEach((low, index) => this.#vocabulary.add(low, known.high[index] ?? 0));
    this.#idf = known.idf;
    this.#fitted = true;
  }

  /** How many features are known. */
  get size(): number {
    return this.#vocabulary.size;
  }

  /** What was learnt, to be handed to another thread or kept. */
  get data(): FeatureData {
    return { ...this.#vocabulary.hashes, idf: this.#idf };
  }

  /**
   * Learns the features of texts and how rare each is, and makes their vectors, each with a last feature that all have: the
   * bias. The commonest have the lowest numbers, so that what is looked at most lies together. To be called once.
   */
  fit(texts: readonly string[]): SparseRows {
    const { rows, blocks, documents } = this.#count(texts);
    const { starts, features, values, squares, width } = rows;
    const numbers = this.#renumber(documents, texts.length);
    for (let row = 0; row < texts.length; row += 1) {
      const start = starts[row] ?? 0;
      const bias = (starts[row + 1] ?? 0) - 1;
      for (let k = start; k < bias; k += 1) features[k] = numbers[features[k] ?? 0] ?? 0;
      squares[row] = this.#weigh(features, values, blocks, start, bias) + 1;
      features[bias] = width - 1;
      values[bias] = 1;
    }
    return rows;
  }

  /** How often each feature stands in each text, with one place more a text, and in how many texts. */
  #count(texts: readonly string[]): { rows: SparseRows; blocks: Uint8Array; documents: number[] } {
    const starts = new Int32Array(texts.length + 1);
    let [features, values, blocks] = [new Int32Array(texts.length * 64), new Float32Array(texts.length * 64), new Uint8Array(texts.length * 64)];
    const documents: number[] = [];
    texts.forEach((text, row) => {
      this.#collect(text);
      const start = starts[row] ?? 0;
      const end = start + this.count + 1;
      if (end > features.length) [features, values, blocks] = [grown(features, new Int32Array(end * 2)), grown(values, new Float32Array(end * 2)), grown(blocks, new Uint8Array(end * 2))];
      for (let i = 0; i < this.count; i += 1) {
        const index = this.indices[i] ?? 0;
        documents[index] = (documents[index] ?? 0) + 1;
        features[start + i] = index;
        values[start + i] = this.values[i] ?? 0;
        blocks[start + i] = this.#block[i] ?? 0;
      }
      starts[row + 1] = end;
    });
    return { rows: { starts, features, values, squares: new Float64Array(texts.length), width: documents.length + 1 }, blocks, documents };
  }

  /** Numbers the features anew, the commonest first; answers the new number of each. */
  #renumber(documents: readonly number[], texts: number): Int32Array {
    const { low, high } = this.#vocabulary.hashes;
    const frequency = (index: number): number => documents[index] ?? 0;
    const order = [...documents.keys()].sort((a, b) => frequency(b) - frequency(a) || a - b);
    const numbers = new Int32Array(documents.length);
    this.#vocabulary = new Vocabulary(order.length);
    for (const index of order) numbers[index] = this.#vocabulary.add(low[index] ?? 0, high[index] ?? 0);
    this.#idf = Float32Array.from(order, (index) => Math.log((1 + texts) / (1 + frequency(index))) + 1);
    this.#fitted = true;
    return numbers;
  }

  /** Makes the vector of a text in {@link indices}, {@link values} and {@link count}; unknown features are left out. */
  transform(text: string): void {
    this.#collect(text);
    this.#weigh(this.indices, this.values, this.#block, 0, this.count);
  }

  /** Turns frequencies into weights, and answers the square of the vector's length. */
  #weigh(columns: Int32Array, values: Float32Array, blocks: Uint8Array, start: number, end: number): number {
    const squares = this.#squares.fill(0);
    for (let k = start; k < end; k += 1) {
      const frequency = values[k] ?? 0;
      const value = (frequency > 1 ? 1 + Math.log(frequency) : 1) * (this.#idf[columns[k] ?? 0] ?? 0);
      values[k] = value;
      const block = blocks[k] ?? 0;
      squares[block] = (squares[block] ?? 0) + value * value;
    }
    let length = 0;
    for (let block = 0; block < squares.length; block += 1) {
      const square = squares[block] ?? 0;
      const weight = WEIGHTS[block] ?? 0;
      if (square > 0) length += weight * weight;
      squares[block] = square === 0 ? 0 : weight / Math.sqrt(square);
    }
    for (let k = start; k < end; k += 1) values[k] = (values[k] ?? 0) * (squares[blocks[k] ?? 0] ?? 0);
    return length;
  }

  /** How often each feature stands in a text, in {@link indices}, {@link values} and {@link count}. */
  #collect(text: string): void {
    this.count = 0;
    const read = text.length > LONGEST ? text.slice(0, LONGEST) : text;
    const units = this.#units;
    const sounds = this.#sounds;
    units[0] = EDGE;
    sounds[0] = EDGE;
    let count = 1;
    for (let i = 0; i < read.length; i += 1) {
      const code = read.charCodeAt(i);
      if (code === SPACE) continue;
      const last = units[count - 1] ?? 0;
      if (code >= ZERO && code <= NINE && last >= ZERO && last <= NINE) {
        units[count - 1] = Math.min(last + 1, NINE);
        sounds[count - 1] = units[count - 1] ?? 0;
        continue;
      }
      const unit = code > ZERO && code <= NINE ? ZERO : code;
      const syllable = syllableOf(code);
      units[count] = unit;
      sounds[count] = syllable === 0 ? unit : 0x8000 | syllable;
      count += 1;
    }
    units[count] = EDGE;
    sounds[count] = EDGE;
    this.#grams(units, count + 1, CHARS);
    this.#grams(sounds, count + 1, SOUNDS);
    this.#words(read);
    for (let i = 0; i < this.count; i += 1) this.#placeOf[this.indices[i] ?? 0] = 0;
  }

  #grams(units: Uint16Array, count: number, block: number): void {
    for (let i = 0; i < count; i += 1) {
      let low = block + 0x51;
      let high = block + 0x3779;
      for (let n = 1; n <= LONGEST_GRAM && i + n <= count; n += 1) {
        const unit = units[i + n - 1] ?? 0;
        low = mix(low, unit);
        high = mixOther(high, unit);
        if (n > 1 || unit !== EDGE) this.#note(low, high, block);
      }
    }
  }

  #words(text: string): void {
    let before = 0;
    let words = 0;
    for (const { word, tag } of this.#tag(text)) {
      const first = word.charCodeAt(0);
      if (first === SPACE) continue;
      words += 1;
      let low = 0x77;
      let high = 0x1b3;
      const length = first >= ZERO && first <= NINE ? 1 : word.length;
      for (let i = 0; i < length; i += 1) {
        const unit = length === 1 && first <= NINE ? ZERO : word.charCodeAt(i);
        low = mix(low, unit);
        high = mixOther(high, unit);
      }
      this.#note(low, high, WORDS);
      const speech = (tag.charCodeAt(0) << 8) | (tag.length > 1 ? tag.charCodeAt(1) : 0);
      this.#shape(0x9a, speech, 0);
      this.#shape(0x9b, speech, before);
      this.#shape(0xa0, low, before);
      before = speech;
    }
    // One feature for the length and its neighbours below: lengths that are near share most of them.
    const length = Math.min(text.length, LONG);
    for (let step = 0; step < LENGTH_STEPS; step += 1) this.#shape(0x9c, length - step, 0);
    this.#shape(0x9d, words, 0);
  }

  #shape(kind: number, a: number, b: number): void {
    this.#note(mix(mix(kind, a), b), mixOther(mixOther(kind, a), b), SHAPE);
  }

  #note(low: number, high: number, block: number): void {
    const index = this.#fitted ? this.#vocabulary.find(low, high) : this.#vocabulary.add(low, high);
    if (index < 0 || this.count >= MOST) return;
    if (index >= this.#placeOf.length) {
      const grown = new Int32Array(this.#placeOf.length * 2);
      grown.set(this.#placeOf);
      this.#placeOf = grown;
    }
    const place = this.#placeOf[index] ?? 0;
    if (place > 0) {
      this.values[place - 1] = (this.values[place - 1] ?? 0) + 1;
      return;
    }
    this.indices[this.count] = index;
    this.values[this.count] = 1;
    this.#block[this.count] = block;
    this.count += 1;
    this.#placeOf[index] = this.count;
  }
}

/** One step of a 32-bit hash (the finishing steps of MurmurHash3). */
function mix(hash: number, unit: number): number {
  let h = Math.imul(hash ^ unit, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Another one, independent of {@link mix}. */
function mixOther(hash: number, unit: number): number {
  let h = Math.imul(hash + unit + 0x7f4a7c15, 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}

/** A longer array that begins as another one. */
function grown<T extends Int32Array | Float32Array | Uint8Array>(short: T, longer: T): T {
  longer.set(short);
  return longer;
}
