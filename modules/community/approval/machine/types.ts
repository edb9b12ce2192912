import type { Remedy } from '../limits.js';
import type { FormValues, ServicePlan, SpecialProcedure } from '../plan.js';

/** Who did it. */
export type Actor =
  | { readonly kind: 'applicant'; readonly accountId: string; readonly personId: string }
  | {
    readonly kind: 'staff'; readonly accountId: string; readonly personId: string; readonly postId: string; readonly organisationId: string;
    readonly role: 'clerk' | 'approver' | 'dispatcher';
    /** Of the office that watches the clocks. */
    readonly supervises: boolean;
  }
  | { readonly kind: 'system'; readonly job: string };

/** A member of staff who acts in a post. */
export type StaffActor = Extract<Actor, { readonly kind: 'staff' }>;

/** A paper that is missing or not in order, and what is to be done about it. */
export interface Gap {
  readonly input: string;
  readonly what: string;
}

/** A file that goes with what was said, as it was handed in. */
export interface CaseFile {
  readonly id: string;
  /** SM3 of its bytes, hex. */
  readonly hash: string;
  readonly name: string;
}

export type Verdict = 'agree' | 'object';
export type CardColour = 'yellow' | 'red';

/** What an event adds to who, when and why. */
export type EventBody =
  | {
    readonly type: 'received'; readonly number: string; readonly serviceId: string; readonly serviceVersion: number; readonly plan: ServicePlan;
    readonly applicantId: string; readonly centreId: string; readonly values: FormValues; readonly papers: readonly string[];
    /** Papers that the applicant will bring later (容缺受理). */
    readonly toFollow: readonly string[]; readonly committed: boolean; readonly hash: string;
    /** Who handed it in for the applicant: they are of the applicant's side. Absent: the applicant, or a clerk at the counter, did. */
    readonly representativeId?: string;
  }
  | { readonly type: 'gaps-told'; readonly gaps: readonly Gap[]; readonly until: string }
  | { readonly type: 'supplemented'; readonly version: number; readonly hash: string; readonly values: FormValues; readonly papers: readonly string[]; readonly representativeId?: string }
  /** `deemed`: nobody answered in time, so it counts from receipt. `owed`: papers that may come later (容缺受理). */
  | { readonly type: 'accepted'; readonly deemed: boolean; readonly owed: readonly string[] }
  | { readonly type: 'acceptance-refused'; readonly remedies: readonly Remedy[] }
  | { readonly type: 'opinion-given'; readonly step: string; readonly organisationId: string; readonly verdict: Verdict; readonly text: string }
  | { readonly type: 'consulted'; readonly id: string; readonly step: string; readonly from: string; readonly to: string; readonly question: string }
  | { readonly type: 'consultation-answered'; readonly id: string; readonly text: string }
  | { readonly type: 'reassigned'; readonly step: string; readonly organisationId: string; readonly toPersonId: string }
  | { readonly type: 'handed-over'; readonly what: string; readonly from: string; readonly to: string }
  | { readonly type: 'recused'; readonly personId: string; readonly organisationId: string }
  | { readonly type: 'visit-set'; readonly step: string; readonly on: string }
  | { readonly type: 'visit-held'; readonly step: string; readonly findings: string }
  | { readonly type: 'procedure-begun'; readonly kind: SpecialProcedure; readonly step: string | null; readonly workingDays: number }
  | { readonly type: 'procedure-ended'; readonly kind: SpecialProcedure; readonly step: string | null; readonly result: string }
  | { readonly type: 'publicity-begun'; readonly step: string; readonly where: string }
  | { readonly type: 'publicity-ended'; readonly step: string; readonly objections: number }
  | { readonly type: 'extended'; readonly workingDays: number }
  | { readonly type: 'owed-received'; readonly inputs: readonly string[] }
  /** The applicant was told of papers that are still owed; `until` is their last day. */
  | { readonly type: 'owed-reminded'; readonly stage: OwedStage; readonly until: string }
  | { readonly type: 'decided'; readonly outcome: 'granted' | 'refused'; readonly remedies: readonly Remedy[] }
  | { readonly type: 'withdrawn' }
  /** `by` of a line is who did it. */
  | { readonly type: 'delivered'; readonly way: 'electronic' | 'counter' | 'post' }
  /** Where it was found untrue: how long the applicant has to explain, or to set it right. */
  | { readonly type: 'commitment-checked'; readonly kept: boolean; readonly findings: string; readonly hearing?: { readonly workingDays: number; readonly until: string } }
  | { readonly type: 'finding-answered'; readonly text: string; readonly files?: readonly CaseFile[] }
  | { readonly type: 'commitment-set-right'; readonly findings: string }
  | { readonly type: 'result-revoked'; readonly remedies: readonly Remedy[] }
  | { readonly type: 'trust-restored' }
  | { readonly type: 'urged'; readonly clock: string; readonly organisationId: string }
  | { readonly type: 'card-issued'; readonly id: string; readonly colour: CardColour; readonly clock: string; readonly organisationId: string; readonly automatic: boolean }
  | { readonly type: 'card-answered'; readonly id: string; readonly text: string };

