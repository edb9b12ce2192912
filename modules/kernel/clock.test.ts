import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createClocks } from './clock.js';

const STARTED = Date.parse('2026-03-01T00:00:00Z');

describe('createClocks', () => {
  beforeEach(() => void jest.useFakeTimers({ now: STARTED }));
  afterEach(() => void jest.useRealTimers());

  it('gives the system time for both where nothing is set', () => {
    const { service, system } = createClocks();
    expect([service.now(), system.now()]).toEqual([STARTED, STARTED]);
  });

  it('starts the service clock where told and leaves the system clock alone', () => {
    const there = Date.parse('2026-01-15T16:34:13Z');
    const { service, system } = createClocks(there);
    jest.advanceTimersByTime(5000);
    expect([service.now(), system.now()]).toEqual([there + 5000, STARTED + 5000]);
  });

  it('runs the service clock at its rate', () => {
    const there = Date.parse('2026-01-15T16:34:13Z');
    const { service, system } = createClocks(there, 60);
    jest.advanceTimersByTime(1500);
    expect([service.now(), service.rate, system.now()]).toEqual([there + 90_000, 60, STARTED + 1500]);
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses the rate %s', (rate) => {
    expect(() => createClocks(0, rate)).toThrow(RangeError);
  });
});
