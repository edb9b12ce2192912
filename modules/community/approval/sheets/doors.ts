import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Door, DoorResponse } from '../../../kernel/module.js';
import type { Connection as Page } from '../../../kernel/pages.js';
import { readRows, writeRows, type RowError, type WriteColumn } from '../../../kernel/sheets/index.js';
import type { CaseReading, WorkFilter } from '../cases/reading.js';
import { WORK, type CaseService } from '../cases/service.js';
import type { RatingService } from '../ratings/service.js';
import type { StatisticGroup, StatisticsService } from '../supervision/statistics.js';
import type { UnresolvedService } from '../unresolved/service.js';
import type { CaseStatisticEntity, CaseTaskEntity, CaseTaskKind, RatingFollowUpEntity, StaffCaseEntity, UnresolvedReportEntity } from '../types.js';

/** What the lists are read with. */
export interface SheetServices {
  readonly cases: CaseService;
  readonly reading: CaseReading;
  readonly statistics: StatisticsService;
  readonly ratings: RatingService;
  readonly unresolved: UnresolvedService;
}

/** The most rows in one sheet. */
const MOST_ROWS = 5000;
const LARGEST_SHEET = 2 * 1024 * 1024;
const PAGE = 50;

const LIGHTS = { GREEN: '正常', YELLOW: '即将到期', RED: '已超期' } as const;
const column = <T>(title: string, value: WriteColumn<T>['value'], width?: number): WriteColumn<T> => ({ title, value, ...(width === undefined ? {} : { width }) });

const WORKLIST: readonly WriteColumn<CaseTaskEntity>[] = [
  column('办件编号', ({ number }) => number, 24), column('事项', ({ serviceName }) => serviceName.zh, 20), column('待办', ({ title }) => title.zh, 20), column('环节', ({ step }) => step, 12),
  column('开始', ({ since }) => new Date(since), 18), column('到期日', ({ dueOn }) => dueOn), column('期限', ({ light }) => LIGHTS[light]), column('经办人', ({ assignee }) => assignee),
];
const SUPERVISED: readonly WriteColumn<StaffCaseEntity>[] = [
  column('办件编号', ({ number }) => number, 24), column('事项', ({ serviceName }) => serviceName.zh, 20), column('状态', ({ status }) => status.zh), column('收件', ({ receivedAt }) => new Date(receivedAt), 18),
  column('牵头单位', ({ lead }) => lead.zh, 20), column('在办单位', ({ clocks }) => [...new Set(clocks.filter(({ stoppedAt }) => stoppedAt === null).flatMap(({ organisations }) => organisations.map(({ zh }) => zh)))].join('、'), 30),
  column('最近到期日', ({ clocks }) => clocks.flatMap(({ stoppedAt, dueOn }) => (stoppedAt === null && dueOn !== null ? [dueOn] : [])).sort()[0] ?? null),
  column('期限', ({ clocks }) => LIGHTS[(['RED', 'YELLOW'] as const).find((light) => clocks.some((clock) => clock.stoppedAt === null && clock.light === light)) ?? 'GREEN']), column('黄牌', ({ cards }) => cards.filter(({ colour }) => colour === 'YELLOW').length, 8), column('红牌', ({ cards }) => cards.filter(({ colour }) => colour === 'RED').length, 8), column('催办', ({ urged }) => urged, 8),
];
const STATISTICS: readonly WriteColumn<CaseStatisticEntity>[] = [
  column('名称', ({ name }) => name.zh, 30), column('已办', ({ finished }) => finished), column('超期', ({ late }) => late), column('平均工作日', ({ meanWorkingDays }) => meanWorkingDays), column('平均期限', ({ meanLimit }) => meanLimit),
  column('在办', ({ running }) => running), column('黄灯', ({ yellow }) => yellow), column('红灯', ({ red }) => red),
];
const FOLLOW_UPS: readonly WriteColumn<RatingFollowUpEntity>[] = [
  column('办件编号', ({ number }) => number, 24), column('事项', ({ serviceName }) => serviceName.zh, 20), column('等级', ({ grade }) => (grade === 'VERY_POOR' ? '非常不满意' : '不满意')), column('内容', ({ text }) => text, 40), column('评价时间', ({ at }) => new Date(at), 18),
  column('状态', ({ state }) => ({ TO_CONTACT: '待联系', CONTACTED: '待整改', PUT_RIGHT: '已整改' })[state]), column('联系期限', ({ contactBy }) => contactBy), column('整改期限', ({ putRightBy }) => putRightBy), column('期限', ({ light }) => LIGHTS[light]),
];
const REPORTS: readonly WriteColumn<UnresolvedReportEntity>[] = [
  column('反映时间', ({ at }) => new Date(at), 18), column('单位', ({ organisation }) => organisation.zh, 24), column('事项', ({ serviceName }) => serviceName?.zh ?? null, 20), column('内容', ({ text }) => text, 40), column('负责人', ({ responsible }) => responsible), column('答复期限', ({ answerBy }) => answerBy), column('答复', ({ answer }) => answer, 40),
];