export type EventType = EventBody['type'];

/** One line of a case's log: what, who, when and why. */
export type CaseEvent = EventBody & {
  /** From 0, without a gap. */
  readonly seq: number;
  /** Epoch ms of the system clock. */
  readonly at: number;
  readonly by: Actor;
  readonly why: string;
};

/**
 * Where a case stands: handed in; sent back once with all that is missing; accepted and under review; decided and to be handed
 * over; over.
 */
export type Phase = 'received' | 'supplementing' | 'reviewing' | 'decided' | 'closed';
/** `revoked`: it was granted, and the result was taken back because a commitment was untrue (撤销). */
export type Ending = 'granted' | 'refused' | 'not-accepted' | 'withdrawn' | 'revoked';

/** When whoever owes papers (容缺) is told of it: some working days before the last day, on it, and once it is past. */
export type OwedStage = 'soon' | 'last-day' | 'past';

/** A commitment (告知承诺) that was found untrue, and what became of it. */
export interface UntrueCommitment {
  readonly at: number;
  readonly findings: string;
  /** The time to explain or to set it right, and its last day; nothing is revoked before it is over. */
  readonly workingDays: number;
  readonly until: string;
  /** What the applicant says to it. */
  readonly answers: readonly { readonly text: string; readonly at: number; readonly files?: readonly CaseFile[] }[];
  /** Null while nobody has closed it. */
  readonly ended: { readonly as: 'set-right' | 'revoked'; readonly at: number; readonly why: string } | null;
  /** From here the person may commit again (信用修复); null where nobody said so. */
  readonly restoredAt: number | null;
}

export interface Opinion {
  readonly verdict: Verdict;
  readonly text: string;
  readonly at: number;
  readonly personId: string;
}

export interface StepState {
  readonly id: string;
  /** Whether its condition holds for what the form says. */
  readonly needed: boolean;
  readonly openedAt: number | null;
  readonly doneAt: number | null;
  /** Resolved: no `centre` in it any more. */
  readonly organisations: readonly string[];
  readonly opinions: Readonly<Record<string, Opinion>>;
  /** Who has it in hand, person ids by organisation. */
  readonly assignees: Readonly<Record<string, string>>;
  readonly visit: { readonly on: string; readonly heldAt: number | null; readonly findings: string | null } | null;
  readonly publicity: { readonly begunAt: number; readonly endedAt: number | null; readonly objections: number } | null;
}

export interface ProcedureState {
  readonly kind: SpecialProcedure;
  readonly step: string | null;
  readonly begunAt: number;
  readonly endedAt: number | null;
  readonly workingDays: number;
}

export interface Consultation {
  readonly id: string;
  readonly step: string;
  readonly from: string;
  readonly to: string;
  readonly question: string;
  readonly answer: string | null;
  readonly askedAt: number;
}

export interface Card {
  readonly id: string;
  readonly colour: CardColour;
  readonly clock: string;
  readonly organisationId: string;
  readonly automatic: boolean;
  readonly why: string;
  readonly at: number;
  readonly answer: string | null;
}

/** A case as its log tells it. */
export interface CaseState {
  /** Of the last event. */
  readonly seq: number;
  readonly at: number;
  readonly number: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly plan: ServicePlan;
  readonly values: FormValues;
  readonly papers: readonly string[];
  /** What the applicant said will follow; owed from acceptance on. */
  readonly toFollow: readonly string[];
  readonly applicantId: string;
  /** Who handed it in for the applicant; null where nobody did. */
  readonly representativeId: string | null;
  readonly centreId: string;
  readonly acceptor: string;
  readonly lead: string;
  /** By 告知承诺. */
  readonly committed: boolean;
  readonly phase: Phase;
  readonly ending: Ending | null;
  readonly receivedAt: number;
  /** Receipt, or that of the last supplement: from here the five days run. */
  readonly waitingSince: number;
  /** Answered (accepted, sent back, refused) at; null while it waits. */
  readonly answeredAt: number | null;
  /** Everything that was ever said to be missing: nothing else may be asked for later. */
  readonly told: readonly Gap[];
  /** What was asked for the last time, which may be less, in other words. Absent: nothing was, or as `told` has it. */
  readonly asked?: readonly Gap[];
  /** Last day for the supplement. */
  readonly supplementUntil: string | null;
  /** From here the legal clock runs. */
  readonly acceptedFrom: number | null;
  readonly owed: readonly string[];
  readonly steps: readonly StepState[];
  readonly procedures: readonly ProcedureState[];
  /** Working days by which it was extended. */
  readonly extension: number | null;
  readonly consultations: readonly Consultation[];
  /** Person ids of those who stepped aside, and of those who handed in for the applicant. */
  readonly recused: readonly string[];
  readonly decidedAt: number | null;
  readonly outcome: 'granted' | 'refused' | null;
  readonly reasons: string | null;
  readonly deliveredAt: number | null;
  /** What came of the commitment, and when it was first looked into (epoch ms); null while it was not. */
  readonly commitmentChecked: { readonly kept: boolean; readonly at: number } | null;
  /** Absent: it was not found untrue. */
  readonly untrue?: UntrueCommitment;
  /** Which reminders of owed papers were sent; absent: none. */
  readonly owedReminded?: readonly OwedStage[];
  readonly cards: readonly Card[];
  readonly urged: number;
  readonly closedAt: number | null;
}

