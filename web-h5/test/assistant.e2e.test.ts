import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { DESK, usePhones } from './phones.js';
import { signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';
import { STANDING } from './visit.js';

/** A Monday morning when buses run and somebody is there to be asked: 09:10 in the district. */
const MORNING = '2026-11-23T01:10:00Z';
const RESIDENT = '17900000001';
let gateway: RealGateway;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  gateway = await startRealGateway('assistant-e2e', { DISTRICT_CLOCK: MORNING });
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

const answers = (page: Page) => page.locator('.turn[data-author="ASSISTANT"] .tools');
/** Says something and waits for the assistant's answer to it. */
async function ask(page: Page, text: string): Promise<string> {
  const before = await answers(page).count();
  await page.getByRole('textbox', { name: '写下您想问的' }).fill(text);
  await page.keyboard.press('Enter');
  await answers(page).nth(before).waitFor({ timeout: 30_000 });
  return page.locator('.turn[data-author="ASSISTANT"]').nth(before).innerText();
}

describe('the assistant on the sample district', () => {
  it('is asked for a bus, lets choose the stop and the side of the road, and its board stays live; a thumb is noted and a reload keeps all', async () => {
    const { page } = await go('/assistant');
    expect(await ask(page, '24路还有多久到')).toMatch(/哪一站/);
    expect(await ask(page, '谷阳北路')).toMatch(/哪一个/);
    const before = await answers(page).count();
    await page.getByRole('button', { name: /谷阳北路云间大道/ }).first().click();
    await page.getByRole('button', { name: /佘山国家森林公园/ }).first().click();
    await answers(page).nth(before + 1).waitFor();
    const board = page.locator('[data-stop]').last();
    await board.locator('[data-arrival]').first().waitFor();
    await page.getByRole('button', { name: '有帮助', exact: true }).last().click();
    await page.getByText('谢谢，记下了。').waitFor();
    await page.reload();
    await page.locator('.tool[aria-pressed="true"][aria-label="有帮助"]').waitFor();
    await page.getByText('24路还有多久到', { exact: true }).waitFor();
    await page.locator('[data-stop] [data-arrival]').first().waitFor();
  }, 90_000);

  it('takes the phone’s position for a place', async () => {
    const { page } = await go('/assistant', STANDING);
    await ask(page, '我附近有什么车站');
    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.locator('.map .leaflet-control-zoom-in').waitFor();
    await page.getByText(/离您最近的是/).waitFor();
  }, 60_000);

  it('signs a resident in on the spot and answers what was asked, without asking again', async () => {
    const { page } = await go('/assistant');
    await ask(page, '谁看过我的数据');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '登录后接着办' });
    await dialog.getByLabel('手机号').fill(RESIDENT);
    const since = gateway.heard();
    await dialog.getByRole('button', { name: '获取验证码' }).click();
    await dialog.getByLabel('短信验证码').fill(await gateway.codeTo(RESIDENT, since));
    await dialog.getByRole('button', { name: '登录', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await answers(page).nth(1).waitFor();
    expect(await page.locator('.turn[data-author="RESIDENT"]').count()).toBe(1);
    expect(await page.locator('.turn[data-author="ASSISTANT"]').last().innerText()).not.toMatch(/要先登录/);
  }, 60_000);

  it('says whom to call at danger words, and nothing clever', async () => {
    const { page } = await go('/assistant');
    await ask(page, '家里着火了');
    expect(await page.locator('a.call').first().getAttribute('href')).toBe('tel:119');
  }, 60_000);

  it('hands over to a clerk in another window, whose words come at once, and goes on afterwards', async () => {
    const { page } = await go('/assistant');
    await ask(page, '转人工');
    await page.getByText(/您是下一位|前面还有/).first().waitFor();
    const { phone } = readSamplePeople().staff.find(({ login }) => login === 'clerk-sijing')!; // staff of the sample
    const { page: clerk } = await go('/sign-in?returnTo=/console', DESK);
    await signInStaff(gateway, clerk, 'clerk-sijing', phone);
    await clerk.getByRole('navigation', { name: '工作台' }).getByRole('button', { name: '人工接待' }).click();
    await clerk.getByText(/^1 人在等/).waitFor();
    await clerk.getByRole('button', { name: /^接待 / }).click();
    await clerk.getByRole('log').getByText('转人工', { exact: true }).waitFor();
    await page.getByText('工作人员正在为您服务').waitFor();
    await page.getByRole('textbox', { name: '写下您想问的' }).fill('我的居住证办好了吗');
    await page.keyboard.press('Enter');
    await clerk.getByRole('log').getByText('我的居住证办好了吗').waitFor();
    await clerk.getByRole('textbox', { name: '回复居民' }).fill('办好了，请带身份证来取。');
    await clerk.keyboard.press('Enter');
    await page.getByText('办好了，请带身份证来取。').waitFor();
    await clerk.getByRole('button', { name: '结束接待' }).click();
    await page.getByText('工作人员正在为您服务').waitFor({ state: 'detached' });
    expect(await ask(page, '你能做什么')).toMatch(/公交/);
  }, 120_000);
});
