import { districtDate } from '../../../kernel/district-time.js';
import { maskIdentifier } from '../../../kernel/identifiers.js';
import type { PersonFacts } from '../../contract.js';
import type { DocumentInput } from '../../documents/index.js';
import { clockOf } from '../clock.js';
import { basisOf, COMMITMENT_BASIS, LIMITS, REMEDIES } from '../limits.js';
import type { CaseEvent, CaseState } from '../machine/types.js';
import type { LegalBasis } from '../plan.js';
import type { ServiceFacts } from './deps.js';
import { procedureName } from './notices.js';
import { inputNameOf } from './view.js';
import type { WorkingCalendar } from '../../../kernel/calendar.js';

/** What a paper within a case is written from. */
export interface PaperFacts {
  readonly state: CaseState;
  readonly person: PersonFacts;
  readonly service: ServiceFacts | null;
  readonly calendar: WorkingCalendar;
  /** The name of the organisation that issues it. */
  readonly issuer: string;
}

type Rows = readonly (readonly [string, string])[];

/** 《中华人民共和国行政许可法》第四十二条 */
const cited = ({ law, article }: LegalBasis): string => `《${law}》${article ?? ''}`;

/** What the law wants told in writing: the paper that goes with a line of the log; null for lines that have none. */
export function paperOf(event: CaseEvent, facts: PaperFacts): DocumentInput | null {
  const written = wordsOf(event, facts);
  if (!written) return null;
  const { state, person, service, issuer } = facts;
  const name = service?.name.zh ?? state.serviceId;
  return {
    kind: event.type === 'decided' || event.type === 'result-revoked' ? 'DECISION' : 'NOTICE', number: state.number, person: { id: person.id, name: person.name }, title: `${name}${written.title}`, subtitle: `办件编号 ${state.number}`, at: event.at,
    issuer: [issuer, districtDate(event.at)],
    sections: [
      { heading: '申请', rows: [['事项', name], ['申请人', `${person.name}　${maskIdentifier(person.identifier)}`], ['收件日期', districtDate(state.receivedAt)]] },
      { heading: written.heading, rows: written.rows, ...(written.paragraphs ? { paragraphs: written.paragraphs } : {}) },
      ...(written.remedies ? [{ heading: '救济途径', rows: REMEDIES.map(({ within, to, basis }): [string, string] => [to.zh, `${within.zh}（${cited(basis)}）`]) }] : []),
    ],
  };
}

function wordsOf(event: CaseEvent, { state, service, calendar }: PaperFacts): { title: string; heading: string; rows: Rows; paragraphs?: string[]; remedies?: true } | null {
  const nameOf = (input: string): string => inputNameOf(input, service).zh;
  const basis: [string, string] = ['依据', state.plan.legalBasis.map(cited).join('、')];
  switch (event.type) {
    case 'gaps-told': return { title: '补正告知书', heading: '需要补正的全部内容', rows: event.gaps.map(({ input, what }) => [nameOf(input), what]), paragraphs: [`请于${event.until}前补齐。以上为一次性告知的全部内容，此后不再提出其他补正要求。`] };
    case 'accepted': return {
      title: '受理通知书', heading: '受理', paragraphs: [event.why],
      rows: [['受理之日', districtDate(state.acceptedFrom ?? event.at)], ['承诺办结', clockOf(state, 'promised', calendar, event.at)?.dueOn ?? ''], ['法定期限', clockOf(state, 'legal', calendar, event.at)?.dueOn ?? ''], ...(event.owed.length > 0 ? [['容缺补交', event.owed.map(nameOf).join('、')] as const] : []), basis],
    };
    case 'acceptance-refused': return { title: '不予受理决定书', heading: '决定', rows: [['结果', '不予受理'], ['理由', event.why], basis], remedies: true };
    case 'procedure-begun': return { title: '特别程序告知书', heading: '所需时间不计入期限', rows: [['程序', procedureName(event.kind).zh], ['所需时间', `${event.workingDays} 个工作日`], ['理由', event.why], ['依据', cited(basisOf(state.plan, LIMITS.procedures.basis))]] };
    case 'extended': return { title: '延长期限告知书', heading: '延长', rows: [['延长', `${event.workingDays} 个工作日`], ['理由', event.why], ['依据', cited(state.plan.limits.basis)]] };
    case 'decided': return event.outcome === 'granted'
      ? { title: '准予决定书', heading: '决定', rows: [['结果', '准予'], ['理由', event.why], ...(service && service.outputs.length > 0 ? [['结果文书', service.outputs.map(({ name }) => name.zh).join('、')] as const] : []), basis] }
      : { title: '不予批准决定书', heading: '决定', rows: [['结果', '不予批准'], ['理由', event.why], basis], remedies: true };
    case 'commitment-checked': return event.hearing ? {
      title: '责令限期整改通知书', heading: '核查情况',
      rows: [['承诺内容', state.plan.commitment?.text.zh ?? ''], ['核查结果', `不属实：${event.findings}`], ['整改期限', `${event.hearing.workingDays} 个工作日，最后一天 ${event.hearing.until}`], ['依据', cited(COMMITMENT_BASIS)]],
      paragraphs: [`在${event.hearing.until}以前，您有权说明情况、提出意见，也可以按要求整改。期满仍未说明清楚、未整改的，将依法撤销原决定。`],
    } : null;
    case 'result-revoked': return { title: '撤销决定书', heading: '决定', rows: [['结果', '撤销原准予决定，原决定书自即日起无效'], ['查明的事实', state.untrue?.findings ?? ''], ['理由', event.why], ['依据', [...(state.plan.nature === 'licensing' ? [LIMITS.revocation.basis] : []), COMMITMENT_BASIS, ...state.plan.legalBasis].map(cited).join('、')]], remedies: true };
    default: return null;
  }
}
