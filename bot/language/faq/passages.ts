import MiniSearch from 'minisearch';
import { normaliseUtterance } from '../normalise.js';
import { sharedSegmenter, type Segmenter } from '../segment.js';

/** A piece of a guide, a notice or the FAQ, as it was published. */
export interface Passage {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** The intents that it can answer; none: any. */
  readonly intents: readonly string[];
  /** Who published it: 区人社局. */
  readonly source: string;
  readonly url: string;
  /** When it was published or last checked, `YYYY-MM-DD`. */
  readonly date: string;
}

/** A passage that answers a question, word for word as published. */
export interface PassageHit {
  readonly passage: Passage;
  /** BM25. */
  readonly score: number;
  /** How much of what was asked, by weight of its words, the passage speaks of: 0 to 1. */
  readonly covered: number;
}

/** Below this share of the question's words a passage is about something else. */
const LEAST_COVERED = 0.6;
const TITLE_BOOST = 3;
/** Words that every question has. */
const STOP_WORDS = new Set(
  '的 了 吗 呢 吧 啊 呀 么 是 在 有 和 与 或 我 你 您 他 她 它 我们 要 想 去 来 到 给 把 被 就 都 也 还 会 能 可以 需要 怎么 怎么办 怎么样 怎样 如何 什么 哪些 哪里 哪儿 哪 多少 几 请 请问 帮 一下 这 那 这个 那个 个 办 办理 问 知道 时候 吧 能不能 可不可以 要不要 是不是 有没有 行吗 会不会 几点 多大 现在'.split(' '),
);

/** Finds published passages by the words of a question (BM25 over jieba's words). It quotes; it writes nothing itself. */
export class Passages {
  readonly #segmenter: Segmenter;
  readonly #passages = new Map<string, Passage>();
  readonly #documents = new Map<string, number>();
  readonly #index: MiniSearch<Passage>;

  constructor(segmenter: Segmenter = sharedSegmenter()) {
    this.#segmenter = segmenter;
    this.#index = new MiniSearch<Passage>({
      fields: ['title', 'text'],
      tokenize: (text) => this.#words(text),
      processTerm: (term) => term,
      searchOptions: { boost: { title: TITLE_BOOST }, combineWith: 'OR' },
    });
  }

  /** How many passages there are. */
  get size(): number {
    return this.#passages.size;
  }

  /** Adds a passage, or replaces the one of its id. */
  put(passage: Passage): void {
    this.remove(passage.id);
    this.#passages.set(passage.id, passage);
    this.#index.add(passage);
    for (const word of this.#wordsOf(passage)) this.#documents.set(word, (this.#documents.get(word) ?? 0) + 1);
  }

  /** Takes a passage away; nothing happens where there is none. */
  remove(id: string): void {
    const passage = this.#passages.get(id);
    if (passage === undefined) return;
    this.#index.remove(passage);
    this.#passages.delete(id);
    for (const word of this.#wordsOf(passage)) this.#documents.set(word, (this.#documents.get(word) ?? 1) - 1);
  }

  /**
   * The passages that answer a question, best first; none where nothing speaks of most of what was asked.
   * @param intents only passages that can answer one of these; absent: all
   */
  find(question: string, intents?: readonly string[], limit = 3): PassageHit[] {
    const asked = [...new Set(this.#words(question))];
    if (asked.length === 0) return [];
    const fits = ({ intents: of }: Passage): boolean => intents === undefined || of.length === 0 || of.some((intent) => intents.includes(intent));
    const weights = new Map(asked.map((word) => [word, this.#rarity(word)] as const));
    const whole = [...weights.values()].reduce((a, b) => a + b, 0);
    return this.#index
      .search(asked.join(' '), { tokenize: (text) => text.split(' ') })
      .flatMap(({ id, score, terms }) => {
        const passage = this.#passages.get(String(id));
        if (passage === undefined || !fits(passage)) return [];
        const covered = terms.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0) / whole;
        return covered < LEAST_COVERED ? [] : [{ passage, score, covered }];
      })
      .slice(0, limit);
  }

  #rarity(word: string): number {
    // A word that no passage has weighs as one that a single passage has: it may well be another word for the same.
    const documents = Math.max(this.#documents.get(word) ?? 0, 1);
    const rare = Math.log(1 + (this.#passages.size - documents + 0.5) / (documents + 0.5));
    // A single character (叫, 买, 租) says less of what is asked than a word: 叫个滴滴 is not about being called in time.
    return [...word].length === 1 ? rare / 2 : rare;
  }

  #wordsOf({ title, text }: Passage): Set<string> {
    return new Set(this.#words(`${title}\n${text}`));
  }

  #words(text: string): string[] {
    // Long passages are read piece by piece: an utterance's common form is cut at what a person may say.
    return text.split(/[\n。！？；]/u).flatMap((piece) => this.#segmenter.cut(normaliseUtterance(piece).text)).filter((word) => word.trim() !== '' && !STOP_WORDS.has(word));
  }
}
