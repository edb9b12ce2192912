import { AssistantRoutesDocument } from '../../__generated__/operations.js';
import type { SlotValue } from '../../language/types.js';
import type { Answer, SkillTurn } from '../types.js';

/** The line that a slot means: its id, or the answer that says there is none. */
export async function resolveRoute(turn: SkillTurn, slot: string, value: SlotValue): Promise<{ readonly id: string } | { readonly answer: Answer }> {
  if (value.kind === 'route' && value.id) return { id: value.id };
  const { routes } = await turn.execute(AssistantRoutesDocument, { search: value.value.slice(0, 64) });
  const [first, ...others] = routes.edges.map(({ node }) => node);
  if (!first) return { answer: { kind: 'ask', slot, text: `没有找到“${value.value}”这条线路。请再说一下是几路车。` } };
  if (others.length === 0 || first.shortName === value.value) return { id: first.id };
  const options = [first, ...others].slice(0, 5).map(({ id, shortName, longName }) => ({ label: shortName, detail: longName, value: { kind: 'route' as const, value: shortName, text: shortName, start: -1, end: -1, how: 'name' as const, id } }));
  return { answer: { kind: 'choice', slot, text: '您说的是哪一条线路？', options } };
}
