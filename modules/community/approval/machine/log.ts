import { apply } from './apply.js';
import { decide, type Circumstances } from './decide.js';
import type { CaseEvent, CaseState, Command, EventBody, EventType, Refusal } from './types.js';

/** What stands as the reason of a line that is routine: what the law, or the plan, says of itself. */
const ROUTINE: Readonly<Record<EventType, string>> = {
  received: '申请人提交申请',
  'gaps-told': '申请材料不齐全或者不符合法定形式，一次性告知需要补正的全部内容',
  supplemented: '申请人补正材料',
  accepted: '申请材料齐全、符合法定形式，予以受理',
  'acceptance-refused': '不予受理',
  'opinion-given': '出具审查意见',
  consulted: '征询意见',
  'consultation-answered': '答复征询',
  reassigned: '调整经办人',
  'handed-over': '调整承办单位',
  recused: '依法回避',
  'visit-set': '组织联合踏勘',
  'visit-held': '完成现场踏勘',
  'procedure-begun': '依法需要特别程序，所需时间不计入期限',
  'procedure-ended': '特别程序结束',
  'publicity-begun': '依法公示',
  'publicity-ended': '公示期满',
  extended: '经本机关负责人批准延长期限',
  'owed-received': '补齐容缺材料',
  'owed-reminded': '提醒补交容缺材料',
  decided: '符合法定条件、标准，准予决定',
  withdrawn: '申请人撤回申请',
  delivered: '送达决定',
  'commitment-checked': '核查承诺',
  'finding-answered': '申请人陈述、申辩',
  'commitment-set-right': '已按要求整改',
  'result-revoked': '承诺不实，撤销决定',
  'trust-restored': '信用修复',
  urged: '催办',
  'card-issued': '监察发牌',
  'card-answered': '答复监察',
};

/** Why a case is taken as accepted though nobody said so. */
const DEEMED = '逾期未告知需要补正的内容，自收到申请材料之日起即为受理';

/** Events as lines of a log that follow the last one. */
export function asLines(state: CaseState | null, bodies: readonly EventBody[], { by, at, why }: Omit<Circumstances, 'calendar'>): CaseEvent[] {
  const first = state === null ? 0 : state.seq + 1;
  const words = why?.trim();
  // A body of any type with the envelope is an event of that type; the compiler does not spread a union member by member.
  return bodies.map((body, index) => ({ ...body, seq: first + index, at, by, why: words || (body.type === 'accepted' && body.deemed ? DEEMED : ROUTINE[body.type]) }) as CaseEvent);
}

/** What comes of a command on a case: the new lines and the case after them, or why not. */
export type Step = { readonly ok: true; readonly state: CaseState; readonly lines: readonly CaseEvent[] } | { readonly ok: false; readonly refusal: Refusal };

/** Carries out a command. Pure. */
export function carryOut(state: CaseState, command: Command, around: Circumstances): Step {
  const decision = decide(state, command, around);
  if (!decision.ok) return decision;
  const lines = asLines(state, decision.events, around);
  return { ok: true, lines, state: lines.reduce(apply, state) };
}
