import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { codeOf, pkce, TestBrowser, xsrfOf } from '../sso/testing-client.js';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const SITE = 'site-test';
const CALLBACK = 'http://127.0.0.1:9/callback';
const INBOX = '{ inbox { edges { node { id } } } }';
const CHANGES = 'subscription { inboxChanged { unread } }';

let carrier: Server;
let lastText = '';
let serial = 0;
beforeAll(async () => {
  carrier = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      lastText = Buffer.concat(chunks).toString();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => carrier.close(resolve));
});

/** A whole gateway, its database, and people who sign in on it by text message. */
async function start(env: Record<string, string> = {}) {
  const { port } = carrier.address() as AddressInfo; // a TCP server that listens has one
  const gateway = await startGateway({ env: { SMS_URL: `http://127.0.0.1:${port}/`, SMS_SECRET: 'a secret that the tests share with nobody', ALLOW_PRIVATE_SERVICES: '127.0.0.1', ...env } });
  const connection = await mongoose.createConnection(gateway.mongoUri).asPromise();
  await connection.collection<{ _id: string }>('identity_sites').insertOne({
    _id: 'site-1', clientId: SITE, nameZh: '云间区教育局', nameEn: 'Education Bureau', kind: 'WEB', address: 'http://127.0.0.1:9/', departmentId: 'org-1', redirectUris: [CALLBACK], postLogoutRedirectUris: [],
    scopes: ['profile', 'transit.read', 'messages.read', 'health.read'], algorithm: 'ES256', pairwise: false, disabled: false, createdAt: new Date(), updatedAt: new Date(),
  } as { _id: string });
  return { gateway, connection };
}

