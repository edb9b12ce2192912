import type { Caller } from '../../../kernel/caller.js';
import { canonicalJson } from '../../../kernel/crypto/canonical-json.js';
import { Fault } from '../../../kernel/errors.js';
import type { Door } from '../../../kernel/module.js';
import { LARGEST_SHEET, readRows, sheetFile, sheetKey, writeRows, type ReadColumn, type RowError, type WriteColumn } from '../../../kernel/sheets/index.js';
import type { Directory } from '../../contract.js';
import type { ServiceDefinition } from './definition.js';
import type { CatalogueDesk } from './desk.js';
import type { DefinitionFault } from './faults.js';
import { EDIT, type CatalogueService } from './service.js';
import { SHEET_COLUMNS, type SheetColumn } from './sheet-columns.js';
import { ENTRY_STATES, type EntryFilter, type ServiceEntry } from './types.js';

/** What the sheet of services stands on. */
export interface ServiceSheetDeps {
  readonly service: CatalogueService;
  readonly desk: CatalogueDesk;
  readonly directory: Directory;
}

/** What became of a sheet that was sent in. */
export interface SheetTaken {
  /** Rows that became the caller's draft. */
  readonly done: number;
  /** Rows that say what stands there already. */
  readonly unchanged: number;
  readonly errors: readonly RowError[];
}

const PATH = '/staff/sheets/services.xlsx';
const ID: ReadColumn = { key: 'id', title: '事项编码' };
const REVISION: ReadColumn = { key: 'revision', title: '版本' };
const STATES = { DRAFT: '草稿', REVIEW: '待审核', PUBLISHED: '已发布', REFUSED: '已放弃' } as const;

/**
 * The editors' list as a sheet, a row a service, and back in: each row that says something else becomes the caller's own draft,
 * or is written into it. Nothing is published by it, and no draft of somebody else, none in review and nothing that was changed
 * since the sheet was saved is touched; such rows come back with their column and reason.
 */
export function createServiceSheetDoors(deps: ServiceSheetDeps): Door[] {
  return [
    {
      method: 'GET', path: PATH, maxBodyBytes: 0,
      async handle({ caller, query }) {
        const entries = await deps.desk.entries(caller, filterOf(query));
        const names = new Map((await deps.directory.list()).map(({ id, nameZh }) => [id, nameZh]));
        return sheetFile('事项目录', await writeRows('事项目录', columns(names), entries));
      },
    },
    {
      method: 'POST', path: PATH, maxBodyBytes: LARGEST_SHEET,
      handle: async ({ caller, body, headers }) => ({ headers: { 'cache-control': 'no-store' }, body: await takenIn(deps, caller, body, sheetKey(headers)) }),
    },
  ];
}

function columns(authorities: ReadonlyMap<string, string>): readonly WriteColumn<ServiceEntry>[] {
  return [
    { title: ID.title, width: 28, value: ({ id }) => id },
    { title: REVISION.title, width: 8, value: ({ newest }) => newest.revision },
    { title: '状态', width: 10, value: ({ ended, newest }) => (ended && newest.version === ended.version ? '已停办' : STATES[newest.state]) },
    { title: '主管部门', width: 24, value: ({ newest: { definition } }) => authorities.get(definition.competentAuthority) ?? definition.competentAuthority },
    ...SHEET_COLUMNS.map(({ title, width, text }) => ({ title, width, value: ({ newest }: ServiceEntry) => text(newest.definition) })),
  ];
}

async function takenIn(deps: ServiceSheetDeps, caller: Caller, bytes: Buffer, key: string): Promise<SheetTaken> {
  await deps.service.mayAtAll(caller, EDIT);
  // What is left empty is told as a fault of the definition, where it may not be; a column that is not there changes nothing.
  const { rows, errors } = await readRows(bytes, [ID, REVISION, ...SHEET_COLUMNS.map(({ title, check }) => ({ key: title, title, required: false, ...(check ? { check } : {}) }))]);
  const wrong = [...errors];
  const first = new Map<string, number>();
  let [done, unchanged] = [0, 0];
  for (const { row, values: { id = '', revision = '', ...cells } } of rows) {
    const twin = first.get(id);
    first.set(id, twin ?? row);
    const taken = twin === undefined ? await rowTaken(deps, caller, { id, revision, cells }, `${key}:${row}`) : [{ column: ID.title, reason: `与第${twin}行是同一个事项` }];
    if (taken === 'done') done += 1;
    else if (taken === 'unchanged') unchanged += 1;
    else wrong.push(...taken.map((against) => ({ row, ...against })));
  }
  return { done, unchanged, errors: wrong.sort((a, b) => a.row - b.row) };
}

