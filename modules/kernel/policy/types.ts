import type { Assurance, DeviceKind, Role } from '../caller.js';

/** What an action is done to. `personIds` are the people whose data it concerns; `organisationId` whose file it is. */
export interface Subject {
  /** Kind of record, such as `person` or `health.record`. */
  readonly type: string;
  readonly id: string;
  readonly personIds?: readonly string[];
  readonly organisationId?: string;
}

/** How often one account may do an action: so many times in so many seconds, counted from the first. */
export interface Limit {
  readonly times: number;
  readonly seconds: number;
}

/**
 * Who may do an action. One of the grants must hold and every condition; what `deny` names refuses whatever else grants.
 * Nothing granted means nobody may.
 */
export interface Rule {
  /** Grants. */
  readonly anyone?: true;
  readonly signedIn?: true;
  /** The subject is the caller's own, proofed person, and nobody else besides; not while acting for somebody. */
  readonly self?: true;
  /** The caller acts for the subject by an edge with this scope (`health.read`; `education.*` covers all below). */
  readonly delegated?: string;
  /** The caller acts in a post with one of these roles and for nobody else; with `sameOrganisation` only for that organisation's subjects. */
  readonly posts?: readonly Role[];
  readonly sameOrganisation?: true;
  /** A device of this kind, for its organisation's subjects alone. */
  readonly device?: DeviceKind;
  /** The system's own jobs. */
  readonly system?: true;
  /** Conditions. */
  readonly assurance?: Assurance;
  /** The subject agreed to this purpose (or it is the subject who asks). */
  readonly consent?: string;
  /** A break-glass grant for the subject opens it to the posts that may break the glass. */
  readonly emergency?: true;
  /**
   * What a department site's access token must hold for the site to do this in the person's name (`messages.read`). Absent: no
   * token reaches it, unless `anyone` may.
   */
  readonly scope?: string;
  /** How often somebody signed in may; actions that cost or harm when done in numbers. Who browses has no account to count by: see the limit by address. */
  readonly limit?: Limit;
  /** Refusals: roles that may never, even where another grant holds. */
  readonly deny?: readonly Role[];
  /** Why the rule is as it is, for docs/SECURITY.md. */
  readonly because?: string;
}

/** A module's table: action → rule. Actions are `module.thing.verb`. */
export type PolicyTable = Readonly<Record<string, Rule>>;

/**
 * Which action each field of the contract stands for: `Type.field` or `Type.*` → action, or `public` for what anybody may
 * read, or `parent` where the parent's own action has already decided.
 */
export type FieldPolicies = Readonly<Record<string, string>>;

/** What a module hands over about rights. */
export interface ModulePolicies {
  readonly actions: PolicyTable;
  readonly fields: FieldPolicies;
}

/** Counts how often accounts do what a rule limits. */
export interface ActionLimits {
  /** Counts one. Rejects with RATE_LIMITED and `retryAfterSeconds` where the account did it as often as the limit lets. */
  count(accountId: string, action: string, limit: Limit): Promise<void>;
}

/** Ports that identity implements, so that the kernel knows no people. */
export interface ConsentPort {
  /** Whether each of the people agrees to a purpose now. */
  agreed(personIds: readonly string[], purpose: string): Promise<boolean>;
}
