import type { Caller } from '../../kernel/caller.js';
import type { AccountEntity } from '../accounts/types.js';
import type { Factor, OpenedSession } from '../sessions/types.js';
import type { Certificate } from './certificates/certificate.js';
import type { PasswordWeakness } from './rules.js';

/** Second factors, as the contract names them. */
export type FactorMethod = 'SMS' | 'AUTHENTICATOR' | 'CERTIFICATE' | 'PASSWORD';

/** What is guessed: each has its own count by account. */
export type Guessed = 'password' | 'code' | 'factor';

/** Whom a lock keeps out: everybody everywhere, a browser that the account knows, or who is signed in and changes the password. */
export type LockPlace = 'ANYWHERE' | 'KNOWN_DEVICE' | 'SIGNED_IN';

/** Under which name tries are counted, and whose they are where that is known. */
export interface Counted {
  readonly name: string;
  readonly accountId: string | null;
  readonly where: LockPlace;
}

/** A lock in force on an account. */
export interface LockEntity {
  readonly id: string;
  readonly account: AccountEntity;
  readonly factor: 'PASSWORD' | 'CODE' | 'SECOND_FACTOR';
  readonly where: LockPlace;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly until: number;
  /** Tries that were let in, the last of which locked. */
  readonly tries: number;
}

/** Where a sign-in comes from. */
export interface Attempt {
  readonly caller: Caller;
  readonly address: string;
  /** Browser and system in words. */
  readonly device: string;
  /** What the browser's own cookie says; absent where it has none. */
  readonly deviceWord?: string | undefined;
  /** Whether this is a browser of somebody's own that keeps cookies: it is known from a sign-in on. */
  readonly ownBrowser?: boolean;
}

/** Signed in. */
export interface SignedIn {
  readonly __typename: 'SignedIn';
  readonly opened: OpenedSession;
  /** For the browser's own cookie; null where it is not to be known. */
  readonly deviceWord: string | null;
}

/** A second factor is still needed. */
export interface SecondFactorNeeded {
  readonly __typename: 'SecondFactorNeeded';
  readonly challengeId: string;
  readonly methods: FactorMethod[];
}

/** Refused, as far as is told. */
export interface SignInRefused {
  readonly __typename: 'SignInRefused';
  readonly reason: 'WRONG' | 'LOCKED' | 'DISABLED' | 'PASSWORD_EXPIRED' | 'SNAPSHOT_USER';
  readonly retryAfterSeconds: number | null;
}

/** A WeChat user whom no account knows. */
export interface WechatNotBound {
  readonly __typename: 'WechatNotBound';
  readonly bindingToken: string;
}

/** How a sign-in ends. */
export type SignInOutcome = SignedIn | SecondFactorNeeded | SignInRefused | WechatNotBound;

/** Stepped up: the session has a new token. */
export interface SteppedUp {
  readonly __typename: 'SteppedUp';
  readonly opened: OpenedSession;
  /** Epoch milliseconds. */
  readonly sensitiveUntil: number;
}

/** Set. */
export interface PasswordSet {
  readonly __typename: 'PasswordSet';
  readonly expiresAt: number | null;
}

/** Too weak. */
export interface PasswordWeak {
  readonly __typename: 'PasswordWeak';
  readonly weaknesses: readonly PasswordWeakness[];
}

/** Sends a text to a phone now. Rejects where the carrier did not take it. */
export interface SmsSender {
  /** @param phone in its one form */
  send(phone: string, text: string): Promise<void>;
}

/** Hashes passwords; a port so that tests count its calls. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** Whom certificates are believed from, and which are no more. A certificate authority's own service implements it. */
export interface CertificateAuthority {
  /** Certificates (DER) that a chain may end at. */
  anchors(): readonly Buffer[];
  /** Whether a certificate was revoked by who issued it. Rejects where that cannot be learnt; then nobody signs in by it. */
  isRevoked(certificate: Certificate, issuer: Certificate): Promise<boolean>;
}

/** WeChat's sign-in (OAuth 2.0 for web pages inside WeChat), as the client of it. */
export interface WechatSignIn {
  /** Where to send the browser; WeChat sends it back to `returnTo` with code and state. */
  authorizeUrl(state: string, returnTo: string): string;
  /** Who a code stands for; null for a code that WeChat does not know. Rejects where WeChat does not answer. */
  exchange(code: string): Promise<{ readonly openId: string; readonly snapshot: boolean } | null>;
}

/** A first factor proved, a second awaited. */
export interface PendingSignIn {
  readonly accountId: string;
  readonly first: Factor;
  readonly methods: FactorMethod[];
  /** False where a post must stay away even so: the password has expired. */
  readonly withPosts: boolean;
}
