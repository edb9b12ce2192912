import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { photo } from '../../modules/community/affairs/applications/testing.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { contractPolicies } from '../../scripts/policies.js';
import { requestFor, takesIds } from './made-up.js';
import { ask, bearer, residentSession, samplePerson, SentCodes, staffSession, withSecondFactor } from './sample-people.js';
import { TestSocket } from './socket.js';
import { fewPhrases, startGateway, type GraphQLAnswer, type TestGateway } from './testkit.js';

const { schema } = contractPolicies(projectRoot());
const VICTIM = 'sample-wang-jianguo';
const CENTRE = 'centre-yueyang';

let gateway: TestGateway;
let codes: SentCodes;
let victim: string;
/** A resident, who acts for an elder besides. */
let attacker: string;
let carer: string;
/** Of another department, and of another centre. */
let strangers: readonly string[];
/** What of the victim's has a name. */
let ids: { readonly number: string; readonly draft: string; readonly file: string; readonly receipt: string; readonly appointment: string; readonly ticket: string; readonly report: string };

const graphql = (token: string | null, query: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> => gateway.graphql({ query, variables }, token === null ? {} : bearer(token));
const codeOf = ({ errors }: GraphQLAnswer): string | null => errors?.[0]?.extensions.code ?? null;
const get = (path: string, token: string): Promise<Response> => fetch(`${gateway.url}${path}`, { headers: bearer(token) });
/** The text at a path of an answer. */
function at(data: unknown, ...path: (string | number)[]): string {
  const found = path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), data);
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')} of ${JSON.stringify(data)}`);
  return found;
}

