import { editDistance } from '../../modules/kernel/text/index.js';
import { syllableOf } from './pinyin-table.js';
import type { Term } from './types.js';

/** A way to write a term, in the common form. */
export interface Entry {
  readonly writing: string;
  readonly term: Term;
}

/** A name found in a text, by positions of the common form. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly terms: readonly Term[];
  readonly how: 'name' | 'sound' | 'slip';
}

/** Most nodes are in the middle of a name and lead to one other: what a node has not is not made. */
class Node {
  next: Map<number, Node> | undefined;
  terms: Term[] | undefined;
  /** The writings that end here; by sound there may be several. */
  writings: string[] | undefined;
}

/** Names shorter than this are found as written only: two characters sound like too many others. */
const SHORTEST_BY_SOUND = 3;
/** Names shorter than this allow no slip of the pen: too many differ by one character. */
const SHORTEST_BY_SLIP = 5;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const heaviest = (terms: readonly Term[]): Term[] => [...terms].sort((a, b) => (b.weight ?? 1) - (a.weight ?? 1));

function insert(root: Node, keys: readonly number[], { writing, term }: Entry): void {
  let node = root;
  for (const key of keys) {
    const next: Node = node.next?.get(key) ?? new Node();
    (node.next ??= new Map()).set(key, next);
    node = next;
  }
  if (!(node.terms ??= []).includes(term)) node.terms.push(term);
  if (!(node.writings ??= []).includes(writing)) node.writings.push(writing);
}

const unitsOf = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
/** What a unit sounds like: a syllable, or the unit itself above all syllables. */
const soundOf = (unit: number): number => syllableOf(unit) || 0x10000 + unit;

/** Names in a trie by their characters and another by their sounds; and by their ends, for slips. */
export class Gazetteer {
  readonly #byName = new Node();
  readonly #bySound = new Node();
  readonly #bySlip = new Map<number, Entry[]>();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) {
      const units = unitsOf(entry.writing);
      insert(this.#byName, units, entry);
      if (units.length >= SHORTEST_BY_SOUND) insert(this.#bySound, units.map(soundOf), entry);
      if (units.length < SHORTEST_BY_SLIP) continue;
      const first = units[0] ?? 0;
      const list = this.#bySlip.get(first) ?? [];
      list.push(entry);
      this.#bySlip.set(first, list);
    }
  }

  /** Names in a text, none within another: as written first, then by sound, then with one slip, in what is left. */
  find(text: string): Hit[] {
    const units = unitsOf(text);
    const taken = new Uint8Array(units.length);
    const hits: Hit[] = [];
    const take = (hit: Hit | undefined): number => {
      if (hit === undefined) return 0;
      taken.fill(1, hit.start, hit.end);
      hits.push(hit);
      return hit.end - hit.start;
    };
    const named = (at: number): Hit | undefined => {
      const name = this.#longest(units, at);
      // 社区医院 is no 区医院.
      if (name === undefined || (text.charAt(at) === '区' && /[社小园校景学]/u.test(text.charAt(at - 1)))) return undefined;
      // 方塔圆 is 方塔园 misspelt rather than 方塔 and something else.
      const sound = this.#likeSounding(units, at, taken, text);
      return sound !== undefined && sound.end > name.end ? sound : name;
    };
    for (const search of [named, (at: number) => this.#likeSounding(units, at, taken, text), (at: number) => this.#slipped(units, at, taken, text)]) {
      for (let at = 0; at < units.length; ) at += take(taken[at] === 1 ? undefined : search(at)) || 1;
    }
    return hits.sort((a, b) => a.start - b.start);
  }

  #longest(units: readonly number[], start: number): Hit | undefined {
    let node: Node | undefined = this.#byName;
    let best: Hit | undefined;
    for (let at = start; at < units.length; at += 1) {
      node = node.next?.get(units[at] ?? 0);
      if (node === undefined) break;
      if (node.terms === undefined) continue;
      // A name that ends in a digit ends where the number does.
      if (isDigit(units[at] ?? 0) && isDigit(units[at + 1] ?? 0)) continue;
      best = { start, end: at + 1, terms: heaviest(node.terms), how: 'name' };
    }
    return best;
  }

  /** Alike in sound and, up to a third, other characters: 云间大雪 for 云间大学. */
  #likeSounding(units: readonly number[], start: number, taken: Uint8Array, text: string): Hit | undefined {
    let node: Node | undefined = this.#bySound;
    let best: Hit | undefined;
    for (let at = start; at < units.length && taken[at] === 0; at += 1) {
      node = node.next?.get(soundOf(units[at] ?? 0));
      if (node === undefined) break;
      if (node.terms === undefined) continue;
      const length = at + 1 - start;
      const near = node.writings?.some((writing) => {
        let same = 0;
        for (let i = 0; i < length; i += 1) if (writing.charCodeAt(i) === text.charCodeAt(start + i)) same += 1;
        return same * 3 >= length * 2 - 1;
      });
      if (near) best = { start, end: at + 1, terms: heaviest(node.terms), how: 'sound' };
    }
    return best;
  }

  /** One character wrong, missing, too many or two exchanged, between the right first and last ones; one name only. */
  #slipped(units: readonly number[], start: number, taken: Uint8Array, text: string): Hit | undefined {
    let free = start;
    while (free < units.length && taken[free] === 0 && units[free] !== 32) free += 1;
    let best: Hit | undefined;
    let bestName = '';
    for (const { writing, term } of this.#bySlip.get(units[start] ?? 0) ?? []) {
      for (let length = writing.length - 1; length <= writing.length + 1 && start + length <= free; length += 1) {
        const end = start + length;
        if (units[end - 1] !== writing.charCodeAt(writing.length - 1)) continue;
        const written = text.slice(start, end);
        if (/\d/u.test(written) || editDistance(written, writing, 1) > 1) continue;
        if (best !== undefined && bestName !== term.name) return undefined;
        best = { start, end, terms: [...new Set([...(best?.terms ?? []), term])], how: 'slip' };
        bestName = term.name;
      }
    }
    return best;
  }
}
