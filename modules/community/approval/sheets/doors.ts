import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Door } from '../../../kernel/module.js';
import type { Connection as Page } from '../../../kernel/pages.js';
import { sheetFile, writeRows, type WriteColumn } from '../../../kernel/sheets/index.js';
import type { Todos } from '../../../kernel/todos.js';
import type { WorkFilter } from '../cases/reading.js';
import type { StatisticGroup, StatisticsService } from '../supervision/statistics.js';
import type { TodoService } from '../todos/service.js';
import type { CaseStatisticEntity, CaseTaskEntity, CaseTaskKind, RatingFollowUpEntity, StaffCaseEntity, StaffTodoEntity, UnresolvedReportEntity } from '../types.js';
import { createImportDoors, FILLED_IN, FOLLOW_UP_STATES, RATING, type ImportServices } from './imports.js';

/** What the lists are read with. */
export interface SheetServices extends ImportServices {
  readonly statistics: StatisticsService;
  readonly todos: TodoService;
  /** What a step of a service is called; null where the catalogue lost it. */
  readonly stepTitle: (serviceId: string, step: string) => string | null;
}

/** The most rows in one sheet. */
const MOST_ROWS = 5000;
const MOST_TODOS = 100;
const PAGE = 50;

/** What a sheet is written from, and whether the list goes on beyond it. */
interface Listed<T> {
  readonly rows: readonly T[];
  readonly more: boolean;
}

const LIGHTS = { GREEN: '正常', YELLOW: '即将到期', RED: '已超期' } as const;
const column = <T>(title: string, value: WriteColumn<T>['value'], width?: number): WriteColumn<T> => ({ title, value, ...(width === undefined ? {} : { width }) });

const worklistColumns = (stepTitle: SheetServices['stepTitle']): readonly WriteColumn<CaseTaskEntity>[] => [
  column('办件编号', ({ number }) => number, 24), column('事项', ({ serviceName }) => serviceName.zh, 20), column('待办', ({ title }) => title.zh, 20), column('环节', ({ serviceId, step }) => step && (stepTitle(serviceId, step) ?? step), 16),
  column('开始', ({ since }) => new Date(since), 18), column('到期日', ({ dueOn }) => dueOn), column('期限', ({ light }) => LIGHTS[light]), column('容缺最后一天', ({ owedUntil }) => owedUntil), column('结果已撤销', ({ revoked }) => (revoked ? '是' : null)), column('经办人', ({ assignee }) => assignee),
];
const SUPERVISED: readonly WriteColumn<StaffCaseEntity>[] = [
  column('办件编号', ({ number }) => number, 24), column('事项', ({ serviceName }) => serviceName.zh, 20), column('状态', ({ status }) => status.zh), column('收件', ({ receivedAt }) => new Date(receivedAt), 18),
  column('牵头单位', ({ lead }) => lead.zh, 20), column('在办单位', ({ clocks }) => [...new Set(clocks.filter(({ stoppedAt }) => stoppedAt === null).flatMap(({ organisations }) => organisations.map(({ zh }) => zh)))].join('、'), 30),
  column('最近到期日', ({ clocks }) => clocks.flatMap(({ stoppedAt, dueOn }) => (stoppedAt === null && dueOn !== null ? [dueOn] : [])).sort()[0] ?? null),
  column('期限', ({ clocks }) => LIGHTS[(['RED', 'YELLOW'] as const).find((light) => clocks.some((clock) => clock.stoppedAt === null && clock.light === light)) ?? 'GREEN']), column('黄牌', ({ cards }) => cards.filter(({ colour }) => colour === 'YELLOW').length, 8), column('红牌', ({ cards }) => cards.filter(({ colour }) => colour === 'RED').length, 8), column('催办', ({ urged }) => urged, 8),
  column('版本', ({ version }) => version, 8), column(FILLED_IN.supervision, () => null, 30),
];
const STATISTICS: readonly WriteColumn<CaseStatisticEntity>[] = [
  column('名称', ({ name }) => name.zh, 30), column('已办', ({ finished }) => finished), column('超期', ({ late }) => late), column('平均工作日', ({ meanWorkingDays }) => meanWorkingDays), column('平均期限', ({ meanLimit }) => meanLimit),
  column('在办', ({ running }) => running), column('黄灯', ({ yellow }) => yellow), column('红灯', ({ red }) => red), column('撤销', ({ revoked }) => revoked),
];
const FOLLOW_UPS: readonly WriteColumn<RatingFollowUpEntity>[] = [
  column(RATING.title, ({ id }) => id, 24), column('办件编号或号码', ({ number }) => number, 24), column('事项', ({ serviceName }) => serviceName.zh, 20), column('等级', ({ grade }) => (grade === 'VERY_POOR' ? '非常不满意' : '不满意')), column('内容', ({ text }) => text, 40), column('评价时间', ({ at }) => new Date(at), 18),
  column('状态', ({ state }) => FOLLOW_UP_STATES[state]), column('联系期限', ({ contactBy }) => contactBy), column('整改期限', ({ putRightBy }) => putRightBy), column('期限', ({ light }) => LIGHTS[light]), column(FILLED_IN.ratings, () => null, 40),
];
const REPORTS: readonly WriteColumn<UnresolvedReportEntity>[] = [
  column('反映时间', ({ at }) => new Date(at), 18), column('单位', ({ organisation }) => organisation.zh, 24), column('事项', ({ serviceName }) => serviceName?.zh ?? null, 20), column('内容', ({ text }) => text, 40), column('负责人', ({ responsible }) => responsible), column('答复期限', ({ answerBy }) => answerBy), column(FILLED_IN.unresolved, ({ answer }) => answer, 40), column('编号', ({ id }) => id, 36),
];
const TODOS: readonly WriteColumn<StaffTodoEntity>[] = [
  column('待办', ({ title }) => title.zh, 24), column('关于', ({ about }) => about, 36), column('开始', ({ since }) => new Date(since), 18), column('到期日', ({ dueOn }) => dueOn), column('期限', ({ light }) => LIGHTS[light]),
];

