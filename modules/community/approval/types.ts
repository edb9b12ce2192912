import type { BilingualText } from '../../kernel/identifiers.js';
import type { Remedy } from './limits.js';
import type { CaseFile } from './machine/types.js';
import type { LegalBasis } from './plan.js';

/** Parents of the contract's types of cases, named as these. Instants are epoch milliseconds, days `YYYY-MM-DD`. */
export type CasePhase = 'RECEIVED' | 'SUPPLEMENTING' | 'REVIEWING' | 'DECIDED' | 'CLOSED';
export type CaseEnding = 'GRANTED' | 'REFUSED' | 'NOT_ACCEPTED' | 'WITHDRAWN' | 'REVOKED';
export type CaseClockKind = 'GAPS' | 'LEGAL' | 'PROMISED' | 'STEP' | 'DELIVERY' | 'OWED' | 'COMMITMENT' | 'FINDING' | 'PROCEDURE';
export type ClockLight = 'GREEN' | 'YELLOW' | 'RED';
export type CaseStepState = 'WAITING' | 'OPEN' | 'DONE' | 'NOT_NEEDED';
export type CaseTaskKind = 'ACCEPT' | 'STEP' | 'DECIDE' | 'DELIVER' | 'CONSULTATION' | 'CARD' | 'COMMITMENT' | 'FINDING';

export interface CaseClockEntity {
  readonly id: string;
  readonly kind: CaseClockKind;
  readonly title: BilingualText | null;
  readonly organisations: readonly BilingualText[];
  readonly startedAt: number;
  readonly limitWorkingDays: number;
  readonly usedWorkingDays: number;
  readonly dueOn: string | null;
  readonly paused: boolean;
  readonly stoppedAt: number | null;
  readonly light: ClockLight;
  readonly basis: LegalBasis;
}

export interface CaseTimelineEntryEntity {
  readonly seq: number;
  readonly type: string;
  readonly title: BilingualText;
  readonly at: number;
  readonly organisation: BilingualText | null;
  readonly text: string | null;
  readonly documentCode: string | null;
}

export interface CaseGapEntity {
  readonly input: string;
  readonly name: BilingualText;
  readonly what: string;
}

export interface CaseRemedyEntity extends Omit<Remedy, 'kind'> {
  readonly kind: 'RECONSIDERATION' | 'LITIGATION';
}

export interface CaseDecisionEntity {
  readonly outcome: 'GRANTED' | 'REFUSED';
  readonly at: number;
  readonly reasons: string;
  readonly remedies: readonly CaseRemedyEntity[];
  readonly documentCode: string | null;
}

/** A commitment that was found untrue, and what became of it. */
export interface CaseFindingEntity {
  readonly findings: string;
  readonly at: number;
  readonly until: string;
  readonly answers: readonly { readonly text: string; readonly at: number; readonly files: readonly CaseFile[] }[];
  readonly outcome: 'SET_RIGHT' | 'REVOKED' | null;
  readonly endedAt: number | null;
  readonly reasons: string | null;
  readonly remedies: readonly CaseRemedyEntity[];
  readonly restoredAt: number | null;
  readonly noticeCode: string | null;
  readonly revocationCode: string | null;
  readonly basis: LegalBasis;
}

export interface CaseStepEntity {
  readonly id: string;
  readonly title: BilingualText;
  readonly kind: string;
  readonly state: CaseStepState;
  readonly organisations: readonly BilingualText[];
  readonly after: readonly string[];
  readonly visitOn: string | null;
  readonly clock: CaseClockEntity | null;
}

/** What whoever knows number and last four characters sees, and the applicant too. */
export interface CaseProgressEntity {
  readonly number: string;
  readonly serviceName: BilingualText;
  readonly phase: CasePhase;
  readonly ending: CaseEnding | null;
  readonly status: BilingualText;
  readonly receivedAt: number;
  readonly clock: CaseClockEntity | null;
  readonly steps: readonly CaseStepEntity[];
  readonly canRate: boolean;
}

