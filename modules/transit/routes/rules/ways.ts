import type { PatternRecord, Timetable } from '../../timetable/timetable.js';

/**
 * One way of a route as riders see it: the patterns of one direction that make the same stops in the same order. The
 * timetable may hold several of these where buses overtake each other or where boarding rules differ.
 */
export interface Way {
  /** The most travelled of its patterns; it stands for all. */
  readonly main: PatternRecord;
  readonly patterns: readonly PatternRecord[];
  /** Trips over all service days of the timetable. */
  readonly runs: number;
}

const daysOfServices = new WeakMap<Timetable, Uint32Array>();
const waysOfRoutes = new WeakMap<Timetable, Map<number, readonly Way[]>>();

/** On how many days of the timetable each service runs. */
function serviceDayCounts(timetable: Timetable): Uint32Array {
  let counts = daysOfServices.get(timetable);
  if (!counts) {
    const { serviceIds, serviceDays, dayCount } = timetable.data;
    counts = new Uint32Array(serviceIds.length);
    for (let service = 0; service < counts.length; service++) {
      let days = 0;
      for (let day = 0; day < dayCount; day++) days += serviceDays[service * dayCount + day] ?? 0;
      counts[service] = days;
    }
    daysOfServices.set(timetable, counts);
  }
  return counts;
}

/** Runs of a pattern over all service days of the timetable. */
export function runsOfPattern(timetable: Timetable, pattern: PatternRecord): number {
  const counts = serviceDayCounts(timetable);
  let runs = 0;
  for (let trip = pattern.firstTrip; trip < pattern.endTrip; trip++) runs += counts[timetable.data.tripService[trip] ?? -1] ?? 0;
  return runs;
}

/** Trips of a pattern that run on a service day (days since 1970-01-01). */
export function tripsOn(timetable: Timetable, pattern: PatternRecord, day: number): number {
  let trips = 0;
  for (let trip = pattern.firstTrip; trip < pattern.endTrip; trip++) {
    if (timetable.runsOn(timetable.data.tripService[trip] ?? -1, day)) trips++;
  }
  return trips;
}

/** The ways of a route (by index), most travelled first. */
export function waysOf(timetable: Timetable, route: number): readonly Way[] {
  let known = waysOfRoutes.get(timetable);
  if (!known) waysOfRoutes.set(timetable, (known = new Map<number, readonly Way[]>()));
  let ways = known.get(route);
  if (!ways) known.set(route, (ways = groupWays(timetable, route)));
  return ways;
}

function groupWays(timetable: Timetable, route: number): Way[] {
  const groups = new Map<string, { pattern: PatternRecord; runs: number }[]>();
  for (const index of timetable.routePatterns[route] ?? []) {
    const pattern = timetable.patterns[index];
    if (!pattern) continue;
    const key = `${pattern.direction}:${pattern.stops.join()}`;
    const entry = { pattern, runs: runsOfPattern(timetable, pattern) };
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  const ways: Way[] = [];
  for (const group of groups.values()) {
    group.sort((a, b) => b.runs - a.runs || a.pattern.index - b.pattern.index);
    const [first] = group;
    if (!first) continue;
    ways.push({
      main: first.pattern,
      patterns: group.map(({ pattern }) => pattern),
      runs: group.reduce((sum, { runs }) => sum + runs, 0),
    });
  }
  return ways.sort((a, b) => b.runs - a.runs || a.main.index - b.main.index);
}

/** The way a pattern belongs to. */
export function wayOf(timetable: Timetable, pattern: PatternRecord): Way {
  const way = waysOf(timetable, pattern.route).find(({ patterns }) => patterns.includes(pattern));
  return way ?? { main: pattern, patterns: [pattern], runs: runsOfPattern(timetable, pattern) };
}

/** The trip whose headsign most trips of a pattern show. */
export function typicalTrip(timetable: Timetable, pattern: PatternRecord): number {
  const seen = new Map<number, { trip: number; count: number }>();
  let best = { trip: pattern.firstTrip, count: 0 };
  for (let trip = pattern.firstTrip; trip < pattern.endTrip; trip++) {
    const headsign = timetable.data.tripHeadsign[trip] ?? -1;
    const entry = seen.get(headsign) ?? { trip, count: 0 };
    entry.count++;
    seen.set(headsign, entry);
    if (entry.count > best.count) best = entry;
  }
  return best.trip;
}

const directionKeys = new WeakMap<Timetable, string[]>();

/**
 * What tells the directions of a route apart: direction_id; in a feed that has none, where most trips of a pattern say
 * they go, and without a headsign the stop they end at.
 */
export function directionKey(timetable: Timetable, pattern: PatternRecord): string {
  if (pattern.direction !== -1) return String(pattern.direction);
  let keys = directionKeys.get(timetable);
  if (!keys) directionKeys.set(timetable, (keys = []));
  return (keys[pattern.index] ??= destinationKey(timetable, pattern));
}

function destinationKey(timetable: Timetable, pattern: PatternRecord): string {
  const headsign = timetable.data.headsigns[timetable.data.tripHeadsign[typicalTrip(timetable, pattern)] ?? -1] ?? '';
  return headsign === '' ? `ends at ${pattern.stops.at(-1) ?? -1}` : `to ${headsign}`;
}
