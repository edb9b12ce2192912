import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { anonymousCaller } from '../../modules/kernel/caller.js';
import { LI, siteClient, ssoWorld, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';
import { codeOf, pkce, siteRound, TestBrowser, xsrfOf } from './testing-client.js';

let world: SsoWorld;
let site: TestSite;
let round: ReturnType<typeof siteRound>;
beforeAll(async () => {
  world = await ssoWorld('sign-out');
  site = await testSite();
  round = siteRound(world, site);
});
afterAll(async () => {
  await site.close();
  await world.close();
});
beforeEach(() => world.reset(site));

describe('signing out', () => {
  const loggedOut = async (logoutToken: string) => {
    const { payload, protectedHeader } = await jwtVerify(logoutToken, createRemoteJWKSet(new URL(`${round.issuer()}/jwks`)), { issuer: round.issuer(), audience: 'edu' });
    expect(protectedHeader.typ).toBe('logout+jwt');
    expect(payload.events).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
    return payload;
  };

  it('from a site, everywhere: the app’s session ends, other sites hear of it', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    const { id_token, access_token } = await round.signOn(browser);
    const ask = await browser.go(`/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: `${site.origin}/bye`, state: 'q' })}`);
    expect(ask.text).toContain('全部退出');
    expect(ask.headers.get('content-security-policy')).toContain(site.origin);
    const xsrf = xsrfOf(ask.text);
    const { location } = await browser.go('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
    expect(location).toBe(`${site.origin}/bye?state=q`);
    await site.hears(1);
    expect(await loggedOut(site.heard[0] ?? '')).toMatchObject({ sub: WANG.accountId, sid: decodeJwt(id_token).sid });
    expect(world.sessions.has(session)).toBe(false);
    expect((await round.userinfo(access_token)).status).toBe(401);
  });

  it('from a site, this one only: the app’s session stays', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    const { id_token, access_token } = await round.signOn(browser);
    const ask = await browser.go(`/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token })}`);
    const xsrf = xsrfOf(ask.text);
    await browser.go('/oidc/session/end/confirm', { xsrf });
    expect(world.sessions.has(session)).toBe(true);
    expect((await round.userinfo(access_token)).status).toBe(401);
    expect((await round.signOn(browser)).asked).toBe(false);
  });

  it('is not done by another site’s page: no token against forgery, no sign-out', async () => {
    const session = world.signIn(WANG.accountId);
    const browser = new TestBrowser(world.url, session);
    const { access_token } = await round.signOn(browser);
    expect((await browser.go('/oidc/session/end/confirm', { xsrf: 'guess', logout: 'yes' })).status).toBe(400);
    expect(world.sessions.has(session)).toBe(true);
    expect((await round.userinfo(access_token)).status).toBe(200);
    const elsewhere = await browser.go('/oidc/session/end?client_id=edu&post_logout_redirect_uri=https%3A%2F%2Fevil.example');
    expect([elsewhere.status, elsewhere.location]).toEqual([400, null]);
  });

  it('in the app: sites hear of it, tokens are over; other sessions of the account go on', async () => {
    const [here, there] = [world.signIn(WANG.accountId), world.signIn(WANG.accountId)];
    const first = await round.signOn(new TestBrowser(world.url, here));
    const second = await round.signOn(new TestBrowser(world.url, there));
    await world.signOut(here);
    await site.hears(1);
    expect((await loggedOut(site.heard[0] ?? '')).sid).toBe(decodeJwt(first.id_token).sid);
    expect((await round.userinfo(first.access_token)).status).toBe(401);
    expect((await round.token({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).body.error).toBe('invalid_grant');
    expect((await round.userinfo(second.access_token)).status).toBe(200);
    expect(site.heard).toHaveLength(1);
  });

  it('of a disabled account: everything of it is gone, all sites hear, nobody gets in again', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const first = await round.signOn(browser);
    await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const other = await round.signOn(new TestBrowser(world.url, world.signIn(LI.accountId)));
    await world.disable(WANG.accountId);
    await site.hears(2);
    for (const heard of site.heard) expect((await loggedOut(heard)).sub).toBe(WANG.accountId);
    expect(await world.connection.collection('sso_records').countDocuments({ accountId: WANG.accountId })).toBe(0);
    expect((await round.userinfo(first.access_token)).status).toBe(401);
    expect((await round.token({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).body.error).toBe('invalid_grant');
    expect(new URL((await browser.go(round.authAddress(pkce().challenge))).url).pathname).toBe('/sign-in');
    expect((await round.userinfo(other.access_token)).status).toBe(200);
  });

  it('tells a site again that did not answer', async () => {
    const session = world.signIn(WANG.accountId);
    await round.signOn(new TestBrowser(world.url, session));
    site.status = 503;
    await world.signOut(session);
    await site.hears(1);
    site.status = 200;
    await site.hears(2);
    expect(world.warnings.some(({ message }) => message.startsWith('outbox entry failed'))).toBe(true);
  });

  it('by the idle limit: found when the session has run out and not before, told by whichever process, also after a restart', async () => {
    const session = world.signIn(WANG.accountId, { endsAt: Date.now() + 1_800_000 });
    const { access_token, id_token } = await round.signOn(new TestBrowser(world.url, session));
    expect(await world.sso.endOverdue()).toBe(0);
    const app = world.sessions.get(session);
    if (!app) throw new Error('no session');
    // Used meanwhile: it runs out later than was thought at the sign-on.
    app.endsAt += 1_800_000;
    world.ahead = 1_800_001;
    expect(await world.sso.endOverdue()).toBe(0);
    expect((await round.userinfo(access_token)).status).toBe(200);
    world.ahead = 3_600_001;
    const restarted = world.another();
    const [one, two] = await Promise.all([restarted.endOverdue(), world.sso.endOverdue()]);
    expect(one + two).toBeGreaterThanOrEqual(1);
    await site.hears(1);
    expect(await loggedOut(site.heard[0] ?? '')).toMatchObject({ sub: WANG.accountId, sid: decodeJwt(id_token).sid });
    expect((await round.userinfo(access_token)).status).toBe(401);
    expect([await world.sso.endOverdue(), await world.connection.collection('sso_links').countDocuments()]).toEqual([0, 0]);
    expect(site.heard).toHaveLength(1);
  });

  it('after twelve hours at the latest, although the app’s session goes on', async () => {
    await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId, { endsAt: Date.now() + 7 * 24 * 3_600_000 })));
    world.ahead = 12 * 3_600_000 - 60_000;
    expect(await world.sso.endOverdue()).toBe(0);
    world.ahead = 12 * 3_600_000 + 1;
    expect(await world.sso.endOverdue()).toBe(1);
    await site.hears(1);
  });

  it('is written down before anybody is told: what could not be said is said after the next start', async () => {
    const session = world.signIn(WANG.accountId);
    await round.signOn(new TestBrowser(world.url, session));
    await world.sso.stop();
    await world.signOut(session);
    expect(await world.connection.collection('outbox').countDocuments({ topic: 'sso.tell', state: 'WAITING' })).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(site.heard).toHaveLength(0);
    await world.sso.start();
    await site.hears(1);
  });

  it('at one site by taking back the consent: that site hears of it, no other', async () => {
    world.sites.set('health', siteClient('health', site.origin));
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const edu = await round.signOn(browser);
    const { verifier, challenge } = pkce();
    const asked = await browser.go(round.authAddress(challenge, { client_id: 'health' }));
    const { location } = await browser.go(asked.url, { decision: 'allow' });
    const health = await round.token({ grant_type: 'authorization_code', code: codeOf(location), code_verifier: verifier, redirect_uri: `${site.origin}/callback` }, 'health:a-secret-of-the-site');
    const caller = { ...anonymousCaller('web', 'r'), accountId: WANG.accountId, personId: WANG.personId };
    await world.consents.withdraw(caller, 'edu', 'k-1');
    await site.hears(1);
    expect(await loggedOut(site.heard[0] ?? '')).toMatchObject({ sid: decodeJwt(edu.id_token).sid });
    expect([(await round.userinfo(edu.access_token)).status, (await round.userinfo(health.body.access_token)).status]).toEqual([401, 200]);
    const again = await round.signOn(browser);
    expect([again.asked, decodeJwt(again.id_token).sid === decodeJwt(edu.id_token).sid]).toEqual([true, false]);
    expect(site.heard).toHaveLength(1);
  });
});
