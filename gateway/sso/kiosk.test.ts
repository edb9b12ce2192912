import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LI, siteClient, ssoWorld, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';
import { siteRound, TestBrowser, xsrfOf, type Tokens } from './testing-client.js';

let world: SsoWorld;
let site: TestSite;
let round: ReturnType<typeof siteRound>;
beforeAll(async () => {
  world = await ssoWorld('kiosk');
  site = await testSite();
  round = siteRound(world, site);
});
afterAll(async () => {
  await site.close();
  await world.close();
});
beforeEach(() => world.reset(site));

describe('a kiosk', () => {
  const KIOSK = 'urn:ietf:params:oauth:grant-type:device_code';
  beforeEach(() => {
    const { client_secret: _none, backchannel_logout_uri: _uri, backchannel_logout_session_required: _session, ...rest } = siteClient('kiosk', site.origin);
    world.sites.set('kiosk', { ...rest, client_name: '云间站一体机', redirect_uris: [], post_logout_redirect_uris: [], response_types: [], grant_types: [KIOSK, 'refresh_token'], token_endpoint_auth_method: 'none' });
  });
  const post = async (path: string, body: Record<string, string>) => {
    const response = await fetch(`${round.issuer()}${path}`, { method: 'POST', body: new URLSearchParams({ client_id: 'kiosk', ...body }) });
    return { status: response.status, body: (await response.json()) as Tokens & { device_code: string; user_code: string; verification_uri_complete: string } };
  };

  it('shows a code that somebody confirms on a signed-in phone, and is signed in then', async () => {
    const { body: flow } = await post('/device/auth', { scope: 'openid profile' });
    expect(flow.verification_uri_complete).toBe(`${round.issuer()}/device?user_code=${flow.user_code}`);
    expect((await post('/token', { grant_type: KIOSK, device_code: flow.device_code })).body.error).toBe('authorization_pending');

    const session = world.signIn(WANG.accountId);
    const phone = new TestBrowser(world.url, session);
    const scanned = await phone.go(flow.verification_uri_complete);
    const xsrf = xsrfOf(scanned.text);
    expect(scanned.headers.get('content-security-policy')).toMatch(/script-src 'sha256-/);
    const confirm = await phone.go('/oidc/device', { xsrf, user_code: flow.user_code });
    expect(confirm.text).toContain('云间站一体机');
    expect(confirm.text).toContain(flow.user_code);
    const consent = await phone.go('/oidc/device', { xsrf, user_code: flow.user_code, confirm: 'yes' });
    expect(consent.text).toContain('同意并登录');
    expect((await phone.go(consent.url, { decision: 'allow' })).text).toContain('已确认，请在一体机上继续');

    const { status, body } = await post('/token', { grant_type: KIOSK, device_code: flow.device_code });
    expect(status).toBe(200);
    expect((await round.userinfo(body.access_token)).body).toEqual({ sub: WANG.accountId, name: '王**', name_masked: true });
    expect((await post('/token', { grant_type: KIOSK, device_code: flow.device_code })).body.error).toBe('invalid_grant');

    const { body: next } = await post('/device/auth', { scope: 'openid profile' });
    const again = await phone.go('/oidc/device', { xsrf: await freshXsrf(phone), user_code: next.user_code, confirm: 'yes' });
    expect(again.text).toContain('已确认');
    const { body: kiosk } = await post('/token', { grant_type: KIOSK, device_code: next.device_code });
    // Signing out on the phone takes the kiosk's tokens along.
    await world.signOut(session);
    await until(async () => (await round.userinfo(kiosk.access_token)).status === 401);
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

  it('takes ten wrong codes from one address, and then not even the right one, while others go on', async () => {
    const { body: flow } = await post('/device/auth', { scope: 'openid' });
    const guesser = new TestBrowser(world.url, world.signIn(WANG.accountId));
    const type = async (browser: TestBrowser, code: string, address: string) =>
      (await browser.send('/oidc/device', { xsrf: await freshXsrf(browser), user_code: code }, { 'x-test-address': address })).status;
    for (let guess = 0; guess < 10; guess++) expect(await type(guesser, `BCDF-${'BCDFGHJKLM'[guess] ?? ''}XYZ`, 'a guesser')).toBe(200);
    expect([await type(guesser, 'BCDF-BCDF', 'a guesser'), await type(guesser, flow.user_code, 'a guesser')]).toEqual([429, 429]);
    expect(await type(new TestBrowser(world.url, world.signIn(LI.accountId)), flow.user_code, 'somebody else')).toBe(200);
  });

  it('begins its own session by a confirmed flow, once, and by no other token', async () => {
    const session = world.signIn(WANG.accountId);
    const phone = new TestBrowser(world.url, session);
    const confirmed = async () => {
      const { body: flow } = await post('/device/auth', { scope: 'openid' });
      const at = await phone.go('/oidc/device', { xsrf: await freshXsrf(phone), user_code: flow.user_code, confirm: 'yes' });
      if (at.text.includes('同意并登录')) await phone.go(at.url, { decision: 'allow' });
      return (await post('/token', { grant_type: KIOSK, device_code: flow.device_code })).body;
    };
    const begin = (value: string) => fetch(`${round.issuer()}/kiosk/session`, { method: 'POST', headers: { authorization: `Bearer ${value}` } });
    const { access_token, refresh_token } = await confirmed();
    for (const wrong of [refresh_token, `${access_token}x`, '', (await round.signOn(new TestBrowser(world.url, world.signIn(WANG.accountId)))).access_token]) expect((await begin(wrong)).status).toBe(401);
    const answers = await Promise.all([begin(access_token), begin(access_token), begin(access_token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401, 401]);
    expect([...world.kiosks.values()]).toEqual(['云间站一体机']);
    expect((await post('/token', { grant_type: 'refresh_token', refresh_token })).body.error).toBe('invalid_grant');
    // Whoever signs out on the phone before the kiosk begins has changed their mind.
    const late = await confirmed();
    await world.signOut(session);
    expect((await begin(late.access_token)).status).toBe(401);
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
