import { describe, expect, it } from '@jest/globals';
import { bandOf, thresholdsOf } from './bands.js';

const many = (count: number, label: string, said: string, score: number, second = 0): { label: string; said: string; score: number; second: number }[] =>
  Array.from({ length: count }, () => ({ label, said, score, second }));

describe('bands', () => {
  it('acts from a score on that parts the known from the unknown', () => {
    const { act, refuse } = thresholdsOf([...many(50, 'a', 'a', 0.8), ...many(30, 'oos', 'a', 0.3), ...many(20, 'oos', 'oos', 0.9, 0.2)]);
    expect(act).toBeGreaterThan(0.3);
    expect(act).toBeLessThanOrEqual(0.8);
    expect(refuse).toBeLessThan(act);
  });

  it('asks between two that are alike, and where it is not sure; refuses what is out of scope', () => {
    const thresholds = { act: 0.5, refuse: 0.3 };
    expect(bandOf('a', 0.9, 0.1, thresholds)).toBe('act');
    expect(bandOf('a', 0.9, 0.895, thresholds)).toBe('choose');
    expect(bandOf('a', 0.4, 0.1, thresholds)).toBe('choose');
    expect(bandOf('a', 0.2, 0.1, thresholds)).toBe('refuse');
    expect(bandOf('oos', 0.9, 0.1, thresholds)).toBe('refuse');
  });
});
