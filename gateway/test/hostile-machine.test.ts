import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../modules/kernel/root.js';
import { contractPolicies } from '../../scripts/policies.js';
import { requestFor } from './made-up.js';
import { ask, bearer, SentCodes, staffSession } from './sample-people.js';
import { TestSocket } from './socket.js';
import { fewPhrases, startGateway, type GraphQLAnswer, type TestGateway } from './testkit.js';

const { schema } = contractPolicies(projectRoot());
const CENTRE = 'centre-yueyang';
const CLERK = 'sample-staff-clerk-yueyang';

let gateway: TestGateway;
let codes: SentCodes;
let clerk: string;
let machine: string;
let id: string;
let ticket: string;

const graphql = (token: string | null, query: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> => gateway.graphql({ query, variables }, token === null ? {} : bearer(token));
const codeOf = ({ errors }: GraphQLAnswer): string | null => errors?.[0]?.extensions.code ?? null;
const ISSUE = 'mutation ($centreId: ID!, $key: String!) { issueTicket(input: {centreId: $centreId, businessId: "general"}, idempotencyKey: $key) { __typename ... on QueueTicket { id number paperCode } } }';

beforeAll(async () => {
  codes = new SentCodes();
  // A Tuesday morning: halls are open.
  gateway = await startGateway({ env: { SEED: 'auto', SIMULATOR: 'off', DISTRICT_CLOCK: '2026-11-24T02:00:00Z' }, trainer: fewPhrases });
  clerk = await staffSession(gateway, codes, CLERK);
  const enrolled = (await ask(gateway, clerk, `mutation { enrolNumberMachine(centreId: "${CENTRE}", name: "大门口", idempotencyKey: "m") { token machine { id } } }`)).enrolNumberMachine as { token: string; machine: { id: string } }; // as selected
  [machine, id] = [enrolled.token, enrolled.machine.id];
}, 180_000);
afterAll(async () => {
  codes?.stop();
  await gateway?.stop();
});

describe('a number machine’s token', () => {
  it('gives numbers out at its own centre', async () => {
    const given = (await ask(gateway, machine, ISSUE, { centreId: CENTRE, key: 'n1' })).issueTicket as { __typename: string; id: string; number: string; paperCode: string }; // as selected
    expect(given).toMatchObject({ __typename: 'QueueTicket', number: expect.stringMatching(/^F\d{3}$/) });
    ticket = given.id;
    expect(codeOf(await graphql(machine, ISSUE, { centreId: 'centre-sijing', key: 'n2' }))).toBe('FORBIDDEN');
    expect((await graphql(machine, '{ numberMachine { id name centre { id } } me { assurance } }')).data).toEqual({ numberMachine: { id, name: '大门口', centre: { id: CENTRE } }, me: null });
  });

  it('is worth nothing for any other field of the contract: nobody in particular gets as much', async () => {
    const fields = ([['query', schema.getQueryType()], ['mutation', schema.getMutationType()]] as const).flatMap(([operation, type]) => Object.values(type?.getFields() ?? {}).map((field) => [operation, field] as const));
    expect(fields.length).toBeGreaterThan(150);
    const more: string[] = [];
    for (const [operation, field] of fields) {
      if (field.name === 'numberMachine') continue;
      for (const target of [CENTRE, ticket, id]) {
        const { query, variables } = requestFor(operation, field, target);
        const [asMachine, asNobody] = [await graphql(machine, query, variables), await graphql(null, query, variables)];
        const gave = Object.values(asMachine.data ?? {}).some((value) => value !== null && value !== undefined && value !== false);
        const alike = JSON.stringify(Object.keys(asMachine.data ?? {})) === JSON.stringify(Object.keys(asNobody.data ?? {})) && codeOf(asMachine) === codeOf(asNobody);
        if ((gave && !alike) || codeOf(asMachine) === 'INTERNAL') more.push(`${field.name}(${target}): ${JSON.stringify(asMachine.data ?? asMachine.errors)}`);
      }
    }
    expect(more).toEqual([]);
  }, 240_000);

  it('opens none of the staff’s doors', async () => {
    for (const sheet of ['worklist', 'supervision', 'ratings', 'unresolved', 'todos', 'services']) {
      const response = await fetch(`${gateway.url}/staff/sheets/${sheet}.xlsx`, { headers: bearer(machine) });
      expect([sheet, response.status]).toEqual([sheet, 403]);
    }
  });

  it('watches no window by a socket', async () => {
    const socket = await TestSocket.connect(gateway.url);
    socket.send({ type: 'connection_init', payload: { token: machine } });
    await socket.frame(({ type }) => type === 'connection_ack');
    const watching = socket.subscribe({ query: 'subscription ($id: ID!) { queueDesk(centreId: $id, window: 1) { waiting } }', variables: { id: CENTRE } });
    const told = JSON.stringify(await socket.of(watching));
    expect(told).toContain('FORBIDDEN');
    expect(told).not.toContain('"waiting"');
    await socket.close();
  });

  it('ends when a clerk of the centre ends it', async () => {
    expect((await ask(gateway, clerk, `{ numberMachines(centreId: "${CENTRE}") { id name } }`)).numberMachines).toEqual([{ id, name: '大门口' }]);
    expect((await ask(gateway, clerk, 'mutation ($id: ID!) { revokeNumberMachine(id: $id, idempotencyKey: "r") }', { id })).revokeNumberMachine).toBe(true);
    expect(codeOf(await graphql(machine, ISSUE, { centreId: CENTRE, key: 'n3' }))).toBe('UNAUTHENTICATED');
  });
});

describe('a browser that is made a number machine', () => {
  it('goes on as the machine by its cookie: the clerk’s session is over', async () => {
    const at = { 'content-type': 'application/json', origin: gateway.url, 'sec-fetch-site': 'same-origin' };
    const post = (cookie: string, query: string): Promise<Response> => fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { ...at, cookie: `sid=${cookie}` }, body: JSON.stringify({ query }) });
    const enrolled = await post(clerk, `mutation { enrolNumberMachine(centreId: "${CENTRE}", name: "二楼", idempotencyKey: "cookie") { token machine { name } } }`);
    expect(await enrolled.json()).toEqual({ data: { enrolNumberMachine: { token: null, machine: { name: '二楼' } } } });
    const cookie = /^sid=([^;]+);.*HttpOnly/.exec(enrolled.headers.getSetCookie().find((each) => each.startsWith('sid=')) ?? '')?.[1] ?? '';
    expect(cookie).toMatch(/^machine\./);
    expect(codeOf(await graphql(clerk, '{ me { assurance } }'))).toBe('UNAUTHENTICATED');
    expect(await (await post(cookie, '{ numberMachine { name } me { assurance } }')).json()).toEqual({ data: { numberMachine: { name: '二楼' }, me: null } });
  });
});
