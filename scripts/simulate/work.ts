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
const WORKLIST = 'query ($first: Int!, $after: String) { caseWorklist(first: $first, after: $after) { nodes { number kind step } pageInfo { endCursor hasNextPage } } }';
const PAGE = 50;
/** So many in an office work at once. */
const HANDS = 3;

/** A line of a worklist: what waits, and at which step. */
interface Task {
  readonly number: string;
  readonly kind: string;
  readonly step: string | null;
}

interface Listed {
  readonly nodes: readonly Task[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

const TOLD = ['材料不清晰，请重新上传', '与登记信息不一致，请更正', '缺少签名页'];

/**
 * A sitting of an office: takes what is due first from its worklist and does what each line says.
 * @param most how many lines it gets through
 * @returns how many actions were done
 */
export async function sit(district: SimulatedDistrict, clerk: Caller, most: number, today: string, random: Random, key: () => string): Promise<number> {
  const tasks: Task[] = [];
  for (let after: string | null = null, more = true; more && tasks.length < most;) {
    const { caseWorklist: { nodes, pageInfo } }: { caseWorklist: Listed } = await district.ask(clerk, WORKLIST, { first: PAGE, after });
    tasks.push(...nodes);
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }
  const wanted = tasks.slice(0, most);
  let done = 0;
  const hand = async (): Promise<void> => {
    for (let task = wanted.shift(); task; task = wanted.shift()) if (await work(district, clerk, task, today, random, key)) done += 1;
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
  return done;
}

/** Does what a line says. @returns whether it was taken: another hand may have changed the case meanwhile */
async function work(district: SimulatedDistrict, clerk: Caller, task: Task, today: string, random: Random, key: () => string): Promise<boolean> {
  const { number } = task;
  const { staffCase } = await district.ask<{ staffCase: Looked }>(clerk, LOOK, { number });
  const act = actFor(task, staffCase, today, random);
  if (!act) return false;
  const { mutation, types = '', args = '', variables = {} } = act;
  const source = `mutation ($number: ID!, $version: Int!, $key: String!${types}) { ${mutation}(number: $number, version: $version, idempotencyKey: $key${args}) { __typename } }`;
  const answer = await district.ask<Record<string, { __typename: string }>>(clerk, source, { number, version: staffCase.version, key: key(), ...variables });
  return answer[mutation]?.__typename === 'StaffCase';
}

/** What somebody in an office does for a line of their worklist; null where it was done meanwhile, or is left for another day. */
function actFor({ kind, step }: Task, { inputs, allowed }: Looked, today: string, random: Random): Act | null {
  const luck = random.below(100);
  const may = (action: string, subject: string | null = null) => allowed.some((each) => each.action === action && each.subject === subject);
  switch (kind) {
    case 'ACCEPT': return may('ACCEPT') ? accepting(inputs[0]?.id, may, luck, random) : null;
    case 'STEP': return stepping(step, (action) => may(action, step), luck, today);
    case 'DECIDE': return may('REFUSE') ? deciding(may('GRANT') && luck >= 4) : null;
    case 'DELIVER': return may('DELIVER') ? { mutation: 'deliverCase', types: ', $by: DeliveryWay!', args: ', by: $by', variables: { by: 'ELECTRONIC' } } : null;
    case 'CARD': return answeringCard(allowed);
    case 'COMMITMENT': return may('CHECK_COMMITMENT') ? lookingInto(luck) : null;
    case 'FINDING': return closing(may, luck);
    default: return null; // nobody here consults another office
  }
}

function accepting(paper: string | undefined, may: (action: string) => boolean, luck: number, random: Random): Act {
  if (luck < 8 && paper && may('SEND_BACK')) return { mutation: 'sendBackCase', types: ', $gaps: [CaseGapInput!]!', args: ', gaps: $gaps', variables: { gaps: [{ input: paper, what: random.one(TOLD) }] } };
  if (luck === 8 && may('REFUSE_ACCEPTANCE')) return { mutation: 'refuseAcceptance', types: ', $why: String!', args: ', why: $why', variables: { why: '申请事项不属于本机关职权范围' } };
  return { mutation: 'acceptCase' };
}

function stepping(step: string | null, may: (action: string) => boolean, luck: number, today: string): Act | null {
  if (may('GIVE_OPINION')) return { mutation: 'giveOpinion', types: ', $step: ID!, $verdict: OpinionVerdict!, $text: String!', args: ', step: $step, verdict: $verdict, text: $text', variables: { step, ...(luck < 4 ? { verdict: 'OBJECT', text: '核对不符' } : { verdict: 'AGREE', text: '核对无误' }) } };
  if (may('RECORD_VISIT')) return { mutation: 'recordSiteVisit', types: ', $step: ID!, $findings: String!', args: ', step: $step, findings: $findings', variables: { step, findings: '现场与申请一致' } };
  if (may('SCHEDULE_VISIT')) return luck < 60 ? { mutation: 'scheduleSiteVisit', types: ', $step: ID!, $on: Date!', args: ', step: $step, on: $on', variables: { step, on: today } } : null;
  if (may('BEGIN_PUBLICITY')) return { mutation: 'beginPublicity', types: ', $step: ID!, $where: String!', args: ', step: $step, where: $where', variables: { step, where: '区政府网站、街道公告栏' } };
  return may('END_PUBLICITY') ? { mutation: 'endPublicity', types: ', $step: ID!, $objections: Int!', args: ', step: $step, objections: $objections', variables: { step, objections: 0 } } : null;
}

/** What an office objected to is not granted. */
function deciding(granted: boolean): Act {
  return { mutation: 'decideCase', types: ', $outcome: CaseOutcome!, $why: String', args: ', outcome: $outcome, why: $why', variables: granted ? { outcome: 'GRANTED', why: null } : { outcome: 'REFUSED', why: '不符合申请条件' } };
}

function answeringCard(allowed: Looked['allowed']): Act | null {
  const card = allowed.find(({ action }) => action === 'ANSWER_CARD');
  return card ? { mutation: 'answerCaseCard', types: ', $cardId: ID!, $text: String!', args: ', cardId: $cardId, text: $text', variables: { cardId: card.subject, text: '已加快办理' } } : null;
}

function lookingInto(luck: number): Act {
  if (luck < 3) return { mutation: 'checkCommitment', types: ', $kept: Boolean!, $findings: String!, $setRightWithin: Int', args: ', kept: $kept, findings: $findings, setRightWithin: $setRightWithin', variables: { kept: false, findings: '现场核查与承诺不符', setRightWithin: 5 } };
  return { mutation: 'checkCommitment', types: ', $kept: Boolean!, $findings: String!', args: ', kept: $kept, findings: $findings', variables: { kept: true, findings: '已核实' } };
}

/** Of the commitments found untrue most are set right in time. */
function closing(may: (action: string) => boolean, luck: number): Act | null {
  if (may('CONFIRM_SET_RIGHT') && luck < 60) return { mutation: 'confirmSetRight', types: ', $findings: String!', args: ', findings: $findings', variables: { findings: '已按要求整改' } };
  return may('REVOKE') ? { mutation: 'revokeResult', types: ', $why: String!', args: ', why: $why', variables: { why: '期满未整改，承诺不实' } } : null;
}
