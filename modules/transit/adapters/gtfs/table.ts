import { dayOfGtfsDate } from '../../timetable/service-days.js';
import { BAD, BLANK, readCsv, type CsvRow } from './csv.js';
import { UnreadableFeed, type Findings } from './findings.js';
import type { OpenFeed } from './open-feed.js';

/** Columns of a file: those without which it cannot be read, and those that are used where they are there. */
export interface TableSpec<Field extends string> {
  readonly file: string;
  readonly required: readonly Field[];
  readonly optional: readonly Field[];
}

/** Checked access to the fields of the record at hand; every refusal becomes a finding with file, line, field and value. */
export class Table<Field extends string> {
  readonly file: string;
  readonly row: CsvRow;
  readonly #columns: Map<Field, number>;
  readonly #findings: Findings;

  constructor(file: string, row: CsvRow, columns: Map<Field, number>, findings: Findings) {
    this.file = file;
    this.row = row;
    this.#columns = columns;
    this.#findings = findings;
  }

  /** Column of a field, or -1. */
  column(field: Field): number {
    return this.#columns.get(field) ?? -1;
  }

  text(field: Field): string {
    return this.row.text(this.column(field));
  }

  /** A field that must not be blank; '' after the error. */
  need(field: Field): string {
    const text = this.text(field);
    if (text === '') this.error('field_missing', field, 'is required and blank');
    return text;
  }

  orNull(field: Field): string | null {
    const text = this.text(field);
    return text === '' ? null : text;
  }

  /** A whole number from 0 to `most`; `blank` where the field is blank, and after the error. */
  integer(field: Field, most: number, blank: number): number {
    const value = this.row.integer(this.column(field));
    if (value === BLANK) return blank;
    if (value !== BAD && value <= most) return value;
    this.error('number_invalid', field, `is not a whole number from 0 to ${most}`);
    return blank;
  }

  /** As {@link Table.integer}, where a wrong value is not felt by riders. */
  lenientInteger(field: Field, most: number, blank: number): number {
    const value = this.row.integer(this.column(field));
    if (value === BLANK) return blank;
    if (value !== BAD && value <= most) return value;
    this.warn('number_invalid', field, `is not a whole number from 0 to ${most}; taken as ${blank}`);
    return blank;
  }

  /** Seconds of the service day, or BLANK; BLANK after the error too. */
  time(field: Field): number {
    const value = this.row.time(this.column(field));
    if (value !== BAD) return value;
    this.error('time_invalid', field, 'is not a time such as 8:05:00 or 25:10:00');
    return BLANK;
  }

  /** Days since 1970-01-01; NaN after the error. */
  date(field: Field): number {
    const text = this.need(field);
    const day = dayOfGtfsDate(text);
    if (Number.isNaN(day) && text !== '') this.error('date_invalid', field, 'is not a date such as 20260131');
    return day;
  }

  /** Degrees within ±`most`; NaN after the error. */
  degrees(field: Field, most: 90 | 180): number {
    const value = this.row.decimal(this.column(field));
    if (Math.abs(value) <= most) return value;
    if (this.text(field) === '') this.error('field_missing', field, 'is required and blank');
    else this.error('coordinate_invalid', field, `is not a ${most === 90 ? 'latitude' : 'longitude'} from -${most} to ${most}`);
    return Number.NaN;
  }

  /** The index that an id has in `ids`, or -1 after the error; `blank` where the field is blank. */
  reference(field: Field, ids: ReadonlyMap<string, number>, to: string, blank = -1): number {
    const id = this.text(field);
    if (id === '') return blank;
    const index = ids.get(id);
    if (index !== undefined) return index;
    this.unknown(field, to);
    return -1;
  }

  /** The error of an id that does not stand in a file; none where that file itself could not be read. */
  unknown(field: Field, to: string): void {
    if (this.text(field) === '') this.error('field_missing', field, 'is required and blank');
    else if (!to.split(' or ').some((file) => this.#findings.unreadable.has(file))) this.error('reference_unknown', field, `does not stand in ${to}`);
  }

  /** Whether an id is new; else the error. */
  isNew(field: Field, id: string, known: { has(id: string): boolean }): boolean {
    if (!known.has(id)) return true;
    this.error('id_duplicate', field, 'stands twice in this file');
    return false;
  }

  error(code: string, field: Field | null, reason: string): void {
    this.#findings.error(this.#problem(code, field, reason));
  }

  warn(code: string, field: Field | null, reason: string): void {
    this.#findings.warn(this.#problem(code, field, reason));
  }

  #problem(code: string, field: Field | null, reason: string) {
    return { code, file: this.file, line: this.row.line, field, value: field === null ? null : this.text(field) || null, reason };
  }
}

/**
 * Reads a file of the feed record by record. An absent file is no error here; missing or doubled columns are, and then
 * no record is given. What is wrong with the bytes themselves becomes an error too.
 * @returns whether the file is there.
 */
export async function readTable<Field extends string>(
  feed: OpenFeed, spec: TableSpec<Field>, findings: Findings, onRecord: (table: Table<Field>) => void,
): Promise<boolean> {
  const { file } = spec;
  if (!feed.names.has(file)) return false;
  let table: Table<Field> | undefined;
  let width = -1;
  let usable = true;
  try {
    await readCsv(file, feed.read(file), (row) => {
      if (width < 0) {
        width = row.count;
        const columns = readHeader(row, spec, findings);
        if (columns) table = new Table(file, row, columns, findings);
        else {
          usable = false;
          findings.unreadable.add(file);
        }
        return;
      }
      if (!usable || !table) return;
      if (row.count !== width) checkWidth(table, width);
      onRecord(table);
    });
  } catch (error) {
    if (!(error instanceof UnreadableFeed)) throw error;
    findings.error({ ...error.problem, file });
    findings.unreadable.add(file);
    return true;
  }
  if (width < 0) {
    const problem = { code: 'file_empty', file, line: null, field: null, value: null };
    findings.unreadable.add(file);
    if (spec.required.length > 0) findings.error({ ...problem, reason: 'the file is empty: not even a header stands in it' });
    else findings.warn({ ...problem, reason: 'the file is empty' });
  }
  return true;
}

function readHeader<Field extends string>(row: CsvRow, { file, required, optional }: TableSpec<Field>, findings: Findings): Map<Field, number> | null {
  const names = new Map<string, number>();
  const doubled = new Set<string>();
  for (let column = 0; column < row.count; column++) {
    const name = row.text(column);
    if (names.has(name)) doubled.add(name);
    else names.set(name, column);
  }
  const columns = new Map<Field, number>();
  let complete = true;
  for (const field of [...required, ...optional]) {
    const column = names.get(field);
    if (column !== undefined) columns.set(field, column);
    if (doubled.has(field)) {
      findings.error({ code: 'column_duplicate', file, line: row.line, field, value: null, reason: 'the column stands twice in the header' });
      complete = false;
    }
  }
  for (const field of required) {
    if (columns.has(field)) continue;
    findings.error({ code: 'column_missing', file, line: row.line, field, value: null, reason: 'the column is required and not in the header' });
    complete = false;
  }
  return complete ? columns : null;
}

function checkWidth<Field extends string>(table: Table<Field>, width: number): void {
  const { row } = table;
  if (row.count < width) table.warn('row_short', null, `has ${row.count} fields, the header ${width}; the rest is taken as blank`);
  else {
    for (let column = width; column < row.count; column++) {
      if (row.from[column] === row.to[column]) continue;
      table.warn('row_long', null, `has ${row.count} fields, the header ${width}; is a comma not quoted?`);
      return;
    }
  }
}
