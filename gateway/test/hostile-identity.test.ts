import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../modules/kernel/root.js';
import { contractPolicies } from '../../scripts/policies.js';
import { requestFor, takesIds } from './made-up.js';
import { ask, bearer, RESIDENT_PASSWORD, residentSession, samplePerson, SentCodes, staffSession, withSecondFactor } from './sample-people.js';
import { TestSocket } from './socket.js';
import { fewPhrases, startGateway, type GraphQLAnswer, type TestGateway } from './testkit.js';

const { schema } = contractPolicies(projectRoot());
const VICTIM = 'sample-wang-jianguo';
const EDGE = 'sample-wang-jianguo-for-sample-wang-xiaobao';

let gateway: TestGateway;
let codes: SentCodes;
let victim: string;
let attacker: string;
/** All that the victim has a name for. */
let ids: Record<string, string>;

const graphql = (token: string | null, query: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> => gateway.graphql({ query, variables }, token === null ? {} : bearer(token));
const codeOf = ({ errors }: GraphQLAnswer): string | null => errors?.[0]?.extensions.code ?? null;
/** The value at a path of an answer, a text. */
function at(data: unknown, ...path: (string | number)[]): string {
  const found = path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), data);
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')} of ${JSON.stringify(data)}`);
  return found;
}
const GRANT = 'mutation ($phone: String!, $name: String!, $until: DateTime!, $key: String!) { grantDelegation(input: {actorPhone: $phone, actorName: $name, scopes: ["affairs.apply"], until: $until}, idempotencyKey: $key) { __typename ... on Delegation { id } ... on DelegationRefused { reason } } }';
const ACT = 'mutation ($id: ID) { actAs(delegationId: $id) { actingFor { displayName } } }';
const REVOKE = 'mutation ($id: ID!, $key: String!) { revokeDelegation(id: $id, idempotencyKey: $key) { ... on Delegation { state } } }';
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const own = (token: string): Promise<GraphQLAnswer> =>
  graphql(token, '{ me { account { id phone disabled } sessions { id } delegationsHeld { id state } delegationsGiven { id state } consents { purpose given } disputes { id state } } inbox { totalCount edges { node { id readAt } } } messagePreferences { language quietHours { from } } transitReminders { id } }');
/** The victim's conversation, which nobody else may see, write into or rate. */
const talk = (): Promise<GraphQLAnswer> => graphql(victim, 'query ($id: ID!) { conversation(id: $id) { handover turns { text helpful } } }', { id: ids.conversation });

