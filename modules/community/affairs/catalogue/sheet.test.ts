import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymousCaller, type Caller } from '../../../kernel/caller.js';
import type { Door } from '../../../kernel/module.js';
import { projectRoot } from '../../../kernel/root.js';
import { readRows, writeRows } from '../../../kernel/sheets/index.js';
import { callerOf, communityWorld, staffOf, WANG, type CommunityWorld } from '../testing.js';
import { Catalogue } from './catalogue.js';
import { CatalogueDesk } from './desk.js';
import { readSampleCatalogue } from './sample.js';
import { CatalogueService } from './service.js';
import { SHEET_COLUMNS } from './sheet-columns.js';
import { createServiceSheetDoors, type SheetTaken } from './sheet.js';

const sample = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));
const TITLES = ['事项编码', '版本', '状态', '主管部门', ...SHEET_COLUMNS.map(({ title }) => title)];
const writer = staffOf('approver', 'dept-rsj', 'writer');
const colleague = staffOf('approver', 'dept-rsj', 'colleague');
let world: CommunityWorld;
let catalogue: Catalogue;
let service: CatalogueService;
let desk: CatalogueDesk;
let doors: readonly Door[];
let keys = 0;

beforeAll(async () => {
  world = await communityWorld('service-sheet');
  catalogue = new Catalogue({ ...world, today: () => '2026-11-23', lifeEvents: sample.lifeEvents });
  await catalogue.start();
  service = new CatalogueService({ ...world, catalogue, clock: world.clocks.system, today: () => '2026-11-23' });
  const people = { ...world.people, namesOf: async (ids: readonly string[]) => new Map(ids.map((id) => [id, '谭军'])) };
  desk = new CatalogueDesk({ ...world, people, catalogue });
  doors = createServiceSheetDoors({ service, desk, directory: world.directory });
  await service.seed(sample);
});
afterAll(async () => {
  catalogue.stop();
  await world.close();
});

type Row = Record<string, string>;
async function send(method: 'GET' | 'POST', caller: Caller, { query = '', body = Buffer.alloc(0), key = `sheet-${(keys += 1)}` }: { query?: string; body?: Buffer; key?: string } = {}) {
  return doors.find((door) => door.method === method)!.handle({ caller, params: {}, query: new URLSearchParams(query), headers: { 'idempotency-key': key }, body }); // both are there
}
const exported = async (caller: Caller, query = ''): Promise<Row[]> =>
  (await readRows((await send('GET', caller, { query })).body as Buffer, TITLES.map((title) => ({ key: title, title, required: false })))).rows.map(({ values }) => ({ ...values })); // a file
const sheetOf = (rows: readonly Row[], titles: readonly string[] = TITLES): Promise<Buffer> => writeRows('事项', titles.map((title) => ({ title, value: (row: Row) => row[title] || null })), rows);
const taken = async (caller: Caller, rows: readonly Row[], { titles, key }: { titles?: readonly string[]; key?: string } = {}): Promise<SheetTaken> =>
  (await send('POST', caller, { body: await sheetOf(rows, titles), ...(key ? { key } : {}) })).body as SheetTaken; // the door's own shape
const rowOf = async (id: string, caller = writer): Promise<Row> => (await exported(caller)).find((row) => row['事项编码'] === id)!; // it is in the list

