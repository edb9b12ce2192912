import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, callerOf, signInWorld, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import { createOutgoing } from '../../modules/kernel/outgoing.js';
import { startFakeWechat, type FakeWechat } from '../test/fake-wechat.js';
import { identityEdge, type EdgeAnswer, type IdentityEdge } from '../test/identity-edge.js';
import { AccessToken } from './access-token.js';
import { WechatClient } from './client.js';

const APP = 'wx0123456789abcdef';
const SECRET = 'a-secret-of-the-app';
const PHONE = '13600000001';
const ADDRESS = 'mutation($to: String!) { wechatSignInAddress(returnTo: $to) { url state } }';
const SIGN_IN = 'mutation($code: String!, $state: String!) { signInWithWechat(code: $code, state: $state) { __typename ... on WechatNotBound { bindingToken } ... on SignInRefused { reason } ... on SignedIn { me { account { id } } } } }';
const BY_CODE = 'mutation($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { __typename } }';
let fake: FakeWechat;
let world: SignInWorld;
let edge: IdentityEdge;
let client: WechatClient;

beforeAll(async () => {
  fake = await startFakeWechat(APP, SECRET);
  client = new WechatClient({ appId: APP, secret: SECRET, publicOrigin: 'https://yunjian.example', apiOrigin: fake.origin, outgoing: createOutgoing(['127.0.0.1']) });
  world = await signInWorld('wechat', { wechat: client });
  edge = await identityEdge(world);
});
afterAll(async () => {
  await edge?.close();
  await world?.close();
  await fake?.close();
});

async function begin(): Promise<{ url: string; state: string; cookie: string }> {
  const answer = await edge.post({ query: ADDRESS, variables: { to: '/health?tab=1' } });
  const { url, state } = answer.data?.wechatSignInAddress ?? {};
  return { url: String(url), state: String(state), cookie: answer.cookies[0]?.split(';')[0] ?? '' };
}
const finish = (code: string, state: string, cookie?: string): Promise<EdgeAnswer> => edge.post({ query: SIGN_IN, variables: { code, state } }, cookie ? { cookie } : {});

