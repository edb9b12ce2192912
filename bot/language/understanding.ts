import { systemClock, type Clock } from '../../modules/kernel/clock.js';
import { bandOf, OUT_OF_SCOPE, thresholdsOf, type Thresholds } from './bands.js';
import { LONGEST } from './classify/features.js';
import { Classifier, trainClassifier, type Example, type ModelData } from './classify/model.js';
import { LiveLexicon } from './lexicon.js';
import { normaliseUtterance, type NormalisedText } from './normalise.js';
import { PhraseExpander } from './phrases.js';
import { Reader, Repairer, type Reading } from './repair.js';
import { sharedSegmenter } from './segment.js';
import { assign, withoutInner } from './slots/assign.js';
import type { Holiday } from './slots/dates.js';
import { extract, type Found } from './slots/extract.js';
import { redact } from './slots/redact.js';
import type { Lexicon, Mention, MentionKind, ScoredIntent, SkillLanguage, SlotSpec, SlotValue, TrainReport, Understander, Understanding } from './types.js';

/** What the engine is made of. */
export interface UnderstandingOptions {
  readonly skills: readonly SkillLanguage[];
  /** Made by {@link createLexicon}; filled before or after, by sources. */
  readonly lexicon: Lexicon;
  /** Things that people say and no skill does, varied. */
  readonly outOfScope: readonly string[];
  /** Public holidays that words such as 国庆 mean. */
  readonly holidays?: readonly Holiday[];
  /** What 明天 starts from; absent: the machine's time. */
  readonly clock?: Clock;
  readonly seed?: number;
}

/** What an engine has learnt, as plain data: it passes between threads as it is. */
export interface EngineModel {
  readonly model: ModelData;
  /** The signs that stand for masked values, by kind: the model has learnt them as they were given out. */
  readonly signs: readonly (readonly [kinds: string, sign: string])[];
  readonly thresholds: Thresholds;
  /** What its phrases are made of, to mend slips by. */
  readonly reading: Reading;
}

/** An engine whose learning can be done elsewhere: another thread trains a like one and hands over what it has learnt. */
export interface PortableUnderstander extends Understander {
  /** What it has learnt; undefined before the first training. */
  exportModel(): EngineModel | undefined;
  /** Takes what an engine with the same skills has learnt; in force when it returns. */
  importModel(learnt: EngineModel): void;
}

/** An empty lexicon. */
export function createLexicon(): Lexicon {
  return new LiveLexicon(sharedSegmenter());
}

/** Known values are not looked at by the classifier, only what kinds they may be: one sign of the private area each. */
class Masks {
  readonly #signs: Map<string, string>;

  constructor(signs: Iterable<readonly [string, string]> = []) {
    this.#signs = new Map(signs);
  }

  get signs(): [string, string][] {
    return [...this.#signs];
  }

  apply(text: string, found: readonly Found[]): string {
    let out = '';
    let done = 0;
    for (const { start, end, kinds } of found) {
      if (start < done || kinds[0] === 'free' || kinds[0] === 'address') continue;
      out += text.slice(done, start) + this.#sign(kinds);
      done = end;
    }
    return done === 0 ? text : out + text.slice(done);
  }

  #sign(kinds: readonly MentionKind[]): string {
    const key = kinds.length === 1 ? (kinds[0] ?? '') : [...new Set(kinds)].sort().join(' ');
    const shared = key === 'route-number' ? 'route' : key;
    const known = this.#signs.get(shared) ?? String.fromCharCode(0xe000 + (this.#signs.size % 0x1900));
    this.#signs.set(shared, known);
    return known;
  }
}

class Engine implements PortableUnderstander {
  readonly #options: UnderstandingOptions;
  readonly #lexicon: LiveLexicon;
  readonly #segmenter = sharedSegmenter();
  readonly #slots: ReadonlyMap<string, readonly SlotSpec[]>;
  #masks = new Masks();
  #model: Classifier | undefined;
  #thresholds: Thresholds = { act: 1, refuse: 1 };
  #reading: Reading | undefined;
  #repairer: Repairer | undefined;
  /** The version of the lexicon that the repairer knows. */
  #repairs = -1;
  /** What was found in the text understood last, with that version: a skill may look at it again. */
  #lately: { readonly text: string; readonly now: number | undefined; readonly lexicon: number; readonly mentions: readonly Mention[] } | undefined;

  constructor(options: UnderstandingOptions, lexicon: LiveLexicon) {
    this.#options = options;
    this.#lexicon = lexicon;
    this.#slots = new Map(options.skills.map(({ intent, slots }) => [intent, slots]));
  }

