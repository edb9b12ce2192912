import { GridIndex } from '../../kernel/geo.js';
import { NameIndex, nameKeys, type NameKeys } from '../../kernel/text/index.js';
import { compareNames, inAgencyOrder } from '../routes/rules/order.js';
import type { StopRecord, Timetable } from '../timetable/timetable.js';

/** Stop search of one timetable version; indexes are stop indexes. */
export interface StopDirectory {
  /** Places to wait at, by name: stops without a station, and stations (once, not by platform). */
  readonly byName: readonly number[];
  /** Ids are stop indexes of places; a station is found by its platforms' names too. */
  readonly names: NameIndex;
  /** Every stop that stands for a place: the place itself, and a station's platforms. */
  readonly points: readonly { readonly lat: number; readonly lon: number; readonly place: number }[];
  /** Over `points`. */
  readonly grid: GridIndex;
}

const directories = new WeakMap<Timetable, StopDirectory>();

/** The directory of a timetable: made when first asked for, and gone with the timetable. */
export function stopDirectory(timetable: Timetable): StopDirectory {
  let directory = directories.get(timetable);
  if (!directory) directories.set(timetable, (directory = buildDirectory(timetable)));
  return directory;
}

function buildDirectory(timetable: Timetable): StopDirectory {
  const places = timetable.stops.filter((stop) => isPlace(timetable, stop));
  const points = places.flatMap((stop) =>
    [stop.index, ...platformsOf(timetable, stop.index)].map((index) => {
      const { lat, lon } = timetable.stops[index] ?? stop;
      return { lat, lon, place: stop.index };
    }),
  );
  return {
    byName: places.sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1)).map(({ index }) => index),
    names: new NameIndex(places.map((stop) => ({ id: stop.index, keys: keysOf(timetable, stop), weight: routesAt(timetable, stop.index).length }))),
    points,
    grid: new GridIndex(points),
  };
}

function isPlace(timetable: Timetable, stop: StopRecord): boolean {
  if (stop.locationType === 1) return platformsOf(timetable, stop.index).length > 0;
  return stop.locationType === 0 && stop.parent < 0;
}

function keysOf(timetable: Timetable, place: StopRecord): NameKeys[] {
  const platforms = platformsOf(timetable, place.index).flatMap((index) => timetable.stops[index] ?? []);
  return [place, ...platforms].flatMap((stop) => searchKeys(stop.searchKeys, namesOf(stop)));
}

function namesOf({ name, translations }: StopRecord): string[] {
  return [...new Set([name, ...Object.values(translations ?? {})])];
}

function isNameKeys(value: unknown): value is NameKeys {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' && 'sounds' in value && typeof value.sounds === 'string';
}

/** The keys made at import; for a timetable without them they are made now. */
export function searchKeys(stored: readonly unknown[], names: readonly string[]): NameKeys[] {
  const keys = stored.filter(isNameKeys);
  return keys.length > 0 ? keys : names.filter((name) => name !== '').map(nameKeys);
}

/** A station's platforms (indexes), by platform code and name; empty for a plain stop. */
export function platformsOf(timetable: Timetable, stop: number): number[] {
  const label = (index: number): string => {
    const record = timetable.stops[index];
    return record ? `${record.platformCode ?? ''} ${record.name}` : '';
  };
  return (timetable.children.get(stop) ?? [])
    .filter((index) => timetable.stops[index]?.locationType === 0)
    .sort((a, b) => compareNames(label(a), label(b)) || a - b);
}

/** Routes (indexes) that call at a stop or at a station's platforms, in the agency's order. */
export function routesAt(timetable: Timetable, stop: number): number[] {
  const routes: number[] = [];
  for (const at of timetable.boardingStops(stop)) {
    for (let visit = timetable.visitFrom[at] ?? 0; visit < (timetable.visitFrom[at + 1] ?? 0); visit++) {
      const pattern = timetable.patterns[timetable.visitPattern[visit] ?? -1];
      if (pattern) routes.push(pattern.route);
    }
  }
  return inAgencyOrder(timetable, routes);
}