interface Row {
  readonly id: string;
  readonly revision: string;
  /** By title; what is not in the sheet is not there. */
  readonly cells: Readonly<Record<string, string>>;
}
type Against = Omit<RowError, 'row'>;

async function rowTaken({ service, desk }: ServiceSheetDeps, caller: Caller, { id, revision, cells }: Row, key: string): Promise<'done' | 'unchanged' | readonly Against[]> {
  const entry = await desk.entry(caller, id);
  if (!entry) return [{ column: ID.title, reason: '没有这个事项；新事项请在页面上新建' }];
  const { newest, open } = entry;
  const empty = SHEET_COLUMNS.filter(({ title, number }) => number && cells[title] === '');
  if (empty.length > 0) return empty.map(({ title }) => ({ column: title, reason: '不能为空' }));
  const changed = SHEET_COLUMNS.reduce((definition, column) => written(definition, column, cells[column.title]), newest.definition);
  if (canonicalJson(changed) === canonicalJson(newest.definition)) return 'unchanged';
  if (!entry.mayEdit) return [{ column: ID.title, reason: '不是本单位的事项' }];
  if (open?.ending) return [{ column: null, reason: '正在办停办，办完或放弃以后才能改' }];
  if (open?.state === 'REVIEW') return [{ column: null, reason: '正在审核，退回以后才能改' }];
  if (open && open.editedBy !== caller.personId) return [{ column: null, reason: `${open.editor ?? '同事'}正在写这一项的草稿，请先商量` }];
  if (revision !== newest.revision) return [{ column: REVISION.title, reason: '导出以后又改过，请重新导出' }];
  return service.edit(caller, changed, revision, key).then(() => 'done' as const, (error: unknown) => againstOf(error));
}

/** The definition with a cell in it; as it was where the cell says the same or is not there. */
function written(definition: ServiceDefinition, { text, write }: SheetColumn, cell: string | undefined): ServiceDefinition {
  return cell === undefined || cell === String(text(definition)).normalize('NFC').trim() ? definition : write(definition, cell);
}

/** A fault of one row in words; any other is the whole sheet's. */
function againstOf(error: unknown): readonly Against[] {
  if (!(error instanceof Fault)) throw error;
  if (error.code === 'CONFLICT') return [{ column: REVISION.title, reason: '刚刚又改过，请重新导出' }];
  if (error.code === 'FORBIDDEN') return [{ column: ID.title, reason: '不是本单位的事项' }];
  const { faults } = error.details as { readonly faults?: readonly DefinitionFault[] }; // as `checkedDefinition` gives them
  if (error.code !== 'BAD_INPUT' || !faults) throw error;
  const told = faults.map(({ path, zh }) => {
    const column = SHEET_COLUMNS.find(({ paths }) => paths.some((each) => path === each || path.startsWith(`${each}.`)));
    return column ? { column: column.title, reason: zh } : { column: null, reason: `${path}：${zh}` };
  });
  // What is shown and what the approval says of it stand in one column.
  return told.filter(({ column, reason }, index) => told.findIndex((other) => other.column === column && other.reason === reason) === index);
}

function filterOf(query: URLSearchParams): EntryFilter {
  const given = query.get('state');
  const state = ENTRY_STATES.find((each) => each === given);
  if (given && !state) throw new Fault('BAD_INPUT', { field: 'state', reason: `one of ${ENTRY_STATES.join(', ')}` });
  return { mine: query.get('mine') === 'true', state, search: query.get('search') };
}
