import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digitsFromNumerals, findNumerals, numeralOf } from './numerals.js';

describe('digitsFromNumerals', () => {
  it.each([
    ['二十四路', '24路'],
    ['云间二十四路区间', '云间24路区间'],
    ['廿四路', '24路'],
    ['卅一', '31'],
    ['十二路', '12路'],
    ['一百零二', '102'],
    ['一百二', '120'],
    ['一百二十', '120'],
    ['三千五', '3500'],
    ['两万三', '23000'],
    ['一万零五', '10005'],
    ['三千零二十', '3020'],
    ['一亿三千万零五', '130000005'],
    ['二〇二六年', '2026年'],
    ['五一路', '51路'],
    ['〇', '0'],
    ['两百三十号', '230号'],
    ['壹佰贰拾元', '120元'],
    ['3百', '300'],
    ['2十4路', '24路'],
    ['10万', '100000'],
    ['第十二届和第三届', '第12届和第3届'],
    ['24路', '24路'],
  ])('reads %s as %s', (text, expected) => {
    expect(digitsFromNumerals(text)).toBe(expected);
  });

  it.each(['零陵路', '陆家嘴', '万达广场', '百子湾', '千岛湖', '两人', '方塔园', '十百', '二十三四'])('leaves %s as it is', (text) => {
    expect(digitsFromNumerals(text)).toBe(text);
  });

  it('says where the numbers stand', () => {
    expect(findNumerals('人民一路二十号12弄')).toEqual([
      { start: 2, end: 3, digits: '1' },
      { start: 4, end: 6, digits: '20' },
    ]);
  });
});

describe('numeralOf', () => {
  it.each([
    [0, '零'], [7, '七'], [10, '十'], [12, '十二'], [20, '二十'], [24, '二十四'], [100, '一百'], [102, '一百零二'], [110, '一百一十'],
    [1005, '一千零五'], [1050, '一千零五十'], [10_000, '一万'], [10_005, '一万零五'], [100_500, '十万零五百'], [20_260_115, '二千零二十六万零一百一十五'],
    [100_000_000, '一亿'], [100_000_001, '一亿零一'],
  ])('writes %d as %s', (value, expected) => {
    expect(numeralOf(value)).toBe(expected);
  });

  it('is read back as the same number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (value) => {
        expect(digitsFromNumerals(numeralOf(value))).toBe(String(value));
      }),
      { numRuns: 2000, seed: 24 },
    );
  });

  it.each([-1, 1.5, Number.NaN, 1e16])('refuses %d', (value) => {
    expect(() => numeralOf(value)).toThrow(RangeError);
  });
});
