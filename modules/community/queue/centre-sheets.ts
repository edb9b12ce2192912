import type { Caller } from '../../kernel/caller.js';
import { Fault } from '../../kernel/errors.js';
import type { Door } from '../../kernel/module.js';
import { LARGEST_SHEET, readRows, sheetFile, sheetKey, writeRows, type ReadColumn, type ReadRow, type RowError, type WriteColumn } from '../../kernel/sheets/index.js';
import type { LocalText } from '../../messages/contract.js';
import type { CentreChanges } from './changes.js';
import type { Business, Centre, CentreEffects, CentreFault, CentreSettings, ServiceWindow } from './types.js';

/** A service of the catalogue, as sheets call it. */
export interface ServiceName {
  readonly id: string;
  readonly name: LocalText;
}

/** What sheets of a centre stand on. */
export interface CentreSheetDeps {
  readonly changes: CentreChanges;
  /** The services of the catalogue today. */
  readonly services: () => readonly ServiceName[];
}

/** What becomes of a sheet: all of its rows in one change, or none. */
interface Answer {
  /** Rows that are applied. */
  readonly done: number;
  readonly errors: readonly RowError[];
  /** Whether the same sheet is to be sent once more with what it would do accepted. */
  readonly toConfirm: boolean;
  readonly effects: CentreEffects | null;
}

/** What the rows of a sheet make of a centre's settings, and what in them cannot be read. */
interface Reading {
  readonly settings: CentreSettings;
  readonly errors: readonly RowError[];
}

/** A sheet of a centre. */
interface CentreSheet {
  readonly path: string;
  readonly name: string;
  readonly columns: readonly ReadColumn[];
  readonly write: (centre: Centre) => Promise<Buffer>;
  readonly read: (centre: Centre, rows: readonly ReadRow[]) => Reading;
  /** Which of the settings its rows are, and which column a part of them stands in. */
  readonly of: 'windows' | 'businesses';
  readonly places: Readonly<Record<string, string>>;
}

const BETWEEN = /[、，,;；\n]+/u;
/** What stands before a name, and what may follow one. */
const LEADING = /^[、，,;；\s]+/u;
const ENDED = /^\s*(?:[、，,;；\n]|$)/u;
const parts = (text: string): string[] => text.split(BETWEEN).map((each) => each.trim()).filter((each) => each !== '');
const wholeNumber = (value: string): string | null => (/^\d{1,4}$/.test(value) ? null : '应为整数');
/** The centre's version when the sheet was saved; a row that was added since has none. */
const VERSION: ReadColumn = { key: 'version', title: '版本', required: false, check: (value) => (/^\d{1,9}$/.test(value) ? null : '应为导出表格中的版本') };
const versionColumn = ({ version }: Centre): WriteColumn<unknown> => ({ title: VERSION.title, value: () => version, width: 8 });

/** Doors of a centre's windows and businesses as sheets, out and back in, for the centre's manager on duty. Rights, faults and what follows are those of {@link CentreChanges}. */
export function createCentreSheetDoors({ changes, services }: CentreSheetDeps): Door[] {
  return [windowsSheet(), businessesSheet(services)].flatMap((sheet): Door[] => [
    {
      method: 'GET', path: `/staff/sheets/${sheet.path}.xlsx`, maxBodyBytes: 0,
      async handle({ caller, query }) {
        const centre = await changes.centre(caller, centreIdOf(query));
        return sheetFile(`${centre.nameZh}${sheet.name}`, await sheet.write(centre));
      },
    },
    {
      method: 'POST', path: `/staff/sheets/${sheet.path}.xlsx`, maxBodyBytes: LARGEST_SHEET,
      handle: async ({ caller, query, body, headers }) => ({ headers: { 'cache-control': 'no-store' }, body: await takenIn(changes, sheet, caller, query, body, sheetKey(headers)) }),
    },
  ]);
}

