import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/errors.js';
import { DATUMS, distanceMeters, isPosition, toWgs84, type Datum, type Position } from '../../kernel/geo.js';
import { connection, type PageArgs, type PageInfo } from '../../kernel/pages.js';
import type { NameHit } from '../../kernel/text/index.js';
import { routeEntity, stopEntity, type LastBusEntity, type RouteEntity, type StopEntity } from '../contract.js';
import { parsePublicId, type Feeds, type FeedState } from '../realtime/feeds.js';
import { compareNames } from '../routes/rules/order.js';
import type { Timetable } from '../timetable/timetable.js';
import { platformsOf, routesAt, stopDirectory } from './directory.js';
import { lastBusesAt } from './rules/last-buses.js';

/** A position as clients give it; without a datum it is WGS-84. */
export interface PositionArgument extends Position {
  readonly datum?: Datum | null | undefined;
}

/** What stops are asked for. Absent and null are the same. */
export interface StopsArguments extends PageArgs {
  readonly search?: string | null | undefined;
  readonly near?: PositionArgument | null | undefined;
  /** 1–20,000; bounds a list by nearness, not a search, which nearness only ranks. */
  readonly radiusMeters?: number | null | undefined;
}

/** A page of stops; the distance is in metres from `near`, null without. */
export interface StopPage {
  readonly edges: { readonly node: StopEntity; readonly cursor: string; readonly distanceMeters: number | null }[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number;
}

/** Use cases of stops. Anybody may read them: nothing here is personal. */
export interface StopsService {
  /** A stop, platform or station by its public id; null where there is none. */
  find(caller: Caller, id: string): StopEntity | null;
  /** Stops by name, by nearness, or both, over all feeds; throws BAD_INPUT `{ field, reason }`. */
  list(caller: Caller, args: StopsArguments): StopPage;
  /** The station of a platform. */
  parentOf(caller: Caller, stop: StopEntity): StopEntity | null;
  /** A station's platforms. */
  platformsOf(caller: Caller, stop: StopEntity): StopEntity[];
  /** Routes that call at a stop, in the agency's order. */
  routesAt(caller: Caller, stop: StopEntity): RouteEntity[];
  /** The last bus of each route and direction, in the agency's order, as expected now. */
  lastBuses(caller: Caller, stop: StopEntity): LastBusEntity[];
}

/** What the service stands on; `clock` is the service clock. */
export interface StopsDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
}

const MOST_ROWS = 100;
const DEFAULT_ROWS = 20;
const LONGEST_SEARCH = 64;
const LARGEST_RADIUS = 20_000;
const DEFAULT_RADIUS = 800;

interface Found {
  readonly stop: StopEntity;
  readonly meters: number | null;
}

/** Makes the service of stops. */
export function createStopsService({ feeds, clock }: StopsDeps): StopsService {
  return {
    find: (_caller, id) => {
      const parts = parsePublicId(id);
      const timetable = parts ? feeds.find(parts.feedId)?.timetable : undefined;
      const index = parts ? timetable?.stopIndex(parts.gtfsId) : undefined;
      // Entrances and nodes inside a station are no places to wait for a bus.
      return timetable && index !== undefined && (timetable.stops[index]?.locationType ?? 9) <= 1 ? stopEntity(timetable, index) : null;
    },
    list: (_caller, args) => {
      const found = findStops([...feeds.all()].map(({ timetable }) => timetable), args);
      const page = connection(found, args, { cursorOf: ({ stop }) => stop.id, maxFirst: MOST_ROWS, defaultFirst: DEFAULT_ROWS });
      const edges = page.edges.map(({ node: { stop, meters }, cursor }) => ({
        node: stop, cursor, distanceMeters: meters === null ? null : Math.round(meters),
      }));
      return { edges, pageInfo: page.pageInfo, totalCount: page.totalCount };
    },
    parentOf: (_caller, { timetable, record }) => (record.parent < 0 ? null : stopEntity(timetable, record.parent)),
    platformsOf: (_caller, { timetable, record }) => platformsOf(timetable, record.index).map((index) => stopEntity(timetable, index)),
    routesAt: (_caller, { timetable, record }) => routesAt(timetable, record.index).map((index) => routeEntity(timetable, index)),
    lastBuses: (_caller, stop) => {
      const state = feeds.find(stop.timetable.feedId);
      const index = state && indexNow(state, stop);
      return state && index !== undefined ? lastBuses(state, index, clock.now() / 1000) : [];
    },
  };
}

