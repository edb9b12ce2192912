import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import writeXlsxFile from 'write-excel-file/node';
import { Fault } from '../errors.js';
import { packed, unpacked } from './archive.js';
import { readRows, writeRows, type ReadColumn } from './index.js';

const columns: readonly ReadColumn[] = [
  { key: 'number', title: '办件编号', check: (value) => (/^\d{20}$/.test(value) ? null : '应为20位数字') },
  { key: 'why', title: '理由' },
  { key: 'note', title: '备注', required: false },
];
const number = '31019920261123000001';
const sheet = (rows: readonly (readonly (string | number | Date | null)[])[], titles = ['备注', '办件编号', '理由']) =>
  writeRows('办件', titles.map((title, index) => ({ title, value: (row: readonly (string | number | Date | null)[]) => row[index] ?? null })), rows);

/** An archive of one deflated part, with whatever it says that it comes to. */
function zipped(name: string, deflated: Buffer, says: number): Buffer {
  const bytes = packed(new Map([[name, deflated]]));
  const directory = bytes.readUInt32LE(bytes.length - 6);
  for (const [method, size] of [[8, 22], [directory + 10, directory + 24]] as const) {
    bytes.writeUInt16LE(8, method);
    bytes.writeUInt32LE(says, size);
  }
  return bytes;
}

describe('sheets', () => {
  it('come back as they were written, whatever order their columns stand in, and long numbers keep every digit', async () => {
    const { rows, errors } = await readRows(await sheet([['甲', number, '休假'], [null, null, null], [null, number, ' 休假 ']]), columns);
    expect(errors).toEqual([]);
    expect(rows).toEqual([{ row: 2, values: { number, why: '休假', note: '甲' } }, { row: 4, values: { number, why: '休假', note: '' } }]);
  });

  it('tell every error by its row and column, and give the rows that are right', async () => {
    const { rows, errors } = await readRows(await sheet([[null, '123', null], [null, number, '休假']]), columns);
    expect(errors).toEqual([{ row: 2, column: '办件编号', reason: '应为20位数字' }, { row: 2, column: '理由', reason: '不能为空' }]);
    expect(rows.map(({ row }) => row)).toEqual([3]);
  });

  it('tell which columns are missing', async () => {
    expect(await readRows(await sheet([[number]], ['办件编号']), columns)).toEqual({ rows: [], errors: [{ row: 0, column: '理由', reason: '缺少这一列' }] });
  });

  it('hold texts that every object has as a member, and tell an empty cell from a column that is not there', async () => {
    const { rows } = await readRows(await sheet([['__proto__', number, 'constructor']]), [...columns, { key: 'more', title: '其他', required: false }]);
    expect(rows).toEqual([{ row: 2, values: { number, why: 'constructor', note: '__proto__' } }]);
    expect((await readRows(await sheet([[null, number, 'x']]), columns)).rows[0]?.values).toEqual({ number, why: 'x', note: '' });
  });

  it('hold texts and no formulas, and instants as the district’s clock has them', async () => {
    const { rows } = await readRows(await sheet([['=1+1', number, new Date('2026-11-23T16:30:00Z')]]), columns);
    expect(rows[0]!.values).toEqual({ number, why: '2026-11-24 00:30', note: '=1+1' }); // one was written
    // Within the archive the cell is a shared or inline string: no <f> element is there.
    expect((await sheet([['=1+1', number, 'x']])).includes(Buffer.from('<f>'))).toBe(false);
  });

  it('are refused where they are no xlsx, too large, or would fill the machine once unpacked', async () => {
    const faultOf = (bytes: Buffer) => readRows(bytes, columns).then(() => 'read', (error: unknown) => (error instanceof Fault ? error.code : String(error)));
    expect(await faultOf(Buffer.from('办件编号,理由'))).toBe('BAD_INPUT');
    expect(await faultOf(Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]))).toBe('BAD_INPUT');
    expect(await faultOf(Buffer.alloc(2 * 1024 * 1024 + 1))).toBe('TOO_LARGE');
    const parts = unpacked(await sheet([[null, number, 'x']]), 1_000_000);
    const name = [...parts.keys()].find((each) => each.includes('worksheets/sheet'))!; // one was written
    const xml = parts.get(name)!.toString(); // as just found
    const withSheet = (text: string): Buffer => packed(new Map([...parts, [name, Buffer.from(text)]]));
    // A spreadsheet program's own theme has distances under the same name.
    expect(await faultOf(packed(new Map([...parts, ['xl/theme/theme1.xml', Buffer.from('<a:fillToRect l="50000" r="50000"/>')], [name, Buffer.from(xml)]])))).toBe('read');
    expect(await faultOf(withSheet(xml.replace('</sheetData>', `${' '.repeat(41_000_000)}</sheetData>`)).subarray(0, 2_000_000))).toBe('BAD_INPUT');
    // One cell far away would be a million rows of thousands of cells.
    for (const place of ['XFD9', 'A1048576', 'B99999999999', 'A1e7', '&#65;1048576']) expect(await faultOf(withSheet(xml.replace('</sheetData>', `<row><c r="${place}"><v>1</v></c></row></sheetData>`)))).toBe('TOO_LARGE');
    expect(await faultOf(withSheet(xml.replace('</sheetData>', '<row r=\'9999999\'></row></sheetData>')))).toBe('TOO_LARGE');
  });

  it('are unpacked by what is in them, and not by what they say of it', async () => {
    const part = Buffer.alloc(50_000_000, ' ');
    const small = await writeXlsxFile([[{ value: ' '.repeat(30_000), type: String }]]).toBuffer();
    expect([...unpacked(small, 1_000_000).keys()]).toContain('xl/workbook.xml');
    expect(() => unpacked(small, 1000)).toThrow('unpacks to too much');
    expect(() => unpacked(packed(new Map([['a.xml', part]])), 40_000_000)).toThrow('unpacks to too much');
    // A list that says little of a part that is much.
    const lying = zipped('xl/big.xml', deflateRawSync(part), 10);
    expect(lying.length).toBeLessThan(60_000);
    await expect(readRows(lying, columns)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(readRows(zipped('xl/big.xml', Buffer.from('no stream'), 10), columns)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