describe('the sheet of services', () => {
  it('holds the list as it is narrowed, and comes back unchanged without changing anything', async () => {
    const rows = await exported(writer);
    expect(rows).toHaveLength(16);
    expect(rows.find((row) => row['事项编码'] === 'dog-registration')).toMatchObject({ '版本': '1.1', '状态': '已发布', '名称': '养犬登记', '承诺工作日': '5', '收费（元）': '100', '咨询电话': '12345' });
    expect(await taken(writer, rows)).toEqual({ done: 0, unchanged: 16, errors: [] });
    expect(await desk.open(writer)).toEqual([]);
    expect((await exported(writer, 'mine=true')).map((row) => row['事项编码']).sort()).toEqual(['flexible-employment', 'social-card-replacement', 'unemployment-registration']);
    expect((await exported(writer, 'search=犬')).map((row) => row['名称'])).toEqual(['养犬登记']);
    await expect(send('GET', writer, { query: 'state=ANY' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('makes each changed row the sender’s draft, never published, and does nothing twice', async () => {
    const row = { ...(await rowOf('flexible-employment')), '承诺工作日': '2', '咨询电话': '021-57720000', '别名': '灵活就业；灵活就业登记, 自由职业登记\n灵活就业', '搜索词': '' };
    const others = await exported(writer, 'search=犬');
    const key = 'the-sheet';
    expect(await taken(writer, [row, ...others], { key })).toEqual({ done: 1, unchanged: 1, errors: [] });
    const entry = await desk.entry(writer, 'flexible-employment');
    expect(entry).toMatchObject({ inForce: { version: 1, definition: { limits: { promisedWorkingDays: 3 } } }, open: { state: 'DRAFT', revision: '2.1', editedBy: writer.personId } });
    expect(entry?.open?.definition).toMatchObject({ limits: { promisedWorkingDays: 2 }, approval: { limits: { promisedWorkingDays: 2 } }, contact: { phone: '021-57720000' }, aliases: ['灵活就业', '灵活就业登记', '自由职业登记'], keywords: [] });
    // What the sheet does not hold stays as it was.
    expect(entry?.open?.definition.form).toEqual(entry?.inForce?.definition.form);
    for (const again of [key, 'another-key']) expect(await taken(writer, [row, ...others], { key: again })).toEqual({ done: 0, unchanged: 2, errors: [] });
    expect((await desk.entry(writer, 'flexible-employment'))?.open?.revision).toBe('2.1');
    // The sheet was saved before the draft was begun.
    expect(await taken(writer, [{ ...row, '咨询电话': '12333' }])).toEqual({ done: 0, unchanged: 0, errors: [{ row: 2, column: '版本', reason: '导出以后又改过，请重新导出' }] });
    expect(await taken(writer, [{ ...(await rowOf('flexible-employment')), '咨询电话': '12333' }])).toEqual({ done: 1, unchanged: 0, errors: [] });
    expect((await desk.entry(writer, 'flexible-employment'))?.open).toMatchObject({ revision: '2.2', definition: { contact: { phone: '12333' } } });
  });

  it('changes nothing of what is somebody else’s draft, in review, or another department’s', async () => {
    const row = { ...(await rowOf('flexible-employment')), '简介': '改一改' };
    expect(await taken(colleague, [row])).toEqual({ done: 0, unchanged: 0, errors: [{ row: 2, column: null, reason: '谭军正在写这一项的草稿，请先商量' }] });
    await service.submit(writer, { serviceId: 'flexible-employment', version: 2 }, 'submit');
    expect(await taken(writer, [row])).toEqual({ done: 0, unchanged: 0, errors: [{ row: 2, column: null, reason: '正在审核，退回以后才能改' }] });
    const dog = { ...(await rowOf('dog-registration')), '简介': '别人的' };
    expect(await taken(writer, [dog])).toEqual({ done: 0, unchanged: 0, errors: [{ row: 2, column: '事项编码', reason: '不是本单位的事项' }] });
    expect((await desk.entry(writer, 'dog-registration'))?.open).toBeNull();
  });

  it('tells every error by its row and column, in Chinese, and takes the rows that are right', async () => {
    const good = { ...(await rowOf('unemployment-registration')), '简介': '失业了先来登记' };
    const bad = { ...(await rowOf('social-card-replacement')), '名称': '', '承诺工作日': '90', '咨询电话': '请打热线', '别名': '' };
    const unread = { ...(await rowOf('dog-registration')), '承诺工作日': '五天', '收费（元）': '-1' };
    const { done, errors } = await taken(writer, [bad, good, unread, { '事项编码': 'no-such', '版本': '1.1', '名称': '新的' }, { '版本': '1.1', '名称': '无编码' }, good]);
    expect(done).toBe(1);
    expect(errors).toEqual([
      { row: 2, column: '名称', reason: '还没有填写' }, { row: 2, column: '别名', reason: '至少要有1项' }, { row: 2, column: '咨询电话', reason: '应为电话号码，例如12345或021-57720000' }, { row: 2, column: '承诺工作日', reason: '承诺时限不能比法定时限长' },
      { row: 4, column: '承诺工作日', reason: '应为工作日数，例如5' }, { row: 4, column: '收费（元）', reason: '应为金额，例如10或10.50' },
      { row: 5, column: '事项编码', reason: '没有这个事项；新事项请在页面上新建' }, { row: 6, column: '事项编码', reason: '不能为空' }, { row: 7, column: '事项编码', reason: '与第3行是同一个事项' },
    ]);
    expect((await desk.entry(writer, 'social-card-replacement'))?.open).toBeNull();
    expect(await taken(writer, [{ ...(await rowOf('social-card-replacement')), '承诺工作日': '', '收费（元）': '' }])).toEqual({ done: 0, unchanged: 0, errors: [{ row: 2, column: '承诺工作日', reason: '不能为空' }, { row: 2, column: '收费（元）', reason: '不能为空' }] });
  });

  it('reads a sheet of a few columns, and only knows what it must', async () => {
    expect(await taken(writer, [{ '事项编码': 'social-card-replacement', '版本': '1.1', '咨询电话': '12333' }], { titles: ['咨询电话', '版本', '事项编码'] })).toEqual({ done: 1, unchanged: 0, errors: [] });
    expect((await desk.entry(writer, 'social-card-replacement'))?.open?.definition).toMatchObject({ name: { zh: '社保卡补办' }, contact: { phone: '12333' } });
    expect((await taken(writer, [{ '名称': '甲' }], { titles: ['名称'] })).errors).toEqual([{ row: 0, column: '事项编码', reason: '缺少这一列' }, { row: 0, column: '版本', reason: '缺少这一列' }]);
  });

  it('is closed to whoever does not edit, survives hostile cells, and refuses what is no sheet', async () => {
    const row = await rowOf('social-card-replacement');
    for (const nobody of [anonymousCaller('web', 'r'), callerOf(WANG), staffOf('clerk', 'dept-rsj'), staffOf('system-admin', 'dept-rsj'), staffOf('dispatcher', 'dept-rsj')]) await expect(taken(nobody, [row])).rejects.toMatchObject({ code: expect.stringMatching(/FORBIDDEN|UNAUTHENTICATED/) });
    await expect(send('GET', callerOf(WANG))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(send('POST', writer, { body: Buffer.from('事项编码,版本') })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(send('POST', writer, { body: await sheetOf([row]), key: 'a b' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    // A formula is a text, and what is too long for any guide is told of.
    expect(await taken(writer, [{ ...row, '简介': '=HYPERLINK("http://x")' }])).toMatchObject({ done: 1 });
    expect((await exported(writer, 'search=社保卡'))[0]).toMatchObject({ '简介': '=HYPERLINK("http://x")' });
    const now = await rowOf('social-card-replacement');
    expect((await taken(writer, [{ ...now, '简介': '长'.repeat(2001), '别名': Array.from({ length: 201 }, (_none, index) => `名${index}`).join('、') }])).errors).toEqual([{ row: 2, column: '简介', reason: '最多2000个字' }, { row: 2, column: '别名', reason: '最多200项' }]);
    for (const id of ['__proto__', 'constructor', '{"$ne":null}', '../x']) expect((await taken(writer, [{ ...now, '事项编码': id }])).errors).toEqual([{ row: 2, column: '事项编码', reason: '没有这个事项；新事项请在页面上新建' }]);
    // Many at once with the same sheet: one of them writes it.
    const raced = await Promise.all(Array.from({ length: 5 }, () => taken(writer, [{ ...now, '简介': '同时传上来' }])));
    expect(raced.reduce((sum, { done }) => sum + done, 0)).toBe(1);
  });
});
