import { AssistantActAsDocument, AssistantDelegationsDocument, AssistantRevokeDocument, type AssistantDelegationFragment, type AssistantDelegationsQuery } from '../../__generated__/operations.js';
import type { ChipEntity } from '../../contract.js';
import { peopleMeant, whichPerson } from '../persons.js';
import { dayOf } from '../say.js';
import { Refusal, type Answer, type Skill, type SkillTurn } from '../types.js';
import { delegationPhrases } from './phrases.js';

type Me = NonNullable<AssistantDelegationsQuery['me']>;

const OPEN: ChipEntity = { label: '去代办管理', action: 'OPEN', value: '/me/delegations' };
const KINDS = { GUARDIAN: '监护人', CARER: '照护人', AGENT: '经办人', LEGAL_REPRESENTATIVE: '法定代表人' } as const;

const ENDING = /取消|撤[销掉了]|解除|收回|终止|停[掉止]|不(?:想|要|能)?再?让|不能再替|解绑|移除|删(?:除|掉)/u;
/** Ends what the speaker gave, not what the speaker holds. */
const GIVEN = /(?:不|别).{0,4}让|[对给].{1,8}(?:授权|委托)|权限|替我/u;
const OWN = /(?:给|为|帮)?(?:我)?自己办|(?:换|切|回)(?:回|到)?(?:我|自己|本人)|不替.{0,6}办了|退出代办|办我自己/u;
const LISTING = /谁|哪些|哪几|几个|有没有|到期|有效|记录|还在|看看|关系(?!取消)/u;
const CONFIRMING = /同意|确认|拒绝|收到.{0,6}(?:授权|申请)/u;
const SWITCHING = /切换?[到成为]?|换[成到]/u;
const BEGINNING = /切换|换成|换到|替|帮|给|代(?!办(?:管理|人))|为/u;
const ADDING = /绑定|添加|加上|关联|授权|委托|怎么(?:办|弄|开|设)|开通|设置|申请/u;

/** identity.delegation: for whom I act and who acts for me; switching; ending. */
export const delegation: Skill = {
  intent: 'identity.delegation',
  title: '看代办和授权',
  phrases: delegationPhrases,
  slots: [{ name: 'edge', label: '代办关系', kinds: [], inner: true }],
  async answer(turn) {
    const { me } = await turn.execute(AssistantDelegationsDocument, {});
    if (!me) throw new Refusal('UNAUTHENTICATED', '请先登录');
    if (OWN.test(turn.text)) return ownAffairs(turn, me);
    if (ENDING.test(turn.text)) return end(turn, me);
    if (CONFIRMING.test(turn.text)) return pending(me);
    if (LISTING.test(turn.text)) return list(me);
    if (ADDING.test(turn.text) && !SWITCHING.test(turn.text)) return adding();
    const person = turn.mentions.find(({ kind }) => kind === 'person')?.person;
    if (BEGINNING.test(turn.text) && (turn.slots.edge || peopleMeant(me.delegationsHeld, turn.text, person).length > 0)) return begin(turn, me);
    // 我替我妈办, where she has not granted it, and 怎么代办: how that is done.
    return person || /怎么|如何/u.test(turn.text) ? adding() : list(me);
  },
};

function list({ actingFor, delegationsHeld, delegationsGiven }: Me): Answer {
  const held = delegationsHeld.filter(({ state }) => state === 'ACTIVE');
  const given = delegationsGiven.filter(({ state }) => state === 'ACTIVE');
  const row = (edge: AssistantDelegationFragment, name: string, words: string) => ({ title: name, detail: `${words}${edge.until ? `，到 ${dayOf(edge.until)}` : ''}`, link: '/me/delegations' });
  const lines = [
    held.length > 0 ? `您可以替 ${held.map(({ principal }) => principal.displayName).join('、')} 办事。` : '您现在没有可以替别人办的。',
    given.length > 0 ? `${given.map(({ actor }) => actor.displayName).join('、')} 可以替您办事。` : '没有人可以替您办事。',
    ...(actingFor ? [`现在正在为 ${actingFor.displayName} 办理。`] : []),
  ];
  const items = [...held.map((edge) => row(edge, edge.principal.displayName, `我是${KINDS[edge.kind]}`)), ...given.map((edge) => row(edge, edge.actor.displayName, `我的${KINDS[edge.kind]}`))];
  return {
    kind: 'said', text: lines.join('\n'), cards: items.length > 0 ? [{ __typename: 'ListCard', title: '代办关系', link: '/me/delegations', items }] : [],
    chips: [...held.slice(0, 3).map(({ principal }): ChipEntity => ({ label: `替${principal.displayName}办`, action: 'SAY', value: `切换到给${principal.displayName}办` })), OPEN],
  };
}

