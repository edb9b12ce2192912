import type { BilingualText } from '../../../kernel/identifiers.js';
import type { LegalBasis } from '../plan.js';

/** Parents of the contract's types of 公示, named as these. Instants are epoch milliseconds, days `YYYY-MM-DD`. */
export interface PublicNoticeEntity {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: BilingualText;
  readonly title: BilingualText;
  readonly organisations: readonly BilingualText[];
  readonly applicant: string;
  readonly where: string;
  readonly basis: LegalBasis | null;
  readonly from: string;
  readonly until: string;
  readonly open: boolean;
  readonly shownUntil: string;
}

export interface ObjectionTakenEntity {
  readonly is: 'ObjectionTaken';
  readonly id: string;
  readonly at: number;
}

/** Why an objection is not taken in. */
export type ObjectionRefusal = 'OVER' | 'ALREADY';

export interface ObjectionRefusedEntity {
  readonly is: 'ObjectionRefused';
  readonly reason: ObjectionRefusal;
}

export interface CaseObjectionEntity {
  readonly id: string;
  readonly step: string;
  readonly at: number;
  readonly name: string | null;
  readonly reasons: string;
  readonly lookedAt: number | null;
  readonly findings: string | null;
  readonly lookedBy: string | null;
  readonly canLookInto: boolean;
}
