import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { axeFaults } from './axe.js';
import { DESK, usePhones } from './phones.js';
import { signInByCode, signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';

const MOTHER = '17900000002';
let gateway: RealGateway;
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  gateway = await startRealGateway('unresolved-e2e');
  const { page, context } = await go('/sign-in?returnTo=/me/unresolved');
  await signInByCode(gateway, page, MOTHER);
  await page.getByText('还没有反映过').waitFor();
  signedIn = await context.storageState();
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

describe('办不成事', () => {
  it('asks a stranger to sign in, and leads back to what was begun', async () => {
    const { page } = await go('/affairs/social-card-replacement');
    await page.getByRole('link', { name: '没办成？反映“办不成事”' }).click();
    await page.waitForURL(/\/me\/unresolved\/new\?service=social-card-replacement$/);
    expect(await page.getByRole('main').getByRole('link', { name: '登录' }).getAttribute('href')).toContain('/me/unresolved/new');
    expect(await page.getByRole('button', { name: '提交', exact: true }).isDisabled()).toBe(true);
  }, 60_000);

  it('is reported from the affairs page, reaches a named person who answers, and the answer is read', async () => {
    const visited = await go('/affairs', { storageState: signedIn });
    const { page } = visited;
    await page.getByRole('link', { name: '办不成事', exact: true }).click();
    await page.getByRole('link', { name: '反映一件事' }).click();
    await page.getByLabel('什么事').selectOption({ label: '社保卡补办' });
    await page.getByLabel('发生了什么').fill('窗口让我回户籍地办，电话里又说这里能办。');
    expect(await axeFaults(visited)).toEqual([]);
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByRole('status').getByText(/已收到。由区人社局 谭军 负责，.* 前答复您/).waitFor();
    const report = page.locator('[data-report]').first();
    await report.getByText('负责人：谭军（区人社局）').waitFor();
    expect(await axeFaults(visited)).toEqual([]);

    const { page: desk } = await go('/sign-in?returnTo=/staff', DESK);
    await signInStaff(gateway, desk, 'approver-rsj', '17900001010');
    // The list of what is to be done leads to where it is answered.
    await desk.locator('[data-todo]').filter({ hasText: '办不成事' }).getByRole('link').first().click();
    await desk.waitForURL(/\/staff\/feedback$/);
    await desk.locator('[data-report]').getByRole('button', { name: /^答复/ }).click();
    await desk.getByRole('dialog').getByLabel('怎样解决的').fill('已致歉，明天上门为您补办。');
    await desk.getByRole('dialog').getByRole('button', { name: '答复', exact: true }).click();
    await desk.locator('[data-report]').waitFor({ state: 'detached' });

    // Told in the inbox, whose message leads to the answer.
    await page.goto(`${gateway.url}/me/inbox`);
    await page.getByText('您反映的“办不成事”已答复').first().waitFor();
    expect(await page.locator('a[href="/me/unresolved"]').count()).toBeGreaterThan(0);
    await page.goto(`${gateway.url}/me/unresolved`);
    await page.locator('[data-state="ANSWERED"]').getByText('已致歉，明天上门为您补办。').waitFor();
  }, 120_000);

  it.each([['elder', 'elder=1'], ['English', 'lang=en']])('breaks no rule of accessibility and runs over no edge: %s', async (_mode, query) => {
    for (const [address, settled] of [['/me/unresolved', '[data-report]'], ['/me/unresolved/new', 'option[value="dog-registration"]']] as const) {
      const visited = await go(`${address}?${query}`, { storageState: signedIn });
      await visited.page.locator(settled).first().waitFor({ state: 'attached' });
      expect(await axeFaults(visited)).toEqual([]);
      expect(await visited.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    }
  }, 60_000);
});