/** Which step goes into whose hands; a row as it stands in the worklist's own sheet, with a reason beside. */
const ASSIGNMENTS = [
  { key: 'number', title: '办件编号', check: (value: string) => (/^\d{20}$/.test(value) ? null : '应为20位数字') }, { key: 'step', title: '环节' }, { key: 'assignee', title: '经办人' }, { key: 'why', title: '理由' },
] as const;

/** Doors of the staff's lists: each as xlsx, and the worklist back in with who is to have what in hand. Rights, limits and records are those of the lists. */
export function createSheetDoors(services: SheetServices): Door[] {
  const { reading, statistics, ratings, unresolved } = services;
  const sheet = <T>(path: string, name: string, columns: readonly WriteColumn<T>[], read: (caller: Caller, query: URLSearchParams) => Promise<readonly T[]>): Door => ({
    method: 'GET', path: `/staff/sheets/${path}.xlsx`, maxBodyBytes: 0,
    handle: async ({ caller, query }) => asFile(name, await writeRows(name, columns, await read(caller, query))),
  });
  return [
    sheet('worklist', '待办办件', WORKLIST, (caller, query) => all((after) => reading.worklist(caller, filterOf(query), { first: PAGE, after }))),
    sheet('supervision', '在办监察', SUPERVISED, (caller, query) => all((after) => reading.supervised(caller, { organisationId: query.get('organisationId'), serviceId: query.get('serviceId'), light: lightOf(query) }, { first: PAGE, after }))),
    sheet('statistics', '时限统计', STATISTICS, (caller, query) => statistics.of(caller, dayOf(query, 'from'), dayOf(query, 'until'), groupOf(query))),
    sheet('ratings', '差评整改', FOLLOW_UPS, (caller) => all((after) => ratings.followUps(caller, { first: PAGE, after }))),
    sheet('unresolved', '办不成事', REPORTS, (caller, query) => all((after) => unresolved.list(caller, query.get('state') === 'ANSWERED' ? 'ANSWERED' : 'OPEN', { first: PAGE, after }))),
    { method: 'POST', path: '/staff/sheets/worklist.xlsx', maxBodyBytes: LARGEST_SHEET, handle: async ({ caller, body, headers }) => ({ headers: { 'cache-control': 'no-store' }, body: await assign(services, caller, body, keyOf(headers['idempotency-key'])) }) },
  ];
}

