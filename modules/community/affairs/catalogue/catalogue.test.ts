import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Mutations } from '../../../kernel/idempotency.js';
import { projectRoot } from '../../../kernel/root.js';
import { callerOf, communityWorld, NOBODY_THERE, staffOf, WANG, type CommunityWorld } from '../testing.js';
import { Catalogue } from './catalogue.js';
import type { ServiceDefinition } from './definition.js';
import { CatalogueDesk } from './desk.js';
import type { DefinitionFault } from './faults.js';
import type { ScheduledVersions } from './rules.js';
import { catalogueTodos } from './todos.js';
import { readSampleCatalogue } from './sample.js';
import { CatalogueService } from './service.js';

const sample = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));
let world: CommunityWorld;
let catalogue: Catalogue;
let other: Catalogue;
let service: CatalogueService;
let desk: CatalogueDesk;
const day = { today: '2026-11-23' };
let keys = 0;
const key = (): string => `key-${keys++}`;

beforeAll(async () => {
  world = await communityWorld('catalogue');
  const deps = { ...world, today: () => day.today, lifeEvents: sample.lifeEvents };
  [catalogue, other] = [new Catalogue(deps), new Catalogue(deps)];
  await catalogue.start();
  await other.start();
  service = new CatalogueService({ ...world, catalogue, clock: world.clocks.system, today: () => day.today });
  desk = new CatalogueDesk({ ...world, catalogue });
  await service.seed(sample);
});
afterAll(async () => {
  catalogue.stop();
  other.stop();
  await world.close();
});

const names = (search: string): string[] => service.list({ search }).map(({ definition }) => definition.name.zh);

describe('search by everyday words', () => {
  it.each([
    ['卡丢了', '社保卡补办'], ['准生证', '生育登记'], ['狗证怎么办', '养犬登记'], ['我想开饭店', '食品经营许可'], ['没工作了', '失业登记'], ['老人补贴', '老年综合津贴'],
    ['居主证', '居住证签注'], ['shebaoka', '社保卡补办'], ['jzz', '居住证签注'], ['營業執照', '个体工商户登记'], ['租不起房子 公租房', '公租房申请'], ['换招牌', '门头店招备案'],
    ['轮椅', '残疾人证申领'], ['送外卖交社保', '灵活就业登记'], ['disability', '残疾人证申领'], ['食品经营許可', '食品经营许可'], ['宝宝医保', '医保参保登记'], ['户口本', '户口迁移指引'], ['家里出事没钱', '临时救助'], ['光荣证', '独生子女父母奖励'],
    ['狗', '养犬登记'], ['办狗', '养犬登记'], ['残', '残疾人证申领'],
  ])('“%s” finds %s first', (asked, found) => {
    expect(names(asked)[0]).toBe(found);
  });

  it('finds nothing where nothing is meant, and survives what is no word', () => {
    expect(names('量子力学')).toEqual([]);
    expect(names('!!!')).toEqual([]);
  });

  it('narrows by life event, audience and authority', () => {
    expect(service.list({ lifeEvent: 'shop' }).map(({ definition }) => definition.id)).toEqual(['food-licence', 'shop-sign-filing', 'sole-trader-registration']);
    expect(service.list({ audience: 'BUSINESS' })).toHaveLength(3);
    expect(service.list({ authority: 'dept-ybj' }).map(({ definition }) => definition.id)).toEqual(['health-insurance-registration']);
    expect(service.list({})).toHaveLength(16);
  });
});

