import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { axeFaults } from './axe.js';
import { builtPages } from './built-pages.js';
import type { SampleRole } from './identity-world.js';
import { DESK, usePhones } from './phones.js';
import { startTestGateway, type TestGateway } from './test-gateway.js';
import { STANDING } from './visit.js';

/** Every page, with what is on it once it has settled. */
const PAGES: readonly (readonly [name: string, path: string, settled: string])[] = [
  ['home', '/', '.tiles'],
  ['search and near', '/transit', '.stop-cell__title'],
  ['found', '/transit?q=yj', '.stop-cell__title'],
  ['board', '/transit/stops/district:111', '.arrival'],
  ['line', '/transit/routes/district:24', '.line__bus'],
  ['map', '/transit/map', '.map-bus'],
  ['plan', '/transit/plan?from=stop~district:101~云间新城地铁站&to=stop~district:113~方塔园', '.journey'],
  ['about', '/about', '.prose'],
  ['not found', '/no/such/page', '.not-found'],
];
/** Pages of the account and the console, with who is signed in. */
const ACCOUNT_PAGES: readonly (readonly [name: string, path: string, who: 'resident' | 'staff' | 'guest' | null, settled: string])[] = [
  ['sign in', '/sign-in', null, 'form'],
  ['me', '/me', 'resident', '.facts'],
  ['me, signed out', '/me', null, '.weui-btn'],
  ['proof', '/me/proof', 'resident', 'form'],
  ['security', '/me/security', 'resident', 'form'],
  ['sessions', '/me/sessions', 'resident', '.cell__body'],
  ['delegations, acting', '/me/delegations', 'resident', '[data-delegation]'],
  ['consents', '/me/consents', 'resident', '[data-purpose]'],
  ['access log', '/me/access-log', 'resident', '[data-entry]'],
  ['my data', '/me/data', 'resident', 'form'],
  ['inbox', '/me/inbox', 'resident', '[data-message]'],
  ['message preferences', '/me/preferences', 'resident', '[data-kind]'],
  ['bus reminders', '/me/reminders', 'resident', '[data-reminder]'],
  ['me, a guest', '/me', 'guest', '#guest-title'],
  ['guest registration', '/sign-in/guest', null, 'form'],
];
const CONSOLE_PARTS: readonly (readonly [role: SampleRole, part: string, settled: string])[] = [
  ['SECURITY_ADMIN', '账号', '[data-account]'],
  ['SECURITY_ADMIN', '岗位', '[data-post]'],
  ['SECURITY_ADMIN', '疑问核查', '[data-dispute]'],
  ['SECURITY_ADMIN', '管理员任命', '[data-proposal]'],
  ['CLERK', '窗口办理', '.whole, form.card, section.card'],
  ['CLERK', '监护登记', '[data-claim]'],
  ['CLERK', '信息更正', '[data-correction]'],
  ['CLERK', '人工接待', '.desk'],
  ['CLERK', '没听懂的话', '[data-cluster]'],
  ['DOCTOR', '紧急查看', 'section.card'],
  ['SITE_ADMIN', '站点', '[data-site]'],
  ['AUDIT_ADMIN', '紧急查看复核', '[data-emergency]'],
  ['AUDIT_ADMIN', '审计查询', '[data-record]'],
];
const MODES: readonly (readonly [name: string, query: string, options: BrowserContextOptions])[] = [
  ['light', '', {}],
  ['elder', 'elder=1', {}],
  ['dark', '', { colorScheme: 'dark' }],
  ['English', 'lang=en', {}],
];

let gateway: TestGateway;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  gateway = await startTestGateway({ pages: await builtPages('accessibility') });
}, 120_000);
afterAll(() => gateway?.stop());