function windowsSheet(): CentreSheet {
  return {
    path: 'centre-windows', name: '窗口', of: 'windows', places: { number: '窗口号', businesses: '业务' },
    columns: [{ key: 'number', title: '窗口号', check: wholeNumber }, { key: 'businesses', title: '业务' }],
    write: (centre) => writeRows<ServiceWindow>('窗口', [
      { title: '窗口号', value: ({ number }) => number }, { title: '业务', value: ({ businesses }) => businesses.map((id) => centre.businesses.find((each) => each.id === id)?.nameZh ?? id).join('、'), width: 60 }, versionColumn(centre),
    ], centre.windows),
    read(centre, rows) {
      const errors: RowError[] = [];
      const names = centre.businesses.map(({ nameZh }) => nameZh);
      const windows = rows.map(({ row, values }): ServiceWindow => ({
        number: Number(values['number']),
        businesses: namesIn(values['businesses'] ?? '', names).flatMap((name) => {
          const business = centre.businesses.find(({ id, nameZh }) => asRead(nameZh) === name || id === name);
          if (!business) errors.push({ row, column: '业务', reason: `本中心没有“${name}”这项业务` });
          return business ? [business.id] : [];
        }),
      }));
      return { settings: { ...centre, windows }, errors };
    },
  };
}

function businessesSheet(services: CentreSheetDeps['services']): CentreSheet {
  return {
    path: 'centre-businesses', name: '业务', of: 'businesses', places: { id: '编号', letter: '号码字母', nameZh: '名称', nameEn: '英文名', usualMinutes: '通常分钟', serviceIds: '事项' },
    columns: [
      { key: 'id', title: '编号', required: false }, { key: 'letter', title: '号码字母' }, { key: 'nameZh', title: '名称' }, { key: 'nameEn', title: '英文名' },
      { key: 'usualMinutes', title: '通常分钟', check: wholeNumber }, { key: 'windows', title: '窗口' }, { key: 'services', title: '事项', required: false },
    ],
    write: (centre) => writeRows('业务', [...businessColumns(centre, services()), versionColumn(centre)], centre.businesses),
    read: (centre, rows) => readBusinesses(centre, rows, services()),
  };
}

function businessColumns({ windows }: Centre, services: readonly ServiceName[]): readonly WriteColumn<Business>[] {
  const numbersOf = (id: string): string => windows.filter(({ businesses }) => businesses.includes(id)).map(({ number }) => number).join('、');
  return [
    { title: '编号', value: ({ id }) => id, width: 20 }, { title: '号码字母', value: ({ letter }) => letter, width: 10 }, { title: '名称', value: ({ nameZh }) => nameZh, width: 20 }, { title: '英文名', value: ({ nameEn }) => nameEn, width: 28 },
    { title: '通常分钟', value: ({ usualMinutes }) => usualMinutes, width: 10 }, { title: '窗口', value: ({ id }) => numbersOf(id), width: 20 }, { title: '事项', value: ({ serviceIds }) => serviceIds.map((id) => services.find((each) => each.id === id)?.name.zh ?? id).join('、'), width: 60 },
  ];
}

/** Businesses, and which window does which: a row says at which windows it is done. A row without an id is a new business. */
function readBusinesses(centre: Centre, rows: readonly ReadRow[], services: readonly ServiceName[]): Reading {
  const errors: RowError[] = [];
  const taken = new Set([...centre.businesses, ...centre.formerBusinesses].map(({ id }) => id).concat(rows.map(({ values }) => values['id'] ?? '')));
  const does = new Map<number, string[]>(centre.windows.map(({ number }) => [number, []]));
  const businesses = rows.map(({ row, values: { id: given = '', letter = '', nameZh = '', nameEn = '', usualMinutes = '', windows = '', services: named } }): Business => {
    const id = given === '' ? newId(letter, taken) : given;
    for (const number of parts(windows)) {
      const window = does.get(Number(number));
      if (window) window.push(id);
      else errors.push({ row, column: '窗口', reason: `本中心没有${number}号窗口` });
    }
    // A column that is not there changes nothing.
    const serviceIds = named === undefined ? (centre.businesses.find((business) => business.id === id)?.serviceIds ?? []) : namesIn(named, services.map(({ name }) => name.zh)).flatMap((name) => {
      const ids = services.filter((each) => asRead(each.name.zh) === name || each.id === name);
      if (ids.length === 1) return ids.map((each) => each.id);
      // What the catalogue has lost since it was written here stands in the sheet by its id.
      if (centre.businesses.some((business) => business.serviceIds.includes(name))) return [name];
      errors.push({ row, column: '事项', reason: ids.length === 0 ? `事项目录里没有“${name}”` : `有几个叫“${name}”的事项，请写编号` });
      return [];
    });
    return { id, letter, nameZh, nameEn, usualMinutes: Number(usualMinutes), serviceIds };
  });
  return { settings: { ...centre, businesses, windows: centre.windows.map(({ number }) => ({ number, businesses: does.get(number) ?? [] })) }, errors };
}

