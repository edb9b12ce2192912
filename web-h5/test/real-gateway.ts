import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { startProcess } from '../../gateway/test/built-gateway.js';
import { districtDate, districtInstant } from '../../modules/kernel/district-time.js';
import { PROJECT_ROOT } from './test-gateway.js';

const run = promisify(execFile);
/** What every invented member of staff signs in with; it stands in the README. */
const STAFF_PASSWORD = '云间样例-Sample-2026';

/** The gateway as `npm start` runs it, with the sample district and trusted documents only. */
export interface RealGateway {
  readonly url: string;
  /** How many messages the terminal has shown so far; take it before asking for a code. */
  heard(): number;
  /** The code that went to a phone after `since`, as it stands in the gateway's terminal. Rejects after ten seconds. */
  codeTo(phone: string, since: number): Promise<string>;
  stop(): Promise<void>;
}

/** Builds what is stale and starts it over a database of its own on the run's MongoDB, with more of the environment where given. */
export async function startRealGateway(name: string, env: Readonly<Record<string, string>> = {}): Promise<RealGateway> {
  const server = process.env.TEST_MONGODB_URI;
  if (!server) throw new Error('TEST_MONGODB_URI is not set: run the tests through jest, whose global setup starts MongoDB');
  await run(process.execPath, [path.join(PROJECT_ROOT, 'scripts/build.mjs')], { cwd: PROJECT_ROOT });
  const uri = new URL(server);
  uri.pathname = `/${name}-${process.pid}`;
  const morning = new Date(districtInstant(districtDate(Date.now()), '09:00'));
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'smart-district-pages-'));
  const gateway = await startProcess(path.join(PROJECT_ROOT, 'dist/gateway/main.mjs'), await freePort(), {
    // Morning of today, whenever the tests run: buses are on the road.
    DISTRICT_CLOCK: morning.toISOString(), MONGODB_URI: uri.href, DATA_DIR: dataDir, SEED: 'auto', SIMULATOR: 'off', TRUSTED_DOCUMENTS: 'only', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ACCOUNT_PER_MINUTE: '0', SOCKETS_PER_ADDRESS: '0', ...env,
  });
  const sent = (): RegExpMatchArray[] => [...gateway.said().matchAll(/^SMS to (\d+): \D*?(\d{6})\D/gm)];
  return {
    url: gateway.url,
    heard: () => sent().length,
    async codeTo(phone, since) {
      for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
        const code = sent().slice(since).find(([, to]) => to?.endsWith(phone))?.[2];
        if (code !== undefined) return code;
      }
      throw new Error(`no code went to ${phone}; the gateway said:\n${gateway.said()}`);
    },
    async stop() {
      await gateway.stop();
      const connection = await mongoose.createConnection(uri.href).asPromise();
      await connection.dropDatabase();
      await connection.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Signs a resident in on the sign-in page by phone and code, and waits for the page that it leads to. */
export async function signInByCode({ heard, codeTo }: RealGateway, page: Page, phone: string): Promise<void> {
  await page.getByLabel('手机号').fill(phone);
  const since = heard();
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByLabel('短信验证码').fill(await codeTo(phone, since));
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Signs a member of staff in by password and, as second factor, a code to their phone. */
export async function signInStaff({ heard, codeTo }: RealGateway, page: Page, login: string, phone: string): Promise<void> {
  await page.getByRole('button', { name: '密码', exact: true }).click();
  await page.getByLabel('登录名、手机号或证件号码').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(STAFF_PASSWORD);
  const since = heard();
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('heading', { name: '第二次验证' }).waitFor();
  await page.getByLabel('验证码').fill(await codeTo(phone, since));
  await page.getByRole('button', { name: '完成登录' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** What residents of the tests sign in with once {@link setFirstPassword} has set it. */
export const RESIDENT_PASSWORD = 'Maple-River-27';

/** Sets the first password of a resident who came by code, whom that proves once more: from then on there are two factors. */
export async function setFirstPassword({ url }: RealGateway, page: Page, { name, identifier }: { readonly name: string; readonly identifier: string }): Promise<void> {
  await page.goto(`${url}/me/security`);
  await page.getByLabel('新密码').fill(RESIDENT_PASSWORD);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('alert').getByRole('link', { name: '实名认证' }).click();
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('证件号码').fill(identifier);
  await page.getByLabel('网络身份认证 App 给出的凭证').fill('sample-network-identity');
  await page.getByRole('button', { name: '提交认证' }).click();
  await page.getByRole('link', { name: '继续' }).click();
  await page.getByLabel('新密码').fill(RESIDENT_PASSWORD);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('密码已设置').waitFor();
}

/** Signs a resident in on the sign-in page by the password that {@link setFirstPassword} has set. */
export async function signInByPassword(page: Page, phone: string): Promise<void> {
  await page.getByRole('button', { name: '密码', exact: true }).click();
  await page.getByLabel('登录名、手机号或证件号码').fill(phone);
  await page.getByLabel('密码', { exact: true }).fill(RESIDENT_PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Proves a code in the dialog over the page: the other factor of who came by password. */
export async function proveByCode({ heard, codeTo }: RealGateway, page: Page, phone: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '再验证一次身份' });
  const since = heard();
  await dialog.getByRole('button', { name: '获取验证码' }).click();
  await dialog.getByLabel(/^发到 .* 的验证码$/).fill(await codeTo(phone, since));
  await dialog.getByRole('button', { name: '验证并继续' }).click();
  await dialog.waitFor({ state: 'detached' });
}
