import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { CardEntity, ChipEntity, FormCardEntity, HandoverReason } from '../contract.js';
import type { PositionInput } from '../__generated__/operations.js';
import type { Mention, SkillLanguage, SlotSpec, SlotValue } from '../language/types.js';

/** Slots by name. */
export type Slots = Readonly<Record<string, SlotValue>>;

/** Words by which people name a value that has no name in the district's lexicon: 住房 for the window of housing. */
export interface EverydayWords {
  /** With the global flag. */
  readonly words: RegExp;
  readonly value: string;
  readonly id: string;
}

/** A slot of a skill: what fills it, and how the assistant asks for it. */
export interface SkillSlot extends SlotSpec {
  /** What it is called: 线路. */
  readonly label: string;
  /** Asked for where it is missing and the last answer does not give it. */
  readonly required?: true;
  /** How it is asked for; there where it may be: 想查哪一路车？ */
  readonly question?: string;
  /** Whether any short text may be its value where nothing typed was found: an address, a place. */
  readonly free?: true;
  /** Read from whatever is said, before the form and in any answer; the first that fits. */
  readonly words?: readonly EverydayWords[];
  /** Slots whose values mean nothing any more once this one is said anew: the chosen time, once another day is. */
  readonly resets?: readonly string[];
}

/** One of several things that a word may mean. */
export interface Choice {
  readonly label: string;
  /** What tells it from the others: the road it stands on. */
  readonly detail?: string;
  readonly value: SlotValue;
}

/** Who speaks with the assistant. */
export interface Speaker {
  readonly signedIn: boolean;
  /** A second factor within the last ten minutes. */
  readonly sensitive: boolean;
  /** 王小宝, for whom the speaker acts; null for the speaker's own affairs. */
  readonly actingFor: string | null;
}

/** What a skill answers from. */
export interface SkillTurn {
  /** What was said, in its common form. */
  readonly text: string;
  readonly slots: Slots;
  /** Everything typed that was found in the text, slot or not. */
  readonly mentions: readonly Mention[];
  /** The district's time (service clock), epoch milliseconds. */
  readonly now: number;
  /** Where the device says it is, as the contract takes it. */
  readonly position: PositionInput | null;
  readonly speaker: Speaker;
  /** Whether the resident has confirmed what an earlier answer of this form showed. */
  readonly confirmed: boolean;
  /** A key for a mutation, the same for the same step of the same form however often it runs. */
  key(step: string): string;
  /**
   * Runs an operation of the contract with the resident's own rights. Throws {@link Refusal} with the fault's code: the
   * dialogue asks for sign-in or the second factor and comes back; a skill catches only what it can explain better.
   */
  execute<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables): Promise<TData>;
}

/** A fault that the contract answered with. */
export class Refusal extends Error {
  /** The fault's stable code. */
  readonly code: string;

  /** @param message what the resident may read */
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a skill answers. */
export type Answer =
  /**
   * What was asked; `about` is what later words such as 它 refer to, where it is more than the form's slots. With `unknown` the
   * skill's own data has nothing of it: what was published of the question is quoted instead, where there is any.
   */
  | { readonly kind: 'said'; readonly text: string; readonly cards?: readonly CardEntity[]; readonly chips?: readonly ChipEntity[]; readonly about?: Slots; readonly unknown?: true }
  /** Something is missing that only now turned out to be needed. */
  | { readonly kind: 'ask'; readonly slot: string; readonly text: string; readonly chips?: readonly ChipEntity[] }
  /** A slot means several things. */
  | { readonly kind: 'choice'; readonly slot: string; readonly text: string; readonly options: readonly Choice[] }
  /** What will be changed; a yes answers again with `confirmed`. */
  | { readonly kind: 'confirm'; readonly text: string; readonly form: FormCardEntity }
  /** Leaves what the conversation is about. */
  | { readonly kind: 'cancel' }
  /** Hands over to a person. */
  | { readonly kind: 'human'; readonly reason: HandoverReason };

/** One intent: how people say it, what it needs, how it is answered. */
export interface Skill extends SkillLanguage {
  readonly slots: readonly SkillSlot[];
  /** What it does, as the assistant offers it: 查公交到站. */
  readonly title: string;
  /**
   * The slot that says for whom it is asked (我妈, 孩子, 老大): the delegation is looked up, or asked for, before `answer` is called, which then
   * runs with the rights of it, `speaker.actingFor` telling the name. Without it the skill answers for the speaker alone.
   */
  readonly forWhom?: string;
  /** Whether a short question that names nothing goes on with this skill's last answer, whatever it would mean by itself: after a guide, 要几天. */
  readonly further?: (text: string) => boolean;
  /** Words that add nothing while its form is under way, for they say what is being done: 约, 取个号. With the global flag. */
  readonly own?: RegExp;
  /** Answers; called when all required slots are there. */
  answer(turn: SkillTurn): Promise<Answer>;
}
