import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { LI, pkce, siteClient, ssoWorld, TestBrowser, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';

let world: SsoWorld;
let site: TestSite;
beforeAll(async () => {
  world = await ssoWorld('round');
  site = await testSite();
});
afterAll(async () => {
  await site.close();
  await world.close();
});
beforeEach(async () => {
  world.sites.clear();
  world.sites.set('edu', siteClient('edu', site.origin));
  world.accounts.set(WANG.accountId, WANG);
  world.accounts.set(LI.accountId, LI);
  world.audited.length = 0;
  site.heard.length = 0;
  site.status = 200;
  world.auditFails = false;
  for (const name of ['sso_records', 'site_consents', 'idempotency', 'sso_links']) await world.connection.collection(name).deleteMany({});
});

const issuer = () => `${world.url}/oidc`;

interface Tokens { access_token: string; id_token: string; refresh_token: string; error?: string }

function authAddress(challenge: string, over: Record<string, string> = {}): string {
  return `/oidc/auth?${new URLSearchParams({ client_id: 'edu', response_type: 'code', scope: 'openid profile real_name phone', redirect_uri: `${site.origin}/callback`, code_challenge: challenge, code_challenge_method: 'S256', state: 's-1', nonce: 'n-1', ...over })}`;
}

async function token(body: Record<string, string>, auth = 'edu:a-secret-of-the-site'): Promise<{ status: number; body: Tokens }> {
  const response = await fetch(`${issuer()}/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }, body: new URLSearchParams(body) });
  return { status: response.status, body: (await response.json()) as Tokens };
}

const exchange = (code: string, verifier: string, over: Record<string, string> = {}) => token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: `${site.origin}/callback`, ...over });

const userinfo = async (accessToken: string) => {
  const response = await fetch(`${issuer()}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const codeOf = (location: string | null): string => new URL(location ?? 'x:').searchParams.get('code') ?? '';

/** Signs on through consent, and exchanges the code. */
async function signOn(browser: TestBrowser, over: Record<string, string> = {}, optional: Record<string, string> = {}) {
  const { verifier, challenge } = pkce();
  let at = await browser.go(authAddress(challenge, over));
  const asked = at.location === null;
  if (asked) at = await browser.go(at.url, { decision: 'allow', ...optional });
  const { status, body } = await exchange(codeOf(at.location), verifier);
  expect([status, body.error]).toEqual([200, undefined]);
  return { asked, ...body, location: at.location ?? '' };
}

describe('signing on to a site', () => {
  it('asks to sign in, then for consent once, and tells the site by scope', async () => {
    const browser = new TestBrowser(world.url);
    const { verifier, challenge } = pkce();
    const first = await browser.go(authAddress(challenge));
    const signIn = new URL(first.url);
    expect(signIn.pathname).toBe('/sign-in');
    expect(signIn.searchParams.get('reason')).toBe('sign-in');
    const back = signIn.searchParams.get('returnTo') ?? '';
    expect(back).toBe(`/oidc/interaction/${signIn.searchParams.get('interaction')}`);

    browser.cookies.set('app /', { value: world.signIn(WANG.accountId), path: '/' });
    const consent = await browser.go(back);
    expect(consent.text).toContain('云间区教育局');
    expect(consent.text).toContain('您的手机号');
    expect(consent.headers.get('content-security-policy')).toContain(`form-action 'self' ${site.origin};`);
    expect(consent.headers.get('content-security-policy')).not.toContain('unsafe');
    const done = await browser.go(consent.url, { decision: 'allow' });
    const callback = new URL(done.location ?? '');
    expect(callback.origin + callback.pathname).toBe(`${site.origin}/callback`);
    expect(callback.searchParams.get('state')).toBe('s-1');
    expect(callback.searchParams.get('iss')).toBe(issuer());

    const { body } = await exchange(codeOf(done.location), verifier);
    const keys = createRemoteJWKSet(new URL(`${issuer()}/jwks`));
    const { payload, protectedHeader } = await jwtVerify(body.id_token, keys, { issuer: issuer(), audience: 'edu' });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({ sub: WANG.accountId, nonce: 'n-1', acr: 'ordinary' });
    expect(payload).not.toHaveProperty('name');
    expect((await userinfo(body.access_token)).body).toEqual({ sub: WANG.accountId, name: '王**', name_masked: true, phone_number: '+8613800138000', phone_number_verified: true });
    expect(world.audited.map(({ event }) => [event.action, event.disclosedTo])).toEqual([['identity.site.consent', 'edu'], ['identity.site.disclose', 'edu']]);
    expect(world.audited[1]?.event.subject.personIds).toEqual([WANG.personId]);

    // The same person elsewhere is not asked again; a scope that is new is asked for, and only that.
    const phone = new TestBrowser(world.url, world.signIn(WANG.accountId));
    expect((await signOn(phone)).asked).toBe(false);
    const more = await new TestBrowser(world.url, world.signIn(WANG.accountId)).go(authAddress(challenge, { scope: 'openid profile real_name delegation' }));
    expect(more.text).toContain('您正在为谁办理');
    expect(more.text).not.toContain('您的手机号');
  });

  it('gives the whole name and the principal where they were agreed to', async () => {
    const acting = { delegationId: 'd-1', kind: 'person', id: 'person-child', displayName: '王小宝', scopes: ['education.*'] } as const;
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId, { actingFor: acting }));
    const { access_token } = await signOn(browser, { scope: 'openid profile real_name delegation' }, { optional: 'real_name' });
    const { body } = await userinfo(access_token);
    expect(body).toMatchObject({ name: '王大明', name_masked: false, identity_proofed: true, acting_for: { kind: 'person', name: '王小宝', scopes: ['education.*'] } });
    expect(JSON.stringify(body)).not.toContain('person-child');
  });

  it('tells nothing where the giving cannot be recorded', async () => {
    const { access_token } = await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    world.auditFails = true;
    const { status, body } = await userinfo(access_token);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(body)).not.toContain('王');
  });

  it('goes back with access_denied where somebody declines, and asks again next time', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { challenge } = pkce();
    const consent = await browser.go(authAddress(challenge));
    const { location } = await browser.go(consent.url, { decision: 'deny' });
    expect(new URL(location ?? '').searchParams.get('error')).toBe('access_denied');
    expect((await browser.go(authAddress(challenge))).text).toContain('同意并登录');
    expect(world.audited).toEqual([]);
  });

  it('serves pages of the app by JSON', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const consent = await browser.go(authAddress(pkce().challenge));
    const details = await browser.send(`${consent.url}/details`, undefined, { accept: 'application/json' });
    expect(await details.json()).toMatchObject({ prompt: 'consent', signIn: null, site: { name: '云间区教育局' }, scopes: expect.arrayContaining([expect.objectContaining({ scope: 'real_name', optional: true })]) });
    const answered = await browser.send(consent.url, { decision: 'allow' }, { accept: 'application/json' });
    expect(await answered.json()).toMatchObject({ returnTo: expect.stringContaining('/oidc/auth/') });
    const stranger = new TestBrowser(world.url, world.signIn(LI.accountId));
    expect((await stranger.send(`${consent.url}/details`)).status).toBe(404);
  });

  it('names people differently from site to site where a site is registered so', async () => {
    world.sites.set('edu', siteClient('edu', site.origin, { subject_type: 'pairwise' }));
    const subs: unknown[] = [];
    for (const account of [WANG, WANG, LI]) subs.push(decodeJwt((await signOn(new TestBrowser(world.url, world.signIn(account.accountId)))).id_token).sub);
    expect(subs[0]).toBe(subs[1]);
    expect(subs[0]).not.toBe(subs[2]);
    expect(subs[0]).not.toBe(WANG.accountId);
    const other = `http://localhost:${new URL(site.origin).port}`;
    world.sites.set('edu', siteClient('edu', other, { subject_type: 'pairwise' }));
    const { verifier, challenge } = pkce();
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { location } = await browser.go(authAddress(challenge, { redirect_uri: `${other}/callback` }));
    const { body } = await exchange(codeOf(location), verifier, { redirect_uri: `${other}/callback` });
    expect(decodeJwt(body.id_token).sub).not.toBe(subs[0]);
    // The endpoint for claims says the same name as the token.
    expect((await userinfo(body.access_token)).body.sub).toBe(decodeJwt(body.id_token).sub);
  });

  it('signs on nobody by its own cookie alone, and changes over with the app’s session', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    await signOn(browser);
    world.sessions.delete(session); // gone without a word, as by its idle limit
    const again = await browser.go(authAddress(pkce().challenge));
    expect(new URL(again.url).pathname).toBe('/sign-in');
    const quiet = await browser.go(authAddress(pkce().challenge, { prompt: 'none' }));
    expect(new URL(quiet.location ?? '').searchParams.get('error')).toBe('login_required');

    browser.cookies.set('app /', { value: world.signIn(LI.accountId), path: '/' });
    const { verifier, challenge } = pkce();
    const change = await browser.go(authAddress(challenge));
    // The earlier sign-on ends first, by a form that submits itself.
    expect(change.text).toContain('/session/end/confirm');
    const fields = Object.fromEntries([...change.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
    const consent = await browser.go('/oidc/session/end/confirm', fields);
    expect(consent.text).toContain('同意并登录');
    const { body } = await exchange(codeOf((await browser.go(consent.url, { decision: 'allow' })).location), verifier);
    expect(decodeJwt(body.id_token).sub).toBe(LI.accountId);
    await site.hears(1);
    expect(decodeJwt(site.heard[0] ?? '').sub).toBe(WANG.accountId);
    expect([...world.sessions.values()].some(({ accountId }) => accountId === LI.accountId)).toBe(true);
  });

  it('asks for the second factor, or to sign in again, where a site wants it', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    await signOn(browser);
    const factor = await browser.go(authAddress(pkce().challenge, { acr_values: 'sensitive' }));
    expect(new URL(factor.url).searchParams.get('reason')).toBe('second-factor');
    const app = world.sessions.get(session);
    if (app) app.assurance = 'sensitive';
    expect((await browser.go(new URL(factor.url).searchParams.get('returnTo') ?? '')).location).toContain('code=');
    const { id_token } = await signOn(browser, { acr_values: 'sensitive' });
    expect(decodeJwt(id_token).acr).toBe('sensitive');

    if (app) app.signedInAt = Date.now() - 3_600_000;
    const again = await browser.go(authAddress(pkce().challenge, { prompt: 'login' }));
    expect(new URL(again.url).searchParams.get('reason')).toBe('again');
    if (app) app.signedInAt = Date.now() + 1000;
    expect((await browser.go(new URL(again.url).searchParams.get('returnTo') ?? '')).location).toContain('code=');
  });
});

