import { randomFrom } from './classify/random.js';
import type { LiveLexicon } from './lexicon.js';
import type { MentionKind, SlotSpec, Term } from './types.js';

/** The most texts that one phrase expands to. */
const MOST = 4;
/** Values of pattern kinds that stand in for a marked slot without a value. */
const SAMPLES: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  'route-number': ['24路', '5路', '九路', '十二路', '24路区间'],
  date: ['明天', '今天下午', '周六', '下周一', '国庆', '10月1日', '后天上午九点'],
  count: ['两张', '三个人', '2张', '五个人'],
  amount: ['20元', '十块钱'],
  person: ['我妈', '孩子', '我爸', '老大', '爷爷', '我爱人', '女儿'],
  direction: ['反方向', '外圈'],
  grade: ['三年级', '初二', '高一', '大班'],
  address: ['文汇路88号', '江川小区', '荣乐东路12弄'],
  'case-number': ['YJ202603180012', 'SL20260318001', 'WT20260005'],
  free: ['万达广场', '火车站'],
} satisfies Partial<Record<MentionKind, readonly string[]>>));

type Part = string | { readonly kind: string; readonly value?: string } | { readonly ways: readonly (readonly Part[])[] };

/** Reads the grammar of {@link SkillLanguage.phrases}. Throws a SyntaxError that says what is wrong. */
class Reader {
  #at = 0;
  readonly #phrase: string;

  constructor(phrase: string) {
    this.#phrase = phrase;
  }

  read(): readonly Part[] {
    const ways = this.#ways(undefined);
    return ways.length === 1 ? (ways[0] ?? []) : [{ ways }];
  }

  #ways(end: string | undefined): Part[][] {
    const ways: Part[][] = [[]];
    for (;;) {
      const char = this.#phrase.charAt(this.#at);
      this.#at += 1;
      if (char === '') {
        if (end !== undefined) throw new SyntaxError(`“${end}” is missing`);
        return ways;
      }
      if (char === end) return ways;
      if (char === ')' || char === ']') throw new SyntaxError(`“${char}” without its beginning`);
      if (char === '|') ways.push([]);
      else ways.at(-1)?.push(this.#part(char));
    }
  }

  #part(char: string): Part {
    if (char === '(') return { ways: this.#ways(')') };
    if (char === '[') return this.#slot();
    if (char !== '\\') return char;
    this.#at += 1;
    return this.#phrase.charAt(this.#at - 1);
  }

  #slot(): Part {
    const inner = this.#until(']');
    if (this.#phrase.charAt(this.#at) !== '(') return { kind: inner };
    this.#at += 1;
    return { kind: this.#until(')'), value: inner };
  }

  #until(end: string): string {
    const close = this.#phrase.indexOf(end, this.#at);
    if (close < 0) throw new SyntaxError(`“${end}” is missing`);
    const inner = this.#phrase.slice(this.#at, close);
    this.#at = close + 1;
    return inner;
  }
}

/** Makes texts of phrases, the same ones for the same seed and lexicon. */
export class PhraseExpander {
  readonly #lexicon: LiveLexicon;
  readonly #random: () => number;
  /** Terms by kind, as far as they were asked for. */
  readonly #terms = new Map<string, readonly Term[]>();
  #kindsOf: ReadonlyMap<string, readonly MentionKind[]> = new Map();

  constructor(lexicon: LiveLexicon, seed: number) {
    this.#lexicon = lexicon;
    this.#random = randomFrom(seed);
  }

  /**
   * The texts of a phrase, four at most. A marked value is written as it stands, and once more with another name of its
   * kind, so that the words around it are learnt with more than one.
   * @param slots what `[child]` and the like mean: a slot's name stands for its kinds
   * @throws SyntaxError where the phrase breaks the grammar or names an unknown kind
   */
  expand(phrase: string, slots: readonly SlotSpec[] = []): string[] {
    this.#kindsOf = new Map(slots.map(({ name, kinds }) => [name, kinds]));
    const parts = new Reader(phrase).read();
    const texts = new Set<string>();
    for (let round = 0; round < MOST * 2 && texts.size < MOST; round += 1) {
      const text = this.#write(parts, round > 0);
      if (text.trim() !== '') texts.add(text);
      if (round === 0 && !phrase.includes('[') && !phrase.includes('(')) break;
      if (!phrase.includes('(') && texts.size >= 2) break;
    }
    return [...texts];
  }

  #write(parts: readonly Part[], vary: boolean): string {
    return parts.map((part) => {
      if (typeof part === 'string') return part;
      if ('ways' in part) return this.#write(this.#pick(part.ways) ?? [], vary);
      const drawn = part.value === undefined || vary ? this.#draw(part.kind) : undefined;
      if (drawn === undefined && part.value === undefined) throw new SyntaxError(`nothing is known of the kind “${part.kind}”`);
      return drawn ?? part.value ?? '';
    }).join('');
  }

  /** A value of a kind, or of the first kind of a slot of that name that has any. */
  #draw(name: string): string | undefined {
    for (const kind of [name, ...(this.#kindsOf.get(name) ?? [])]) {
      const samples = SAMPLES.get(kind);
      if (samples !== undefined) return this.#pick(samples);
      const term = this.#pick(this.#termsOf(kind));
      if (term !== undefined) return this.#pick([term.name, term.name, ...(term.aliases ?? [])]);
    }
    return undefined;
  }

  #termsOf(kind: string): readonly Term[] {
    const known = this.#terms.get(kind) ?? this.#lexicon.list().filter((one) => one.kind === kind);
    this.#terms.set(kind, known);
    return known;
  }

  #pick<T>(of: readonly T[]): T | undefined {
    return of[Math.floor(this.#random() * of.length)];
  }
}
