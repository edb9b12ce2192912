import { describe, expect, it } from '@jest/globals';
import { WatchStream } from './streams.js';

/** A stream that tells what is put into it, and how often it has ended. */
function open(most?: number) {
  const seen = { over: 0 };
  const stream = new WatchStream<string, string>({ read: async (item) => item, onOver: () => void seen.over++, ...(most === undefined ? {} : { most }) });
  return { stream, seen };
}
const DONE = { value: undefined, done: true };
const told = (value: string) => ({ value, done: false });

describe('a watch stream', () => {
  it('tells what was put before it was asked, and what is put while it waits', async () => {
    const { stream } = open(9);
    stream.put('a');
    stream.put('b');
    expect([await stream.next(), await stream.next()]).toEqual([told('a'), told('b')]);
    const next = stream.next();
    stream.put('c');
    expect(await next).toEqual(told('c'));
  });

  it('makes one of the changes that come while nobody asks, and keeps the newest of more', async () => {
    const { stream } = open();
    for (const item of ['a', 'b', 'c']) stream.put(item);
    stream.end();
    expect(await stream.next()).toEqual(DONE);
    const longer = open(2).stream;
    for (const item of ['a', 'b', 'c']) longer.put(item);
    expect([await longer.next(), await longer.next()]).toEqual([told('b'), told('c')]);
  });

  it('loses nothing that comes in the middle of a reading', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const read: string[] = [];
    const stream = new WatchStream<string, string>({
      async read(item) {
        if (read.push(item) === 1) await held;
        return item;
      },
    });
    stream.put('a');
    const first = stream.next();
    stream.put('b');
    release();
    expect([await first, await stream.next()]).toEqual([told('a'), told('b')]);
  });

  it('wakes each of several who wait, in their order', async () => {
    const { stream } = open(9);
    const waiting = [stream.next(), stream.next(), stream.next()];
    stream.put('a');
    stream.put('b');
    expect(await Promise.all(waiting.slice(0, 2))).toEqual([told('a'), told('b')]);
    stream.end();
    expect(await waiting[2]).toEqual(DONE);
  });

  it('goes on where an item tells nothing', async () => {
    const stream = new WatchStream<number, number>({ read: async (item) => (item % 2 === 0 ? item : undefined), most: 9 });
    const next = stream.next();
    stream.put(1);
    stream.put(2);
    expect(await next).toEqual({ value: 2, done: false });
  });

  it('lets go of who leaves, in the middle of a wait, and says once that it is over', async () => {
    const { stream, seen } = open();
    const next = stream.next();
    expect(await stream.return()).toEqual(DONE);
    expect(await next).toEqual(DONE);
    stream.end();
    stream.put('late');
    expect(await stream.next()).toEqual(DONE);
    expect(seen.over).toBe(1);
  });

  it('ends with the fault of a reading', async () => {
    let over = 0;
    const stream = new WatchStream<string, string>({ read: async () => Promise.reject(new Error('no longer yours')), onOver: () => void over++ });
    stream.put('a');
    await expect(stream.next()).rejects.toThrow('no longer yours');
    expect([await stream.next(), over]).toEqual([DONE, 1]);
  });

  it('finishes after what was put', async () => {
    const { stream, seen } = open();
    stream.put('a');
    stream.finish();
    stream.put('b');
    expect([await stream.next(), seen.over, await stream.next()]).toEqual([told('a'), 1, DONE]);
    const empty = open();
    const next = empty.stream.next();
    empty.stream.finish();
    expect([await next, empty.seen.over]).toEqual([DONE, 1]);
  });

  it('is read by a loop', async () => {
    const { stream, seen } = open(9);
    const heard: string[] = [];
    const loop = (async () => {
      for await (const value of stream) if (heard.push(value) === 2) break;
    })();
    for (const item of ['a', 'b', 'c']) stream.put(item);
    await loop;
    expect([heard, seen.over]).toEqual([['a', 'b'], 1]);
  });
});
