import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fewPhrases, startGateway, type TestGateway } from '../../gateway/test/testkit.js';
import { axeFaults } from './axe.js';
import { usePhones } from './phones.js';
import { PROJECT_ROOT } from './test-gateway.js';

const run = promisify(execFile);
let gateway: TestGateway;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  // The gateway serves what the build leaves in dist; a build that is current does nothing.
  await run(process.execPath, [path.join(PROJECT_ROOT, 'scripts/build.mjs')], { cwd: PROJECT_ROOT });
  gateway = await startGateway({ env: { SEED: 'auto', SIMULATOR: 'off', TRUSTED_DOCUMENTS: 'only' }, trainer: fewPhrases });
}, 180_000);
afterAll(() => gateway?.stop(), 60_000);

describe('guides to affairs, on the sample district', () => {
  it('are found from the home page by everyday words, and come back to the search', async () => {
    const { page } = await go('/');
    await page.getByRole('link', { name: /办事 指南/ }).click();
    await page.locator('[data-affair]').nth(15).waitFor();
    await page.getByRole('searchbox').fill('狗证');
    await page.getByRole('heading', { name: '找到的事项' }).waitFor();
    await page.locator('[data-affair="dog-registration"]').first().click();
    await page.getByRole('heading', { level: 1, name: '养犬登记' }).waitFor();
    await page.getByText('狂犬病免疫证明', { exact: true }).waitFor();
    await page.getByText(/不用交，由部门之间核对：.*身份证/).waitFor();
    expect(await page.getByRole('link', { name: /问一问/ }).getAttribute('href')).toMatch(/^tel:\d+$/);
    await page.goBack();
    expect(await page.getByRole('searchbox').inputValue()).toBe('狗证');
  }, 60_000);

  it('are grouped by life events, say so where nothing is found, and where there is none', async () => {
    const { page } = await go('/affairs');
    await page.locator('[data-affair]').nth(15).waitFor();
    await page.getByRole('link', { name: '退休养老', exact: true }).click();
    await page.getByRole('heading', { level: 2, name: '退休养老' }).waitFor();
    await page.locator('[data-affair="elderly-allowance"]').waitFor();
    expect(await page.locator('[data-affair]').count()).toBeLessThan(8);
    await page.goto(`${gateway.url}/affairs?q=${encodeURIComponent('量子力学')}`);
    await page.getByText('没有找到“量子力学”').waitFor();
    await page.goto(`${gateway.url}/affairs/no-such-thing`);
    await page.getByText('没有这件事项').waitFor();
  }, 60_000);

  it.each([['light', ''], ['elder', 'elder=1'], ['English', 'lang=en']])('break no rule of accessibility: %s', async (_mode, query) => {
    for (const [address, settled] of [['/affairs', '[data-affair]'], ['/affairs/food-licence', '.guide-list']] as const) {
      const visited = await go(`${address}?${query}`);
      await visited.page.locator(settled).first().waitFor();
      expect(await axeFaults(visited)).toEqual([]);
      // Nothing runs over the edge of a small phone.
      expect(await visited.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    }
  }, 60_000);
});
