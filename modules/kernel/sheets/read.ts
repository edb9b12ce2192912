import { readSheet } from 'read-excel-file/node';
import { Fault } from '../errors.js';
import { BadArchive, packed, unpacked } from './archive.js';

/** A column of a sheet that is read, found by its title wherever it stands. */
export interface ReadColumn {
  readonly key: string;
  readonly title: string;
  /** Whether a row without it is an error; true if left out. Of a column that is not in the sheet at all a row has no value. */
  readonly required?: boolean;
  /** What is wrong with a value, in words; null: nothing. */
  readonly check?: (value: string) => string | null;
}

/** A row that has no error. */
export interface ReadRow {
  /** As the sheet numbers it: the titles are row 1. */
  readonly row: number;
  readonly values: Readonly<Record<string, string>>;
}

/** What is wrong with a cell, or with the sheet as a whole. */
export interface RowError {
  /** As the sheet numbers it; 0 for the whole sheet. */
  readonly row: number;
  readonly column: string | null;
  readonly reason: string;
}

/** Every row is there once: as a row, or with all its errors. */
export interface SheetReading {
  readonly rows: readonly ReadRow[];
  readonly errors: readonly RowError[];
}

/** Largest file read, in bytes. */
export const LARGEST_SHEET = 2 * 1024 * 1024;
const MOST_ROWS = 5000;
const MOST_COLUMNS = 60;
/** What the parts of a file may come to once they are unpacked: a small file can be made to fill a machine. */
const LARGEST_UNPACKED = 40 * 1024 * 1024;

/**
 * Reads the first sheet of an xlsx: texts as they stand, numbers as digits, dates as `YYYY-MM-DD`. Empty rows are passed over.
 * @throws Fault TOO_LARGE, BAD_INPUT for what is no xlsx
 */
export async function readRows(bytes: Buffer, columns: readonly ReadColumn[]): Promise<SheetReading> {
  if (bytes.length > LARGEST_SHEET) throw new Fault('TOO_LARGE', { field: 'file' });
  const cells = await readSheet(sane(bytes), 1).catch((cause: unknown) => {
    throw new Fault('BAD_INPUT', { field: 'file', reason: 'is no xlsx' }, { cause });
  });
  const [titles = [], ...lines] = cells;
  if (lines.length > MOST_ROWS || titles.length > MOST_COLUMNS) throw new Fault('TOO_LARGE', { field: 'file', reason: `at most ${MOST_ROWS} rows` });
  const places = columns.map(({ title }) => titles.findIndex((cell) => textOf(cell) === title));
  const missing = columns.filter(({ required = true }, index) => required && places[index] === -1);
  if (missing.length > 0) return { rows: [], errors: missing.map(({ title }) => ({ row: 0, column: title, reason: '缺少这一列' })) };
  const rows: ReadRow[] = [];
  const errors: RowError[] = [];
  lines.forEach((line, index) => {
    if (line.every((cell) => textOf(cell) === '')) return;
    const values = Object.fromEntries(columns.flatMap(({ key }, column) => { const place = places[column] ?? -1; return place === -1 ? [] : [[key, textOf(line[place])]]; }));
    const wrong = columns.flatMap((column) => errorOf(column, values[column.key] ?? '', index + 2));
    if (wrong.length > 0) errors.push(...wrong);
    else rows.push({ row: index + 2, values });
  });
  return { rows, errors };
}

function errorOf({ title, required = true, check }: ReadColumn, value: string, row: number): RowError[] {
  const reason = value === '' ? (required ? '不能为空' : null) : (check?.(value) ?? null);
  return reason === null ? [] : [{ row, column: title, reason }];
}

function textOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'string') return cell.normalize('NFC').trim();
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

/** Names a cell or a row as a sheet's part does. What is escaped there is nothing that a program wrote. */
const PLACE = /\sr\s*=\s*["']([^"']*)["']/g;
const FARTHEST = { row: 20_000, column: 'IV' } as const;

/** The archive anew, of what can be read in it. Throws Fault TOO_LARGE, BAD_INPUT (is no xlsx). */
function sane(bytes: Buffer): Buffer {
  try {
    const parts = unpacked(bytes, LARGEST_UNPACKED);
    // A reader fills in every cell up to the farthest: one cell can make millions.
    for (const [name, part] of parts) if (name.endsWith('.xml') && part.includes('sheetData') && !isNear(part.toString('utf8'))) throw new BadArchive(true);
    return packed(parts);
  } catch (cause) {
    if (!(cause instanceof BadArchive)) throw cause;
    throw cause.tooLarge ? new Fault('TOO_LARGE', { field: 'file' }, { cause }) : new Fault('BAD_INPUT', { field: 'file', reason: 'is no xlsx' }, { cause });
  }
}

function isNear(xml: string): boolean {
  for (const [, place = ''] of xml.matchAll(PLACE)) {
    const [, column = '', row = ''] = /^([A-Z]{0,2})(\d{0,5})$/.exec(place) ?? [];
    if (`${column}${row}` !== place || Number(row) > FARTHEST.row || (column.length > 1 && column > FARTHEST.column)) return false;
  }
  return true;
}
