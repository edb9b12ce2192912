import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { builtPages } from './built-pages.js';
import { sampleBoard } from './district-sample.js';
import { usePhones } from './phones.js';
import { startTestGateway, type TestGateway } from './test-gateway.js';
import { STANDING } from './visit.js';

const SPORTS = '/transit/stops/district:111';
let pages: string;
let gateway: TestGateway;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  pages = await builtPages('pages');
}, 120_000);
beforeEach(async () => {
  gateway = await startTestGateway({ pages });
});
afterEach(() => gateway.stop());

describe('finding a stop', () => {
  it('finds it by the initials of its pinyin and opens its board', async () => {
    const { page } = await go('/');
    await page.getByRole('link', { name: '公交', exact: true }).click();
    await page.getByRole('searchbox').fill('tyzx');
    await page.getByRole('link', { name: /云间体育中心/ }).click();
    await page.getByRole('heading', { level: 1, name: '云间体育中心' }).waitFor();
    await page.getByText('约 5 分钟', { exact: true }).waitFor();
    await page.goBack();
    expect(await page.getByRole('searchbox').inputValue()).toBe('tyzx');
  });

  it('says so where nothing is found', async () => {
    const { page } = await go('/transit?q=zzzz');
    await page.getByText('没有找到“zzzz”').waitFor();
  });

  it('shows the stops around the phone, with their distance', async () => {
    const { page } = await go('/transit', STANDING);
    await page.getByRole('link', { name: /云间新城地铁站.*120 米/ }).waitFor();
  });

  it('explains in plain words when the position is refused, and lets the person take the centre', async () => {
    const { page } = await go('/transit');
    await page.getByRole('button', { name: '查看我附近的站点' }).click();
    await page.getByText('没有得到位置权限').waitFor();
    await page.getByRole('button', { name: '以区中心为准' }).click();
    await page.getByText('以下以区中心为准').waitFor();
    await page.getByRole('link', { name: /云间新城地铁站/ }).first().waitFor();
  });
});

describe('the board', () => {
  it('says source, age, range, crowding and delay in plain words', async () => {
    const { page } = await go(SPORTS);
    const first = page.locator('[data-arrival="a1"]');
    await first.getByText(/^\s*实时 · 2\d秒前$/).waitFor();
    expect(await first.innerText()).toMatch(/约 5 分钟[^]*还有2站[^]*\d\d:\d\d–\d\d:\d\d 之间[^]*准点[^]*座位较多[^]*可上轮椅/);
    expect(await page.locator('[data-arrival="a2"]').innerText()).toMatch(/实时推算[^]*晚点 4 分钟[^]*比较拥挤/);
    expect(await page.locator('[data-arrival="a3"]').innerText()).toMatch(/\d\d:\d\d[^]*按时刻表/);
    expect(await page.locator('[data-arrival="b2"]').innerText()).toMatch(/按车辆位置推算 · 1分钟前[^]*提前 2 分钟/);
    await page.getByText(/等待发车 · 下一班 \d\d:\d\d/).waitFor();
    await page.getByText(/末班车已过 · 明天首班 \d\d:\d\d/).waitFor();
    await page.getByText('模拟数据').first().waitFor();
  });

  it('strikes a cancelled bus through and says which bus does not stop', async () => {
    const { page } = await go(SPORTS);
    const cancelled = page.locator('[data-arrival="b1"]');
    await cancelled.getByText('已取消').waitFor();
    expect(await cancelled.locator('s').innerText()).toMatch(/^\d\d:\d\d$/);
    gateway.world.setBoard('district:111', sampleBoard().map((call) => (call.id === 'b1' ? { ...call, status: 'SKIPPED' as const } : call)));
    await cancelled.getByText('本站不停').waitFor();
  });

  it('changes while it is looked at, without a reload', async () => {
    const { page } = await go(SPORTS);
    await page.getByText('约 5 分钟', { exact: true }).waitFor();
    gateway.world.setBoard('district:111', sampleBoard().map((call) => (call.id === 'a1' ? { ...call, in: 125, stopsAway: 0 } : call)));
    await page.getByText('约 2 分钟', { exact: true }).waitFor();
    await page.getByText('下一站就到').waitFor();
  });

  it('counts down between two messages', async () => {
    gateway.world.boards.set('district:111', sampleBoard().map((call) => (call.id === 'a1' ? { ...call, in: 47 } : call)));
    const { page } = await go(SPORTS);
    await page.locator('[data-arrival="a1"]').getByText('即将到站').waitFor();
  });

  it('goes by the service’s clock and the district’s zone, not by the phone’s', async () => {
    gateway.world.shiftMs = -5 * 3_600_000;
    const { page } = await go(SPORTS);
    const row = page.locator('[data-arrival="a3"]');
    await row.getByText('按时刻表').waitFor();
    const expected = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
    const due = gateway.world.now() + 1_900_000;
    expect([due - 60_000, due, due + 60_000].map((at) => expected.format(at))).toContain((await row.locator('strong').innerText()).trim());
    await page.getByText('约 5 分钟', { exact: true }).waitFor();
  });

  it('says when nothing comes', async () => {
    gateway.world.boards.set('district:111', []);
    const { page } = await go(SPORTS);
    await page.getByText('未来一小时没有车。', { exact: true }).first().waitFor();
  });

  it('says that a stop is not there', async () => {
    const { page } = await go('/transit/stops/district:999');
    await page.getByText('没有找到这个站点').waitFor();
  });
});

