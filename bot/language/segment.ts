import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

/** As heavy as the commonest words of the dictionary: a district name is then one word. */
const NAME_FREQUENCY = 100_000;
/** What one word of a user dictionary may not hold: its fields are divided by spaces and its entries by line ends. */
const DIVIDERS = /[\s\p{Cc}]/u;

/** A word and its part of speech as jieba's dictionary has it: n, v, ns (place), nr (person), m (number), eng … */
export interface TaggedWord {
  readonly word: string;
  readonly tag: string;
}

/** Cuts Chinese text into words by jieba's dictionary and the names it was taught. */
export class Segmenter {
  readonly #jieba = Jieba.withDict(dict);
  readonly #taught = new Set<string>();

  /** Makes words of names, at once and for good: a name that left the district is still a word of Chinese. */
  teach(names: Iterable<string>): void {
    let lines = '';
    for (const name of names) {
      if (name.length < 2 || this.#taught.has(name) || DIVIDERS.test(name)) continue;
      this.#taught.add(name);
      lines += `${name} ${NAME_FREQUENCY} n\n`;
    }
    if (lines !== '') this.#jieba.loadDict(Buffer.from(lines));
  }

  /** The words of a text, in order, nothing lost; without jieba's guesses at unknown words, which find fewer right ones. */
  cut(text: string): string[] {
    return this.#jieba.cut(text, false);
  }

  /** As {@link cut}, each word with its part of speech. */
  tag(text: string): TaggedWord[] {
    return this.#jieba.tag(text, false);
  }
}

let shared: Segmenter | undefined;

/** One segmenter for all of a process, made at the first use: its dictionary is some 50 MB. */
export const sharedSegmenter = (): Segmenter => (shared ??= new Segmenter());
