import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { axeFaults } from './axe.js';
import { DESK, usePhones } from './phones.js';
import { signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';

const NAME = 'machine-e2e';
const CENTRE = 'centre-yueyang';
const PATH = '/staff/number-machine';
const SCREEN: BrowserContextOptions = { viewport: { width: 1080, height: 1920 }, hasTouch: true };
/** Who sets the machine up, and a colleague, who is lent from another centre. */
const [CLERK, COLLEAGUE] = ['clerk-yueyang', 'clerk-sijing'].map((wanted) => readSamplePeople().staff.find(({ login }) => login === wanted)!) as [Staff, Staff]; // of the sample, two as there are names
let gateway: RealGateway;
type Staff = ReturnType<typeof readSamplePeople>['staff'][number];
type State = Awaited<ReturnType<BrowserContext['storageState']>>;
/** The colleague's browser, and the machine's. */
let signedIn: State;
let enrolled: State;
const go = usePhones(() => gateway.url);

/** Does something to the gateway's database that no page can. */
async function inDatabase(work: (connection: mongoose.Connection) => Promise<unknown>): Promise<void> {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/${NAME}-${process.pid}`;
  const connection = await mongoose.createConnection(uri.href).asPromise();
  await work(connection);
  await connection.close();
}
/** Opens every hall day and night, or in the afternoon alone: the gateway's day begins at nine. */
async function openHalls(open: boolean): Promise<void> {
  const hours = open ? [{ from: '00:00', until: '24:00' }] : [{ from: '15:00', until: '15:30' }];
  await inDatabase((connection) => connection.collection('queue_centres').updateMany({}, { $set: { hours, everyDay: true } }));
}

beforeAll(async () => {
  gateway = await startRealGateway(NAME);
  await openHalls(true);
  await inDatabase((connection) => connection.collection('identity_posts').updateMany({ organisationId: 'centre-sijing' }, { $set: { organisationId: CENTRE } }));
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

/** The screen in the hall that a clerk has made a number machine. */
async function machine(): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const opened = await go(PATH, { ...SCREEN, storageState: enrolled });
  await opened.page.locator('[data-business]').first().waitFor();
  return opened;
}
/** A clerk's desk, signed in. */
async function signIn({ login, phone }: Staff): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const opened = await go('/sign-in?returnTo=/staff/window', DESK);
  await signInStaff(gateway, opened.page, login, phone);
  await opened.page.getByRole('link', { name: '取号机' }).waitFor();
  return opened;
}
/** Touches a business, then whether one comes first by law; a finger that was quicker than a screen is lifted and put down again. */
async function choose(page: Page, business: string, ground: string): Promise<void> {
  await page.waitForTimeout(800);
  await page.locator(`[data-business="${business}"]`).tap();
  await page.locator(ground).waitFor();
  await page.waitForTimeout(800);
  await page.locator(ground).tap();
}
const restarted = (page: Page) => page.locator('[data-screen="start"] [data-business]').first().waitFor();

describe('a number machine', () => {
  it('is found at the desk and set up by a clerk of the centre, and is nobody else’s', async () => {
    const { page, context } = await signIn(CLERK);
    await page.getByRole('link', { name: '取号机' }).click();
    await page.getByText('岳阳社区事务受理服务中心').waitFor();
    await page.getByText('还没有取号机。').waitFor();
    expect(await axeFaults({ page })).toEqual([]);
    await page.getByLabel('放在哪里').fill('大门口');
    await page.getByRole('button', { name: '启用取号机' }).click();
    await page.locator('[data-business]').first().waitFor();
    enrolled = await context.storageState();
    // Nothing of the clerk is left in it: neither session nor name.
    expect(enrolled.cookies.find(({ name }) => name.endsWith('sid'))?.value).toMatch(/^machine\./);
    expect(JSON.stringify(enrolled)).not.toContain(CLERK.login);
    signedIn = await (await signIn(COLLEAGUE)).context.storageState();
    const { page: stranger } = await go(PATH, SCREEN);
    await stranger.getByText('您现在的岗位不在服务中心，不能启用取号机。').waitFor();
  }, 90_000);

  it('gives a number in large type with what comes before it, prints its slip, and forgets who stood there', async () => {
    const opened = await machine();
    const { page } = opened;
    expect(await axeFaults(opened)).toEqual([]);
    await page.evaluate(() => { window.print = () => document.body.setAttribute('data-printed', '1'); });
    await page.getByRole('button', { name: 'English' }).tap();
    await page.getByText('What have you come for?').waitFor();
    await choose(page, 'social-insurance', '[data-ground="ELDER"]');
    await page.locator('[data-number]').waitFor();
    const number = await page.locator('[data-number]').innerText();
    expect(number).toMatch(/^A\d{3}$/);
    expect(await page.locator('main').innerText()).toMatch(/You are next[^]*Watch for window[^]*First by law/);
    // The law's ground itself is on neither screen nor slip.
    expect(await page.locator('body').innerText()).not.toMatch(/Elder|老年/);
    expect(await axeFaults(opened)).toEqual([]);
    await page.getByRole('button', { name: 'Print a slip' }).tap();
    expect(await page.locator('body').getAttribute('data-printed')).toBe('1');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('body').innerText()).toContain(number);
    expect(await page.locator('main').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    // One number a touch: the next has to wait some seconds.
    expect(await page.locator('[data-done]').isDisabled()).toBe(true);
    await page.locator('[data-done]:enabled').tap();
    await restarted(page);
    await page.getByText('您要办什么').waitFor();
    expect(await page.content()).not.toContain(number);
    await page.locator('[data-business="social-insurance"]').getByText('1 人在等').waitFor();
  }, 90_000);

  it('keeps the key of a number when the line breaks: the visitor gets it once', async () => {
    const { page } = await machine();
    let broken = 0;
    // The service answers, and the answer does not arrive: the worst moment for a line to break.
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('IssuePaperTicket') || broken > 0) return route.continue();
      broken += 1;
      await route.fetch();
      await route.abort();
    });
    await choose(page, 'housing', '[data-plain]');
    await page.getByText('线路断了，正在重试').waitFor();
    await page.locator('[data-number]').waitFor();
    expect(broken).toBe(1);
    expect(await page.locator('[data-number]').innerText()).toBe('E001');
    await page.locator('[data-done]:enabled').tap();
    await restarted(page);
    await page.locator('[data-business="housing"]').getByText('1 人在等').waitFor();
  }, 90_000);

  it('hands out a slip that a phone follows live without an account, until it is called', async () => {
    const { page } = await machine();
    const codes: string[] = [];
    let number = '';
    page.on('response', (response) => {
      if (response.request().postData()?.includes('IssuePaperTicket')) void response.json().then((body: { data: { issueTicket: { paperCode: string } } }) => codes.push(body.data.issueTicket.paperCode));
    });
    for (let n = 0; n < 2; n++) {
      await choose(page, 'housing', '[data-plain]');
      await page.getByAltText('小票的二维码').waitFor();
      number = await page.locator('[data-number]').innerText();
      await page.locator('[data-done]:enabled').tap();
      await restarted(page);
    }
    const phone = await go(`/queue/paper#${codes[1]}`);
    await phone.page.getByText(number, { exact: true }).waitFor();
    const before = Number(/前面还有 (\d+) 位/.exec(await phone.page.locator('.paper__standing').innerText())?.[1]);
    expect(before).toBeGreaterThan(0);
    expect(await axeFaults(phone)).toEqual([]);
    const { page: desk } = await go('/staff/window?window=5', { ...DESK, storageState: signedIn });
    await desk.getByRole('button', { name: '开窗' }).click();
    await desk.getByRole('button', { name: /^呼叫下一位/ }).click();
    await phone.page.getByText(before === 1 ? '下一个就是您' : `前面还有 ${before - 1} 位`).waitFor();
    const { page: guess } = await go(`/queue/paper#${codes[0]?.split('.')[0]}.${codes[1]?.split('.').slice(1).join('.')}`);
    await guess.getByText('没有这个号').waitFor();
  }, 120_000);

  it('says in plain words that the hall is closed', async () => {
    const { page } = await machine();
    await openHalls(false);
    await page.locator('[data-closed]').waitFor({ timeout: 40_000 });
    expect(await page.locator('[data-closed]').innerText()).toMatch(/现在不发号[^]*开放时间 \d\d:00–\d\d:30/);
    expect(await page.locator('[data-business]').count()).toBe(0);
    await openHalls(true);
  }, 90_000);

  it('leads nowhere else, and is over when any of the centre’s staff stops it from their own desk', async () => {
    const { page } = await machine();
    for (const path of ['/', '/staff', '/me', `/hall/${CENTRE}`]) {
      await page.goto(gateway.url + path);
      await page.waitForURL((url) => url.pathname === PATH);
    }
    await restarted(page);
    const { page: desk } = await go(PATH, { ...DESK, storageState: signedIn });
    await desk.locator('[data-machine="大门口"]').getByText('最近在线').waitFor();
    expect(await axeFaults({ page: desk })).toEqual([]);
    await desk.getByRole('button', { name: '停用 大门口' }).click();
    await desk.getByText('大门口 已停用').waitFor();
    await desk.getByText('还没有取号机。').waitFor();
    await page.getByText('取号机暂停服务').waitFor({ timeout: 40_000 });
    await page.getByRole('link', { name: '工作人员登录' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`${gateway.url}/transit`);
    await page.getByText('取号机暂停服务').waitFor();
  }, 90_000);
});
