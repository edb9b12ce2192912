import { AssistantCaseDocument, AssistantCasesDocument, type AssistantCaseFragment } from '../../__generated__/operations.js';
import type { ChipEntity } from '../../contract.js';
import { dayName, dayOf } from '../say.js';
import { Refusal, type Answer, type Choice, type Skill, type SkillTurn } from '../types.js';
import { progressPhrases } from './phrases.js';
import { affairSlot, centreSlot, dateSlot } from './slots.js';

const MOST_LISTED = 5;
/** Within so many, as the affairs centre promises (modules/community/approval/unresolved). */
const UNRESOLVED_WORKING_DAYS = 3;
const ALL: ChipEntity = { label: '我的办件', action: 'OPEN', value: '/me/affairs' };
const BY_NUMBER: ChipEntity = { label: '凭编号查', action: 'OPEN', value: '/affairs/progress' };
const linkOf = (number: string): string => `/me/affairs/${encodeURIComponent(number)}`;
/** Where somebody who gets nowhere reaches a named person, about one application or none. */
const unresolved = (number?: string): ChipEntity => ({ label: '反映“办不成事”', action: 'OPEN', value: number === undefined ? '/me/unresolved/new' : `/me/unresolved/new?number=${encodeURIComponent(number)}` });

/** Asks for those that are over too. */
const HISTORY = /记录|历史|办过|以前|所有|全部|一共/u;
/** Sent away, sent round, or sent back again and again: what the window for things that cannot be done (办不成事) is there for. */
const NOWHERE = /办不成|不(?:给|肯|让)(?:我|我们|)(?:办|受理)|不收(?:我的|)(?:材料|申请)|推来推去|踢皮球|互相推|[两三四五六七八九十好]几?[趟次]了?(?:都|还)?没办成/u;
const URGING = /催|快点|快一点|太慢|加快|加急/u;
const MISSING = /缺|差什么|补什么|补哪些|补正|补件|补材料|退回|被退|不全/u;
const WHY = /为什么|原因|怎么回事|不批|没通过|驳回/u;

/** community.progress: how an application stands, which clock runs, what is missing. */
export const progress: Skill = {
  intent: 'community.progress',
  title: '查办件进度',
  phrases: progressPhrases,
  slots: [affairSlot, { name: 'case_number', label: '办件编号', kinds: ['case-number'], question: '编号是多少？' }, centreSlot, dateSlot, { name: 'whose', label: '谁的', kinds: ['person'], inner: true }],
  forWhom: 'whose',
  further: (text) => text.length <= 8 && (MISSING.test(text) || WHY.test(text) || URGING.test(text) || /^(?:那|还要|还得|大概)?(?:几天|多久|什么时候好)/u.test(text)),
  async answer(turn) {
    const { case_number: number, affair } = turn.slots;
    if (!number && NOWHERE.test(turn.text)) return { kind: 'said', text: `窗口不给办、几处推来推去、跑了几趟没办成，可以反映“办不成事”：写清什么事、在哪里卡住，会有一位具名的工作人员接手，${UNRESOLVED_WORKING_DAYS} 个工作日内答复您。`, chips: [unresolved(), { label: '我反映过的', action: 'OPEN', value: '/me/unresolved' }, ALL] };
    if (!turn.speaker.signedIn) throw new Refusal('UNAUTHENTICATED', '请先登录');
    if (number) return byNumber(turn, number.value);
    const { myCases: { nodes } } = await turn.execute(AssistantCasesDocument, {});
    const meant = nodes.filter(({ serviceId, serviceName }) => !affair || serviceId === affair.id || serviceName.zh === affair.value);
    if (meant.length === 0) return { kind: 'said', text: affair ? `没有查到“${affair.value}”的申请。` : `${turn.speaker.actingFor ?? '您'}还没有在网上或窗口交过申请。`, chips: [affair ? { label: '办事指南', action: 'SAY', value: `${affair.value}怎么办` } : { label: '全部事项', action: 'OPEN', value: '/affairs' }, BY_NUMBER] };
    const open = meant.filter(({ phase }) => phase !== 'CLOSED');
    const [first, ...others] = HISTORY.test(turn.text) || open.length === 0 ? meant : open;
    if (first && (others.length === 0 || affair)) return { kind: 'said', ...whole(first, turn), about: aboutOf(first) };
    return list(first ? [first, ...others] : meant, turn.now);
  },
};

/** By its number; somebody else's is not told apart from none. */
async function byNumber(turn: SkillTurn, number: string): Promise<Answer> {
  try {
    const { myCase } = await turn.execute(AssistantCaseDocument, { number });
    return { kind: 'said', ...whole(myCase, turn), about: aboutOf(myCase) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'NOT_FOUND') throw error;
    return { kind: 'said', text: `${turn.speaker.actingFor ?? '您'}名下没有编号 ${number} 的办件。别人的办件，可以凭编号和申请人证件号后四位查。`, chips: [BY_NUMBER, ALL] };
  }
}

