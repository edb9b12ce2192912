import { setTimeout as pause } from 'node:timers/promises';
import { photo } from '../../../modules/community/affairs/applications/testing.js';
import type { ServiceInput } from '../../../modules/community/affairs/catalogue/definition.js';
import { completed } from '../../../modules/community/affairs/testing.js';
import type { FormDefinition, FormValues } from '../../../modules/community/affairs/forms/rules/types.js';
import { holds } from '../../../modules/community/rules/condition.js';
import type { EventType } from '../../../modules/community/approval/machine/types.js';
import type { DrillClient } from './client.js';
import type { Actor } from './district.js';
import type { Random } from './random.js';

/** What applicants and departments were told, to be found again in the logs. */
export interface CaseLedger {
  /** Applications by number: whose, and the code of the receipt. */
  readonly applications: Map<string, { readonly personId: string; readonly receiptCode: string; readonly fileIds: readonly string[] }>;
  /** How often an action on a case was told done: `number event`. */
  readonly done: Map<string, number>;
  readonly rated: Set<string>;
}

/** What the actors of the cases share. */
export interface CaseWork {
  readonly client: DrillClient;
  readonly ledger: CaseLedger;
  readonly ended: () => boolean;
  readonly strange: string[];
}

type Value = Readonly<Record<string, unknown>>;

/** The first ones ask for no files where the form is filled as {@link completed} does, the last two do. */
const SERVICES = ['social-card-replacement', 'social-card-replacement', 'health-insurance-registration', 'only-child-reward', 'elderly-allowance', 'unemployment-registration', 'dog-registration', 'temporary-relief'];
const FAIR = new Set(['RATE_LIMITED', 'UNANSWERED']);
const RESULT = '__typename ... on StaffCase { number version } ... on CaseActionRefused { reason: code }';
const same = ({ __typename, number, id, reason }: Value): unknown => [__typename, number, id, reason];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function note({ done }: CaseLedger, number: string, event: EventType): void {
  const key = `${number} ${event}`;
  done.set(key, (done.get(key) ?? 0) + 1);
}

/** A resident who applies, mends what was missing, takes some back and rates what is over, one thing after another. */
export async function actApplicant(work: CaseWork, actor: Actor, random: Random): Promise<void> {
  const { client, ledger } = work;
  const own = new Map<string, FormValues>();
  const send = async (query: string, variables: Record<string, unknown>, fair: readonly string[] = []): Promise<Value> => {
    const answer = await client.mutate(actor.token, query, { ...variables, key: client.key() }, same);
    if ('value' in answer) return answer.value;
    if (!FAIR.has(answer.fault) && !fair.includes(answer.fault)) work.strange.push(`${query.slice(0, 40)} answered ${answer.fault}`);
    return {};
  };
  while (!work.ended()) {
    const what = random.below(10);
    if (what < 5 || own.size === 0) {
      const applied = await apply(work, actor, random.one(SERVICES), send);
      if (applied) own.set(applied.number, applied.values);
    } else {
      const [number, values] = random.one([...own]);
      if (what < 7) {
        const value = await send('mutation Supplement($input: SupplementInput!, $key: String!) { supplementApplication(input: $input, idempotencyKey: $key) { __typename ... on Application { number } } }', { input: { number, values, papers: [] } }, ['CONFLICT']);
        if (value['__typename'] === 'Application') note(ledger, number, 'supplemented');
      } else if (what < 8) {
        const value = await send('mutation Withdraw($number: ID!, $key: String!) { withdrawCase(number: $number, idempotencyKey: $key) { __typename ... on AffairCase { number } ... on CaseActionRefused { reason: code } } }', { number });
        if (value['__typename'] === 'AffairCase') note(ledger, number, 'withdrawn');
      } else {
        const value = await send('mutation Rate($number: ID!, $grade: RatingGrade!, $key: String!) { rateCase(number: $number, grade: $grade, idempotencyKey: $key) { __typename ... on CaseRated { number } ... on CaseActionRefused { reason: code } } }', { number, grade: random.one(['VERY_GOOD', 'FAIR', 'POOR']) });
        if (value['__typename'] === 'CaseRated') ledger.rated.add(number);
      }
    }
    await pause(random.below(400));
  }
}

/** A form as it is opened. */
interface Opened {
  readonly values: FormValues;
  readonly papers: readonly { readonly inputId: string; readonly state: string }[];
  readonly service: { readonly definition: { readonly form: FormDefinition; readonly inputs: readonly ServiceInput[] } };
}

/** A picture for every paper that is asked for; null where one was not taken. */
async function givenPapers(client: DrillClient, token: string, { papers, service }: Opened, values: FormValues): Promise<{ readonly inputId: string; readonly fileIds: readonly string[] }[] | null> {
  const asked = service.definition.inputs.filter(({ id, how, when }) => how === 'given' && (!when || holds(when, values)) && papers.some(({ inputId, state }) => inputId === id && state === 'ASKED'));
  const given = [];
  for (const { id: inputId } of asked) {
    const fileId = await client.upload(token, `${inputId}.jpg`, await photo());
    if (fileId === null) return null;
    given.push({ inputId, fileIds: [fileId] });
  }
  return given;
}