describe('what is refused', () => {
  it('PKCE left out, plain, or with another verifier', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    await signOn(browser);
    const without = authAddress('x'.repeat(43)).replace(/&code_challenge[^&]*/g, '');
    expect(new URL((await browser.go(without)).location ?? '').searchParams.get('error')).toBe('invalid_request');
    expect(new URL((await browser.go(authAddress(pkce().verifier, { code_challenge_method: 'plain' }))).location ?? '').searchParams.get('error')).toBe('invalid_request');
    const { location } = await browser.go(authAddress(pkce().challenge));
    expect(await exchange(codeOf(location), pkce().verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('another address to go back to, another flow, an unknown site: nobody is sent anywhere', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { challenge } = pkce();
    for (const address of [`${site.origin}/callback/`, `${site.origin}/callback?x=1`, `${site.origin}.evil.example/callback`, 'https://evil.example/callback', `${site.origin}/other`]) {
      const refused = await browser.go(authAddress(challenge, { redirect_uri: address }));
      expect([refused.status, refused.location]).toEqual([400, null]);
      expect(refused.text).toContain('invalid_redirect_uri');
    }
    expect(await browser.go(authAddress(challenge, { client_id: '<script>' }))).toMatchObject({ status: 400, location: null });
    for (const type of ['token', 'id_token', 'code id_token']) {
      const { location, status } = await browser.go(authAddress(challenge, { response_type: type }));
      expect(location === null ? status : location.includes('error=unsupported_response_type')).not.toBe(false);
      expect(location ?? '').not.toContain('id_token=');
    }
  });

  it('a code used twice, also at the same moment: what it gave is worth nothing then', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    await signOn(browser);
    const { verifier, challenge } = pkce();
    const code = codeOf((await browser.go(authAddress(challenge))).location);
    const first = await exchange(code, verifier);
    expect((await userinfo(first.body.access_token)).status).toBe(200);
    expect(await exchange(code, verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await userinfo(first.body.access_token)).status).toBe(401);
    expect((await token({ grant_type: 'refresh_token', refresh_token: first.body.refresh_token })).body.error).toBe('invalid_grant');

    const race = pkce();
    const raced = codeOf((await browser.go(authAddress(race.challenge))).location);
    const answers = await Promise.all([1, 2, 3, 4].map(() => exchange(raced, race.verifier)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('a refresh token that was used, and with it all that came of it', async () => {
    const { refresh_token } = await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const second = await token({ grant_type: 'refresh_token', refresh_token });
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(refresh_token);
    expect((await userinfo(second.body.access_token)).status).toBe(200);
    expect(await token({ grant_type: 'refresh_token', refresh_token })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await token({ grant_type: 'refresh_token', refresh_token: second.body.refresh_token })).toMatchObject({ status: 400 });
    expect((await userinfo(second.body.access_token)).status).toBe(401);
  });

  it('a wrong secret, another site’s code, and scopes beyond the registration', async () => {
    world.sites.set('other', siteClient('other', site.origin));
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    await signOn(browser);
    const { verifier, challenge } = pkce();
    const code = codeOf((await browser.go(authAddress(challenge))).location);
    expect(await token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: `${site.origin}/callback` }, 'edu:wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: `${site.origin}/callback` }, 'other:a-secret-of-the-site')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const beyond = await browser.go(authAddress(challenge, { scope: 'openid health.read' }));
    expect(new URL(beyond.location ?? '').searchParams.get('error')).toBe('invalid_scope');
  });

  it('an answer to an interaction without its cookie, or for somebody else', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const consent = await browser.go(authAddress(pkce().challenge));
    const forger = new TestBrowser(world.url, world.signIn(WANG.accountId));
    expect((await forger.send(consent.url, { decision: 'allow' })).status).toBe(404);
    browser.cookies.set('app /', { value: world.signIn(LI.accountId), path: '/' });
    expect((await browser.send(consent.url, { decision: 'allow' })).status).toBe(401);
    expect((await browser.send(consent.url, { decision: 'yes' })).status).toBe(400);
  });
});

describe('what is stored', () => {
  it('holds no credential and no person in the clear, and goes by itself', async () => {
    const { access_token, refresh_token } = await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const records = await world.connection.collection('sso_records').find().toArray();
    const text = JSON.stringify(records);
    expect(records.length).toBeGreaterThan(3);
    expect(text).toContain(WANG.accountId); // what is there is found
    for (const secret of [access_token, refresh_token, '王大明', '13800138000', 'code_challenge', 'n-1']) expect(text).not.toContain(secret);
    const ids = [access_token, refresh_token];
    for (const id of ids) expect(await world.connection.collection<{ _id: string }>('sso_records').findOne({ _id: id })).toBeNull();
    const indexes = await world.connection.collection('sso_records').indexes();
    expect(indexes.find(({ key }) => 'expiresAt' in key)?.expireAfterSeconds).toBe(0);
    const access = records.find(({ kind }) => kind === 'AccessToken');
    expect(Math.abs((access?.expiresAt as Date).getTime() - Date.now() - 15 * 60_000)).toBeLessThan(20_000);
  });

  it('opens no record whose seal was moved or changed', async () => {
    const { access_token } = await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const [one] = await world.connection.collection('sso_records').find({ kind: 'RefreshToken' }).toArray();
    await world.connection.collection('sso_records').updateOne({ kind: 'AccessToken' }, { $set: { sealed: one?.sealed } });
    expect((await userinfo(access_token)).status).not.toBe(200);
  });
});

describe('the door', () => {
  it('says what it offers, by the public address whatever host a request names', async () => {
    const response = await fetch(`${issuer()}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: issuer(), authorization_endpoint: `${issuer()}/auth`, response_types_supported: ['code'], code_challenge_methods_supported: ['S256'],
      subject_types_supported: ['public', 'pairwise'], id_token_signing_alg_values_supported: ['ES256', 'RS256'], backchannel_logout_supported: true,
      device_authorization_endpoint: `${issuer()}/device/auth`, end_session_endpoint: `${issuer()}/session/end`,
    });
    const browser = new TestBrowser(world.url);
    const forged = await browser.send(authAddress(pkce().challenge), undefined, { 'x-forwarded-host': 'evil.example' });
    expect(forged.headers.get('location')).toMatch(/^\/oidc\/interaction\//);
    for (const path of ['/oidc', '/oidc/nothing', '/oidc/reg', '/oidc/request', '/oidc/token/introspection', '/oidc/interaction/x', '/oidc/interaction/aaaaaaaaaaaaaaaaaaaaa']) expect([path, (await fetch(world.url + path)).status]).toEqual([path, 404]);
    expect(await (await fetch(`${world.url}/oidcx`)).text()).toBe('the app');
  });
});

describe('access tokens at the contract', () => {
  it('stand for the account with the contract’s scopes only, while account and site are on', async () => {
    const { access_token, refresh_token } = await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)), { scope: 'openid profile transit.read' });
    expect(await world.sso.resolveAccessToken(access_token)).toEqual({ accountId: WANG.accountId, personId: WANG.personId, proofed: true, clientId: 'edu', scopes: ['transit.read'] });
    for (const wrong of [refresh_token, `${access_token}x`, '', access_token.slice(1)]) expect(await world.sso.resolveAccessToken(wrong)).toBeNull();
    const edu = world.sites.get('edu');
    world.sites.delete('edu');
    expect(await world.sso.resolveAccessToken(access_token)).toBeNull();
    if (edu) world.sites.set('edu', edu);
    world.accounts.delete(WANG.accountId);
    expect(await world.sso.resolveAccessToken(access_token)).toBeNull();
  });

  it('end with the consent, which is then asked for again', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { access_token } = await signOn(browser);
    const caller = { accountId: WANG.accountId, personId: WANG.personId, proofed: true, post: null, actingFor: null, sessionId: null, channel: 'web', assurance: 'ordinary', requestId: 'r' } as const;
    expect(await world.consents.withdraw(caller, 'edu', 'k-1')).toBe(true);
    expect(await world.consents.withdraw(caller, 'edu', 'k-2')).toBe(false);
    expect(await world.sso.resolveAccessToken(access_token)).toBeNull();
    expect((await browser.go(authAddress(pkce().challenge))).text).toContain('同意并登录');
  });

  it('rest on consents that go with the account', async () => {
    await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    await signOn(new TestBrowser(world.url, world.signIn(LI.accountId)));
    expect(await world.consents.find(WANG.accountId, 'edu')).toMatchObject({ granted: ['phone', 'profile'], rejected: ['real_name'] });
    await world.connection.transaction((session) => world.consents.erase(session, WANG.accountId));
    expect([await world.consents.find(WANG.accountId, 'edu'), (await world.consents.find(LI.accountId, 'edu'))?.granted]).toEqual([null, ['phone', 'profile']]);
  });
});

describe('signing out', () => {
  const loggedOut = async (logoutToken: string) => {
    const { payload, protectedHeader } = await jwtVerify(logoutToken, createRemoteJWKSet(new URL(`${issuer()}/jwks`)), { issuer: issuer(), audience: 'edu' });
    expect(protectedHeader.typ).toBe('logout+jwt');
    expect(payload.events).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
    return payload;
  };

  it('from a site, everywhere: the app’s session ends, other sites hear of it', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    const { id_token, access_token } = await signOn(browser);
    const ask = await browser.go(`/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: `${site.origin}/bye`, state: 'q' })}`);
    expect(ask.text).toContain('全部退出');
    expect(ask.headers.get('content-security-policy')).toContain(site.origin);
    const xsrf = /name="xsrf" value="(\w+)"/.exec(ask.text)?.[1] ?? '';
    const { location } = await browser.go('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
    expect(location).toBe(`${site.origin}/bye?state=q`);
    await site.hears(1);
    expect(await loggedOut(site.heard[0] ?? '')).toMatchObject({ sub: WANG.accountId, sid: decodeJwt(id_token).sid });
    expect(world.sessions.has(session)).toBe(false);
    expect((await userinfo(access_token)).status).toBe(401);
  });

  it('from a site, this one only: the app’s session stays', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    const { id_token, access_token } = await signOn(browser);
    const ask = await browser.go(`/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token })}`);
    const xsrf = /name="xsrf" value="(\w+)"/.exec(ask.text)?.[1] ?? '';
    await browser.go('/oidc/session/end/confirm', { xsrf });
    expect(world.sessions.has(session)).toBe(true);
    expect((await userinfo(access_token)).status).toBe(401);
    expect((await signOn(browser)).asked).toBe(false);
  });

  it('is not done by another site’s page: no token against forgery, no sign-out', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    const { access_token } = await signOn(browser);
    expect((await browser.go('/oidc/session/end/confirm', { xsrf: 'guess', logout: 'yes' })).status).toBe(400);
    expect(world.sessions.has(session)).toBe(true);
    expect((await userinfo(access_token)).status).toBe(200);
    const elsewhere = await browser.go('/oidc/session/end?client_id=edu&post_logout_redirect_uri=https%3A%2F%2Fevil.example');
    expect([elsewhere.status, elsewhere.location]).toEqual([400, null]);
  });

  it('in the app: sites hear of it, tokens are over; other sessions of the account go on', async () => {
    const [here, there] = [world.signIn(WANG.accountId), world.signIn(WANG.accountId)];
    const first = await signOn(new TestBrowser(world.url, here));
    const second = await signOn(new TestBrowser(world.url, there));
    world.signOut(here);
    await site.hears(1);
    expect((await loggedOut(site.heard[0] ?? '')).sid).toBe(decodeJwt(first.id_token).sid);
    expect((await userinfo(first.access_token)).status).toBe(401);
    expect((await token({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).body.error).toBe('invalid_grant');
    expect((await userinfo(second.access_token)).status).toBe(200);
    expect(site.heard).toHaveLength(1);
  });

  it('of a disabled account: everything of it is gone, all sites hear, nobody gets in again', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const first = await signOn(browser);
    await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const other = await signOn(new TestBrowser(world.url, world.signIn(LI.accountId)));
    world.disable(WANG.accountId);
    await site.hears(2);
    for (const heard of site.heard) expect((await loggedOut(heard)).sub).toBe(WANG.accountId);
    expect(await world.connection.collection('sso_records').countDocuments({ accountId: WANG.accountId })).toBe(0);
    expect((await userinfo(first.access_token)).status).toBe(401);
    expect((await token({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).body.error).toBe('invalid_grant');
    expect(new URL((await browser.go(authAddress(pkce().challenge))).url).pathname).toBe('/sign-in');
    expect((await userinfo(other.access_token)).status).toBe(200);
  });

  it('tells a site again that did not answer', async () => {
    const session = world.signIn(WANG.accountId);
    await signOn(new TestBrowser(world.url, session));
    site.status = 503;
    world.signOut(session);
    await site.hears(1);
    site.status = 200;
    await site.hears(2);
    expect(world.warnings.some(({ message }) => message === 'a site did not hear of a sign-out')).toBe(true);
  });
});

describe('keys', () => {
  it('rotate: what was signed before is verified on, what comes is signed anew', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const before = await signOn(browser);
    const kids = world.sso.rotateKeys();
    const after = await signOn(browser);
    const jwks = (await (await fetch(`${issuer()}/jwks`)).json()) as { keys: { kid: string; d?: string }[] };
    expect(jwks.keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(kids));
    expect(jwks.keys.every((key) => !('d' in key) && !('p' in key))).toBe(true);
    const set = createLocalJWKSet(jwks);
    for (const { id_token } of [before, after]) await jwtVerify(id_token, set, { issuer: issuer(), audience: 'edu' });
    expect(decodeProtectedHeader(before.id_token).kid).not.toBe(decodeProtectedHeader(after.id_token).kid);
    expect(kids).toContain(decodeProtectedHeader(after.id_token).kid);
    expect((await token({ grant_type: 'refresh_token', refresh_token: before.refresh_token })).status).toBe(200);
    // The old token is still a hint that signs somebody out.
    expect((await browser.go(`/oidc/session/end?id_token_hint=${before.id_token}`)).text).toContain('要退出登录吗');
  });

  it('sign by RSA where a site needs it', async () => {
    world.sites.set('edu', siteClient('edu', site.origin, { id_token_signed_response_alg: 'RS256' }));
    const { id_token } = await signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    expect(decodeProtectedHeader(id_token).alg).toBe('RS256');
    await jwtVerify(id_token, createRemoteJWKSet(new URL(`${issuer()}/jwks`)), { issuer: issuer(), audience: 'edu' });
  });
});

describe('a kiosk', () => {
  const KIOSK = 'urn:ietf:params:oauth:grant-type:device_code';
  beforeEach(() => {
    const { client_secret: _none, backchannel_logout_uri: _uri, backchannel_logout_session_required: _session, ...rest } = siteClient('kiosk', site.origin);
    world.sites.set('kiosk', { ...rest, client_name: '云间站一体机', redirect_uris: [], post_logout_redirect_uris: [], response_types: [], grant_types: [KIOSK, 'refresh_token'], token_endpoint_auth_method: 'none' });
  });
  const post = async (path: string, body: Record<string, string>) => {
    const response = await fetch(`${issuer()}${path}`, { method: 'POST', body: new URLSearchParams({ client_id: 'kiosk', ...body }) });
    return { status: response.status, body: (await response.json()) as Tokens & { device_code: string; user_code: string; verification_uri_complete: string } };
  };

  it('shows a code that somebody confirms on a signed-in phone, and is signed in then', async () => {
    const { body: flow } = await post('/device/auth', { scope: 'openid profile' });
    expect(flow.verification_uri_complete).toBe(`${issuer()}/device?user_code=${flow.user_code}`);
    expect((await post('/token', { grant_type: KIOSK, device_code: flow.device_code })).body.error).toBe('authorization_pending');

    const session = world.signIn(WANG.accountId);
    const phone = new TestBrowser(world.url, session);
    const scanned = await phone.go(flow.verification_uri_complete);
    const xsrf = /name="xsrf" value="(\w+)"/.exec(scanned.text)?.[1] ?? '';
    expect(scanned.headers.get('content-security-policy')).toMatch(/script-src 'sha256-/);
    const confirm = await phone.go('/oidc/device', { xsrf, user_code: flow.user_code });
    expect(confirm.text).toContain('云间站一体机');
    expect(confirm.text).toContain(flow.user_code);
    const consent = await phone.go('/oidc/device', { xsrf, user_code: flow.user_code, confirm: 'yes' });
    expect(consent.text).toContain('同意并登录');
    expect((await phone.go(consent.url, { decision: 'allow' })).text).toContain('已确认，请在一体机上继续');

    const { status, body } = await post('/token', { grant_type: KIOSK, device_code: flow.device_code });
    expect(status).toBe(200);
    expect((await userinfo(body.access_token)).body).toEqual({ sub: WANG.accountId, name: '王**', name_masked: true });
    expect((await post('/token', { grant_type: KIOSK, device_code: flow.device_code })).body.error).toBe('invalid_grant');

    const { body: next } = await post('/device/auth', { scope: 'openid profile' });
    const again = await phone.go('/oidc/device', { xsrf: await freshXsrf(phone), user_code: next.user_code, confirm: 'yes' });
    expect(again.text).toContain('已确认');
    const { body: kiosk } = await post('/token', { grant_type: KIOSK, device_code: next.device_code });
    // Signing out on the phone takes the kiosk's tokens along.
    world.signOut(session);
    await until(async () => (await userinfo(kiosk.access_token)).status === 401);
  });

  it('is not signed in by a wrong code, a declined one, or one that was used', async () => {
    const { body: flow } = await post('/device/auth', { scope: 'openid' });
    const phone = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const xsrf = await freshXsrf(phone);
    expect((await phone.go('/oidc/device', { xsrf, user_code: 'BBBB-BBBB' })).text).toContain('没有找到这个代码');
    expect((await phone.go('/oidc/device', { xsrf: 'guess', user_code: flow.user_code, confirm: 'yes' })).text).toContain('出了点问题');
    expect((await phone.go('/oidc/device', { xsrf: await freshXsrf(phone), user_code: flow.user_code, abort: 'yes' })).text).toContain('已取消');
    expect((await post('/token', { grant_type: KIOSK, device_code: flow.device_code })).body.error).toBe('access_denied');
    expect((await phone.go('/oidc/device', { xsrf: await freshXsrf(phone), user_code: flow.user_code, confirm: 'yes' })).text).toContain('没有找到这个代码');
    const { body: other } = await post('/device/auth', { scope: 'openid' });
    expect((await new TestBrowser(world.url).go('/oidc/device', { xsrf: await freshXsrf(phone), user_code: other.user_code, confirm: 'yes' })).text).not.toContain('已确认');
    expect((await post('/token', { grant_type: KIOSK, device_code: other.device_code })).body.error).toBe('authorization_pending');
  });

  async function freshXsrf(browser: TestBrowser): Promise<string> {
    return /name="xsrf" value="(\w+)"/.exec((await browser.go('/oidc/device')).text)?.[1] ?? '';
  }

  async function until(check: () => Promise<boolean>): Promise<void> {
    const late = Date.now() + 5000;
    while (!(await check())) {
      if (Date.now() > late) throw new Error('it did not come');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
