import type { BilingualText, IdentifierKind, IdentifierSex } from '../../kernel/identifiers.js';
import type { ProofMethod } from './ports.js';

/** About how old somebody is. */
export type AgeBand = 'UNDER_14' | 'FROM_14_TO_17' | 'FROM_18_TO_59' | 'FROM_60';

/** A person as services and resolvers see it; the identifier only masked. */
export interface PersonEntity {
  readonly id: string;
  readonly name: string;
  /** 310**************X */
  readonly identifier: string;
  readonly identifierKind: IdentifierKind;
  /** `YYYY-MM-DD`; shown by {@link PeopleService.birthDateFor} only. */
  readonly birthDate: string;
  readonly sex: IdentifierSex | null;
  /** 138****1234; null where there is none. */
  readonly phone: string | null;
  /** When and how it was proved last; null for a child or elder known from the register only. */
  readonly proof: { readonly at: number; readonly method: ProofMethod } | null;
}

/** Somebody found by what they gave: a person, an account, or both. */
export interface PersonAtEntity {
  readonly person: PersonEntity | null;
  readonly accountId: string | null;
  readonly displayName: string;
  readonly proofed: boolean;
}

/** A person or organisation as the other side sees it. */
export interface PartyRefEntity {
  readonly id: string;
  readonly displayName: string;
}

/** Somebody to be known: what a register or a counter proved. */
export interface PersonFacts {
  readonly kind: IdentifierKind;
  readonly identifier: string;
  readonly name: string;
  readonly birthDate: string;
  readonly phone?: string | null;
}

/** Why a proof is refused; as in the contract. */
export type ProofRefusalReason = 'BAD_IDENTIFIER' | 'NO_MATCH' | 'ALREADY_BOUND' | 'EVIDENCE_REFUSED';

/** Proved. */
export interface ProofedEntity {
  readonly kind: 'Proofed';
  readonly person: PersonEntity;
}

/** Not proved. */
export interface ProofRefusedEntity {
  readonly kind: 'ProofRefused';
  readonly reason: ProofRefusalReason;
  readonly text: BilingualText;
}

/** How a proof ends. */
export type ProofOutcome = ProofedEntity | ProofRefusedEntity;

/** Identifiers that can be shown whole. */
export type MaskedFieldName = 'IDENTIFIER' | 'PHONE';
