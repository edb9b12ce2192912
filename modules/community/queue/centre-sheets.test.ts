import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../kernel/caller.js';
import type { DoorResponse } from '../../kernel/module.js';
import { readRows, writeRows } from '../../kernel/sheets/index.js';
import { CENTRE, clerk, freshKey, instant, manager, queueWorld, resident, type QueueWorld } from './testing.js';

let world: QueueWorld;
beforeEach(async () => {
  world = await queueWorld('centre-sheets');
});
afterEach(() => world.close());

type Path = 'centre-windows' | 'centre-businesses';
async function send(method: 'GET' | 'POST', path: Path, { caller = manager(), query = {}, body = Buffer.alloc(0), key = freshKey() }: { caller?: Caller; query?: Record<string, string>; body?: Buffer; key?: string } = {}): Promise<DoorResponse> {
  const door = world.queue.routes.find((each) => each.method === method && each.path === `/staff/sheets/${path}.xlsx`);
  if (!door) throw new Error('there is no such door');
  return door.handle({ caller, params: {}, query: new URLSearchParams({ centreId: CENTRE, ...query }), headers: { 'idempotency-key': key }, body });
}
const WINDOWS = ['窗口号', '业务'];
const BUSINESSES = ['编号', '号码字母', '名称', '英文名', '通常分钟', '窗口', '事项'];
const sheetOf = (titles: readonly string[], ...rows: readonly (readonly string[])[]) => writeRows('表', titles.map((title, index) => ({ title, value: (row: readonly string[]) => row[index] || null })), rows);
const rowsOf = async (path: Path, titles: readonly string[]) => (await readRows((await send('GET', path)).body as Buffer, titles.map((title) => ({ key: title, title, required: false })))).rows.map(({ values }) => titles.map((title) => values[title])); // a door of sheets answers one
const centre = () => world.queue.centres.read(null, CENTRE);
const WHY = { why: '窗口调整' };

