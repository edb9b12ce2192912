import type { DirectionTimetableEntity } from '../../contract.js';
import { isoDateOf } from '../../timetable/service-days.js';
import type { PatternRecord, Timetable } from '../../timetable/timetable.js';
import { directionKey, tripsOn, typicalTrip } from './ways.js';

/** Departures in an hour of the service day and the median minutes between two; null where there is one only. */
export interface HourHeadway {
  readonly hour: number;
  readonly departures: number;
  readonly minutes: number | null;
}

/**
 * Headways by hour of the service day.
 * @param departures seconds of the service day, ascending; past 24:00 allowed
 */
export function headwaysByHour(departures: readonly number[]): HourHeadway[] {
  const hours = new Map<number, number[]>();
  for (const departure of departures) {
    const hour = Math.floor(departure / 3600);
    const seen = hours.get(hour);
    if (seen) seen.push(departure);
    else hours.set(hour, [departure]);
  }
  return [...hours].map(([hour, inHour]) => {
    const gaps = inHour.slice(1).map((departure, i) => departure - (inHour[i] ?? departure));
    const middle = median(gaps);
    return { hour, departures: inHour.length, minutes: middle === null ? null : Math.round(middle / 6) / 10 };
  });
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** Departures of a pattern's trips from the stop `stop` on a service day, in seconds of the service day; none where it does not call there. */
function departuresFrom(timetable: Timetable, pattern: PatternRecord, stop: number, day: number): number[] {
  const position = pattern.stops.indexOf(stop);
  if (position < 0 || position === pattern.stops.length - 1) return [];
  const departures: number[] = [];
  for (let trip = pattern.firstTrip; trip < pattern.endTrip; trip++) {
    if (timetable.runsOn(timetable.data.tripService[trip] ?? -1, day)) departures.push(timetable.departure(trip, position));
  }
  return departures;
}

/**
 * A route's timetable on a service day by direction, 0 before 1; a feed without direction_id has one for each headsign. First and last departure and headways are those at the
 * first stop of the way most travelled on that day, so that trips that begin further on do not make them look denser;
 * `trips` counts all of them.
 * @param day days since 1970-01-01
 */
export function directionTimetables(timetable: Timetable, route: number, day: number): DirectionTimetableEntity[] {
  const directions = new Map<string, PatternRecord[]>();
  for (const index of timetable.routePatterns[route] ?? []) {
    const pattern = timetable.patterns[index];
    if (!pattern) continue;
    const key = directionKey(timetable, pattern);
    const patterns = directions.get(key);
    if (patterns) patterns.push(pattern);
    else directions.set(key, [pattern]);
  }
  return [...directions.values()]
    .map((patterns) => directionTimetable(timetable, patterns[0]?.direction ?? -1, patterns, day))
    .sort((a, b) => (a.directionId ?? -1) - (b.directionId ?? -1) || b.trips - a.trips);
}

function directionTimetable(
  timetable: Timetable,
  direction: 0 | 1 | -1,
  patterns: readonly PatternRecord[],
  day: number,
): DirectionTimetableEntity {
  let main: PatternRecord | undefined;
  let most = -1;
  let trips = 0;
  // Patterns of the same stops are one way: their trips count together when the most travelled is looked for.
  const byStops = new Map<string, number>();
  for (const pattern of patterns) {
    const count = tripsOn(timetable, pattern, day);
    trips += count;
    const key = pattern.stops.join();
    const sum = (byStops.get(key) ?? 0) + count;
    byStops.set(key, sum);
    if (sum > most) [main, most] = [pattern, sum];
  }
  const origin = main?.stops[0] ?? -1;
  const departures = patterns.flatMap((pattern) => departuresFrom(timetable, pattern, origin, day)).sort((a, b) => a - b);
  const start = timetable.dayStart(day);
  const instant = (seconds: number | undefined): number | null => (seconds === undefined ? null : (start + seconds) * 1000);
  return {
    timetable,
    directionId: direction === -1 ? null : direction,
    trip: main ? typicalTrip(timetable, main) : -1,
    date: isoDateOf(day),
    firstDeparture: instant(departures[0]),
    lastDeparture: instant(departures.at(-1)),
    trips,
    headways: headwaysByHour(departures),
  };
}
