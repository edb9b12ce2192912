import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalise, normaliseName } from './normalise.js';
import { toSimplified } from './simplify.js';

describe('normalise', () => {
  it.each([
    ['ＡＢＣ　１２３', 'abc 123'],
    ['  Fāngtǎ   Yuán!! ', 'fangta yuan'],
    ['lǜ dì', 'lu di'],
    ['方塔園（東門）', '方塔园 东门'],
    ['醉白池·公园', '醉白池 公园'],
    ['Café “Été”', 'cafe ete'],
    ['㈠①', '一 1'],
    ['パス', 'パス'],
    ['', ''],
    ['——！？', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[廣場園林遺址東西南北路24a-z ·]*$/u)), (text) => {
        const once = normalise(text);
        expect(normalise(once)).toBe(once);
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});

describe('normaliseName', () => {
  it.each([
    ['云间 24 路', '云间24路'],
    ['PUBLIC SQUARE STREET (YT545)', 'public square street yt545'],
    ['油麻地眾坊街 (YT545)', '油麻地众坊街yt545'],
    ['佘山 · 地铁站', '佘山地铁站'],
  ])('%j becomes %j', (name, expected) => {
    expect(normaliseName(name)).toBe(expected);
  });
});

describe('toSimplified', () => {
  it.each([
    ['廣富林遺址', '广富林遗址'],
    ['佘山國家森林公園', '佘山国家森林公园'],
    ['雲間體育中心', '云间体育中心'],
    ['醫院門診部', '医院门诊部'],
    ['臺灣', '台湾'],
    ['廣東道衞生所', '广东道卫生所'],
    ['乾隆', '乾隆'],
    ['餅乾', '饼干'],
    ['方塔园', '方塔园'],
    ['plain text', 'plain text'],
  ])('%s becomes %s', (traditional, simplified) => {
    expect(toSimplified(traditional)).toBe(simplified);
  });
});