/** A name as a cell has it. */
const asRead = (name: string): string => name.normalize('NFC').trim();

/** The names in a cell: one that is known may hold what stands between names (`社保、医保`). */
function namesIn(text: string, known: readonly string[]): string[] {
  const longest = known.map(asRead).sort((a, b) => b.length - a.length);
  const found: string[] = [];
  for (let rest = text.replace(LEADING, ''); rest !== '';) {
    const name = longest.find((each) => each !== '' && rest.startsWith(each) && ENDED.test(rest.slice(each.length))) ?? rest.split(BETWEEN, 1).join('');
    found.push(name.trim());
    rest = rest.slice(name.length).replace(LEADING, '');
  }
  return found;
}

/** An id that no business has or had. */
function newId(letter: string, taken: Set<string>): string {
  for (let n = 1; ; n++) {
    const id = `business-${letter.toLowerCase().replace(/[^a-z]/g, 'x').slice(0, 1)}${n === 1 ? '' : `-${n}`}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

async function takenIn(changes: CentreChanges, sheet: CentreSheet, caller: Caller, query: URLSearchParams, body: Buffer, key: string): Promise<Answer> {
  const centreId = centreIdOf(query);
  const centre = await changes.centre(caller, centreId);
  const { rows, errors: unread } = await readRows(body, [...sheet.columns, VERSION]);
  const refused = (errors: readonly RowError[], more: Partial<Answer> = {}): Answer => ({ done: 0, errors: [...errors].sort((a, b) => a.row - b.row), toConfirm: false, effects: null, ...more });
  if (unread.length > 0) return refused(unread);
  const { settings: { hours, everyDay, businesses, windows, slotMinutes, seatsPerWindow, bookableDays, closures }, errors } = sheet.read(centre, rows);
  if (errors.length > 0) return refused(errors);
  const zh = query.get('why') ?? '';
  const outcome = await changes.change(caller, {
    centreId, settings: { hours, everyDay, businesses, windows, slotMinutes, seatsPerWindow, bookableDays, closures }, seen: savedAs(rows) ?? numberOf(query, 'seen'), why: { zh, en: query.get('whyEn') ?? zh },
    accepted: { moved: numberOf(query, 'acceptMoved'), ended: numberOf(query, 'acceptEnded') },
  }, key);
  if (outcome.__typename === 'CentreChanged') return { done: rows.length, errors: [], toConfirm: false, effects: outcome.effects };
  if (outcome.reason === 'TO_CONFIRM') return refused([], { toConfirm: true, effects: outcome.effects });
  if (outcome.reason === 'CHANGED_MEANWHILE') return refused([{ row: 0, column: null, reason: '别人刚刚改过这个中心，请重新导出' }]);
  return refused(outcome.faults.map((fault) => errorOf(fault, sheet, rows)));
}

/** The version that a sheet was saved at, the oldest where its rows come from several; null where it tells none. */
function savedAs(rows: readonly ReadRow[]): number | null {
  const versions = rows.flatMap(({ values: { [VERSION.key]: version = '' } }) => (version === '' ? [] : [Number(version)]));
  return versions.length === 0 ? null : Math.min(...versions);
}

/** A fault of the settings where it stands in the sheet; row 0 where it stands in another part of them. */
function errorOf({ field, text }: CentreFault, { of, places }: CentreSheet, rows: readonly ReadRow[]): RowError {
  const [part, index = '', place = ''] = field.split('.');
  const row = part === of && index !== '' ? rows[Number(index)]?.row : undefined;
  return { row: row ?? 0, column: row === undefined ? null : (places[place] ?? null), reason: text.zh };
}

function centreIdOf(query: URLSearchParams): string {
  const centreId = query.get('centreId');
  if (!centreId) throw new Fault('BAD_INPUT', { field: 'centreId', reason: 'the centre whose sheet is meant' });
  return centreId;
}

/** @throws Fault BAD_INPUT */
function numberOf(query: URLSearchParams, field: string): number {
  const given = query.get(field) ?? '0';
  if (!/^\d{1,9}$/.test(given)) throw new Fault('BAD_INPUT', { field, reason: 'a whole number' });
  return Number(given);
}
