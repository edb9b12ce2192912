import { describe, expect, it } from '@jest/globals';
import { cluster, likeness, pairsOf } from './rules.js';

describe('alike sentences', () => {
  it('share their character pairs', () => {
    expect(likeness(pairsOf('怎么开发票'), pairsOf('怎么开发票'))).toBe(1);
    expect(likeness(pairsOf('怎么开发票'), pairsOf('发票怎么开'))).toBeGreaterThan(0.4);
    expect(likeness(pairsOf('怎么开发票'), pairsOf('今天下雨吗'))).toBe(0);
    expect(likeness(pairsOf(''), pairsOf(''))).toBe(0);
  });
  it('come together, the largest group first', () => {
    const groups = cluster(['今天下雨吗', '怎么开发票', '发票怎么开', '在哪开发票呀', '会下雨吗今天'].map((text) => ({ text })));
    expect(groups.map((group) => group.length)).toEqual([3, 2]);
  });
});
