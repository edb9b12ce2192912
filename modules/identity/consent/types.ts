import type { BilingualText } from '../../kernel/identifiers.js';
import type { PartyRefEntity } from '../people/types.js';

/** A notice on the use of personal data, in one version. Versions stay, so that it is known what somebody agreed to. */
export interface ConsentNotice {
  readonly purpose: string;
  readonly version: number;
  readonly title: BilingualText;
  readonly text: BilingualText;
  readonly recipients: readonly string[];
  /** The service cannot be given without it: then there is nothing to choose. */
  readonly required: boolean;
}

/** What somebody agreed to, or withdrew. */
export interface ConsentEntity {
  readonly purpose: string;
  readonly version: number;
  readonly given: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The guardian who agreed; null where it was the person. */
  readonly by: PartyRefEntity | null;
}

/** A record opened in an emergency. */
export interface EmergencyAccessEntity {
  readonly id: string;
  readonly by: PartyRefEntity;
  readonly person: PartyRefEntity;
  readonly reason: string;
  readonly at: number;
  readonly endsAt: number;
  readonly reviewed: boolean;
  readonly justified: boolean | null;
}

/** Topic on the event bus: somebody withdrew a consent; what rests on it stops. */
export const CONSENT_WITHDRAWN = 'identity.consent.withdrawn';

/** What CONSENT_WITHDRAWN carries. */
export interface ConsentWithdrawn {
  readonly personId: string;
  readonly purpose: string;
}
