import { Fault } from '../../kernel/errors.js';
import { DATUMS, distanceMeters, isPosition, toWgs84, type Datum, type Position } from '../../kernel/geo.js';
import { stopEntity, type StopEntity } from '../contract.js';
import { parsePublicId, type Feeds, type FeedState } from '../realtime/feeds.js';
import type { WalkNetwork } from './footpaths.js';
import { walkSeconds } from './parameters.js';
import type { Reach } from './search.js';

/** A place as the contract's PlaceInput gives it. */
export interface PlaceArgument {
  readonly stopId?: string | null;
  readonly position?: { readonly lat: number; readonly lon: number; readonly datum?: Datum | null } | null;
}

/** An end of a journey. */
export interface Place {
  /** WGS-84. */
  readonly position: Position;
  /** The stop or station it is, if any. */
  readonly stop: StopEntity | null;
}

/** Reads a place. Throws BAD_INPUT that names the field where it is neither a known stop nor a position, or both. */
export function resolvePlace(feeds: Feeds, field: string, argument: PlaceArgument): Place {
  const stopId = argument.stopId ?? null;
  const position = argument.position ?? null;
  if ((stopId === null) === (position === null)) throw new Fault('BAD_INPUT', { field, reason: 'give either stopId or position' });
  if (stopId !== null) return stopPlace(feeds, `${field}.stopId`, stopId);
  const datum = position?.datum ?? 'WGS84';
  if (!isPosition(position) || !DATUMS.includes(datum)) throw new Fault('BAD_INPUT', { field: `${field}.position`, reason: 'not a position in degrees' });
  return { position: toWgs84(position, datum), stop: null };
}

function stopPlace(feeds: Feeds, field: string, stopId: string): Place {
  const parts = parsePublicId(stopId);
  const timetable = parts ? feeds.find(parts.feedId)?.timetable : undefined;
  const index = parts ? timetable?.stopIndex(parts.gtfsId) : undefined;
  if (!timetable || index === undefined) throw new Fault('BAD_INPUT', { field, reason: 'no such stop' });
  const stop = stopEntity(timetable, index);
  return { position: { lat: stop.record.lat, lon: stop.record.lon }, stop };
}

/** The feeds in which both ends may be served: the one that both stops belong to, else all. */
export function feedsFor(feeds: Feeds, from: Place, to: Place): FeedState[] {
  const home = from.stop?.timetable.feedId;
  const only = home !== undefined && home === to.stop?.timetable.feedId ? feeds.find(home) : undefined;
  return only ? [only] : [...feeds.all()];
}

/** The stops one can walk to from a place; a stop reaches itself, a station all its platforms, however far they lie. */
export function reachOf(walks: WalkNetwork, { timetable }: FeedState, { position, stop }: Place): Reach {
  const near = walks.near(position.lat, position.lon);
  const stops = near.map((entry) => entry.stop);
  const seconds = near.map((entry) => entry.seconds);
  const own = stop?.timetable.feedId === timetable.feedId ? timetable.stopIndex(stop.record.id) : undefined;
  for (const platform of own === undefined ? [] : timetable.boardingStops(own)) {
    const record = timetable.stops[platform];
    if (!record || stops.includes(platform)) continue;
    stops.push(platform);
    seconds.push(walkSeconds(distanceMeters(position, record)));
  }
  return { stops, seconds };
}
