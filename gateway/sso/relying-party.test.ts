import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { projectRoot } from '../../modules/kernel/root.js';
import { launchBrowser } from '../../web-h5/test/browser.js';
import { siteClient, ssoWorld, WANG, type SsoWorld } from './testing.js';

/** The example site, as its README starts it. */
interface Site {
  readonly origin: string;
  readonly process: ChildProcess;
}

let world: SsoWorld;
let browser: Browser;
let sites: Site[] = [];
let context: BrowserContext;
let page: Page;

async function startSite(clientId: string): Promise<Site> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo; // a TCP server that listens has one
  await new Promise((resolve) => probe.close(resolve));
  const origin = `http://127.0.0.1:${port}`;
  world.sites.set(clientId, siteClient(clientId, origin, { post_logout_redirect_uris: [`${origin}/`], client_name: `网站 ${clientId}` }));
  const child = spawn(process.execPath, [path.join(projectRoot(), 'examples/relying-party/site.mjs')], {
    env: { PATH: process.env['PATH'] ?? '', ISSUER: `${world.url}/oidc`, CLIENT_ID: clientId, CLIENT_SECRET: 'a-secret-of-the-site', PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the site ended with ${code}`)));
  });
  return { origin, process: child };
}

beforeAll(async () => {
  world = await ssoWorld('relying-party');
  // The app's sign-in page, as small as can be: one button that signs in and goes back.
  world.page = (ctx) => {
    if (ctx.path !== '/sign-in') return void (ctx.body = 'the app');
    const returnTo = String(ctx.query['returnTo'] ?? '/');
    if (ctx.method === 'POST') {
      ctx.cookies.set('app', world.signIn(WANG.accountId), { httpOnly: true, sameSite: 'lax' });
      ctx.status = 303;
      return ctx.redirect(returnTo);
    }
    ctx.set('content-security-policy', '');
    ctx.type = 'html';
    ctx.body = `<form method="post" action="/sign-in?returnTo=${encodeURIComponent(returnTo)}"><button>登录区城</button></form>`;
  };
  sites = [await startSite('edu'), await startSite('health')];
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  for (const site of sites) site.process.kill();
  await world?.close();
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  page = await context.newPage();
  world.accounts.set(WANG.accountId, WANG);
  world.sessions.clear();
  page.setDefaultTimeout(10_000);
  for (const name of ['sso_records', 'site_consents', 'sso_links']) await world.connection.collection(name).deleteMany({});
});

const [edu, health] = [() => sites[0]?.origin ?? '', () => sites[1]?.origin ?? ''];

async function signOnAt(origin: string, signedIn: boolean): Promise<void> {
  await page.goto(origin);
  await page.click('text=用区城账号登录');
  if (!signedIn) await page.click('text=登录区城');
  await page.click('button[value=allow]');
  await page.waitForSelector('text=您好');
}

/** A site says who is there at its next page. */
async function isSignedOn(origin: string): Promise<boolean> {
  await page.goto(origin);
  return (await page.locator('text=您好').count()) > 0;
}

async function hearsOf(origin: string): Promise<void> {
  const late = Date.now() + 10_000;
  while (await isSignedOn(origin)) {
    if (Date.now() > late) throw new Error('the site did not hear of it');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a department site in a browser', () => {
  it('signs on by the app’s sign-in, and the next site without it; signing out at one signs out of all', async () => {
    await page.goto(edu());
    await page.click('text=用区城账号登录');
    await page.click('text=登录区城');
    await page.waitForSelector('h1:has-text("网站 edu")');
    await page.check('input[value=real_name]');
    await page.click('button[value=allow]');
    await page.waitForSelector('text=您好，王大明');

    await page.goto(health());
    await page.click('text=用区城账号登录');
    await page.click('button[value=allow]');
    await page.waitForSelector('text=您好，王**');

    await page.goto(edu());
    await page.click('text=退出登录');
    await page.click('button[value=yes]');
    await page.waitForURL(`${edu()}/**`);
    expect(await isSignedOn(edu())).toBe(false);
    await hearsOf(health());
    expect(world.sessions.size).toBe(0);
  }, 60_000);

  it('hears of it when somebody signs out in the app, and when an account is disabled', async () => {
    await signOnAt(edu(), false);
    const [sessionId = ''] = [...world.sessions.keys()];
    await world.signOut(sessionId);
    await hearsOf(edu());

    await page.click('text=用区城账号登录');
    await page.click('text=登录区城');
    await page.waitForSelector('text=您好'); // consent was given before
    await world.disable(WANG.accountId);
    await hearsOf(edu());
  }, 60_000);

  it('lets a kiosk be confirmed on the phone: the scanned page goes on by itself, and asks', async () => {
    world.sites.set('kiosk', {
      client_id: 'kiosk', client_name: '云间站一体机', client_uri: `${edu()}/`, redirect_uris: [], post_logout_redirect_uris: [], response_types: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code'], token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'ES256', subject_type: 'public', scope: 'openid profile',
    });
    const post = async (where: string, body: Record<string, string>) => {
      const response = await fetch(`${world.url}/oidc${where}`, { method: 'POST', body: new URLSearchParams({ client_id: 'kiosk', ...body }) });
      return (await response.json()) as Record<string, string>;
    };
    const flow = await post('/device/auth', { scope: 'openid profile' });
    await page.goto(flow['verification_uri_complete'] ?? '');
    await page.waitForSelector(`text=${flow['user_code']}`);
    await page.click('text=确认登录');
    await page.click('text=登录区城');
    await page.click('button[value=allow]');
    await page.waitForSelector('text=请在一体机上继续');
    expect(await post('/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: flow['device_code'] ?? '' })).toMatchObject({ token_type: 'Bearer' });
  }, 60_000);

  it('shows pages that a screen reader and a keyboard can use, without any script or style refused', async () => {
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await page.goto(edu());
    await page.click('text=用区城账号登录');
    await page.click('text=登录区城');
    await page.waitForSelector('h1:has-text("网站 edu")');
    expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
    expect(await page.locator('label:has(input)').count()).toBe(1);
    const height = await page.locator('button[value=allow]').evaluate((button) => button.getBoundingClientRect().height);
    expect(height).toBeGreaterThanOrEqual(44);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.isChecked('input[value=real_name]')).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=您好，王大明');
    expect(refused.filter((line) => !line.includes('favicon'))).toEqual([]);
  }, 60_000);
});
