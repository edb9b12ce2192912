import type { Caller } from '../caller.js';
import type { Subject } from './types.js';

/** Decides by the modules' tables. */
export interface Authoriser {
  /**
   * Resolves where the caller may; throws UNAUTHENTICATED (browsing), NOT_PROOFED (实名 first), STEP_UP_REQUIRED (second factor
   * first), CONSENT_REQUIRED, FORBIDDEN, or RATE_LIMITED where the rule limits how often: each check that gets that far counts as
   * one. Refusals of personal data are audited as denied.
   */
  check(caller: Caller, action: string, subject: Subject): Promise<void>;
  /** The same as a question: neither audited nor counted. */
  allows(caller: Caller, action: string, subject: Subject): Promise<boolean>;
}
