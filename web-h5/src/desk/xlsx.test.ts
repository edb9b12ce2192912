import { describe, expect, it } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { sheetOf } from './xlsx.js';

describe('a sheet of a list', () => {
  it('reads as it was written in another program: text stays text, whatever it looks like', async () => {
    const rows = [{ number: '310199202611230001', what: '受理 “食品” <许可> & 备案' }, { number: '007', what: '=1+1' }, { number: '', what: ' 两\n行\u0007 ' }];
    const bytes = sheetOf([{ title: '办件编号', width: 24, of: ({ number }) => number }, { title: '事项', of: ({ what }) => what }], rows);
    expect(await readSheet(Buffer.from(bytes), { trim: false })).toEqual([['办件编号', '事项'], ['310199202611230001', '受理 “食品” <许可> & 备案'], ['007', '=1+1'], [null, ' 两\n行 ']]);
  });

  it('holds more than a page of the service', async () => {
    const rows = Array.from({ length: 3000 }, (_none, n) => n);
    expect(await readSheet(Buffer.from(sheetOf([{ title: 'n', of: String }], rows)))).toHaveLength(3001);
  });
});
