import { describe, expect, it } from '@jest/globals';
import { backoff, createLiveConnection } from './connection.js';
import { createServiceClock } from './service-clock.js';

describe('the service’s clock on a page', () => {
  it('counts from what the service told, whatever the phone believes', () => {
    let elapsed = 1000;
    const clock = createServiceClock(() => elapsed, Date.parse('2001-01-01T00:00:00Z'));
    clock.tell('2026-11-23T00:00:00Z');
    elapsed += 4000;
    clock.tick();
    expect(new Date(clock.now.value).toISOString()).toBe('2026-11-23T00:00:04.000Z');
  });

  it('is not set back by a message that was long on its way, but by a clock that really jumped', () => {
    let elapsed = 0;
    const clock = createServiceClock(() => elapsed, 0);
    clock.tell('2026-11-23T00:00:10Z');
    elapsed = 1500;
    clock.tell('2026-11-23T00:00:10.200Z');
    clock.tick();
    expect(new Date(clock.now.value).toISOString()).toBe('2026-11-23T00:00:11.500Z');
    clock.tell('2026-11-22T00:00:00Z');
    expect(new Date(clock.now.value).toISOString()).toBe('2026-11-22T00:00:00.000Z');
    clock.tell('nonsense');
    expect(new Date(clock.now.value).toISOString()).toBe('2026-11-22T00:00:00.000Z');
  });
});

describe('the live connection', () => {
  it('waits longer after each failure, spread, and never more than fifteen seconds', () => {
    expect([0, 1, 2, 3].map((tries) => backoff(tries, 1))).toEqual([1000, 2000, 4000, 8000]);
    expect(backoff(50, 1)).toBe(15_000);
    expect(backoff(0, 0)).toBe(500);
  });

  it('is called lost when nothing was heard for six seconds after the start', () => {
    let elapsed = 0;
    const connection = createLiveConnection('ws://127.0.0.1:9/graphql', () => elapsed);
    connection.watch();
    expect(connection.state.value).toBe('connecting');
    elapsed = 6001;
    connection.watch();
    expect(connection.state.value).toBe('lost');
    expect(connection.broken.value).toBe(true);
  });
});