/** So that 还差什么 goes on with the same application. */
const aboutOf = ({ number }: AssistantCaseFragment): Record<string, Choice['value']> => ({ case_number: { kind: 'case-number', value: number, text: number, start: -1, end: -1, how: 'name' } });

function list(cases: readonly AssistantCaseFragment[], now: number): Answer {
  const shown = cases.slice(0, MOST_LISTED);
  return {
    kind: 'said', text: `有 ${cases.length} 件：\n${shown.map((each) => `· ${each.serviceName.zh}：${each.status.zh}${clockWords(each, now)}`).join('\n')}`,
    cards: [{ __typename: 'ListCard', title: '我的办件', link: '/me/affairs', items: shown.map(({ serviceName, status, number }) => ({ title: serviceName.zh, detail: status.zh, link: linkOf(number) })) }],
    chips: [...shown.slice(0, 3).map(({ number, serviceName }): ChipEntity => ({ label: serviceName.zh, action: 'SAY', value: `${number}办到哪了` })), ALL],
  };
}

/** An application in words: where it stands and what was asked of it. */
function whole(found: AssistantCaseFragment, turn: SkillTurn): Pick<Extract<Answer, { readonly kind: 'said' }>, 'text' | 'cards' | 'chips'> {
  const { number, serviceName, status, gaps, supplementUntil, owed, decision, steps, canRate } = found;
  const { text, now } = turn;
  const working = steps.filter(({ state }) => state === 'OPEN');
  const lines = [
    `${serviceName.zh}（${number}）：${status.zh}${clockWords(found, now)}。`,
    ...(gaps.length > 0 ? [`还缺：\n${gaps.map(({ name, what }) => `· ${name.zh}：${what}`).join('\n')}${supplementUntil ? `\n请在 ${dayName(supplementUntil, dayOf(now))} 前补齐。` : ''}`] : []),
    ...(owed.length > 0 ? [`可以后补：${owed.map(({ name }) => name.zh).join('、')}。${owed[0]?.what ?? ''}。`] : []),
    ...(gaps.length === 0 && owed.length === 0 && MISSING.test(text) ? ['现在没有要您补的材料。'] : []),
    ...(working.length > 0 && !decision ? [`正在办：${working.map(({ title, organisations }) => `${title.zh}（${organisations.map(({ zh }) => zh).join('、')}）`).join('，')}。`] : []),
    ...(decision && (decision.outcome === 'REFUSED' || WHY.test(text)) ? [`理由：${decision.reasons}`] : []),
    ...(decision?.outcome === 'REFUSED' ? decision.remedies.map(({ kind, within, to }) => `不服可以在${within.zh}向${to.zh}${kind === 'RECONSIDERATION' ? '申请行政复议' : '提起行政诉讼'}。`) : []),
    ...(URGING.test(text) && found.phase !== 'CLOSED' ? ['每一步都有时限，快到期和过期由监察部门督办；过了时限还没动静，可以反映“办不成事”，有专人答复。'] : []),
  ];
  const link = linkOf(number);
  return {
    text: lines.join('\n'),
    cards: [{ __typename: 'ListCard', title: serviceName.zh, link, items: steps.map(({ title, state }) => ({ title: title.zh, detail: STEP_STATES[state], link: null })) }],
    chips: [...(gaps.length > 0 ? [{ label: '去补材料', action: 'OPEN' as const, value: `${link}/supplement` }] : []), ...(owed.length > 0 ? [{ label: '补交材料', action: 'OPEN' as const, value: `${link}/owed` }] : []), ...(decision?.documentCode ? [{ label: '看结果文书', action: 'OPEN' as const, value: `/verify/${encodeURIComponent(decision.documentCode)}` }] : []), ...(URGING.test(text) || decision?.outcome === 'REFUSED' ? [unresolved(number)] : []), ...(canRate ? [{ label: '评价', action: 'OPEN' as const, value: link }] : []), { label: '看详情', action: 'OPEN', value: link }],
  };
}

const STEP_STATES = { WAITING: '未开始', OPEN: '办理中', DONE: '已完成', NOT_NEEDED: '不需要' } as const;

/** The clock that counts now: ，还剩 3 个工作日（3月21日前）. */
function clockWords({ clock, phase }: AssistantCaseFragment, now: number): string {
  if (!clock || phase === 'CLOSED' || phase === 'SUPPLEMENTING') return '';
  if (clock.paused) return '，时限暂停（正在做法定不计时的程序）';
  const left = clock.limitWorkingDays - clock.usedWorkingDays;
  const by = clock.dueOn ? `（${dayName(clock.dueOn, dayOf(now))}前）` : '';
  return clock.light === 'RED' ? `，已经超过时限${by}` : `，还剩 ${Math.max(0, left)} 个工作日${by}`;
}
