import type { BilingualText } from '../../../kernel/identifiers.js';
import { openFinding } from '../machine/commitment.js';
import type { CaseState, EventType, RefusalCode } from '../machine/types.js';
import type { CaseTaskKind } from '../types.js';

const words = (zh: string, en: string): BilingualText => ({ zh, en });

/** What an organisation has to do. */
export const TASKS: Readonly<Record<CaseTaskKind, BilingualText>> = {
  ACCEPT: words('受理审查', 'Accept, or tell what is missing'),
  STEP: words('审查', 'Review'),
  DECIDE: words('作出决定', 'Decide'),
  DELIVER: words('送达决定', 'Hand over the decision'),
  CONSULTATION: words('答复征询', 'Answer a question'),
  CARD: words('答复监察牌', 'Answer a card'),
  COMMITMENT: words('核查承诺', 'Look into the commitment'),
  FINDING: words('承诺不实，核实整改情况并作出处理', 'A commitment was untrue: see whether it is set right, and close it'),
};

/** What stands for the form itself where something is missing: it is no paper of any service. */
export const FORM_ITSELF = { id: 'form', name: words('申请表内容', 'What the form says') } as const;

/** What there is to do about a file that its applicant left. */
export const LEFT_ALONE: BilingualText = words('逾期未补正，决定是否不予受理', 'Nothing was brought in time: decide whether to refuse acceptance');

/** What happened, as timelines say it. */
export const EVENTS: Readonly<Record<EventType, BilingualText>> = {
  received: words('收到申请', 'Application received'),
  'gaps-told': words('一次性告知补正', 'Told what is missing'),
  supplemented: words('收到补正材料', 'Missing papers received'),
  accepted: words('受理', 'Accepted'),
  'acceptance-refused': words('不予受理', 'Not taken on'),
  'opinion-given': words('出具意见', 'Opinion given'),
  consulted: words('征询意见', 'Another organisation asked'),
  'consultation-answered': words('答复征询', 'Question answered'),
  reassigned: words('调整经办人', 'Given into other hands'),
  'handed-over': words('调整承办单位', 'Another organisation takes over'),
  recused: words('回避', 'A member of staff stepped aside'),
  'visit-set': words('约定现场核查', 'Visit arranged'),
  'visit-held': words('完成现场核查', 'Visit held'),
  'procedure-begun': words('进入特别程序，时限中止计算', 'Procedure outside the limit begun'),
  'procedure-ended': words('特别程序结束，时限继续计算', 'Procedure outside the limit ended'),
  'publicity-begun': words('开始公示', 'Publicity begun'),
  'publicity-ended': words('公示结束', 'Publicity ended'),
  extended: words('延长期限', 'Limit extended'),
  'owed-received': words('收到容缺材料', 'Papers to follow received'),
  'owed-reminded': words('提醒补交容缺材料', 'Reminded of papers to follow'),
  decided: words('作出决定', 'Decided'),
  withdrawn: words('申请人撤回', 'Taken back by the applicant'),
  delivered: words('送达', 'Handed over'),
  'commitment-checked': words('承诺核查', 'Commitment looked into'),
  'finding-answered': words('申请人陈述、申辩', 'The applicant explained'),
  'commitment-set-right': words('已按要求整改', 'Set right'),
  'result-revoked': words('撤销决定', 'Result revoked'),
  'trust-restored': words('信用修复，可以再次承诺', 'Trust restored: they may commit again'),
  urged: words('催办', 'Reminded'),
  'card-issued': words('发监察牌', 'Card issued'),
  'card-answered': words('答复监察牌', 'Card answered'),
};

/** What a clock measures; of a step's, what all of them do. */
export const CLOCKS: Readonly<Record<string, BilingualText>> = {
  gaps: words('受理期限', 'time to accept or tell what is missing'), legal: words('法定期限', 'the legal limit'), promised: words('承诺期限', 'the promised limit'), step: words('环节期限', 'a step’s limit'),
  delivery: words('送达期限', 'time to hand over'), owed: words('容缺补齐期限', 'time to bring what may follow'), commitment: words('承诺核查期限', 'time to look into the commitment'),
  finding: words('承诺不实处理期限', 'time to close what was found untrue'), procedure: words('特别程序所需时间', 'the time of a procedure outside the limit'),
};

/** Where a case stands, in a few words. */
export function statusOf(state: Pick<CaseState, 'phase' | 'ending' | 'outcome' | 'untrue'>): BilingualText {
  if (openFinding(state)) return words('承诺不实，待整改', 'A commitment was untrue: to be set right');
  switch (state.phase) {
    case 'received': return words('已收件，待受理', 'Received, not answered yet');
    case 'supplementing': return words('待补正', 'Waiting for what is missing');
    case 'reviewing': return words('审核中', 'Under review');
    case 'decided': return state.outcome === 'granted' ? words('准予，待送达', 'Granted, to be handed over') : words('不予，待送达', 'Refused, to be handed over');
    case 'closed': return { granted: words('已办结：准予', 'Closed: granted'), refused: words('已办结：不予', 'Closed: refused'), 'not-accepted': words('不予受理', 'Not taken on'), withdrawn: words('已撤回', 'Taken back'), revoked: words('已撤销（承诺不实）', 'Revoked: a commitment was untrue') }[state.ending ?? 'withdrawn'];
  }
}

/** Why a 公示 is not ended yet. */
export const OPEN_OBJECTIONS = words('还有异议没有核实，请先在“收到的异议”里写明核实情况', 'Somebody has to look into each objection first, in the list of objections');

/** Why a rating is not taken. */
export const RATED_BEFORE = { visit: words('这次办事您已经评价过了，每次只能评价一次', 'You have rated this visit already; it is rated once'), case: words('这件事您已经评价过了，每件只能评价一次', 'You have rated this case already; it is rated once') };
/** Why a case cannot be rated now. */
export const NOT_RATED_YET = words('办结以后才能评价', 'It can be rated once it is closed');

/** Why an action is not carried out. */
export const REFUSALS: Readonly<Record<RefusalCode, BilingualText>> = {
  NOT_NOW: words('办件当前状态不能进行此操作', 'The case does not stand where this is done'),
  NOT_YOURS: words('不属于您或您单位的职责', 'This is not yours to do'),
  RECUSED: words('依法应当回避，不能再参与此办件', 'Whoever stepped aside, or is concerned, takes no part'),
  INCOMPLETE: words('尚有必要的环节或材料未完成', 'Something needed is not in yet'),
  ALREADY_DONE: words('已经办过，不能重复', 'It was done before'),
  WORDS_NEEDED: words('请写明理由或意见', 'Say why, or what you find'),
  NOT_PROVIDED_FOR: words('法律或事项规定没有此种情形', 'Neither the law nor the service provides for it'),
  TOO_EARLY: words('还没有到时间', 'It is too early for that'),
  TOO_LATE: words('已经过了时间', 'It is too late for that'),
  UNKNOWN: words('没有找到对应的环节', 'There is no such step, clock, card or question'),
  NOBODY_THERE: words('这个单位没有办理此类事项的人员，请选择其他单位', 'That organisation has nobody who works on cases; please choose another'),
};
