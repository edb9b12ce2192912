import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { photo } from '../../modules/community/affairs/applications/testing.js';
import { PathsWorld, press, write } from './paths-world.js';
import { usePhones } from './phones.js';

// What follows on a commitment (告知承诺) that was untrue, and on papers that do not come (容缺), by the pages' own buttons.
let world: PathsWorld;
const go = usePhones(() => world.url, { onlyOnce: true });
beforeAll(async () => {
  world = await PathsWorld.start('2026-03-02T09:30:00+08:00', () => go); // a Monday
}, 240_000);
afterAll(() => world?.stop(), 60_000);

const SIGN = { values: { businessStreet: 'yueyang', signArea: 5, position: 'front', height: 4 }, without: ['safety'], commitment: true };

describe('a commitment that was untrue', () => {
  let number = '';

  it('is told with its last day; the applicant says something to it, which the department reads', async () => {
    number = await world.apply('gu-qiang', 'shop-sign-filing', SIGN);
    await world.act('staff-clerk-yueyang', 'acceptCase', number);
    for (const [who, step] of [['lhsrj', 'look'], ['cgj', 'safety']]) await world.act(`staff-approver-${who}`, 'giveOpinion', number, `step: "${step}", verdict: AGREE, text: "符合要求"`);
    await world.act('staff-approver-lhsrj', 'decideCase', number, 'outcome: GRANTED');
    await world.act('staff-clerk-yueyang', 'deliverCase', number, 'by: ELECTRONIC');
    await press(await world.desk('approver-lhsrj', number), '核查承诺', async (dialog) => {
      await dialog.getByLabel('不属实').check();
      await dialog.getByLabel(/给申请人说明或整改的工作日/).fill('5');
      await dialog.getByLabel('核查情况').fill('招牌未按效果图固定');
    });
    expect((await world.titles('gu-qiang'))[0]).toBe('承诺经核查不实，请说明或者整改');
    const page = await world.own('gu-qiang', number);
    await page.getByText('请在 2026-03-09 前说明情况或者整改。').waitFor();
    expect(await world.paperAt(page, await page.getByRole('link', { name: '整改通知书（PDF）' }).getAttribute('href'))).toMatch(/责令限期整改通知书[^]*招牌未按效果图固定[^]*2026-03-09/);
    await page.getByLabel('说明情况，或者写明怎样整改').fill('已请施工队加固，正在验收');
    await page.getByRole('region', { name: '证明材料' }).locator('input[type=file]').last().setInputFiles({ name: '验收单.jpg', mimeType: 'image/jpeg', buffer: await photo() });
    await page.getByRole('link', { name: '验收单.jpg' }).waitFor();
    await page.getByRole('button', { name: '提交说明' }).click();
    await page.getByText('已请施工队加固，正在验收（附：验收单.jpg）').waitFor();
    // What was written and what stands in the case are both there until the page has read the answer.
    await page.getByRole('link', { name: '验收单.jpg' }).nth(1).waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: '验收单.jpg' }).count()).toBe(1);
    const lead = await world.desk('approver-lhsrj', number);
    await lead.getByRole('region', { name: '承诺不实' }).getByText('已请施工队加固，正在验收').waitFor();
    const proof = await lead.getByRole('region', { name: '承诺不实' }).getByRole('link', { name: '验收单.jpg' }).getAttribute('href');
    expect((await lead.request.get(world.url + (proof ?? ''))).headers()['content-type']).toBe('image/jpeg');
    expect((await (await world.desk('approver-rsj', number)).request.get(world.url + (proof ?? ''))).status()).toBe(403);
    expect(await lead.getByRole('button', { name: '撤销决定' }).count()).toBe(0);
    const { page: list } = await world.open('staff-approver-lhsrj', '/staff/worklist');
    await list.locator(`[data-task="${number}"]`).getByText('承诺不实，核实整改情况并作出处理').waitFor();
  }, 150_000);

  it('is revoked once the time is over: the decision no longer holds, and both sides see it', async () => {
    world.goOnTo('2026-03-10T09:30:00+08:00');
    const page = await world.own('gu-qiang', number);
    const decision = await page.getByRole('link', { name: '看决定书（PDF）' }).getAttribute('href');
    await press(await world.desk('approver-lhsrj', number), '撤销决定', write('撤销的理由', '限期内没有加固到位'));
    await page.getByRole('heading', { name: '承诺不实，决定已撤销' }).waitFor();
    await page.locator('[data-phase]').getByText('已撤销（承诺不实）').waitFor();
    for (const said of ['限期内没有加固到位', /行政复议：自知道本决定之日起60日内/, /行政诉讼：自知道或者应当知道作出本决定之日起6个月内/, '已撤销，不再有效']) await page.getByText(said).first().waitFor();
    expect(await world.paperAt(page, await page.getByRole('link', { name: '撤销决定书（PDF）' }).getAttribute('href'))).toMatch(/撤销决定书[^]*招牌未按效果图固定[^]*国办发〔2020〕42号[^]*行政复议/);
    expect(await world.paperAt(page, decision)).toContain('本文书已于2026-03-10撤销，不再有效。');
    await page.goto(`${world.url}/verify/${decision?.split('/')[2] ?? ''}`);
    await page.locator('[data-verdict="revoked"]').waitFor();
    await page.goto(`${world.url}/me/affairs`);
    await page.locator(`[data-case="${number}"]`).getByText('已撤销（承诺不实）').waitFor();
    const { page: supervision } = await world.open('staff-supervisor-dsj', '/staff/supervision?tab=statistics');
    expect(await supervision.locator('[data-statistic="dept-lhsrj"] td').last().innerText()).toBe('1');
  }, 150_000);

  it('leaves the papers to be handed in the next time, with the reason; nobody else is concerned', async () => {
    const page = await world.page('gu-qiang', '/affairs/shop-sign-filing/apply?step=-papers');
    await page.locator('[data-bar]').getByText(number).waitFor();
    expect(await page.locator('[data-bar]').innerText()).toMatch(/这次不能用告知承诺，请交材料[^]*2026-03-10[^]*国办发〔2020〕42号/);
    expect(await page.getByLabel('我已看清，愿意承诺').count()).toBe(0);
    await expect(world.apply('gu-qiang', 'shop-sign-filing', SIGN)).rejects.toThrow('承诺经核查不实');
    await press(await world.desk('approver-lhsrj', number), '信用修复', write('理由', '已补办加固并通过验收'));
    await page.reload();
    await page.getByLabel('我已看清，愿意承诺').waitFor();
  }, 150_000);
});

