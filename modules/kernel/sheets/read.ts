import { readSheet } from 'read-excel-file/node';
import { Fault } from '../errors.js';

/** A column of a sheet that is read, found by its title wherever it stands. */
export interface ReadColumn {
  readonly key: string;
  readonly title: string;
  /** Whether a row without it is an error; true if left out. */
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
  if (bytes.length > LARGEST_SHEET || unpackedSize(bytes) > LARGEST_UNPACKED) throw new Fault('TOO_LARGE', { field: 'file' });
  const cells = await readSheet(bytes, 1).catch((cause: unknown) => {
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
    const values = Object.fromEntries(columns.map(({ key }, column) => [key, textOf(line[places[column] ?? -1])]));
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

/**
 * What the parts of a zip archive say that they come to, by its central directory (APPNOTE 6.3.10, §4.3.12).
 * @throws Fault BAD_INPUT for what is no archive
 */
function unpackedSize(bytes: Buffer): number {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length) throw new Fault('BAD_INPUT', { field: 'file', reason: 'is no xlsx' });
  let [at, total] = [bytes.readUInt32LE(end + 16), 0];
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new Fault('BAD_INPUT', { field: 'file', reason: 'is no xlsx' });
    total += bytes.readUInt32LE(at + 24);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return total;
}