async function upload(token: string): Promise<string> {
  const response = await fetch(`${gateway.url}/affairs/files?name=a.jpg`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', ...bearer(token) }, body: new Uint8Array(await photo()) });
  return at(await response.json(), 'id');
}
const SAVE = 'mutation ($input: DraftInput!, $key: String!) { saveDraft(input: $input, idempotencyKey: $key) { ... on ApplicationDraft { id version } } }';
const SUBMIT = 'mutation ($input: SubmitInput!) { submitApplication(input: $input, idempotencyKey: "submit") { ... on Application { number receiptCode } ... on FormIncomplete { faults { path } } } }';
const own = async (): Promise<string> => JSON.stringify((await graphql(victim, '{ applicationDrafts { id updatedAt } applications { totalCount } myCases { nodes { number phase version } } myAppointments { id state startsAt } myTickets { id state } myUnresolvedReports { id state answer } householdProfile { version } }')).data);

beforeAll(async () => {
  codes = new SentCodes();
  // A Tuesday morning: halls are open.
  gateway = await startGateway({ env: { SEED: 'auto', SIMULATOR: 'off', DISTRICT_CLOCK: '2026-11-24T02:00:00Z' }, trainer: fewPhrases });
  const twoFactors = async (id: string): Promise<string> => withSecondFactor(gateway, await residentSession(gateway, codes, id), id);
  victim = await twoFactors(VICTIM);
  attacker = await twoFactors('sample-wu-jing');
  carer = await twoFactors('sample-qian-hong');
  await ask(gateway, carer, 'mutation { actAs(delegationId: "sample-qian-hong-for-sample-qian-defu") { assurance } }');
  strangers = [await staffSession(gateway, codes, 'sample-staff-clerk-mzj'), await staffSession(gateway, codes, 'sample-staff-clerk-sijing')];
  const form = (await ask(gateway, victim, '{ applicationForm(serviceId: "dog-registration") { values } }')).applicationForm as { values: object }; // as selected
  const values = { ...form.values, tenure: 'owned', dogName: '阿黄', breed: '中华田园犬', dogSex: 'male', dogBorn: '2024-05-01', chip: '156001234567890', neutered: true, vaccinatedOn: '2026-05-01' };
  const file = await upload(victim);
  const papers = [{ inputId: 'dog-photo', fileIds: [file] }, { inputId: 'vaccination', fileIds: [await upload(victim)] }];
  const draft = (await ask(gateway, victim, SAVE, { key: 'one', input: { serviceId: 'dog-registration', version: 0, values, papers } })).saveDraft;
  const handedIn = (await ask(gateway, victim, SUBMIT, { input: { draftId: at(draft, 'id'), version: 1 } })).submitApplication;
  const kept = (await ask(gateway, victim, SAVE, { key: 'two', input: { serviceId: 'dog-registration', version: 0, values, papers: [] } })).saveDraft;
  const days = (await ask(gateway, victim, `{ appointmentDays(centreId: "${CENTRE}", businessId: "general") { times { startsAt } } }`)).appointmentDays as { times: { startsAt: string }[] }[]; // as selected
  const booked = await ask(gateway, victim, 'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input, idempotencyKey: "b") { ... on Appointment { id } } }', { input: { centreId: CENTRE, businessId: 'general', startsAt: days[1]?.times[0]?.startsAt } });
  const taken = await ask(gateway, victim, 'mutation ($input: TakeTicketInput!) { takeTicket(input: $input, idempotencyKey: "t") { ... on QueueTicket { id } } }', { input: { centreId: CENTRE, businessId: 'general' } });
  const told = await ask(gateway, victim, 'mutation ($input: UnresolvedInput!) { reportUnresolved(input: $input, idempotencyKey: "r") { id } }', { input: { organisationId: 'dept-gafj', text: '跑了三次' } });
  ids = { number: at(handedIn, 'number'), draft: at(kept, 'id'), file, receipt: at(handedIn, 'receiptCode'), appointment: at(booked, 'bookAppointment', 'id'), ticket: at(taken, 'takeTicket', 'id'), report: at(told, 'reportUnresolved', 'id') };
}, 180_000);
afterAll(async () => {
  codes?.stop();
  await gateway?.stop();
});

/** Whether an answer gave or did something: data that is neither nothing nor a refusal of the contract's own. */
function didSomething({ data }: GraphQLAnswer): boolean {
  const [value] = Object.values(data ?? {});
  if (value === null || value === undefined || value === false || value === 0 || (Array.isArray(value) && value.length === 0)) return false;
  return !/"__typename":"(\w*(Refused|Weak)|FormIncomplete)"/.test(JSON.stringify(value));
}

describe('somebody else’s applications, papers, numbers and appointments', () => {
  // Public things of the district have public ids; what is verified by its code is shown to whoever has the code.
  const PUBLIC = new Set(['stop', 'route', 'vehicles', 'serviceAlerts', 'plan', 'publicServices', 'serviceRatings', 'visitRatings', 'publicNotices', 'verifyDocument']);
  const fields = ([['query', schema.getQueryType()], ['mutation', schema.getMutationType()]] as const)
    .flatMap(([operation, type]) => Object.values(type?.getFields() ?? {}).filter((field) => takesIds(field) && !PUBLIC.has(field.name)).map((field) => [operation, field] as const));

  // Every field asked with every id of the victim; what answered, or fell over.
  async function letThrough(tokens: readonly string[], asked: typeof fields): Promise<string[]> {
    const through: string[] = [];
    for (const token of tokens) {
      for (const [operation, field] of asked) {
        for (const [kind, id] of Object.entries(ids)) {
          const { query, variables } = requestFor(operation, field, id);
          const answer = await graphql(token, query, variables);
          if (didSomething(answer) || codeOf(answer) === 'INTERNAL') through.push(`${field.name}(${kind}): ${JSON.stringify(answer.data ?? answer.errors)}`);
        }
      }
    }
    return through;
  }

  it('open to no other resident, for whomever they act, and change by none, wherever the contract takes an id', async () => {
    const before = await own();
    expect(await letThrough([attacker, carer], fields)).toEqual([]);
    expect(await own()).toBe(before);
  }, 180_000);

  it('open to no staff of another department or centre', async () => {
    const before = await own();
    const named = new Set(['application', 'applicationContent', 'staffCase', 'caseObjections', 'myCase', 'workTicket', 'transferTicket', 'answerUnresolved', 'contactRater', 'putRating', 'supplementApplication', 'withdrawCase', 'rateCase', 'rateVisit', 'checkInAppointment', 'moveAppointment', 'cancelAppointment', 'leaveQueue', 'returnToQueue', 'deleteDraft', 'submitApplication']);
    const acts = fields.filter(([, { name, args }]) => named.has(name) || (args.some((arg) => arg.name === 'number') && args.some((arg) => arg.name === 'version')));
    expect(acts.length).toBeGreaterThan(30);
    expect(await letThrough(strangers, acts)).toEqual([]);
    expect(await own()).toBe(before);
  }, 180_000);

  it('come through no door', async () => {
    expect((await get(`/affairs/files/${ids.file}`, victim)).status).toBe(200);
    for (const token of [attacker, carer, ...strangers]) expect((await get(`/affairs/files/${ids.file}`, token)).status).toBe(403);
    for (const token of [attacker, carer]) {
      expect((await get(`/documents/${ids.receipt}/paper.pdf`, token)).status).toBe(403);
      for (const sheet of ['worklist', 'supervision', 'ratings', 'unresolved', 'services']) expect((await get(`/staff/sheets/${sheet}.xlsx`, token)).status).toBe(403);
    }
    const calendar = at(await ask(gateway, victim, '{ myAppointments { calendarPath } }'), 'myAppointments', 0, 'calendarPath');
    expect((await get(calendar, attacker)).status).toBe(200);
    for (const forged of [calendar.replace(/[^/]+(?=\/appointment)/, 'a'.repeat(64)), calendar.replace(ids.appointment, ids.ticket)]) expect((await get(forged, attacker)).status).toBe(404);
  });
});

describe('a watcher', () => {
  it('of a case is told nothing more once it may act for its applicant no longer', async () => {
    const { phone, name } = samplePerson('sample-wu-jing');
    const granted = await ask(gateway, victim, 'mutation ($phone: String!, $name: String!, $until: DateTime!) { grantDelegation(input: {actorPhone: $phone, actorName: $name, scopes: ["affairs.apply"], until: $until}, idempotencyKey: "g") { ... on Delegation { id } } }', { phone, name, until: new Date(Date.now() + 5 * 86_400_000).toISOString() });
    const edge = at(granted, 'grantDelegation', 'id');
    await ask(gateway, attacker, 'mutation ($id: ID) { actAs(delegationId: $id) { assurance } }', { id: edge });
    const socket = await TestSocket.connect(gateway.url);
    socket.send({ type: 'connection_init', payload: { token: attacker } });
    await socket.frame(({ type }) => type === 'connection_ack');
    const watching = socket.subscribe({ query: 'subscription ($number: ID!) { myCaseChanged(number: $number) { phase } }', variables: { number: ids.number } });
    expect((await socket.of(watching)).payload?.data).toEqual({ myCaseChanged: { phase: 'RECEIVED' } });
    await ask(gateway, victim, 'mutation ($id: ID!) { revokeDelegation(id: $id, idempotencyKey: "over") { __typename } }', { id: edge });
    await ask(gateway, victim, 'mutation ($number: ID!) { withdrawCase(number: $number, idempotencyKey: "w") { __typename } }', { number: ids.number });
    // What comes first is the end of it: told after that, it would have come by now.
    await Promise.race([socket.closed, socket.frame(({ id, type }) => id === watching && type !== 'next')]);
    expect(JSON.stringify(socket.unread)).not.toContain('CLOSED');
    await socket.close();
    expect(codeOf(await graphql(attacker, 'query ($number: ID!) { myCase(number: $number) { phase } }', { number: ids.number }))).toBe('NOT_FOUND');
  });
});

describe('what is written in', () => {
  it('is refused where it has no end, and nothing breaks', async () => {
    const save = (values: unknown): Promise<GraphQLAnswer> => graphql(victim, SAVE, { key: 'odd', input: { serviceId: 'dog-registration', version: 0, values, papers: [] } });
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const deep = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...bearer(victim) }, body: `{"query":${JSON.stringify(SAVE)},"variables":{"key":"deep","input":{"serviceId":"dog-registration","version":0,"values":{"dogName":${nested}},"papers":[]}}}` });
    expect(at(await deep.json(), 'errors', 0, 'extensions', 'code')).toBe('BAD_INPUT');
    for (const values of [[], 'x', 1, null]) expect(codeOf(await save(values))).toBe('BAD_INPUT');
    const preview = await graphql(victim, 'query ($input: PreviewInput!) { applicationPreview(input: $input) { ready sections { rows { text { zh } } } } }', { input: { serviceId: 'dog-registration', values: { dogSex: 'constructor', dogName: '\ud800\0\u202e', breed: { $where: '1' } }, papers: [] } });
    expect(preview.errors).toBeUndefined();
    expect(JSON.stringify(preview.data)).toContain('"ready":false');
  });
});