beforeAll(async () => {
  codes = new SentCodes();
  // A Sunday: who asks for a person leaves word.
  gateway = await startGateway({ env: { SEED: 'auto', SIMULATOR: 'off', DISTRICT_CLOCK: '2026-11-22T04:00:00Z' }, trainer: fewPhrases });
  victim = await withSecondFactor(gateway, await residentSession(gateway, codes, VICTIM), VICTIM);
  attacker = await withSecondFactor(gateway, await residentSession(gateway, codes, 'sample-wu-jing'), 'sample-wu-jing');
  const doctor = await staffSession(gateway, codes, 'sample-staff-doctor-sijing');
  const opened = await ask(gateway, doctor, `mutation { breakGlass(personId: "${VICTIM}", reason: "昏迷送医急查", idempotencyKey: "b") { id } }`);
  const { phone, name } = samplePerson('sample-liu-yang');
  const granted = await ask(gateway, victim, GRANT, { phone, name, until: inDays(30), key: 'g' });
  const corrected = await ask(gateway, victim, 'mutation { requestCorrection(input: {field: "phone", value: "17900004477", reason: "换号"}, idempotencyKey: "c") { id } }');
  const reminded = await ask(gateway, victim, 'mutation { subscribeTransitReminder(reminder: {lastBus: {stopId: "district:112A", routeId: "district:Y1", minutes: 10}}, idempotencyKey: "t") { ... on StandingReminder { id } } }');
  const seen = await ask(gateway, victim, '{ me { account { id } sessions { id } accessLog(first: 1) { edges { node { id } } } } inbox { edges { node { id } } } }');
  const entry = at(seen, 'me', 'accessLog', 'edges', 0, 'node', 'id');
  const disputed = await ask(gateway, victim, 'mutation ($id: ID!) { disputeAccess(entryId: $id, reason: "不是我", idempotencyKey: "d") { id } }', { id: entry });
  const conversation = at(await ask(gateway, victim, 'mutation { startConversation { id } }'), 'startConversation', 'id');
  const turn = at(await ask(gateway, victim, 'mutation ($id: ID!) { sendMessage(conversationId: $id, text: "转人工", idempotencyKey: "h") { id } }', { id: conversation }), 'sendMessage', 'id');
  const dispatcher = await staffSession(gateway, codes, 'sample-staff-dispatcher-jtw');
  const handover = at(await ask(gateway, dispatcher, '{ handovers(state: LEFT) { edges { node { id } } } }'), 'handovers', 'edges', 0, 'node', 'id');
  ids = {
    conversation, turn, handover,
    person: VICTIM, child: 'sample-wang-xiaobao', account: at(seen, 'me', 'account', 'id'), session: at(seen, 'me', 'sessions', 0, 'id'), edge: EDGE, granted: at(granted, 'grantDelegation', 'id'),
    emergency: at(opened, 'breakGlass', 'id'), correction: at(corrected, 'requestCorrection', 'id'), reminder: at(reminded, 'subscribeTransitReminder', 'id'), entry, dispute: at(disputed, 'disputeAccess', 'id'),
    message: at(seen, 'inbox', 'edges', 0, 'node', 'id'), post: 'sample-staff-secadmin-post-1',
  };
}, 120_000);
afterAll(async () => {
  codes?.stop();
  await gateway?.stop();
});

/** Whether an answer gave or did something: data that is neither nothing nor a refusal of the contract's own. */
function didSomething({ data }: GraphQLAnswer): boolean {
  const [value] = Object.values(data ?? {});
  if (value === null || value === undefined || value === false || value === 0) return false;
  return !/"__typename":"\w*(Refused|Weak)"/.test(JSON.stringify(value));
}

describe('somebody else’s ids', () => {
  // Public things of the district have public ids; everything else that takes an id is tried with each of the victim's.
  const PUBLIC = new Set(['stop', 'route', 'vehicles', 'serviceAlerts', 'plan', 'publicServices', 'serviceRatings', 'visitRatings', 'publicNotices']);
  const targets = [['query', schema.getQueryType()], ['mutation', schema.getMutationType()]] as const;

  it('open nothing and change nothing, wherever the contract takes an id', async () => {
    const before = JSON.stringify([(await own(victim)).data, (await talk()).data]);
    expect(before).toContain('转人工');
    const through: string[] = [];
    let tried = 0;
    for (const [operation, type] of targets) {
      for (const field of Object.values(type?.getFields() ?? {})) {
        if (!takesIds(field) || PUBLIC.has(field.name)) continue;
        for (const [kind, id] of Object.entries(ids)) {
          const { query, variables } = requestFor(operation, field, id);
          const answer = await graphql(attacker, query, variables);
          tried += 1;
          if (didSomething(answer) || codeOf(answer) === 'INTERNAL') through.push(`${field.name}(${kind}): ${JSON.stringify(answer.data ?? answer.errors)}`);
        }
      }
    }
    expect(through).toEqual([]);
    expect(tried).toBeGreaterThan(200);
    expect(JSON.stringify([(await own(victim)).data, (await talk()).data])).toBe(before);
  }, 120_000);
});

