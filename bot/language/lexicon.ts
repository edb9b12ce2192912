import { digitsFromNumerals } from '../../modules/kernel/text/index.js';
import { Gazetteer } from './gazetteer.js';
import { normaliseUtterance } from './normalise.js';
import type { Segmenter } from './segment.js';
import type { Lexicon, Term, TermKind } from './types.js';

/** What people leave out before a name: the district's own name, and 区 before an office or a hospital. */
const PREFIXES = ['云间区', '云间', '区'];
/** A name without its prefix must still say something. */
const SHORTEST_REST = 4;
const OFFICES: readonly TermKind[] = ['clinic', 'department'];

/** A route's name in parts: 云间24路区间 → 云间, 24, 路区间. */
const ROUTE = /^(\p{Script=Han}*?)(\d+)(路.*)$/u;

/** A route with a number, by its parts. */
export interface NumberedRoute {
  readonly prefix: string;
  readonly suffix: string;
  readonly term: Term;
}

/** All ways in which a name is written in the common form. */
function writingsOf(term: Term): string[] {
  const names = [term.name, ...(term.aliases ?? [])].map((name) => normaliseUtterance(name).text).filter((name) => name.length > 1);
  const out = new Set(names);
  for (const name of names) {
    out.add(digitsFromNumerals(name));
    if (term.kind === 'route') continue;
    const prefix = PREFIXES.find((one) => name.startsWith(one));
    const least = OFFICES.includes(term.kind) ? SHORTEST_REST - 1 : SHORTEST_REST;
    if (prefix !== undefined && name.length - prefix.length >= least) out.add(name.slice(prefix.length));
  }
  return [...out];
}

/** The lexicon with what is built from it: rebuilt at the first look after a change, so that several changes cost once. */
export class LiveLexicon implements Lexicon {
  readonly #sources = new Map<string, readonly Term[]>();
  readonly #segmenter: Segmenter;
  #version = 0;
  #built = -1;
  #gazetteer = new Gazetteer([]);
  #routes = new Map<string, NumberedRoute[]>();

  constructor(segmenter: Segmenter) {
    this.#segmenter = segmenter;
  }

  get version(): number {
    return this.#version;
  }

  set(source: string, terms: readonly Term[]): void {
    this.#sources.set(source, terms);
    this.#version += 1;
  }

  list(kind?: TermKind): readonly Term[] {
    const all = [...this.#sources.values()].flat();
    return kind === undefined ? all : all.filter((term) => term.kind === kind);
  }

  /** Makes what is built from the names, and words of them: otherwise done at the first look. */
  prepare(): void {
    this.#build();
  }

  /** The names, ready to be found in a text. */
  get gazetteer(): Gazetteer {
    this.#build();
    return this.#gazetteer;
  }

  /** All ways in which names are written. */
  writings(): readonly string[] {
    return this.list().flatMap(writingsOf);
  }

  /** The routes that carry a number, 云间 before others. */
  routesOf(number: string): readonly NumberedRoute[] {
    this.#build();
    return this.#routes.get(number) ?? [];
  }

  #build(): void {
    if (this.#built === this.#version) return;
    const terms = this.list();
    const entries = terms.flatMap((term) => writingsOf(term).map((writing) => ({ writing, term })));
    this.#gazetteer = new Gazetteer(entries);
    this.#segmenter.teach(entries.map(({ writing }) => writing));
    this.#routes = new Map();
    for (const term of terms) {
      const [, prefix, number, suffix] = term.kind === 'route' ? (ROUTE.exec(normaliseUtterance(term.name).text) ?? []) : [];
      if (prefix === undefined || number === undefined || suffix === undefined) continue;
      const list = this.#routes.get(number) ?? [];
      if (!list.some((one) => one.term.name === term.name)) list.push({ prefix, suffix, term });
      list.sort((a, b) => Number(PREFIXES.includes(b.prefix)) - Number(PREFIXES.includes(a.prefix)) || a.suffix.length - b.suffix.length);
      this.#routes.set(number, list);
    }
    this.#built = this.#version;
  }
}