describe('a centre’s windows as a sheet', () => {
  it('go out as they are, and come back in as one change', async () => {
    expect(await rowsOf('centre-windows', WINDOWS)).toEqual([['1', '证件'], ['2', '社保'], ['3', '社保'], ['4', '社保、住房']]);
    const body = await sheetOf(WINDOWS, ['1', '证件，住房'], ['2', '社保'], ['7', 'insurance']);
    const key = freshKey();
    const answer = { done: 3, errors: [], toConfirm: false, effects: { moved: 0, cancelled: 0, waitingEnded: 0, numbersOpen: 0, days: [] } };
    for (const _twice of [1, 2]) expect((await send('POST', 'centre-windows', { body, key, query: { ...WHY, seen: '0' } })).body).toEqual(answer);
    expect(await centre()).toMatchObject({ version: 1, windows: [{ number: 1, businesses: ['permits', 'housing'] }, { number: 2, businesses: ['insurance'] }, { number: 7, businesses: ['insurance'] }] });
    expect((await send('POST', 'centre-windows', { body, query: { ...WHY, seen: '0' } })).body).toMatchObject({ done: 0, errors: [{ row: 0, reason: '别人刚刚改过这个中心，请重新导出' }] });
  });

  it('that were saved before somebody else changed the centre change nothing, whatever the page has seen since', async () => {
    const saved = (await send('GET', 'centre-windows')).body as Buffer; // a door of sheets answers one
    const { id: centreId, version: seen, ...now } = await centre();
    const { hours, everyDay, businesses, windows, slotMinutes, seatsPerWindow, closures } = now;
    await world.other.changes.change(manager(), { centreId, seen, settings: { hours, everyDay, businesses, windows: windows.filter(({ number }) => number !== 3), slotMinutes, seatsPerWindow, closures, bookableDays: 7 }, why: { zh: '调整', en: '' }, accepted: { moved: 0, ended: 0 } }, freshKey());
    expect((await send('POST', 'centre-windows', { body: saved, query: { ...WHY, seen: '1' } })).body).toMatchObject({ done: 0, errors: [{ row: 0, reason: '别人刚刚改过这个中心，请重新导出' }] });
    expect((await centre()).windows.map(({ number }) => number)).toEqual([1, 2, 4]);
  });

  it('come back in as they went out, where a name holds what stands between names', async () => {
    const { version, ...settings } = await centre();
    const renamed = settings.businesses.map((business) => (business.id === 'permits' ? { ...business, nameZh: '证件、社保' } : business));
    const windows = settings.windows.map((window) => (window.number === 4 ? { number: 4, businesses: ['permits', 'insurance', 'housing'] } : window));
    await world.queue.changes.change(manager(), { centreId: CENTRE, settings: { ...settings, businesses: renamed, windows }, seen: version, why: { zh: '改名', en: 'renamed' }, accepted: { moved: 0, ended: 0 } }, freshKey());
    const before = await centre();
    for (const [path, done] of [['centre-windows', 4], ['centre-businesses', 3]] as const) {
      const { body } = await send('GET', path);
      expect((await send('POST', path, { body: body as Buffer, query: { ...WHY, seen: String((await centre()).version) } })).body).toMatchObject({ done, errors: [] });
      expect(await centre()).toMatchObject({ businesses: before.businesses, windows: before.windows });
    }
  });

  it('tell what they would do to appointments, and do it once that is accepted', async () => {
    for (let n = 0; n < 2; n++) await world.queue.appointments.book(resident(`p${n}`), { centreId: CENTRE, businessId: 'permits', startsAt: instant('2026-11-25T09:00') }, freshKey());
    const body = await sheetOf(WINDOWS, ['2', '社保'], ['5', '证件、住房']);
    expect((await send('POST', 'centre-windows', { body, query: { ...WHY, seen: '0' } })).body).toMatchObject({ done: 0, errors: [], toConfirm: true, effects: { moved: 2, cancelled: 0 } });
    expect((await centre()).version).toBe(0);
    expect((await send('POST', 'centre-windows', { body, query: { ...WHY, seen: '0', acceptMoved: '2' } })).body).toMatchObject({ done: 2, toConfirm: false, effects: { moved: 2 } });
    expect(world.notices.map(({ template, params }) => [template, params['why']])).toEqual(Array(2).fill(['queue.appointment-window', { zh: '窗口调整', en: '窗口调整' }]));
  });

  it('come back with every fault by row and column, and change nothing', async () => {
    const wrong = async (...rows: readonly (readonly string[])[]) => (await send('POST', 'centre-windows', { body: await sheetOf(WINDOWS, ...rows), query: { ...WHY, seen: '0' } })).body;
    expect(await wrong(['一', '证件'], ['2', ''])).toMatchObject({ done: 0, errors: [{ row: 2, column: '窗口号', reason: '应为整数' }, { row: 3, column: '业务', reason: '不能为空' }] });
    expect(await wrong(['1', '证件、护照'], ['2', '税务'])).toMatchObject({ done: 0, errors: [{ row: 2, column: '业务', reason: '本中心没有“护照”这项业务' }, { row: 3, column: '业务', reason: '本中心没有“税务”这项业务' }] });
    expect(await wrong(['1', '证件、证件'], ['1', '社保'], ['100', '住房'])).toMatchObject({
      done: 0, errors: [{ row: 2, column: '业务', reason: '1号窗口的业务写了两次' }, { row: 3, column: '窗口号', reason: '1号窗口写了两次' }, { row: 4, column: '窗口号', reason: '窗口号应为1到99的整数' }],
    });
    expect(await wrong(['1', '证件'])).toMatchObject({ errors: [{ row: 0, column: null, reason: '没有窗口办“社保”' }, { row: 0, reason: '没有窗口办“住房”' }] });
    await world.queue.desks.open(clerk('xu'), CENTRE, 3, freshKey());
    expect(await wrong(['1', '证件'], ['2', '社保'], ['4', '社保、住房'])).toMatchObject({ errors: [{ row: 0, reason: '3号窗口正开着，请先关窗再取消' }] });
    expect((await send('POST', 'centre-windows', { body: await sheetOf(['窗口'], ['1']), query: WHY })).body).toMatchObject({ errors: [{ row: 0, column: '窗口号', reason: '缺少这一列' }, { row: 0, column: '业务' }] });
    expect((await send('POST', 'centre-windows', { body: await sheetOf(WINDOWS, ['1', '证件、社保、住房']), query: { seen: '0' } })).body).toMatchObject({ errors: [{ row: 0, reason: '请写明变更原因，1到60个字，会告诉受影响的人' }] });
    expect((await centre()).version).toBe(0);
  });
});

