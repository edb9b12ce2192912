import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import type { BrowserContext, Page } from 'playwright-core';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { axeFaults } from './axe.js';
import { DESK, usePhones } from './phones.js';
import { signInByCode, signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';

const NAME = 'ratings-e2e';
const MOTHER = '17900000002';
const CENTRE = 'centre-yueyang';
const CLERK = readSamplePeople().staff.find(({ login }) => login === 'clerk-yueyang')!; // of the sample
const HEAD = readSamplePeople().staff.find(({ login }) => login === 'supervisor-dsj')!; // of the sample
let gateway: RealGateway;
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
let connection: mongoose.Connection;
/** The code of a slip of paper. */
let code = '';
const go = usePhones(() => gateway.url);

/** Asks the gateway as whoever has a page open. */
const ask = <T>(page: Page, query: string): Promise<T> => page.evaluate(async (text) => {
  const answer = await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: text }) });
  return ((await answer.json()) as { data: never }).data; // as asked for
}, query);

/** What a clerk does at the window, told to the database: the number is served, at the gateway's own time of day. */
async function serve(filter: Record<string, unknown>): Promise<void> {
  const tickets = connection.collection('queue_tickets');
  const taken = await tickets.findOne(filter);
  const { modifiedCount } = await tickets.updateOne(filter, { $set: { state: 'DONE', window: 2, begunAt: taken?.['queuedAt'], endedAt: taken?.['queuedAt'], servedBy: ['somebody'] } });
  expect(modifiedCount).toBe(1);
  await connection.collection('queue_halls').updateMany({}, { $set: { mark: 'another' } });
}

beforeAll(async () => {
  gateway = await startRealGateway(NAME, { TRUSTED_DOCUMENTS: 'prefer' });
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/${NAME}-${process.pid}`;
  connection = await mongoose.createConnection(uri.href).asPromise();
  await connection.collection('queue_centres').updateMany({}, { $set: { hours: [{ from: '00:00', until: '24:00' }], everyDay: true } });
  const { page, context } = await go('/sign-in?returnTo=/queue');
  await signInByCode(gateway, page, MOTHER);
  signedIn = await context.storageState();
  const { page: desk } = await go('/sign-in?returnTo=/staff/window', DESK);
  await signInStaff(gateway, desk, CLERK.login, CLERK.phone);
  await desk.getByRole('link', { name: '取号机' }).waitFor();
  for (const end = Date.now() + 20_000; Date.now() < end && code === '';) {
    const { issueTicket } = await ask<{ issueTicket: { paperCode?: string } }>(desk, `mutation { issueTicket(input: {centreId: "${CENTRE}", businessId: "social-insurance"}, idempotencyKey: "e${Date.now()}") { __typename ... on QueueTicket { paperCode } } }`);
    code = issueTicket.paperCode ?? '';
  }
  await serve({ holder: null });
}, 300_000);
afterAll(async () => {
  await connection?.close();
  await gateway?.stop();
}, 60_000);

describe('a visit that is over', () => {
  it('is rated from the account, once', async () => {
    const { page } = await go(`/queue/${CENTRE}`, { storageState: signedIn });
    await page.getByRole('button', { name: '取号：社保医保' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取号', exact: true }).click();
    await page.waitForURL(/\/queue\/tickets\//);
    expect(await page.getByText('请您评价').count()).toBe(0);
    await serve({ holder: { $ne: null } });
    // The gateway was not told of it, and shows the hall as it read it last for a moment more.
    const asked = page.getByRole('heading', { name: '请您评价' });
    for (const end = Date.now() + 20_000; Date.now() < end && !(await asked.isVisible()); await asked.waitFor({ timeout: 1500 }).catch(() => undefined)) await page.reload();
    await asked.waitFor();
    await page.getByText('窗口人员不会知道是谁评的').waitFor();
    expect(await axeFaults({ page })).toEqual([]);
    await page.getByLabel('非常满意').check();
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByRole('status').getByText('您的评价：非常满意').waitFor();
    await page.reload();
    await page.getByText('已办完').waitFor();
    expect(await page.getByRole('heading', { name: '请您评价' }).count()).toBe(0);
  }, 90_000);

  it('is rated by the slip alone, with a number to call back at; others than who served follow it up', async () => {
    const { page } = await go(`/queue/paper?elder=1#${code}`);
    await page.getByRole('heading', { name: '请您评价' }).waitFor();
    await page.getByLabel('不满意', { exact: true }).check();
    await page.getByLabel(/^手机号/).fill('17900000009');
    expect(await axeFaults({ page })).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByRole('status').getByText('评价已收到：不满意').waitFor();
    await page.getByText(/前有人联系您/).waitFor();
    const { page: desk } = await go('/sign-in?returnTo=/staff/feedback', DESK);
    await signInStaff(gateway, desk, HEAD.login, HEAD.phone);
    const row = desk.locator('[data-follow-up^="visit:"]');
    await row.getByText(/窗口 A\d{3} 号/).waitFor();
    await row.getByText('17900000009').waitFor();
    expect(await row.getByRole('link').count()).toBe(0);
  }, 90_000);
});

describe('公示公告', () => {
  it('is read by anybody, and objected to by who is signed in', async () => {
    const day = 86_400_000;
    const notice = { number: '1', step: 'public', serviceId: 'public-rental-housing', serviceVersion: 1, organisations: ['dept-fgj'], applicant: '王××', where: '区房管局门户网站', from: new Date() };
    // Ids are the district's own texts, as the service makes them.
    await connection.collection<{ _id: string } & Record<string, unknown>>('community_public_notices').insertMany([
      { ...notice, _id: 'n-1', until: '2099-01-05', goneAt: new Date(Date.now() + 30 * day) },
      { ...notice, _id: 'n-2', number: '2', applicant: '李××', until: '2026-01-05', goneAt: new Date(Date.now() + 2 * day) },
      { ...notice, _id: 'n-3', number: '3', applicant: '赵××', until: '2026-01-05', goneAt: new Date(Date.now() - 1000) },
    ]);
    const { page: stranger } = await go('/affairs?elder=1');
    await stranger.getByRole('link', { name: '公示公告' }).click();
    await stranger.locator('[data-notice="n-1"]').getByText('王××').waitFor();
    await stranger.locator('[data-notice="n-2"]').getByText('已结束').waitFor();
    expect(await stranger.locator('[data-notice]').count()).toBe(2);
    expect(await axeFaults({ page: stranger })).toEqual([]);
    expect(await stranger.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await stranger.getByRole('button', { name: /^提异议/ }).click();
    await stranger.getByRole('dialog').getByRole('link', { name: '去登录' }).waitFor();

    const { page } = await go('/affairs/notices', { storageState: signedIn });
    await page.getByRole('button', { name: /^提异议/ }).click();
    await page.getByLabel('异议和理由').fill('名下另有住房');
    expect(await axeFaults({ page })).toEqual([]);
    await page.getByRole('button', { name: '提交异议' }).click();
    await page.getByRole('status').getByText('异议已收到').waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^提异议/ }).click();
    await page.getByLabel('异议和理由').fill('再说一次');
    await page.getByRole('button', { name: '提交异议' }).click();
    await page.getByRole('dialog').getByText('您已经对这条公示提出过异议').waitFor();
  }, 90_000);
});
