import { describe, expect, it } from '@jest/globals';
import { findPatterns } from './patterns.js';

const caseNumbers = (text: string): string[] => findPatterns(text).flatMap(({ kind, value }) => (kind === 'case-number' ? [value] : []));

describe('numbers of cases', () => {
  it('are read as people write them', () => {
    expect(caseNumbers('31019920261123000001办到哪了')).toEqual(['31019920261123000001']);
    expect(caseNumbers('sj 2026 0311 编号')).toEqual(['SJ20260311']);
  });

  it('hold nobody’s own number among others', () => {
    expect(caseNumbers('nan 310117199001011234 17900000001')).toEqual([]);
    expect(caseNumbers('a 12 17900000001')).toEqual([]);
  });
});