describe('a centre’s businesses as a sheet', () => {
  it('go out with their windows and services, and come back in: changed, new and gone', async () => {
    expect(await rowsOf('centre-businesses', BUSINESSES)).toEqual([
      ['permits', 'A', '证件', 'Permits', '10', '1', '养犬登记'], ['insurance', 'B', '社保', 'Insurance', '10', '2、3、4', ''], ['housing', 'C', '住房', 'Housing', '15', '4', ''],
    ]);
    const body = await sheetOf(BUSINESSES, ['permits', 'A', '证照', 'Permits', '12', '1', '养犬登记、food-licence'], ['insurance', 'B', '社保', 'Insurance', '10', '2,3', ''], ['', 'D', '=1+1', 'Tax', '9', '4、1', '']);
    expect((await send('POST', 'centre-businesses', { body, query: { ...WHY, seen: '0' } })).body).toMatchObject({ done: 3, errors: [] });
    expect(await centre()).toMatchObject({
      businesses: [{ id: 'permits', nameZh: '证照', usualMinutes: 12, serviceIds: ['dog-registration', 'food-licence'] }, { id: 'insurance' }, { id: 'business-d', letter: 'D', nameZh: '=1+1', serviceIds: [] }],
      windows: [{ number: 1, businesses: ['permits', 'business-d'] }, { number: 2, businesses: ['insurance'] }, { number: 3, businesses: ['insurance'] }, { number: 4, businesses: ['business-d'] }],
      formerBusinesses: [{ id: 'housing', nameZh: '住房' }],
    });
  });

  it('keep what a column says that is not in the sheet', async () => {
    const body = await sheetOf(BUSINESSES.slice(0, -1), ['permits', 'A', '证件', 'Permits', '12', '1'], ['insurance', 'B', '社保', 'Insurance', '10', '2、3、4'], ['housing', 'C', '住房', 'Housing', '15', '4']);
    expect((await send('POST', 'centre-businesses', { body, query: { ...WHY, seen: '0' } })).body).toMatchObject({ done: 3 });
    expect((await centre()).businesses[0]).toMatchObject({ usualMinutes: 12, serviceIds: ['dog-registration'] });
  });

  it('come back with every fault by row and column', async () => {
    const wrong = async (...rows: readonly (readonly string[])[]) => (await send('POST', 'centre-businesses', { body: await sheetOf(BUSINESSES, ...rows), query: { ...WHY, seen: '0' } })).body;
    expect(await wrong(['permits', 'A', '证件', 'Permits', '十', '1', ''])).toMatchObject({ errors: [{ row: 2, column: '通常分钟', reason: '应为整数' }] });
    expect(await wrong(['permits', 'A', '证件', 'Permits', '10', '1、9', '纳税'])).toMatchObject({ errors: [{ row: 2, column: '窗口', reason: '本中心没有9号窗口' }, { row: 2, column: '事项', reason: '事项目录里没有“纳税”' }] });
    expect(await wrong(['permits', 'A', '证件', 'Permits', '10', '1、2、3、4', ''], ['Bad Id', 'A', '证件', 'Permits', '0', '1', ''])).toMatchObject({
      errors: [{ row: 3, column: '编号', reason: '编号只用小写字母、数字和“-”' }, { row: 3, column: '号码字母', reason: '字母A已有别的业务用了' }, { row: 3, column: '名称', reason: '已有叫“证件”的业务' }, { row: 3, column: '通常分钟' }],
    });
    expect((await centre()).version).toBe(0);
  });
});

describe('sheets of a centre', () => {
  it('are its manager’s alone, before anything that was sent is read', async () => {
    for (const caller of [clerk('xu'), manager('centre-other'), resident('somebody')]) {
      for (const path of ['centre-windows', 'centre-businesses'] as const) {
        await expect(send('GET', path, { caller })).rejects.toMatchObject({ code: 'FORBIDDEN' });
        await expect(send('POST', path, { caller, body: Buffer.from('x') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
    }
  });

  it.each([
    ['is no sheet', Buffer.from('PK\u0003\u0004 nothing'), {}, 'BAD_INPUT'], ['is empty', Buffer.alloc(0), {}, 'BAD_INPUT'], ['is too large', Buffer.alloc(2 * 1024 * 1024 + 1), {}, 'TOO_LARGE'],
    ['counts in words', null, { acceptMoved: 'all' }, 'BAD_INPUT'], ['has no version', null, { seen: '-1' }, 'BAD_INPUT'],
  ])('refuse what %s', async (_what, body, query, code) => {
    await expect(send('POST', 'centre-windows', { body: body ?? (await sheetOf(WINDOWS, ['1', '证件'])), query })).rejects.toMatchObject({ code });
  });

  it('refuse a sheet without a key, and one of nobody’s centre', async () => {
    await expect(send('POST', 'centre-windows', { key: '' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(send('GET', 'centre-windows', { query: { centreId: '' } })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(send('GET', 'centre-windows', { caller: manager('centre-none'), query: { centreId: 'centre-none' } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
