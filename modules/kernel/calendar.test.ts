import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createWorkingCalendar, readWorkingCalendar } from './calendar.js';
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

  it('refuses a table with a date that is none', () => {
    expect(() => createWorkingCalendar({ years: [{ year: 2026, source: 'x', holidays: [], workdays: ['2026-02-30'] }] })).toThrow(/workdays/);
  });
});
