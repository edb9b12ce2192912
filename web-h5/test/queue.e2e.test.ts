import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import type { BrowserContext } from 'playwright-core';
import { districtDate } from '../../modules/kernel/district-time.js';
import { axeFaults } from './axe.js';
import { tooSmall } from './legible.js';
import { usePhones } from './phones.js';
import { signInByCode, startRealGateway, type RealGateway } from './real-gateway.js';

const NAME = 'queue-e2e';
const MOTHER = '17900000002';
let gateway: RealGateway;
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
const go = usePhones(() => gateway.url);

/** Changes what is stored of every centre; it is seen within seconds. */
async function setCentres(set: Readonly<Record<string, unknown>>): Promise<void> {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/${NAME}-${process.pid}`;
  const connection = await mongoose.createConnection(uri.href).asPromise();
  const { modifiedCount } = await connection.collection('queue_centres').updateMany({}, { $set: set });
  await connection.close();
  expect(modifiedCount).toBeGreaterThan(0);
}

beforeAll(async () => {
  gateway = await startRealGateway(NAME);
  // Halls go by the hour of the day, which a test does not choose: they are open day and night.
  await setCentres({ hours: [{ from: '00:00', until: '23:59' }], everyDay: true });
  const { page, context } = await go('/sign-in?returnTo=/queue');
  await signInByCode(gateway, page, MOTHER);
  // Centres are kept for some seconds before they are read anew.
  for (const end = Date.now() + 20_000; Date.now() < end && (await page.getByText('正在发号').count()) === 0;) {
    await page.reload();
    await page.locator('[data-centre]').first().waitFor();
  }
  signedIn = await context.storageState();
}, 300_000);
afterAll(() => gateway?.stop(), 60_000);

describe('numbers and appointments', () => {
  it('are shown to anybody, and taken by who is signed in: live, with priority in plain words, one a hall', async () => {
    const { page: stranger } = await go('/queue/centre-yueyang');
    await stranger.getByRole('button', { name: '取号：社保医保' }).click();
    await stranger.getByRole('dialog').getByRole('button', { name: '取号', exact: true }).click();
    await stranger.getByRole('dialog').getByRole('link', { name: '登录' }).waitFor();

    const { page } = await go('/queue?service=dog-registration', { storageState: signedIn });
    await page.locator('[data-centre="centre-yueyang"]').click();
    // What the affair belongs to stands first.
    await page.locator('[data-business]').first().getByText('您要办的事在这里').waitFor();
    await page.getByRole('button', { name: '取号：社保医保' }).click();
    await page.getByLabel(/老年人/).check();
    await page.getByText('老年人权益保障法').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '取号', exact: true }).click();
    // The date of birth on record says otherwise; another ground is the window's to look at.
    await page.getByRole('dialog').getByText('还没到依法优先的年龄').waitFor();
    await page.getByLabel(/退役军人/).check();
    await page.getByRole('dialog').getByRole('button', { name: '取号', exact: true }).click();
    await page.waitForURL(/\/queue\/tickets\//);
    await page.getByText('A001', { exact: true }).waitFor();
    await page.getByRole('status').getByText('下一个就是您').waitFor();
    await page.getByText('依法优先').waitFor();
    expect(await axeFaults({ page })).toEqual([]);
    // A second number in the same hall is refused, with the way to the first.
    await page.goto(`${gateway.url}/queue/centre-yueyang`);
    await page.getByRole('button', { name: '取号：民政救助' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取号', exact: true }).click();
    await page.getByRole('dialog').getByRole('link', { name: '我的号 A001' }).click();
    await page.getByRole('button', { name: '不排了' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '放弃排队' }).click();
    await page.getByRole('status').getByText('已放弃排队').waitFor();
    await page.goto(`${gateway.url}/queue/tickets/no-such-number`);
    await page.getByText('没有这个号').waitFor();
    expect(await page.getByText('请先登录').count()).toBe(0);
  }, 90_000);

  it('say that the hall is closed after all to who holds a number, and no more once it is open', async () => {
    const { page } = await go('/queue/centre-sijing', { storageState: signedIn });
    await page.getByRole('button', { name: '取号：社保医保' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取号', exact: true }).click();
    await page.getByRole('status').getByText('下一个就是您').waitFor();
    const today = districtDate(Date.now());
    const closed = page.locator(`[data-closed="${today}"]`);
    expect(await closed.count()).toBe(0);
    const seen = async (count: number): Promise<void> => {
      for (const end = Date.now() + 20_000; Date.now() < end && (await closed.count()) !== count;) {
        await page.reload();
        await page.getByRole('status').getByText('下一个就是您').waitFor();
      }
      expect(await closed.count()).toBe(count);
    };
    await setCentres({ closures: [{ day: today, reasonZh: '消防演练', reasonEn: null }, { day: '2099-01-01', reasonZh: '元旦', reasonEn: null }] });
    await seen(1);
    await closed.getByText('消防演练').waitFor();
    await page.getByText('还没出门的，先别来').waitFor();
    expect(await page.getByText('元旦').count()).toBe(0);
    expect(await axeFaults({ page })).toEqual([]);
    await setCentres({ closures: [] });
    await seen(0);
    await page.getByRole('button', { name: '不排了' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '放弃排队' }).click();
    await page.getByRole('status').getByText('已放弃排队').waitFor();
  }, 90_000);

  it('are booked by day and time, moved, put into a calendar and given back', async () => {
    const { page } = await go('/queue/centre-yueyang/social-insurance', { storageState: signedIn });
    await page.locator('[data-day]').nth(2).click();
    await page.locator('[data-time]').nth(4).click();
    await page.getByRole('dialog').getByRole('button', { name: '确定预约' }).click();
    await page.getByRole('status').getByText('预约好了').waitFor();
    const calendar = (await page.getByRole('link', { name: '加到日历' }).getAttribute('href')) ?? '';
    expect(await (await page.request.get(gateway.url + calendar)).text()).toMatch(/BEGIN:VEVENT[^]*岳阳/);
    // The same business on the same day is refused.
    await page.goto(`${gateway.url}/queue/centre-yueyang/social-insurance`);
    await page.locator('[data-day]').nth(2).click();
    await page.locator('[data-time]').nth(6).click();
    await page.getByRole('dialog').getByRole('button', { name: '确定预约' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    expect(await axeFaults({ page })).toEqual([]);
    await page.goto(`${gateway.url}/queue`);
    const booked = page.locator('[data-appointment]').first();
    const before = await booked.locator('b').first().innerText();
    await booked.getByRole('link', { name: '改时间' }).click();
    await page.locator('[data-day]').nth(3).click();
    await page.locator('[data-time]').nth(8).click();
    await page.getByRole('dialog').getByRole('button', { name: '改到这个时间' }).click();
    await page.getByRole('link', { name: '看我的号和预约' }).click();
    const moved = page.locator('[data-appointment]').first();
    await moved.getByText('已预约').waitFor();
    expect(await moved.locator('b').first().innerText()).not.toBe(before);
    await moved.getByRole('button', { name: '取消预约' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '确定取消' }).click();
    await moved.getByText('已取消').waitFor();
  }, 90_000);

  it.each([['elder', 'elder=1'], ['English', 'lang=en']])('break no rule of accessibility and run over no edge, and for elders are large enough: %s', async (mode, query) => {
    for (const [address, settled] of [['/queue', '[data-centre]'], ['/queue/centre-yueyang', '[data-business]'], ['/queue/centre-yueyang/housing', '[data-time]']] as const) {
      const visited = await go(`${address}?${query}`, { storageState: signedIn });
      await visited.page.locator(settled).first().waitFor();
      expect(await axeFaults(visited)).toEqual([]);
      expect(await visited.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
      if (mode === 'elder') expect(await tooSmall(visited.page)).toEqual([]);
    }
  }, 90_000);
});
