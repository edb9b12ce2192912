import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createWorkingCalendar, endOfDay, readWorkingCalendar } from './calendar.js';
import { districtDate } from './district-time.js';
import { projectRoot } from './root.js';

const calendar = readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json'));

describe('the working calendar', () => {
  it('knows weekends, holidays and the weekend days that are worked on instead', () => {
    expect(calendar.worksOn('2026-03-18')).toBe(true);
    expect(calendar.worksOn('2026-03-21')).toBe(false);
    expect(calendar.worksOn('2026-02-16')).toBe(false);
    expect(calendar.worksOn('2026-02-14')).toBe(true);
    expect(calendar.worksOn('2026-10-08')).toBe(true);
    expect(calendar.worksOn('2026-10-10')).toBe(true);
  });

  it('has arrangements that make sense: what is made up for is a weekend day, and outside every holiday', () => {
    for (let day = Date.parse('2025-01-01'); day < Date.parse('2027-01-01'); day += 86_400_000) {
      const date = new Date(day).toISOString().slice(0, 10);
      const weekend = [0, 6].includes(new Date(day).getUTCDay());
      if (weekend && calendar.worksOn(date)) expect(calendar.holidays.some(({ from, to }) => from <= date && date <= to)).toBe(false);
    }
    // 2026 has 13 days of holidays by law; with weekends moved, 248 days are worked on.
    const worked = Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10)).filter((day) => calendar.worksOn(day));
    expect(worked).toHaveLength(248);
  });

  it('falls back to weekends and fixed days where a year is not in the table, and says that it does', () => {
    expect(calendar.knows(2031)).toBe(false);
    expect(calendar.worksOn('2031-10-01')).toBe(false);
    expect(calendar.worksOn('2031-10-08')).toBe(true);
  });

  it('knows on which day an instant falls in the district, and when that day is over', () => {
    expect(districtDate(Date.parse('2026-03-18T15:59:59.999Z'))).toBe('2026-03-18');
    expect(districtDate(Date.parse('2026-03-18T16:00:00Z'))).toBe('2026-03-19');
    expect(new Date(endOfDay('2026-03-18')).toISOString()).toBe('2026-03-18T16:00:00.000Z');
  });

  it('refuses a table with a date that is none', () => {
    expect(() => createWorkingCalendar({ years: [{ year: 2026, source: 'x', holidays: [], workdays: ['2026-02-30'] }] })).toThrow(/workdays/);
  });
});

/**
 * Arrangements of ten years that are made up but of the real kind: long holidays whose days off are paid for by working on
 * weekend days around them, at another place each year.
 */
function tenYears() {
  const at = (year: number, dayOfYear: number) => new Date(Date.UTC(year, 0, 1 + dayOfYear)).toISOString().slice(0, 10);
  const weekends = (year: number, from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => at(year, from + index)).filter((day) => [0, 6].includes(new Date(day).getUTCDay()));
  return {
    years: Array.from({ length: 10 }, (_, index) => 2030 + index).map((year, index) => {
      const [spring, autumn] = [20 + index * 3, 272 + (index % 3)];
      return {
        year, source: 'made up for this test',
        holidays: [
          { name: '元旦', from: at(year, 0), to: at(year, index % 3) },
          { name: '春节', from: at(year, spring), to: at(year, spring + 7) },
          { name: '清明节', from: at(year, 93), to: at(year, 95) },
          { name: '劳动节', from: at(year, 120), to: at(year, 124) },
          { name: '国庆节', from: at(year, autumn), to: at(year, autumn + 7) },
        ],
        workdays: [...weekends(year, spring - 6, spring - 1), ...weekends(year, spring + 8, spring + 13).slice(0, 1), ...weekends(year, 112, 119).slice(0, 1), ...weekends(year, autumn + 8, autumn + 13)],
      };
    }),
  };
}

describe('counting working days', () => {
  const table = tenYears();
  const tenYearCalendar = createWorkingCalendar(table);
  const next = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

  /** The slow way: from the tables alone, day by day, and nothing kept. */
  const works = (day: string): boolean => {
    const year = table.years.find((each) => String(each.year) === day.slice(0, 4));
    if (year?.workdays.includes(day)) return true;
    if (table.years.some(({ holidays }) => holidays.some(({ from, to }) => day >= from && day <= to))) return false;
    return ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
  };
  const days: string[] = [];
  for (let day = '2030-01-01'; day < '2040-01-01'; day = next(day)) days.push(day);
  const worked = days.map(works);
  const slowAdd = (day: string, count: number): string => {
    let [here, left] = [days.indexOf(day), count];
    while (left > 0) if (worked[(here += 1)]) left -= 1;
    return days[here]!;
  };
  const slowCount = (from: string, to: string): number => days.filter((day, index) => day > from && day <= to && worked[index]).length;

  it('agrees with counting day by day, over ten years of tables with make-up days', () => {
    expect(days).toHaveLength(3652);
    expect(table.years.every(({ workdays }) => workdays.length >= 3)).toBe(true);
    expect(days.filter((day) => tenYearCalendar.worksOn(day))).toEqual(days.filter(works));
    // Every day of nine years and more, with each limit that the law has.
    const starts = days.slice(0, -100);
    for (const count of [1, 5, 10, 15, 20, 30, 45, 60]) {
      expect(starts.filter((day) => tenYearCalendar.addWorkingDays(day, count) !== slowAdd(day, count))).toEqual([]);
    }
    fc.assert(fc.property(fc.nat(days.length - 1), fc.nat(days.length - 1), (a, b) => {
      expect(tenYearCalendar.workingDaysBetween(days[a]!, days[b]!)).toBe(a < b ? slowCount(days[a]!, days[b]!) : 0);
    }), { numRuns: 300 });
  });

  it('adds and counts as each other’s inverse, across years', () => {
    fc.assert(fc.property(fc.nat(days.length - 400), fc.nat(250), (start, count) => {
      expect(tenYearCalendar.workingDaysBetween(days[start]!, tenYearCalendar.addWorkingDays(days[start]!, count))).toBe(count);
    }), { numRuns: 300 });
  });

  it('knows a real limit: 20 working days from Friday 30 January 2026 run past Spring Festival and two make-up Saturdays', () => {
    expect(calendar.addWorkingDays('2026-01-30', 20)).toBe('2026-03-05');
    expect(calendar.workingDaysBetween('2026-02-13', '2026-02-24')).toBe(2);
    expect(calendar.addWorkingDays('2026-02-15', 0)).toBe('2026-02-15');
    expect(calendar.addWorkingDays('2026-12-31', 1)).toBe('2027-01-04');
  });

  it('refuses what is no number of days', () => {
    for (const count of [-1, 1.5, Number.NaN]) expect(() => calendar.addWorkingDays('2026-01-05', count)).toThrow(RangeError);
  });
});