/** What somebody wants to do. */
export type Command =
  | { readonly type: 'tell-gaps'; readonly gaps: readonly Gap[] }
  | { readonly type: 'supplement'; readonly version: number; readonly hash: string; readonly values: FormValues; readonly papers: readonly string[]; readonly representativeId?: string }
  | { readonly type: 'accept'; readonly owed?: readonly string[] | undefined }
  | { readonly type: 'deem-accepted' }
  | { readonly type: 'refuse-acceptance' }
  | { readonly type: 'give-opinion'; readonly step: string; readonly verdict: Verdict; readonly text: string }
  | { readonly type: 'consult'; readonly id: string; readonly step: string; readonly to: string; readonly question: string }
  | { readonly type: 'answer-consultation'; readonly id: string; readonly text: string }
  | { readonly type: 'reassign'; readonly step: string; readonly toPersonId: string }
  /** A step's id, `lead` or `acceptor`. */
  | { readonly type: 'hand-over'; readonly what: string; readonly from: string; readonly to: string }
  | { readonly type: 'recuse' }
  | { readonly type: 'set-visit'; readonly step: string; readonly on: string }
  | { readonly type: 'hold-visit'; readonly step: string; readonly findings: string }
  | { readonly type: 'begin-procedure'; readonly kind: SpecialProcedure; readonly step: string | null; readonly workingDays: number }
  | { readonly type: 'end-procedure'; readonly kind: SpecialProcedure; readonly step: string | null; readonly result: string }
  | { readonly type: 'begin-publicity'; readonly step: string; readonly where: string }
  | { readonly type: 'end-publicity'; readonly step: string; readonly objections: number }
  | { readonly type: 'extend'; readonly workingDays: number }
  | { readonly type: 'receive-owed'; readonly inputs: readonly string[] }
  | { readonly type: 'remind-owed'; readonly stage: OwedStage }
  | { readonly type: 'decide'; readonly outcome: 'granted' | 'refused' }
  | { readonly type: 'withdraw' }
  | { readonly type: 'deliver'; readonly by: 'electronic' | 'counter' | 'post' }
  /** `workingDays`: how long the applicant has where it was found untrue. */
  | { readonly type: 'check-commitment'; readonly kept: boolean; readonly findings: string; readonly workingDays?: number | undefined }
  | { readonly type: 'answer-finding'; readonly text: string; readonly files?: readonly CaseFile[] }
  | { readonly type: 'set-right'; readonly findings: string }
  | { readonly type: 'revoke' }
  | { readonly type: 'restore-trust' }
  | { readonly type: 'urge'; readonly clock: string }
  | { readonly type: 'issue-card'; readonly id: string; readonly colour: CardColour; readonly clock: string }
  | { readonly type: 'answer-card'; readonly id: string; readonly text: string };

/** Why a command is not carried out. */
export type RefusalCode =
  /** The case does not stand where this is done. */
  | 'NOT_NOW'
  /** Another organisation's, role's or person's to do. */
  | 'NOT_YOURS'
  /** Who stepped aside takes no part any more. */
  | 'RECUSED'
  /** Something needed is not in; `details` name it. */
  | 'INCOMPLETE'
  | 'ALREADY_DONE'
  /** Reasons or words are missing. */
  | 'WORDS_NEEDED'
  /** Neither the law nor the service's plan provides for it. */
  | 'NOT_PROVIDED_FOR'
  | 'TOO_EARLY'
  | 'TOO_LATE'
  /** There is no such step, clock, card, consultation. */
  | 'UNKNOWN'
  /** The organisation has nobody who works on cases. */
  | 'NOBODY_THERE';

export interface Refusal {
  readonly code: RefusalCode;
  /** Ids of steps, papers, organisations it depends on. */
  readonly details: readonly string[];
}

/** What comes of a command. */
export type Decision = { readonly ok: true; readonly events: readonly EventBody[] } | { readonly ok: false; readonly refusal: Refusal };
