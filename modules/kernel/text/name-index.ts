import { Aligner } from './name-align.js';
import { bitCount, gramsOf, isHan, SIGNATURE_WORDS, type QueryGrams } from './name-grams.js';
import { nameKeys } from './name-keys.js';
import { NameStore, type KeyedNames } from './name-store.js';
import { matchOf, spellingSlip, textTier, TIERS, writtenSlip, type NameMatch } from './name-tiers.js';
import { normaliseName } from './normalise.js';
import { digitsFromNumerals } from './numerals.js';
import { readingsOf } from './pinyin.js';

/** Something with names as people write them: Simplified, Traditional, English, in any order. */
export interface NamedItem {
  id: number;
  names: readonly string[];
  /** How important it is among equals, for example its number of routes; 0 if left out. */
  weight?: number;
}

/** One answer of {@link NameIndex.search}. */
export interface NameHit {
  id: number;
  /** Higher is better; comparable within one answer only. */
  score: number;
  match: NameMatch;
}

/** How to search. */
export interface NameSearch {
  /** The most answers wanted. */
  limit: number;
  /** What lifts an item among those that match as well, for example its nearness; any finite number, 0 for none. */
  boost?: (id: number) => number;
}

/** A query in its common form, ready to be compared. */
interface Query {
  text: string;
  compact: string;
  codes: readonly number[];
  grams: QueryGrams;
  aligner: Aligner | undefined;
}

/** A query longer than this many characters is cut: no name is. */
const LONGEST_QUERY = 64;
/** With fewer sure answers than this, slips of the pen are looked for too. */
const FEW = 3;
/** From how many letters, or characters, on a query may hold one slip, or two. */
const SHORTEST_SPELT = { 1: 5, 2: 9 } as const;
const SHORTEST_WRITTEN = { 1: 3, 2: 6 } as const;
const LATIN = /[a-z]/u;
const HAN = /\p{Script=Han}/u;

/**
 * Finds names among thousands in memory: whole, by their beginning or a part; in Simplified or Traditional characters, by
 * pinyin, initials or a mixture; with numbers in digits or Chinese numerals; with one slip. Ranked by the kind of match,
 * then the boost, then where it matches, then weight, then shortness.
 *
 * For each entry it keeps a signature of the letter pairs it can be typed with; a search passes over these, some
 * integers an entry, and compares in full only what is left.
 */
export class NameIndex {
  readonly #store: NameStore;
  /** Of the search under way, by item: the best tier and its finer grade (0 is none), and the length of that name. */
  readonly #best: Uint8Array;
  readonly #lengths: Uint16Array;

  /** An index from keys made before: needs neither of the dictionaries. */
  constructor(items: Iterable<KeyedNames>) {
    this.#store = new NameStore(items);
    this.#best = new Uint8Array(this.#store.ids.length);
    this.#lengths = new Uint16Array(this.#store.ids.length);
  }

  /** An index straight from names; loads the dictionaries. */
  static fromNames(items: Iterable<NamedItem>): NameIndex {
    const keyed = function* (): Generator<KeyedNames> {
      for (const { names, ...item } of items) yield { ...item, keys: names.map(nameKeys) };
    };
    return new NameIndex(keyed());
  }

  /** How many items there are. */
  get size(): number {
    return this.#store.ids.length;
  }