/** The index of a stop in the timetable in force, whichever version its entity is of. */
function indexNow({ timetable }: FeedState, stop: StopEntity): number | undefined {
  return timetable === stop.timetable ? stop.record.index : timetable.stopIndex(stop.record.id);
}

function lastBuses(state: FeedState, stop: number, now: number): LastBusEntity[] {
  return lastBusesAt(state, stop, now).map(({ route, trip, position, departure, gone, nextDeparture }) => ({
    route: routeEntity(state.timetable, route),
    trip,
    position,
    departure: Math.round(departure) * 1000,
    gone,
    nextDeparture: nextDeparture === null ? null : nextDeparture * 1000,
  }));
}

function findStops(timetables: readonly Timetable[], args: StopsArguments): Found[] {
  const search = checkedSearch(args.search);
  const near = checkedPosition(args.near);
  const radius = args.radiusMeters ?? DEFAULT_RADIUS;
  if (!Number.isInteger(radius) || radius < 1 || radius > LARGEST_RADIUS) {
    throw bad('radiusMeters', `must be a whole number from 1 to ${LARGEST_RADIUS}`);
  }
  if (search !== '') return bySearch(timetables, search, near);
  return near ? byNearness(timetables, near, radius) : allByName(timetables);
}

const bad = (field: string, reason: string): Fault => new Fault('BAD_INPUT', { field, reason });

/** The search as typed, without space around it; '' for none. */
export function checkedSearch(search: string | null | undefined): string {
  const text = search?.trim() ?? '';
  if ([...text].length > LONGEST_SEARCH) throw bad('search', `at most ${LONGEST_SEARCH} characters`);
  return text;
}

function checkedPosition(near: PositionArgument | null | undefined): Position | null {
  if (!near) return null;
  if (!isPosition(near)) throw bad('near', 'latitude must be within ±90 degrees, longitude within ±180');
  const datum = near.datum ?? 'WGS84';
  if (!DATUMS.includes(datum)) throw bad('near.datum', `must be one of ${DATUMS.join(', ')}`);
  return toWgs84(near, datum);
}

function allByName(timetables: readonly Timetable[]): Found[] {
  const all = timetables.flatMap((timetable) =>
    stopDirectory(timetable).byName.map((index): Found => ({ stop: stopEntity(timetable, index), meters: null })),
  );
  if (timetables.length < 2) return all;
  return all.sort((a, b) => compareNames(a.stop.record.name, b.stop.record.name) || (a.stop.id < b.stop.id ? -1 : 1));
}

function byNearness(timetables: readonly Timetable[], near: Position, radius: number): Found[] {
  const found: { stop: StopEntity; meters: number }[] = [];
  for (const timetable of timetables) {
    const { grid, points } = stopDirectory(timetable);
    const seen = new Set<number>();
    // Nearest first, so that a station counts from its nearest platform.
    for (const { index, meters } of grid.near(near, radius)) {
      const place = points[index]?.place ?? -1;
      if (place < 0 || seen.has(place)) continue;
      seen.add(place);
      found.push({ stop: stopEntity(timetable, place), meters });
    }
  }
  return found.sort((a, b) => a.meters - b.meters || (a.stop.id < b.stop.id ? -1 : 1));
}

/** How near a match must be in kind to be weighed by distance against another: what was typed in full comes first, guesses last. */
const KIND: Readonly<Record<NameHit['match'], number>> = { exact: 0, prefix: 1, substring: 1, pinyin: 1, initials: 2, typo: 3 };

function bySearch(timetables: readonly Timetable[], search: string, near: Position | null): Found[] {
  const hits = timetables.flatMap((timetable) => {
    const { names } = stopDirectory(timetable);
    return names.search(search, { limit: Math.max(1, names.size) }).map(({ id, score, match }) => ({
      stop: stopEntity(timetable, id),
      score,
      kind: KIND[match],
      meters: near ? placeDistance(timetable, id, near) : null,
    }));
  });
  // Sorting is stable: what is equal stays in the order of the name index.
  if (near) hits.sort((a, b) => a.kind - b.kind || (a.meters ?? 0) - (b.meters ?? 0));
  else if (timetables.length > 1) hits.sort((a, b) => b.score - a.score);
  return hits;
}

function placeDistance(timetable: Timetable, place: number, near: Position): number {
  let least = Number.POSITIVE_INFINITY;
  for (const index of [place, ...platformsOf(timetable, place)]) {
    const stop = timetable.stops[index];
    if (stop) least = Math.min(least, distanceMeters(near, stop));
  }
  return least;
}
