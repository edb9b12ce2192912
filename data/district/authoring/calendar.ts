/**
 * Service days of the district, 2026 and 2027.
 *
 * 2026 follows the State Council's notice on that year's holidays (国务院办公厅关于2026年部分节假日安排的通知, 4 November
 * 2025). The notice for 2027 was not known when this was written, so 2027 holds only the days that the Regulation on
 * public holidays fixes (全国年节及纪念日放假办法, as revised in 2024); the days off that the notice adds by exchange and
 * the working weekends (调休上班日) of 2027 are not in it.
 */
import type { ServiceId } from './lines.js';

/** First and last day of the timetable, as GTFS dates. */
export const RANGE = { from: '20260101', until: '20271231' } as const;

/** Public holidays from–until (inclusive), as GTFS dates. */
export const HOLIDAYS: readonly (readonly [name: string, from: string, until: string])[] = [
  ['元旦', '20260101', '20260103'],
  ['春节', '20260215', '20260223'],
  ['清明节', '20260404', '20260406'],
  ['劳动节', '20260501', '20260505'],
  ['端午节', '20260619', '20260621'],
  ['中秋节', '20260925', '20260927'],
  ['国庆节', '20261001', '20261007'],
  ['元旦', '20270101', '20270101'],
  ['春节', '20270205', '20270208'],
  ['清明节', '20270405', '20270405'],
  ['劳动节', '20270501', '20270502'],
  ['端午节', '20270609', '20270609'],
  ['中秋节', '20270915', '20270915'],
  ['国庆节', '20271001', '20271003'],
];

/** Weekend days on which people work in exchange for a longer holiday. */
export const WORKING_WEEKENDS: readonly string[] = ['20260104', '20260214', '20260228', '20260509', '20260920', '20261010'];

function dates(from: string, until: string): string[] {
  const out: string[] = [];
  const time = (d: string): number => Date.UTC(Number(d.slice(0, 4)), Number(d.slice(4, 6)) - 1, Number(d.slice(6, 8)));
  for (let t = time(from); t <= time(until); t += 86_400_000) out.push(new Date(t).toISOString().slice(0, 10).replaceAll('-', ''));
  return out;
}

function isWeekend(date: string): boolean {
  const weekday = new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** Rows of calendar.txt. */
export function calendarRows(): string[][] {
  const week: Readonly<Record<ServiceId, string>> = { workday: '1111100', restday: '0000011', daily: '1111111' };
  return Object.entries(week).map(([service, days]) => [service, ...days, RANGE.from, RANGE.until]);
}

/** Rows of calendar_dates.txt: holidays run as days of rest, working weekends as working days. */
export function calendarDateRows(): string[][] {
  const off = HOLIDAYS.flatMap(([, from, until]) => dates(from, until)).filter((d) => !isWeekend(d));
  const rows = [
    ...off.flatMap((d) => [['workday', d, '2'], ['restday', d, '1']]),
    ...WORKING_WEEKENDS.flatMap((d) => [['workday', d, '1'], ['restday', d, '2']]),
  ];
  return rows.sort((a, b) => `${a[1]}${a[0]}`.localeCompare(`${b[1]}${b[0]}`, 'en'));
}