describe('the connection', () => {
  it('is said to be lost, mends itself, and brings what happened meanwhile', async () => {
    const { page } = await go(SPORTS);
    await page.getByText('约 5 分钟', { exact: true }).waitFor();
    await page.waitForSelector('[data-state="live"]', { state: 'attached' });
    gateway.cut();
    await page.getByText('连接已断开，正在重连…').waitFor();
    gateway.world.boards.set('district:111', sampleBoard().map((call) => (call.id === 'a1' ? { ...call, in: 545 } : call)));
    expect(await page.getByText('约 5 分钟', { exact: true }).count()).toBe(1);
    gateway.restore();
    await page.getByText('约 9 分钟', { exact: true }).waitFor({ timeout: 20_000 });
    await page.waitForSelector('[data-state="live"]', { state: 'attached' });
    expect(await page.getByText('连接已断开').count()).toBe(0);
  });

  it('is taken for dead after 25 silent seconds, and opened anew', async () => {
    const { page } = await go(SPORTS, {}, (context) => context.clock.install());
    await page.waitForSelector('[data-state="live"]', { state: 'attached' });
    gateway.world.silent = true;
    await page.waitForTimeout(2500);
    await page.clock.fastForward(40_000);
    await page.getByText(/没有收到新消息|连接已断开/).waitFor();
    gateway.world.silent = false;
    await page.clock.runFor(4_000);
    await page.waitForSelector('[data-state="live"]', { state: 'attached' });
  });

  it('tells of a faulty service and tries again when asked', async () => {
    gateway.fail(true);
    const { page } = await go(SPORTS);
    await page.getByText('服务暂时出了问题').first().waitFor();
    gateway.fail(false);
    await page.getByRole('button', { name: '重试' }).first().click();
    await page.getByRole('heading', { level: 1, name: '云间体育中心' }).waitFor();
  });

  it('says that the service cannot be reached on a first visit, and opens once it can', async () => {
    gateway.cut();
    const { page } = await go(SPORTS);
    await page.getByText('连不上服务').first().waitFor();
    gateway.restore();
    await page.getByText('约 5 分钟', { exact: true }).waitFor({ timeout: 20_000 });
  });
});