describe('papers that do not come', () => {
  it('their last day and what follows stand on both sides, before it and past it', async () => {
    const number = await world.apply('gu-qiang', 'food-licence', { values: { category: 'catering', businessStreet: 'yueyang' }, without: ['health-certificates'] });
    await world.act('staff-clerk-yueyang', 'acceptCase', number);
    const page = await world.own('gu-qiang', number);
    await page.getByRole('region', { name: '可以后补的材料' }).getByText('过了这一天还没交的，可能因此不予批准。').waitFor();
    const { page: list } = await world.open('staff-approver-scjgj', '/staff/worklist');
    await list.locator(`[data-task="${number}"]`).getByText('容缺材料最后一天 2026-03-17').first().waitFor();
    for (const [day, title] of [['03-13', '还有材料要补交'], ['03-17', '今天是补交材料的最后一天'], ['03-18', '补交材料的期限已过']] as const) {
      world.goOnTo(`2026-${day}T09:30:00+08:00`);
      world.ring();
      for (const end = performance.now() + 10_000; (await world.titles('gu-qiang'))[0] !== title && performance.now() < end;) await new Promise((resolve) => setTimeout(resolve, 100));
      expect((await world.titles('gu-qiang'))[0]).toBe(title);
    }
    const after = await world.own('gu-qiang', number);
    await after.getByRole('region', { name: '可以后补的材料' }).getByText('补交的最后一天已经过了').waitFor();
    const lead = await world.desk('approver-scjgj', number);
    await lead.getByRole('region', { name: '容缺待补' }).getByText(/补交的最后一天（2026-03-17）已过/).waitFor();
    await lead.getByRole('region', { name: '容缺待补' }).getByText('已超期').waitFor();
  }, 150_000);
});
