import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { challengeMessage } from '../../modules/identity/sign-in/certificates/service.js';
import { issue, issueList, pemOf, signWith, testKey } from '../../modules/identity/sign-in/certificates/testing.js';
import { smsSignature } from '../../modules/messages/channels/http-sms.js';
import { startFakeCarrier, type FakeCarrier } from '../../modules/messages/channels/testing.js';
import { startFakeWechat, type FakeWechat } from './fake-wechat.js';
import { startGateway, type GraphQLAnswer, type TestGateway } from './testkit.js';

const APP = 'wx0123456789abcdef';
const SECRET = 'a-secret-of-32-characters-or-more';
const CODE_TO = 'mutation($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }';
const BY_CODE = 'mutation($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { __typename ... on SignedIn { me { account { id } } } } }';
const ADDRESS = 'mutation { wechatSignInAddress(returnTo: "/me") { url state } }';
const BY_WECHAT = 'mutation($code: String!, $state: String!) { signInWithWechat(code: $code, state: $state) { __typename ... on WechatNotBound { bindingToken } ... on SignInRefused { reason } ... on SignedIn { me { account { id } } } } }';
const BY_CERTIFICATE = 'mutation($id: ID!, $signature: String!, $chain: [String!]!) { signInWithCertificate(challengeId: $id, signature: $signature, certificateChain: $chain) { __typename ... on SignInRefused { reason } } }';
const folder = mkdtempSync(path.join(tmpdir(), 'outside-'));
const root = issue({ name: 'root', key: testKey('sm2'), authority: true });
let wechat: FakeWechat;
let carrier: FakeCarrier;
let gateway: TestGateway;

beforeAll(async () => {
  [wechat, carrier] = await Promise.all([startFakeWechat(APP, 'wechat-secret'), startFakeCarrier(SECRET)]);
  writeFileSync(path.join(folder, 'anchors.pem'), pemOf('CERTIFICATE', root.der));
  writeFileSync(path.join(folder, 'lists.pem'), pemOf('X509 CRL', issueList({ issuer: root })));
  gateway = await startGateway({
    env: {
      PUBLIC_URL: 'https://yunjian.example', ALLOW_PRIVATE_SERVICES: '127.0.0.1',
      WECHAT_APP_ID: APP, WECHAT_APP_SECRET: 'wechat-secret', WECHAT_API_BASE: wechat.origin, WECHAT_PAGE_BASE: `${wechat.origin}/`,
      SMS_URL: carrier.url, SMS_SECRET: SECRET, CA_CERTIFICATES: path.join(folder, 'anchors.pem'), CA_REVOCATION: path.join(folder, 'lists.pem'),
    },
  });
});
afterAll(async () => {
  await gateway?.stop();
  await Promise.all([wechat?.close(), carrier?.close()]);
  rmSync(folder, { recursive: true });
});

/** An answer's first field; tests look into what the contract says it is. */
const first = (answer: GraphQLAnswer): Record<string, unknown> => Object.values(answer.data ?? {})[0] as Record<string, unknown>; // one field was asked for
const codeTo = (phone: string): string => /验证码 (\d{6})/.exec(carrier.taken.findLast((each) => each.phone === phone)?.text ?? '')?.[1] ?? '';