/** Opens the form, saves a draft of it and hands that in. */
async function apply({ client, ledger }: CaseWork, { token, personId }: Actor, serviceId: string, send: (query: string, variables: Record<string, unknown>, fair?: readonly string[]) => Promise<Value>): Promise<{ readonly number: string; readonly values: FormValues } | null> {
  const opened = await client.query(token, 'query Form($serviceId: ID!) { applicationForm(serviceId: $serviceId, anew: true) { values papers { inputId state } service { definition } } }', { serviceId });
  if (!('value' in opened)) return null;
  const form = opened.value as unknown as Opened; // as the query asks
  const { values: known, service } = form;
  const values = completed(service.definition.form, { ...known, ...(serviceId === 'social-card-replacement' ? { reason: 'lost' } : {}) });
  const papers = await givenPapers(client, token, form, values);
  if (!papers) return null;
  const draft = await send('mutation Draft($input: DraftInput!, $key: String!) { saveDraft(input: $input, idempotencyKey: $key) { __typename ... on ApplicationDraft { id version } } }', { input: { serviceId, version: 0, values, papers } });
  if (draft['__typename'] !== 'ApplicationDraft') return null;
  const handed = await send('mutation Submit($input: SubmitInput!, $key: String!) { submitApplication(input: $input, idempotencyKey: $key) { __typename ... on Application { number receiptCode } } }', { input: { draftId: draft['id'], version: draft['version'] } });
  if (handed['__typename'] !== 'Application') {
    // Too much handed in, or not all of it there: what is not handed in is not left lying, of drafts there are only so many.
    await send('mutation DeleteDraft($id: ID!, $key: String!) { deleteDraft(id: $id, idempotencyKey: $key) }', { id: draft['id'] });
    return null;
  }
  const number = text(handed['number']);
  ledger.applications.set(number, { personId, receiptCode: text(handed['receiptCode']), fileIds: papers.flatMap(({ fileIds }) => fileIds) });
  note(ledger, number, 'received');
  return { number, values };
}

/** What waits for a member of staff. */
interface Task {
  readonly number: string;
  readonly kind: string;
  readonly step: string | null;
}

/** A member of staff in a post, who takes anything of the worklist and does what is to be done. */
export async function actOfficer(work: CaseWork, actor: Actor, random: Random): Promise<void> {
  const { client } = work;
  while (!work.ended()) {
    const list = await client.query(actor.token, 'query Worklist { caseWorklist(first: 20) { nodes { number kind step } } }');
    const tasks = 'value' in list ? (list.value['nodes'] as readonly Task[]) : []; // as the query asks
    if (tasks.length === 0) {
      await pause(300 + random.below(300));
      continue;
    }
    const task = random.one(tasks);
    const looked = await client.query(actor.token, 'query StaffCase($number: ID!) { staffCase(number: $number) { version inputs { id } } }', { number: task.number });
    if ('value' in looked) await settle(work, actor, task, looked.value, random);
    await pause(random.below(200));
  }
}

async function settle(work: CaseWork, { token }: Actor, { number, kind, step }: Task, { version, inputs }: Value, random: Random): Promise<void> {
  const { client, ledger } = work;
  const send = async (event: EventType, name: string, types: string, args: string, variables: Record<string, unknown>): Promise<void> => {
    const query = `mutation ${name[0]?.toUpperCase() ?? ''}${name.slice(1)}($number: ID!, $version: Int!, ${types}$key: String!) { ${name}(number: $number, version: $version, ${args}idempotencyKey: $key) { ${RESULT} } }`;
    const answer = await client.mutate(token, query, { number, version, ...variables, key: client.key() }, same);
    if ('fault' in answer && !FAIR.has(answer.fault)) work.strange.push(`${name} answered ${answer.fault}`);
    if ('value' in answer && answer.value['__typename'] === 'StaffCase') note(ledger, number, event);
  };
  const paper = (inputs as readonly { readonly id: string }[])[0]; // as the query asks
  const luck = random.below(10);
  if (kind === 'ACCEPT' && luck < 2 && paper) return send('gaps-told', 'sendBackCase', '$gaps: [CaseGapInput!]!, ', 'gaps: $gaps, ', { gaps: [{ input: paper.id, what: '请补正' }] });
  if (kind === 'ACCEPT' && luck === 2) return send('acceptance-refused', 'refuseAcceptance', '$why: String!, ', 'why: $why, ', { why: '不属于本机关职权范围' });
  if (kind === 'ACCEPT') return send('accepted', 'acceptCase', '', '', {});
  if (kind === 'STEP') return send('opinion-given', 'giveOpinion', '$step: ID!, $verdict: OpinionVerdict!, $text: String!, ', 'step: $step, verdict: $verdict, text: $text, ', { step, verdict: luck === 0 ? 'OBJECT' : 'AGREE', text: '已核对' });
  if (kind === 'DECIDE') return send('decided', 'decideCase', '$outcome: CaseOutcome!, $why: String, ', 'outcome: $outcome, why: $why, ', luck < 2 ? { outcome: 'REFUSED', why: '不符合条件' } : { outcome: 'GRANTED' });
  if (kind === 'DELIVER') return send('delivered', 'deliverCase', '$by: DeliveryWay!, ', 'by: $by, ', { by: 'ELECTRONIC' });
}
