import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { writeRows } from '../../modules/kernel/sheets/index.js';
import { hallGoesOn, hallOpens } from './paths-hall.js';
import { licenceToItsEnd, licenceUnderWay } from './paths-licence.js';
import { clockIn, objecting, office, PathsWorld, press, write, type CaseSeen } from './paths-world.js';
import { usePhones } from './phones.js';

// What people do beside the plain way from application to decision, and from number to window: by the pages' own buttons, one
// story after the other, in a district whose working days pass when the story says so.
let world: PathsWorld;
const go = usePhones(() => world.url, { onlyOnce: true });
beforeAll(async () => {
  world = await PathsWorld.start('2026-12-01T09:30:00+08:00', () => go); // a Tuesday
}, 240_000);
afterAll(() => world?.stop(), 60_000);

describe('a licence', () => {
  licenceUnderWay(() => world);
  licenceToItsEnd(() => world);
});

describe('other cases', () => {
  let leftAlone = '';

  it('a refusal tells why and where to turn, on the page and on paper; it is rated by its number', async () => {
    const number = await world.apply('li-fang', 'dog-registration', { values: { tenure: 'owned' } });
    const clerk = await world.desk('clerk-yueyang', number);
    await clerk.getByRole('button', { name: '一次性告知补正' }).click();
    // What departments hold, and what this form does not ask for, is nobody's to bring.
    expect(await clerk.getByRole('dialog').getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => box.closest('label')?.textContent))).toEqual(['狂犬病免疫证明 已交', '犬只照片 已交', '申请表内容']);
    await clerk.keyboard.press('Escape');
    await press(clerk, '受理');
    const lead = await world.desk('approver-gafj', number);
    await press(lead, '给出意见 · ', objecting('属于禁养的大型犬。'));
    expect(await lead.getByRole('button', { name: '准予' }).count()).toBe(0);
    await press(lead, '不予批准', write('不予批准的理由', '所申请犬只属于禁养品种'));
    const page = await world.own('li-fang', number);
    for (const said of ['所申请犬只属于禁养品种', /行政复议：自知道本决定之日起60日内/, /行政诉讼：自知道或者应当知道作出本决定之日起6个月内/]) await page.getByText(said).first().waitFor();
    expect(await world.paperAt(page, await page.getByRole('link', { name: '看决定书（PDF）' }).getAttribute('href'))).toMatch(/不予批准决定书[^]*禁养品种[^]*行政复议[^]*行政诉讼/);
    await press(lead, '送达');
    await page.goto(`${world.url}/affairs/progress?number=${number}`);
    await page.getByLabel('申请人身份证后四位').fill('004x');
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByLabel('基本满意').check();
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByText('评价已收到：基本满意').waitFor();
  }, 150_000);

  it('what is missing is told once, with what is to be done about it', async () => {
    leftAlone = await world.apply('wang-jianguo', 'dog-registration', { values: { tenure: 'owned' } });
    const page = await world.own('wang-jianguo', leftAlone);
    await press(await world.desk('clerk-yueyang', leftAlone), '一次性告知补正', async (dialog) => {
      await dialog.getByLabel(/^犬只照片/).first().check();
      await dialog.getByLabel('犬只照片：要补什么').fill('照片看不清，请重拍正面');
    });
    await page.getByText('照片看不清，请重拍正面').waitFor();
  }, 120_000);

  it('who steps aside takes no part, the office is told, and names another that decides', async () => {
    const number = await world.apply('liu-yang', 'dog-registration', { values: { tenure: 'owned', street: 'yueyang' } });
    await world.act('staff-clerk-yueyang', 'acceptCase', number);
    const gafj = await world.desk('approver-gafj', number);
    await press(gafj, '回避', write('理由', '申请人是本人邻居'));
    await gafj.getByText('现在没有轮到您的事。').waitFor();
    expect((await world.titles('staff-supervisor-dsj'))[0]).toBe('有办件无人可办');
    const watching = await world.desk('supervisor-dsj', number);
    for (const part of ['牵头单位', '核对住所和犬只']) await press(watching, `改由其他单位办 · ${part}`, (dialog) => office(dialog, 'dept-lhsrj').then(() => dialog.getByLabel('理由').fill('分局审批人员须回避')));
    await world.act('staff-approver-lhsrj', 'giveOpinion', number, 'step: "check", verdict: AGREE, text: "符合条件"');
    await world.act('staff-approver-lhsrj', 'decideCase', number, 'outcome: GRANTED');
  }, 150_000);

  it('work goes from hand to hand, on the page and by sheet; publicity lasts its days, and its objections are answered in the decision', async () => {
    const [one, two] = [await world.apply('zhang-xiuying', 'disability-certificate'), await world.apply('wu-jing', 'disability-certificate', { values: { street: 'yueyang' } })];
    for (const number of [one, two]) {
      await world.act('staff-clerk-yueyang', 'acceptCase', number);
      await world.act('staff-approver-wjw', 'giveOpinion', number, 'step: "assessment", verdict: AGREE, text: "肢体三级"');
    }
    await press(await world.desk('approver-mzj', one), '转交同事 · 资格审核', (dialog) => dialog.getByLabel('交给').selectOption({ label: '范晓' }).then(() => dialog.getByLabel('理由').fill('片区分工')));
    const { page: list } = await world.open('staff-approver-mzj', '/staff/worklist');
    await list.locator(`[data-task="${two}"]`).waitFor();
    const [download] = await Promise.all([list.waitForEvent('download'), list.getByRole('link', { name: '导出表格' }).click()]);
    const [head = [], ...rows] = await readSheet(await download.path());
    const row = rows.find((cells) => cells.includes(two)) ?? [];
    const sheet = await writeRows('分派', [...head, '理由'].map((title, index) => ({ title: String(title), value: (cells: readonly unknown[]) => String(cells[index] ?? '') })), [[...row.slice(0, -1), '范晓', '片区分工'], [...row.slice(0, -1), '无此人', '片区分工']]);
    await list.getByText('导入分派表').click();
    await list.getByLabel('表格（xlsx）').setInputFiles({ name: '分派.xlsx', mimeType: 'application/octet-stream', buffer: sheet });
    await list.getByText('已办 1 行，1 行没有成功').waitFor();
    expect(await list.locator('.sheet-import tbody tr').allInnerTexts()).toEqual([expect.stringMatching(/3\s+经办人\s+不是本单位经办人员/)]);
    const { page: clerk } = await world.open('staff-clerk-mzj', '/staff/worklist');
    await clerk.getByLabel('只看我手里的').check();
    for (const number of [one, two]) await clerk.locator(`[data-task="${number}"]`).getByText('范晓').waitFor();
    expect(await world.titles('staff-clerk-mzj')).toEqual(['有办件交您办理', '有办件交您办理']);
    await world.act('staff-clerk-mzj', 'giveOpinion', one, 'step: "review", verdict: AGREE, text: "材料一致"');
    await press(await world.desk('approver-mzj', one), '开始公示 · ', write('公示地点或网址', '岳阳街道公告栏'));
    await (await world.own('zhang-xiuying', one)).getByText('岳阳街道公告栏').waitFor();
    const { publicNotices: { nodes: [notice] } } = await world.ask<{ publicNotices: { nodes: { id: string }[] } }>('gu-qiang', '{ publicNotices(first: 1) { nodes { id } } }');
    await world.ask('gu-qiang', 'mutation ($i: ID!, $k: String!) { objectToNotice(id: $i, reasons: "在别处已有一证", idempotencyKey: $k) { __typename } }', { i: notice?.id, k: one });
    world.goOnTo('2026-12-16T09:30:00+08:00'); // its fifth working day
    expect((await world.look('staff-approver-mzj', one)).allowed.map(({ action }) => action)).not.toContain('END_PUBLICITY');
    world.goOnTo('2026-12-17T09:30:00+08:00');
    const lead = await world.desk('approver-mzj', one);
    // None is left unlooked into, by the page as by the door.
    const asked = await world.desk('approver-mzj', one);
    await asked.getByRole('button', { name: /^结束公示/ }).click();
    await asked.getByRole('dialog').getByLabel('收到的异议').fill('2');
    await asked.getByRole('dialog').getByRole('button', { name: '结束公示' }).click();
    await asked.getByRole('dialog').getByText('还有异议没有核实').waitFor();
    const objection = lead.locator('[data-objection]');
    await objection.getByLabel('核实情况').fill('经函询，别处的证已注销');
    await objection.getByRole('button', { name: '记下核实情况' }).click();
    await lead.locator('[data-objection][data-looked="true"]').getByText('经函询，别处的证已注销').waitFor();
    await press(lead, '结束公示 · ', write('收到的异议', '2'));
    await lead.locator('[data-step="public"]').getByText(/收到 2 条异议/).waitFor();
    await expect(world.act('staff-approver-mzj', 'decideCase', one, 'outcome: GRANTED')).rejects.toThrow('WORDS_NEEDED');
    await press(lead, '准予', write('说明（可不填）', '两条异议经核实不成立'));
  }, 150_000);

  it('a commitment is looked into after the decision, and the applicant reads what was found', async () => {
    const number = await world.apply('gu-qiang', 'shop-sign-filing', { values: { businessStreet: 'yueyang', signArea: 5, position: 'front', height: 4 }, without: ['safety'], commitment: true });
    await world.act('staff-clerk-yueyang', 'acceptCase', number);
    for (const [who, step] of [['lhsrj', 'look'], ['cgj', 'safety']]) await world.act(`staff-approver-${who}`, 'giveOpinion', number, `step: "${step}", verdict: AGREE, text: "符合要求"`);
    await world.act('staff-approver-lhsrj', 'decideCase', number, 'outcome: GRANTED');
    await press(await world.desk('approver-lhsrj', number), '核查承诺', (dialog) => dialog.getByLabel('不属实').check().then(() => dialog.getByLabel('核查情况').fill('安装与承诺不符')));
    await (await world.own('gu-qiang', number)).getByText('不属实：安装与承诺不符').waitFor();
    expect((await world.titles('gu-qiang'))[0]).toBe('承诺经核查不实，请说明或者整改');
  }, 120_000);

  it('nobody answers in time: cards come by themselves, and it counts as accepted from receipt', async () => {
    const number = await world.apply('zhao-li', 'dog-registration', { values: { tenure: 'owned', street: 'yueyang' } });
    const ringUntil = async (at: string, holds: (seen: CaseSeen) => boolean): Promise<void> => {
      world.goOnTo(at);
      world.ring();
      for (const end = performance.now() + 10_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) if (holds(await world.look('staff-supervisor-dsj', number))) return;
      throw new Error('the clocks did nothing');
    };
    await ringUntil('2026-12-23T09:30:00+08:00', ({ cards }) => cards.some(({ colour, clock, automatic }) => colour === 'YELLOW' && clock === 'gaps' && automatic));
    await ringUntil('2026-12-25T09:30:00+08:00', ({ phase, cards }) => phase === 'REVIEWING' && cards.some(({ colour }) => colour === 'RED'));
    expect(clockIn(await world.look('staff-supervisor-dsj', number), 'legal')).toMatchObject({ usedWorkingDays: 6 });
  }, 120_000);

  it('a parent applies for a child: it is the child’s, and the parent is told', async () => {
    const act = (id: string | null) => world.ask('wang-jianguo', 'mutation ($d: ID) { actAs(delegationId: $d) { account { id } } }', { d: id });
    await act('sample-wang-jianguo-for-sample-wang-xiaobao');
    const page = await world.page('wang-jianguo', '/affairs/social-card-replacement/apply');
    await page.getByText('正在为 王小宝 申请').waitFor();
    const number = await world.apply('wang-jianguo', 'social-card-replacement', { values: { reason: 'lost', lostOn: '2026-12-20' } });
    await page.goto(`${world.url}/me/affairs`);
    await page.locator(`[data-case="${number}"]`).waitFor();
    await act(null);
    expect((await world.told('wang-jianguo'))[0]).toMatchObject({ title: '申请已收到', link: `/me/affairs/${number}` });
    await page.goto(`${world.url}/me/affairs/${number}`);
    await page.getByRole('link', { name: '替家人办：先切换身份' }).waitFor();
  }, 120_000);

  it('a form that is published anew while somebody fills it in says so, keeps what was written, and asks the rest', async () => {
    const page = await world.page('li-fang', '/affairs/flexible-employment/apply?step=work');
    await page.getByLabel('个体经营').check();
    await page.getByLabel('开始从业日期').fill('2026-10-01');
    await page.getByLabel('每周工作小时数').fill('40');
    await page.locator('[data-saving="saved"]').waitFor();
    const { form, ...rest } = structuredClone(world.service('flexible-employment'));
    if (!form) throw new Error('it has a form');
    const contract = { type: 'boolean', title: '是否签订书面协议', ui: { en: 'Written agreement', widget: 'yes-no' } };
    const renewed = { ...rest, form: { ...form, schema: { ...form.schema, properties: { ...form.schema.properties, contract }, required: [...(form.schema.required ?? []), 'contract'] }, steps: form.steps.map((step) => (step.id === 'work' ? { ...step, fields: [...step.fields, 'contract'] } : step)) } };
    const { editService: { version } } = await world.ask<{ editService: { version: number } }>('staff-approver-rsj', 'mutation ($d: JSON!) { editService(definition: $d, seen: "1.1", idempotencyKey: "e") { version } }', { d: renewed });
    await world.ask('staff-approver-rsj', 'mutation ($v: Int!) { submitService(id: "flexible-employment", version: $v, idempotencyKey: "s") { state } }', { v: version });
    await world.ask('staff-supervisor-dsj', 'mutation ($v: Int!) { publishService(id: "flexible-employment", version: $v, from: "2026-12-25", idempotencyKey: "p") { state } }', { v: version });
    const next = () => page.getByRole('button', { name: '下一步' }).click();
    await next();
    await page.getByLabel('暂不参保').check();
    await next();
    await page.locator('[data-step="-papers"]').waitFor();
    await next();
    await page.getByRole('alert').getByText('表单刚更新过').waitFor();
    await page.goto(`${world.url}/affairs/flexible-employment/apply?step=work`);
    expect(await page.getByLabel('每周工作小时数').inputValue()).toBe('40');
    await page.getByRole('group', { name: '是否签订书面协议' }).getByLabel('是', { exact: true }).check();
  }, 120_000);

  it('whoever brings nothing in the time that was named is not taken on, with reasons and where to turn', async () => {
    world.goOnTo('2027-01-26T09:30:00+08:00');
    await press(await world.desk('clerk-yueyang', leftAlone), '不予受理', write('理由', '逾期未补正，照片无法辨认'));
    const page = await world.own('wang-jianguo', leftAlone);
    for (const said of ['逾期未补正，照片无法辨认', /行政复议：/, /行政诉讼：/]) await page.getByText(said).first().waitFor();
    expect(await world.paperAt(page, await page.getByRole('link', { name: '看决定书（PDF）' }).getAttribute('href'))).toMatch(/不予受理决定书[^]*行政复议/);
  }, 120_000);
});

describe('a hall', () => {
  hallOpens(() => world);
  hallGoesOn(() => world);
});
