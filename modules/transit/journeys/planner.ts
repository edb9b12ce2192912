import { backward, type LatestWay } from './backward.js';
import { forward } from './forward.js';
import type { Network } from './network.js';
import { JOURNEY_PARAMETERS } from './parameters.js';
import { NEVER, Workspace, type Reach } from './search.js';
import { settle, type Course } from './settle.js';

/** What to plan; times in seconds from the network's base. */
export interface PlanQuery {
  readonly origin: Reach;
  readonly target: Reach;
  /** Seconds on foot all the way; NEVER where that is too far. */
  readonly walk: number;
  /** When to set out, or with `arriveBy` when to be there. */
  readonly at: number;
  readonly arriveBy: boolean;
  /** At most so many. */
  readonly first: number;
}

/** Seconds before a deadline within which one sets out, if one can: nobody leaves half a day early to save a change. */
const USUAL_SPAN = 3 * 3600;
/** Where one can walk all the way, rides count that are there at most so many seconds after who walks. */
const WALK_PATIENCE = 1800;
/** Searches for later (or earlier) departures beyond the number of journeys wanted. */
const SPARE_SEARCHES = 2;

const work = new Workspace();

/**
 * Journeys of which none is worse than another in departure, arrival and number of rides at once: those that are best for
 * the time asked for, then the next ones until there are `first`. By arrival; with `arriveBy` the latest departure first.
 * Two ends that cannot be joined have none.
 */
export function planCourses(network: Network, query: PlanQuery): Course[] {
  const found: Course[] = [];
  if (query.walk < NEVER) {
    const departAt = query.arriveBy ? query.at - query.walk : query.at;
    found.push({ departAt, arriveAt: departAt + query.walk, rides: [] });
  }
  let at = query.at;
  for (let searches = query.first + SPARE_SEARCHES; searches > 0 && found.length < query.first; searches--) {
    const courses = query.arriveBy ? latestCourses(network, query, at) : earliestCourses(network, query, at, found);
    if (courses.length === 0) break;
    for (const course of courses) addCourse(found, course, query.walk);
    at = query.arriveBy ? Math.max(...courses.map((course) => course.arriveAt)) - 1 : Math.min(...courses.map((course) => course.departAt)) + 1;
  }
  const order = query.arriveBy ? byDeparture : byArrival;
  return found.sort(order).slice(0, query.first);
}

/** The best for setting out at a time: for each number of rides the earliest arrival, and for it the latest departure. */
function earliestCourses(network: Network, query: PlanQuery, at: number, found: readonly Course[]): Course[] {
  const { origin, target } = query;
  const arrivals = forward(network, work, { origin, target, at, before: query.walk < NEVER ? query.at + query.walk + WALK_PATIENCE : NEVER, maxRides: JOURNEY_PARAMETERS.maxRides });
  return arrivals.flatMap((arriveAt, rides) => {
    if (arriveAt === NEVER) return [];
    const same = found.find((course) => course.rides.length === rides && course.arriveAt === arriveAt && course.departAt >= at);
    return same ?? latestFor(network, query, arriveAt, at, rides);
  });
}

/** The best for being there at a time: for each number of rides the latest departure, and for it the earliest arrival. */
function latestCourses(network: Network, query: PlanQuery, by: number): Course[] {
  const { origin, target } = query;
  const latest = (after: number): LatestWay[] => backward(network, work, { origin, target, by, after, maxRides: JOURNEY_PARAMETERS.maxRides });
  const usual = latest(query.walk < NEVER ? query.at - query.walk - WALK_PATIENCE : by - USUAL_SPAN);
  const ways = usual.length > 0 || query.walk < NEVER ? usual : latest(-NEVER);
  return ways.flatMap(({ departAt, rides }) => {
    const arrivals = forward(network, work, { origin, target, at: departAt, before: by + 1, maxRides: rides.length });
    const arriveAt = Math.min(...arrivals);
    return arriveAt < NEVER ? latestFor(network, query, arriveAt, departAt, rides.length) : settle(network, rides, origin, target);
  });
}

/** The latest departure for an arrival that is known to be possible. */
function latestFor(network: Network, { origin, target }: PlanQuery, by: number, notBefore: number, maxRides: number): Course[] {
  const way: LatestWay | undefined = backward(network, work, { origin, target, by, after: notBefore - 1, maxRides }).at(-1);
  return way ? [settle(network, way.rides, origin, target)] : [];
}

/** Adds a course unless it is no better than another in anything, or than walking; drops those that it makes useless. */
function addCourse(found: Course[], course: Course, walk: number): void {
  if (course.rides.length > 0 && course.arriveAt - course.departAt >= walk) return;
  if (found.some((other) => serves(other, course))) return;
  for (let i = found.length - 1; i >= 0; i--) {
    const other = found[i];
    if (other && other.rides.length > 0 && serves(course, other)) found.splice(i, 1);
  }
  found.push(course);
}

/** Whether who takes one course loses nothing against the other. */
function serves(one: Course, other: Course): boolean {
  return one.departAt >= other.departAt && one.arriveAt <= other.arriveAt && one.rides.length <= other.rides.length;
}

function byArrival(a: Course, b: Course): number {
  return a.arriveAt - b.arriveAt || a.rides.length - b.rides.length || b.departAt - a.departAt;
}

function byDeparture(a: Course, b: Course): number {
  return b.departAt - a.departAt || a.rides.length - b.rides.length || a.arriveAt - b.arriveAt;
}
