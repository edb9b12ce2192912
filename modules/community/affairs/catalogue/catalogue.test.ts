import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Mutations } from '../../../kernel/idempotency.js';
import { projectRoot } from '../../../kernel/root.js';
import { communityWorld, staffOf, type CommunityWorld } from '../testing.js';
import { Catalogue } from './catalogue.js';
import { readSampleCatalogue } from './sample.js';
import { CatalogueService } from './service.js';

const sample = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));
let world: CommunityWorld;
let catalogue: Catalogue;
let other: Catalogue;
let service: CatalogueService;
const day = { today: '2026-11-23' };
let keys = 0;
const key = (): string => `key-${keys++}`;

beforeAll(async () => {
  world = await communityWorld('catalogue');
  const deps = { connection: world.connection, events: world.events, today: () => day.today, lifeEvents: sample.lifeEvents };
  [catalogue, other] = [new Catalogue(deps), new Catalogue(deps)];
  await catalogue.start();
  await other.start();
  service = new CatalogueService({ ...world, catalogue, clock: world.clocks.system, today: () => day.today });
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
  const reviewer = staffOf('approver', 'dept-rsj', 'reviewer');
  const definitionOf = (id: string) => structuredClone(sample.services.find((one) => one.id === id)!); // the sample has it

  it('is written by the department, published by another, and the one before stays readable', async () => {
    const changed = { ...definitionOf('social-card-replacement'), summary: { zh: '三天就能拿到新卡', en: 'A new card within three days' } };
    const draft = await service.edit(writer, changed, key());
    expect(draft).toMatchObject({ version: 2, state: 'DRAFT', from: null });
    expect(service.find('social-card-replacement')?.version).toBe(1);
    await expect(service.review(reviewer, draft.definition.id, 2, { publishFrom: '2026-12-01' }, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    await service.submit(writer, 'social-card-replacement', 2, key());
    await expect(service.edit(writer, changed, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await service.open(writer)).map(({ state }) => state)).toEqual(['REVIEW']);
    await expect(service.review(writer, 'social-card-replacement', 2, { publishFrom: '2026-12-01' }, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.review(reviewer, 'social-card-replacement', 2, { publishFrom: '2026-11-22' }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const once = key();
    await service.review(reviewer, 'social-card-replacement', 2, { publishFrom: '2026-12-01' }, once);
    expect(await service.review(reviewer, 'social-card-replacement', 2, { publishFrom: '2026-12-01' }, once)).toMatchObject({ state: 'PUBLISHED', from: '2026-12-01' });
    expect(service.find('social-card-replacement')?.version).toBe(1);
    expect(service.find('social-card-replacement', '2026-12-01')?.version).toBe(2);
    expect(service.find('social-card-replacement', '2026-11-30')).toMatchObject({ version: 1, until: '2026-11-30' });
    // Another process has heard of it, and another day shows another version.
    day.today = '2026-12-02';
    expect(other.find('social-card-replacement')?.definition.summary.zh).toBe('三天就能拿到新卡');
    day.today = '2026-11-23';
    expect(service.find('social-card-replacement', null, 1)?.definition.summary.zh).toContain('丢失');
    expect(catalogue.history('social-card-replacement').map(({ version }) => version)).toEqual([2, 1]);
    expect(world.audited.map(({ action }) => action)).toEqual(expect.arrayContaining(['community.services.edit', 'community.services.review']));
  });

  it('is published as it was looked at: not where whoever publishes wrote it anew meanwhile', async () => {
    await service.edit(writer, definitionOf('flexible-employment'), key());
    await service.submit(writer, 'flexible-employment', 2, key());
    // Between the look and the transaction it goes back and comes again from the reviewer's own hand.
    const mutations: Mutations = {
      async run(caller, spec, work, before) {
        await catalogue.versions.updateOne({ _id: 'flexible-employment:2' }, { $set: { editedBy: reviewer.personId, editedAt: new Date(world.time.now + 1000) } });
        return world.mutations.run(caller, spec, work, before);
      },
    };
    const raced = new CatalogueService({ ...world, mutations, catalogue, clock: world.clocks.system, today: () => day.today });
    await expect(raced.review(reviewer, 'flexible-employment', 2, { publishFrom: '2026-12-01' }, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(service.find('flexible-employment', '2026-12-01')?.version).toBe(1);
  });

  it('goes back to its writer with a reason', async () => {
    await service.edit(writer, definitionOf('unemployment-registration'), key());
    await service.submit(writer, 'unemployment-registration', 2, key());
    expect(await service.review(reviewer, 'unemployment-registration', 2, { refuse: '缺少法律依据条款' }, key())).toMatchObject({ state: 'DRAFT', note: '缺少法律依据条款' });
    expect(await service.edit(writer, definitionOf('unemployment-registration'), key())).toMatchObject({ version: 2, state: 'DRAFT', note: null });
  });

  it('is refused where it is no service, and to whoever is of another department', async () => {
    const definition = definitionOf('unemployment-registration');
    await expect(service.edit(writer, { ...definition, inputs: [{ id: 'x' }] }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.edit(writer, { ...definition, limits: { ...definition.limits, promisedWorkingDays: 9 } }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.edit(staffOf('approver', 'dept-mzj'), definition, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.edit(staffOf('approver', 'dept-mzj'), { ...definition, competentAuthority: 'dept-mzj' }, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.edit(staffOf('clerk', 'dept-rsj'), definition, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is not touched by loading the sample again', async () => {
    const before = catalogue.history('social-card-replacement').length;
    await service.seed(sample);
    expect(catalogue.history('social-card-replacement')).toHaveLength(before);
  });
});

describe('names handed over', () => {
  it('are those of the services with their other names, and tell of changes', async () => {
    expect(catalogue.lexicon.terms()).toHaveLength(16);
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
