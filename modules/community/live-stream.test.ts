import { describe, expect, it } from '@jest/globals';
import { liveStream } from './live-stream.js';

const DONE = { value: undefined, done: true };

/** A stream of a number that the test changes. */
function watched(isLast?: (value: { n: number }) => boolean) {
  const seen = { n: 1, read: 0, over: 0 };
  const stream = liveStream({
    async read() {
      seen.read += 1;
      return { n: seen.n };
    },
    onOver: () => void seen.over++,
    ...(isLast ? { isLast } : {}),
  });
  return { stream, seen };
}

describe('a live stream', () => {
  it('tells how it stands at once, and again only where a change made it another', async () => {
    const { stream, seen } = watched();
    expect(await stream.next()).toEqual({ value: { n: 1 }, done: false });
    const next = stream.next();
    stream.put();
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.read).toBe(2);
    seen.n = 2;
    stream.put();
    expect(await next).toEqual({ value: { n: 2 }, done: false });
    expect(seen).toEqual({ n: 2, read: 3, over: 0 });
  });

  it('ends with what nothing comes after, whatever else changes meanwhile', async () => {
    const { stream, seen } = watched(({ n }) => n === 2);
    await stream.next();
    seen.n = 2;
    stream.put();
    const last = stream.next();
    stream.put();
    seen.n = 3;
    expect((await last).done).toBe(false);
    expect([await stream.next(), seen.over]).toEqual([DONE, 1]);
  });

  it('ends with what its reading throws', async () => {
    const seen = { over: 0 };
    const stream = liveStream<number>({ read: () => Promise.reject(new Error('not any more')), onOver: () => void seen.over++ });
    await expect(stream.next()).rejects.toThrow('not any more');
    expect([await stream.next(), seen.over]).toEqual([DONE, 1]);
  });
});
