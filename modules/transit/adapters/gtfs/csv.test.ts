import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BAD, BLANK, readCsv, type CsvRow } from './csv.js';
import { UnreadableFeed } from './findings.js';

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

const fieldsOf = (row: CsvRow) => Array.from({ length: row.count }, (_, column) => row.text(column));

async function rowsOf(content: string | Uint8Array, size = 1 << 16): Promise<string[][]> {
  const rows: string[][] = [];
  await readCsv('x.txt', inPieces(typeof content === 'string' ? Buffer.from(content) : content, size), (row) => rows.push(fieldsOf(row)));
  return rows;
}

async function refusal(content: Uint8Array, size = 1 << 16): Promise<string> {
  try {
    await rowsOf(content, size);
  } catch (error) {
    if (error instanceof UnreadableFeed) return `${error.problem.code} ${error.problem.line}: ${error.problem.reason}`;
    throw error;
  }
  return 'read';
}

describe('readCsv', () => {
  it.each([
    ['LF', 'a,b\n1,2\n'], ['CRLF', 'a,b\r\n1,2\r\n'], ['CR', 'a,b\r1,2\r'], ['no line end at the end', 'a,b\n1,2'],
    ['a byte order mark', '\ufeffa,b\n1,2\n'], ['blank lines', '\na,b\n\n\r\n1,2\n\n'], ['spaces', ' a , b\t\n 1,\t2 \n'], ['rows of commas only', 'a,b\n,\n1,2\n'],
  ])('reads %s', async (_, content) => {
    expect(await rowsOf(content)).toEqual([['a', 'b'], ['1', '2']]);
  });

  it('reads quoted fields with commas, quotes, line ends and spaces', async () => {
    expect(await rowsOf('"a,1" , "say ""hi""",  " x "\n"two\nlines",,""\n')).toEqual([['a,1', 'say "hi"', 'x'], ['two\nlines', '', '']]);
  });

  it('numbers lines as an editor does', async () => {
    const lines: number[] = [];
    await readCsv('x.txt', inPieces(Buffer.from('h\n\n"a\nb\r\nc"\nd\r\ne'), 3), (row) => lines.push(row.line));
    expect(lines).toEqual([1, 3, 6, 7]);
  });

  it('reads what was written, wherever the bytes are cut', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '园', ',', '"', '\n', '9', '𠮷'), maxLength: 6 }).map((text) => text.trim());
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }).filter((row) => row.some((cell) => cell !== '')), { maxLength: 6 });
    await fc.assert(fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
      const text = rows.map((row) => row.map((cell) => (/[,"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\r\n');
      expect(await rowsOf(text, size)).toEqual(rows);
    }));
  });

  it('reads times and numbers from the bytes', async () => {
    const texts = ['8:05:00', '08:05:09', '25:10:00', '100:00:00', '', '8:5:00', '08:60:00', '8:05', 'x:00:00', '-1:00:00'];
    const times: number[] = [];
    const numbers: number[] = [];
    await readCsv('x.txt', inPieces(Buffer.from(`${texts.join(',')}\n0,17,999999999,,-1,1.5,x,1234567890\n`), 1 << 16), (row) => {
      for (let column = 0; column < row.count; column++) (row.line === 1 ? times : numbers).push(row.line === 1 ? row.time(column) : row.integer(column));
    });
    expect(times).toEqual([29_100, 29_109, 90_600, 360_000, BLANK, BAD, BAD, BAD, BAD, BAD]);
    expect(numbers).toEqual([0, 17, 999_999_999, BLANK, BAD, BAD, BAD, BAD]);
  });

  it('gives repeated values right where they change', async () => {
    const seen: string[] = [];
    await readCsv('x.txt', inPieces(Buffer.from('a\na\nb\n"q""q"\nab\n'), 4), (row) => seen.push(row.repeatedText(0)));
    expect(seen).toEqual(['a', 'a', 'b', 'q"q', 'ab']);
  });

  it('names the encoding that a file is in instead of UTF-8, and the line', async () => {
    const gbk = Buffer.concat([Buffer.from('stop_id,stop_name\n1,A\n2,'), Buffer.from([0xb7, 0xbd, 0xcb, 0xfe, 0xd4, 0xb0]), Buffer.from('\n')]);
    expect(await refusal(gbk)).toBe('not_utf8 3: not UTF-8 at line 3: it looks like GBK (GB 18030); save the file as UTF-8');
    expect(await refusal(gbk, 5)).toContain('not UTF-8 at line 3');
    expect(await refusal(Buffer.from([0x61, 0x0a, 0xe9, 0x74, 0x0a]))).toBe('not_utf8 2: not UTF-8 at line 2; save the file as UTF-8');
    expect(await refusal(Buffer.from('\ufeffa,b\n', 'utf16le'))).toContain('UTF-16');
    expect(await refusal(Buffer.from('stop_id\n', 'utf16le'))).toContain('UTF-16');
  });

  it('refuses a quotation mark that stays open, and a record without end', async () => {
    expect(await refusal(Buffer.from('a,b\n1,"2\n3,4\n'))).toContain('quote_open 2: a quotation mark is opened and never closed');
    expect(await refusal(Buffer.from(`a\n"${'x'.repeat(3 << 20)}`))).toContain('record_too_long 2');
  });
});
