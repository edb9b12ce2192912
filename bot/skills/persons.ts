import { AssistantDelegationsDocument, type AssistantDelegationFragment } from '../__generated__/operations.js';
import type { PersonValue, SlotValue } from '../language/types.js';
import { Refusal, type Answer, type SkillTurn } from './types.js';

/** The kind of edge by which one acts for such a person; null for oneself. */
const EDGES: Readonly<Record<PersonValue['relation'], AssistantDelegationFragment['kind'] | null>> = {
  self: null, child: 'GUARDIAN', grandchild: 'GUARDIAN', spouse: 'CARER', father: 'CARER', mother: 'CARER', parent: 'CARER', grandparent: 'CARER', sibling: 'CARER', elder: 'CARER',
};
/** Words before which child it is: 小儿子, 大女儿, 老三. The number counts from the eldest, -1 is the youngest. */
const ORDERS: readonly (readonly [words: RegExp, order: number])[] = [
  [/小(?:儿子|女儿|闺女|的那个)|老小|老幺|最小/u, -1], [/大(?:儿子|女儿|闺女|的那个)|老大|大宝|最大/u, 1], [/二(?:儿子|女儿|闺女|宝|娃)|老二/u, 2], [/三(?:儿子|女儿|闺女|宝|娃)|老三/u, 3],
];

/**
 * The people whom words such as 我妈, 孩子, 小儿子, or a name mean, among those for whom one may act: by name, else by the kind of the
 * edge and the order of children. The graph knows who may act for whom, not how they are kin, so several may fit: then one asks.
 * @param words what was said, for names and for which of the children
 */
export function peopleMeant(held: readonly AssistantDelegationFragment[], words: string, person: PersonValue | undefined): AssistantDelegationFragment[] {
  const active = held.filter(({ state }) => state === 'ACTIVE');
  const named = active.filter(({ principal }) => words.includes(principal.displayName));
  if (named.length > 0) return named;
  const kind = person ? EDGES[person.relation] : null;
  const fitting = kind === null ? [] : active.filter((edge) => edge.kind === kind);
  return person?.relation === 'child' ? childMeant(fitting, person.order ?? ORDERS.find(([pattern]) => pattern.test(words))?.[1]) : fitting;
}

/** A guardian's right ends on the child's 18th birthday, so the eldest's ends first. All of them where that tells no order, none where there are not so many. */
function childMeant(children: readonly AssistantDelegationFragment[], order: number | undefined): AssistantDelegationFragment[] {
  const until = children.map((child) => child.until ?? '');
  if (order !== undefined && order > children.length) return [];
  if (order === undefined || until.includes('') || new Set(until).size < children.length) return [...children];
  const meant = [...children].sort((a, b) => Date.parse(a.until ?? '') - Date.parse(b.until ?? '')).at(order > 0 ? order - 1 : order);
  return meant ? [meant] : [...children];
}

/** Which of several one means, to tap. */
export function whichPerson(slot: string, edges: readonly AssistantDelegationFragment[], nameOf: (edge: AssistantDelegationFragment) => string, text: string): Answer {
  return { kind: 'choice', slot, text, options: edges.map((edge) => ({ label: nameOf(edge), value: { kind: 'person', value: nameOf(edge), text: nameOf(edge), start: -1, end: -1, how: 'name', id: edge.id } })) };
}

/**
 * A skill's turn with the rights of whoever its slot says (我妈, 孩子, 老大), by the delegation that holds for them; one's own where the
 * slot says nobody else. Else what is answered instead: which one of several, or how it is granted. Throws {@link Refusal}.
 * @param executeFor the contract under a delegation; absent where nobody can be acted for
 */
export async function turnFor(turn: SkillTurn, slot: string, executeFor: ((delegationId: string) => Promise<SkillTurn['execute']>) | undefined): Promise<{ readonly turn: SkillTurn } | { readonly answer: Answer }> {
  const said = turn.slots[slot];
  if (!said || said.person?.relation === 'self') return { turn };
  const { me } = await turn.execute(AssistantDelegationsDocument, {});
  if (!me) throw new Refusal('UNAUTHENTICATED', '请先登录');
  const chosen = me.delegationsHeld.filter(({ id, state }) => id === said.id && state === 'ACTIVE');
  const meant = chosen.length > 0 ? chosen : peopleMeant(me.delegationsHeld, turn.text, said.person);
  const [edge, ...others] = meant;
  if (!edge || !executeFor) return { answer: notGranted(said) };
  if (others.length > 0) return { answer: whichPerson(slot, meant, ({ principal }) => principal.displayName, '是替哪一位办？') };
  const { text, mentions, now, position, speaker, confirmed, key } = turn;
  return { turn: { text, mentions, now, position, confirmed, key, slots: { ...turn.slots, [slot]: { ...said, id: edge.id } }, speaker: { ...speaker, actingFor: edge.principal.displayName }, execute: await executeFor(edge.id) } };
}

function notGranted({ text }: SlotValue): Answer {
  return { kind: 'said', text: `您现在还不能替${text}办。孩子请在“代办管理”里登记，老人或家人由本人授权给您，授权后再问我就行。`, chips: [{ label: '去代办管理', action: 'OPEN', value: '/me/delegations' }] };
}
