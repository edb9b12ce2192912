import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/errors.js';
import { connection, type PageArgs, type PageInfo } from '../../kernel/pages.js';
import { encodePolyline } from '../../kernel/polyline.js';
import { routeEntity, stopEntity, type DirectionTimetableEntity, type PatternEntity, type RouteEntity, type StopEntity } from '../contract.js';
import { parsePublicId, type Feeds } from '../realtime/feeds.js';
import { checkedSearch } from '../stops/service.js';
import { dayOf, dayOfGtfsDate } from '../timetable/service-days.js';
import type { AgencyRecord, Timetable } from '../timetable/timetable.js';
import { routeDirectory } from './directory.js';
import { directionTimetables } from './rules/day.js';
import { lineOfPattern } from './rules/line.js';
import { tripsOn, wayOf, waysOf } from './rules/ways.js';

/** What routes are asked for. */
export interface RoutesArguments extends PageArgs {
  readonly search?: string | null | undefined;
}

/** A page of routes. */
export interface RoutePage {
  readonly edges: { readonly node: RouteEntity; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number;
}

/** A stop of a pattern: its stop_sequence, and metres from the first stop along the way. */
export interface PatternStop {
  readonly stop: StopEntity;
  readonly stopSequence: number;
  readonly distanceMeters: number;
}

/** Use cases of routes. Anybody may read them: nothing here is personal. */
export interface RoutesService {
  /** A route by its public id; null where there is none. */
  find(caller: Caller, id: string): RouteEntity | null;
  /** Routes by name or number, or all in the agency's order, over all feeds; throws BAD_INPUT `{ field, reason }`. */
  list(caller: Caller, args: RoutesArguments): RoutePage;
  /** Who runs a route. */
  agencyOf(caller: Caller, route: RouteEntity): AgencyRecord;
  /** Its ways, most travelled first. */
  patternsOf(caller: Caller, route: RouteEntity): PatternEntity[];
  /** The stops of a way in order. */
  stopsOf(caller: Caller, pattern: PatternEntity): PatternStop[];
  /** A way as an encoded polyline (precision 5, WGS-84), from its first stop to its last. */
  polylineOf(caller: Caller, pattern: PatternEntity): string;
  /** Trips of a way on today's service day, by the timetable. */
  tripsToday(caller: Caller, pattern: PatternEntity): number;
  /** First and last departure and headways by direction on a service day (`YYYY-MM-DD`, today where absent); throws BAD_INPUT. */
  timetableOn(caller: Caller, route: RouteEntity, date?: string | null): DirectionTimetableEntity[];
}

/** What the service stands on; `clock` is the service clock. */
export interface RoutesDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
}

const MOST_ROWS = 100;
const DEFAULT_ROWS = 50;

/** Makes the service of routes. */
export function createRoutesService({ feeds, clock }: RoutesDeps): RoutesService {
  const today = ({ zone }: Timetable): number => dayOf(clock.now() / 1000, zone);
  return {
    find: (_caller, id) => {
      const parts = parsePublicId(id);
      const timetable = parts ? feeds.find(parts.feedId)?.timetable : undefined;
      const index = parts ? timetable?.routeIndex(parts.gtfsId) : undefined;
      return timetable && index !== undefined ? routeEntity(timetable, index) : null;
    },
    list: (_caller, args) => {
      const found = findRoutes([...feeds.all()].map(({ timetable }) => timetable), checkedSearch(args.search));
      const { edges, pageInfo, totalCount } = connection(found, args, { cursorOf: ({ id }) => id, maxFirst: MOST_ROWS, defaultFirst: DEFAULT_ROWS });
      return { edges, pageInfo, totalCount };
    },
    agencyOf: (_caller, { timetable, record }) => {
      const agency = timetable.data.agencies[record.agency];
      if (!agency) throw new RangeError(`route ${record.id} has no agency`);
      return agency;
    },
    patternsOf: (_caller, { id, timetable, record }) =>
      waysOf(timetable, record.index).map(({ main }) => ({ id: `${id}:${main.index}`, timetable, record: main })),
    stopsOf: (_caller, { timetable, record }) =>
      Array.from(record.stops, (stop, position) => ({
        stop: stopEntity(timetable, stop),
        stopSequence: record.sequences[position] ?? position,
        distanceMeters: Math.round(record.distances[position] ?? 0),
      })),
    polylineOf: (_caller, { timetable, record }) => encodePolyline(lineOfPattern(timetable, record)),
    tripsToday: (_caller, { timetable, record }) => {
      const day = today(timetable);
      return wayOf(timetable, record).patterns.reduce((sum, pattern) => sum + tripsOn(timetable, pattern, day), 0);
    },
    timetableOn: (_caller, { timetable, record }, date) =>
      directionTimetables(timetable, record.index, date ? checkedDay(date) : today(timetable)),
  };
}

function checkedDay(date: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/u.test(date) ? dayOfGtfsDate(date.replaceAll('-', '')) : Number.NaN;
  if (Number.isNaN(day)) throw new Fault('BAD_INPUT', { field: 'date', reason: 'must be a calendar date, YYYY-MM-DD' });
  return day;
}

function findRoutes(timetables: readonly Timetable[], search: string): RouteEntity[] {
  if (search === '') return timetables.flatMap((timetable) => routeDirectory(timetable).inOrder.map((index) => routeEntity(timetable, index)));
  const hits = searchAll(timetables, search);
  if (hits.length > 0) return hits;
  // A line whose feed calls it “24” is still found as 24路.
  const bare = search.replace(/\s*(?:路|号线|號線|线|線)$/u, '');
  return bare === '' || bare === search ? [] : searchAll(timetables, bare);
}

function searchAll(timetables: readonly Timetable[], search: string): RouteEntity[] {
  const hits = timetables.flatMap((timetable) => {
    const { inOrder, names } = routeDirectory(timetable);
    return names
      .search(search, { limit: Math.max(1, names.size) })
      .map(({ id, score }) => ({ route: routeEntity(timetable, inOrder[id] ?? 0), score }));
  });
  // Sorting is stable: within a feed the order of the name index stays.
  return hits.sort((a, b) => b.score - a.score).map(({ route }) => route);
}
