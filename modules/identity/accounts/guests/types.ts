/** What brings a guest back in who forgot the password. */
export type GuestRecovery = 'PHONE_ONCE_CONFIRMED' | 'PHONE' | 'NONE';

/** A visitor as asked for; nothing read yet. */
export interface GuestInput {
  readonly name: string;
  readonly passportNumber: string;
  /** ISO 3166-1 alpha-3. */
  readonly issuingCountry: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly password: string;
}

/** What a visitor said of himself, each in its one form. */
export interface GuestFacts {
  readonly name: string;
  readonly passportNumber: string;
  readonly issuingCountry: string;
  readonly birthDate: string;
  readonly email: string | null;
  /** E.164 */
  readonly phone: string | null;
}

/** Registered; the same for somebody known already, whose new sign-in name opens nothing. */
export interface GuestRegistered {
  readonly __typename: 'GuestRegistered';
  readonly login: string;
  readonly recovery: GuestRecovery;
}

/** What a guest reads of himself: numbers masked. */
export interface GuestEntity extends GuestFacts {
  readonly __typename: 'Guest';
  readonly phoneConfirmed: boolean;
  readonly recovery: GuestRecovery;
}
