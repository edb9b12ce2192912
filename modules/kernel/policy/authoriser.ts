import type { Audit } from '../audit/port.js';
import type { Assurance, Caller } from '../caller.js';
import { Fault, type FaultCode } from '../errors.js';
import type { Authoriser } from './port.js';
import type { ActionLimits, ConsentPort, PolicyTable, Rule, Subject } from './types.js';

/** What the authoriser decides by. */
export interface AuthoriserDeps {
  /** Each module's table; an action stands in one of them only. */
  readonly tables: readonly PolicyTable[];
  readonly consents: ConsentPort;
  readonly audit: Audit;
  /** Absent: nothing is counted, as in programs that run once. */
  readonly limits?: ActionLimits;
}

/** On whose side a caller stands when a rule grants: the people's own side, or another's. */
type Grant = 'own' | 'other';

const RANK: Readonly<Record<Assurance, number>> = { none: 0, ordinary: 1, sensitive: 2 };

/** Merges the modules' tables. @throws Error where two tables name one action */
export function mergeTables(tables: readonly PolicyTable[]): PolicyTable {
  const merged = new Map<string, Rule>();
  for (const [action, rule] of tables.flatMap((table) => Object.entries(table))) {
    if (merged.has(action)) throw new Error(`two policy tables name the action ${action}`);
    merged.set(action, rule);
  }
  return Object.fromEntries(merged);
}

/** Whether scopes cover one: the same, or an area that it lies below (`education.*` covers `education.grades.read`). */
export function coversScope(scopes: readonly string[], wanted: string): boolean {
  return scopes.some((scope) => scope === wanted || (scope.endsWith('.*') && scope.length > 2 && wanted.startsWith(scope.slice(0, -1))));
}

/**
 * Decides by the modules' tables. What one needs to know of it:
 * - `self` and `delegated` hold only where every person of the subject is oneself or the one acted for: a record of several
 *   people is asked for person by person.
 * - Whoever acts for somebody is nobody else meanwhile: neither their own things (`self`) nor what their post opens.
 *   `deny` holds all the same.
 * - A proof (实名) is needed for `self` and `delegated`. A system's job has what `system` and `anyone` grant, and needs no
 *   second factor.
 * - By a department site's token the person's own rights hold as far as its scopes cover the action, and no post's.
 * - A device has what names its kind (`device`), for its own organisation, and nothing else: not even what anyone may.
 * - What is limited is counted last, by account, whoever it acts for and in whatever post: who may not do it uses nothing up.
 *   Jobs are not counted.
 * - Consent is asked of the people concerned where another side asks; not where they ask themselves or their delegate does.
 */
export function createAuthoriser({ tables, consents, audit, limits }: AuthoriserDeps): Authoriser {
  const rules = new Map(Object.entries(mergeTables(tables)));

  const judge = async (caller: Caller, action: string, subject: Subject): Promise<FaultCode | null> => {
    const rule = rules.get(action);
    // Not a refusal but a defect: an action that nobody has written a rule for.
    if (!rule) throw new Error(`no policy table names the action ${action}`);
    if (caller.device) return rule.device === caller.device.kind && subject.organisationId === caller.device.organisationId ? null : 'FORBIDDEN';
    if (beyondToken(rule, caller)) return 'FORBIDDEN';
    const grant = caller.post && rule.deny?.includes(caller.post.role) ? null : grantOf(rule, caller, subject);
    if (!grant) return refusalOf(rule, caller);
    if (rule.assurance && !isSystem(caller) && RANK[caller.assurance] < RANK[rule.assurance]) return caller.assurance === 'none' ? 'UNAUTHENTICATED' : 'STEP_UP_REQUIRED';
    const people = subject.personIds ?? [];
    if (rule.consent && grant === 'other' && people.length > 0 && !(await consents.agreed(people, rule.consent))) return 'CONSENT_REQUIRED';
    return null;
  };

  const count = async (caller: Caller, action: string): Promise<void> => {
    const limit = rules.get(action)?.limit;
    if (limit && caller.accountId !== null && !isSystem(caller)) await limits?.count(caller.accountId, action, limit);
  };

  return {
    async check(caller, action, subject) {
      const code = await judge(caller, action, subject);
      if (!code) return count(caller, action);
      const refused = code === 'FORBIDDEN' || code === 'CONSENT_REQUIRED';
      if (refused && (subject.personIds ?? []).length > 0) {
        // Refused it is, whether or not that can be written down; the writer logs where it cannot.
        await audit.read(caller, { action, subject, purpose: 'none', outcome: 'denied' }).catch(() => undefined);
      }
      throw new Fault(code);
    },
    allows: async (caller, action, subject) => (await judge(caller, action, subject)) === null,
  };
}

/** Whether a site's token does not reach an action. What anyone may, its bearer may too. */
function beyondToken({ anyone, scope }: Rule, { site }: Caller): boolean {
  return site !== undefined && !anyone && (scope === undefined || !site.scopes.includes(scope));
}

function isSystem(caller: Caller): boolean {
  return caller.channel === 'system' && caller.accountId?.startsWith('system:') === true;
}

function grantOf(rule: Rule, caller: Caller, subject: Subject): Grant | null {
  if (ownSide(rule, caller, subject)) return 'own';
  if (rule.anyone || (rule.system && isSystem(caller))) return 'other';
  if (rule.signedIn && caller.accountId !== null && !isSystem(caller)) return 'other';
  const { post } = caller;
  if (!post || caller.actingFor || caller.site || !rule.posts?.includes(post.role)) return null;
  return !rule.sameOrganisation || subject.organisationId === post.organisationId ? 'other' : null;
}

function ownSide(rule: Rule, caller: Caller, subject: Subject): boolean {
  if (!caller.proofed || caller.personId === null || isSystem(caller)) return false;
  const people = subject.personIds ?? [];
  const all = (id: string): boolean => people.length > 0 && people.every((one) => one === id);
  const { actingFor } = caller;
  if (!actingFor) return rule.self === true && all(caller.personId);
  if (rule.delegated === undefined || !coversScope(actingFor.scopes, rule.delegated)) return false;
  return actingFor.kind === 'person' ? all(actingFor.id) : subject.organisationId === actingFor.id;
}

/** Why nothing grants, as far as the caller can do something about it. */
function refusalOf(rule: Rule, caller: Caller): FaultCode {
  if (caller.accountId === null) return 'UNAUTHENTICATED';
  const couldBeOwn = rule.self === true || rule.delegated !== undefined;
  if (couldBeOwn && !caller.proofed && !caller.post && !isSystem(caller)) return 'NOT_PROOFED';
  return 'FORBIDDEN';
}
