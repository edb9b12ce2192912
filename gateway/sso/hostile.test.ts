import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LI, siteClient, ssoWorld, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';
import { codeOf, pkce, siteRound, TestBrowser } from './testing-client.js';

let world: SsoWorld;
let site: TestSite;
let round: ReturnType<typeof siteRound>;
beforeAll(async () => {
  world = await ssoWorld('hostile');
  site = await testSite();
  round = siteRound(world, site);
});
afterAll(async () => {
  await site.close();
  await world.close();
});
beforeEach(() => world.reset(site));

describe('what is refused', () => {
  it('PKCE left out, plain, or with another verifier', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    await round.signOn(browser);
    const without = round.authAddress('x'.repeat(43)).replace(/&code_challenge[^&]*/g, '');
    expect(new URL((await browser.go(without)).location ?? '').searchParams.get('error')).toBe('invalid_request');
    expect(new URL((await browser.go(round.authAddress(pkce().verifier, { code_challenge_method: 'plain' }))).location ?? '').searchParams.get('error')).toBe('invalid_request');
    const { location } = await browser.go(round.authAddress(pkce().challenge));
    expect(await round.exchange(codeOf(location), pkce().verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('another address to go back to, another flow, an unknown site: nobody is sent anywhere', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const { challenge } = pkce();
    for (const address of [`${site.origin}/callback/`, `${site.origin}/callback?x=1`, `${site.origin}.evil.example/callback`, 'https://evil.example/callback', `${site.origin}/other`]) {
      const refused = await browser.go(round.authAddress(challenge, { redirect_uri: address }));
      expect([refused.status, refused.location]).toEqual([400, null]);
      expect(refused.text).toContain('invalid_redirect_uri');
    }
    expect(await browser.go(round.authAddress(challenge, { client_id: '<script>' }))).toMatchObject({ status: 400, location: null });
    for (const type of ['token', 'id_token', 'code id_token']) {
      const { location, status } = await browser.go(round.authAddress(challenge, { response_type: type }));
      expect(location === null ? status : location.includes('error=unsupported_response_type')).not.toBe(false);
      expect(location ?? '').not.toContain('id_token=');
    }
  });

  it('a code used twice, also at the same moment: what it gave is worth nothing then', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    await round.signOn(browser);
    const { verifier, challenge } = pkce();
    const code = codeOf((await browser.go(round.authAddress(challenge))).location);
    const first = await round.exchange(code, verifier);
    expect((await round.userinfo(first.body.access_token)).status).toBe(200);
    expect(await round.exchange(code, verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await round.userinfo(first.body.access_token)).status).toBe(401);
    expect((await round.token({ grant_type: 'refresh_token', refresh_token: first.body.refresh_token })).body.error).toBe('invalid_grant');

    const race = pkce();
    const raced = codeOf((await browser.go(round.authAddress(race.challenge))).location);
    const answers = await Promise.all([1, 2, 3, 4].map(() => round.exchange(raced, race.verifier)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('a refresh token that was used, and with it all that came of it', async () => {
    const { refresh_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const second = await round.token({ grant_type: 'refresh_token', refresh_token });
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(refresh_token);
    expect((await round.userinfo(second.body.access_token)).status).toBe(200);
    expect(await round.token({ grant_type: 'refresh_token', refresh_token })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await round.token({ grant_type: 'refresh_token', refresh_token: second.body.refresh_token })).toMatchObject({ status: 400 });
    expect((await round.userinfo(second.body.access_token)).status).toBe(401);
  });

  it('a wrong secret, another site’s code, and scopes beyond the registration', async () => {
    world.sites.set('other', siteClient('other', site.origin));
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    await round.signOn(browser);
    const { verifier, challenge } = pkce();
    const code = codeOf((await browser.go(round.authAddress(challenge))).location);
    expect(await round.token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: `${site.origin}/callback` }, 'edu:wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await round.token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: `${site.origin}/callback` }, 'other:a-secret-of-the-site')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const beyond = await browser.go(round.authAddress(challenge, { scope: 'openid health.read' }));
    expect(new URL(beyond.location ?? '').searchParams.get('error')).toBe('invalid_scope');
  });

  it('an answer to an interaction without its cookie, or for somebody else', async () => {
    const browser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const consent = await browser.go(round.authAddress(pkce().challenge));
    const forger = new TestBrowser(world.url, world.signIn(WANG.accountId));
    expect((await forger.send(consent.url, { decision: 'allow' })).status).toBe(404);
    browser.cookies.set('app /', { value: world.signIn(LI.accountId), path: '/' });
    expect((await browser.send(consent.url, { decision: 'allow' })).status).toBe(401);
    expect((await browser.send(consent.url, { decision: 'yes' })).status).toBe(400);
  });

  it('another site’s token given back: it stays, and who tries is not told that there is one', async () => {
    world.sites.set('other', siteClient('other', site.origin));
    const { access_token, refresh_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const giveBack = async (token: string, client: string) => (await fetch(`${round.issuer()}/token/revocation`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${client}:a-secret-of-the-site`).toString('base64')}` }, body: new URLSearchParams({ token }) })).status;
    expect([await giveBack(access_token, 'other'), await giveBack(refresh_token, 'other'), await giveBack('nothing', 'other')]).toEqual([200, 200, 200]);
    expect((await round.userinfo(access_token)).status).toBe(200);
    expect([await giveBack(refresh_token, 'edu'), (await round.userinfo(access_token)).status]).toEqual([200, 401]);
  });

  it('another site’s refresh token', async () => {
    world.sites.set('other', siteClient('other', site.origin));
    const { refresh_token } = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    expect((await round.token({ grant_type: 'refresh_token', refresh_token }, 'other:a-secret-of-the-site')).body.error).toBe('invalid_grant');
    expect((await round.token({ grant_type: 'refresh_token', refresh_token, scope: 'openid profile phone delegation' })).body.error).toBe('invalid_scope');
  });

  it('a sign-out with somebody else’s ID token, or a forged one, or a way back that is nobody’s', async () => {
    const wang = await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)));
    const session = world.signIn(LI.accountId);
    const li = new TestBrowser(world.url, session);
    const { access_token } = await round.signOn(li);
    const asked = await li.go(`/oidc/session/end?${new URLSearchParams({ id_token_hint: wang.id_token, post_logout_redirect_uri: `${site.origin}/bye` })}`);
    // Nobody is signed out without being asked: the hint proves nothing.
    expect([(await round.userinfo(access_token)).status, world.sessions.has(session), site.heard.length]).toEqual([200, true, 0]);
    expect(asked.location).toBeNull();
    const [head, , signature] = wang.id_token.split('.');
    const forged = `${head}.${Buffer.from(JSON.stringify({ sub: LI.accountId, aud: 'edu', iss: round.issuer() })).toString('base64url')}.${signature}`;
    expect(await li.go(`/oidc/session/end?id_token_hint=${forged}`)).toMatchObject({ status: 400, location: null });
    for (const back of ['https://evil.example/', `${site.origin}/bye.evil.example`, `${site.origin}/bye?next=https://evil.example`, '//evil.example', 'javascript:alert(1)']) {
      const refused = await li.go(`/oidc/session/end?${new URLSearchParams({ id_token_hint: wang.id_token, post_logout_redirect_uri: back })}`);
      expect([back, refused.status, refused.location]).toEqual([back, 400, null]);
    }
    expect(world.sessions.has(session)).toBe(true);
  });
});
