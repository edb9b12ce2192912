import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../kernel/caller.js';
import type { DoorResponse } from '../../kernel/module.js';
import { readRows } from '../../kernel/sheets/index.js';
import { CENTRE, clerk, freshKey, queueWorld, resident, type QueueWorld } from './testing.js';

let world: QueueWorld;
beforeEach(async () => {
  world = await queueWorld('queue-sheet');
});
afterEach(() => world.close());

async function sheet(caller: Caller, query = `centreId=${CENTRE}`): Promise<DoorResponse> {
  const door = world.queue.routes.find(({ path }) => path === '/staff/sheets/queue.xlsx');
  if (!door) throw new Error('there is no such door');
  return door.handle({ caller, params: {}, query: new URLSearchParams(query), headers: {}, body: Buffer.alloc(0) });
}

describe('a centre’s numbers of today as a sheet', () => {
  it('tell who waited and was served how long, and nobody’s name or ground', async () => {
    const xu = clerk('xu');
    const take = (id: string, priorityGround: string | null) => world.queue.tickets.take(resident(id), { centreId: CENTRE, businessId: 'permits', priorityGround }, freshKey());
    await take('p-first', null);
    await take('p-claims', 'DISABLED');
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    world.time.now += 5 * 60_000;
    const next = async (): Promise<string> => {
      const outcome = await world.queue.desks.next(xu, CENTRE, 1, freshKey());
      return outcome.__typename === 'QueueDesk' ? (outcome.current?.id ?? '') : '';
    };
    await world.queue.desks.refuseGround(xu, await next(), 'NO_PROOF', freshKey());
    const served = await next();
    await world.queue.desks.work(xu, served, 'BEGIN', freshKey());
    world.time.now += 7 * 60_000;
    await world.queue.desks.work(xu, served, 'FINISH', freshKey());
    const answer = await sheet(xu);
    const titles = ['号码', '业务', '状态', '取消优先', '窗口', '等候分钟', '办理分钟'];
    const { rows, errors } = await readRows(answer.body as Buffer, titles.map((title) => ({ key: title, title, required: false }))); // a door of sheets answers one
    expect(errors).toEqual([]);
    expect(rows.map(({ values }) => titles.map((title) => values[title]))).toEqual([['A001', '证件', '已办结', '', '1', '5', '7'], ['A002', '证件', '等候', '没有能证明优先情形的证件', '', '', '']]);
    expect(answer.headers?.['content-disposition']).toContain(encodeURIComponent('样例中心取号2026-11-24'));
    expect(JSON.stringify(rows)).not.toMatch(/p-first|p-claims|DISABLED/);
  });

  it('are the centre’s own clerks’ alone', async () => {
    for (const who of [clerk('strange', 'centre-other'), resident('somebody')]) await expect(sheet(who)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(sheet(clerk('xu'), '')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
