import { NameIndex } from '../../kernel/text/index.js';
import { searchKeys } from '../stops/directory.js';
import type { RouteRecord, Timetable } from '../timetable/timetable.js';
import { inAgencyOrder, routeRanks } from './rules/order.js';

/** Route search of one timetable version. */
export interface RouteDirectory {
  /** Route indexes in the agency's order. */
  readonly inOrder: readonly number[];
  /** Ids are places in `inOrder`, so that equal matches come in the agency's order. */
  readonly names: NameIndex;
}

const directories = new WeakMap<Timetable, RouteDirectory>();

/** The directory of a timetable: made when first asked for, and gone with the timetable. */
export function routeDirectory(timetable: Timetable): RouteDirectory {
  let directory = directories.get(timetable);
  if (!directory) {
    const ranks = routeRanks(timetable);
    directory = {
      inOrder: inAgencyOrder(timetable, timetable.routes.map(({ index }) => index)),
      names: new NameIndex(
        timetable.routes.map((route) => ({ id: ranks[route.index] ?? 0, keys: searchKeys(route.searchKeys, namesOf(route)) })),
      ),
    };
    directories.set(timetable, directory);
  }
  return directory;
}

function namesOf({ shortName, longName, translations }: RouteRecord): string[] {
  const names = [shortName, longName];
  for (const translation of Object.values(translations ?? {})) names.push(translation.shortName ?? '', translation.longName ?? '');
  return [...new Set(names)];
}
