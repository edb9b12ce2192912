import { describe, expect, it } from '@jest/globals';
import { channelsFor, mayRingAt, preferencesOf, timeOfDay } from './rules.js';

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const night = { from: '22:00', until: '07:30' };

describe('quiet hours', () => {
  it.each([
    ['2026-01-15T21:59', '2026-01-15T21:59'],
    ['2026-01-15T22:00', '2026-01-16T07:30'],
    ['2026-01-15T23:59', '2026-01-16T07:30'],
    ['2026-01-16T00:00', '2026-01-16T07:30'],
    ['2026-01-16T07:29', '2026-01-16T07:30'],
    ['2026-01-16T07:30', '2026-01-16T07:30'],
    ['2026-12-31T22:30', '2027-01-01T07:30'],
  ])('at %s a phone may ring at %s', (now, then) => {
    expect(mayRingAt(night, at(now))).toBe(at(then));
  });

  it('may lie within a day, or not be there', () => {
    expect(mayRingAt({ from: '12:00', until: '14:00' }, at('2026-01-15T13:00'))).toBe(at('2026-01-15T14:00'));
    expect(mayRingAt({ from: '12:00', until: '14:00' }, at('2026-01-15T23:00'))).toBe(at('2026-01-15T23:00'));
    expect(mayRingAt(null, at('2026-01-15T23:00'))).toBe(at('2026-01-15T23:00'));
  });

  it('keep their seconds', () => {
    expect(mayRingAt(night, at('2026-01-15T22:00') + 12_345)).toBe(at('2026-01-16T07:30'));
  });

  it.each(['24:00', '7:30', '07:60', '', '07:30:00', '０7:30'])('know %j for no time', (text) => {
    expect(timeOfDay(text)).toBeNaN();
  });
});

describe('preferences', () => {
  it('are quiet at night and ring for what matters unless somebody chose otherwise', () => {
    const usual = preferencesOf({});
    expect(usual.quietHours).toEqual(night);
    expect([channelsFor(usual, 'AFFAIRS'), channelsFor(usual, 'TRANSIT')]).toEqual([['SMS', 'WECHAT'], ['WECHAT']]);
    const own = preferencesOf({ language: 'EN', kinds: { AFFAIRS: { sms: false, wechat: false } }, quietHours: null });
    expect([own.language, own.quietHours, channelsFor(own, 'AFFAIRS'), channelsFor(own, 'HEALTH')]).toEqual(['EN', null, [], ['SMS', 'WECHAT']]);
  });

  it('never silence warnings about the account', () => {
    expect(channelsFor(preferencesOf({ kinds: { SECURITY: { sms: false, wechat: false } } }), 'SECURITY')).toEqual(['SMS', 'WECHAT']);
  });
});
