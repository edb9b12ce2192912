import type { CardEntity, ChipEntity, HandoverReason } from '../contract.js';
import type { Band, ScoredIntent, Understander } from '../language/types.js';
import type { Choice, Skill, SkillTurn, Slots, Speaker } from '../skills/types.js';

/** An intent that is being answered: what is there, and what it waits for. */
export interface Form {
  /** Names it in idempotency keys. */
  readonly id: string;
  readonly intent: string;
  /** What was said first, for the skill. */
  readonly text: string;
  readonly slots: Slots;
  /** The slot that was asked for last; null where none. */
  readonly asking: string | null;
  /** What may fill it, where the resident has to choose. */
  readonly options: readonly Choice[] | null;
  /** Waits for: a yes, a sign-in, a second factor. */
  readonly waits: 'confirm' | 'signin' | 'factor' | null;
}

/** What the last answer was about: 它, 那24路呢, 反方向呢. */
export interface Topic {
  readonly intent: string;
  /** What was asked first. */
  readonly text: string;
  readonly slots: Slots;
}

/** One of two intents that the assistant has asked between. */
export interface IntentChoice {
  readonly intent: string;
  readonly title: string;
}

/** What an undo goes back to. */
export interface Moment {
  readonly form: Form | null;
  readonly aside: readonly Form[];
  readonly topic: Topic | null;
}

/** Everything a dialogue remembers from turn to turn: plain data, a few kilobytes. */
export interface DialogueState extends Moment {
  /** Forms that another question interrupted, the newest last. */
  readonly aside: readonly Form[];
  readonly between: { readonly text: string; readonly intents: readonly IntentChoice[] } | null;
  /** Further questions of the same message, asked when the form is done. */
  readonly later: readonly string[];
  /** Times in a row that the assistant could do nothing. */
  readonly failures: number;
  /** What undo goes back to, the newest last. */
  readonly past: readonly Moment[];
}

/** How the dialogue begins. */
export const freshState: DialogueState = { form: null, aside: [], topic: null, between: null, later: [], failures: 0, past: [] };

/** One message and all that its answer stands on. */
export interface Utterance extends Pick<SkillTurn, 'now' | 'position' | 'execute'> {
  readonly text: string;
  readonly speaker: Speaker;
  /** The contract under a delegation of the speaker's; throws Refusal where it does not hold. Absent where nobody can be acted for. */
  readonly executeFor?: (delegationId: string) => Promise<SkillTurn['execute']>;
  /** Unique to this message; forms begun by it take their name from it. */
  readonly id: string;
}

/** By which way an answer came about, for the log. */
export type Way =
  | 'danger' | 'blank' | 'undo' | 'cancel' | 'between' | 'option' | 'confirm' | 'correction' | 'fill' | 'return' | 'ellipsis' | 'act' | 'choose' | 'faq' | 'refuse' | 'resume';

/** What the assistant says. */
export interface Said {
  readonly text: string;
  readonly cards: readonly CardEntity[];
  readonly chips: readonly ChipEntity[];
  /** A slot's name, `choice`, `confirm`, `signin`, `factor`; null where it waits for nothing. */
  readonly asks: string | null;
  readonly intent: string | null;
  /** All slots of the form so far. */
  readonly slots: Slots;
  readonly done: boolean;
  /** Hand the conversation over to a person. */
  readonly handover: HandoverReason | null;
  /** A person is offered, as nothing else has helped. */
  readonly offersPerson?: true;
  readonly way: Way;
}

/** A turn under way: the state as it becomes, and what is said. */
export interface Step {
  readonly state: DialogueState;
  readonly said: Said;
}

/** How the message was understood, for the log; nothing of it is personal but the text. */
export interface Heard {
  /** Common form with numbers masked. */
  readonly text: string;
  readonly band: Band;
  /** Best first. */
  readonly top: readonly ScoredIntent[];
}

/** What a turn gives. */
export interface Reply {
  readonly state: DialogueState;
  readonly said: Said;
  readonly heard: Heard;
}

/** A passage that answers a question, from guides and notices. */
export interface Passage {
  readonly title: string;
  /** The passage, word for word. */
  readonly text: string;
  readonly source: string;
  /** A path of the app or an https address. */
  readonly link: string;
  /** `YYYY-MM-DD`: when its source was published. */
  readonly date: string;
}

/** What a dialogue stands on. */
export interface DialogueDeps {
  readonly engine: Understander;
  readonly skills: readonly Skill[];
  /** The passage that answers a question best; null where none does. */
  readonly lookUp: (text: string, likely: readonly string[]) => Passage | null;
}
