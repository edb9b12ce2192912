import { signName, SIGNATURE_WORDS, type Tokens } from './name-grams.js';
import { soundedNames, type NameKeys, type SoundedName } from './name-keys.js';

/** Something with names, its keys computed before ({@link nameKeys}). */
export interface KeyedNames {
  id: number;
  keys: readonly NameKeys[];
  /** How important it is among equals, for example its number of routes; 0 if left out. */
  weight?: number;
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

/** All tokens in two arrays, and a window upon those of one name. */
class TokenView implements Tokens {
  readonly #glyphs: Uint32Array;
  readonly #sounds: Uint32Array;
  readonly #readings: readonly (readonly string[])[];
  #first = 0;
  length = 0;

  constructor({ glyphs, sounds, readings }: Growing) {
    this.#glyphs = Uint32Array.from(glyphs);
    this.#sounds = Uint32Array.from(sounds);
    this.#readings = readings;
  }

  move(first: number, length: number): this {
    this.#first = first;
    this.length = length;
    return this;
  }

  glyph(token: number): number {
    return this.#glyphs[this.#first + token] ?? 0;
  }

  readings(token: number): readonly string[] {
    return token < this.length ? (this.#readings[this.#sounds[this.#first + token] ?? 0] ?? NONE) : NONE;
  }

  readingsOf(glyph: number): readonly string[] | undefined {
    const token = this.#glyphs.indexOf(glyph);
    return token < 0 ? undefined : this.#readings[this.#sounds[token] ?? 0];
  }
}

const NONE: readonly string[] = [];

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
  readonly #tokens: TokenView;

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
    this.#tokens = new TokenView(growing);
    this.letters = new Int32Array(this.size);
    this.signatures = Array.from({ length: SIGNATURE_WORDS }, () => new Int32Array(this.size));
    this.#sign();
  }

  /** How many entries there are. */
  get size(): number {
    return this.texts.length;
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
    const first = this.#starts[entry] ?? 0;
    return this.#tokens.move(first, (this.#starts[entry + 1] ?? 0) - first);
  }

  /** The readings of a character where it first occurs in these names, so without the pinyin dictionary. */
  readingsOf(glyph: number): readonly string[] | undefined {
    return this.#tokens.readingsOf(glyph);
  }
}
