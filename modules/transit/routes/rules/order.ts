import type { Timetable } from '../../timetable/timetable.js';

/** Compares names as residents read them: numbers by value (2路 before 12路), Chinese by pinyin. */
export const compareNames: (a: string, b: string) => number = new Intl.Collator('zh-Hans-CN', { numeric: true }).compare;

const rankings = new WeakMap<Timetable, Uint32Array>();

/** By route index: its place in the agency's order (route_sort_order, then short and long name in natural order, then id). */
export function routeRanks(timetable: Timetable): Uint32Array {
  let ranks = rankings.get(timetable);
  if (!ranks) {
    ranks = new Uint32Array(timetable.routes.length);
    const sorted = [...timetable.routes].sort(
      (a, b) =>
        a.sortOrder - b.sortOrder ||
        compareNames(a.shortName || a.longName, b.shortName || b.longName) ||
        compareNames(a.longName, b.longName) ||
        (a.id < b.id ? -1 : 1),
    );
    for (const [rank, route] of sorted.entries()) ranks[route.index] = rank;
    rankings.set(timetable, ranks);
  }
  return ranks;
}

/** Routes (indexes) in the agency's order, each once. */
export function inAgencyOrder(timetable: Timetable, routes: Iterable<number>): number[] {
  const ranks = routeRanks(timetable);
  return [...new Set(routes)].sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
}
