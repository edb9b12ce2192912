import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../modules/kernel/caller.js';
import { RIGHTS_CHANGED } from '../../modules/identity/sessions/types.js';
import { signInWorld, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import { hashOf, identityEdge, type EdgeAnswer, type Headers, type IdentityEdge } from '../test/identity-edge.js';
import { TestSocket } from '../test/socket.js';

const GOOD = 'Lotus-Pond-27';
const ME = 'query Me { me { account { id phone } assurance actingFor { displayName } } }';
const SIGN_IN = `mutation SignIn($login: String!, $password: String!) {
  signInWithPassword(login: $login, password: $password) { __typename ... on SignedIn { token me { account { id } } } ... on SignInRefused { reason } }
}`;
const STEP_UP = 'mutation StepUp($code: String!) { stepUp(method: SMS, code: $code) { __typename ... on SteppedUp { token } } }';
let world: SignInWorld;
let edge: IdentityEdge;
let serial = 0;

beforeAll(async () => {
  world = await signInWorld('edge');
  edge = await identityEdge(world, [ME, SIGN_IN], 1);
});
afterAll(async () => {
  await edge?.close();
  await world?.close();
});

async function person() {
  const phone = `137${String(10_000_000 + ++serial)}`;
  return { phone, account: await world.account({ phone, password: GOOD }) };
}
const signInBody = (login: string, password = GOOD) => ({ query: SIGN_IN, variables: { login, password } });
const cookieOf = (answer: EdgeAnswer, name = 'sid'): string => answer.cookies.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0] ?? '';
const meOf = async (headers: Headers) => (await edge.post({ query: ME }, headers)).data?.me ?? null;

