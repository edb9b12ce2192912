import type { MessageTemplate } from '../../../messages/contract.js';

const CASE = ['service', 'number'] as const;

/** What applicants and staff are told of cases: one for each change of state. */
export const caseTemplates: readonly MessageTemplate[] = [
  {
    name: 'community.case-received', version: 1, kind: 'AFFAIRS', params: [...CASE, 'days'],
    title: { zh: '申请已收到', en: 'Your application was received' },
    body: { zh: '“{service}”申请已收到，办件编号{number}。{days}个工作日内告知是否受理、还缺什么；逾期未告知的，视为自收到之日起受理。', en: 'Your application “{service}” came in, number {number}. Within {days} working days you are told whether it is accepted or what is missing; otherwise it counts as accepted from today.' },
  },
  {
    name: 'community.case-gaps', version: 1, kind: 'AFFAIRS', params: [...CASE, 'until'],
    title: { zh: '申请需要补正', en: 'Something is missing in your application' },
    body: { zh: '“{service}”（{number}）需要补正，全部内容已一次性列明，请在{until}前补齐。', en: '“{service}” ({number}) lacks something; everything is listed at once. Please bring it by {until}.' },
    sms: { zh: '您的申请需要补正，请登录查看清单', en: 'Something is missing in your application; sign in to see the list' },
  },
  {
    name: 'community.case-supplemented', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '补正材料已收到', en: 'What was missing came in' },
    body: { zh: '“{service}”（{number}）的补正材料已收到，正在审查。', en: 'What was missing in “{service}” ({number}) came in and is being looked at.' },
  },
  {
    name: 'community.case-accepted', version: 1, kind: 'AFFAIRS', params: [...CASE, 'due'],
    title: { zh: '申请已受理', en: 'Your application is accepted' },
    body: { zh: '“{service}”（{number}）已受理，承诺在{due}前作出决定，可随时查看进度。', en: '“{service}” ({number}) is accepted. A decision is promised by {due}; you can follow it any time.' },
    sms: { zh: '您的申请已受理，请登录查看进度', en: 'Your application is accepted; sign in to follow it' },
  },
  {
    name: 'community.case-accepted-owing', version: 1, kind: 'AFFAIRS', params: [...CASE, 'due', 'until'],
    title: { zh: '申请已受理，还有材料要补交', en: 'Your application is accepted; papers are to follow' },
    body: { zh: '“{service}”（{number}）已受理，承诺在{due}前作出决定。可以后补的材料，请在{until}前上传。', en: '“{service}” ({number}) is accepted. A decision is promised by {due}. Please add the papers that may follow by {until}.' },
    sms: { zh: '您的申请已受理，还有材料要补交，请登录查看', en: 'Your application is accepted and papers are to follow; sign in to see which' },
  },
  {
    name: 'community.case-owed-received', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '补交的材料已收到', en: 'Papers that were to follow came in' },
    body: { zh: '“{service}”（{number}）补交的材料已收到。', en: 'The papers that were to follow in “{service}” ({number}) came in.' },
  },
  {
    name: 'community.case-owed-came', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '容缺材料已补交', en: 'Owed papers came in' },
    body: { zh: '“{service}”（{number}）的申请人补交了容缺材料，请查看。', en: 'The applicant of “{service}” ({number}) has handed in owed papers; please look at them.' },
  },
  {
    name: 'community.case-owed-soon', version: 1, kind: 'AFFAIRS', params: [...CASE, 'until', 'n'],
    title: { zh: '还有材料要补交', en: 'Papers are still to follow' },
    body: { zh: '“{service}”（{number}）还有{n}份材料要补交，最后一天是{until}。逾期不补的，可能因此不予批准。', en: '“{service}” ({number}): {n} paper(s) are still to follow, by {until} at the latest. Without them it may be refused.' },
  },
  {
    name: 'community.case-owed-last-day', version: 1, kind: 'AFFAIRS', params: [...CASE, 'until', 'n'],
    title: { zh: '今天是补交材料的最后一天', en: 'Today is the last day for your papers' },
    body: { zh: '“{service}”（{number}）还有{n}份材料没有补交，今天（{until}）是最后一天。逾期不补的，可能因此不予批准。', en: '“{service}” ({number}): {n} paper(s) have not come. Today, {until}, is the last day; without them it may be refused.' },
    sms: { zh: '今天是补交材料的最后一天，请登录上传', en: 'Today is the last day for your papers; sign in to add them' },
  },
  {
    name: 'community.case-owed-past', version: 1, kind: 'AFFAIRS', params: [...CASE, 'until', 'n'],
    title: { zh: '补交材料的期限已过', en: 'The time for your papers is over' },
    body: { zh: '“{service}”（{number}）还有{n}份材料没有补交，期限{until}已过，部门现在可以据此不予批准。决定作出以前您仍可补交，请尽快上传。', en: '“{service}” ({number}): {n} paper(s) have not come and the last day, {until}, is past; it may now be refused for that. Until it is decided you can still add them: please do so soon.' },
    sms: { zh: '补交材料的期限已过，决定前仍可上传，请尽快登录办理', en: 'The time for your papers is over; until the decision you can still add them, please sign in soon' },
  },
  {
    name: 'community.case-owed-overdue', version: 1, kind: 'AFFAIRS', params: [...CASE, 'until'],
    title: { zh: '容缺材料逾期未补', en: 'Owed papers did not come' },
    body: { zh: '办件{number}“{service}”的容缺材料到{until}仍未补交：可以据此不予批准；决定前申请人补来的仍应接收。', en: 'The owed papers of case {number} “{service}” did not come by {until}: it may be refused for that; what the applicant still brings before the decision is taken in.' },
  },
  {
    name: 'community.case-not-accepted', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '申请不予受理', en: 'Your application is not taken on' },
    body: { zh: '“{service}”（{number}）不予受理，理由和救济途径见通知书。', en: '“{service}” ({number}) is not taken on; the notice says why and where you can turn.' },
    sms: { zh: '您的申请未予受理，请登录查看理由和救济途径', en: 'Your application was not taken on; sign in to see why and where to turn' },
  },
  {
    name: 'community.case-visit', version: 1, kind: 'AFFAIRS', params: [...CASE, 'on'],
    title: { zh: '约定现场核查', en: 'A visit is arranged' },
    body: { zh: '“{service}”（{number}）将于{on}现场核查，有关部门一次到场。', en: '“{service}” ({number}): all departments come together for one visit on {on}.' },
    sms: { zh: '您的申请已约定现场核查，请登录查看日期', en: 'A visit for your application is arranged; sign in to see the day' },
  },
  {
    name: 'community.case-paused', version: 1, kind: 'AFFAIRS', params: [...CASE, 'procedure', 'days'],
    title: { zh: '进入特别程序', en: 'A procedure outside the limit has begun' },
    body: { zh: '“{service}”（{number}）依法需要{procedure}，预计{days}个工作日，所需时间不计入期限，书面告知已送达。', en: '“{service}” ({number}) needs {procedure} by law, some {days} working days that do not count within the limit; the written notice is with your case.' },
  },
  {
    name: 'community.case-resumed', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '特别程序已结束', en: 'The procedure outside the limit is over' },
    body: { zh: '“{service}”（{number}）的特别程序已结束，期限继续计算。', en: 'The procedure in “{service}” ({number}) is over; the clock goes on.' },
  },
  {
    name: 'community.case-public', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '已进入公示', en: 'Your application is made public as the rules say' },
    body: { zh: '“{service}”（{number}）已依规定公示。', en: '“{service}” ({number}) is made public, as its rules say.' },
  },
  {
    name: 'community.case-extended', version: 1, kind: 'AFFAIRS', params: [...CASE, 'days'],
    title: { zh: '办理期限延长', en: 'The time limit is extended' },
    body: { zh: '“{service}”（{number}）的期限经批准延长{days}个工作日，理由见通知书。', en: 'The limit of “{service}” ({number}) is extended by {days} working days; the notice says why.' },
  },
  {
    name: 'community.case-granted', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '申请已获准', en: 'Your application is granted' },
    body: { zh: '“{service}”（{number}）已作出准予决定，可查看和下载决定书。', en: '“{service}” ({number}) is granted; you can read and download the decision.' },
    sms: { zh: '您的申请已获准，请登录查看决定', en: 'Your application is granted; sign in to see the decision' },
  },
  {
    name: 'community.case-refused', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '申请未获准', en: 'Your application is refused' },
    body: { zh: '“{service}”（{number}）不予批准，理由以及行政复议、行政诉讼的权利见决定书。', en: '“{service}” ({number}) is refused; the decision says why and how you can have it reconsidered or go to court.' },
    sms: { zh: '您的申请已有决定，请登录查看', en: 'Your application is decided; sign in to see the decision' },
  },
  {
    name: 'community.case-delivered', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '办件已办结，请评价', en: 'Your case is closed; how was it?' },
    body: { zh: '“{service}”（{number}）已送达办结。请为本次服务评价，窗口人员不会知道是谁评的。', en: '“{service}” ({number}) is handed over and closed. Please rate it; whoever served you will not learn who did.' },
  },
  {
    name: 'community.case-withdrawn', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '申请已撤回', en: 'Your application was taken back' },
    body: { zh: '“{service}”（{number}）已撤回，不再办理。', en: '“{service}” ({number}) was taken back and goes no further.' },
  },
  {
    name: 'community.case-card', version: 1, kind: 'AFFAIRS', params: [...CASE, 'colour', 'clock'],
    title: { zh: '收到监察牌', en: 'Your organisation got a card' },
    body: { zh: '办件{number}“{service}”的“{clock}”收到{colour}，请办理并答复。', en: 'Case {number} “{service}”, {clock}: {colour}. Please see to it and answer.' },
  },
  {
    name: 'community.case-urged', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '办件被催办', en: 'You are reminded of a case' },
    body: { zh: '办件{number}“{service}”被监察部门催办，请尽快办理。', en: 'The office that watches the clocks reminds you of case {number} “{service}”.' },
  },
  {
    name: 'community.case-nobody', version: 1, kind: 'AFFAIRS', params: [...CASE, 'office'],
    title: { zh: '有办件无人可办', en: 'A case has nobody left to work on it' },
    body: { zh: '{office}的经办人员均已回避办件{number}“{service}”，请改由其他单位办理。', en: 'Everybody of {office} stepped aside from case {number} “{service}”. Please name another organisation.' },
  },
  {
    name: 'community.case-commitment', version: 2, kind: 'AFFAIRS', params: CASE,
    title: { zh: '承诺已核查', en: 'Your commitment was looked into' },
    body: { zh: '“{service}”（{number}）您承诺的内容经核查属实，详情见办理记录。', en: '“{service}” ({number}): what you committed to was found true; the case’s record says more.' },
  },
  {
    name: 'community.case-untrue', version: 1, kind: 'AFFAIRS', params: [...CASE, 'until'],
    title: { zh: '承诺经核查不实，请说明或者整改', en: 'A commitment of yours was found untrue: please explain or set it right' },
    body: { zh: '“{service}”（{number}）您承诺的内容经核查不属实。请在{until}前说明情况或者按要求整改；到期没有说明清楚、也没有整改的，将依法撤销原决定。', en: '“{service}” ({number}): what you committed to was found untrue. Please explain, or set it right, by {until}; otherwise the result will be revoked by law.' },
    sms: { zh: '您的一项承诺经核查不实，请登录查看整改期限', en: 'A commitment of yours was found untrue; sign in to see by when to set it right' },
  },
  {
    name: 'community.case-set-right', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '整改已确认', en: 'It is set right' },
    body: { zh: '“{service}”（{number}）经核实已整改，原决定继续有效，以后办事不受影响。', en: '“{service}” ({number}): it was found set right. The decision stands, and nothing follows from it.' },
  },
  {
    name: 'community.case-revoked', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '原决定已撤销', en: 'The result was revoked' },
    body: { zh: '“{service}”（{number}）因承诺不实，原准予决定已撤销，不再有效。理由以及行政复议、行政诉讼的权利见撤销决定书。', en: '“{service}” ({number}): the result was revoked and no longer holds, for a commitment was untrue. The decision says why and how you can have it reconsidered or go to court.' },
    sms: { zh: '您的一项办理结果已被撤销，请登录查看理由和救济途径', en: 'A result of yours was revoked; sign in to see why and where to turn' },
  },
  {
    name: 'community.case-trust-restored', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '信用已修复', en: 'Trust is restored' },
    body: { zh: '“{service}”（{number}）的信用记录已修复，再办这件事时又可以选择告知承诺。', en: 'For “{service}” ({number}) trust is restored: you may commit again when you apply for it.' },
  },
  {
    name: 'community.case-finding-answered', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '申请人已说明情况', en: 'The applicant has explained' },
    body: { zh: '办件{number}“{service}”的申请人对承诺核查结果作了说明，请听取并核实。', en: 'The applicant of case {number} “{service}” has answered what was found of the commitment. Please consider it.' },
  },
  {
    name: 'community.case-assigned', version: 1, kind: 'AFFAIRS', params: CASE,
    title: { zh: '有办件交您办理', en: 'A case is in your hands' },
    body: { zh: '办件{number}“{service}”已交您办理。', en: 'Case {number} “{service}” is in your hands now.' },
  },
];
