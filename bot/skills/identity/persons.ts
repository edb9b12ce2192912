import type { AssistantDelegationFragment } from '../../__generated__/operations.js';
import type { PersonValue } from '../../language/types.js';

/** The kind of edge by which one acts for such a person; null for oneself. */
const EDGES: Readonly<Record<PersonValue['relation'], AssistantDelegationFragment['kind'] | null>> = {
  self: null, child: 'GUARDIAN', grandchild: 'GUARDIAN', spouse: 'CARER', father: 'CARER', mother: 'CARER', parent: 'CARER', grandparent: 'CARER', sibling: 'CARER', elder: 'CARER',
};

/**
 * The people whom words such as 我妈, 孩子, or a name mean, among those for whom one may act: by name, else by the kind of the edge.
 * The graph knows who may act for whom, not how they are kin, so several may fit: then one asks.
 * @param words what was said, for names
 */
export function peopleMeant(held: readonly AssistantDelegationFragment[], words: string, person: PersonValue | undefined): AssistantDelegationFragment[] {
  const active = held.filter(({ state }) => state === 'ACTIVE');
  const named = active.filter(({ principal }) => words.includes(principal.displayName));
  if (named.length > 0) return named;
  const kind = person ? EDGES[person.relation] : null;
  return kind === null ? [] : active.filter((edge) => edge.kind === kind);
}
