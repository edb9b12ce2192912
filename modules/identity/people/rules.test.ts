import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, birthdayOf, districtDate, sameName, startOfDistrictDate, yearsAfter } from './rules.js';

const date = fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10));

describe('days and ages', () => {
  it('reckons the day by the district, not by UTC', () => {
    expect(districtDate(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
    expect(districtDate(Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-22');
    expect(startOfDistrictDate('2026-11-23')).toBe(Date.parse('2026-11-22T16:00:00Z'));
  });

  it.each([['2008-11-23', '2026-11-22', 17], ['2008-11-23', '2026-11-23', 18], ['2008-02-29', '2026-02-28', 17], ['2008-02-29', '2026-03-01', 18], ['2027-01-01', '2026-11-23', 0]])('born %s is on %s %d', (born, on, age) => {
    expect(ageOn(born, on)).toBe(age);
  });

  it('comes of an age exactly on its birthday', () => {
    fc.assert(fc.property(date, fc.integer({ min: 1, max: 110 }), (born, age) => {
      const day = birthdayOf(born, age);
      const before = districtDate(startOfDistrictDate(day) - 1);
      expect(ageOn(born, day)).toBe(age);
      expect(ageOn(born, before)).toBe(age - 1);
    }));
  });

  it('adds years', () => expect([yearsAfter('2026-11-23', 3), yearsAfter('2028-02-29', 1)]).toEqual(['2029-11-23', '2029-03-01']));

  it('compares names as registers write them', () => {
    expect(sameName('阿依古丽·买买提', '阿依古丽•买买提')).toBe(true);
    expect(sameName('Ｍary Smith', 'MARY  SMITH')).toBe(true);
    expect(sameName('王小宝', '王小贝')).toBe(false);
    expect(sameName('', ' ')).toBe(false);
  });
});
