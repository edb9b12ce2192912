import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { districtDate } from '../../modules/kernel/district-time.js';
import { writeRows } from '../../modules/kernel/sheets/index.js';
import { axeFaults } from './axe.js';
import { DESK, usePhones } from './phones.js';
import { signInByCode, signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';

const CENTRE = 'centre-yueyang';
const people = readSamplePeople();
const staffOf = (wanted: string) => people.staff.find(({ login }) => login === wanted)!; // of the sample
let gateway: RealGateway;
let manager: Awaited<ReturnType<BrowserContext['storageState']>>;
let resident: Page;
/** The day on which somebody has booked, as the pages have it. */
let day = '';
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  gateway = await startRealGateway('centre-e2e');
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

async function signIn(login: string): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const { phone } = staffOf(login);
  const opened = await go('/sign-in?returnTo=/staff/centre', DESK);
  await signInStaff(gateway, opened.page, login, phone);
  return opened;
}
/** The page of the manager on duty, ready to be written on. */
async function settings(own = DESK): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const opened = await go('/staff/centre', { ...own, storageState: manager });
  await opened.page.getByText('没有改动。').waitFor();
  return opened;
}
const apply = async (page: Page, why: string, button: string | RegExp): Promise<void> => {
  await page.getByRole('button', { name: '看影响并保存' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[data-effects]').waitFor();
  await dialog.getByLabel('变更原因').fill(why);
  await dialog.getByRole('button', { name: button }).click();
  await page.getByText('已保存，马上生效。').waitFor();
};

describe('a centre’s settings', () => {
  it('are found by its manager on duty in the desk’s navigation, and by no window clerk', async () => {
    const opened = await signIn('approver-yueyang');
    await opened.page.getByRole('navigation').getByRole('link', { name: '中心设置' }).waitFor();
    await opened.page.getByRole('heading', { name: '开放时间' }).waitFor();
    manager = await opened.context.storageState();
    expect(await axeFaults(opened)).toEqual([]);
    const { page: clerk } = await signIn('clerk-yueyang');
    await clerk.getByRole('navigation').getByRole('link', { name: '叫号窗口' }).waitFor();
    expect(await clerk.getByRole('link', { name: '中心设置' }).count()).toBe(0);
  }, 90_000);

  it('say beside a field what is wrong, and are not sent before it is mended', async () => {
    const { page } = await settings();
    const seats = page.getByLabel('每窗每时段名额');
    await seats.fill('0');
    await page.locator('[data-fault="seatsPerWindow"]').getByText('每窗名额应为1到50的整数').waitFor();
    await page.locator('[data-hours="1"]').getByLabel('开始').fill('11:00');
    await page.getByText('与前一段重叠，请按时间先后排列').waitFor();
    await page.getByText('有 2 处要改。').waitFor();
    expect(await page.getByRole('button', { name: '看影响并保存' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: '放弃改动' }).click();
    await page.getByText('没有改动。').waitFor();
    expect(await seats.inputValue()).toBe('2');
  }, 60_000);

  it('show whom a closed day concerns before it is saved; the resident reads why, and is offered another time', async () => {
    const somebody = people.residents[0]!; // the sample has residents
    ({ page: resident } = await go(`/sign-in?returnTo=/queue/${CENTRE}/housing`));
    await signInByCode(gateway, resident, somebody.phone ?? '');
    day = (await resident.locator('[data-day]').nth(2).getAttribute('data-day')) ?? '';
    await resident.locator(`[data-day="${day}"]`).click();
    await resident.locator('[data-time]').first().click();
    await resident.getByRole('dialog').locator('.form-send').click();
    await resident.locator('.booked').waitFor();

    const opened = await settings();
    const { page } = opened;
    await page.getByRole('button', { name: '加一个闭馆日' }).click();
    await page.locator('[data-closure="0"]').getByLabel('日期').fill(day);
    await page.locator('[data-closure="0"]').getByLabel('原因（居民看到）').fill('全楼停电检修');
    await page.getByRole('button', { name: '看影响并保存' }).click();
    await page.getByRole('dialog').getByText('1 个预约将取消，本人会收到通知').waitFor();
    await page.getByRole('dialog').getByRole('cell', { name: day }).waitFor();
    expect(await axeFaults(opened)).toEqual([]);
    await page.getByRole('dialog').getByLabel('变更原因').fill('电力检修');
    await page.getByRole('dialog').getByRole('button', { name: '确认：换窗口 0 个，取消 1 个，保存' }).click();
    await page.getByText('已保存，马上生效。').waitFor();

    await resident.goto(`${gateway.url}/me/inbox`);
    await resident.getByText('您的预约被取消了').click();
    await resident.getByText('原因：全楼停电检修').waitFor();
    await resident.locator('details[open]').getByRole('link', { name: '去看看' }).click();
    await resident.waitForURL((url) => url.pathname === `/queue/${CENTRE}/housing`);
    const booking = await go(`/queue/${CENTRE}/housing`);
    await booking.page.locator(`[data-closed="${day}"]`).getByText('全楼停电检修').waitFor();
    expect(await booking.page.locator(`[data-day="${day}"]`).count()).toBe(0);
    expect(await axeFaults(booking)).toEqual([]);
    const { page: hall } = await go(`/hall/${CENTRE}`, { viewport: { width: 1920, height: 1080 } });
    await hall.locator(`[data-closes="${day}"]`).getByText('全楼停电检修').waitFor();
  }, 120_000);

  it('close the hall today, on every page that gives numbers', async () => {
    const today = districtDate(Date.now());
    const { page } = await settings();
    await page.getByRole('button', { name: '加一个闭馆日' }).click();
    const row = page.locator('[data-closure]').last();
    await row.getByLabel('日期').fill(today);
    await row.getByLabel('原因（居民看到）').fill('消防演练');
    await apply(page, '消防演练', '保存');
    const { page: queue } = await go('/queue');
    await queue.locator(`[data-centre="${CENTRE}"]`).getByText('今天闭馆').waitFor();
    const { page: hall } = await go(`/hall/${CENTRE}`, { viewport: { width: 1920, height: 1080 } });
    await hall.getByText('今天闭馆：消防演练').waitFor();
    await page.getByRole('button', { name: `删除闭馆日 ${today}` }).click();
    await apply(page, '演练取消', '保存');
    await queue.reload();
    await queue.locator(`[data-centre="${CENTRE}"]`).waitFor();
    expect(await queue.locator(`[data-centre="${CENTRE}"]`).getByText('今天闭馆').count()).toBe(0);
  }, 90_000);

  it('are a matrix of windows and businesses, to be written by keyboard and on a phone', async () => {
    const opened = await settings({ viewport: { width: 375, height: 812 } });
    const { page } = opened;
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect(await axeFaults(opened)).toEqual([]);
    const box = page.getByLabel('1 号窗口办 住房保障');
    await box.focus();
    await page.keyboard.press('Space');
    await page.getByText('有改动还没有保存。').waitFor();
    await page.getByRole('button', { name: '加一项业务' }).click();
    expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-name'))).toBe(true);
    await page.keyboard.type('税务');
    const added = page.locator('[data-business]').last();
    await added.getByLabel('英文名').fill('Tax');
    await page.getByText('没有窗口办“税务”').waitFor();
    await page.getByRole('button', { name: '加一个窗口' }).click();
    await page.getByLabel('9 号窗口办 税务').check();
    await apply(page, '开设税务窗口', '保存');
    const { page: queue } = await go(`/queue/${CENTRE}`);
    await queue.getByText('税务').waitFor();
  }, 90_000);

  it('come by sheet, with faults by row and column', async () => {
    const { page } = await settings();
    await page.getByText('用表格改窗口和业务').click();
    const sheet = (...rows: readonly (readonly string[])[]) => writeRows('窗口', [{ title: '窗口号', value: ([number = '']: readonly string[]) => number }, { title: '业务', value: ([, what = '']: readonly string[]) => what }], rows);
    const upload = async (body: Buffer): Promise<void> => {
      await page.getByLabel('表格（xlsx）').setInputFiles({ name: 'windows.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: body });
      await page.getByLabel('变更原因').fill('按表格调整');
      await page.getByRole('button', { name: '检查并导入' }).click();
    };
    await upload(await sheet(['1', '社保医保、护照']));
    await page.getByRole('row', { name: '2 业务 本中心没有“护照”这项业务' }).waitFor();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出表格' }).click()]);
    expect(saved.suggestedFilename()).toBe('岳阳社区事务受理服务中心窗口.xlsx');
    await upload(await sheet(['1', '社保医保、民政救助、人口与居住证、就业与失业、住房保障、综合咨询、税务'], ['12', '社保医保']));
    await page.getByText('已导入 2 行。').waitFor();
    await page.locator('[data-window="12"]').waitFor();
    expect(await page.locator('[data-window]').count()).toBe(2);
  }, 90_000);
});
