import type { Channel } from '../caller.js';
import type { Subject } from '../policy/types.js';

/** How an audited action ended. */
export type AuditOutcome = 'done' | 'denied' | 'failed';

/** What a service says of an action; the writer adds who, when and how from the Caller. */
export interface AuditEvent {
  /** As in the policy table. */
  readonly action: string;
  readonly subject: Subject;
  /** Why, in a word of the purposes' list (`service`, `care`, `supervision`, `self`, …). */
  readonly purpose: string;
  readonly outcome?: AuditOutcome;
  /** Whether personal data left for another recipient: such records are kept three years. */
  readonly disclosedTo?: string;
  /** Facts without personal data, small. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** One record as stored. */
export interface AuditRecord {
  readonly id: string;
  /** Epoch milliseconds of the system clock. */
  readonly at: number;
  /** The process that wrote it, and its own running number: gaps are transactions that did not commit. */
  readonly writer: string;
  readonly number: number;
  readonly accountId: string | null;
  readonly personId: string | null;
  readonly postId: string | null;
  readonly actingFor: string | null;
  readonly delegationId: string | null;
  readonly channel: Channel;
  /** The department site by whose token it came, as an OpenID client; null where the person was there themselves. */
  readonly site: string | null;
  readonly requestId: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** People whose data it concerned. */
  readonly personIds: readonly string[];
  readonly purpose: string;
  readonly outcome: AuditOutcome;
  readonly disclosedTo: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}
