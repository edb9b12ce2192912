import { nameKeys, type NameKeys } from '../../../kernel/text/index.js';
import type { AgencyRecord, RouteRecord, StopRecord, Translations } from '../../timetable/timetable.js';
import type { Draft } from './draft.js';
import type { StopOrder } from './stop-order.js';

/** The records with names, translated and with their search keys. */
export interface NamedRecords {
  readonly agencies: AgencyRecord[];
  readonly stops: StopRecord[];
  readonly routes: RouteRecord[];
}

/** Makes the records of a draft. */
export function makeRecords(draft: Draft): NamedRecords {
  const { translations } = draft;
  const keysOf = keyMaker();
  const agencies = draft.agencies.map(({ id, name, url, phone }) => ({ id, name, url, phone, translations: translations.of('agency', 'agency_name', id, name) }));
  const stops = draft.stops.map((stop, index): StopRecord => {
    const { id, code, name, lat, lon, locationType, parent, platformCode, wheelchair, zoneId } = stop;
    const translated = translations.of('stops', 'stop_name', id, name);
    return { index, id, code, name, translations: translated, lat, lon, locationType, parent, platformCode, wheelchair, zoneId, searchKeys: keysOf([name, ...textsOf(translated)]) };
  });
  const routes = draft.routes.map((route, index): RouteRecord => {
    const { id, agency, shortName, longName, description, type, color, textColor, sortOrder, fare } = route;
    const short = translations.of('routes', 'route_short_name', id, shortName);
    const long = translations.of('routes', 'route_long_name', id, longName);
    const searchKeys = keysOf([shortName, longName, ...textsOf(short), ...textsOf(long)]);
    return { index, id, agency, shortName, longName, description, translations: joined(short, long), type, color, textColor, sortOrder, fare, searchKeys };
  });
  return { agencies, stops, routes };
}

/** Keys of different names only, and one object for one name: both sides of a road share it. */
function keyMaker(): (names: readonly string[]) => NameKeys[] {
  const made = new Map<string, NameKeys>();
  return (names) => [...new Set(names)].filter((name) => name !== '').map((name) => {
    let keys = made.get(name);
    if (!keys) {
      keys = nameKeys(name);
      made.set(name, keys);
    }
    return keys;
  });
}

function textsOf(translations: Translations | null): string[] {
  return translations ? Object.values(translations) : [];
}

function joined(short: Translations | null, long: Translations | null): RouteRecord['translations'] {
  if (!short && !long) return null;
  const languages = new Set([...Object.keys(short ?? {}), ...Object.keys(long ?? {})]);
  return Object.fromEntries([...languages].map((language) => {
    const [shortName, longName] = [short?.[language], long?.[language]];
    return [language, { ...(shortName === undefined ? {} : { shortName }), ...(longName === undefined ? {} : { longName }) }];
  }));
}

/**
 * Gives every headsign its translations: trips whose headsign reads the same but is translated otherwise get an entry of
 * their own. Rewrites the draft's indexes.
 */
export function translateHeadsigns(draft: Draft, order: StopOrder): { headsigns: string[]; translations: (Translations | null)[] } {
  const headsigns: string[] = [];
  const translations: (Translations | null)[] = [];
  const places = new Map<string, number>();
  const place = (index: number, table: 'trips' | 'stop_times', record: string): number => {
    if (index < 0) return -1;
    const text = draft.headsigns[index] ?? '';
    const translated = draft.translations.of(table, table === 'trips' ? 'trip_headsign' : 'stop_headsign', record, text);
    const key = `${text}\u001f${translated ? JSON.stringify(translated) : ''}`;
    let at = places.get(key);
    if (at === undefined) {
      at = headsigns.push(text) - 1;
      translations.push(translated);
      places.set(key, at);
    }
    return at;
  };
  const { times } = draft;
  draft.trips.forEach((trip, index) => {
    trip.headsign = place(trip.headsign, 'trips', trip.id);
    for (let i = order.from[index] ?? 0; i < (order.from[index + 1] ?? 0); i++) {
      const row = order.rows[i] ?? 0;
      const headsign = times.headsign.at(row);
      if (headsign >= 0) times.headsign.set(row, place(headsign, 'stop_times', `${trip.id}\u001f${times.sequence.at(row)}`));
    }
  });
  return { headsigns, translations };
}