/** What waits for a confirmation of one of the two. */
function pending({ delegationsHeld, delegationsGiven }: Me): Answer {
  const waiting = [...delegationsGiven.map((edge) => ({ edge, words: `${edge.actor.displayName} 替您办` })), ...delegationsHeld.map((edge) => ({ edge, words: `您替 ${edge.principal.displayName} 办` }))].filter(({ edge }) => edge.state === 'PENDING');
  const text = waiting.length === 0 ? '现在没有等待确认的代办。' : `有 ${waiting.length} 项代办等待确认：${waiting.map(({ words }) => words).join('、')}。请到“代办管理”里同意或拒绝。`;
  return { kind: 'said', text, chips: [OPEN] };
}

function adding(): Answer {
  return { kind: 'said', text: '孩子：在“代办管理”里填孩子的信息，户口簿上对得上就马上生效，对不上由另一位监护人或窗口确认。\n老人或家人：由本人登录后授权给您，选好能办什么、到什么时候；本人不方便用手机的，可以一起到受理中心窗口办。', chips: [OPEN] };
}

/** Which of several edges is meant: the one chosen, the only one, or the question. */
function which(turn: SkillTurn, edges: readonly AssistantDelegationFragment[], nameOf: (edge: AssistantDelegationFragment) => string, question: string): { readonly edge: AssistantDelegationFragment } | { readonly answer: Answer } {
  const chosen = edges.find(({ id }) => id === turn.slots.edge?.id) ?? (edges.length === 1 ? edges[0] : undefined);
  if (chosen) return { edge: chosen };
  return { answer: whichPerson('edge', edges, nameOf, question) };
}

async function begin(turn: SkillTurn, me: Me): Promise<Answer> {
  const person = turn.mentions.find(({ kind }) => kind === 'person')?.person;
  const meant = which(turn, peopleMeant(me.delegationsHeld, turn.text, person), ({ principal }) => principal.displayName, '您要替哪一位办？');
  if ('answer' in meant) return meant.answer;
  const { edge } = meant;
  const name = edge.principal.displayName;
  if (!turn.confirmed) return { kind: 'confirm', text: `从现在起替${name}办理，直到您换回自己，可以吗？`, form: { __typename: 'FormCard', title: '切换代办', fields: [{ label: '替谁办', value: name }, { label: '我是', value: KINDS[edge.kind] }] } };
  await turn.execute(AssistantActAsDocument, { delegationId: edge.id });
  return { kind: 'said', text: `好的，正在为 ${name} 办理。办完了说一声“换回自己”。`, chips: [{ label: '换回自己', action: 'SAY', value: '换回自己' }] };
}

async function ownAffairs(turn: SkillTurn, { actingFor }: Me): Promise<Answer> {
  if (!actingFor) return { kind: 'said', text: '现在就是给您自己办。' };
  await turn.execute(AssistantActAsDocument, { delegationId: null });
  return { kind: 'said', text: '好的，现在起给您自己办。' };
}

async function end(turn: SkillTurn, { delegationsHeld, delegationsGiven }: Me): Promise<Answer> {
  const active = [...delegationsGiven, ...delegationsHeld].filter(({ state }) => state === 'ACTIVE');
  const other = (edge: AssistantDelegationFragment): string => (delegationsGiven.includes(edge) ? `${edge.actor.displayName}（替您办）` : `${edge.principal.displayName}（您替他办）`);
  const person = turn.mentions.find(({ kind }) => kind === 'person')?.person;
  const meant = [...new Set([...active.filter(({ actor, principal }) => turn.text.includes(actor.displayName) || turn.text.includes(principal.displayName)), ...peopleMeant(delegationsHeld, turn.text, person)])];
  const given = delegationsGiven.filter(({ state }) => state === 'ACTIVE');
  const named = meant.filter(({ actor, principal }) => turn.text.includes(actor.displayName) || turn.text.includes(principal.displayName));
  const edges = named.length > 0 ? named : GIVEN.test(turn.text) && given.length > 0 ? given : meant.length > 0 ? meant : active;
  if (edges.length === 0) return { kind: 'said', text: '您现在没有代办关系可以取消。' };
  const chosen = which(turn, edges, other, '要取消哪一个？');
  if ('answer' in chosen) return chosen.answer;
  const { edge } = chosen;
  if (!turn.confirmed) return { kind: 'confirm', text: `要取消与 ${other(edge)} 的代办关系吗？取消后马上生效，再要就得重新办。`, form: { __typename: 'FormCard', title: '取消代办', fields: [{ label: '与谁', value: other(edge) }, { label: '关系', value: KINDS[edge.kind] }] } };
  const { revokeDelegation } = await turn.execute(AssistantRevokeDocument, { id: edge.id, idempotencyKey: turn.key('revoke') });
  return { kind: 'said', text: revokeDelegation.__typename === 'Delegation' ? `已经取消与 ${other(edge)} 的代办关系。` : `没有取消成：${revokeDelegation.message}` };
}
