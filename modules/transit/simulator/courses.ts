import type { Timetable } from '../timetable/timetable.js';

const known = new WeakMap<Timetable, Uint32Array>();

/**
 * For each pattern the first pattern of the same line, direction and stops. A timetable parts overtaking trips into
 * patterns of their own; on the street they follow each other all the same.
 */
export function coursesOf(timetable: Timetable): Uint32Array {
  let courses = known.get(timetable);
  if (!courses) {
    const first = new Map<string, number>();
    courses = Uint32Array.from(timetable.patterns, (pattern) => {
      const key = `${pattern.route} ${pattern.direction} ${pattern.stops.join(' ')}`;
      if (!first.has(key)) first.set(key, pattern.index);
      return first.get(key) ?? pattern.index;
    });
    known.set(timetable, courses);
  }
  return courses;
}

/** The course of a trip, see {@link coursesOf}. */
export function courseOf(timetable: Timetable, trip: number): number {
  return coursesOf(timetable)[timetable.data.tripPattern[trip] ?? 0] ?? 0;
}
