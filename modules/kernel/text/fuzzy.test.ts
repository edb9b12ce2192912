import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editDistance, prefixDistance, syllableDistance } from './fuzzy.js';

describe('editDistance', () => {
  it.each([
    ['library', 'library', 0], ['libary', 'library', 1], ['libraryy', 'library', 1], ['lidrary', 'library', 1], ['lbirary', 'library', 1],
    ['libry', 'library', 2], ['方塔园', '方踏园', 1], ['方塔园', '塔方园', 1], ['', 'ab', 2], ['ca', 'abc', 3],
  ])('%j to %j is %d', (a, b, expected) => {
    expect(editDistance(a, b, 3)).toBe(expected);
  });

  it('stops above its bound', () => {
    expect(editDistance('kitten', 'sitting', 2)).toBe(3);
    expect(editDistance('a', 'abcdefgh', 2)).toBe(3);
    expect(editDistance('abcdef', 'uvwxyz', 1)).toBe(2);
  });

  it('is symmetric, and zero for equals only', () => {
    const word = fc.stringMatching(/^[abc方塔]{0,6}$/u);
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 9)).toBe(editDistance(b, a, 9));
        expect(editDistance(a, b, 9) === 0).toBe(a === b);
      }),
      { seed: 1 },
    );
  });
});

describe('prefixDistance', () => {
  it('is the least edit distance to any beginning', () => {
    const word = fc.stringMatching(/^[abc]{0,7}$/u);
    fc.assert(
      fc.property(word, word, fc.constantFrom(1, 2), fc.nat(3), (query, text, max, start) => {
        const rest = text.slice(start);
        let least = max + 1;
        for (let end = 0; end <= rest.length; end += 1) least = Math.min(least, editDistance(query, rest.slice(0, end), max));
        expect(prefixDistance(query, text, start, max)).toBe(least);
      }),
      { numRuns: 5000, seed: 2 },
    );
  });

  it('never edits a digit', () => {
    expect(prefixDistance('yunjian24lu', 'yunjian25lu', 0, 2)).toBe(3);
    expect(prefixDistance('2lu', '24lu', 0, 1)).toBe(2);
    expect(prefixDistance('24lu', '2lu', 0, 1)).toBe(2);
    expect(prefixDistance('yunjain24lu', 'yunjian24lu', 0, 1)).toBe(1);
  });
});

describe('syllableDistance', () => {
  it.each([
    ['fang ta yuan', 'fang ta yuan', 0], ['fang da yuan', 'fang ta yuan', 1], ['ta fang yuan', 'fang ta yuan', 1], ['fang yuan', 'fang ta yuan', 1],
    ['zui bai chi', 'fang ta yuan', 3],
  ])('%j to %j is %d', (a, b, expected) => {
    expect(syllableDistance(a, b, 2)).toBe(expected);
  });
});
