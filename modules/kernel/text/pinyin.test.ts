import { describe, expect, it } from '@jest/globals';
import { initialsOf, isPinyinLoaded, pinyinOf, readingsOf } from './pinyin.js';

describe('pinyin', () => {
  it('is loaded by the first reading, not before', () => {
    expect(isPinyinLoaded()).toBe(false);
    readingsOf('方');
    expect(isPinyinLoaded()).toBe(true);
  });

  it.each([
    ['方塔园', 'fang ta yuan'],
    ['佘山地铁站', 'she shan di tie zhan'],
    ['泗泾', 'si jing'],
    ['重庆路', 'chong qing lu'],
    ['银行', 'yin hang'],
    ['云间24路', 'yun jian 24 lu'],
    ['绿地', 'lv di'],
  ])('%s is %s', (text, expected) => {
    expect(pinyinOf(text)).toBe(expected);
  });

  it.each([['云间体育中心', 'yjtyzx'], ['方塔园', 'fty'], ['云间24路', 'yj24l'], ['ABC', 'ABC']])('the initials of %s are %s', (text, expected) => {
    expect(initialsOf(text)).toBe(expected);
  });

  it('gives all readings of a character, the fitting one first', () => {
    expect(readingsOf('重庆')[0]).toEqual(['chong', 'zhong']);
    expect(readingsOf('重要')[0]?.[0]).toBe('zhong');
    expect(readingsOf('长')[0]).toEqual(expect.arrayContaining(['chang', 'zhang']));
    expect(readingsOf('乐')[0]).toEqual(expect.arrayContaining(['le', 'yue']));
    expect(readingsOf('绿')[0]).toEqual(expect.arrayContaining(['lv', 'lu']));
    expect(readingsOf('女')[0]).toEqual(expect.arrayContaining(['nv', 'nu']));
  });

  it('keeps one list a code point, empty where there is no reading', () => {
    const readings = readingsOf('A方2𠮷 塔');
    expect(readings).toHaveLength(6);
    expect(readings[0]).toEqual([]);
    expect(readings[1]).toEqual(['fang']);
    expect(readings[2]).toEqual([]);
    expect(readings[5]).toEqual(['ta']);
  });
});