export interface AffairCaseEntity extends CaseProgressEntity {
  readonly is: 'AffairCase';
  readonly version: number;
  readonly serviceId: string;
  readonly acceptedFrom: number | null;
  readonly closedAt: number | null;
  readonly acceptor: BilingualText;
  readonly lead: BilingualText;
  readonly clocks: readonly CaseClockEntity[];
  readonly timeline: readonly CaseTimelineEntryEntity[];
  readonly gaps: readonly CaseGapEntity[];
  readonly supplementUntil: string | null;
  readonly owed: readonly CaseGapEntity[];
  readonly decision: CaseDecisionEntity | null;
  readonly finding: CaseFindingEntity | null;
  readonly canAnswerFinding: boolean;
  readonly canWithdraw: boolean;
  readonly rating: RatingGrade | null;
  readonly ratedByNumber: boolean;
}

export interface CaseTaskEntity {
  readonly id: string;
  readonly number: string;
  readonly kind: CaseTaskKind;
  readonly title: BilingualText;
  readonly serviceId: string;
  readonly serviceName: BilingualText;
  readonly step: string | null;
  readonly since: number;
  readonly dueOn: string | null;
  readonly light: ClockLight;
  readonly assignee: string | null;
  readonly owedUntil: string | null;
  readonly owedLight: ClockLight | null;
  readonly revoked: boolean;
}

export interface CaseOpinionEntity {
  readonly organisation: BilingualText;
  readonly organisationId: string;
  readonly verdict: 'AGREE' | 'OBJECT' | null;
  readonly text: string | null;
  readonly at: number | null;
  readonly by: string | null;
}

export interface StaffCaseStepEntity {
  readonly id: string;
  readonly title: BilingualText;
  readonly kind: string;
  readonly state: CaseStepState;
  readonly all: boolean;
  readonly after: readonly string[];
  readonly openedAt: number | null;
  readonly doneAt: number | null;
  readonly opinions: readonly CaseOpinionEntity[];
  readonly visitOn: string | null;
  readonly visitFindings: string | null;
  readonly publicityFrom: number | null;
  readonly publicityUntil: number | null;
  readonly objections: number | null;
  readonly clock: CaseClockEntity | null;
}

export interface CaseProcedureEntity {
  readonly kind: string;
  readonly step: string | null;
  readonly begunAt: number;
  readonly endedAt: number | null;
  readonly workingDays: number;
}

export interface CaseConsultationEntity {
  readonly id: string;
  readonly step: string;
  readonly from: BilingualText;
  readonly to: BilingualText;
  readonly toId: string;
  readonly question: string;
  readonly answer: string | null;
  readonly askedAt: number;
}

export interface CaseCardEntity {
  readonly id: string;
  readonly colour: 'YELLOW' | 'RED';
  readonly clock: string;
  readonly organisation: BilingualText;
  readonly organisationId: string;
  readonly automatic: boolean;
  readonly why: string;
  readonly at: number;
  readonly answer: string | null;
}

export interface StaffCaseEventEntity {
  readonly seq: number;
  readonly type: string;
  readonly title: BilingualText;
  readonly at: number;
  readonly by: string | null;
  readonly organisation: BilingualText | null;
  readonly why: string;
}

export interface CaseColleagueEntity {
  readonly personId: string;
  readonly name: string;
}

export interface AllowedActionEntity {
  readonly action: string;
  readonly subject: string | null;
}

export interface CaseInputEntity {
  readonly id: string;
  readonly name: BilingualText;
  readonly given: boolean;
  readonly mayFollow: boolean;
}

export interface StaffCaseEntity {
  readonly is: 'StaffCase';
  readonly number: string;
  readonly version: number;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly serviceName: BilingualText;
  readonly applicantName: string;
  readonly phase: CasePhase;
  readonly ending: CaseEnding | null;
  readonly status: BilingualText;
  readonly receivedAt: number;
  readonly acceptedFrom: number | null;
  readonly closedAt: number | null;
  readonly acceptor: BilingualText;
  readonly acceptorId: string;
  readonly lead: BilingualText;
  readonly leadId: string;
  readonly committed: boolean;
  readonly clocks: readonly CaseClockEntity[];
  readonly steps: readonly StaffCaseStepEntity[];
  readonly gaps: readonly CaseGapEntity[];
  readonly supplementUntil: string | null;
  readonly owed: readonly CaseGapEntity[];
  readonly inputs: readonly CaseInputEntity[];
  readonly procedures: readonly CaseProcedureEntity[];
  readonly procedureKinds: readonly string[];
  readonly extensionLeft: number;
  readonly consultations: readonly CaseConsultationEntity[];
  readonly cards: readonly CaseCardEntity[];
  readonly urged: number;
  readonly decision: CaseDecisionEntity | null;
  readonly finding: CaseFindingEntity | null;
  readonly events: readonly StaffCaseEventEntity[];
  readonly allowed: readonly AllowedActionEntity[];
  readonly colleagues: readonly CaseColleagueEntity[];
}

