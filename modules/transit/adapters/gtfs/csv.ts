import { isUtf8 } from 'node:buffer';
import { UnreadableFeed } from './findings.js';

/** A field left blank, as {@link CsvRow.time} and {@link CsvRow.integer} give it. */
export const BLANK = -0x8000_0000;

/** A field that is not what it should be, likewise. */
export const BAD = -0x7fff_ffff;

const MAX_COLUMNS = 512;
const MAX_RECORD_BYTES = 1 << 20;
const COMMA = 44, QUOTE = 34, LF = 10, CR = 13, SPACE = 32, TAB = 9, COLON = 58, ZERO = 48, NINE = 57;

/**
 * One record of a CSV file, read from the bytes on demand. The reader uses one row object for all records: take the
 * values out before the callback returns. Spaces around values are not part of them.
 */
export class CsvRow {
  /** Line on which the record begins, from 1. */
  line = 0;
  /** Number of fields. */
  count = 0;
  slab: Buffer = Buffer.alloc(0);
  readonly from = new Int32Array(MAX_COLUMNS);
  readonly to = new Int32Array(MAX_COLUMNS);
  /** 1 where a quoted field holds doubled quotation marks. */
  readonly escaped = new Uint8Array(MAX_COLUMNS);
  readonly #lastBytes: (Buffer | undefined)[] = [];
  readonly #lastText: string[] = [];

  /** The field's text; '' where it is blank, missing, or the column is -1. */
  text(column: number): string {
    if (column < 0 || column >= this.count) return '';
    const from = this.from[column] ?? 0;
    const to = this.to[column] ?? 0;
    if (from === to) return '';
    const text = this.slab.toString('utf8', from, to);
    return this.escaped[column] === 1 ? text.replaceAll('""', '"').trim() : text;
  }

  /** As {@link CsvRow.text}, quick where the column repeats the record before (ids in sorted files). */
  repeatedText(column: number): string {
    if (column < 0 || column >= this.count) return '';
    const from = this.from[column] ?? 0;
    const to = this.to[column] ?? 0;
    const last = this.#lastBytes[column];
    if (last && last.length === to - from && last.compare(this.slab, from, to) === 0) return this.#lastText[column] ?? '';
    const text = this.text(column);
    this.#lastBytes[column] = Buffer.from(this.slab.subarray(from, to));
    this.#lastText[column] = text;
    return text;
  }

  /** Whether all fields are blank. */
  get isBlank(): boolean {
    for (let column = 0; column < this.count; column++) if (this.from[column] !== this.to[column]) return false;
    return true;
  }

  /** A whole number without sign, or BLANK or BAD. */
  integer(column: number): number {
    if (column < 0 || column >= this.count) return BLANK;
    const from = this.from[column] ?? 0;
    const to = this.to[column] ?? 0;
    if (from === to) return BLANK;
    return to - from > 9 ? BAD : digits(this.slab, from, to);
  }

  /** Seconds of `H:MM:SS` or `HH:MM:SS`, hours beyond 24 allowed; BLANK or BAD. */
  time(column: number): number {
    if (column < 0 || column >= this.count) return BLANK;
    const from = this.from[column] ?? 0;
    const to = this.to[column] ?? 0;
    if (from === to) return BLANK;
    const { slab } = this;
    if (to - from < 7 || to - from > 9 || slab[to - 3] !== COLON || slab[to - 6] !== COLON) return BAD;
    const hours = digits(slab, from, to - 6);
    const minutes = digits(slab, to - 5, to - 3);
    const seconds = digits(slab, to - 2, to);
    if (hours < 0 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return BAD;
    return hours * 3600 + minutes * 60 + seconds;
  }

  /** A decimal number; NaN where blank or none. */
  decimal(column: number): number {
    const text = this.text(column);
    return text === '' ? Number.NaN : /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  }
}

function digits(slab: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = slab[at] ?? 0;
    if (byte < ZERO || byte > NINE) return BAD;
    value = value * 10 + byte - ZERO;
  }
  return to > from ? value : BAD;
}

/**
 * Reads CSV (RFC 4180, as the GTFS reference narrows it) from bytes as they come: UTF-8 with or without a mark, LF, CRLF
 * or CR, quoted fields over several lines, spaces around values, blank lines skipped. `onRecord` gets every record, the header too.
 * @throws UnreadableFeed where the bytes are not UTF-8 (naming what they look like), or a quotation mark stays open.
 */
export async function readCsv(file: string, chunks: AsyncIterable<Buffer>, onRecord: (row: CsvRow) => void): Promise<void> {
  const scanner = new Scanner(file, onRecord);
  let rest: Buffer | null = null;
  let first = true;
  for await (const chunk of chunks) {
    let slab: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
    if (first) {
      if (slab.length < 4) {
        rest = slab;
        continue;
      }
      first = false;
      slab = withoutMark(file, slab);
    }
    const end = lastLineEnd(slab);
    const parsed = end > 0 ? scanner.scan(slab, end, false) : 0;
    rest = parsed < slab.length ? slab.subarray(parsed) : null;
    if (rest && rest.length > MAX_RECORD_BYTES) {
      throw new UnreadableFeed({ code: 'record_too_long', file, line: scanner.line, reason: 'a record is longer than 1 MB: is a quotation mark left open, or is this not a text file?' });
    }
  }
  if (!rest) return;
  if (first) rest = withoutMark(file, rest);
  scanner.scan(rest, rest.length, true);
}