  /** The items whose names match best, best first. An empty query matches nothing. */
  search(query: string, { limit, boost }: NameSearch): NameHit[] {
    const text = normaliseName([...query].slice(0, LONGEST_QUERY).join(''));
    if (text === '' || limit <= 0) return [];
    const folded = digitsFromNumerals(text);
    const queries = [...new Set([text, folded])].map((each) => prepare(each, HAN.test(each)));
    const found: number[] = [];
    try {
      for (const each of queries) this.#findSure(each, found);
      if (this.#wantsGuesses(found, limit)) for (const each of queries) this.#findGuesses(each, found);
      return this.#rank(found, limit, boost);
    } finally {
      for (const item of found) this.#best[item] = 0;
    }
  }

  /** Notes a match of an entry for its item, keeping the best; `grade` (0–7) tells matches of one tier apart. */
  #note(found: number[], entry: number, tier: number, grade: number): void {
    const item = this.#store.owners[entry] ?? 0;
    const before = this.#best[item] ?? 0;
    if (before === 0) found.push(item);
    const length = this.#store.texts[entry]?.length ?? 0;
    const now = tier * 8 + grade;
    if (now > before || (now === before && length < (this.#lengths[item] ?? 0))) {
      this.#best[item] = now;
      this.#lengths[item] = length;
    }
  }

  #findSure(query: Query, found: number[]): void {
    const { texts } = this.#store;
    for (const entry of this.#candidates(query.grams)) {
      const text = texts[entry] ?? '';
      const place = textTier(text, query.text);
      if (place !== undefined) this.#note(found, entry, place.tier, place.grade);
      if (query.aligner === undefined || (place !== undefined && place.tier > TIERS.brokenPart)) continue;
      const way = query.aligner.align(this.#store.tokens(entry));
      if (way === undefined) continue;
      const grade = way.start === 0 ? 1 : 0;
      if (way.initials > 0) this.#note(found, entry, way.whole ? TIERS.wholeInitials : TIERS.initials, grade);
      else if (way.plain) this.#note(found, entry, way.start === 0 ? TIERS.prefix : TIERS.part, 0);
      else this.#note(found, entry, way.whole ? TIERS.wholePinyin : TIERS.pinyin, grade);
    }
  }

  /** The entries that have every bit of a query. */
  #candidates({ all }: QueryGrams): number[] {
    let left: number[] | undefined;
    for (let word = 0; word < SIGNATURE_WORDS; word += 1) {
      const wanted = all[word] ?? 0;
      if (wanted === 0) continue;
      const column = this.#store.signatures[word] ?? new Int32Array(0);
      const next: number[] = [];
      if (left === undefined) {
        for (let entry = 0; entry < column.length; entry += 1) if (((column[entry] ?? 0) & wanted) === wanted) next.push(entry);
      } else {
        for (const entry of left) if (((column[entry] ?? 0) & wanted) === wanted) next.push(entry);
      }
      left = next;
    }
    return left ?? [];
  }

  /** Guesses are made where little was found, and nothing whole. */
  #wantsGuesses(found: readonly number[], limit: number): boolean {
    let sure = 0;
    for (const item of found) {
      const tier = (this.#best[item] ?? 0) >> 3;
      if (tier === TIERS.exact || tier === TIERS.wholePinyin) return false;
      if (tier >= TIERS.pinyin) sure += 1;
    }
    return sure < Math.min(FEW, limit);
  }

  #findGuesses(query: Query, found: number[]): void {
    const sound = HAN.test(query.compact) ? prepare(this.#spoken(query), true) : undefined;
    if (sound !== undefined) {
      for (const entry of this.#candidates(sound.grams)) {
        const way = sound.aligner?.align(this.#store.tokens(entry));
        if (way?.initials === 0) this.#note(found, entry, TIERS.homophone, (way.whole ? 2 : 0) + (way.start === 0 ? 1 : 0));
      }
    }
    const forms = sound === undefined ? [query] : [sound, query];
    for (const form of forms) this.#findSlips(form, 1, found);
    // Two slips are worth the time only where nothing else was found.
    if (found.length === 0) for (const form of forms) this.#findSlips(form, 2, found);
  }

  /** Entries within one or two edits of a query that is long enough; what they lack of its bits tells those worth a look. */
  #findSlips({ compact, codes, grams }: Query, slips: 1 | 2, found: number[]): void {
    const spelt = LATIN.test(compact) && !HAN.test(compact);
    if (codes.length < (spelt ? SHORTEST_SPELT : SHORTEST_WRITTEN)[slips]) return;
    const { letters, texts, spellings, size } = this.#store;
    const words = this.#wordsOf(grams);
    for (let entry = 0; entry < size; entry += 1) {
      const strange = bitCount(grams.letters & ~(letters[entry] ?? 0));
      if (strange > slips || !hasEnough(words, entry, slips, strange)) continue;
      const guess = spelt
        ? spellingSlip(compact, spellings[entry] ?? '', this.#store.tokens(entry), slips)
        : writtenSlip(compact, texts[entry] ?? '', slips);
      if (guess !== undefined) this.#note(found, entry, guess.tier, guess.grade);
    }
  }

  /** The words of the signatures that a query asks something of. */
  #wordsOf({ all, fixed, singles }: QueryGrams): AskedWord[] {
    return this.#store.signatures
      .map((column, word) => ({ column, all: all[word] ?? 0, fixed: fixed[word] ?? 0, singles: singles[word] ?? 0 }))
      .filter((word) => word.all !== 0 || word.fixed !== 0);
  }

  /** A query with characters as it sounds; readings known from the names themselves first, else from the dictionary. */
  #spoken({ codes }: Query): string {
    return codes
      .map((code) => {
        if (!isHan(code)) return String.fromCodePoint(code);
        const char = String.fromCodePoint(code);
        return this.#store.readingsOf(code)?.[0] ?? readingsOf(char)[0]?.[0] ?? char;
      })
      .join('');
  }

