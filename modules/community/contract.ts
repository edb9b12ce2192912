import type { Role } from '../kernel/caller.js';
import type { IdentifierKind, IdentifierSex } from '../kernel/identifiers.js';

/** An organisation as cases and queues name it. */
export interface OrganisationRef {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: string;
}

/** Organisations and who holds posts in them; identity implements it. */
export interface Directory {
  /** Null where there is none. */
  find(organisationId: string): Promise<OrganisationRef | null>;
  /** All of them, by name; a district has some hundreds. */
  list(): Promise<readonly OrganisationRef[]>;
  /** The organisations above one, the nearest first. */
  ancestorsOf(organisationId: string): Promise<readonly string[]>;
  /** Person ids of those who hold a post of this role in the organisation today. */
  holdersOf(organisationId: string, role: Role): Promise<readonly string[]>;
}

/** A person as identity knows one, in the clear: its reader must have authorised and recorded the look. */
export interface PersonFacts {
  readonly id: string;
  readonly name: string;
  readonly identifierKind: IdentifierKind;
  readonly identifier: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly sex: IdentifierSex | null;
  readonly phone: string | null;
}

/** People; identity implements it. */
export interface People {
  /** Null where there is none or it was erased. */
  find(personId: string): Promise<PersonFacts | null>;
  /** Whether somebody may act for another person in something (`affairs.apply`) today, by a delegation. */
  actsFor(actorId: string, principalId: string, scope: string): Promise<boolean>;
  /** How people are called, by id; whoever is not there is left out. */
  namesOf(personIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Who is on record under a card's number; null where nobody is. Throws BAD_INPUT for a number that is none, and for another name than on record. */
  byCard(card: { readonly identifier: string; readonly name: string }): Promise<PersonFacts | null>;
  /** The person whom a card at the counter shows: found by its number, or made. Throws BAD_INPUT for a number that is none. */
  atCounter(card: { readonly identifier: string; readonly name: string }): Promise<PersonFacts>;
}

/** A signature made with somebody's own certificate. */
export interface CertificateSignature {
  /** Base64: SM2 with SM3 (DER), or RSA with SHA-256. */
  readonly signature: string;
  /** The signer's certificate first, then each one's issuer: PEM, or DER in Base64. */
  readonly chain: readonly string[];
}

/** Signatures of people by their own certificates; identity implements it where the district trusts an authority. */
export interface PersonalSignatures {
  /** The ID number of whoever signed a message; null where signature or certificate is not to be believed. Throws UNAVAILABLE where that cannot be learnt. */
  signerOf(message: string, signature: CertificateSignature): Promise<string | null>;
}
