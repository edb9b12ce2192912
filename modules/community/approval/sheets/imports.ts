import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Door } from '../../../kernel/module.js';
import { LARGEST_SHEET, readRows, sheetKey, type ReadColumn, type RowError } from '../../../kernel/sheets/index.js';
import type { CaseReading } from '../cases/reading.js';
import { SUPERVISE, WORK, type CaseService } from '../cases/service.js';
import type { FollowUps } from '../ratings/follow-ups.js';
import { OPEN_FOLLOW_UPS, type CaseActionOutcome, type FollowUpState } from '../types.js';
import type { UnresolvedService } from '../unresolved/service.js';

/** What is done with the rows of a sheet. */
export interface ImportServices {
  readonly cases: CaseService;
  readonly reading: CaseReading;
  readonly followUps: FollowUps;
  readonly unresolved: UnresolvedService;
}

/** The column of each sheet that is saved to be filled in and sent back. */
export const FILLED_IN = { supervision: '催办理由', ratings: '办理情况', unresolved: '答复' } as const;
/** How a follow-up stands, in the words of its sheet. */
export const FOLLOW_UP_STATES: Readonly<Record<FollowUpState, string>> = { TO_CONTACT: '待联系', CONTACTED: '待整改', UNREACHABLE: '待整改（没有留联系方式）', PUT_RIGHT: '已整改' };

/** Of a rating: its case's number, or a word of its own for a visit. */
export const RATING: ReadColumn = { key: 'id', title: '评价编号' };

type Values = Readonly<Record<string, string>>;
/** What stands against a row; null: it was done. */
type Against = Omit<RowError, 'row'> | null;

/** A list that is sent back as a sheet. */
interface SheetImport {
  /** As in the path of its door. */
  readonly list: string;
  readonly columns: readonly ReadColumn[];
  /** The column that names what a row is about. */
  readonly about: string;
  /** The column that was filled in. A row that leaves it empty wants nothing, unless the column is required. */
  readonly filledIn: string;
  /** Rights before the reading of what was sent. */
  readonly mayAtAll: (caller: Caller) => Promise<unknown>;
  readonly take: (caller: Caller, values: Values, key: string) => Promise<Against>;
}

const NUMBER: ReadColumn = { key: 'number', title: '办件编号', check: (value) => (/^\d{20}$/.test(value) ? null : '应为20位数字') };

/**
 * Doors by which lists come back in, row by row: what can be done is, every other row comes back with its column and reason.
 * Rows have keys of their own, so that a sheet sent again by the same key does nothing twice.
 */
export function createImportDoors(services: ImportServices): Door[] {
  return importsOf(services).map((sheet): Door => ({
    method: 'POST', path: `/staff/sheets/${sheet.list}.xlsx`, maxBodyBytes: LARGEST_SHEET,
    handle: async ({ caller, body, headers }) => ({ headers: { 'cache-control': 'no-store' }, body: await takenIn(sheet, caller, body, sheetKey(headers)) }),
  }));
}

function importsOf({ cases, reading, followUps, unresolved }: ImportServices): SheetImport[] {
  return [
    {
      // Which step goes into whose hands; a row as it stands in the worklist's own sheet, with a reason beside.
      list: 'worklist', about: NUMBER.title, filledIn: '经办人', columns: [NUMBER, { key: 'step', title: '环节' }, { key: 'assignee', title: '经办人' }, { key: 'why', title: '理由' }],
      mayAtAll: (caller) => reading.worklist(caller, {}, { first: 1 }), take: (caller, values, key) => assigned({ cases, reading }, caller, values, key),
    },
    {
      // Urges what a case waits for first. The version is the sheet's: what has changed since is looked at again.
      list: 'supervision', about: NUMBER.title, filledIn: FILLED_IN.supervision, columns: [NUMBER, { key: 'version', title: '版本', check: wholeNumber }, { key: 'why', title: FILLED_IN.supervision, required: false }],
      mayAtAll: (caller) => reading.supervised(caller, {}, { first: 1 }), take: (caller, values, key) => urged({ cases, reading }, caller, values, key),
    },
    {
      list: 'ratings', about: RATING.title, filledIn: FILLED_IN.ratings,
      columns: [RATING, { key: 'state', title: '状态', check: (value) => (OPEN_FOLLOW_UPS.some((state) => value === FOLLOW_UP_STATES[state]) ? null : '应为待联系或待整改') }, { key: 'note', title: FILLED_IN.ratings, required: false }],
      mayAtAll: (caller) => followUps.list(caller, { first: 1 }),
      take: async (caller, { id = '', state, note = '' }, key) => {
        await (state === FOLLOW_UP_STATES.TO_CONTACT ? followUps.contact(caller, id, note, key) : followUps.putRight(caller, id, note, key));
        return null;
      },
    },
    {
      list: 'unresolved', about: '编号', filledIn: FILLED_IN.unresolved, columns: [{ key: 'id', title: '编号' }, { key: 'answer', title: FILLED_IN.unresolved, required: false }],
      mayAtAll: (caller) => unresolved.list(caller, 'OPEN', { first: 1 }),
      take: async (caller, { id = '', answer = '' }, key) => {
        await unresolved.answer(caller, id, answer, key);
        return null;
      },
    },
  ];
}

