import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { siteClient, ssoWorld, testSite, WANG, type SsoWorld, type TestSite } from './testing.js';
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