describe.each(MODES)('%s', (_mode, query, options) => {
  it.each(PAGES)('%s has no fault that axe can see, and does not scroll sideways', async (_name, path, settled) => {
    const visited = await go(`${path}${path.includes('?') ? '&' : '?'}${query}`, { ...STANDING, ...options });
    await visited.page.locator(settled).first().waitFor();
    expect(await axeFaults(visited)).toEqual([]);
    expect(await visited.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  }, 60_000);
});

describe.each(MODES)('the account, %s', (_mode, query, options) => {
  it.each(ACCOUNT_PAGES)('%s has no fault that axe can see, and does not scroll sideways', async (name, path, who, settled) => {
    const { identity } = gateway.world;
    Object.assign(identity, { who, acting: name.includes('acting') });
    const visited = await go(`${path}?${query}`, options);
    await visited.page.locator(`main ${settled}`).first().waitFor();
    if (identity.acting) await visited.page.locator('.acting').waitFor();
    expect(await axeFaults(visited)).toEqual([]);
    expect(await visited.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    Object.assign(identity, { who: null, acting: false });
  }, 60_000);
});

describe.each(MODES)('the assistant, %s', (_mode, query, options) => {
  it('has no fault that axe can see in all that it answers, does not scroll sideways, and is large enough to tap', async () => {
    const { identity, assistant } = gateway.world;
    Object.assign(identity, { who: 'resident', sensitive: true, acting: true });
    assistant.move(null);
    const visited = await go(`/assistant?${query}`, { ...STANDING, ...options });
    const { page } = visited;
    for (const text of ['24路', '云间体育中心', '用我的位置', '谁看过我的数据', '家里着火了', '路灯不亮', '转人工']) {
      const answers = page.locator('.turn[data-author="ASSISTANT"] .tools');
      const before = await answers.count();
      await page.getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
      await answers.nth(before).waitFor();
    }
    await page.locator('.map .leaflet-control-zoom-in').waitFor();
    await page.locator('.chat__person--on').waitFor();
    expect(await axeFaults(visited)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    const small = await page.locator('.chat button, .chat a:not(.leaflet-control-zoom a)').evaluateAll((elements) => elements.filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width < 44 || height < 44;
    }).map(({ outerHTML }) => outerHTML));
    expect(small).toEqual([]);
    Object.assign(identity, { who: null, sensitive: false, acting: false });
  }, 60_000);
});

describe('the console at a desk', () => {
  it.each(CONSOLE_PARTS)('%s: %s has no fault that axe can see', async (role, part, settled) => {
    const { identity } = gateway.world;
    Object.assign(identity, { who: 'staff', role, sensitive: true });
    const visited = await go('/console', DESK);
    const { page } = visited;
    await page.getByRole('button', { name: part, exact: true }).click();
    const finds = ['账号', '窗口办理', '紧急查看'].includes(part);
    if (finds) await page.getByRole('searchbox').fill('赵六');
    const search = page.getByRole('button', { name: '查询', exact: true });
    if (finds || part === '审计查询') await search.click();
    await page.locator(settled).first().waitFor();
    expect(await axeFaults(visited)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
    Object.assign(identity, { who: null, sensitive: false });
  });
});

describe('parts that open', () => {
  it('has no fault in the second factor’s dialog', async () => {
    Object.assign(gateway.world.identity, { who: 'resident', bound: true });
    const visited = await go('/me/data');
    await visited.page.getByRole('button', { name: '导出到文件' }).click();
    await visited.page.getByRole('dialog').getByRole('radio').first().waitFor();
    expect(await axeFaults(visited)).toEqual([]);
    Object.assign(gateway.world.identity, { who: null, bound: false });
  });

  it('has no fault in the reminder’s dialog, which keeps the keyboard inside and gives it back', async () => {
    const visited = await go('/transit/stops/district:111');
    const { page } = visited;
    const bell = page.getByRole('button', { name: '叫我出门 云间24路' }).first();
    await bell.click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFaults(visited)).toEqual([]);
    for (let press = 0; press < 12; press += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await bell.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('has no fault while the connection is lost', async () => {
    const visited = await go('/transit/stops/district:111');
    await visited.page.locator('[data-state="live"]').waitFor({ state: 'attached' });
    gateway.cut();
    await visited.page.getByText('连接已断开').waitFor();
    expect(await axeFaults(visited)).toEqual([]);
    gateway.restore();
  });
});
