import { describe, expect, it } from '@jest/globals';
import { fixed, quantile, seededRandom, table } from './statistics.js';

describe('statistics of the benches', () => {
  it('draws the same numbers from the same seed, spread over [0, 1)', () => {
    const draw = (seed: number): number[] => Array.from({ length: 1000 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    const numbers = draw(7);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.filter((number) => number < 0.5).length).toBeGreaterThan(430);
    expect(numbers.filter((number) => number < 0.5).length).toBeLessThan(570);
  });

  it('takes quantiles by nearest rank, of values in any order', () => {
    const values = [5, 1, 4, 2, 3, 10, 9, 8, 7, 6];
    expect([0, 0.5, 0.95, 0.9, 1].map((share) => quantile(values, share))).toEqual([1, 5, 10, 9, 10]);
    expect(values[0]).toBe(5);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('writes tables and numbers', () => {
    expect(table(['a', 'b'], [[1, 'x']])).toBe('| a | b |\n| --- | --- |\n| 1 | x |');
    expect([fixed(1.25, 1), fixed(2), fixed(Number.NaN)]).toEqual(['1.3', '2.0', '–']);
  });
});
