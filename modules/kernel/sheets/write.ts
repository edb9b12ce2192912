import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { districtClock, districtDate } from '../district-time.js';

/** A column of a sheet that is written: what stands in it for a row. */
export interface WriteColumn<T> {
  readonly title: string;
  /** In characters. */
  readonly width?: number;
  /** Texts and numbers; null leaves the cell empty. An instant is written as the district's clock has it. */
  readonly value: (row: T) => string | number | boolean | Date | null;
}

/** `2026-11-23 12:00`, as the district's clock has it: a date cell would be read in whatever zone the reader's machine is. */
const local = (at: Date): string => `${districtDate(at.getTime())} ${districtClock(at.getTime())}`;

/**
 * Writes rows as an xlsx of one sheet (Office Open XML, ECMA-376), titles on its first line. Texts are written as texts: what
 * begins with `=` is no formula.
 */
export async function writeRows<T>(name: string, columns: readonly WriteColumn<T>[], rows: readonly T[]): Promise<Buffer> {
  const titles = columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold' as const }));
  const cells = rows.map((row) => columns.map(({ value }) => cellOf(value(row))));
  const data: SheetData = [titles, ...cells];
  return writeXlsxFile(data, { sheet: name, columns: columns.map(({ width = 16 }) => ({ width })), stickyRowsCount: 1 }).toBuffer();
}

function cellOf(value: string | number | boolean | Date | null) {
  if (value === null) return null;
  if (value instanceof Date) return { value: local(value), type: String };
  if (typeof value === 'number') return { value, type: Number };
  // The writer keeps texts as members of an object: one that every object has (`constructor`) would break the whole file.
  return { value: typeof value === 'boolean' ? (value ? '是' : '否') : value in Object.prototype ? `${value} ` : value, type: String };
}
