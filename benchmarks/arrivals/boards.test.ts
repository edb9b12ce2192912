import { describe, expect, it } from '@jest/globals';
import { boardDifferences, ROWS, type BoardCall } from './boards.js';

const calls = (...list: (readonly [trip: string, expected: number])[]): BoardCall[] => list.map(([trip, expected]) => ({ trip, expected }));
const kinds = (ours: BoardCall[], theirs: BoardCall[]): string[] => boardDifferences(ours, theirs).map(({ kind, call }) => `${call.trip} ${kind}`);

describe('comparing two boards', () => {
  it('matches calls by trip and says how far they lie apart', () => {
    expect(kinds(calls(['a', 100], ['b', 200], ['c', 300], ['d', 400]), calls(['b', 260], ['a', 100], ['c', 361], ['e', 500]))).toEqual(['a same', 'b near', 'c other', 'd ours', 'e theirs']);
  });

  it('matches a loop’s two calls each with the nearer', () => {
    expect(kinds(calls(['a', 100], ['a', 900]), calls(['a', 900], ['a', 100]))).toEqual(['a same', 'a same']);
  });

  it('compares no further than the board that is cut off first', () => {
    const full = calls(...Array.from({ length: ROWS }, (_, at) => [`t${at}`, at * 10] as const));
    expect(kinds(full, [...full.slice(0, ROWS - 1), ...calls(['late', 5000])])).toEqual(full.slice(0, ROWS - 1).map(({ trip }) => `${trip} same`));
  });
});
