import { soundsOf, syllableOf } from './pinyin-table.js';

/** What an engine has read of a language's use: words, short messages, and pairs of characters with how often each came. */
export interface Reading {
  readonly words: readonly string[];
  readonly messages: readonly string[];
  /** Pairs of neighbouring characters as numbers, and beside each its count. */
  readonly pairs: Int32Array;
  readonly counts: Uint16Array;
}

const HAN = /^\p{Script=Han}+$/u;
const FIRST = 0x3400;
const LAST = 0x9fff;
const SPAN = LAST - FIRST + 1;
const LONGEST_WORD = 4;
const LONGEST_MESSAGE = 5;
/** What two characters that were never seen together lose against two that were (Brants et al. 2007, stupid backoff). */
const UNSEEN = 0.4;
/** A slip is mended where the text is then at least twenty times as likely: few characters are slips. */
const SURE = Math.log(20);

/** Two Chinese characters as one small number; below 0 where one of them is none. */
function pairOf(left: number, right: number): number {
  const both = left >= FIRST && left <= LAST && right >= FIRST && right <= LAST;
  return both ? (left - FIRST) * SPAN + right - FIRST : -1;
}

/** Collects words and pairs from texts. */
export class Reader {
  readonly #words = new Set<string>();
  readonly #messages = new Set<string>();
  readonly #pairs = new Map<number, number>();
  readonly #cut: (text: string) => readonly string[];

  /** @param cut cuts a text into words */
  constructor(cut: (text: string) => readonly string[]) {
    this.#cut = cut;
  }

  /** Takes in a text. */
  read(text: string): void {
    if (text.length > 1 && text.length <= LONGEST_MESSAGE && HAN.test(text)) this.#messages.add(text);
    for (const word of this.#cut(text)) if (word.length > 1 && word.length <= LONGEST_WORD && HAN.test(word)) this.#words.add(word);
    for (let at = 0; at + 1 < text.length; at += 1) {
      const pair = pairOf(text.charCodeAt(at), text.charCodeAt(at + 1));
      if (pair >= 0) this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + 1);
    }
  }

