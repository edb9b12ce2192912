import type { Caller } from '../../modules/kernel/caller.js';
import type { Random } from '../drills/affairs/random.js';
import type { SimulatedDistrict } from './district.js';

/** What the staff's actions carry beside number, version and key. */
interface Act {
  readonly mutation: string;
  readonly types?: string;
  readonly args?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface Looked {
  readonly version: number;
  readonly inputs: readonly { readonly id: string }[];
  readonly allowed: readonly { readonly action: string; readonly subject: string | null }[];
}

const LOOK = 'query ($number: ID!) { staffCase(number: $number) { version inputs { id } allowed { action subject } } }';
const WORKLIST = 'query ($first: Int!, $after: String) { caseWorklist(first: $first, after: $after) { nodes { number } pageInfo { endCursor hasNextPage } } }';
const PAGE = 50;

interface Listed {
  readonly nodes: readonly { readonly number: string }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

const TOLD = ['材料不清晰，请重新上传', '与登记信息不一致，请更正', '缺少签名页'];

/**
 * A sitting of an office: takes what is due first from its worklist and does with each what may be done.
 * @param most how many cases it gets through
 * @returns how many actions were done
 */
export async function sit(district: SimulatedDistrict, clerk: Caller, most: number, today: string, random: Random, key: () => string): Promise<number> {
  const numbers = new Set<string>();
  for (let after: string | null = null, more = true; more && numbers.size < most;) {
    const { caseWorklist: { nodes, pageInfo } }: { caseWorklist: Listed } = await district.ask(clerk, WORKLIST, { first: PAGE, after });
    for (const { number } of nodes) numbers.add(number);
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }
  let done = 0;
  for (const number of [...numbers].slice(0, most)) {
    const { staffCase } = await district.ask<{ staffCase: Looked }>(clerk, LOOK, { number });
    const act = actFor(staffCase, today, random);
    if (!act) continue;
    const { mutation, types = '', args = '', variables = {} } = act;
    const source = `mutation ($number: ID!, $version: Int!, $key: String!${types}) { ${mutation}(number: $number, version: $version, idempotencyKey: $key${args}) { __typename } }`;
    const answer = await district.ask<Record<string, { __typename: string }>>(clerk, source, { number, version: staffCase.version, key: key(), ...variables });
    if (answer[mutation]?.__typename === 'StaffCase') done += 1;
  }
  return done;
}

/** What somebody in an office does next with a case; null where nothing is theirs. */
function actFor({ inputs, allowed }: Looked, today: string, random: Random): Act | null {
  const of = (action: string) => allowed.find((each) => each.action === action);
  const luck = random.below(100);
  const paper = inputs[0];
  if (of('ACCEPT')) {
    if (luck < 8 && paper && of('SEND_BACK')) return { mutation: 'sendBackCase', types: ', $gaps: [CaseGapInput!]!', args: ', gaps: $gaps', variables: { gaps: [{ input: paper.id, what: random.one(TOLD) }] } };
    if (luck === 8 && of('REFUSE_ACCEPTANCE')) return { mutation: 'refuseAcceptance', types: ', $why: String!', args: ', why: $why', variables: { why: '申请事项不属于本机关职权范围' } };
    return { mutation: 'acceptCase' };
  }
  const opinion = of('GIVE_OPINION');
  if (opinion) return { mutation: 'giveOpinion', types: ', $step: ID!, $verdict: OpinionVerdict!, $text: String!', args: ', step: $step, verdict: $verdict, text: $text', variables: { step: opinion.subject, ...(luck < 4 ? { verdict: 'OBJECT', text: '核对不符' } : { verdict: 'AGREE', text: '核对无误' }) } };
  const visit = of('RECORD_VISIT');
  if (visit) return { mutation: 'recordSiteVisit', types: ', $step: ID!, $findings: String!', args: ', step: $step, findings: $findings', variables: { step: visit.subject, findings: '现场与申请一致' } };
  const planned = of('SCHEDULE_VISIT');
  if (planned && luck < 60) return { mutation: 'scheduleSiteVisit', types: ', $step: ID!, $on: Date!', args: ', step: $step, on: $on', variables: { step: planned.subject, on: today } };
  const shown = of('BEGIN_PUBLICITY');
  if (shown) return { mutation: 'beginPublicity', types: ', $step: ID!, $where: String!', args: ', step: $step, where: $where', variables: { step: shown.subject, where: '区政府网站、街道公告栏' } };
  const over = of('END_PUBLICITY');
  if (over) return { mutation: 'endPublicity', types: ', $step: ID!, $objections: Int!', args: ', step: $step, objections: $objections', variables: { step: over.subject, objections: 0 } };
  if (of('GRANT')) return { mutation: 'decideCase', types: ', $outcome: CaseOutcome!, $why: String', args: ', outcome: $outcome, why: $why', variables: luck < 4 ? { outcome: 'REFUSED', why: '不符合申请条件' } : { outcome: 'GRANTED', why: null } };
  if (of('DELIVER')) return { mutation: 'deliverCase', types: ', $by: DeliveryWay!', args: ', by: $by', variables: { by: 'ELECTRONIC' } };
  const card = of('ANSWER_CARD');
  if (card) return { mutation: 'answerCaseCard', types: ', $cardId: ID!, $text: String!', args: ', cardId: $cardId, text: $text', variables: { cardId: card.subject, text: '已加快办理' } };
  // Of the commitments found untrue most are set right in time.
  if (of('CONFIRM_SET_RIGHT') && luck < 60) return { mutation: 'confirmSetRight', types: ', $findings: String!', args: ', findings: $findings', variables: { findings: '已按要求整改' } };
  if (of('REVOKE')) return { mutation: 'revokeResult', types: ', $why: String!', args: ', why: $why', variables: { why: '期满未整改，承诺不实' } };
  if (of('CHECK_COMMITMENT') && luck < 3) return { mutation: 'checkCommitment', types: ', $kept: Boolean!, $findings: String!, $setRightWithin: Int', args: ', kept: $kept, findings: $findings, setRightWithin: $setRightWithin', variables: { kept: false, findings: '现场核查与承诺不符', setRightWithin: 5 } };
  if (of('CHECK_COMMITMENT')) return { mutation: 'checkCommitment', types: ', $kept: Boolean!, $findings: String!', args: ', kept: $kept, findings: $findings', variables: { kept: true, findings: '已核实' } };
  return null;
}
