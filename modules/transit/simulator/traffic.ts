import { roll } from './dice.js';

/** Saturday or Sunday, by day since 1970-01-01 (a Thursday). The simulator knows no holidays. */
export function isWeekend(day: number): boolean {
  const weekday = (day + 4) % 7;
  return weekday === 0 || weekday === 6;
}

/** 0 at quiet times to 1 at the top of a rush hour, by second of the service day. */
export function rush(day: number, seconds: number): number {
  const hour = seconds / 3600;
  if (isWeekend(day)) return hour > 10 && hour < 18 ? 0.35 : 0;
  const peak = (top: number, width: number): number => Math.max(0, 1 - Math.abs(hour - top) / width);
  return Math.min(1, 1.4 * Math.max(peak(8, 1.7), peak(18, 2)));
}

/**
 * How much longer than the timetable a stretch takes: about as long in quiet hours, some 10 % more in the rush,
 * more or less for all buses of a line at the same half hour, and a bit of its own for each bus.
 * @param line a seed of the line, direction and day
 * @param own a seed of the run
 */
export function slowness(day: number, seconds: number, line: number, own: number, position: number): number {
  const common = 0.92 + 0.16 * roll(line, Math.floor(seconds / 1800));
  const noise = 0.82 + 0.18 * (roll(own, position * 4) + roll(own, position * 4 + 1));
  return (1.01 + 0.1 * rush(day, seconds)) * common * noise;
}

/** Seconds that a bus stands at an ordinary stop: often few, sometimes many, longer in the rush. */
export function dwell(day: number, seconds: number, own: number, position: number): number {
  const mean = 13 + 7 * rush(day, seconds);
  return Math.min(75, -mean * Math.log(1 - 0.999 * roll(own, position * 4 + 2)));
}

/** Share of a bus's room that is taken, 0 to about 1.1: by hour, fullest in the middle of the line. */
export function load(day: number, seconds: number, own: number, share: number): number {
  const hour = seconds / 3600;
  const base = hour < 6 || hour > 21 ? 0.12 : 0.28;
  const along = Math.sin(Math.PI * Math.min(1, Math.max(0, 0.08 + 0.84 * share)));
  return (base + 0.62 * rush(day, seconds)) * along * (0.75 + 0.5 * roll(own, 9_001));
}