  /** What was read, as plain data. */
  get reading(): Reading {
    return { words: [...this.#words], messages: [...this.#messages], pairs: Int32Array.from(this.#pairs.keys()), counts: Uint16Array.from(this.#pairs.values(), (count) => Math.min(count, 0xffff)) };
  }
}

/**
 * Mends slips of input methods and of voice recognition: a character that was never seen beside one of its neighbours, where
 * another one of the same sound makes a known word with them (挂好 → 挂号) and the pairs around it are far likelier. What makes
 * sense as it stands is left alone, and so is the number of characters.
 */
export class Repairer {
  readonly #known: Set<string>;
  readonly #pairs = new Map<number, number>();
  /** How often each character was the first of a pair, and the second. */
  readonly #firsts = new Map<number, number>();
  readonly #seconds = new Map<number, number>();
  #all = 0;
  readonly #cut: (text: string) => readonly string[];
  readonly #bySound = new Map<string, string[]>();
  readonly #messages: ReadonlySet<string>;
  readonly #messageBySound: ReadonlyMap<string, string>;

  /**
   * @param cut cuts a text into words
   * @param names words that are known besides: names of the district
   */
  constructor({ words, messages, pairs, counts }: Reading, cut: (text: string) => readonly string[], names: Iterable<string> = []) {
    this.#cut = cut;
    this.#messages = new Set(messages);
    this.#messageBySound = new Map(messages.flatMap((message) => keysOf(message).map((key) => [key, message] as const)));
    pairs.forEach((pair, i) => this.#count(pair, counts[i] ?? 0));
    this.#known = new Set(words);
    for (const name of names) {
      if (name.length > 1 && name.length <= LONGEST_WORD && HAN.test(name)) this.#known.add(name);
      for (let at = 0; at + 1 < name.length; at += 1) {
        const pair = pairOf(name.charCodeAt(at), name.charCodeAt(at + 1));
        if (pair >= 0) this.#count(pair, 1);
      }
    }
    for (const word of this.#known) for (const key of keysOf(word)) {
      const same = this.#bySound.get(key);
      if (same) same.push(word);
      else this.#bySound.set(key, [word]);
    }
  }

  /** The text with its slips mended; itself where it has none. */
  repair(text: string): string {
    let sounds = '';
    for (let at = 0; at < text.length; at += 1) sounds += String.fromCharCode(syllableOf(text.charCodeAt(at)));
    // A short message that sounds like one that is usual, and differs in one character, is that one.
    const usual = text.length > LONGEST_MESSAGE || this.#messages.has(text) || this.#known.has(text) ? undefined : this.#messageBySound.get(sounds);
    if (usual !== undefined && [...usual].filter((char, i) => char !== text.charAt(i)).length === 1) return usual;
    let out = text;
    let loose: Uint8Array | undefined;
    for (let at = 0; at + 1 < text.length; at += 1) {
      const pair = pairOf(out.charCodeAt(at), out.charCodeAt(at + 1));
      if (pair < 0 || this.#pairs.has(pair)) continue;
      const mended = this.#mended(out, sounds, at);
      if (mended === out) continue;
      // What the dictionary has as a word is what was meant.
      loose ??= looseIn(this.#cut(text), text.length);
      const wrong = out.charCodeAt(at) === mended.charCodeAt(at) ? at + 1 : at;
      if (loose[wrong] === 1) out = mended;
    }
    return out;
  }

  /** Mends around a pair of characters that was never seen. */
  #mended(text: string, sounds: string, at: number): string {
    let best: { start: number; word: string; sure: number } | undefined;
    for (let length = LONGEST_WORD; length >= 2; length -= 1) {
      for (let start = Math.max(0, at + 2 - length); start <= at && start + length <= text.length; start += 1) {
        const written = text.slice(start, start + length);
        if (this.#known.has(written)) return text;
        for (const word of this.#bySound.get(sounds.slice(start, start + length)) ?? []) {
          const sure = this.#gain(text, start, written, word, at);
          if (sure > (best?.sure ?? 0)) best = { start, word, sure };
        }
      }
      if (best) return text.slice(0, best.start) + best.word + text.slice(best.start + best.word.length);
    }
    return text;
  }

  /** How much better a text reads with a word of the same sound; 0 where it must not be put there. */
  #gain(text: string, start: number, written: string, word: string, at: number): number {
    let wrong = -1;
    for (let i = 0; i < word.length; i += 1) {
      if (word.charCodeAt(i) === written.charCodeAt(i)) continue;
      if (wrong >= 0) return 0;
      wrong = start + i;
    }
    // The odd pair must be the one that the new character is in.
    if (wrong < at || wrong > at + 1) return 0;
    const right = word.charCodeAt(wrong - start);
    const [left, old, next] = [text.charCodeAt(wrong - 1), text.charCodeAt(wrong), text.charCodeAt(wrong + 1)];
    const better = this.#likelihood(left, right) + this.#likelihood(right, next) - this.#likelihood(left, old) - this.#likelihood(old, next);
    return better < SURE ? 0 : better + word.length;
  }

  /** The logarithm of how likely a character is followed by another one; where they were never seen together, by how common that is. */
  #likelihood(left: number, next: number): number {
    const pair = pairOf(left, next);
    // At the edges, and beside signs and digits, nothing is known of either.
    if (pair < 0) return 0;
    const count = this.#pairs.get(pair);
    if (count !== undefined) return Math.log(count / (this.#firsts.get(left) ?? 1));
    return Math.log((UNSEEN * ((this.#seconds.get(next) ?? 0) + 1)) / (this.#all + 1));
  }

  #count(pair: number, times: number): void {
    this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + times);
    const [left, next] = [FIRST + Math.floor(pair / SPAN), FIRST + (pair % SPAN)];
    this.#firsts.set(left, (this.#firsts.get(left) ?? 0) + times);
    this.#seconds.set(next, (this.#seconds.get(next) ?? 0) + times);
    this.#all += times;
  }
}

/** Which characters stand alone in a text that is cut into words. */
function looseIn(words: readonly string[], length: number): Uint8Array {
  const loose = new Uint8Array(length);
  let at = 0;
  for (const word of words) {
    if (word.length === 1) loose[at] = 1;
    at += word.length;
  }
  return loose;
}

/** All ways in which a word may sound, by its characters' readings; eight at most. */
function keysOf(word: string): string[] {
  let keys = [''];
  for (let at = 0; at < word.length; at += 1) {
    const sounds = soundsOf(word.charCodeAt(at));
    keys = keys.flatMap((key) => sounds.map((sound) => key + String.fromCharCode(sound))).slice(0, 8);
  }
  return keys;
}
