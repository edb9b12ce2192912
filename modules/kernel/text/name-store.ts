import { signName, SIGNATURE_WORDS } from './name-grams.js';
import { soundedNames, type NameKeys, type SoundedName } from './name-keys.js';

/** Something with names, its keys computed before ({@link nameKeys}). */
export interface KeyedNames {
  id: number;
  keys: readonly NameKeys[];
  /** How important it is among equals, for example its number of routes; 0 if left out. */
  weight?: number;
}

/** The tokens of one name: for each its character, or 0 for a word or number, and its readings. */
export interface Tokens {
  readonly length: number;
  glyph(token: number): number;
  readings(token: number): readonly string[];
}

/** What grows while an index is built. */
class Growing {
  readonly ids: number[] = [];
  readonly weights: number[] = [];
  readonly owners: number[] = [];
  readonly starts: number[] = [0];
  readonly glyphs: number[] = [];
  readonly sounds: number[] = [];
  readonly #places = new Map<string, number>();
  readonly readings: string[][] = [];

  add(owner: number, { tokens }: SoundedName): void {
    this.owners.push(owner);
    for (const { kind, text, sounds } of tokens) {
      let place = this.#places.get(sounds);
      if (place === undefined) {
        place = this.readings.push(sounds.split('/')) - 1;
        this.#places.set(sounds, place);
      }
      this.glyphs.push(kind === 'glyph' ? (text.codePointAt(0) ?? 0) : 0);
      this.sounds.push(place);
    }
    this.starts.push(this.glyphs.length);
  }
}

/**
 * The names of an index in a few flat arrays: entry by entry (a spelling of a name), each with the place of its owner.
 * Readings are kept once each, since some six hundred serve all Chinese names.
 */
export class NameStore {
  readonly ids: Float64Array;
  readonly weights: Float64Array;
  /** By entry: the owner's place in `ids`; the text; the likeliest pinyin and the words of it in one piece; its letters. */
  readonly owners: Uint32Array;
  readonly texts: string[] = [];
  readonly spellings: string[] = [];
  readonly letters: Int32Array;
  /** By word of the signature, then by entry. */
  readonly signatures: readonly Int32Array[];
  readonly #starts: Uint32Array;
  readonly #glyphs: Uint32Array;
  readonly #sounds: Uint32Array;
  readonly #readings: readonly (readonly string[])[];
  readonly #view: Tokens;
  #first = 0;
  #length = 0;

  constructor(items: Iterable<KeyedNames>) {
    const growing = new Growing();
    for (const { id, keys, weight } of items) {
      const seen = new Set<string>();
      for (const name of keys.flatMap(soundedNames)) {
        if (name.tokens.length === 0 || seen.has(name.text)) continue;
        seen.add(name.text);
        growing.add(growing.ids.length, name);
        this.texts.push(name.text);
      }
      growing.ids.push(id);
      growing.weights.push(weight ?? 0);
    }
    this.ids = Float64Array.from(growing.ids);
    this.weights = Float64Array.from(growing.weights);
    this.owners = Uint32Array.from(growing.owners);
    this.#starts = Uint32Array.from(growing.starts);
    this.#glyphs = Uint32Array.from(growing.glyphs);
    this.#sounds = Uint32Array.from(growing.sounds);
    this.#readings = growing.readings;
    this.#view = this.#createView();
    this.letters = new Int32Array(this.size);
    this.signatures = Array.from({ length: SIGNATURE_WORDS }, () => new Int32Array(this.size));
    this.#sign();
  }

  /** How many entries there are. */
  get size(): number {
    return this.texts.length;
  }

  #createView(): Tokens {
    const store = this;
    return {
      get length() { return store.#length; },
      glyph: (token) => this.#glyphs[this.#first + token] ?? 0,
      readings: (token) => (token < this.#length ? (this.#readings[this.#sounds[this.#first + token] ?? 0] ?? []) : []),
    };
  }

  #sign(): void {
    const spellings = new Map<string, string>();
    for (let entry = 0; entry < this.size; entry += 1) {
      const tokens = this.tokens(entry);
      let spelling = '';
      for (let token = 0; token < tokens.length; token += 1) spelling += tokens.readings(token)[0] ?? '';
      // Joined to a flat string by the look-up, and kept once for stops that share a name.
      const known = spellings.get(spelling);
      if (known === undefined) spellings.set(spelling, spelling);
      this.spellings.push(known ?? spelling);
      this.letters[entry] = signName(tokens, (bit) => {
        const column = this.signatures[bit >> 5];
        if (column !== undefined) column[entry] = (column[entry] ?? 0) | (1 << (bit & 31));
      });
    }
  }

  /** The tokens of an entry: one view, moved from entry to entry, good until the next call. */
  tokens(entry: number): Tokens {
    this.#first = this.#starts[entry] ?? 0;
    this.#length = (this.#starts[entry + 1] ?? 0) - this.#first;
    return this.#view;
  }

  /** The readings of a character where it first occurs in these names, so without the pinyin dictionary. */
  readingsOf(glyph: number): readonly string[] | undefined {
    const token = this.#glyphs.indexOf(glyph);
    return token < 0 ? undefined : this.#readings[this.#sounds[token] ?? 0];
  }
}
