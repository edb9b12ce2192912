import type { Timetable } from '../timetable/timetable.js';
import { courseOf } from './courses.js';
import { pick, roll, seed } from './dice.js';
import { gtfsDateOf } from '../timetable/service-days.js';
import type { Addition, Bunching, Detour, Incidents } from './types.js';

/** Parts of the day, each with a cancelled and an added run, so that there is something to see at any hour. */
const PARTS: readonly (readonly [fromHour: number, untilHour: number])[] = [[6.5, 9.5], [10, 15], [16, 19.5]];
/** Two buses bunch where their line runs at least this often. */
const BUNCHING_HEADWAY = 10 * 60;
/** And those hours, in which they do it. */
const BUNCHING_HOURS: readonly (readonly [number, number])[] = [[7, 8.6], [16.8, 18.6]];

/** Road works stand in the way during these hours. */
const DETOUR_HOURS = [6, 22] as const;

/** Chooses what goes wrong on a day, by that day's own dice. `trips` are the day's trips in order of departure. */
export function createIncidents(timetable: Timetable, day: number, trips: readonly number[]): Incidents {
  const dice = seed('incidents', timetable.feedId, day);
  const bunching = chooseBunching(timetable, trips, dice);
  const busy = new Set(bunching.flatMap((b) => [b.leader, b.follower]));
  const canceled = new Set<number>();
  const added: Addition[] = [];
  PARTS.forEach(([from, until], part) => {
    const inPart = within(timetable, trips, from, until);
    // A run of a line that goes by headway alone has no time of its own that could be cancelled or followed.
    const free = inPart.filter((trip) => !busy.has(trip) && !canceled.has(trip) && (timetable.data.tripHeadway[trip] ?? 0) === 0);
    const cancel = pick(free, roll(dice, 10 + part));
    if (cancel !== undefined) canceled.add(cancel);
    const model = pick(free.filter((trip) => trip !== cancel), roll(dice, 20 + part));
    if (model !== undefined) added.push(addition(timetable, trips, day, model, part));
  });
  // A thin timetable may have nothing in those hours: then any trip of the day will do.
  const any = pick(trips.filter((trip) => !busy.has(trip)), roll(dice, 30));
  if (canceled.size === 0 && any !== undefined) canceled.add(any);
  const other = pick(trips.filter((trip) => !canceled.has(trip)), roll(dice, 31));
  if (added.length === 0 && other !== undefined) added.push(addition(timetable, trips, day, other, 0));
  return { detour: chooseDetour(timetable, trips, dice), canceled, added, bunching };
}

function within(timetable: Timetable, trips: readonly number[], from: number, until: number): number[] {
  return trips.filter((trip) => timetable.departure(trip, 0) >= from * 3600 && timetable.departure(trip, 0) < until * 3600);
}

/** An extra run half way to the next of the same line and direction, at most ten minutes after its model. */
function addition(timetable: Timetable, trips: readonly number[], day: number, model: number, part: number): Addition {
  const course = courseOf(timetable, model);
  const start = timetable.departure(model, 0);
  const next = trips.find((trip) => courseOf(timetable, trip) === course && timetable.departure(trip, 0) > start);
  const gap = next === undefined ? 1200 : timetable.departure(next, 0) - start;
  return { model, shift: Math.min(600, Math.max(120, Math.round(gap / 120) * 60)), tripId: `added-${gtfsDateOf(day)}-${part + 1}` };
}

function chooseBunching(timetable: Timetable, trips: readonly number[], dice: number): Bunching[] {
  return BUNCHING_HOURS.flatMap(([from, until], part) => {
    const candidates = within(timetable, trips, from, until).flatMap((leader): Bunching[] => {
      const { stops } = timetable.patternOf(leader);
      const course = courseOf(timetable, leader);
      const start = timetable.departure(leader, 0);
      const follower = trips.find((trip) => courseOf(timetable, trip) === course && timetable.departure(trip, 0) > start);
      if (follower === undefined || stops.length < 8) return [];
      const headway = timetable.departure(follower, 0) - start;
      return headway <= BUNCHING_HEADWAY ? [{ leader, follower, headway }] : [];
    });
    const chosen = pick(candidates, roll(dice, 40 + part));
    return chosen ? [chosen] : [];
  });
}

/** A stop in the middle of a line that runs all day, with the stop of the same name in the other direction. */
function chooseDetour(timetable: Timetable, trips: readonly number[], dice: number): Detour | null {
  const runs = new Map<number, number>();
  for (const trip of within(timetable, trips, DETOUR_HOURS[0], DETOUR_HOURS[1] - 2)) {
    const course = courseOf(timetable, trip);
    runs.set(course, (runs.get(course) ?? 0) + 1);
  }
  const ends = new Set(timetable.patterns.flatMap(({ stops }) => [stops[0], stops.at(-1)]));
  const candidates = [...runs].sort((a, b) => b[1] - a[1]).flatMap(([index]) => {
    const stops = timetable.patterns[index]?.stops ?? new Uint32Array(0);
    const middle = [...stops].filter((stop, i) => i >= stops.length * 0.25 && i <= stops.length * 0.75 && !ends.has(stop));
    return middle.length > 0 ? [middle] : [];
  });
  // Among the busier half of the patterns, so that it is seen.
  const chosen = pick(candidates.slice(0, Math.ceil(candidates.length / 2)), roll(dice, 50)) ?? [];
  const stop = timetable.stops[pick(chosen, roll(dice, 51)) ?? -1];
  if (!stop) return null;
  const route = timetable.patterns.find((pattern) => pattern.stops.includes(stop.index))?.route ?? -1;
  const across = (timetable.routePatterns[route] ?? []).flatMap((index) => [...(timetable.patterns[index]?.stops ?? [])])
    .filter((index) => timetable.stops[index]?.name === stop.name && !ends.has(index));
  const stops = [...new Set([stop.index, ...across])];
  const routes = new Set(timetable.patterns.filter((pattern) => stops.some((index) => pattern.stops.includes(index))).map((pattern) => pattern.route));
  return { routes: [...routes].sort((a, b) => a - b), stops, from: DETOUR_HOURS[0] * 3600, until: DETOUR_HOURS[1] * 3600 };
}