describe.each([
  ['Koa and Apollo', (query: string) => ({ query })],
  ['the fast path', (query: string) => ({ documentId: `sha256:${hashOf(query)}` })],
] as const)('signing in through %s', (_path, named) => {
  it('sets a cookie that opens, and that no script and no other site gets at', async () => {
    const { phone, account } = await person();
    const answer = await edge.post({ ...named(SIGN_IN), variables: { login: phone, password: GOOD } });
    expect(answer.data?.signInWithPassword).toMatchObject({ __typename: 'SignedIn', token: null, me: { account: { id: account.id } } });
    expect(answer.cookies.map((cookie) => cookie.split('=')[0])).toEqual(['sid', 'device']);
    expect(answer.cookies[0]).toMatch(/^sid=\d+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const { data } = await edge.post(named(ME), { cookie: cookieOf(answer) });
    expect(data?.me).toEqual({ account: { id: account.id, phone: `137****${phone.slice(-4)}` }, assurance: 'ORDINARY', actingFor: null });
  });

  it('gives programs a token instead', async () => {
    const { phone, account } = await person();
    const answer = await edge.post({ ...named(SIGN_IN), variables: { login: phone, password: GOOD } }, { 'x-channel': 'api' });
    expect(answer.cookies).toEqual([]);
    const token = String(answer.data?.signInWithPassword?.token);
    expect((await edge.post(named(ME), { authorization: `Bearer ${token}` })).data?.me).toMatchObject({ account: { id: account.id } });
    expect(await edge.post(named(ME), { authorization: `Bearer ${token}x` })).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('is refused to another site’s page', async () => {
    const { phone } = await person();
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
      const answer = await edge.post({ ...named(SIGN_IN), variables: { login: phone, password: GOOD } }, headers);
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(answer.cookies).toEqual([]);
    }
  });

  it('lets nobody ride on the cookie from another site, and a named portal do so', async () => {
    const { phone } = await person();
    const cookie = cookieOf(await edge.post(signInBody(phone)));
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: edge.url, 'sec-fetch-site': 'same-site' }]) {
      expect(await edge.post(named(ME), { cookie, ...headers })).toMatchObject({ status: 403, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
    for (const headers of [{ origin: edge.url, 'sec-fetch-site': 'same-origin' }, { origin: 'https://portal.example', 'sec-fetch-site': 'cross-site' }, { origin: edge.url }]) {
      expect((await edge.post(named(ME), { cookie, ...headers })).data?.me).not.toBeNull();
    }
  });
});

describe('a cookie', () => {
  it('goes under __Host- and with Secure over HTTPS, and then no other is believed', async () => {
    const { phone } = await person();
    const https = { 'x-forwarded-proto': 'https' };
    const answer = await edge.post(signInBody(phone), https);
    expect(answer.cookies[0]).toMatch(/^__Host-sid=.*; Secure/);
    const cookie = cookieOf(answer, '__Host-sid');
    expect(await meOf({ cookie, ...https })).not.toBeNull();
    expect(await meOf({ cookie: cookie.replace('__Host-', ''), ...https })).toBeNull();
  });

  it('given twice is not believed: one of the two was planted', async () => {
    const { phone } = await person();
    const cookie = cookieOf(await edge.post(signInBody(phone)));
    expect(await meOf({ cookie: `theme=dark; ${cookie}` })).not.toBeNull();
    expect(await meOf({ cookie: `${cookie}; sid=1.AAAA` })).toBeNull();
  });

  it('is asked for with JSON alone', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await fetch(`${edge.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify({ query: ME }) });
      expect(response.status).toBe(400);
    }
  });

  it('is taken back at sign-out; a kiosk’s browser wipes itself', async () => {
    const { phone } = await person();
    const kiosk = { 'x-channel': 'kiosk' };
    const signedIn = await edge.post(signInBody(phone), kiosk);
    expect(signedIn.cookies[0]).not.toContain('Max-Age');
    const cookie = cookieOf(signedIn);
    const out = await edge.post({ query: 'mutation { signOut }' }, { cookie, ...kiosk });
    expect(out.data).toEqual({ signOut: true });
    expect(out.cookies[0]).toMatch(/^sid=; .*Max-Age=0/);
    expect(out.headers.get('clear-site-data')).toContain('"storage"');
    expect(await meOf({ cookie })).toBeNull();
  });

  it('is renewed by a second factor, and the old one is worth nothing', async () => {
    const { phone } = await person();
    const old = cookieOf(await edge.post(signInBody(phone)));
    await edge.post({ query: 'mutation { requestStepUpCode { retryAfterSeconds } }' }, { cookie: old });
    const stepped = await edge.post({ query: STEP_UP, variables: { code: world.codeTo(phone) } }, { cookie: old });
    expect(stepped.data?.stepUp).toEqual({ __typename: 'SteppedUp', token: null });
    expect([await meOf({ cookie: old }), (await meOf({ cookie: cookieOf(stepped) }))?.assurance]).toEqual([null, 'SENSITIVE']);
  });

  it('carries for whom one acts into the very answer, and the rest of the same request', async () => {
    world.edges.set('edge-w', { delegationId: 'edge-w', kind: 'person', id: 'child', displayName: '王小宝', scopes: [], actorId: 'person-w' });
    const phone = `137${String(10_000_000 + ++serial)}`;
    await world.account({ phone, password: GOOD, personId: 'person-w', proofed: true });
    const cookie = cookieOf(await edge.post(signInBody(phone)));
    const answer = await edge.post({ query: 'mutation { a: actAs(delegationId: "edge-w") { actingFor { notice en: notice(language: EN) } } b: actAs(delegationId: null) { actingFor { displayName } } }' }, { cookie });
    expect(answer.data).toEqual({ a: { actingFor: { notice: '正在为 王小宝 办理', en: 'Acting for 王小宝' } }, b: { actingFor: null } });
  });
});

it('locks a guesser who hides in aliases', async () => {
  const { phone } = await person();
  const guesses = Array.from({ length: 10 }, (_, n) => `g${n}: signInWithPassword(login: "${phone}", password: "Guess-${n}-abc") { __typename ... on SignInRefused { reason } }`);
  const answer = await edge.post({ query: `mutation { ${guesses.join('\n')} }` });
  expect(Object.values(answer.data ?? {}).map(({ reason }) => reason)).toEqual([...Array<string>(5).fill('WRONG'), ...Array<string>(5).fill('LOCKED')]);
});

describe('a socket', () => {
  const CHANGED = 'subscription { sessionChanged { assurance actingFor { displayName } } }';
  const open = async (headers: Headers) => TestSocket.open(edge.url, { headers });
  const connected = async (): Promise<{ socket: TestSocket; cookie: string; phone: string; accountId: string; caller: Caller }> => {
    const { phone, account } = await person();
    const cookie = cookieOf(await edge.post(signInBody(phone)));
    const caller = (await world.sessions.resolve(cookie.slice(4)))?.caller;
    if (!caller) throw new Error('no session');
    return { socket: await open({ cookie }), cookie, phone, accountId: account.id, caller };
  };

  it('knows its caller by the upgrade’s cookie or by a token, and closes on a token that is worth nothing', async () => {
    const { socket, cookie } = await connected();
    expect((await socket.of(socket.subscribe({ query: CHANGED }))).payload?.data).toEqual({ sessionChanged: { assurance: 'ORDINARY', actingFor: null } });
    const byToken = await TestSocket.connect(edge.url);
    byToken.send({ type: 'connection_init', payload: { token: cookie.slice(4) } });
    await byToken.frame(({ type }) => type === 'connection_ack');
    expect((await byToken.of(byToken.subscribe({ query: CHANGED }))).payload?.data).toMatchObject({ sessionChanged: { assurance: 'ORDINARY' } });
    const forged = await TestSocket.connect(edge.url);
    forged.send({ type: 'connection_init', payload: { token: `1.${'A'.repeat(43)}` } });
    expect((await forged.closed).code).toBe(4403);
    await socket.close();
    await byToken.close();
  });

  it('browses without either', async () => {
    const socket = await open({});
    const frame = await socket.of(socket.subscribe({ query: CHANGED }));
    expect(frame.payload?.data).toEqual({ sessionChanged: null });
    await socket.close();
  });

  it('is closed by 4401 when its session ends, and others stay', async () => {
    const { socket, cookie } = await connected();
    const other = await connected();
    await edge.post({ query: 'mutation { signOut }' }, { cookie });
    expect((await socket.closed).code).toBe(4401);
    expect(other.socket.socket.readyState).toBe(1);
    await other.socket.close();
  });

  it('is closed by 4403 when its account is disabled', async () => {
    const { socket, accountId, caller } = await connected();
    await world.accounts.setDisabled({ ...caller, assurance: 'sensitive', post: { id: 'p', role: 'security-admin', organisationId: 'o' } }, accountId, true, '停用', 'k');
    expect((await socket.closed).code).toBe(4403);
  });

  it('goes on under new rights when they change, and is told of them', async () => {
    const { socket, cookie, phone } = await connected();
    const id = socket.subscribe({ query: CHANGED });
    await socket.of(id);
    await edge.post({ query: 'mutation { requestStepUpCode { retryAfterSeconds } }' }, { cookie });
    await edge.post({ query: STEP_UP, variables: { code: world.codeTo(phone) } }, { cookie });
    expect((await socket.of(id)).payload?.data).toMatchObject({ sessionChanged: { assurance: 'SENSITIVE' } });
    await socket.close();
  });

  it('is looked at again when rights elsewhere change, and closed where nothing is left', async () => {
    const { socket, accountId } = await connected();
    await world.connection.collection('sessions').deleteMany({ accountId });
    world.events.publish(RIGHTS_CHANGED, { accountId });
    expect((await socket.closed).code).toBe(4401);
  });
});