describe('keys of mutations', () => {
  it('are each account’s own: the same key and input of another runs anew, and gives nobody else’s answer', async () => {
    const { phone, name } = samplePerson('sample-yang-fan');
    const input = { phone, name, until: inDays(20), key: 'shared-key' };
    const first = at(await ask(gateway, victim, GRANT, input), 'grantDelegation', 'id');
    const second = at(await ask(gateway, attacker, GRANT, input), 'grantDelegation', 'id');
    expect(second).not.toBe(first);
    expect(at(await ask(gateway, victim, GRANT, input), 'grantDelegation', 'id')).toBe(first);
  });

  it('do not carry from acting for somebody to acting for oneself', async () => {
    await ask(gateway, victim, ACT, { id: EDGE });
    const consent = 'mutation { giveConsent(purpose: "education.sharing", version: 1, idempotencyKey: "who") { given } }';
    expect((await graphql(victim, consent)).data).toEqual({ giveConsent: { given: true } });
    await ask(gateway, victim, ACT);
    expect(codeOf(await graphql(victim, consent))).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('do one thing once, however many ask at the same time', async () => {
    const { phone, name } = samplePerson('sample-zheng-ya');
    const input = { phone, name, until: inDays(10), key: 'at-once' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(gateway, victim, GRANT, input)));
    expect(new Set(answers.map((answer) => at(answer, 'grantDelegation', 'id'))).size).toBe(1);
  });
});

describe('acting for somebody', () => {
  it('needs an edge of one’s own that holds: neither another’s, a revoked one, nor a made-up one', async () => {
    for (const id of [EDGE, ids.granted, 'none', '', '__proto__', '{"$ne":null}', 'constructor']) expect([id, codeOf(await graphql(attacker, ACT, { id }))]).toEqual([id, 'FORBIDDEN']);
  });

  it('ends with the edge, in the session that acts and at its socket, and whoever acts at that moment acts for nobody', async () => {
    const { phone, name } = samplePerson('sample-wu-jing');
    const id = at(await ask(gateway, victim, GRANT, { phone, name, until: inDays(5), key: 'for-a-while' }), 'grantDelegation', 'id');
    await ask(gateway, attacker, ACT, { id });
    expect((await graphql(attacker, '{ me { actingFor { displayName } } }')).data).toEqual({ me: { actingFor: { displayName: '王建国' } } });
    const socket = await TestSocket.connect(gateway.url);
    socket.send({ type: 'connection_init', payload: { token: attacker } });
    await socket.frame(({ type }) => type === 'connection_ack');
    const watching = socket.subscribe({ query: 'subscription { sessionChanged { actingFor { displayName } } }' });
    await ask(gateway, victim, REVOKE, { id, key: 'enough' });
    // It may still be told of how it was; what comes after the end knows nobody acted for.
    const told = await socket.frame(({ id: of, payload }) => of === watching && JSON.stringify(payload).includes('"actingFor":null'));
    expect(told.type).toBe('next');
    await socket.close();
    expect((await graphql(attacker, '{ me { actingFor { displayName } } }')).data).toEqual({ me: { actingFor: null } });
    expect(codeOf(await graphql(attacker, ACT, { id }))).toBe('FORBIDDEN');
  });

  it('races with its revocation to no harm: after it nobody acts, whichever came first', async () => {
    const { phone, name } = samplePerson('sample-wu-jing');
    for (let turn = 0; turn < 5; turn += 1) {
      const id = at(await ask(gateway, victim, GRANT, { phone, name, until: inDays(5), key: `race-${turn}` }), 'grantDelegation', 'id');
      await Promise.all([graphql(attacker, ACT, { id }), graphql(victim, REVOKE, { id, key: `race-${turn}` }), graphql(attacker, ACT, { id })]);
      expect((await graphql(attacker, '{ me { actingFor { displayName } } }')).data).toEqual({ me: { actingFor: null } });
    }
  });
});

describe('a waiting guardianship', () => {
  it('is confirmed once, of two who confirm at once', async () => {
    const claim = 'mutation ($input: GuardianshipInput!) { claimGuardianship(input: $input, idempotencyKey: "claim") { ... on Delegation { id state } } }';
    const id = at(await ask(gateway, victim, claim, { input: { childName: '袁梦琪', childIdentifier: samplePerson('sample-yuan-mengqi').identifier, scopes: ['health.read'] } }), 'claimGuardianship', 'id');
    const [one, two] = [await staffSession(gateway, codes, 'sample-staff-clerk-sijing'), await staffSession(gateway, codes, 'sample-staff-clerk-yueyang')];
    const confirm = 'mutation ($id: ID!) { confirmDelegation(id: $id, idempotencyKey: "confirm") { ... on Delegation { state } } }';
    const answers = await Promise.all([graphql(one, confirm, { id }), graphql(two, confirm, { id })]);
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null]);
  });
});

