import type { BilingualText } from '../../kernel/identifiers.js';
import type { PartyRefEntity } from '../people/types.js';

/** Kinds of edges. */
export type DelegationKind = 'GUARDIAN' | 'CARER' | 'AGENT' | 'LEGAL_REPRESENTATIVE';
/** Where an edge is stored to stand. */
export type StoredState = 'PENDING' | 'ACTIVE' | 'REFUSED' | 'REVOKED';
/** Where an edge stands: as stored, or what time makes of it. */
export type DelegationState = StoredState | 'EXPIRED' | 'ENDED_BY_RULE';
/** How an edge was proved. */
export type DelegationBasis = 'HOUSEHOLD_REGISTER' | 'OTHER_GUARDIAN' | 'CLERK' | 'GRANTED' | 'REGISTRY';

/** An edge as stored, without names. */
export interface Edge {
  readonly id: string;
  readonly kind: DelegationKind;
  /** The person who acts. */
  readonly actorId: string;
  readonly principalKind: 'person' | 'organisation';
  readonly principalId: string;
  readonly scopes: readonly string[];
  readonly state: StoredState;
  readonly basis: DelegationBasis;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number | null;
  /** The principal's birth date where the edge's rules depend on it: a guardian's child. */
  readonly birthDate: string | null;
  /** Why it was refused, sealed; null where it was not. */
  readonly refusalSealed: string | null;
}

/** An edge with the names of both sides and where it stands now. */
export interface DelegationEntity {
  readonly id: string;
  readonly kind: DelegationKind;
  readonly actor: PartyRefEntity;
  readonly principal: PartyRefEntity;
  readonly scopes: readonly string[];
  readonly state: DelegationState;
  readonly basis: DelegationBasis;
  readonly from: number;
  readonly until: number | null;
  readonly endsBecause: BilingualText | null;
  /** Sealed: it is opened where somebody asks for it. */
  readonly refusalSealed: string | null;
}

/** Why a delegation is refused. */
export type DelegationRefusalReason = 'NOT_A_CHILD' | 'NOT_FOUND' | 'ALREADY_THERE' | 'CUSTODY_LIMIT' | 'TOO_LONG' | 'UNKNOWN_SCOPE' | 'SELF';

/** A refusal as the contract answers it. */
export interface DelegationRefusedEntity {
  readonly reason: DelegationRefusalReason;
  readonly text: BilingualText;
}
