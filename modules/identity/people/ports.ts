import type { IdentifierKind } from '../../kernel/identifiers.js';
import type { AccountsService } from '../accounts/service.js';

/** How somebody is proved; face is never the only way. */
export type ProofMethod = 'FACE' | 'NETWORK_IDENTITY' | 'COUNTER_CARD';

/** What somebody says of himself, to be proved. The identifier is in its written form and keeps its scheme. */
export interface ProofClaim {
  readonly kind: IdentifierKind;
  readonly identifier: string;
  readonly name: string;
  readonly method: ProofMethod;
  /** A face token or the network identity's token; null at a counter, where the clerk holds the card. */
  readonly evidence: string | null;
}

/** What the register says. The birth date is its own: a passport's number does not hold one. */
export type ProofAnswer = { readonly outcome: 'match'; readonly birthDate: string } | { readonly outcome: 'no-match' | 'evidence-refused' };

/**
 * Proves a person against the population register and a face, or by the national network identity (国家网络身份认证公共服务).
 * Rejects with UNAVAILABLE where the outside does not answer.
 */
export interface ProofingPort {
  prove(claim: ProofClaim): Promise<ProofAnswer>;
}

/** What the household register (户籍) or the registry of guardians says of an adult and a child. */
export type GuardianAnswer =
  /** The child is not there under this name. */
  | { readonly outcome: 'no-child' }
  /** The child is there; that the adult is a guardian is not on record. */
  | { readonly outcome: 'not-on-record'; readonly birthDate: string }
  | { readonly outcome: 'guardian'; readonly birthDate: string; readonly custody: Custody };

/** What a court or an agreement leaves a guardian: `withheld` are the scopes that the other guardian alone holds. */
export interface Custody {
  readonly withheld: readonly string[];
}

/** Asks who a child's guardians are. */
export interface HouseholdPort {
  guardianOf(adultIdentifier: string, child: { readonly identifier: string; readonly name: string }): Promise<GuardianAnswer>;
}

/** What people need of accounts, which hold the binding: one person, one account. */
export type AccountsPort = Pick<AccountsService, 'find' | 'findByPerson' | 'findByPhone' | 'phoneOf' | 'bindPerson' | 'remove' | 'changed'>;
