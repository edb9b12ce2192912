/**
 * The language engine's interfaces: what a skill says about its language, what the district's lexicon holds, and what
 * an utterance is understood as. Positions are in UTF-16 units of the text as written, `end` exclusive.
 */

/** What a term of the lexicon names. `category` is a kind of report (路灯不亮), `service` a kind of helper nearby (开锁). */
export type TermKind =
  | 'route' | 'stop' | 'attraction' | 'school' | 'clinic' | 'centre' | 'affair' | 'department' | 'specialty' | 'vaccine'
  | 'subject' | 'category' | 'service' | 'audience' | 'place';

/** What the engine recognises without a lexicon. `free` is unknown text after a marker (去…, 从…到…): a place by position. */
export type PatternKind =
  | 'route-number' | 'date' | 'count' | 'amount' | 'person' | 'direction' | 'grade' | 'address' | 'phone' | 'id-number'
  | 'case-number' | 'free';

/** The type of a mention. */
export type MentionKind = TermKind | PatternKind;

/** A name of the district: what it is, how it is called, how much it is sought. */
export interface Term {
  readonly kind: TermKind;
  /** The canonical name, as answers show it. */
  readonly name: string;
  /** Its id in the contract, where it has one. */
  readonly id?: string;
  /** Other names, as people say them: 一院, 云大. */
  readonly aliases?: readonly string[];
  /** How well known, 1 by default: of two terms that a text fits alike, the heavier one. */
  readonly weight?: number;
}

/** The part a mention plays in a journey or a direction. */
export type MentionRole = 'from' | 'to' | 'towards' | 'at';

/** A day or days in the district's zone, both inclusive, `YYYY-MM-DD`; and a time of the day where one was said. */
export interface DateValue {
  readonly from: string;
  readonly to: string;
  /** `HH:MM`; the same twice for a point in time (八点半), the two ends for a part of a day (下午: 12:00–18:00). */
  readonly time?: { readonly from: string; readonly to: string };
  /** Only a time was said (九点): the day is the next on which that is still to come, and gives way to one that was said before. */
  readonly dayless?: true;
}

/** A person by relation to the speaker. */
export interface PersonValue {
  readonly relation: 'self' | 'child' | 'spouse' | 'father' | 'mother' | 'parent' | 'grandparent' | 'grandchild' | 'sibling' | 'elder';
  /** Which of the children, from the eldest: 老大 1, 老二 2. */
  readonly order?: number;
  readonly sex?: 'male' | 'female';
}

/** Something typed that was found in an utterance. */
export interface Mention {
  readonly kind: MentionKind;
  /**
   * Canonical: a term's name; `2026-10-01` or `2026-10-01/2026-10-07`; digits of a count, phone or amount in yuan;
   * a person as 母亲, 父亲, 配偶, 子女 …; a grade as 三年级; a direction as 反方向; anything else as written.
   */
  readonly value: string;
  /** As written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The term's id, where it has one. */
  readonly id?: string;
  readonly role?: MentionRole;
  /** How it was found: by name, by sound or by spelling within a slip, or by a pattern. */
  readonly how: 'name' | 'sound' | 'slip' | 'pattern';
  readonly date?: DateValue;
  readonly person?: PersonValue;
  /** Other terms that the same text names: two stops of one name have one value and several ids; other names are listed too. */
  readonly others?: readonly { readonly kind: TermKind; readonly value: string; readonly id?: string }[];
}

/** A slot of an intent and what may fill it. */
export interface SlotSpec {
  /** One of the fixed names: route, stop, from, to, date … */
  readonly name: string;
  /** Mentions that fit, the best kind first. `route` takes `route-number` too where both are listed. */
  readonly kinds: readonly MentionKind[];
  /** Only mentions that play this part; without it, any mention that no slot with its role takes. */
  readonly role?: MentionRole;
  /** Used by the skill but not part of what an utterance is said to mean: left out of {@link Understanding.slots}. */
  readonly inner?: true;
}

/** A slot's value in an utterance. */
export type SlotValue = Omit<Mention, 'role'>;

/** What one intent tells the engine. */
export interface SkillLanguage {
  /** `family.name`, one of the fixed ids. */
  readonly intent: string;
  /**
   * How people say it. A phrase may hold:
   * `[云间大学](stop)` a value as people write it, marked with its kind; `[stop]` any term of the kind (a few are drawn
   * from the lexicon), any value of a pattern kind (`[date]`, `[count]`) or of a slot of the skill (`[from]`); `(请问|麻烦问下|)` one of several, which may nest.
   * A backslash takes the meaning from `[ ] ( ) |`.
   */
  readonly phrases: readonly string[];
  readonly slots: readonly SlotSpec[];
}

/** Act on the first intent, ask between the first two, or say that it was not understood. */
export type Band = 'act' | 'choose' | 'refuse';

/** An intent and how likely it is: 0 to 1, calibrated. */
export interface ScoredIntent {
  readonly intent: string;
  readonly score: number;
}

/** What an utterance is understood as. */
export interface Understanding {
  /** The likeliest intent; `oos` where that is nothing that the district does. */
  readonly intent: string;
  readonly score: number;
  readonly band: Band;
  /** The next likeliest intents, best first, `intent` and `oos` not among them; at most three. */
  readonly alternatives: readonly ScoredIntent[];
  /** The slots of `intent`, by name, without inner ones. */
  readonly slots: Readonly<Record<string, SlotValue>>;
  /** Everything typed that was found, by position. */
  readonly mentions: readonly Mention[];
  /** The text in its common form, with nothing masked: {@link Understander.redact} before it is stored. */
  readonly normalised: string;
}

/** What a training run did. */
export interface TrainReport {
  readonly phrases: number;
  /** Phrases after templates were expanded. */
  readonly examples: number;
  readonly intents: number;
  readonly features: number;
  readonly milliseconds: number;
  /** Accuracy of the held-out folds, out-of-scope among the classes. */
  readonly heldOut: number;
  /** From this score on the engine acts; below the second one it refuses. */
  readonly thresholds: { readonly act: number; readonly refuse: number };
  /** Phrases that could not be read (an unknown kind, an open bracket), with the reason; they are left out. */
  readonly rejected: readonly { readonly phrase: string; readonly reason: string }[];
}

/** The district's names, by source, live: setting a source replaces what it held, and the next utterance knows. */
export interface Lexicon {
  /** Replaces all terms of a source (a module's name, or `data`). */
  set(source: string, terms: readonly Term[]): void;
  /** All terms of a kind, or all. */
  list(kind?: TermKind): readonly Term[];
  /** Rises with each change. */
  readonly version: number;
}

/** The engine. Everything is synchronous and in memory. */
export interface Understander {
  /**
   * Never throws, whatever the text; takes time linear in its first two thousand units and none for the rest.
   * @param options.now instant (ms) that words such as 明天 start from; absent: the clock
   */
  understand(text: string, options?: { readonly now?: number }): Understanding;
  /** The mentions alone, without an intent: for answers to a question that the bot asked. */
  mentions(text: string, options?: { readonly now?: number }): readonly Mention[];
  /** Fills the slots of an intent from mentions (of this utterance, or also of earlier ones). */
  assign(slots: readonly SlotSpec[], mentions: readonly Mention[]): Readonly<Record<string, SlotValue>>;
  /** Trains anew, with more phrases of some intents where given; takes effect when it returns. */
  train(more?: readonly { readonly intent: string; readonly phrases: readonly string[] }[]): TrainReport;
  /** Masks identity numbers and telephones: nothing else of a message may be stored. */
  redact(text: string): string;
}