  /** The best `limit` of what was found; whole tiers are skipped once the better ones fill it. */
  #rank(found: readonly number[], limit: number, boost: NameSearch['boost']): NameHit[] {
    const { ids, weights } = this.#store;
    const byTier: number[][] = [];
    for (const item of found) (byTier[(this.#best[item] ?? 0) >> 3] ??= []).push(item);
    const hits: NameHit[] = [];
    for (let tier = byTier.length - 1; tier > 0 && hits.length < limit; tier -= 1) {
      const items = byTier[tier];
      if (items === undefined) continue;
      const rows = items.map((item) => {
        const id = ids[item] ?? 0;
        return { id, lift: boost?.(id) ?? 0, grade: (this.#best[item] ?? 0) & 7, weight: weights[item] ?? 0, length: this.#lengths[item] ?? 0 };
      });
      for (const { id, lift } of bestOf(rows, limit - hits.length)) {
        hits.push({ id, score: tier + 0.5 + (0.499 * lift) / (1 + Math.abs(lift)), match: matchOf(tier) });
      }
    }
    return hits;
  }
}

/** One word of all signatures, and the bits of it that a query asks for. */
interface AskedWord {
  column: Int32Array;
  all: number;
  fixed: number;
  singles: number;
}

/**
 * Whether an entry has so many of a query's bits that it can be within some slips. An edit breaks one character and the
 * two pairs about it; an exchange of neighbours breaks three pairs, but brings no strange letter or character.
 */
function hasEnough(words: readonly AskedWord[], entry: number, slips: number, strange: number): boolean {
  let pairs = 0;
  let singles = 0;
  for (const word of words) {
    const lacks = ~(word.column[entry] ?? 0);
    if ((word.fixed & lacks) !== 0) return false;
    singles += bitCount(word.singles & lacks);
    pairs += bitCount(word.all & ~word.singles & lacks);
    if (singles > slips || pairs > slips * 3) return false;
  }
  return pairs + (strange > singles ? strange : singles) <= slips * 3;
}

/** What decides among the matches of one tier. */
interface Row {
  id: number;
  lift: number;
  grade: number;
  weight: number;
  length: number;
}

const compareRows = (a: Row, b: Row): number =>
  b.lift - a.lift || b.grade - a.grade || b.weight - a.weight || a.length - b.length || a.id - b.id;

/** The first `count` of rows in order; of many rows only those few are ever sorted in. */
function bestOf(rows: Row[], count: number): Row[] {
  if (rows.length <= count * 2) return rows.sort(compareRows).slice(0, count);
  const best: Row[] = [];
  for (const row of rows) {
    const last = best[count - 1];
    if (last !== undefined && compareRows(row, last) >= 0) continue;
    if (last !== undefined) best.pop();
    let place = best.length;
    while (place > 0) {
      const above = best[place - 1];
      if (above === undefined || compareRows(above, row) <= 0) break;
      place -= 1;
    }
    best.splice(place, 0, row);
  }
  return best;
}

/** Brings a query in its common form into the shapes that the steps of a search compare. */
function prepare(text: string, ofGlyphs: boolean): Query {
  const compact = text.replaceAll(' ', '');
  const codes = [...compact].map((char) => char.codePointAt(0) ?? 0);
  const breaks = new Set<number>();
  let place = 0;
  for (const word of text.split(' ')) breaks.add((place += [...word].length));
  // Characters alone are compared as text; only what is typed in letters or digits needs laying upon readings.
  const aligner = codes.some((code) => !isHan(code)) ? new Aligner(codes, breaks) : undefined;
  return { text, compact, codes, grams: gramsOf(codes, breaks, ofGlyphs), aligner };
}
