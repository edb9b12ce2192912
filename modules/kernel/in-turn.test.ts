import { describe, expect, it } from '@jest/globals';
import { inTurn } from './in-turn.js';

describe('work in turn', () => {
  it('is done one after another, whatever fails, and the first failure is told at the end', async () => {
    const done: string[] = [];
    const work = (name: string, error?: Error) => async (): Promise<void> => {
      done.push(`${name} begins`);
      await Promise.resolve();
      if (error) throw error;
      done.push(`${name} ends`);
    };
    await expect(inTurn([work('a', new Error('first')), work('b'), work('c', new Error('second')), work('d')])).rejects.toThrow('first');
    expect(done).toEqual(['a begins', 'b begins', 'b ends', 'c begins', 'd begins', 'd ends']);
    await expect(inTurn([work('e')])).resolves.toBeUndefined();
  });
});
