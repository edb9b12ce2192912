import { describe, expect, it } from '@jest/globals';
import { Fault } from '../errors.js';
import { readRows, writeRows, type ReadColumn } from './index.js';

const columns: readonly ReadColumn[] = [
  { key: 'number', title: '办件编号', check: (value) => (/^\d{20}$/.test(value) ? null : '应为20位数字') },
  { key: 'why', title: '理由' },
  { key: 'note', title: '备注', required: false },
];
const number = '31019920261123000001';
const sheet = (rows: readonly (readonly (string | number | Date | null)[])[], titles = ['备注', '办件编号', '理由']) =>
  writeRows('办件', titles.map((title, index) => ({ title, value: (row: readonly (string | number | Date | null)[]) => row[index] ?? null })), rows);

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
    const bomb = await sheet([[null, number, 'x']]);
    const directory = bomb.readUInt32LE(bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06])) + 16);
    bomb.writeUInt32LE(0x7fffffff, directory + 24);
    expect(await faultOf(bomb)).toBe('TOO_LARGE');
  });
});