describe('the life of a version', () => {
  const writer = staffOf('approver', 'dept-rsj', 'writer');
  const colleague = staffOf('approver', 'dept-rsj', 'colleague');
  const reviewer = staffOf('approver', 'dept-rsj', 'reviewer');
  const stranger = staffOf('approver', 'dept-mzj');
  const definitionOf = (id: string) => structuredClone(sample.services.find((one) => one.id === id)!); // the sample has it
  const at = (serviceId: string, version: number, seen: string | null = null) => ({ serviceId, version, seen });
  const edit = async (caller: Caller, definition: ServiceDefinition) => service.edit(caller, definition, (await desk.entry(caller, definition.id))?.newest.revision ?? null, key());
  /** Written, handed in and published from a day on. */
  const published = async (definition: ServiceDefinition, publishFrom: string, scheduled: ScheduledVersions | null = null) => {
    const { version } = await edit(writer, definition);
    await service.submit(writer, at(definition.id, version), key());
    return service.review(reviewer, at(definition.id, version), { publishFrom, scheduled }, key());
  };

  it('is written by the department, published by another, and the one before stays readable', async () => {
    const changed = { ...definitionOf('social-card-replacement'), summary: { zh: '三天就能拿到新卡', en: 'A new card within three days' } };
    const id = changed.id;
    const draft = await service.edit(writer, changed, '1.1', key());
    expect(draft).toMatchObject({ version: 2, state: 'DRAFT', from: null, revision: '2.1' });
    expect(service.find(id)?.version).toBe(1);
    await expect(service.review(reviewer, at(id, 2), { publishFrom: '2026-12-01' }, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    await service.submit(writer, at(id, 2), key());
    await expect(service.edit(writer, changed, '2.1', key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'IN_REVIEW' } });
    expect((await desk.open(writer)).map(({ state }) => state)).toEqual(['REVIEW']);
    await expect(service.review(writer, at(id, 2), { publishFrom: '2026-12-01' }, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.review(reviewer, at(id, 2), { publishFrom: '2026-11-22' }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const once = key();
    await service.review(reviewer, at(id, 2), { publishFrom: '2026-12-01' }, once);
    expect(await service.review(reviewer, at(id, 2), { publishFrom: '2026-12-01' }, once)).toMatchObject({ state: 'PUBLISHED', from: '2026-12-01' });
    expect(service.find(id)?.version).toBe(1);
    expect(service.find(id, '2026-12-01')?.version).toBe(2);
    expect(service.find(id, '2026-11-30')).toMatchObject({ version: 1, until: '2026-11-30' });
    // Another process has heard of it, and another day shows another version.
    day.today = '2026-12-02';
    expect(other.find(id)?.definition.summary.zh).toBe('三天就能拿到新卡');
    day.today = '2026-11-23';
    expect(service.find(id, null, 1)?.definition.summary.zh).toContain('丢失');
    expect(catalogue.history(id).map(({ version }) => version)).toEqual([2, 1]);
    expect(world.audited.map(({ action }) => action)).toEqual(expect.arrayContaining(['community.services.edit', 'community.services.review']));
  });

  it('is published as it was looked at: not where it was written anew meanwhile', async () => {
    const id = 'flexible-employment';
    await edit(writer, definitionOf(id));
    await service.submit(writer, at(id, 2), key());
    // Between the look and the transaction it goes back and comes again from the reviewer's own hand.
    const mutations: Mutations = {
      async run(caller, spec, work, before) {
        await catalogue.versions.updateOne({ _id: `${id}:2` }, { $set: { editedBy: reviewer.personId }, $inc: { revision: 1 } });
        return world.mutations.run(caller, spec, work, before);
      },
    };
    const raced = new CatalogueService({ ...world, mutations, catalogue, clock: world.clocks.system, today: () => day.today });
    await expect(raced.review(reviewer, at(id, 2), { publishFrom: '2026-12-01' }, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    // Nor where a page shows an older writing of it than what is in review now.
    await expect(service.review(staffOf('dispatcher', 'dept-rsj'), at(id, 2, '2.1'), { publishFrom: '2026-12-01' }, key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'CHANGED' } });
    expect(service.find(id, '2026-12-01')?.version).toBe(1);
  });

  it('goes back to its writer with a reason, which stands until it is published', async () => {
    const id = 'unemployment-registration';
    await edit(writer, definitionOf(id));
    await service.submit(writer, at(id, 2), key());
    for (const refuse of [' ', 'x'.repeat(501)]) await expect(service.review(reviewer, at(id, 2), { refuse }, key())).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'reason' } });
    expect(await service.review(reviewer, at(id, 2), { refuse: '缺少法律依据条款' }, key())).toMatchObject({ state: 'DRAFT', note: '缺少法律依据条款' });
    expect((await desk.entries(writer, { state: 'RETURNED' })).map(({ open }) => open?.note)).toEqual(['缺少法律依据条款']);
    const todos = catalogueTodos({ catalogue, authoriser: world.authoriser });
    const waitingFor = async (caller: Caller) => (await todos.list(caller, 10)).items.filter(({ link }) => link.endsWith(id)).map(({ title }) => title.zh);
    expect([await waitingFor(writer), await waitingFor(reviewer), await waitingFor(colleague)]).toEqual([['修改退回的办事指南'], [], []]);
    expect(await edit(writer, definitionOf(id))).toMatchObject({ version: 2, state: 'DRAFT', note: '缺少法律依据条款', revision: '2.2' });
    await service.submit(writer, at(id, 2), key());
    expect([await waitingFor(writer), await waitingFor({ ...reviewer, assurance: 'ordinary' }), await waitingFor(stranger), await waitingFor(staffOf('clerk', 'dept-rsj')), await waitingFor(callerOf(WANG))]).toEqual([[], ['审核办事指南'], ['审核办事指南'], [], []]);
    expect(await service.review(reviewer, at(id, 2), { publishFrom: '2026-11-23' }, key())).toMatchObject({ state: 'PUBLISHED', note: null });
    expect(service.find(id)?.version).toBe(2);
  });

  it('never overwrites what an editor has not seen', async () => {
    const id = 'sole-trader-registration';
    const mine = staffOf('approver', 'dept-scjgj', 'mine');
    const theirs = staffOf('approver', 'dept-scjgj', 'theirs');
    const text = (zh: string) => ({ ...definitionOf(id), summary: { zh, en: zh } });
    await expect(service.edit(mine, text('甲'), null, key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'CHANGED', revision: '1.1' } });
    const once = key();
    expect(await service.edit(mine, text('甲'), '1.1', once)).toMatchObject({ revision: '2.1' });
    await expect(service.edit(theirs, text('乙'), '1.1', key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'CHANGED', revision: '2.1' } });
    expect(await service.edit(theirs, text('乙'), '2.1', key())).toMatchObject({ revision: '2.2' });
    await expect(service.edit(mine, text('丙'), '2.1', key())).rejects.toMatchObject({ code: 'CONFLICT' });
    // What was answered is answered the same, and writes nothing again.
    await service.edit(mine, text('甲'), '1.1', once);
    expect((await desk.entry(mine, id))?.open?.definition.summary.zh).toBe('乙');
    await expect(service.submit(mine, at(id, 2, '2.1'), key())).rejects.toMatchObject({ code: 'CONFLICT' });
    // Of many at once that have seen the same, one is written.
    const answers = await Promise.allSettled(Array.from({ length: 6 }, (_none, index) => service.edit(index % 2 === 0 ? mine : theirs, text(`第${index}人`), '2.2', key())));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await desk.entry(mine, id))?.open?.revision).toBe('2.3');
  });

  it('can be dropped while it is written: it stays in the history, and the next has another number', async () => {
    const id = 'food-licence';
    const mine = staffOf('approver', 'dept-scjgj', 'mine');
    await edit(mine, definitionOf(id));
    await expect(service.discard(stranger, at(id, 2), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.discard(mine, at(id, 1), key())).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(service.discard(mine, at(id, 2, '2.9'), key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.discard(mine, at(id, 2, '2.1'), key())).toMatchObject({ state: 'REFUSED' });
    expect(await desk.entry(mine, id)).toMatchObject({ open: null, newest: { version: 1 }, inForce: { version: 1 } });
    expect((await desk.versions(mine, id)).map(({ version, state }) => [version, state])).toEqual([[2, 'REFUSED'], [1, 'PUBLISHED']]);
    expect(world.audited.at(-1)).toMatchObject({ how: 'write', action: 'community.services.edit', details: { version: 2, discarded: true } });
    expect(await edit(mine, definitionOf(id))).toMatchObject({ version: 3, revision: '3.1' });
    await service.submit(mine, at(id, 3), key());
    await expect(service.discard(mine, at(id, 3), key())).rejects.toMatchObject({ code: 'CONFLICT' });
    const unheard = { ...definitionOf(id), id: 'food-truck' };
    await edit(mine, unheard);
    await service.discard(mine, at('food-truck', 1), key());
    expect(await desk.entry(mine, 'food-truck')).toBeNull();
    expect(await edit(mine, unheard)).toMatchObject({ version: 2 });
  });

  it('is scheduled for later and not overtaken in silence: it is kept behind what comes before, or replaced, as its reviewer says', async () => {
    const id = 'dog-registration';
    const [gafj, second] = [staffOf('approver', 'dept-gafj', 'gafj'), staffOf('dispatcher', 'dept-gafj', 'second')];
    const text = (zh: string) => ({ ...definitionOf(id), summary: { zh, en: zh } });
    const handIn = async (zh: string) => {
      const { version } = await edit(gafj, text(zh));
      await service.submit(gafj, at(id, version), key());
      return at(id, version);
    };
    await service.review(second, await handIn('明年的规定'), { publishFrom: '2027-01-01' }, key());
    expect(await desk.entry(gafj, id)).toMatchObject({ newest: { version: 2 }, inForce: { version: 1 }, coming: [{ version: 2, from: '2027-01-01' }] });
    const urgent = await handIn('电话改了');
    await expect(service.review(second, urgent, { publishFrom: '2026-11-25' }, key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'SCHEDULED', version: 2, from: '2027-01-01' } });
    await expect(service.review(second, urgent, { publishFrom: '2027-01-01', scheduled: 'KEEP' }, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    await service.review(second, urgent, { publishFrom: '2026-11-25', scheduled: 'KEEP' }, key());
    expect(['2026-11-24', '2026-11-25', '2026-12-31', '2027-01-01'].map((when) => service.find(id, when)?.version)).toEqual([1, 3, 3, 2]);
    const replacing = await handIn('不改了');
    await service.review(second, replacing, { publishFrom: '2026-12-20', scheduled: 'REPLACE' }, key());
    expect(['2026-11-24', '2026-11-25', '2026-12-19', '2026-12-20', '2027-01-01'].map((when) => service.find(id, when)?.version)).toEqual([1, 3, 3, 4, 4]);
    expect((await desk.entry(gafj, id))?.coming.map(({ version }) => version)).toEqual([3, 4]);
    // Behind all that is scheduled there is nothing to be asked.
    await service.review(second, await handIn('后年'), { publishFrom: '2028-01-01' }, key());
    expect(service.find(id, '2028-01-01')?.version).toBe(5);
  });

  it('is refused where it is no service, every fault at its place', async () => {
    const { form, ...definition } = definitionOf('unemployment-registration');
    const faultsOf = (broken: unknown) => service.edit(writer, broken, null, key()).then(() => [], (error: unknown) => (error instanceof Fault ? (error.details.faults as DefinitionFault[]) : []));
    const told = (faults: readonly DefinitionFault[]) => Object.fromEntries(faults.map(({ path, zh }) => [path, zh]));
    expect(told(await faultsOf({ ...definition, form, id: 'X Y', name: { zh: '', en: 'x' }, conditions: [], contact: { phone: '请打热线', where: definition.contact.where }, extra: 1 }))).toEqual({
      '': '没有这样的内容：extra', id: '编码用小写字母开头，只用小写字母、数字和连字符，2到60个字符', 'name.zh': '还没有填写', conditions: '至少要有1项', 'contact.phone': '应为电话号码，例如12345或021-57720000',
    });
    expect(told(await faultsOf({ id: 'x1' }))).toMatchObject({ name: '还没有填写', fee: '还没有填写' });
    expect(told(await faultsOf({ ...definition, form, limits: { ...definition.limits, promisedWorkingDays: 90 } }))).toEqual({ 'approval.limits': '审批流程里的时限与公开的时限不一致', 'limits.promisedWorkingDays': '承诺时限不能比法定时限长' });
    const [paper, ...papers] = definition.inputs;
    const [first, ...more] = definition.approval?.steps ?? [];
    const oddly = { ...form, schema: { ...form?.schema, properties: { ...form?.schema.properties, name: { ...form?.schema.properties['name'], pattern: '(a+)+$' } } } };
    expect(told(await faultsOf({ ...definition, form: oddly, inputs: [{ ...paper, evidence: '身份证' }, ...papers], approval: { ...definition.approval, steps: [{ ...first, id: 'Check' }, ...more] } }))).toMatchObject({
      'form.schema.properties.name.pattern': '只能写一类字符和个数，例如 ^\\d{15}$', 'inputs.0.evidence': '编码用小写字母开头，只用小写字母、数字和连字符，2到60个字符', 'approval.steps.0.id': '编码用小写字母开头，只用小写字母、数字和连字符，最多40个字符',
    });
    expect(told(await faultsOf(definition))).toEqual({ form: '有审批流程就要有申请表' });
    expect(told(await faultsOf({ ...definition, form: { ...form, steps: form?.steps.slice(1) } }))).toMatchObject({ 'form.schema.properties.name': '字段“name”没有放在任何一步里' });
    expect(told(await faultsOf({ ...definition, form, lifeEvents: ['no-such'], approval: { ...definition.approval, lead: 'dept-nowhere' } }))).toEqual({ 'lifeEvents.0': '没有“no-such”这件人生大事', 'approval.lead': '本区没有“dept-nowhere”这个单位' });
    let deep: unknown = { field: 'name', given: true };
    for (let level = 0; level < 20_000; level += 1) deep = { not: deep };
    expect(told(await faultsOf({ ...definition, form, inputs: [{ ...definition.inputs[0], when: deep }] }))).toEqual({ '': '内容嵌套太深' });
    expect(told(await faultsOf({ ...definition, form, conditions: Array.from({ length: 300 }, () => ({ zh: '长'.repeat(1000), en: 'x' })) }))).toEqual({ '': '内容太长' });
    for (const nothing of [null, 7, 'x', []]) expect(Object.keys(told(await faultsOf(nothing)))).toEqual(['']);
    const [step] = definition.approval?.steps ?? [];
    expect(told(await faultsOf({ ...definition, form, approval: { ...definition.approval, steps: [{ ...step, after: ['nothing'] }] } }))).toMatchObject({ 'approval.steps.0.after': expect.stringContaining('没有这个环节') });
  });

  it('is refused where a case of it would stand still: nobody there may do what the approval asks of them', async () => {
    const definition = definitionOf('temporary-relief');
    const mzj = staffOf('approver', 'dept-mzj', 'mzj-writer');
    const faultsOf = (act: Promise<unknown>) => act.then(() => ({}), (error: unknown) => (error instanceof Fault ? Object.fromEntries((error.details.faults as DefinitionFault[]).map(({ path, zh, en }) => [path, `${zh} / ${en}`])) : {}));
    const edited = (approval: Partial<NonNullable<ServiceDefinition['approval']>>) => faultsOf(service.edit(mzj, { ...definition, id: 'still', approval: { ...definition.approval, ...approval } }, null, key()));
    const [, ...steps] = definition.approval!.steps; // the sample has four
    const first = definition.approval!.steps[0]!;
    expect(await edited({ steps: [{ ...first, organisations: ['dept-mzj', NOBODY_THERE] }, ...steps] })).toEqual({ 'approval.steps.0.organisations': '“名称school-middle4”没有能办理的岗位，办件会停在那里 / nobody in school-middle4 may work on cases: a case would stand still there' });
    expect(await edited({ acceptor: NOBODY_THERE, lead: NOBODY_THERE })).toMatchObject({ 'approval.acceptor': expect.stringContaining('没有能办理的岗位'), 'approval.lead': expect.stringContaining('没有能作决定的岗位') });
    expect(await edited({ steps: [{ ...first, organisations: ['dept-nowhere'] }, ...steps] })).toEqual({ 'approval.steps.0.organisations': '本区没有“dept-nowhere”这个单位 / dept-nowhere is no organisation of the district' });
    // A centre is whichever an application belongs to: each of them needs who decides, where the centre decides.
    const { holdersOf } = world.directory;
    const only = (kept: (id: string, role: string) => boolean): CatalogueService => new CatalogueService({ ...world, catalogue, clock: world.clocks.system, today: () => day.today, directory: { ...world.directory, holdersOf: async (id, role) => (kept(id, role) ? holdersOf(id, role) : []) } });
    const clerksInSijing = only((id, role) => id !== 'centre-sijing' || role === 'clerk');
    const atCentre = { ...definition, id: 'still', approval: { ...definition.approval, lead: 'centre' } };
    expect(await faultsOf(clerksInSijing.edit(mzj, atCentre, null, key()))).toEqual({ 'approval.lead': expect.stringContaining('“名称centre-sijing”没有能作决定的岗位') });
    const noCentre = new CatalogueService({ ...world, catalogue, clock: world.clocks.system, today: () => day.today, centres: { list: async () => [] } });
    expect(await faultsOf(noCentre.edit(mzj, atCentre, null, key()))).toMatchObject({ 'approval.lead': expect.stringContaining('本区还没有受理中心') });
    // Who works where changes while a version waits.
    const noMzj = only((id) => id !== 'dept-mzj');
    const { version } = await clerksInSijing.edit(mzj, { ...definition, id: 'still' }, null, key());
    expect(await faultsOf(noMzj.submit(mzj, at('still', version), key()))).toMatchObject({ 'approval.lead': expect.stringContaining('名称dept-mzj') });
    await service.submit(mzj, at('still', version), key());
    const second = staffOf('approver', 'dept-mzj', 'mzj-second');
    expect(await faultsOf(noMzj.review(second, at('still', version), { publishFrom: day.today }, key()))).toMatchObject({ 'approval.lead': expect.stringContaining('名称dept-mzj') });
    await noMzj.review(second, at('still', version), { refuse: '没有人办' }, key());
    await service.discard(mzj, at('still', version), key());
  });

  it('is refused to whoever is of another department, for services that have not begun and drafts as well', async () => {
    const definition = definitionOf('unemployment-registration');
    await expect(edit(stranger, definition)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(edit(stranger, { ...definition, competentAuthority: 'dept-mzj' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(edit(staffOf('clerk', 'dept-rsj'), definition)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await published({ ...definition, id: 'begins-later' }, '2027-06-01');
    await edit(writer, { ...definition, id: 'only-a-draft' });
    for (const id of ['begins-later', 'only-a-draft']) await expect(edit(stranger, { ...definition, id, competentAuthority: 'dept-mzj' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('stands in the editors’ list for whom it is, with what they may do', async () => {
    const entries = await desk.entries(writer, { mine: true });
    expect(entries.every(({ newest, mayEdit }) => newest.definition.competentAuthority === 'dept-rsj' && mayEdit)).toBe(true);
    expect((await desk.entries(writer, { search: '失业' })).map(({ id }) => id)).toContain('unemployment-registration');
    expect((await desk.entries(writer, { state: 'DRAFT', mine: true })).map(({ id }) => id)).toEqual(['only-a-draft']);
    const inReview = (await desk.entries(colleague, { state: 'REVIEW' })).find(({ id }) => id === 'food-licence');
    expect(inReview).toMatchObject({ mayEdit: false, mayReview: true });
    expect((await desk.entries(staffOf('approver', 'dept-scjgj', 'mine'), { state: 'REVIEW' })).find(({ id }) => id === 'food-licence')).toMatchObject({ mayEdit: true, mayReview: false });
    // One who would have to prove the second factor first is shown what they may do after it.
    expect((await desk.entry({ ...colleague, assurance: 'ordinary' }, 'food-licence'))?.mayReview).toBe(true);
    expect((await desk.entry(staffOf('clerk', 'dept-rsj'), 'food-licence'))).toMatchObject({ mayEdit: false, mayReview: false });
    await expect(desk.entries(callerOf(WANG), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(desk.entry(staffOf('system-admin', 'dept-dsj'), 'food-licence')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(desk.versions(staffOf('teacher', 'school'), 'food-licence')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('that was stored before its writings were counted is read as written once', async () => {
    await catalogue.versions.collection.updateOne({ serviceId: 'elderly-allowance' }, { $unset: { revision: '' } });
    const later = new Catalogue({ ...world, today: () => day.today, lifeEvents: sample.lifeEvents });
    await later.start();
    later.stop();
    expect((await desk.entry(writer, 'elderly-allowance'))?.newest.revision).toBe('1.1');
  });

  it('is not touched by loading the sample again', async () => {
    const before = catalogue.history('social-card-replacement').length;
    await service.seed(sample);
    expect(catalogue.history('social-card-replacement')).toHaveLength(before);
  });
});

describe('names handed over', () => {
  it('are those of the services with their other names, and tell of changes', async () => {
    expect(catalogue.lexicon.terms()).toHaveLength(16); // what begins later is not among them
    expect(catalogue.lexicon.terms()).toContainEqual(expect.objectContaining({ kind: 'affair', name: '养犬登记', id: 'dog-registration', aliases: expect.arrayContaining(['狗证']) }));
    let told = 0;
    const stop = catalogue.lexicon.onChange(() => (told += 1));
    await catalogue.changed();
    stop();
    const before = told;
    expect(before).toBeGreaterThan(0);
    await catalogue.changed();
    expect(told).toBe(before);
  });
});