/** Cuts off the UTF-8 mark and refuses what is plainly another encoding. */
function withoutMark(file: string, slab: Buffer): Buffer {
  if (slab[0] === 0xef && slab[1] === 0xbb && slab[2] === 0xbf) return slab.subarray(3);
  const utf16 = (slab[0] === 0xff && slab[1] === 0xfe) || (slab[0] === 0xfe && slab[1] === 0xff) || (slab[0] !== 0 && slab[1] === 0) || (slab[0] === 0 && slab[1] !== 0);
  if (utf16 && slab.length > 1) throw new UnreadableFeed({ code: 'not_utf8', file, line: 1, reason: 'not UTF-8 at line 1: the file is UTF-16; save it as UTF-8' });
  return slab;
}

/** Where complete lines end: after the last LF, or where there is none after the last CR that is not at the very end. */
function lastLineEnd(slab: Buffer): number {
  const lf = slab.lastIndexOf(LF);
  return lf >= 0 || slab.length < 2 ? lf + 1 : slab.lastIndexOf(CR, slab.length - 2) + 1;
}

class Scanner {
  line = 1;
  readonly #file: string;
  readonly #onRecord: (row: CsvRow) => void;
  readonly #row = new CsvRow();
  #lines = 0;

  constructor(file: string, onRecord: (row: CsvRow) => void) {
    this.#file = file;
    this.#onRecord = onRecord;
  }

  /** Reads the complete records of `slab` up to `end`; gives where the first incomplete one begins. */
  scan(slab: Buffer, end: number, final: boolean): number {
    this.#checkEncoding(slab.subarray(0, end));
    this.#row.slab = slab;
    let at = 0;
    while (at < end) {
      this.#row.line = this.line;
      this.#lines = 0;
      const next = this.#record(slab, at, end, final);
      if (next < 0) return at;
      this.line += this.#lines;
      at = next;
      if (!this.#row.isBlank) this.#onRecord(this.#row);
    }
    return at;
  }

  /** Takes one record apart; gives where the next begins, or -1 where it is not complete yet. */
  #record(slab: Buffer, start: number, end: number, final: boolean): number {
    const row = this.#row;
    row.count = 0;
    let at = start;
    for (;;) {
      while (at < end && (slab[at] === SPACE || slab[at] === TAB)) at++;
      at = slab[at] === QUOTE && at < end ? this.#quoted(slab, at, end, final) : this.#plain(slab, at, end);
      if (at < 0) return -1;
      if (at >= end) break;
      const byte = slab[at++];
      if (byte === COMMA) continue;
      if (byte === CR && at < end && slab[at] === LF) at++;
      break;
    }
    this.#lines++;
    return at;
  }

  #plain(slab: Buffer, from: number, end: number): number {
    let at = from;
    for (; at < end; at++) {
      const byte = slab[at];
      if (byte === COMMA || byte === LF || byte === CR) break;
    }
    let to = at;
    while (to > from && (slab[to - 1] === SPACE || slab[to - 1] === TAB)) to--;
    this.#push(from, to, 0);
    return at;
  }

  #quoted(slab: Buffer, open: number, end: number, final: boolean): number {
    let at = open + 1;
    let escaped = 0;
    for (; ; at++) {
      if (at >= end) {
        if (!final) return -1;
        throw new UnreadableFeed({ code: 'quote_open', file: this.#file, line: this.#row.line, reason: 'a quotation mark is opened and never closed' });
      }
      const byte = slab[at];
      if (byte === LF || (byte === CR && slab[at + 1] !== LF)) this.#lines++;
      if (byte !== QUOTE) continue;
      if (at + 1 < end && slab[at + 1] === QUOTE) {
        escaped = 1;
        at++;
      } else break;
    }
    let from = open + 1;
    let to = at;
    while (from < to && (slab[from] === SPACE || slab[from] === TAB)) from++;
    while (to > from && (slab[to - 1] === SPACE || slab[to - 1] === TAB)) to--;
    this.#push(from, to, escaped);
    // Whatever stands between the closing mark and the next comma is dropped.
    while (++at < end && slab[at] !== COMMA && slab[at] !== LF && slab[at] !== CR);
    return at;
  }

  #push(from: number, to: number, escaped: number): void {
    const row = this.#row;
    if (row.count >= MAX_COLUMNS) return;
    row.from[row.count] = from;
    row.to[row.count] = to;
    row.escaped[row.count] = escaped;
    row.count++;
  }

  #checkEncoding(bytes: Buffer): void {
    if (isUtf8(bytes)) return;
    let line = this.line;
    let from = 0;
    for (;;) {
      const lf = bytes.indexOf(LF, from);
      const part = bytes.subarray(from, lf < 0 ? bytes.length : lf);
      if (!isUtf8(part) || lf < 0) {
        throw new UnreadableFeed({ code: 'not_utf8', file: this.#file, line, reason: `not UTF-8 at line ${line}${looksLike(part)}; save the file as UTF-8` });
      }
      from = lf + 1;
      line++;
    }
  }
}

/** What a line that is not UTF-8 may be written in, in words. */
function looksLike(line: Buffer): string {
  let high = 0;
  for (const byte of line) if (byte > 0x7f) high++;
  try {
    // GBK text is pairs of high bytes; a single accented letter of Latin-1 stands alone between ASCII letters.
    const text = new TextDecoder('gb18030', { fatal: true }).decode(line);
    if (high > 1 && /\p{Script=Han}/u.test(text)) return ': it looks like GBK (GB 18030)';
  } catch {
    // Not GB 18030 either: nothing to name but the fact.
  }
  return line.includes(0) ? ': it looks like binary data' : '';
}