/** Goes to WeChat's page as a browser does; answers what it comes back with, and the cookie that stayed. */
async function throughWechat(visitor: object): Promise<{ code: string; state: string; cookie: string }> {
  wechat.visitor = visitor;
  const begun = await gateway.graphql({ query: ADDRESS });
  const page = await fetch(String(first(begun)['url']), { redirect: 'manual' });
  const back = new URL(page.headers.get('location') ?? '');
  expect([back.origin, back.pathname, back.searchParams.get('returnTo')]).toEqual(['https://yunjian.example', '/sign-in/wechat', '/me']);
  return { code: back.searchParams.get('code') ?? '', state: back.searchParams.get('state') ?? '', cookie: begun.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}
const signIn = async ({ code, state, cookie }: { code: string; state: string; cookie: string }) => first(await gateway.graphql({ query: BY_WECHAT, variables: { code, state } }, { cookie }));

describe('with everything configured', () => {
  it('WeChat brings somebody in, who binds a phone once by a code of the carrier, and is known from then on', async () => {
    const unbound = await signIn(await throughWechat({ openid: 'open-1' }));
    expect(unbound['__typename']).toBe('WechatNotBound');
    await gateway.graphql({ query: CODE_TO, variables: { phone: '13700000001' } });
    const bound = first(await gateway.graphql({ query: BY_CODE, variables: { phone: '13700000001', code: codeTo('13700000001') } }, { 'x-wechat-binding': String(unbound['bindingToken']) }));
    expect(bound['__typename']).toBe('SignedIn');
    expect(await signIn(await throughWechat({ openid: 'open-1' }))).toEqual(bound);
  });

  it('WeChat’s snapshot users, forged, replayed and others’ states are refused', async () => {
    expect(await signIn(await throughWechat({ openid: 'open-2', is_snapshotuser: 1 }))).toMatchObject({ reason: 'SNAPSHOT_USER' });
    const mine = await throughWechat({ openid: 'open-1' });
    const other = await throughWechat({ openid: 'open-1' });
    expect(await signIn({ ...mine, state: 'forged' })).toMatchObject({ reason: 'WRONG' });
    expect(await signIn({ ...mine, cookie: other.cookie })).toMatchObject({ reason: 'WRONG' });
    expect(await signIn(other)).toMatchObject({ __typename: 'SignedIn' });
    expect(await signIn(other)).toMatchObject({ reason: 'WRONG' });
  });

  it('codes go by the carrier, once more where it stumbles; where it is gone, that is said', async () => {
    carrier.answers.push({ status: 503 });
    const asked = carrier.asked();
    expect((await gateway.graphql({ query: CODE_TO, variables: { phone: '13700000002' } })).errors).toBeUndefined();
    expect([carrier.asked() - asked, codeTo('13700000002')]).toEqual([2, expect.stringMatching(/^\d{6}$/)]);
    carrier.answers.push(null, null);
    expect((await gateway.graphql({ query: CODE_TO, variables: { phone: '13700000003' } })).errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', details: { field: 'sms' } });
  });

  it('the carrier’s receipts come in by their door, signed', async () => {
    const body = JSON.stringify({ receipts: [{ key: 'nobody:SMS', outcome: 'DELIVERED' }] });
    const seconds = String(Math.floor(Date.now() / 1000));
    const post = (signature: string) => fetch(`${gateway.url}/messages/sms/receipts`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-sms-timestamp': seconds, 'x-sms-signature': signature } });
    expect((await post(smsSignature(SECRET, 'receipts', seconds, body))).status).toBe(204);
    expect((await post(smsSignature(SECRET, 'send', seconds, body))).status).toBe(401);
  });

  it('certificates are judged by the configured anchors and lists', async () => {
    const key = testKey('rsa');
    const leaf = issue({ name: 'a', number: '310199198502020023', key, issuer: root });
    const begun = first(await gateway.graphql({ query: 'mutation { certificateChallenge { id nonce } }' }));
    const signature = signWith(key, challengeMessage(String(begun['id']), String(begun['nonce']))).toString('base64');
    // A true certificate of somebody whom nobody here knows.
    expect(first(await gateway.graphql({ query: BY_CERTIFICATE, variables: { id: begun['id'], signature, chain: [pemOf('CERTIFICATE', leaf.der)] } }))).toEqual({ __typename: 'SignInRefused', reason: 'WRONG' });
  });
});

describe('with nothing configured', () => {
  it('a production gateway sends no codes and says so, knows neither WeChat nor certificates, and has no door for receipts', async () => {
    const bare = await startGateway({ env: { NODE_ENV: 'production' } });
    try {
      expect((await bare.graphql({ query: CODE_TO, variables: { phone: '13700000004' } })).errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', details: { field: 'sms' } });
      expect((await bare.graphql({ query: ADDRESS })).errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', details: { field: 'wechat' } });
      expect((await bare.graphql({ query: BY_CERTIFICATE, variables: { id: 'x', signature: 'x', chain: ['x'] } })).errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', details: { field: 'certificate' } });
      expect((await fetch(`${bare.url}/messages/sms/receipts`, { method: 'POST', body: '{}' })).status).toBe(404);
    } finally {
      await bare.stop();
    }
  });
});