async function takenIn(sheet: SheetImport, caller: Caller, bytes: Buffer, key: string): Promise<{ readonly done: number; readonly errors: readonly RowError[] }> {
  await sheet.mayAtAll(caller);
  const { rows, errors } = await readRows(bytes, sheet.columns);
  const filledIn = sheet.columns.find(({ title }) => title === sheet.filledIn)?.key ?? '';
  const wrong = [...errors];
  let done = 0;
  for (const { row, values } of rows) {
    if ((values[filledIn] ?? '') === '') continue;
    const against = await sheet.take(caller, values, `${key}:${row}`).catch((error: unknown) => reasonOf(error, sheet));
    if (against === null) done += 1;
    else wrong.push({ row, ...against });
  }
  return { done, errors: wrong.sort((a, b) => a.row - b.row) };
}

/** A fault of one row in words; any other is the whole sheet's. */
function reasonOf(error: unknown, { about, filledIn }: SheetImport): Against {
  if (!(error instanceof Fault)) throw error;
  if (error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN') return { column: about, reason: '没有这一项，或不属于本单位' };
  if (error.code === 'CONFLICT') return { column: null, reason: '已经办过，或状态已变，请重新导出' };
  if (error.code === 'BAD_INPUT') return { column: filledIn, reason: '内容不合要求，请检查长度' };
  throw error;
}

async function assigned({ cases, reading }: Pick<ImportServices, 'cases' | 'reading'>, caller: Caller, { number = '', step = '', assignee = '', why = '' }: Values, key: string): Promise<Against> {
  const { version, colleagues, steps } = await reading.staffCase(caller, number);
  const named = colleagues.filter(({ name }) => name === assignee);
  const [colleague] = named;
  if (!colleague || named.length > 1) return { column: '经办人', reason: named.length > 1 ? '本单位有同名人员，请在办件中指定' : '不是本单位经办人员' };
  const wanted = steps.find(({ id, title }) => id === step || title.zh === step);
  if (!wanted) return { column: '环节', reason: '没有这个环节' };
  // Sent again, what was done stays done.
  if (wanted.opinions.some(({ organisationId, verdict, by }) => organisationId === caller.post?.organisationId && verdict === null && by === assignee)) return null;
  return againstOutcome(await cases.act(caller, WORK, { number, version, command: { type: 'reassign', step: wanted.id, toPersonId: colleague.personId }, why }, `${key}:${version}`));
}

async function urged({ cases, reading }: Pick<ImportServices, 'cases' | 'reading'>, caller: Caller, { number = '', version = '', why = '' }: Values, key: string): Promise<Against> {
  const { clocks } = await reading.staffCase(caller, number);
  const running = clocks.filter(({ stoppedAt, organisations, dueOn }) => stoppedAt === null && organisations.length > 0 && dueOn !== null);
  const [nearest] = running.sort((a, b) => ((a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1));
  if (!nearest) return { column: NUMBER.title, reason: '没有在走的期限' };
  return againstOutcome(await cases.act(caller, SUPERVISE, { number, version: Number(version), command: { type: 'urge', clock: nearest.id }, why }, key));
}

function againstOutcome(outcome: CaseActionOutcome): Against {
  if (outcome.is === 'CaseActionRefused') return { column: null, reason: outcome.text.zh };
  return outcome.is === 'CaseChanged' ? { column: null, reason: '办件刚刚有变化，请重新导出' } : null;
}

const wholeNumber = (value: string): string | null => (/^\d{1,6}$/.test(value) ? null : '应为导出表格中的版本');
