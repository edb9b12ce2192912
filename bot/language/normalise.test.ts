import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LONGEST_TEXT, normaliseUtterance } from './normalise.js';

const textOf = (raw: string): string => normaliseUtterance(raw).text;

describe('the common form of an utterance', () => {
  it.each([
    ['２４路到哪了？', '24路到哪了'],
    ['雲間大學怎麼走', '云间大学怎么走'],
    ['方\u200b塔\ufeff园', '方塔园'],
    ['请问，24 路 到哪了！', '24路到哪了'],
    ['嗯……那个，我想去方塔园', '我想去方塔园'],
    ['那个站有几路车', '那个站有几路车'],
    ['HPV Vaccine', 'hpv vaccine'],
    ['早上8:30，2026-10-01', '早上8:30 2026-10-01'],
    ['好的，谢谢。', '好的 谢谢'],
    ['你好', '你好'],
    ['嗯', '嗯'],
    ['😀', ''],
    ['', ''],
  ])('%j becomes %j', (raw, text) => {
    expect(textOf(raw)).toBe(text);
  });

  it('knows where each unit was written', () => {
    const { text, starts, ends, written } = normaliseUtterance('请问 ２４\u200b路，雲間大學');
    const at = text.indexOf('云间');
    expect(written.slice(starts[at], ends[at + 3])).toBe('雲間大學');
    expect(written.slice(starts[0], ends[2])).toBe('２４\u200b路');
  });

  it('reads the beginning of a message that is too long', () => {
    expect(normaliseUtterance('方塔园'.repeat(40_000)).written).toHaveLength(LONGEST_TEXT);
  });

  it('maps every text, whatever it holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
      const { text, starts, ends, written } = normaliseUtterance(raw);
      expect(starts).toHaveLength(text.length);
      expect(ends).toHaveLength(text.length);
      for (let i = 0; i < text.length; i += 1) {
        expect(starts[i]).toBeLessThan(ends[i] ?? 0);
        expect(ends[i]).toBeLessThanOrEqual(written.length);
        if (i > 0) expect(starts[i]).toBeGreaterThanOrEqual(starts[i - 1] ?? 0);
      }
    }));
  });
});