/** All pages of a list, up to what a sheet holds. */
async function all<T>(page: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  for (let after: string | null = null; rows.length < MOST_ROWS;) {
    const { nodes, pageInfo } = await page(after);
    rows.push(...nodes);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return rows;
}

/** Gives steps into hands row by row: those that can be are, the others come back with their reasons. */
async function assign({ cases, reading }: SheetServices, caller: Caller, bytes: Buffer, key: string): Promise<{ readonly done: number; readonly errors: readonly RowError[] }> {
  // Rights before the reading of what was sent.
  await reading.worklist(caller, {}, { first: 1 });
  const { rows, errors } = await readRows(bytes, ASSIGNMENTS);
  const wrong = [...errors];
  let done = 0;
  for (const { row, values: { number = '', step = '', assignee = '', why = '' } } of rows) {
    const reason = await reasonAgainst({ cases, reading }, caller, { number, step, assignee, why }, `${key}:${row}`);
    if (reason === null) done += 1;
    else wrong.push({ row, ...reason });
  }
  return { done, errors: wrong.sort((a, b) => a.row - b.row) };
}

async function reasonAgainst({ cases, reading }: Pick<SheetServices, 'cases' | 'reading'>, caller: Caller, { number, step, assignee, why }: { number: string; step: string; assignee: string; why: string }, key: string): Promise<Omit<RowError, 'row'> | null> {
  try {
    const { version, colleagues, steps } = await reading.staffCase(caller, number);
    const named = colleagues.filter(({ name }) => name === assignee);
    const [colleague] = named;
    if (!colleague || named.length > 1) return { column: '经办人', reason: named.length > 1 ? '本单位有同名人员，请在办件中指定' : '不是本单位经办人员' };
    const wanted = steps.find(({ id, title }) => id === step || title.zh === step);
    if (!wanted) return { column: '环节', reason: '没有这个环节' };
    // Sent again, what was done stays done.
    if (wanted.opinions.some(({ organisationId, verdict, by }) => organisationId === caller.post?.organisationId && verdict === null && by === assignee)) return null;
    const outcome = await cases.act(caller, WORK, { number, version, command: { type: 'reassign', step: wanted.id, toPersonId: colleague.personId }, why }, `${key}:${version}`);
    if (outcome.is === 'CaseActionRefused') return { column: null, reason: outcome.text.zh };
    return outcome.is === 'CaseChanged' ? { column: null, reason: '办件刚刚有变化，请重试' } : null;
  } catch (error) {
    if (error instanceof Fault && (error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN')) return { column: '办件编号', reason: '没有这个办件，或不属于本单位' };
    throw error;
  }
}

function asFile(name: string, body: Buffer): DoorResponse {
  return {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body,
    headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.xlsx`)}`, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' },
  };
}

/** One of a few words of a query; null where there is none. @throws Fault BAD_INPUT for another */
function oneOf<T extends string>(query: URLSearchParams, field: string, words: readonly T[]): T | null {
  const given = query.get(field);
  if (given === null || given === '') return null;
  const word = words.find((each) => each === given);
  if (!word) throw new Fault('BAD_INPUT', { field, reason: `one of ${words.join(', ')}` });
  return word;
}

const lightOf = (query: URLSearchParams) => oneOf(query, 'light', ['GREEN', 'YELLOW', 'RED']);

function filterOf(query: URLSearchParams): WorkFilter {
  return { kind: oneOf<CaseTaskKind>(query, 'kind', ['ACCEPT', 'STEP', 'DECIDE', 'DELIVER', 'CONSULTATION', 'CARD', 'COMMITMENT']), light: lightOf(query), serviceId: query.get('serviceId'), mine: query.get('mine') === 'true', number: query.get('number') };
}

function groupOf(query: URLSearchParams): StatisticGroup {
  return oneOf(query, 'by', ['DEPARTMENT', 'SERVICE', 'STEP']) ?? 'DEPARTMENT';
}

function dayOf(query: URLSearchParams, field: string): string {
  const day = query.get(field) ?? '';
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) throw new Fault('BAD_INPUT', { field, reason: 'a day, YYYY-MM-DD' });
  return day;
}

/** Sent again, an import answers the same; its rows have keys of their own. */
function keyOf(header: string | readonly string[] | undefined): string {
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,100}$/.test(header)) throw new Fault('BAD_INPUT', { field: 'idempotency-key', reason: '1 to 100 printable ASCII characters' });
  return header;
}
