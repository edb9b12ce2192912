import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { districtDate, districtInstant } from '../../kernel/district-time.js';
import { checkDigit11643, maskIdentifier } from '../../kernel/identifiers.js';
import { ageBandOn, ageOn, birthdayOf, sameName, yearsAfter } from './rules.js';

const date = fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10));

describe('days and ages', () => {
  it('reckons the day by the district, not by UTC', () => {
    expect(districtDate(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
    expect(districtDate(Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-22');
    expect(districtInstant('2026-11-23')).toBe(Date.parse('2026-11-22T16:00:00Z'));
  });

  it.each([['2008-11-23', '2026-11-22', 17], ['2008-11-23', '2026-11-23', 18], ['2008-02-29', '2026-02-28', 17], ['2008-02-29', '2026-03-01', 18], ['2027-01-01', '2026-11-23', 0]])('born %s is on %s %d', (born, on, age) => {
    expect(ageOn(born, on)).toBe(age);
  });

  it('comes of an age exactly on its birthday', () => {
    fc.assert(fc.property(date, fc.integer({ min: 1, max: 110 }), (born, age) => {
      const day = birthdayOf(born, age);
      const before = districtDate(districtInstant(day) - 1);
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

describe('what others see of somebody', () => {
  it.each([['2012-11-24', 'UNDER_14'], ['2012-11-23', 'FROM_14_TO_17'], ['2008-11-24', 'FROM_14_TO_17'], ['2008-11-23', 'FROM_18_TO_59'], ['1966-11-24', 'FROM_18_TO_59'], ['1966-11-23', 'FROM_60']])('born %s is %s', (born, band) => {
    expect(ageBandOn(born, '2026-11-23')).toBe(band);
  });

  it('leaves more than a hundred thousand numbers open, even to who knows the district: masked number and the narrowest band of ages', () => {
    const fitting = new Map<string, number>();
    // Each twentieth day stands for twenty: the check characters of a day's thousand orders are spread evenly.
    const step = 20;
    for (let day = Date.parse('2008-11-24T00:00:00Z'); day <= Date.parse('2012-11-23T00:00:00Z'); day += step * 86_400_000) {
      const born = new Date(day).toISOString().slice(0, 10);
      if (ageBandOn(born, '2026-11-23') !== 'FROM_14_TO_17') continue;
      const prefix = `310199${born.replaceAll('-', '')}`;
      for (let order = 0; order < 1000; order += 1) {
        const digits = prefix + String(order).padStart(3, '0');
        const shown = maskIdentifier(digits + checkDigit11643(digits));
        fitting.set(shown, (fitting.get(shown) ?? 0) + step);
      }
    }
    expect(fitting.size).toBe(11);
    expect(Math.min(...fitting.values())).toBeGreaterThan(100_000);
  });
});
