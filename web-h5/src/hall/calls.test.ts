import { describe, expect, it } from '@jest/globals';
import { newCalls, spelt } from './calls.js';

const call = (number: string, window: number, minute: number, more: { calls?: number; serving?: boolean } = {}) =>
  ({ number, window, calledAt: `2026-11-23T01:${String(minute).padStart(2, '0')}:00.000Z`, calls: 1, serving: false, ...more });

describe('what a board announces', () => {
  it('is each new call once, the oldest first; a number called again or elsewhere is a new call', () => {
    const before = [call('A001', 1, 5), call('B002', 2, 4)];
    const after = [call('C003', 3, 9), call('A001', 1, 8, { calls: 2 }), call('B002', 4, 7), call('B009', 5, 1, { serving: true })];
    expect(newCalls(before, after).map(({ number, window, calls }) => [number, window, calls])).toEqual([['B002', 4, 1], ['A001', 1, 2], ['C003', 3, 1]]);
    expect(newCalls(after, after)).toEqual([]);
  });

  it('is read sign by sign', () => {
    expect(spelt('A017', 'zh-CN')).toBe('A 零 一 七');
    expect(spelt('A017', 'en')).toBe('A zero 1 7');
  });
});
