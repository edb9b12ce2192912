import type { Caller } from '../../../kernel/caller.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import type { PolicyTable, Subject } from '../../../kernel/policy/types.js';

/** Whether the glass was broken. */
export interface EmergencyPort {
  /** Whether this caller, in this post, holds a grant for each of these people now. */
  granted(caller: Caller, personIds: readonly string[]): Promise<boolean>;
}

/**
 * Lets a break-glass grant open what the tables mark with `emergency`, without consent and without the usual right; nothing
 * else, no mutation unless it is marked, and not without the second factor that broke the glass.
 */
export function withEmergencies(inner: Authoriser, emergencies: EmergencyPort, tables: readonly PolicyTable[]): Authoriser {
  const opened = new Set(tables.flatMap((table) => Object.entries(table)).filter(([, rule]) => rule.emergency).map(([action]) => action));
  const opens = async (caller: Caller, action: string, { personIds = [] }: Subject): Promise<boolean> =>
    opened.has(action) && caller.post !== null && caller.actingFor === null && caller.site === undefined && caller.assurance === 'sensitive' && personIds.length > 0 && emergencies.granted(caller, personIds);
  return {
    async check(caller, action, subject) {
      if (!(await opens(caller, action, subject))) await inner.check(caller, action, subject);
    },
    allows: async (caller, action, subject) => (await opens(caller, action, subject)) || inner.allows(caller, action, subject),
  };
}
