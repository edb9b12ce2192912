import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { openSsoKeystore } from './keys.js';
import { siteClient, ssoWorld, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';
import { pkce, siteRound, TestBrowser } from './testing-client.js';

let world: SsoWorld;
let site: TestSite;
let round: ReturnType<typeof siteRound>;
beforeAll(async () => {
  world = await ssoWorld('store');
  site = await testSite();
  round = siteRound(world, site);
});
afterAll(async () => {
  await site.close();
  await world.close();
});
beforeEach(() => world.reset(site));

describe('what is stored', () => {
  it('holds no credential and no person in the clear, and goes by itself', async () => {
    const { access_token, refresh_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const records = await world.connection.collection('sso_records').find().toArray();
    const text = JSON.stringify(records);
    expect(records.length).toBeGreaterThan(3);
    expect(text).toContain(WANG.accountId); // what is there is found
    for (const secret of [access_token, refresh_token, '王大明', '13800138000', 'code_challenge', 'a-nonce-of-the-site']) expect(text).not.toContain(secret);
    const ids = [access_token, refresh_token];
    for (const id of ids) expect(await world.connection.collection<{ _id: string }>('sso_records').findOne({ _id: id })).toBeNull();
    const indexes = await world.connection.collection('sso_records').indexes();
    expect(indexes.find(({ key }) => 'expiresAt' in key)?.expireAfterSeconds).toBe(0);
    const access = records.find(({ kind }) => kind === 'AccessToken');
    expect(Math.abs((access?.expiresAt as Date).getTime() - Date.now() - 15 * 60_000)).toBeLessThan(20_000);
  });

  it('opens no record whose seal was moved or changed', async () => {
    const { access_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const [one] = await world.connection.collection('sso_records').find({ kind: 'RefreshToken' }).toArray();
    await world.connection.collection('sso_records').updateOne({ kind: 'AccessToken' }, { $set: { sealed: one?.sealed } });
    expect((await round.userinfo(access_token)).status).not.toBe(200);
  });
});

describe('the door', () => {
  it('says what it offers, by the public address whatever host a request names', async () => {
    const response = await fetch(`${round.issuer()}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: round.issuer(), authorization_endpoint: `${round.issuer()}/auth`, response_types_supported: ['code'], code_challenge_methods_supported: ['S256'],
      subject_types_supported: ['public', 'pairwise'], id_token_signing_alg_values_supported: ['ES256', 'RS256'], backchannel_logout_supported: true,
      device_authorization_endpoint: `${round.issuer()}/device/auth`, end_session_endpoint: `${round.issuer()}/session/end`,
    });
    const browser = new TestBrowser(world.url);
    const forged = await browser.send(round.authAddress(pkce().challenge), undefined, { 'x-forwarded-host': 'evil.example' });
    expect(forged.headers.get('location')).toMatch(/^\/oidc\/interaction\//);
    for (const path of ['/oidc', '/oidc/nothing', '/oidc/reg', '/oidc/request', '/oidc/token/introspection', '/oidc/interaction/x', '/oidc/interaction/aaaaaaaaaaaaaaaaaaaaa']) expect([path, (await fetch(world.url + path)).status]).toEqual([path, 404]);
    expect(await (await fetch(`${world.url}/oidcx`)).text()).toBe('the app');
  });
});

describe('keys', () => {
  it('rotate: what was signed before is verified on, what comes is signed anew', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const before = await round.signOn(browser);
    const kids = openSsoKeystore(world.keysFolder).rotate();
    // Running processes look at the file every five seconds.
    world.ahead = 5001;
    const after = await round.signOn(browser);
    const jwks = (await (await fetch(`${round.issuer()}/jwks`)).json()) as { keys: { kid: string; d?: string }[] };
    expect(jwks.keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(kids));
    expect(jwks.keys.every((key) => !('d' in key) && !('p' in key))).toBe(true);
    const set = createLocalJWKSet(jwks);
    for (const { id_token } of [before, after]) await jwtVerify(id_token, set, { issuer: round.issuer(), audience: 'edu' });
    expect(decodeProtectedHeader(before.id_token).kid).not.toBe(decodeProtectedHeader(after.id_token).kid);
    expect(kids).toContain(decodeProtectedHeader(after.id_token).kid);
    expect((await round.token({ grant_type: 'refresh_token', refresh_token: before.refresh_token })).status).toBe(200);
    // The old token is still a hint that signs somebody out.
    expect((await browser.go(`/oidc/session/end?id_token_hint=${before.id_token}`)).text).toContain('要退出登录吗');
  });

  it('sign by RSA where a site needs it', async () => {
    world.sites.set('edu', siteClient('edu', site.origin, { id_token_signed_response_alg: 'RS256' }));
    const { id_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    expect(decodeProtectedHeader(id_token).alg).toBe('RS256');
    await jwtVerify(id_token, createRemoteJWKSet(new URL(`${round.issuer()}/jwks`)), { issuer: round.issuer(), audience: 'edu' });
  });
});
