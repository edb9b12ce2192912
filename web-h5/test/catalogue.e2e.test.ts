import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { writeRows } from '../../modules/kernel/sheets/index.js';
import { axeFaults } from './axe.js';
import { DESK, usePhones } from './phones.js';
import { signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';
import type { Visit } from './visit.js';

const STAFF = readSamplePeople().staff;
const SERVICE = '/staff/services/flexible-employment';
let gateway: RealGateway;
const go = usePhones(() => gateway.url, { onlyOnce: true });
/** Cookies of who has signed in already: a code goes out once a minute. What a page keeps on its device is not among them. */
const kept = new Map<string, Pick<Awaited<ReturnType<BrowserContext['storageState']>>, 'cookies'>>();

beforeAll(async () => {
  gateway = await startRealGateway('catalogue-e2e');
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

/** A page of the desk for a member of the sample's staff, on a computer of its own. */
async function desk(login: string, path: string, options: BrowserContextOptions = DESK): Promise<Visit> {
  const state = kept.get(login);
  if (state) return go(path, { ...options, storageState: { cookies: state.cookies, origins: [] } });
  const { phone } = STAFF.find((one) => one.login === login)!; // staff of the sample
  const opened = await go(`/sign-in?returnTo=${encodeURIComponent(path)}`, options);
  await signInStaff(gateway, opened.page, login, phone);
  kept.set(login, await opened.context.storageState());
  return opened;
}
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
/** Today in the district. */
const localDay = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const WIDE = { viewport: { width: 1440, height: 900 } };
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

describe('a guide', () => {
  it('is written by its department, with every fault at its field, and kept on the computer until it is saved', async () => {
    const opened = await desk('approver-rsj', '/staff/services');
    const { page } = opened;
    await page.getByLabel('只看本单位').check();
    await page.getByText('找到 3 件事项').waitFor();
    expect(await axeFaults(opened)).toEqual([]);
    await page.getByRole('link', { name: '灵活就业登记' }).click();
    await field(page, '咨询电话').fill('请打热线');
    await field(page, '名称（英文）').first().fill('');
    await press(page, '保存草稿');
    const summary = page.getByRole('alert', { name: '有 2 处要改' });
    await summary.waitFor();
    expect(await summary.getByRole('link').allInnerTexts()).toEqual(['名称（英文）：还没有填写', '咨询 · 咨询电话：应为电话号码，例如12345或021-57720000']);
    await summary.getByRole('link', { name: /咨询电话/ }).click();
    expect(await field(page, '咨询电话').evaluate((input) => input === document.activeElement && input.getAttribute('aria-invalid') === 'true')).toBe(true);
    await field(page, '咨询电话').fill('12333');
    await page.getByText('有没保存的修改').waitFor();
    await page.waitForTimeout(600); // longer than the page waits before it keeps what was typed
    await page.reload();
    await page.getByText('接着这台电脑上没保存的内容。').waitFor();
    expect(await field(page, '咨询电话').inputValue()).toBe('12333');
    await field(page, '名称（英文）').first().fill('Registering flexible work');
    await press(page, '改了什么');
    expect(await page.locator('[data-change]').evaluateAll((parts) => parts.map((part) => part.getAttribute('data-change')))).toEqual(['contact']);
    await page.locator('del', { hasText: '12345' }).waitFor();
    await press(page, '编辑');
    // Rows are moved and removed by the keyboard, which stays with them.
    await page.getByRole('button', { name: '下移：条件 1' }).press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/条件 2/);
    expect(await axeFaults(opened)).toEqual([]);
    await press(page, '保存草稿');
    await page.getByText('第 2 版草稿已保存。').waitFor();
  }, 240_000);

  it('loses nothing where two write at once: what only one changed is joined, what both changed is asked', async () => {
    const { page: one } = await desk('approver-rsj', SERVICE);
    const { page: other } = await desk('approver-rsj', SERVICE);
    await field(other, '咨询电话').fill('021-57720000');
    await field(other, '简介（中文）').fill('另一位写的简介');
    await field(one, '咨询电话').fill('021-57721111');
    await press(one, '保存草稿');
    await one.getByText('第 2 版草稿已保存。').waitFor();
    await press(other, '保存草稿');
    await other.getByText('在您修改的时候，别人也改了这一项').waitFor();
    const clash = other.getByRole('alert', { name: '两边都改过' });
    await clash.locator('[data-clash="contact"]').getByText('021-57721111').waitFor();
    // Nobody chooses by leaving the page.
    await other.reload();
    await clash.locator('[data-clash="contact"]').getByText('021-57721111').waitFor();
    expect(await field(other, '简介（中文）').inputValue()).toBe('另一位写的简介');
    await clash.getByRole('button', { name: '用别人写的（咨询）' }).click();
    expect(await field(other, '咨询电话').inputValue()).toBe('021-57721111');
    await press(other, '保存草稿');
    await other.getByText('第 2 版草稿已保存。').waitFor();
    await press(other, '保存并交审核');
    await other.getByText('已交审核，等另一位同事看过再发布。').waitFor();
  }, 240_000);

  it('is given back with a reason, handed in again, and published by another; residents read it', async () => {
    const opened = await desk('supervisor-dsj', '/staff/services');
    const { page } = opened;
    await page.locator('[data-service="flexible-employment"]').getByText('等您审核').waitFor();
    await page.getByRole('link', { name: '灵活就业登记' }).click();
    await page.locator('[data-change="contact"] ins', { hasText: '021-57721111' }).waitFor();
    expect(await axeFaults(opened)).toEqual([]);
    await press(page, '退回');
    await page.getByLabel('退回的理由').fill('简介请写完整');
    await page.getByRole('dialog').getByRole('button', { name: '退回' }).click();
    await page.getByText('已退回给写的人。').waitFor();
    const { page: writer } = await desk('approver-rsj', SERVICE);
    await writer.getByText('魏明退回：简介请写完整').waitFor();
    await field(writer, '简介（中文）').fill('个体经营、平台就业的人登记就业，可以参加社会保险。');
    await press(writer, '保存并交审核');
    await writer.getByText('已交审核，等另一位同事看过再发布。').waitFor();
    await page.reload();
    await press(page, '发布');
    await page.getByText(/第 2 版已发布/).waitFor();
    await press(page, '历次版本');
    await page.locator('[data-version="2"]').getByText(/谭军 .* 写 · 魏明 .* 发布/).waitFor();
    const { page: resident } = await go('/affairs/flexible-employment');
    await resident.getByText('个体经营、平台就业的人登记就业，可以参加社会保险。').waitFor();
    await resident.getByRole('link', { name: /021-57721111/ }).waitFor();
  }, 240_000);

  it('that is scheduled is not overtaken in silence: the reviewer says what becomes of it', async () => {
    const { page: writer } = await desk('approver-rsj', SERVICE);
    const { page } = await desk('supervisor-dsj', SERVICE);
    const handIn = async (where: string): Promise<void> => {
      await field(writer, '办理地点（中文）').fill(where);
      await press(writer, '保存并交审核');
      await writer.getByText('已交审核，等另一位同事看过再发布。').waitFor();
      await page.reload();
    };
    await handIn('明年的地点');
    await page.getByLabel('从哪天起生效').fill('2199-01-01');
    await press(page, '发布');
    await page.getByText('第 3 版已发布，2199-01-01 起生效。').waitFor();
    await writer.reload();
    await handIn('现在的地点');
    await page.getByText('第 3 版 2199-01-01 起生效。请决定它怎么办。').waitFor();
    await page.getByLabel('照常生效，这一版到它前一天为止').check();
    await press(page, '发布');
    await page.getByText(/第 4 版已发布/).waitFor();
    await page.getByText(/至 2198-12-31/).first().waitFor();
  }, 240_000);
});

describe('its pages', () => {
  it.each(['edit', 'changes', 'preview', 'history'])('have no fault that axe can see in English, large and dark, and do not scroll sideways: %s', async (tab) => {
    const opened = await desk('approver-rsj', `${SERVICE}?tab=${tab}&lang=en&elder=1`, { viewport: { width: 375, height: 812 }, colorScheme: 'dark' });
    const { page } = opened;
    await page.getByRole('group', { name: 'What to look at' }).waitFor();
    await page.waitForTimeout(800); // what the tab asks for has come
    expect(await axeFaults(opened)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  }, 120_000);
});

describe('the sheet', () => {
  it('comes back in: what is right becomes a draft, every error is told by its row', async () => {
    const opened = await desk('approver-rsj', '/staff/services');
    const { page } = opened;
    await page.getByLabel('只看本单位').check();
    await page.getByText('找到 3 件事项').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出表格' }).click()]);
    const [head = [], ...rows] = await readSheet(await download.path());
    const titles = head.map(String);
    const phone = titles.indexOf('咨询电话');
    const changed = rows.map((row) => row.map((cell, column) => (column !== phone ? cell : row[0] === 'social-card-replacement' ? '12333' : row[0] === 'unemployment-registration' ? '热线' : cell)));
    const sheet = await writeRows('事项', titles.map((title, index) => ({ title, value: (row: readonly unknown[]) => String(row[index] ?? '') || null })), changed);
    await page.getByText('导入事项表').click();
    await page.getByLabel('表格（xlsx）').setInputFiles({ name: '事项.xlsx', mimeType: 'application/octet-stream', buffer: sheet });
    await page.getByText(/已办 1 行，1 行没有成功。\s*1 行没有变化。/).waitFor();
    expect(await page.locator('.sheet-import tbody tr').allInnerTexts()).toEqual([expect.stringMatching(/\d\s+咨询电话\s+应为电话号码/)]);
    await page.locator('[data-service="social-card-replacement"]').getByText('在写').waitFor();
    expect(await axeFaults(opened)).toEqual([]);
  }, 240_000);
});

describe('a new guide', () => {
  it('is copied from another, saved under its own id, and dropped again, on a phone as well', async () => {
    const opened = await desk('approver-rsj', '/staff/new-service?from=household-transfer-guide', { viewport: { width: 375, height: 812 } });
    const { page } = opened;
    expect(await field(page, '名称（中文）').first().inputValue()).toBe('户口迁移指引');
    await field(page, '编码').first().fill('dog-registration');
    await press(page, '保存草稿');
    await page.getByText('这个编码已经有事项用了，请换一个。').or(page.getByText('没有权限进行此操作')).waitFor();
    await field(page, '编码').first().fill('moving-guide');
    await press(page, '指南预览');
    await page.getByRole('heading', { name: '要准备的材料' }).waitFor();
    await press(page, '编辑');
    expect(await axeFaults(opened)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await press(page, '保存草稿');
    await page.waitForURL(/\/staff\/services\/moving-guide/);
    await press(page, '放弃草稿');
    await page.getByRole('dialog').getByRole('button', { name: '放弃草稿' }).click();
    await page.waitForURL(/\/staff\/services$/);
  }, 240_000);

  it('is nobody’s who has no part in it', async () => {
    const { page } = await go('/staff/services', DESK);
    await page.getByRole('main').getByRole('link', { name: '登录' }).waitFor();
    const opened = await desk('clerk-yueyang', SERVICE);
    await opened.page.getByText('这是别的单位的事项，只能看。').waitFor();
    expect(await opened.page.getByRole('button', { name: '保存草稿' }).count()).toBe(0);
    expect(await axeFaults(opened)).toEqual([]);
  }, 120_000);
});

describe('ending a service (停办)', () => {
  const ENDED = '/staff/services/unemployment-registration';
  const fill = async (page: Page, on: string): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('从哪天起停办').fill(on);
    await dialog.getByLabel('原因（中文）').fill('登记并入灵活就业登记，不再单独办理');
    await dialog.getByLabel('原因（英文）').fill('Merged into the registration of flexible work');
    await dialog.getByLabel('改办哪件事项').selectOption({ label: '灵活就业登记' });
  };

  it('is written by its department, agreed to by another, and told to residents with what takes its place', async () => {
    const opened = await desk('approver-rsj', ENDED, WIDE);
    const { page } = opened;
    await press(page, '停办这件事项');
    await fill(page, localDay());
    expect(await axeFaults(opened)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '交审核' }).click();
    await page.getByText('停办已交审核，等另一位同事同意。').waitFor();
    await page.getByText('停办待审核').waitFor();
    expect(await page.getByRole('button', { name: '保存草稿' }).count()).toBe(0);
    const reviewing = await desk('supervisor-dsj', ENDED, WIDE);
    await reviewing.page.getByText(/起停办：登记并入灵活就业登记/).first().waitFor();
    expect(await reviewing.page.getByLabel('从哪天起停办').getAttribute('readonly')).not.toBeNull();
    expect(await axeFaults(reviewing)).toEqual([]);
    await press(reviewing.page, '同意停办');
    await reviewing.page.getByText(/已同意，.* 起停办。/).waitFor();
    await reviewing.page.getByText(/已停办，.* 起/).waitFor();
    await press(reviewing.page, '历次版本');
    await reviewing.page.locator('[data-version="2"]').getByText(/起停办：登记并入/).waitFor();

    const resident = await go('/affairs/unemployment-registration', { viewport: { width: 375, height: 812 } });
    await resident.page.getByRole('heading', { name: '已停办' }).waitFor();
    await resident.page.getByText('原因：登记并入灵活就业登记，不再单独办理').waitFor();
    expect(await resident.page.getByRole('link', { name: '在线申请' }).count()).toBe(0);
    expect(await axeFaults(resident)).toEqual([]);
    expect(await resident.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await resident.page.getByRole('link', { name: '现在请办：灵活就业登记' }).click();
    await resident.page.getByRole('heading', { name: '灵活就业登记' }).waitFor();
    const { page: searching } = await go('/affairs?q=失业登记', { viewport: { width: 375, height: 812 } });
    await searching.getByRole('heading', { name: '找到的事项' }).waitFor();
    expect(await searching.locator('a[href="/affairs/unemployment-registration"]').count()).toBe(0);
    // Whoever comes by an old link is told there too.
    const { page: applying } = await desk('approver-rsj', '/affairs/unemployment-registration/apply', { viewport: { width: 375, height: 812 } });
    await applying.getByText(/“失业登记”从.*起停办。登记并入灵活就业登记，不再单独办理。现在请办“灵活就业登记”。/).waitFor();
  }, 240_000);

  it('is told ahead, and called off before its day', async () => {
    const { page: writer } = await desk('approver-rsj', '/staff/services/flexible-employment');
    await press(writer, '停办这件事项');
    await writer.getByRole('dialog').getByLabel('从哪天起停办').fill('2198-06-01');
    await writer.getByRole('dialog').getByLabel('原因（中文）').fill('政策到期');
    await writer.getByRole('dialog').getByLabel('原因（英文）').fill('The policy expires');
    await writer.getByRole('dialog').getByRole('button', { name: '交审核' }).click();
    await writer.getByText('停办已交审核，等另一位同事同意。').waitFor();
    const { page } = await desk('supervisor-dsj', '/staff/services/flexible-employment');
    await press(page, '同意停办');
    await page.getByText('已同意，2198-06-01 起停办。').waitFor();
    const resident = await go('/affairs/flexible-employment', { viewport: { width: 375, height: 812 } });
    await resident.page.getByText('这件事项从 2198-06-01 起停办。这天以前照常申请。').waitFor();
    await resident.page.getByRole('link', { name: '在线申请' }).waitFor();
    await press(page, '撤回停办');
    await page.getByLabel('撤回的原因').fill('政策延长');
    await page.getByRole('dialog').getByRole('button', { name: '撤回停办' }).click();
    await page.getByText('停办已撤回，照常办理。').waitFor();
    await press(page, '历次版本');
    await page.getByText('没有停办：政策延长').waitFor();
    await resident.page.reload();
    await resident.page.getByRole('link', { name: '在线申请' }).waitFor();
    expect(await resident.page.getByText('将要停办').count()).toBe(0);
  }, 240_000);
});
