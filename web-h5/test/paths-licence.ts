import { expect, it } from '@jest/globals';
import { clockIn, objecting, office, press, write, type PathsWorld } from './paths-world.js';

/** The licence that the stories are about. */
let number = '';

/** A licence with what can come in between: questions, a hearing, an extension, another office. */
export function licenceUnderWay(world: () => PathsWorld): void {
  it('is taken on without what may follow; another department is asked, answers, and the question is kept with the step', async () => {
    number = await world().apply('gu-qiang', 'food-licence', { values: { category: 'catering', businessStreet: 'yueyang' }, without: ['health-certificates'] });
    const clerk = await world().desk('clerk-yueyang', number);
    await press(clerk, '受理');
    await clerk.getByRole('region', { name: '容缺待补' }).getByText(/健康/).waitFor();
    const lead = await world().desk('approver-scjgj', number);
    await press(lead, '征询其他单位 · 材料审查', async (dialog) => {
      // Whoever has no office that works on cases is not there to be asked, nor can be.
      expect(await dialog.getByRole('option').allInnerTexts()).not.toContain('岳阳小学');
      await office(dialog, 'dept-wjw');
      await dialog.getByLabel('要问什么').fill('从业人员的健康证明是否有效？');
    });
    await expect(world().act('staff-approver-scjgj', 'consultOnCase', number, 'step: "papers", organisationId: "school-yueyang-primary", question: "？"')).rejects.toThrow('NOBODY_THERE');
    await press(await world().desk('approver-wjw', number), '答复征询 · 从业人员', write('答复', '均在有效期内。'));
    await lead.reload();
    await lead.locator('[data-step="papers"] .asked').getByText('均在有效期内。').waitFor();
    await lead.getByRole('button', { name: '查看申请内容' }).click();
    await lead.getByText(/印章有效/).waitFor();
    expect((await lead.request.get(world().url + (await lead.locator('.papers a').first().getAttribute('href')))).headers()['content-type']).toBe('image/jpeg');
  }, 150_000);

  it('stands still for a hearing, told in writing, and goes on after it; it is extended once', async () => {
    const lead = await world().desk('approver-scjgj', number);
    await press(lead, '启动特别程序', async (dialog) => {
      await dialog.getByLabel('特别程序').selectOption('HEARING');
      await dialog.getByLabel('工作日（最多 120）').fill('10');
      await dialog.getByLabel('理由').fill('邻居对油烟提出异议，依法听证');
    });
    await lead.locator('[data-clock="legal"]').getByText('停计').waitFor();
    const page = await world().own('gu-qiang', number);
    await page.locator('[data-phase]').getByText('暂停计时').waitFor();
    const href = await page.locator('li', { hasText: '进入特别程序' }).getByRole('link', { name: '看文书（PDF）' }).getAttribute('href');
    expect(await world().paperAt(page, href)).toMatch(/特别程序告知书[^]*听证[^]*10 个工作日[^]*邻居对油烟提出异议/);
    world().goOnTo('2026-12-04T10:00:00+08:00');
    const after = await world().desk('approver-scjgj', number);
    await press(after, '结束特别程序', write('结果', '加装净化装置后可行'));
    await after.getByRole('region', { name: '办理记录' }).getByText('加装净化装置后可行').waitFor();
    world().goOnTo('2026-12-07T09:30:00+08:00');
    // Friday was the hearing's last day: Monday is the first that counts.
    expect(clockIn(await world().look('staff-approver-scjgj', number), 'legal')).toMatchObject({ usedWorkingDays: 1, limitWorkingDays: 10, paused: false, dueOn: '2026-12-18' });
    const head = await world().desk('approver-scjgj', number);
    await press(head, '延长期限', async (dialog) => {
      await dialog.getByLabel('工作日（最多 5）').fill('5');
      await dialog.getByLabel('理由').fill('净化装置需要复核');
    });
    expect(clockIn(await world().look('staff-approver-scjgj', number), 'legal')).toMatchObject({ limitWorkingDays: 15, dueOn: '2026-12-25' });
    expect(await head.getByRole('button', { name: '延长期限' }).count()).toBe(0);
    expect((await world().titles('gu-qiang')).slice(0, 3)).toEqual(['办理期限延长', '特别程序已结束', '进入特别程序']);
  }, 150_000);

  it('is looked at by two departments at once, each reading the other; the lead takes one’s part away for another office', async () => {
    await press(await world().desk('approver-scjgj', number), '改由其他单位办 · 油烟', async (dialog) => {
      await dialog.getByRole('radio', { name: '区城管执法局' }).check();
      await office(dialog, 'dept-wjw');
      await dialog.getByLabel('理由').fill('餐厨垃圾由卫健部门核对');
    });
    await press(await world().desk('approver-lhsrj', number), '给出意见 · 油烟', objecting('排烟口正对住宅。'));
    const other = await world().desk('approver-wjw', number);
    await other.locator('[data-step="environment"] [data-verdict="OBJECT"]').getByText('排烟口正对住宅。').waitFor();
    await press(other, '给出意见 · 油烟', write('意见内容', '餐厨垃圾处置符合要求。'));
    // An objection is no end: whoever gave it may think again, and the log keeps both.
    const again = await world().desk('approver-lhsrj', number);
    await press(again, '给出意见 · 油烟', write('意见内容', '已改排烟口。'));
    for (const said of ['不同意：排烟口正对住宅。', '同意：已改排烟口。', '区城管执法局 → 区卫健委：餐厨垃圾由卫健部门核对']) await again.getByRole('region', { name: '办理记录' }).getByText(said).waitFor();
    expect((await world().look('staff-approver-scjgj', number)).steps.find(({ id }) => id === 'environment')).toMatchObject({ state: 'DONE', opinions: [{ organisationId: 'dept-lhsrj', verdict: 'AGREE' }, { organisationId: 'dept-wjw', verdict: 'AGREE' }] });
  }, 150_000);
}