/** A proved resident who signed in, as a browser and as headers. */
async function resident(gateway: TestGateway, connection: Connection) {
  const phone = `136${String(20_000_000 + ++serial)}`;
  // By their hashes where only these are answered.
  const ask = (query: string, variables: object) => gateway.graphql({ query, variables });
  await ask('mutation R($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone });
  const code = /\d{6}(?!\d)/.exec(String((JSON.parse(lastText) as { text: string }).text))?.[0] ?? '';
  const answer = await ask('mutation S($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { __typename ... on SignedIn { me { account { id } } } } }', { phone, code });
  const accountId = (answer.data as { signInWithCode: { me: { account: { id: string } } } }).signInWithCode.me.account.id;
  await connection.collection<{ _id: string }>('accounts').updateOne({ _id: accountId }, { $set: { proofed: true, personId: `person-${serial}` } });
  const sid = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  // The session was held with the account as it was before.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  return { accountId, personId: `person-${serial}`, sid };
}

/** Signs on to the site with some scopes; its access token. */
async function tokenOf(gateway: TestGateway, sid: string, scope: string): Promise<string> {
  const browser = new TestBrowser(gateway.url);
  browser.cookies.set('sid /', { value: sid.slice(sid.indexOf('=') + 1), path: '/' });
  const { verifier, challenge } = pkce();
  let at = await browser.go(`/oidc/auth?${new URLSearchParams({ client_id: SITE, response_type: 'code', scope: `openid ${scope}`, redirect_uri: CALLBACK, code_challenge: challenge, code_challenge_method: 'S256' })}`);
  if (at.location === null) at = await browser.go(at.url, { decision: 'allow' });
  const response = await fetch(`${gateway.url}/oidc/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', client_id: SITE, code: codeOf(at.location), code_verifier: verifier, redirect_uri: CALLBACK }) });
  const { access_token } = (await response.json()) as { access_token?: string };
  if (!access_token) throw new Error(`no token: ${response.status}`);
  return access_token;
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const codesOf = ({ errors }: { errors?: { extensions: { code: string } }[] }): string[] => (errors ?? []).map(({ extensions }) => extensions.code);

describe('a department site with a resident’s access token', () => {
  let gateway: TestGateway;
  let connection: Connection;
  let who: Awaited<ReturnType<typeof resident>>;
  beforeAll(async () => {
    ({ gateway, connection } = await start());
  }, 60_000);
  afterAll(async () => {
    await connection?.close();
    await gateway?.stop();
  });
  beforeEach(async () => {
    who = await resident(gateway, connection);
  });
  const ask = (token: string, query: string, headers: Record<string, string> = {}) => gateway.graphql({ query }, { ...bearer(token), ...headers });

  it('reads what its scopes cover of that person, and what everybody may; on record as that site', async () => {
    const token = await tokenOf(gateway, who.sid, 'messages.read');
    expect(await ask(token, INBOX)).toMatchObject({ status: 200, data: { inbox: { edges: [] } } });
    expect((await ask(token, '{ service { version } sites { name } }')).errors).toBeUndefined();
    const record = await connection.collection('audit_records').findOne({ action: 'messages.inbox.read', accountId: who.accountId });
    expect(record).toMatchObject({ site: SITE, disclosedTo: SITE, channel: 'api', personId: who.personId, postId: null });
  });

  it('reads nothing and changes nothing beyond its scopes: not even who that is', async () => {
    const narrow = await tokenOf(gateway, who.sid, 'transit.read');
    expect(codesOf(await ask(narrow, INBOX))).toEqual(['FORBIDDEN']);
    const token = await tokenOf(gateway, who.sid, 'transit.read messages.read health.read');
    expect((await ask(token, '{ me { account { id phone } sessions { id } siteConsents { at } } }')).data).toEqual({ me: null });
    for (const beyond of [
      '{ messagePreferences { __typename } }', '{ accounts { totalCount } }', '{ auditRecords(filter: {}) { edges { cursor } } }', '{ managedSites { clientId } }',
      'mutation { cancelTransitReminder(id: "x") }',
      'mutation { withdrawSiteConsent(siteId: "site-1", idempotencyKey: "k") }', 'mutation { endSession }', 'mutation { exportMyData(idempotencyKey: "k") { __typename } }',
      'mutation { setPassword(password: "Lotus-Pond-27") { __typename } }', 'mutation { requestStepUpCode { retryAfterSeconds } }', 'mutation { deleteMyAccount(idempotencyKey: "k") { __typename } }',
    ]) {
      const answer = await ask(token, beyond);
      expect([beyond, codesOf(answer)]).toEqual([beyond, [expect.stringMatching(/^(FORBIDDEN|UNAUTHENTICATED)$/)]]);
    }
  });

  it('is refused with a token that is forged, a refresh token’s kin, or in the place of a cookie', async () => {
    const token = await tokenOf(gateway, who.sid, 'messages.read');
    for (const wrong of [`${token}x`, token.slice(1), token.toUpperCase(), 'null', '$ne', `1.${token}`]) expect(await ask(wrong, INBOX)).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(codesOf(await gateway.graphql({ query: INBOX }, { cookie: `sid=${token}` }))).toEqual(['UNAUTHENTICATED']);
    // Saying another channel changes nothing.
    expect(await ask(token, INBOX, { 'x-channel': 'kiosk' })).toMatchObject({ status: 200, data: { inbox: { edges: [] } } });
    expect(await connection.collection('audit_records').countDocuments({ accountId: who.accountId, action: 'messages.inbox.read', channel: { $ne: 'api' } })).toBe(0);
  });

  const open = async (token: string, params: boolean): Promise<TestSocket> => {
    const socket = await TestSocket.connect(gateway.url, params ? {} : { headers: bearer(token) });
    socket.send({ type: 'connection_init', ...(params ? { payload: { token } } : {}) });
    await socket.frame(({ type }) => type === 'connection_ack');
    return socket;
  };

  it.each([['in the first message', true], ['in its headers', false]])('subscribes with the token %s, within its scopes', async (_where, params) => {
    const socket = await open(await tokenOf(gateway, who.sid, 'messages.read'), params);
    const going = socket.subscribe({ query: CHANGES });
    expect((await socket.of(going)).type).toBe('next');
    const person = socket.subscribe({ query: 'subscription { sessionChanged { account { id } } }' });
    expect((await socket.of(person)).payload?.data).toEqual({ sessionChanged: null });
    await socket.close();
    const narrow = await open(await tokenOf(gateway, who.sid, 'transit.read'), params);
    const refused = await narrow.of(narrow.subscribe({ query: CHANGES }));
    expect([refused.type, JSON.stringify(refused.payload).includes('FORBIDDEN')]).toEqual([refused.type, true]);
    await narrow.close();
  });

  it('is out at once, sockets too, when the person takes back the consent, signs out, or the site gives the token back', async () => {
    const other = (token: string) => fetch(`${gateway.url}/oidc/token/revocation`, { method: 'POST', body: new URLSearchParams({ client_id: SITE, token }) });
    const own = (query: string) => gateway.graphql({ query }, { cookie: who.sid });
    const listed = '{ me { siteConsents { site { id name } granted { name description } refused { name } } } }';
    const ends: [string, (token: string) => Promise<unknown>][] = [
      ['given back', other],
      ['withdrawn', () => own('mutation { withdrawSiteConsent(siteId: "site-1", idempotencyKey: "w-1") }')],
      ['signed out', () => own('mutation { signOut }')],
    ];
    for (const [how, end] of ends) {
      const token = await tokenOf(gateway, who.sid, 'messages.read');
      expect((await own(listed)).data).toMatchObject({ me: { siteConsents: [{ site: { id: 'site-1', name: '云间区教育局' }, granted: [{ name: 'messages.read', description: '读取您的消息' }], refused: [] }] } });
      const socket = await open(token, true);
      expect((await socket.of(socket.subscribe({ query: CHANGES }))).type).toBe('next');
      await end(token);
      expect([how, (await socket.closed).code]).toEqual([how, 4401]);
      expect([how, (await ask(token, INBOX)).status]).toEqual([how, 401]);
      if (how === 'withdrawn') expect((await own(listed)).data).toEqual({ me: { siteConsents: [] } });
    }
  }, 30_000);

  it('is out with a disabled account, and with a site that is switched off', async () => {
    const token = await tokenOf(gateway, who.sid, 'messages.read');
    const sites = connection.collection<{ _id: string }>('identity_sites');
    await sites.updateOne({ _id: 'site-1' }, { $set: { disabled: true } });
    expect((await ask(token, INBOX)).status).toBe(401);
    await sites.updateOne({ _id: 'site-1' }, { $set: { disabled: false } });
    expect((await ask(token, INBOX)).status).toBe(200);
    await connection.collection<{ _id: string }>('accounts').updateOne({ _id: who.accountId }, { $set: { disabled: true } });
    expect((await ask(token, INBOX)).status).toBe(401);
  });
});

describe('a kiosk', () => {
  it('gets a session of its own by a confirmed code: channel, idle limit, no post, no second factor; and wipes it', async () => {
    const { gateway, connection } = await start();
    try {
      const { sid, accountId } = await resident(gateway, connection);
      await connection.collection<{ _id: string }>('identity_sites').updateOne({ _id: 'site-1' }, { $set: { kind: 'KIOSK', redirectUris: [] } });
      const post = async (where: string, body: Record<string, string>) => (await (await fetch(`${gateway.url}/oidc${where}`, { method: 'POST', body: new URLSearchParams({ client_id: SITE, ...body }) })).json()) as Record<string, string>;
      const flow = await post('/device/auth', { scope: 'openid' });
      const phone = new TestBrowser(gateway.url);
      phone.cookies.set('sid /', { value: sid.slice(4), path: '/' });
      const page = await phone.go('/oidc/device');
      const at = await phone.go('/oidc/device', { xsrf: xsrfOf(page.text), user_code: flow['user_code'] ?? '', confirm: 'yes' });
      await phone.go(at.url, { decision: 'allow' });
      const { access_token } = await post('/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: flow['device_code'] ?? '' });
      const begun = await fetch(`${gateway.url}/oidc/kiosk/session`, { method: 'POST', headers: bearer(access_token ?? '') });
      const [line = ''] = begun.headers.getSetCookie();
      expect([begun.status, line]).toEqual([204, expect.stringMatching(/^sid=\d+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)]);
      const cookie = line.split(';')[0] ?? '';
      const me = await gateway.graphql({ query: '{ me { account { id } assurance postId sessions { current channel device } } }' }, { cookie });
      expect(me.data).toMatchObject({ me: { account: { id: accountId }, assurance: 'ORDINARY', postId: null, sessions: expect.arrayContaining([{ current: true, channel: 'kiosk', device: '云间区教育局' }]) } });
      expect(await connection.collection('sessions').findOne({ channel: 'kiosk' })).toMatchObject({ idleMs: 120_000, factors: ['DEVICE'], withPosts: false });
      expect(await connection.collection('audit_records').countDocuments({ action: 'identity.sign-in', channel: 'kiosk', accountId })).toBe(1);
      expect((await fetch(`${gateway.url}/oidc/kiosk/session`, { method: 'DELETE', headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
      const wiped = await fetch(`${gateway.url}/oidc/kiosk/session`, { method: 'DELETE', headers: { cookie } });
      expect([wiped.status, wiped.headers.get('clear-site-data'), await connection.collection('sessions').countDocuments({ channel: 'kiosk' })]).toEqual([204, '"cache", "cookies", "storage"', 0]);
      // The phone's own session goes on.
      expect((await gateway.graphql({ query: '{ me { account { id } } }' }, { cookie: sid })).data).toEqual({ me: { account: { id: accountId } } });
    } finally {
      await connection.close();
      await gateway.stop();
    }
  }, 60_000);
});

describe('where only trusted documents are answered', () => {
  it('a site with the scope graphql.adhoc asks freely under the limits, others do not', async () => {
    // The same database behind two gateways: people sign in by the one that answers any document.
    const open = await start({ ADHOC_SITES: SITE });
    try {
      const { sid } = await resident(open.gateway, open.connection);
      const token = await tokenOf(open.gateway, sid, 'messages.read graphql.adhoc');
      const without = await tokenOf(open.gateway, sid, 'messages.read');
      const strict = await startGateway({ env: { TRUSTED_DOCUMENTS: 'only', MONGODB_URI: open.gateway.mongoUri, DATA_DIR: open.gateway.dataDir } });
      try {
        const ask = (by: string, query: string) => strict.graphql({ query }, bearer(by));
        expect(await ask(token, INBOX)).toMatchObject({ status: 200, data: { inbox: { edges: [] } } });
        expect(codesOf(await ask(token, '{ messagePreferences { __typename } }'))).toEqual(['FORBIDDEN']);
        expect(codesOf(await ask(without, INBOX))).toEqual(['DOCUMENT_NOT_TRUSTED']);
        expect(codesOf(await strict.graphql({ query: INBOX }))).toEqual(['DOCUMENT_NOT_TRUSTED']);
        expect(codesOf(await strict.graphql({ query: INBOX }, { cookie: sid }))).toEqual(['DOCUMENT_NOT_TRUSTED']);
        expect((await ask(token, '{ __schema { types { name } } }')).data).toBeUndefined();
        expect(codesOf(await ask(token, `{ ${Array.from({ length: 60 }, (_, n) => `a${n}: service { version }`).join(' ')} }`))).toEqual(['QUERY_LIMIT']);
        const socket = await TestSocket.connect(strict.url, { headers: bearer(token) });
        socket.send({ type: 'connection_init' });
        await socket.frame(({ type }) => type === 'connection_ack');
        expect((await socket.of(socket.subscribe({ query: CHANGES }))).type).toBe('next');
        await socket.close();
      } finally {
        await strict.stop();
      }
    } finally {
      await open.connection.close();
      await open.gateway.stop();
    }
  }, 60_000);
});