describe('what the phone keeps', () => {
  it('keeps favourites and shows their next buses at home', async () => {
    const { page } = await go(SPORTS);
    await page.getByRole('button', { name: '收藏' }).click();
    await page.getByRole('link', { name: '首页' }).click();
    const favourite = page.getByRole('link', { name: /云间体育中心/ });
    await favourite.getByText('约 5 分钟', { exact: true }).waitFor();
    await page.reload();
    await favourite.getByText('约 5 分钟', { exact: true }).waitFor();
    await favourite.click();
    await page.getByRole('button', { name: '已收藏' }).click();
    await page.getByRole('link', { name: '首页' }).click();
    await page.getByText('还没有收藏').waitFor();
  });

  it('keeps elder mode: type 1.43 times as large, so that what is small stays above 20 pixels, every target at least 44 pixels', async () => {
    const { page } = await go(SPORTS);
    await page.getByRole('button', { name: '长者模式' }).click();
    await page.reload();
    await page.getByText('约 5 分钟', { exact: true }).waitFor();
    expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))).toBeCloseTo(22.88, 1);
    const small = await page.locator('button:visible, nav a:visible, main a:visible').evaluateAll((targets) => targets.flatMap((target) => {
      const { width, height } = target.getBoundingClientRect();
      return width >= 44 && height >= 44 ? [] : [`${target.textContent} ${width}×${height}`];
    }));
    expect(small).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  });

  it('speaks English when asked, and remembers', async () => {
    const { page } = await go(SPORTS);
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Yunjian Sports Centre' }).waitFor();
    await page.getByText('about 5 min', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('about 5 min', { exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});

describe('reminders and reading aloud', () => {
  it('叫我出门: waits on the page and speaks up when it is time', async () => {
    const { page } = await go(SPORTS);
    await page.getByRole('button', { name: '叫我出门 云间24路' }).first().click();
    await page.getByRole('radio', { name: '车还有 2 站时' }).check();
    await page.getByRole('button', { name: '开始提醒' }).click();
    await page.getByText('等待中：云间24路 快到 云间体育中心 时').waitFor();
    expect(await gateway.world.reminderAsked).toEqual({ leaveHome: { stopId: 'district:111', routeId: 'district:24', stops: 2 } });
    gateway.world.remind('DUE', '云间24路还有2站，请出门。');
    await page.getByRole('alert').getByText('云间24路还有2站，请出门。').waitFor();
    await page.getByRole('button', { name: '知道了' }).click();
    expect(await page.getByText('请出门').count()).toBe(0);
  });

  it('下车提醒: asks which bus and where, and says when it came to nothing', async () => {
    const { page } = await go('/transit/routes/district:24');
    await page.getByRole('button', { name: '下车提醒' }).click();
    await page.getByRole('combobox', { name: '在哪站下车' }).selectOption({ label: '区中心医院' });
    await page.getByRole('radio', { name: '提前 2 站' }).check();
    await page.getByRole('button', { name: '开始提醒' }).click();
    await page.getByText('等待中：快到 区中心医院 时').waitFor();
    expect(await gateway.world.reminderAsked).toEqual({ getOff: { tripId: 'district:trip-district:24-0', stopId: 'district:120', stops: 2 } });
    gateway.world.remind('MISSED', '这班车已取消。');
    await page.getByRole('alert').getByText('这班车已取消。').waitFor();
  });

  it('says so where the phone cannot read aloud', async () => {
    const { page } = await go(SPORTS, {}, (context) => context.addInitScript(() => { Reflect.deleteProperty(window, 'speechSynthesis'); }));
    await page.getByText('约 5 分钟', { exact: true }).waitFor();
    await page.getByRole('button', { name: '朗读' }).click();
    await page.getByText('这台手机不能朗读。').waitFor();
  });
});

describe('lines, map and journeys', () => {
  it('shows a line’s stops and where its bus is, and turns to the other direction', async () => {
    const { page } = await go('/transit/routes/district:24');
    await page.getByText('一票制 2 元').waitFor();
    const before = page.locator('.line__stop', { hasText: '云间体育中心' });
    await before.locator('[data-bus="district:24-0-bus"]').waitFor();
    gateway.world.vehicleProgress = 3;
    await page.locator('.line__stop', { hasText: '区中心医院' }).locator('[data-bus]').waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: '往 大学城图书馆' }).click();
    await page.getByText(/等待发车 · 下一班 \d\d:\d\d/).waitFor();
    expect(await page.locator('.line__stop').first().innerText()).toContain('方塔园');
    await page.locator('.line__link', { hasText: '区中心医院' }).click();
    await page.getByRole('heading', { level: 1, name: '区中心医院' }).waitFor();
  });

  it('draws the map from the page’s own files, with stops and buses, and asks nobody else', async () => {
    const { page } = await go('/transit/map');
    await page.locator('.map-bus').first().waitFor();
    await page.locator('.map-bus').first().press('Enter');
    await page.locator('.map-card').getByText('往 方塔园').first().waitFor();
    await page.getByRole('combobox').selectOption('district:24');
    await page.waitForFunction(() => document.querySelectorAll('.map-bus').length === 1);
  });

  it('plans a journey between two stops chosen by name, and swaps them', async () => {
    const { page } = await go('/transit/plan');
    await page.getByRole('button', { name: /出发 选择地点/ }).click();
    await page.getByRole('searchbox').fill('yjxc');
    await page.getByRole('button', { name: '云间新城地铁站' }).click();
    await page.getByRole('button', { name: /到达 选择地点/ }).click();
    await page.getByRole('searchbox').fill('fangta');
    await page.getByRole('button', { name: '方塔园' }).click();
    await page.getByRole('heading', { name: '2 种走法' }).waitFor();
    await page.getByText('坐 4 站到 方塔园').waitFor();
    await page.locator('[data-arrival="a1"]').getByText('约 7 分钟', { exact: true }).waitFor();
    await page.getByRole('button', { name: '对调出发和到达' }).click();
    await page.getByRole('button', { name: /出发 方塔园/ }).waitFor();
    gateway.world.journeys = false;
    await page.getByRole('button', { name: '定时到达' }).click();
    await page.getByText('没有找到可行的走法').waitFor();
  });

  it('has a way on where a page does not exist, and skips to the content by keyboard', async () => {
    const { page } = await go('/no/such/page');
    await page.getByRole('heading', { name: '没有这个页面' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到主要内容');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.getByRole('link', { name: '回到首页' }).click();
    await page.getByRole('heading', { level: 1, name: /云间区/ }).waitFor();
  });
});