/** The same licence to its end: a visit, cards, what follows, delivery, a bad grade that is put right. */
export function licenceToItsEnd(world: () => PathsWorld): void {
  it('is visited together on a day that the applicant is told; what was found is written down on it, not before', async () => {
    await press(await world().desk('approver-scjgj', number), '给出意见 · 材料审查', write('意见内容', '材料齐全。'));
    await press(await world().desk('approver-cgj', number), '约定核查日期 · 联合现场核查', write('核查日期', '2026-12-09'));
    await (await world().own('gu-qiang', number)).getByText('2026-12-09 上门').waitFor();
    expect((await world().look('staff-approver-cgj', number)).allowed.map(({ action }) => action)).not.toContain('RECORD_VISIT');
    world().goOnTo('2026-12-09T14:00:00+08:00');
    const found = await world().desk('approver-cgj', number);
    await press(found, '记录核查结果 · 联合现场核查', write('核查结果', '布局与图纸一致。'));
    await found.locator('[data-step="visit"]').getByText('2026-12-09：布局与图纸一致。').waitFor();
    for (const who of ['approver-cgj', 'approver-scjgj']) await world().act(`staff-${who}`, 'giveOpinion', number, 'step: "visit", verdict: AGREE, text: "符合条件"');
  }, 120_000);

  it('is urged and carded by the office on its page; what follows is brought before it is granted, and it is delivered', async () => {
    const watching = await world().desk('supervisor-dsj', number);
    await press(watching, '催办 · 承诺期限', write('催办内容', '请按期办结'));
    await press(watching, '发牌 · 承诺期限', write('发牌理由', '告知不及时'));
    expect((await world().titles('staff-approver-scjgj')).slice(0, 2).sort()).toEqual(['办件被催办', '收到监察牌']);
    const lead = await world().desk('approver-scjgj', number);
    await press(lead, '答复监察牌 · 告知不及时', write('怎样处理的', '已当面告知'));
    expect(await lead.getByRole('button', { name: '准予' }).count()).toBe(0); // a paper is owed
    await press(await world().desk('clerk-yueyang', number), '容缺材料已补', (dialog) => dialog.getByRole('checkbox').check());
    await lead.reload();
    await press(lead, '准予', write('说明（可不填）', '符合食品安全要求'));
    await press(await world().desk('clerk-yueyang', number), '送达', (dialog) => dialog.getByLabel('邮寄').check());
    await (await world().own('gu-qiang', number)).locator('li', { hasText: '送达' }).getByText('邮寄').waitFor();
  }, 150_000);

  it('is rated by whom it was for, once; a bad grade is put right by others, and whoever was rated reads nothing of it', async () => {
    const page = await world().own('gu-qiang', number);
    await page.getByLabel('非常不满意').check();
    await page.getByLabel('想说的话（可以不填）').fill('通知改了两次');
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByText('2026-12-10 前有人联系您，2026-12-30 前整改。').waitFor();
    await page.reload();
    await page.getByText('您的评价：非常不满意').waitFor();
    const { page: rated } = await world().open('staff-approver-scjgj', '/staff/feedback');
    await rated.getByText('没有符合的记录。').first().waitFor();
    expect([await rated.locator('[data-follow-up]').count(), JSON.stringify(await world().told('staff-approver-scjgj')).includes('差评')]).toEqual([0, false]);
    const { page: others } = await world().open('staff-supervisor-dsj', '/staff/feedback');
    const row = others.locator(`[data-follow-up="${number}"]`);
    await row.getByText('通知改了两次').waitFor();
    expect(await others.locator('main').innerText()).not.toContain('顾强');
    expect(await row.getByRole('link', { name: number }).getAttribute('href')).toBe(`/staff/cases/${number}`);
    for (const [button, label, text, sent] of [[`记录与 ${number} 的联系`, '怎么说的', '已致歉并说明原因', '记录联系'], [`记录 ${number} 的整改`, '怎样整改的', '一次约定核查时间，不再更改', '记录整改']] as const) {
      await row.getByRole('button', { name: button }).click();
      await others.getByLabel(label).fill(text);
      await others.getByRole('dialog').getByRole('button', { name: sent, exact: true }).click();
      await others.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await row.waitFor({ state: 'detached' });
    await others.goto(`${world().url}/staff/supervision?tab=satisfaction`);
    await others.getByText('一次约定核查时间，不再更改').waitFor();
    expect((await world().titles('gu-qiang'))[0]).toBe('您反映的问题已整改');
  }, 150_000);
}