describe('signing in', () => {
  const CODE = 'mutation ($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { ... on SignedIn { token me { account { id } } } ... on SignInRefused { reason } } }';

  it('takes a code once, of many who have it at the same moment', async () => {
    const phone = '17900009001';
    await ask(gateway, null, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone });
    const code = codes.to(phone);
    const answers = await Promise.all(Array.from({ length: 8 }, () => gateway.graphql({ query: CODE, variables: { phone, code } }, { 'x-channel': 'api' })));
    expect(answers.filter(({ data }) => JSON.stringify(data).includes('"token"'))).toHaveLength(1);
  });

  it('begins a session of its own: the one before is over, and a token chosen by somebody else is never taken up', async () => {
    const { phone } = samplePerson('sample-qian-hong');
    await ask(gateway, null, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone });
    const planted = 'sid=1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const answer = await gateway.graphql({ query: CODE, variables: { phone, code: codes.to(phone) } }, { cookie: planted });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(cookie).toMatch(/^sid=/);
    expect(cookie).not.toBe(planted);
    expect((await gateway.graphql({ query: '{ me { postId } }' }, { cookie: planted })).data).toEqual({ me: null });
    // As somebody else in the same browser: the first session is over.
    const other = samplePerson('sample-zhu-ming').phone;
    await ask(gateway, null, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone: other });
    await gateway.graphql({ query: CODE, variables: { phone: other, code: codes.to(other) } }, { cookie });
    expect((await gateway.graphql({ query: '{ me { postId } }' }, { cookie })).data).toEqual({ me: null });
  });

  it('cannot be done to a visitor by another site’s page', async () => {
    const phone = '17900009002';
    await ask(gateway, null, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone });
    const answer = await gateway.graphql({ query: CODE, variables: { phone, code: codes.to(phone) } }, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
    expect([codeOf(answer), answer.headers.get('set-cookie')]).toEqual(['FORBIDDEN', null]);
  });

  it('knows a name by its one form: confusable letters are another name, full-width ones the same', async () => {
    const sign = (login: string) => graphql(null, 'mutation ($login: String!, $password: String!) { signInWithPassword(login: $login, password: $password) { __typename ... on SignInRefused { reason } } }', { login, password: RESIDENT_PASSWORD });
    // Cyrillic а and ѕ, a zero-width joiner, a turned direction: none of them is `secadmin`.
    for (const login of ['secаdmin', 'ѕecadmin', 'sec\u200dadmin', '\u202esecadmin', 'secadmin\u0000']) expect(JSON.stringify((await sign(login)).data)).toContain('WRONG');
    expect(JSON.stringify((await sign('１７９００００００01')).data)).toContain('SignedIn');
  });
});

describe('the second factor', () => {
  it('is not carried into another session of the same account, nor out of its ten minutes by a kept token', async () => {
    const { phone } = samplePerson(VICTIM);
    const other = at(await ask(gateway, null, 'mutation ($login: String!, $password: String!) { signInWithPassword(login: $login, password: $password) { ... on SignedIn { token } } }', { login: phone, password: RESIDENT_PASSWORD }), 'signInWithPassword', 'token');
    expect(codeOf(await graphql(other, 'mutation { exportMyData(idempotencyKey: "steal") { fileName } }'))).toBe('STEP_UP_REQUIRED');
    // An answer kept under a key is no way past it either.
    await ask(gateway, victim, 'mutation { exportMyData(idempotencyKey: "mine") { fileName } }');
    expect(codeOf(await graphql(other, 'mutation { exportMyData(idempotencyKey: "mine") { fileName } }'))).toBe('STEP_UP_REQUIRED');
  });

  it('rotates the token: the one before it is worth nothing', async () => {
    const before = await residentSession(gateway, codes, 'sample-yuan-yuan');
    const after = await withSecondFactor(gateway, before, 'sample-yuan-yuan');
    expect(after).not.toBe(before);
    expect(codeOf(await graphql(before, '{ me { postId } }'))).toBe('UNAUTHENTICATED');
  });
});