/** Not carried out; nothing has changed. */
export interface CaseActionRefusedEntity {
  readonly is: 'CaseActionRefused';
  readonly code: string;
  readonly details: readonly string[];
  readonly text: BilingualText;
}

/** Somebody else was first. */
export interface CaseChangedEntity {
  readonly is: 'CaseChanged';
  readonly case: StaffCaseEntity;
}

export type CaseActionOutcome = StaffCaseEntity | CaseActionRefusedEntity | CaseChangedEntity;

export interface CaseStatisticEntity {
  readonly key: string;
  readonly name: BilingualText;
  readonly finished: number;
  readonly late: number;
  readonly meanWorkingDays: number | null;
  readonly meanLimit: number | null;
  readonly running: number;
  readonly yellow: number;
  readonly red: number;
  readonly revoked: number;
}

export const RATING_GRADES = ['VERY_GOOD', 'GOOD', 'FAIR', 'POOR', 'VERY_POOR'] as const;
/** Five grades of 好差评; the last two are a 差评. */
export type RatingGrade = (typeof RATING_GRADES)[number];

export interface CaseRatedEntity {
  readonly is: 'CaseRated';
  readonly number: string;
  readonly grade: RatingGrade;
  readonly contactBy: string | null;
  readonly putRightBy: string | null;
}

export interface VisitRatedEntity {
  readonly is: 'VisitRated';
  readonly number: string;
  readonly grade: RatingGrade;
  readonly contactBy: string | null;
  readonly putRightBy: string | null;
}

export interface VisitRatingSummaryEntity {
  readonly centreId: string;
  readonly centre: BilingualText;
  readonly businessId: string;
  readonly business: BilingualText;
  readonly count: number;
  readonly grades: readonly number[];
  readonly satisfied: number;
  readonly putRight: number;
  readonly unreachable: number;
  readonly byNumber: number;
  readonly improvements: readonly string[];
}

export interface RatingSummaryEntity {
  readonly serviceId: string;
  readonly serviceName: BilingualText;
  readonly organisation: BilingualText;
  readonly organisationId: string;
  readonly count: number;
  readonly grades: readonly number[];
  readonly satisfied: number;
  readonly putRight: number;
  readonly byNumber: number;
  readonly improvements: readonly string[];
}

/** How a 差评 stands. */
export type FollowUpState = 'TO_CONTACT' | 'CONTACTED' | 'UNREACHABLE' | 'PUT_RIGHT';

/** A 差评 that is not put right yet. */
export const OPEN_FOLLOW_UPS = ['TO_CONTACT', 'CONTACTED', 'UNREACHABLE'] as const satisfies readonly FollowUpState[];

export interface RatingFollowUpEntity {
  readonly id: string;
  readonly of: 'CASE' | 'VISIT';
  readonly number: string;
  readonly serviceName: BilingualText;
  readonly grade: RatingGrade;
  readonly text: string | null;
  readonly at: number;
  readonly state: FollowUpState;
  readonly contactBy: string | null;
  readonly putRightBy: string;
  readonly light: ClockLight;
  readonly phone: string | null;
  readonly contactNote: string | null;
  readonly putRightNote: string | null;
}

export interface UnresolvedReportEntity {
  readonly id: string;
  readonly number: string | null;
  readonly serviceName: BilingualText | null;
  readonly organisation: BilingualText;
  readonly text: string;
  readonly at: number;
  readonly state: 'OPEN' | 'ANSWERED';
  readonly responsible: string;
  readonly answerBy: string;
  readonly light: ClockLight;
  readonly answer: string | null;
  readonly answeredAt: number | null;
}

export type { TodoItem as StaffTodoEntity, Todos as StaffTodoListEntity } from '../../kernel/todos.js';
