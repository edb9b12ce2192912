import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseValue } from 'graphql';
import { CalendarDate, DateTime, formatInstant, Json } from './scalars.js';

describe('DateTime', () => {
  it('shows whole seconds without a fraction, as toISOString does otherwise', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000_000, max: 4_000_000_000_000 }), (ms) => {
        expect(formatInstant(ms)).toBe(new Date(ms).toISOString().replace('.000Z', 'Z'));
      }),
    );
  });

  it('reads instants with an offset', () => {
    expect(DateTime.parseValue('2026-11-23T16:20:00+08:00')).toBe(Date.UTC(2026, 10, 23, 8, 20));
  });

  it.each(['2026-11-23', '2026-11-23T08:20:00', '08:20', 1_700_000_000_000, null, '2026-13-01T00:00:00Z'])('refuses %p', (value) => {
    expect(() => DateTime.parseValue(value)).toThrow(/ISO 8601/);
  });
});

describe('Date', () => {
  it('reads a day', () => {
    expect(CalendarDate.parseValue('2028-02-29')).toBe('2028-02-29');
  });

  it.each(['2027-02-29', '2026-1-1', '20260101', 5])('refuses %p', (value) => {
    expect(() => CalendarDate.parseValue(value)).toThrow(/YYYY-MM-DD/);
  });
});

describe('JSON', () => {
  it('is refused where it is nested without end, before anybody walks through it', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(Json.parseValue({ a: nested(39) })).toEqual({ a: nested(39) });
    for (const depth of [41, 100_000]) expect(() => Json.parseValue(nested(depth))).toThrow('nested at most 40 deep');
    expect(() => Json.parseLiteral(parseValue(`${'['.repeat(60)}${']'.repeat(60)}`), {})).toThrow('nested at most 40 deep');
  });
});
