import type { Role } from '../../kernel/caller.js';
import type { PartyRefEntity } from '../people/types.js';

/** Kinds of organisations, as in the contract. */
export type OrganisationKind = 'DEPARTMENT' | 'STREET' | 'STATION' | 'SCHOOL' | 'CLINIC' | 'SCENIC' | 'COMPANY';

/** Roles of posts as the contract names them: those of the policy table in capitals. */
export type PostRoleName = 'SYSTEM_ADMIN' | 'SECURITY_ADMIN' | 'AUDIT_ADMIN' | 'SITE_ADMIN' | 'CLERK' | 'DISPATCHER' | 'APPROVER' | 'DOCTOR' | 'NURSE' | 'TEACHER' | 'SCHOOL_ADMIN' | 'SCENIC_STAFF';

/** An organisation as services and resolvers see it. */
export interface OrganisationEntity {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: OrganisationKind;
  readonly creditCode: string | null;
  readonly parentId: string | null;
}

/** A post of a person in an organisation. */
export interface PostEntity {
  readonly id: string;
  readonly personId: string;
  readonly organisationId: string;
  readonly role: Role;
  readonly title: string;
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last day; null for no end. */
  readonly until: string | null;
}

/** Where a proposal stands: LAPSED is what time makes of one that waits. */
export type ProposalState = 'PENDING' | 'CONFIRMED' | 'REFUSED' | 'LAPSED';

/** A proposed post of one of the three administrators, as a colleague sees it. */
export interface ProposalEntity {
  readonly id: string;
  readonly person: PartyRefEntity;
  readonly organisationId: string;
  readonly role: Role;
  readonly title: string;
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last day; null for no end. */
  readonly until: string | null;
  readonly state: ProposalState;
  readonly proposedBy: PartyRefEntity;
  readonly proposedAs: Role;
  /** Epoch milliseconds. */
  readonly proposedAt: number;
  readonly lapsesAt: number;
  readonly decidedBy: PartyRefEntity | null;
  readonly decidedAt: number | null;
  /** Why it was refused. */
  readonly reason: string | null;
  /** Whether the caller it was read for may confirm it now. */
  readonly mayConfirm: boolean;
}