describe('signing in with WeChat', () => {
  it('sends the browser to WeChat with our own way back', async () => {
    const { url, state } = await begin();
    const address = new URL(url);
    expect([address.origin, address.pathname, address.hash]).toEqual(['https://open.weixin.qq.com', '/connect/oauth2/authorize', '#wechat_redirect']);
    expect(Object.fromEntries(address.searchParams)).toEqual({ appid: APP, redirect_uri: 'https://yunjian.example/sign-in/wechat?returnTo=%2Fhealth%3Ftab%3D1', response_type: 'code', scope: 'snsapi_base', state });
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\nb', ''])('does not send it back to %j', async (to) => {
    expect((await edge.post({ query: ADDRESS, variables: { to } })).errors?.[0]?.extensions.code).toBe('BAD_INPUT');
  });

  it('asks a new WeChat user for a phone, binds, and knows them from then on', async () => {
    fake.users.set('code-1', { openid: 'open-1', access_token: 'x' }).set('code-2', { openid: 'open-1' });
    const first = await begin();
    const unbound = await finish('code-1', first.state, first.cookie);
    expect(unbound.data?.signInWithWechat?.__typename).toBe('WechatNotBound');
    const binding = String(unbound.data?.signInWithWechat?.bindingToken);
    await world.signIn.requestCode(attempt(), PHONE);
    const bound = await edge.post({ query: BY_CODE, variables: { phone: PHONE, code: world.codeTo(PHONE) } }, { 'x-wechat-binding': binding });
    expect(bound.data?.signInWithCode).toEqual({ __typename: 'SignedIn' });
    const second = await begin();
    const again = await finish('code-2', second.state, second.cookie);
    const account = await world.accounts.findByPhone(PHONE);
    expect(again.data?.signInWithWechat).toEqual({ __typename: 'SignedIn', me: { account: { id: account?.id } } });
    world.clock.at += 61_000;
    await world.signIn.requestCode(attempt(), PHONE);
    const twice = await edge.post({ query: BY_CODE, variables: { phone: PHONE, code: world.codeTo(PHONE) } }, { 'x-wechat-binding': binding });
    expect(twice.errors?.[0]?.extensions.code).toBe('BAD_INPUT');
    expect(JSON.stringify(await world.connection.collection('accounts').find().toArray())).not.toContain('open-1');
    // Kept sealed, for the messages that go there.
    expect(account && world.accounts.wechatOf(account)).toBe('open-1');
    expect(world.accounts.wechatOf(await world.account({ phone: '13600000009' }))).toBeNull();
  });

  it('refuses a snapshot user, a bad code, and an answer that this browser did not ask for', async () => {
    fake.users.set('code-s', { openid: 'open-s', is_snapshotuser: 1 }).set('code-3', { openid: 'open-3' });
    const reasonOf = (answer: EdgeAnswer) => answer.data?.signInWithWechat?.reason;
    const snapshot = await begin();
    expect(reasonOf(await finish('code-s', snapshot.state, snapshot.cookie))).toBe('SNAPSHOT_USER');
    expect(reasonOf(await finish('code-3', snapshot.state, snapshot.cookie))).toBe('WRONG');
    const bad = await begin();
    expect(reasonOf(await finish('nonsense', bad.state, bad.cookie))).toBe('WRONG');
    const mine = await begin();
    const theirs = await begin();
    expect(reasonOf(await finish('code-3', theirs.state, mine.cookie))).toBe('WRONG');
    const bare = await begin();
    expect(reasonOf(await finish('code-3', bare.state))).toBe('WRONG');
    const late = await begin();
    world.clock.at += 600_001;
    expect(reasonOf(await finish('code-3', late.state, late.cookie))).toBe('WRONG');
    expect(fake.users.has('code-3')).toBe(true);
  });

  it('says that WeChat is not there, and nothing of the secret', async () => {
    fake.broken = true;
    try {
      const { state, cookie } = await begin();
      const answer = await finish('code-x', state, cookie);
      expect(answer.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
      const thrown: unknown = await client.exchange('code').catch((error: unknown) => error);
      expect(String((thrown as Error).cause)).not.toContain(SECRET); // a Fault with its cause
    } finally {
      fake.broken = false;
    }
  });
});

describe('the access token', () => {
  it('is fetched by one process for all, kept sealed, and fetched anew before it ends', async () => {
    const make = (): AccessToken => new AccessToken({ connection: world.connection, cipher: world.cipher, clock: world.clock, appId: APP, fetch: () => client.fetchToken() });
    const processes = [make(), make(), make()];
    const before = fake.tokensGiven();
    const tokens = await Promise.all([...processes, ...processes].map((each) => each.get()));
    expect(new Set(tokens).size).toBe(1);
    expect(fake.tokensGiven() - before).toBe(1);
    expect(JSON.stringify(await world.connection.collection('wechat_tokens').find().toArray())).not.toContain(tokens[0]);
    world.clock.at += 6_901_000;
    const later = await Promise.all(processes.map((each) => each.get()));
    expect(fake.tokensGiven() - before).toBe(2);
    expect(await make().get()).toBe(`token-${before + 2}`);
    expect(later.filter((token) => token !== tokens[0] && token !== `token-${before + 2}`)).toEqual([]);
  });

  it('is asked of no address inside the own network', async () => {
    const guarded = new WechatClient({ appId: APP, secret: SECRET, publicOrigin: 'https://yunjian.example', apiOrigin: fake.origin, outgoing: createOutgoing() });
    const asked = fake.asked.length;
    await expect(guarded.fetchToken()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(fake.asked.length).toBe(asked);
  });

  it('is fetched by another process after one that failed', async () => {
    let tries = 0;
    const token = new AccessToken({
      connection: world.connection, cipher: world.cipher, clock: world.clock, appId: 'wx-other',
      fetch: async () => {
        if (++tries === 1) throw new Error('no answer');
        return { token: 'second', lifeSeconds: 7200 };
      },
    });
    await expect(token.get()).rejects.toThrow('no answer');
    expect(await token.get()).toBe('second');
  });
});

it('binds one WeChat user to one account', async () => {
  const caller = callerOf(await (async () => {
    await world.signIn.requestCode(attempt(), '13600000002');
    return world.signIn.byCode(attempt(), '13600000002', world.codeTo('13600000002'));
  })());
  const session = await world.connection.startSession();
  await expect(session.withTransaction(() => world.accounts.bindWechat(session, caller.accountId ?? '', 'open-1'))).rejects.toMatchObject({ code: 'CONFLICT' });
  await session.endSession();
});