describe('posts', () => {
  it('are switched among one’s own, and never while acting out of another’s', async () => {
    const clerk = await staffSession(gateway, codes, 'sample-staff-clerk-mzj');
    const SWITCH = 'mutation ($id: ID!) { actInPost(postId: $id) { postId } }';
    for (const id of ['sample-staff-secadmin-post-1', 'none', '__proto__']) expect(codeOf(await graphql(clerk, SWITCH, { id }))).toBe('FORBIDDEN');
    expect(codeOf(await graphql(victim, SWITCH, { id: 'sample-staff-secadmin-post-1' }))).toBe('FORBIDDEN');
  });
});

describe('cursors', () => {
  const LISTS: Record<string, () => string> = {
    '{ inbox(after: $after) { totalCount } }': () => victim, '{ me { accessLog(after: $after) { pageInfo { endCursor } } } }': () => victim,
  };
  const staffLists = {
    'sample-staff-auditadmin': ['{ auditRecords(filter: {}, after: $after) { pageInfo { endCursor } } }', '{ emergencyAccesses(after: $after) { totalCount } }'],
    'sample-staff-secadmin': ['{ accounts(after: $after) { totalCount } }', '{ accessDisputes(after: $after) { pageInfo { endCursor } } }', '{ organisations(after: $after) { totalCount } }', '{ administratorProposals(after: $after) { pageInfo { endCursor } } }'],
    'sample-staff-clerk-university': ['{ guardianshipClaims(after: $after) { pageInfo { endCursor } } }', '{ corrections(after: $after) { pageInfo { endCursor } } }', '{ handovers(after: $after) { pageInfo { endCursor } } }'],
  };
  const BAD = ['x', '1:', ' ', ' x', '1:0/x', '1:9999999999999999/x', '1:NaN x', '1:[object Object]', '1:{"$gt":""}', '1:\u0000', '1:1763000000000 x y', `1:${'9'.repeat(300)}`];

  it('of other lists, forged and broken are refused or lead nowhere, and nothing breaks', async () => {
    for (const [id, queries] of Object.entries(staffLists)) {
      const token = await staffSession(gateway, codes, id);
      for (const query of queries) LISTS[query] = () => token;
    }
    const broken: string[] = [];
    for (const [list, who] of Object.entries(LISTS)) {
      for (const key of BAD) {
        for (const after of [key, Buffer.from(key).toString('base64url')]) {
          const code = codeOf(await graphql(who(), `query ($after: String) ${list}`, { after }));
          if (code !== null && code !== 'BAD_INPUT') broken.push(`${list} ${key}: ${code}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });
});

describe('what inputs carry beside what they ask for', () => {
  it('members that are not the contract’s are refused before anything runs', async () => {
    const inputs: Record<string, unknown>[] = [
      { field: 'name', value: '王', reason: 'x', state: 'DONE' }, JSON.parse('{"field":"name","value":"王","reason":"x","__proto__":{"personId":"sample-wu-jing"}}') as Record<string, unknown>,
      { field: 'name', value: { $ne: null }, reason: 'x' }, { field: 'name', value: '王', reason: 'x', personId: 'sample-wu-jing' }, JSON.parse('{"field":"name","value":"王","reason":"x","constructor":{"prototype":{"proofed":true}}}') as Record<string, unknown>,
    ];
    for (const input of inputs) {
      const answer = await graphql(attacker, 'mutation ($input: CorrectionInput!) { requestCorrection(input: $input, idempotencyKey: "more") { id } }', { input });
      expect(answer.data ?? null).toBeNull();
      expect(['BAD_INPUT', 'QUERY_INVALID']).toContain(codeOf(answer));
    }
    expect(Reflect.get({}, 'proofed')).toBeUndefined();
    expect(Reflect.get({}, 'personId')).toBeUndefined();
  });
});
