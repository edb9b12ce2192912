import { Fault } from '../../kernel/errors.js';
import type { Door } from '../../kernel/module.js';
import { sheetFile, writeRows, type WriteColumn } from '../../kernel/sheets/index.js';
import { businessEverOf } from './centres.js';
import type { DeskService } from './desk.js';
import { groundWords } from './refusals.js';
import type { Centre, Ticket, TicketState } from './types.js';

const STATES: Readonly<Record<TicketState, string>> = { WAITING: '等候', CALLED: '已叫号', SERVING: '办理中', DONE: '已办结', PASSED: '已过号', LEFT: '已离开' };
const minutes = (from: number | null, until: number | null): number | null => (from === null || until === null ? null : Math.round((until - from) / 60_000));
const time = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** Columns of a day's numbers. No name, no holder, and no ground: what the hall's board may tell, and when it was. */
const columnsOf = (centre: Centre): readonly WriteColumn<Ticket>[] => [
  { title: '号码', value: ({ number }) => number },
  { title: '业务', value: ({ businessId }) => businessEverOf(centre, businessId).nameZh, width: 20 },
  { title: '状态', value: ({ state }) => STATES[state] },
  { title: '依法优先', value: ({ priority }) => (priority ? '是' : null) },
  { title: '取消优先', value: ({ groundRefused }) => groundRefused && groundWords(groundRefused).zh, width: 28 },
  { title: '预约时间', value: ({ appointmentAt }) => time(appointmentAt), width: 18 },
  { title: '取号', value: ({ queuedAt }) => time(queuedAt), width: 18 },
  { title: '最近叫号', value: ({ calledAt }) => time(calledAt), width: 18 },
  { title: '叫号次数', value: ({ calls }) => calls },
  { title: '窗口', value: ({ window }) => window },
  { title: '开始办理', value: ({ begunAt }) => time(begunAt), width: 18 },
  { title: '结束', value: ({ endedAt }) => time(endedAt), width: 18 },
  { title: '等候分钟', value: ({ queuedAt, calledAt }) => minutes(queuedAt, calledAt) },
  { title: '办理分钟', value: ({ begunAt, endedAt }) => minutes(begunAt, endedAt) },
  { title: '转窗次数', value: ({ transfers }) => transfers },
];

/** Door of a centre's numbers of today as a sheet, for its clerks. */
export function createQueueSheetDoor(desks: Pick<DeskService, 'numbers'>): Door {
  return {
    method: 'GET', path: '/staff/sheets/queue.xlsx', maxBodyBytes: 0,
    async handle({ caller, query }) {
      const centreId = query.get('centreId');
      if (!centreId) throw new Fault('BAD_INPUT', { field: 'centreId', reason: 'the centre whose numbers are wanted' });
      const { centre, day, tickets } = await desks.numbers(caller, centreId);
      return sheetFile(`${centre.nameZh}取号${day}`, await writeRows('取号', columnsOf(centre), tickets));
    },
  };
}
