import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymousCaller, type Caller } from '../../../kernel/caller.js';
import type { Door, DoorResponse } from '../../../kernel/module.js';
import { readRows, writeRows } from '../../../kernel/sheets/index.js';
import { callerOf, WANG } from '../../affairs/testing.js';
import { WORK } from '../cases/service.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';

let world: ApprovalWorld;
let doors: readonly Door[];
beforeAll(async () => {
  world = await approvalWorld('sheets');
  const names = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => new Map(ids.map((id) => [id, id === 'person-dept-gafj-clerk' ? '程警官' : id]));
  Object.assign(world.people, { namesOf: names });
  doors = world.approval.routes;
});
afterAll(() => world.close());

async function send(method: 'GET' | 'POST', path: string, caller: Caller, { query = '', body = Buffer.alloc(0), headers = {} }: { query?: string; body?: Buffer; headers?: Record<string, string> } = {}): Promise<DoorResponse> {
  const door = doors.find((each) => each.method === method && each.path === `/staff/sheets/${path}.xlsx`);
  if (!door) throw new Error(`there is no door ${path}`);
  return door.handle({ caller, params: {}, query: new URLSearchParams(query), headers, body });
}
/** A sheet with these titles and rows. */
const rowsOf = (titles: readonly string[], ...rows: readonly (readonly string[])[]) => writeRows('表', titles.map((title, index) => ({ title, value: (row: readonly string[]) => row[index] || null })), rows);
/** A case that was not taken on. */
async function refusedCase(): Promise<string> {
  const number = await world.open('dog-registration');
  await world.approval.cases.act(clerkOf('centre-yueyang'), WORK, { number, version: 0, command: { type: 'refuse-acceptance' }, why: '不属于受理范围' }, world.key());
  return number;
}
const column = (title: string) => ({ key: title, title, required: false });
const read = async (response: DoorResponse, ...titles: string[]) => (await readRows(response.body as Buffer, titles.map(column))).rows.map(({ values }) => titles.map((title) => values[title]));

