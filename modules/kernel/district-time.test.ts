import { describe, expect, it } from '@jest/globals';
import { districtClock, districtDate, districtInstant, monthsAfter, sinceMidnight } from './district-time.js';

const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
const CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', timeStyle: 'short' });

describe('district time', () => {
  it('is the zone\'s own, at every hour of every seventh day of ten years', () => {
    for (let instant = Date.parse('2020-01-01T00:07:13Z'); instant < Date.parse('2030-01-01T00:00:00Z'); instant += 7 * 86_400_000 + 3_600_000) {
      expect([districtDate(instant), districtClock(instant)]).toEqual([DAY.format(instant), CLOCK.format(instant)]);
    }
  });

  it('goes there and back', () => {
    expect(districtInstant('2026-11-23')).toBe(Date.parse('2026-11-22T16:00:00Z'));
    expect(districtInstant('2026-11-23', '08:30')).toBe(Date.parse('2026-11-23T00:30:00Z'));
    expect(districtDate(districtInstant('2026-11-23') - 1)).toBe('2026-11-22');
    expect([districtClock(districtInstant('2026-11-23') - 1), districtClock(districtInstant('2026-11-23'))]).toEqual(['23:59', '00:00']);
    expect(districtInstant('2026-13-01')).toBeNaN();
  });

  it('counts the day from its midnight, before 1970 too', () => {
    expect(sinceMidnight(districtInstant('2026-11-23', '13:05'))).toBe((13 * 60 + 5) * 60_000);
    expect([sinceMidnight(districtInstant('2026-11-23')), sinceMidnight(districtInstant('1960-05-01', '06:00'))]).toEqual([0, 6 * 3_600_000]);
  });
});

describe('months after a day', () => {
  it.each([['2026-11-23', 6, '2027-05-23'], ['2026-08-31', 6, '2027-02-28'], ['2027-08-31', 6, '2028-02-29'], ['2026-01-31', 1, '2026-02-28'], ['2026-12-31', 240, '2046-12-31']])('%s and %i more: %s', (day, months, then) => {
    expect(monthsAfter(day, months)).toBe(then);
  });
});
