import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Day = z.iso.date();
const Table = z.object({
  years: z.array(z.object({
    year: z.int(),
    /** The notice of the State Council that says so. */
    source: z.string().min(1),
    holidays: z.array(z.object({ name: z.string().min(1), from: Day, to: Day })),
    /** Days of a weekend that are worked on (调休). */
    workdays: z.array(Day),
  })),
});

/** A public holiday with the days off around it, both ends included, `YYYY-MM-DD`. */
export interface PublicHoliday {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Which days are worked on. Days are `YYYY-MM-DD` in the district. */
export interface WorkingCalendar {
  readonly holidays: readonly PublicHoliday[];
  /**
   * Whether a day is worked on. In a year whose arrangement is not in the table (it is published each November) weekends and
   * the days that the law fixes by the Gregorian calendar are off.
   */
  worksOn(day: string): boolean;
  /** Whether the arrangement of a year is in the table. */
  knows(year: number): boolean;
}

/** Off every year by the regulation on public holidays (全国年节及纪念日放假办法, 2024), as far as no lunar date is needed. */
const FIXED = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

/** A calendar over dated tables; throws ZodError for a table that is not one. */
export function createWorkingCalendar(table: unknown): WorkingCalendar {
  const { years } = Table.parse(table);
  const known = new Set(years.map(({ year }) => year));
  const holidays = years.flatMap((each) => each.holidays);
  const makeUp = new Set(years.flatMap((each) => each.workdays));
  return {
    holidays,
    knows: (year) => known.has(year),
    worksOn(day) {
      if (makeUp.has(day)) return true;
      if (holidays.some(({ from, to }) => from <= day && day <= to)) return false;
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      if (weekday === 0 || weekday === 6) return false;
      return known.has(Number(day.slice(0, 4))) || !FIXED.has(day.slice(5));
    },
  };
}

/** The calendar of a file such as `data/calendar/public-holidays.json`. */
export function readWorkingCalendar(file: string): WorkingCalendar {
  return createWorkingCalendar(JSON.parse(readFileSync(file, 'utf8')));
}
