import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from './browser.js';
import { builtPages } from './built-pages.js';
import { startTestGateway, type TestGateway } from './test-gateway.js';
import { STANDING, visit, type Visit } from './visit.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
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
const MODES: readonly (readonly [name: string, query: string, options: BrowserContextOptions])[] = [
  ['light', '', {}],
  ['elder', 'elder=1', {}],
  ['dark', '', { colorScheme: 'dark' }],
  ['English', 'lang=en', {}],
];

let browser: Browser;
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ pages: await builtPages('accessibility') });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

async function faults({ page }: Visit): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true).analyze();
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html} ${node.failureSummary ?? ''}`));
}

describe.each(MODES)('%s', (_mode, query, options) => {
  it.each(PAGES)('%s has no fault that axe can see, and does not scroll sideways', async (_name, path, settled) => {
    const address = new URL(path, gateway.url);
    for (const [key, value] of new URLSearchParams(query)) address.searchParams.set(key, value);
    const visited = await visit(browser, address.href, { ...STANDING, ...options });
    await visited.page.locator(settled).first().waitFor();
    expect(await faults(visited)).toEqual([]);
    expect(await visited.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    expect(visited.complaints).toEqual([]);
    await visited.close();
  });
});

describe('parts that open', () => {
  it('has no fault in the reminder’s dialog, which keeps the keyboard inside and gives it back', async () => {
    const visited = await visit(browser, `${gateway.url}/transit/stops/district:111`);
    const { page } = visited;
    const bell = page.getByRole('button', { name: '叫我出门 云间24路' }).first();
    await bell.click();
    await page.getByRole('dialog').waitFor();
    expect(await faults(visited)).toEqual([]);
    for (let press = 0; press < 12; press += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await bell.evaluate((element) => element === document.activeElement)).toBe(true);
    await visited.close();
  });

  it('has no fault while the connection is lost', async () => {
    const visited = await visit(browser, `${gateway.url}/transit/stops/district:111`);
    await visited.page.locator('[data-state="live"]').waitFor({ state: 'attached' });
    gateway.cut();
    await visited.page.getByText('连接已断开').waitFor();
    expect(await faults(visited)).toEqual([]);
    gateway.restore();
    await visited.close();
  });
});
