import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../gateway/test/testkit.js';
import { usePhones } from './phones.js';
import { PROJECT_ROOT } from './test-gateway.js';
import { STANDING } from './visit.js';

const run = promisify(execFile);
/** A Monday morning in the sample timetable's rush hour: 08:10 in the district. */
const MORNING = '2026-11-23T00:10:00Z';

let gateway: TestGateway;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  // The gateway serves what the build leaves in dist; a build that is current does nothing.
  await run(process.execPath, [path.join(PROJECT_ROOT, 'scripts/build.mjs')], { cwd: PROJECT_ROOT });
  gateway = await startGateway({ env: { SEED: 'auto', SIMULATOR: 'on', DISTRICT_CLOCK: MORNING, TRUSTED_DOCUMENTS: 'only' } });
}, 180_000);
afterAll(() => gateway?.stop(), 60_000);

describe('the pages on the sample district, by trusted documents alone', () => {
  it('finds 云间体育中心 by pinyin and sees its buses come closer', async () => {
    const { page } = await go('/transit');
    await page.getByRole('searchbox').fill('tiyuzhongxin');
    await page.getByRole('link', { name: /云间体育中心/ }).first().click();
    await page.getByRole('heading', { level: 1, name: '云间体育中心' }).waitFor();
    await page.waitForSelector('[data-state="live"]', { state: 'attached' });
    await page.getByText(/^\s*实时.* · \d+秒前$/).first().waitFor({ timeout: 30_000 });
    await page.getByText(/约 \d+ 分钟|即将到站|车已到站/).first().waitFor();
    await page.getByText('模拟数据').first().waitFor();
    // A message of the simulator that comes while the page is open makes what is shown younger again.
    const source = page.locator('.arrival__source--live').first();
    let before = -1;
    let younger = false;
    for (let look = 0; look < 160 && !younger; look += 1) {
      const age = Number(/(\d+)秒前/.exec(await source.innerText())?.[1] ?? -1);
      younger = age >= 0 && before > age;
      before = age;
      await page.waitForTimeout(250);
    }
    expect(younger).toBe(true);
  }, 90_000);

  it('shows the stops around the phone, a line with its buses, and the map with them', async () => {
    const { page } = await go('/', STANDING);
    await page.getByRole('heading', { level: 1, name: /云间区/ }).waitFor();
    await page.locator('.stop-cell__title').first().waitFor();
    await page.goto(`${gateway.url}/transit?q=${encodeURIComponent('二十四路')}`);
    await page.getByRole('link', { name: /^云间24路 / }).first().click();
    await page.getByText(/首班 \d\d:\d\d/).waitFor();
    await page.getByText(/末班 \d\d:\d\d/).waitFor();
    await page.getByText(/一票制|票价/).waitFor();
    await page.locator('.line__stop').nth(5).waitFor();
    await page.goto(`${gateway.url}/transit/map`);
    await page.locator('.map-bus').first().waitFor({ timeout: 20_000 });
  }, 60_000);

  it('plans a journey from a metro station to a park', async () => {
    const { page } = await go('/transit/plan');
    for (const [field, text, name] of [['出发', 'yjxcdtz', '云间新城地铁站'], ['到达', 'fangtayuan', '方塔园']] as const) {
      await page.getByRole('button', { name: new RegExp(`${field} 选择地点`) }).click();
      await page.getByRole('searchbox').fill(text);
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    }
    await page.getByRole('heading', { name: /\d 种走法/ }).waitFor();
    await page.getByText(/坐 \d+ 站到/).first().waitFor();
  }, 60_000);
});