describe('lists as sheets', () => {
  it('hold what the lists hold, for whom the lists are', async () => {
    const number = await world.open('dog-registration');
    expect(await read(await send('GET', 'worklist', clerkOf('centre-yueyang')), '办件编号', '事项', '待办', '到期日', '期限')).toEqual([[number, '养犬登记', '受理审查', '2026-11-30', '正常']]);
    expect(await read(await send('GET', 'supervision', supervisor), '办件编号', '在办单位', '最近到期日')).toEqual([[number, '名称centre-yueyang', '2026-11-30']]);
    expect(await read(await send('GET', 'statistics', supervisor, { query: 'from=2026-11-01&until=2026-11-30&by=DEPARTMENT' }), '名称', '在办')).toEqual([['名称centre-yueyang', '1']]);
    expect(await read(await send('GET', 'worklist', clerkOf('centre-yueyang'), { query: 'light=RED' }), '办件编号')).toEqual([]);
    await expect(send('GET', 'worklist', anonymousCaller('web', 'r'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(send('GET', 'ratings', clerkOf('centre-yueyang'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(send('GET', 'worklist', clerkOf('centre-yueyang'), { query: 'light=BLUE' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(send('GET', 'statistics', supervisor, { query: 'from=yesterday' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('call steps as people do, and come back in as they are called', async () => {
    const number = await world.open('dog-registration');
    await world.approval.cases.act(clerkOf('centre-yueyang'), WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    const { title: { zh: step } } = (await world.look(number)).steps[0]!; // the service has one
    expect(await read(await send('GET', 'worklist', head('dept-gafj'), { query: `number=${number}` }), '环节')).toEqual([[step]]);
    const { body } = await send('POST', 'worklist', head('dept-gafj'), { body: await rowsOf(['办件编号', '环节', '经办人', '理由'], [number, step, '程警官', '分工']), headers: { 'idempotency-key': 'by-name' } });
    expect(body).toEqual({ done: 1, errors: [] });
  });

  it('urge by the supervisor’s own list, each row once however often it is sent', async () => {
    const [number, other] = [await world.open('dog-registration'), await world.open('dog-registration')];
    const body = await rowsOf(['办件编号', '版本', '催办理由'], [number, '0', '请尽快受理'], [other, '0', ''], [other, '9', '请尽快受理']);
    const again = { body, headers: { 'idempotency-key': 'urge-1' } };
    const answer = { done: 1, errors: [{ row: 4, column: null, reason: '办件刚刚有变化，请重新导出' }] };
    expect((await send('POST', 'supervision', supervisor, again)).body).toEqual(answer);
    expect((await send('POST', 'supervision', supervisor, again)).body).toEqual(answer);
    expect([(await world.look(number)).urged, (await world.look(other)).urged]).toEqual([1, 0]);
    expect((await send('POST', 'supervision', head('centre-yueyang'), { body, headers: { 'idempotency-key': 'urge-2' } })).body).toMatchObject({ done: 0 });
    expect((await world.look(number)).urged).toBe(1);
  });

  it('answer whoever could not get something done, and follow up what was bad, row by row', async () => {
    const report = await world.approval.unresolved.report(callerOf(WANG), { text: '跑了三次没有办成', organisationId: 'dept-gafj' }, world.key());
    const answered = await rowsOf(['编号', '答复'], [report.id, '已与您联系，明天可来办理'], ['nothing', '好'], [report.id, '']);
    const headers = { 'idempotency-key': 'answers' };
    for (const _twice of [1, 2]) expect((await send('POST', 'unresolved', head('dept-gafj'), { body: answered, headers })).body).toEqual({ done: 1, errors: [{ row: 3, column: '编号', reason: '没有这一项，或不属于本单位' }] });
    expect(await read(await send('GET', 'unresolved', head('dept-gafj'), { query: 'state=ANSWERED' }), '编号', '答复')).toEqual([[report.id, '已与您联系，明天可来办理']]);
    expect((await send('POST', 'unresolved', head('dept-gafj'), { body: answered, headers: { 'idempotency-key': 'other' } })).body).toMatchObject({ done: 0, errors: [{ row: 2, reason: '已经办过，或状态已变，请重新导出' }, { row: 3 }] });

    const number = await world.open('dog-registration');
    await world.approval.cases.withdraw(callerOf(WANG), number, null, world.key());
    const bad = await rowsOf(['评价编号', '状态', '办理情况'], [number, '待联系', '已致歉'], [number, '已整改', '好']);
    expect((await send('POST', 'ratings', supervisor, { body: bad, headers })).body).toEqual({ done: 0, errors: [{ row: 2, column: '评价编号', reason: '没有这一项，或不属于本单位' }, { row: 3, column: '状态', reason: '应为待联系或待整改' }] });
    const rated = await refusedCase();
    await world.approval.ratings.rate(callerOf(WANG), rated, { grade: 'POOR', text: null }, world.key());
    expect((await send('POST', 'ratings', supervisor, { body: await rowsOf(['评价编号', '状态', '办理情况'], [rated, '待联系', '已致歉']), headers: { 'idempotency-key': 'bad' } })).body).toEqual({ done: 1, errors: [] });
    expect(await read(await send('GET', 'ratings', supervisor), '评价编号', '状态')).toEqual([[rated, '待整改']]);
    await expect(send('POST', 'ratings', clerkOf('centre-yueyang'), { body: bad, headers })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('hold the one list of all that waits', async () => {
    expect((await read(await send('GET', 'todos', clerkOf('centre-yueyang')), '待办', '期限'))[0]).toEqual(['受理审查', '正常']);
  });

  it('take in who is to have what in hand: what can be done is, every other row comes back with its reason, and again does nothing', async () => {
    const [first, second] = [await world.open('dog-registration'), await world.open('dog-registration')];
    for (const number of [first, second]) await world.approval.cases.act(clerkOf('centre-yueyang'), WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    const rows = [[first, 'check', '程警官', '片区分工'], [second, 'check', '某某', '片区分工'], ['1', 'check', '程警官', '分工'], ['31019920261123999999', 'check', '程警官', '分工'], [second, 'nothing', '程警官', '分工'], [second, 'check', '程警官', '']];
    const body = await writeRows('交办', ['办件编号', '环节', '经办人', '理由'].map((title, index) => ({ title, value: (row: string[]) => row[index] ?? null })), rows);
    const headers = { 'idempotency-key': 'import-1' };
    const answer = await send('POST', 'worklist', head('dept-gafj'), { body, headers });
    expect(answer.body).toEqual({
      done: 1, errors: [{ row: 3, column: '经办人', reason: '不是本单位经办人员' }, { row: 4, column: '办件编号', reason: '应为20位数字' }, { row: 5, column: '办件编号', reason: '没有这一项，或不属于本单位' }, { row: 6, column: '环节', reason: '没有这个环节' }, { row: 7, column: '理由', reason: '不能为空' }],
    });
    const { version } = await world.look(first);
    expect((await world.approval.reading.worklist(clerkOf('dept-gafj'), { mine: true }, {})).nodes.map(({ number }) => number).filter((number) => number === first || number === second)).toEqual([first]);
    expect((await send('POST', 'worklist', head('dept-gafj'), { body, headers })).body).toEqual(answer.body);
    expect((await world.look(first)).version).toBe(version);
    await expect(send('POST', 'worklist', head('dept-gafj'), { body })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(send('POST', 'worklist', head('dept-gafj'), { body: Buffer.from('x'), headers })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
