import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { staticFiles } from '../../gateway/http/static-files.js';
import { siteClient, ssoWorld, WANG, type SsoWorld } from '../../gateway/sso/testing.js';
import { launchBrowser } from './browser.js';
import { builtPages } from './built-pages.js';

let world: SsoWorld;
let browser: Browser;
let kiosk: BrowserContext;
let screen: Page;
let phone: Page;

beforeAll(async () => {
  const serve = staticFiles([await builtPages('kiosk')]);
  world = await ssoWorld('kiosk-page');
  // The pages as they are built; the contract is not there, what a kiosk does with it other tests show.
  world.page = async (ctx) => {
    ctx.set('content-security-policy', '');
    if (ctx.path.startsWith('/graphql')) return void ((ctx.status = 503), (ctx.body = {}));
    await serve(ctx, async () => undefined);
  };
  const { client_secret: _none, backchannel_logout_uri: _uri, backchannel_logout_session_required: _session, ...rest } = siteClient('kiosk-1', world.url);
  world.sites.set('kiosk-1', {
    ...rest, client_name: '方松街道社区事务受理服务中心 1 号机', redirect_uris: [], post_logout_redirect_uris: [], response_types: [], scope: 'openid',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'], token_endpoint_auth_method: 'none',
  });
  browser = await launchBrowser();
  kiosk = await browser.newContext({ viewport: { width: 1080, height: 1920 } });
  screen = await kiosk.newPage();
  const pocket = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await pocket.addCookies([{ name: 'app', value: world.signIn(WANG.accountId), url: world.url, httpOnly: true, sameSite: 'Lax' }]);
  phone = await pocket.newPage();
  for (const page of [screen, phone]) page.setDefaultTimeout(20_000);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** What the browser keeps of who was there: entries that the pages themselves make anew for anybody do not count. */
const keptBy = async (): Promise<unknown> => [
  await screen.evaluate(() => [Object.keys(localStorage).filter((key) => key === 'left-behind').length, sessionStorage.length]), (await kiosk.cookies()).filter(({ name }) => name === 'app').length,
];

/** Shows a code, confirms it on the phone, and waits until the kiosk is signed in. */
async function signOn(): Promise<string> {
  await screen.goto(`${world.url}/kiosk/kiosk-1`);
  const code = (await screen.locator('.code').textContent()) ?? '';
  await phone.goto(`${world.url}/oidc/device?user_code=${code}`);
  await phone.getByText(code).waitFor();
  await phone.getByRole('button', { name: '确认登录' }).click();
  const agree = phone.getByRole('button', { name: '同意并登录' });
  await agree.or(phone.getByText('请在一体机上继续')).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await phone.getByText('请在一体机上继续').waitFor();
  await screen.getByRole('timer').waitFor();
  return code;
}

describe('a kiosk', () => {
  it('shows a QR code and the code that the phone shows, fit for a screen on its end', async () => {
    await screen.goto(`${world.url}/kiosk/kiosk-1`);
    await screen.locator('.code').waitFor();
    expect(await screen.locator('.code').textContent()).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    const box = await screen.locator('.kiosk img').boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(600);
    expect(await screen.locator('.kiosk img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThanOrEqual(600);
    expect(await screen.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    if (process.env['KIOSK_SHOTS']) await screen.screenshot({ path: `${process.env['KIOSK_SHOTS']}/kiosk-code.png` });
  }, 60_000);

  it('is signed in by the phone, counts down where everybody sees it, and by “退出” forgets all', async () => {
    await signOn();
    expect([...world.kiosks.values()]).toEqual(['方松街道社区事务受理服务中心 1 号机']);
    const [session = ''] = [...world.kiosks.keys()];
    expect(world.sessions.has(session)).toBe(true);
    expect(Number(await screen.locator('[role=timer] b').textContent())).toBeGreaterThan(40);
    if (process.env['KIOSK_SHOTS']) await screen.screenshot({ path: `${process.env['KIOSK_SHOTS']}/kiosk-in.png` });
    await screen.evaluate(() => localStorage.setItem('left-behind', '王大明'));
    await screen.getByRole('button', { name: /^退出/ }).click();
    await screen.locator('.code').waitFor();
    expect(await keptBy()).toEqual([[0, 0], 0]);
    expect(world.sessions.has(session)).toBe(false);
    await screen.goto(`${world.url}/me`);
    expect(await screen.getByRole('timer').count()).toBe(0);
  }, 90_000);

  it('wipes itself when nobody touches it, says so before, and goes on where somebody does', async () => {
    await signOn();
    const session = [...world.kiosks.keys()].at(-1) ?? '';
    await screen.evaluate(() => localStorage.setItem('left-behind', '王大明'));
    // The page's own clock is moved, as if nobody had touched it.
    await screen.clock.install();
    await screen.reload();
    await screen.getByRole('timer').waitFor();
    await screen.clock.runFor(45_000);
    await screen.getByText('还在吗').waitFor();
    await screen.mouse.click(540, 1500);
    await screen.clock.runFor(45_000);
    expect(world.sessions.has(session)).toBe(true);
    await screen.clock.runFor(16_000);
    await screen.waitForURL(`${world.url}/kiosk/kiosk-1`);
    await screen.locator('.code').waitFor();
    expect(await keptBy()).toEqual([[0, 0], 0]);
    expect(world.sessions.has(session)).toBe(false);
  }, 90_000);
});