  understand(text: string, options?: { readonly now?: number }): Understanding {
    // Before the text is masked: learning gives the signs of masked values anew.
    if (this.#model === undefined) this.train();
    const normalised = this.#read(text);
    const found = this.#find(normalised, options?.now);
    const mentions = found.map(({ mention }) => mention);
    this.#lately = { text, now: options?.now, lexicon: this.#lexicon.version, mentions };
    const masked = this.#masks.apply(normalised.text.slice(0, LONGEST), found);
    const [first, ...next] = normalised.text === '' ? [] : this.#ranked(masked);
    if (first === undefined) return { intent: OUT_OF_SCOPE, score: 0, band: 'refuse', alternatives: [], slots: {}, mentions, normalised: normalised.text };
    const alternatives = next.filter(({ intent }) => intent !== OUT_OF_SCOPE).slice(0, 3);
    return {
      intent: first.intent,
      score: first.score,
      band: bandOf(first.intent, first.score, next[0]?.score ?? 0, this.#thresholds),
      alternatives,
      slots: withoutInner(this.#slots.get(first.intent) ?? [], assign(this.#slots.get(first.intent) ?? [], mentions)),
      mentions,
      normalised: normalised.text,
    };
  }

  mentions(text: string, options?: { readonly now?: number }): readonly Mention[] {
    const lately = this.#lately;
    if (lately && options?.now !== undefined && lately.text === text && lately.now === options.now && lately.lexicon === this.#lexicon.version) return lately.mentions;
    return this.#find(this.#read(text), options?.now).map(({ mention }) => mention);
  }

  assign(slots: readonly SlotSpec[], mentions: readonly Mention[]): Readonly<Record<string, SlotValue>> {
    return assign(slots, mentions);
  }

  redact(text: string): string {
    return redact(text);
  }

  train(more: readonly { readonly intent: string; readonly phrases: readonly string[] }[] = []): TrainReport {
    const begun = performance.now();
    // What was asked before must not show: the names are words from the first phrase on, signs are given out anew.
    this.#lexicon.prepare();
    this.#masks = new Masks();
    const seed = this.#options.seed ?? 1;
    const expander = new PhraseExpander(this.#lexicon, seed);
    const rejected: { phrase: string; reason: string }[] = [];
    const examples: Example[] = [];
    let phrases = 0;
    const reader = new Reader((text) => this.#segmenter.cut(text));
    const learn = (intent: string, phrase: string): void => {
      phrases += 1;
      try {
        const written = expander.expand(phrase, this.#slots.get(intent));
        for (const text of written) reader.read(text);
        const texts = new Set(written.map((text) => this.#masked(text)));
        for (const text of texts) if (text !== '') examples.push({ text, label: intent, group: phrases });
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        rejected.push({ phrase, reason: error.message });
      }
    };
    for (const skill of [...this.#options.skills, ...more]) for (const phrase of skill.phrases) learn(skill.intent, phrase);
    for (const text of this.#options.outOfScope) learn(OUT_OF_SCOPE, text.replace(/[[\]()|\\]/gu, '\\$&'));
    const { data, heldOut } = trainClassifier(examples, (text) => this.#segmenter.tag(text), seed);
    const model = new Classifier(data, (text) => this.#segmenter.tag(text));
    this.#model = model;
    this.#thresholds = thresholdsOf(heldOut);
    this.#reading = reader.reading;
    this.#repairs = -1;
    this.#lately = undefined;
    return {
      phrases, examples: examples.length, intents: model.labels.length, features: model.size,
      milliseconds: performance.now() - begun,
      heldOut: heldOut.filter(({ label, said }) => label === said).length / examples.length,
      thresholds: this.#thresholds,
      rejected,
    };
  }

  exportModel(): EngineModel | undefined {
    return this.#model && this.#reading && { reading: this.#reading, model: this.#model.data, signs: this.#masks.signs, thresholds: this.#thresholds };
  }

  importModel({ model, signs, thresholds, reading }: EngineModel): void {
    this.#masks = new Masks(signs);
    this.#model = new Classifier(model, (text) => this.#segmenter.tag(text));
    this.#thresholds = thresholds;
    this.#reading = reading;
    this.#repairs = -1;
    this.#lately = undefined;
  }

  /** A text in its common form, slips mended. */
  #read(text: string): NormalisedText {
    const normalised = normaliseUtterance(text);
    if (this.#reading === undefined || normalised.text.length > LONGEST) return normalised;
    if (this.#repairer === undefined || this.#repairs !== this.#lexicon.version) {
      this.#repairer = new Repairer(this.#reading, (words) => this.#segmenter.cut(words), this.#lexicon.writings());
      this.#repairs = this.#lexicon.version;
    }
    return { ...normalised, text: this.#repairer.repair(normalised.text) };
  }

  #find(normalised: NormalisedText, now: number | undefined): Found[] {
    const { clock = systemClock, holidays = [] } = this.#options;
    return extract(normalised, now ?? clock.now(), { lexicon: this.#lexicon, segmenter: this.#segmenter, holidays });
  }

  #masked(text: string): string {
    const normalised = normaliseUtterance(text);
    return this.#masks.apply(normalised.text.slice(0, LONGEST), this.#find(normalised, undefined));
  }

  /** The intents by score, the best five. */
  #ranked(masked: string): ScoredIntent[] {
    const model = this.#model;
    if (model === undefined) return [];
    model.classify(masked);
    const best: ScoredIntent[] = [];
    model.labels.forEach((intent, index) => {
      const score = model.scores[index] ?? 0;
      if (best.length === 5 && score <= (best[4]?.score ?? 0)) return;
      let at = Math.min(best.length, 4);
      for (; at > 0 && (best[at - 1]?.score ?? 0) < score; at -= 1) best[at] = best[at - 1] ?? { intent, score };
      best[at] = { intent, score };
    });
    return best;
  }
}

/**
 * Makes the engine. It trains at the first question, or when told to.
 * @throws TypeError where the lexicon was not made by {@link createLexicon}
 */
export function createUnderstanding(options: UnderstandingOptions): PortableUnderstander {
  if (!(options.lexicon instanceof LiveLexicon)) throw new TypeError('the lexicon is made by createLexicon');
  return new Engine(options, options.lexicon);
}
