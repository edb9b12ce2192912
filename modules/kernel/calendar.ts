import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { districtInstant } from './district-time.js';

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
  /**
   * The working day that is `count` after a day, which itself is not counted (民法典 §201): 0 gives the day itself, worked on or not.
   * @throws RangeError for a count that is negative or no whole number
   */
  addWorkingDays(day: string, count: number): string;
  /** How many days are worked on after `from`, up to and with `to`; 0 where `to` is not later. */
  workingDaysBetween(from: string, to: string): number;
}

/** Off every year by the regulation on public holidays (全国年节及纪念日放假办法, 2024), as far as no lunar date is needed. */
const FIXED = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

const DAY_MS = 86_400_000;

/** The instant (ms) at which a day of the district is over: what was due on it is late from then on. */
export function endOfDay(day: string): number {
  return districtInstant(day) + DAY_MS;
}

/** A calendar over dated tables; throws ZodError for a table that is not one. */
export function createWorkingCalendar(table: unknown): WorkingCalendar {
  const { years: arranged } = Table.parse(table);
  const known = new Set(arranged.map(({ year }) => year));
  const holidays = arranged.flatMap((each) => each.holidays);
  const makeUp = new Set(arranged.flatMap((each) => each.workdays));
  const worksOn = (day: string): boolean => {
    if (makeUp.has(day)) return true;
    if (holidays.some(({ from, to }) => from <= day && day <= to)) return false;
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday === 0 || weekday === 6) return false;
    return known.has(Number(day.slice(0, 4))) || !FIXED.has(day.slice(5));
  };
  const years = new Map<number, YearCount>();
  const yearOf = (year: number): YearCount => {
    const counted = years.get(year) ?? countYear(year, worksOn);
    years.set(year, counted);
    return counted;
  };
  return {
    holidays,
    knows: (year) => known.has(year),
    worksOn,
    addWorkingDays(day, count) {
      if (!Number.isInteger(count) || count < 0) throw new RangeError('working days are counted in whole numbers from 0');
      if (count === 0) return day;
      let year = Number(day.slice(0, 4));
      let rank = (yearOf(year).until[dayOfYear(day)] ?? 0) + count;
      for (; rank > yearOf(year).days.length; year += 1) rank -= yearOf(year).days.length;
      return yearOf(year).days[rank - 1]!; // the rank lies within the year, as the loop has seen to
    },
    workingDaysBetween(from, to) {
      if (to <= from) return 0;
      const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
      let count = (yearOf(last).until[dayOfYear(to)] ?? 0) - (yearOf(first).until[dayOfYear(from)] ?? 0);
      for (let year = first; year < last; year += 1) count += yearOf(year).days.length;
      return count;
    },
  };
}

/** A year's working days, and how many there are up to each day of it: a clock is read for every case of a list. */
interface YearCount {
  readonly days: readonly string[];
  readonly until: readonly number[];
}

function countYear(year: number, worksOn: (day: string) => boolean): YearCount {
  const days: string[] = [];
  const until: number[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (worksOn(day)) days.push(day);
    until.push(days.length);
  }
  return { days, until };
}

/** 0 for 1 January. */
function dayOfYear(day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) - Date.UTC(Number(day.slice(0, 4)), 0, 1)) / DAY_MS;
}

/** The calendar of a file such as `data/calendar/public-holidays.json`. */
export function readWorkingCalendar(file: string): WorkingCalendar {
  return createWorkingCalendar(JSON.parse(readFileSync(file, 'utf8')));
}
