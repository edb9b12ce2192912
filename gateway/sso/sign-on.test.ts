import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { LI, siteClient, ssoWorld, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';
import { codeOf, pkce, siteRound, TestBrowser } from './testing-client.js';

let world: SsoWorld;
let site: TestSite;
let round: ReturnType<typeof siteRound>;
beforeAll(async () => {
  world = await ssoWorld('sign-on');
  site = await testSite();
  round = siteRound(world, site);
});
afterAll(async () => {
  await site.close();
  await world.close();
});
beforeEach(() => world.reset(site));

describe('signing on to a site', () => {
  it('asks to sign in, then for consent once, and tells the site by scope', async () => {
    const browser = new TestBrowser(world.url);
    const { verifier, challenge } = pkce();
    const first = await browser.go(round.authAddress(challenge));
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
    expect(callback.searchParams.get('iss')).toBe(round.issuer());

    const { body } = await round.exchange(codeOf(done.location), verifier);
    const keys = createRemoteJWKSet(new URL(`${round.issuer()}/jwks`));
    const { payload, protectedHeader } = await jwtVerify(body.id_token, keys, { issuer: round.issuer(), audience: 'edu' });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({ sub: WANG.accountId, nonce: 'a-nonce-of-the-site', acr: 'ordinary' });
    expect(payload).not.toHaveProperty('name');
    expect((await round.userinfo(body.access_token)).body).toEqual({ sub: WANG.accountId, name: '王**', name_masked: true, phone_number: '+8613800138000', phone_number_verified: true });
    expect(world.audited.map(({ event }) => [event.action, event.disclosedTo])).toEqual([['identity.site.consent', 'edu'], ['identity.site.disclose', 'edu']]);
    expect(world.audited[1]?.event.subject.personIds).toEqual([WANG.personId]);

    // The same person elsewhere is not asked again; a scope that is new is asked for, and only that.
    const phone = new TestBrowser(world.url, world.signIn(WANG.accountId));
    expect((await round.signOn(phone)).asked).toBe(false);
    const more = await new TestBrowser(world.url, world.signIn(WANG.accountId)).go(round.authAddress(challenge, { scope: 'openid profile real_name delegation' }));
    expect(more.text).toContain('您正在为谁办理');
    expect(more.text).not.toContain('您的手机号');
  });

  it('gives the whole name and the principal where they were agreed to', async () => {
    const acting = { delegationId: 'd-1', kind: 'person', id: 'person-child', displayName: '王小宝', scopes: ['education.*'] } as const;
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId, { actingFor: acting }));
    const { access_token } = await round.signOn(browser, { scope: 'openid profile real_name delegation' }, { optional: 'real_name' });
    const { body } = await round.userinfo(access_token);
    expect(body).toMatchObject({ name: '王大明', name_masked: false, identity_proofed: true, acting_for: { kind: 'person', name: '王小宝', scopes: ['education.*'] } });
    expect(JSON.stringify(body)).not.toContain('person-child');
  });

  it('tells nothing where the giving cannot be recorded', async () => {
    const { access_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    world.auditFails = true;
    const { status, body } = await round.userinfo(access_token);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(body)).not.toContain('王');
  });

  it('goes back with access_denied where somebody declines, and asks again next time', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { challenge } = pkce();
    const consent = await browser.go(round.authAddress(challenge));
    const { location } = await browser.go(consent.url, { decision: 'deny' });
    expect(new URL(location ?? '').searchParams.get('error')).toBe('access_denied');
    expect((await browser.go(round.authAddress(challenge))).text).toContain('同意并登录');
    expect(world.audited).toEqual([]);
  });

  it('serves pages of the app by JSON', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const consent = await browser.go(round.authAddress(pkce().challenge));
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
    for (const account of [WANG, WANG, LI]) subs.push(decodeJwt((await round.signOn(new TestBrowser(world.url, world.signIn(account.accountId)))).id_token).sub);
    expect(subs[0]).toBe(subs[1]);
    expect(subs[0]).not.toBe(subs[2]);
    expect(subs[0]).not.toBe(WANG.accountId);
    const other = `http://localhost:${new URL(site.origin).port}`;
    world.sites.set('edu', siteClient('edu', other, { subject_type: 'pairwise' }));
    const { verifier, challenge } = pkce();
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { location } = await browser.go(round.authAddress(challenge, { redirect_uri: `${other}/callback` }));
    const { body } = await round.exchange(codeOf(location), verifier, { redirect_uri: `${other}/callback` });
    expect(decodeJwt(body.id_token).sub).not.toBe(subs[0]);
    // The endpoint for claims says the same name as the token.
    expect((await round.userinfo(body.access_token)).body.sub).toBe(decodeJwt(body.id_token).sub);
  });

  it('signs on nobody by its own cookie alone, and changes over with the app’s session', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    await round.signOn(browser);
    world.sessions.delete(session); // gone without a word, as by its idle limit
    const again = await browser.go(round.authAddress(pkce().challenge));
    expect(new URL(again.url).pathname).toBe('/sign-in');
    const quiet = await browser.go(round.authAddress(pkce().challenge, { prompt: 'none' }));
    expect(new URL(quiet.location ?? '').searchParams.get('error')).toBe('login_required');

    browser.cookies.set('app /', { value: world.signIn(LI.accountId), path: '/' });
    const { verifier, challenge } = pkce();
    const change = await browser.go(round.authAddress(challenge));
    // The earlier sign-on ends first, by a form that submits itself.
    expect(change.text).toContain('/session/end/confirm');
    const fields = Object.fromEntries([...change.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
    const consent = await browser.go('/oidc/session/end/confirm', fields);
    expect(consent.text).toContain('同意并登录');
    const { body } = await round.exchange(codeOf((await browser.go(consent.url, { decision: 'allow' })).location), verifier);
    expect(decodeJwt(body.id_token).sub).toBe(LI.accountId);
    await site.hears(1);
    expect(decodeJwt(site.heard[0] ?? '').sub).toBe(WANG.accountId);
    expect([...world.sessions.values()].some(({ accountId }) => accountId === LI.accountId)).toBe(true);
  });

  it('asks for the second factor, or to sign in again, where a site wants it', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    await round.signOn(browser);
    const factor = await browser.go(round.authAddress(pkce().challenge, { acr_values: 'sensitive' }));
    expect(new URL(factor.url).searchParams.get('reason')).toBe('second-factor');
    const app = world.sessions.get(session);
    if (app) app.assurance = 'sensitive';
    expect((await browser.go(new URL(factor.url).searchParams.get('returnTo') ?? '')).location).toContain('code=');
    const { id_token } = await round.signOn(browser, { acr_values: 'sensitive' });
    expect(decodeJwt(id_token).acr).toBe('sensitive');

    if (app) app.signedInAt = Date.now() - 3_600_000;
    const again = await browser.go(round.authAddress(pkce().challenge, { prompt: 'login' }));
    expect(new URL(again.url).searchParams.get('reason')).toBe('again');
    if (app) app.signedInAt = Date.now() + 1000;
    expect((await browser.go(new URL(again.url).searchParams.get('returnTo') ?? '')).location).toContain('code=');
  });
});
