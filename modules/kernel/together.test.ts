import { describe, expect, it } from '@jest/globals';
import { together } from './together.js';

describe('asking together', () => {
  it('asks once for all who ask in one turn, and anew for who comes later', async () => {
    const asked: (readonly string[])[] = [];
    const lengthOf = together(async (keys) => {
      asked.push(keys);
      return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, key.length]));
    });
    expect(await Promise.all(['a', 'bb', 'a', 'nobody'].map(lengthOf))).toEqual([1, 2, 1, null]);
    expect(await lengthOf('a')).toBe(1);
    expect(asked).toEqual([['a', 'bb', 'nobody'], ['a']]);
  });

  it('tells everybody who asked what went wrong', async () => {
    const lengthOf = together<number>(async () => Promise.reject(new Error('no answer')));
    expect((await Promise.allSettled([lengthOf('a'), lengthOf('b')])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('asks for a great many in parts', async () => {
    const sizes: number[] = [];
    const lengthOf = together(async (keys) => {
      sizes.push(keys.length);
      return new Map(keys.map((key) => [key, key.length]));
    });
    await Promise.all(Array.from({ length: 600 }, (_none, n) => lengthOf(`key ${n}`)));
    expect(sizes).toEqual([256, 256, 88]);
  });
});