/** Doors of the staff's lists: each as xlsx, and back in with what can be filled in ({@link createImportDoors}). Rights, limits and records are those of the lists. */
export function createSheetDoors(services: SheetServices): Door[] {
  const { reading, statistics, followUps, unresolved, todos, stepTitle } = services;
  const sheet = <T>(path: string, name: string, columns: readonly WriteColumn<T>[], read: (caller: Caller, query: URLSearchParams) => Promise<Listed<T>>): Door => ({
    method: 'GET', path: `/staff/sheets/${path}.xlsx`, maxBodyBytes: 0,
    async handle({ caller, query }) {
      const { rows, more } = await read(caller, query);
      // A list that ends before its end says so where it is seen first.
      return sheetFile(more ? `${name}（前${rows.length}行）` : name, await writeRows(name, columns, rows));
    },
  });
  return [
    sheet('worklist', '待办办件', worklistColumns(stepTitle), (caller, query) => all((after) => reading.worklist(caller, filterOf(query), { first: PAGE, after }))),
    sheet('supervision', '在办监察', SUPERVISED, (caller, query) => all((after) => reading.supervised(caller, { organisationId: query.get('organisationId'), serviceId: query.get('serviceId'), light: lightOf(query) }, { first: PAGE, after }))),
    sheet('statistics', '时限统计', STATISTICS, async (caller, query) => ({ rows: await statistics.of(caller, dayOf(query, 'from'), dayOf(query, 'until'), groupOf(query)), more: false })),
    sheet('ratings', '差评整改', FOLLOW_UPS, (caller) => all((after) => followUps.list(caller, { first: PAGE, after }))),
    sheet('unresolved', '办不成事', REPORTS, (caller, query) => all((after) => unresolved.list(caller, query.get('state') === 'ANSWERED' ? 'ANSWERED' : 'OPEN', { first: PAGE, after }))),
    sheet('todos', '待办', TODOS, async (caller) => firstOf(await todos.list(caller, MOST_TODOS))),
    ...createImportDoors(services),
  ];
}

const firstOf = ({ items, totalCount }: Todos): Listed<StaffTodoEntity> => ({ rows: items, more: totalCount > items.length });

/** All pages of a list, up to what a sheet holds. */
async function all<T>(page: (after: string | null) => Promise<Page<T>>): Promise<Listed<T>> {
  const rows: T[] = [];
  for (let after: string | null = null; rows.length < MOST_ROWS;) {
    const { nodes, pageInfo } = await page(after);
    rows.push(...nodes);
    if (!pageInfo.hasNextPage) return { rows, more: false };
    after = pageInfo.endCursor;
  }
  return { rows, more: true };
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
  return { kind: oneOf<CaseTaskKind>(query, 'kind', ['ACCEPT', 'STEP', 'DECIDE', 'DELIVER', 'CONSULTATION', 'CARD', 'COMMITMENT', 'FINDING']), light: lightOf(query), serviceId: query.get('serviceId'), mine: query.get('mine') === 'true', number: query.get('number') };
}

function groupOf(query: URLSearchParams): StatisticGroup {
  return oneOf(query, 'by', ['DEPARTMENT', 'SERVICE', 'STEP']) ?? 'DEPARTMENT';
}

function dayOf(query: URLSearchParams, field: string): string {
  const day = query.get(field) ?? '';
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) throw new Fault('BAD_INPUT', { field, reason: 'a day, YYYY-MM-DD' });
  return day;
}
