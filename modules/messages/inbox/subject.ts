import { principalOf, type Caller } from '../../kernel/caller.js';
import { Fault } from '../../kernel/errors.js';
import type { Subject } from '../../kernel/policy/types.js';

/** Whose messages a call is about: the one somebody acts for, else oneself. Throws UNAUTHENTICATED or NOT_PROOFED where it is nobody. */
export function personSubject(caller: Caller): Subject & { readonly personIds: readonly string[] } {
  const personId = principalOf(caller);
  if (personId === null) throw new Fault(caller.accountId === null ? 'UNAUTHENTICATED' : 'NOT_PROOFED');
  return { type: 'person', id: personId, personIds: [personId] };
}

/** Why messages are read: one's own, or in the service of another: `care` is a clinic's word. */
export function purposeOf(caller: Caller): string {
  return caller.actingFor?.kind === 'person' ? 'service' : 'self';
}
