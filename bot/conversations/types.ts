import type { Audit } from '../../modules/kernel/audit/port.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { Clocks } from '../../modules/kernel/clock.js';
import type { EventBus } from '../../modules/kernel/events.js';
import type { Authoriser } from '../../modules/kernel/policy/port.js';
import type { HandoverState, TurnEntity } from '../contract.js';
import type { Dialogue } from '../dialogue/engine.js';
import type { Reply } from '../dialogue/types.js';
import type { Understander } from '../language/types.js';
import type { SkillTurn } from '../skills/types.js';
import type { ConversationStore, StoredConversation } from './store.js';

/** A message to the assistant. */
export interface Message {
  readonly conversationId: string;
  readonly text: string;
  readonly position?: SkillTurn['position'] | undefined;
  /** An active delegation of the caller's. */
  readonly actAs?: string | null | undefined;
  readonly idempotencyKey: string;
}

/** Where a conversation stands with a person. */
export interface HandoverPlace {
  readonly id: string;
  readonly state: HandoverState;
  readonly waitingBefore: number | null;
}

/** The people behind the assistant, as conversations need them. */
export interface HandoverPort {
  /** Asks for a person, who hears of it by `heard`; out of hours leaves a message (state LEFT). Answers what the resident is told. */
  ask(caller: Caller, conversation: StoredConversation, reason: 'ASKED' | 'FAILED'): Promise<HandoverPlace & { readonly told: string }>;
  /** Where it stands now; null where it is over. */
  place(id: string): Promise<HandoverPlace | null>;
  /** Tells whoever serves that the resident asked or wrote, when it can be read. */
  heard(id: string): void;
  /** Leaves the line, or whoever serves too; false where it was over, or in the line where a clerk was quicker. */
  leave(caller: Caller, id: string, from: 'line' | 'anywhere'): Promise<boolean>;
  /** Calls back when somebody came, was served or left; returns how to stop that. */
  onChange(listener: () => void): () => void;
}

/** What becomes of each turn for the log of understanding. */
export interface TurnLog {
  /** Never delays an answer; what cannot be stored is logged as a fault. */
  note(entry: { readonly conversationId: string; readonly turnId: string; readonly reply: Reply; readonly channel: Caller['channel']; readonly at: number }): void;
  rate(conversationId: string, turnId: string, helpful: boolean): Promise<void>;
}

/** What conversations stand on. */
export interface ConversationsDeps {
  readonly store: ConversationStore;
  readonly dialogue: Dialogue;
  readonly engine: Pick<Understander, 'redact'>;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly clocks: Clocks;
  readonly events: EventBus;
  readonly handovers: HandoverPort;
  readonly log: TurnLog;
  /** Resolves when the assistant has learnt to understand: a start does not wait for that, messages do. */
  readonly ready: () => Promise<void>;
  /** The caller acting by a delegation; throws FORBIDDEN where it does not hold. */
  readonly actingAs: (caller: Caller, delegationId: string) => Promise<Caller>;
  /** Runs an operation of the contract as somebody. */
  readonly executeAs: (caller: Caller) => SkillTurn['execute'];
}

/** What happened in a conversation. */
export interface ConversationChange {
  readonly turn: TurnEntity | null;
  readonly typing: boolean;
  readonly handover: HandoverPlace | null;
}

/** Parent of `Conversation`. */
export interface ConversationEntity {
  readonly id: string;
  readonly turns: readonly TurnEntity[];
  readonly notice: string | null;
  readonly handover: HandoverPlace | null;
}
