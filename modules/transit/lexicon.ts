import type { LexiconSource, LexiconTerm } from '../kernel/lexicon.js';
import type { Feeds } from './realtime/feeds.js';

/** What people leave out before a name: the district's own, and its level. */
function prefixesOf(district: string): string[] {
  const bare = district.replace(/[区县市]$/u, '');
  return [...new Set([district, bare, '区'])].filter((prefix) => prefix !== '');
}

function shortNames(name: string, prefixes: readonly string[]): string[] {
  return prefixes.filter((prefix) => name.startsWith(prefix) && name.length - prefix.length >= 3).map((prefix) => name.slice(prefix.length));
}

/** What of a timetable has names. */
export interface NamedTimetable {
  readonly feedId: string;
  /** The district's name (云间区). */
  readonly district: string;
  readonly stops: readonly { readonly id: string; readonly name: string; readonly locationType: number }[];
  readonly routes: readonly { readonly id: string; readonly shortName: string; readonly longName: string }[];
}

/** Stops by name (a name that several platforms or places share is one term) and lines, with the short forms people use. */
export function lexiconOf({ feedId, district, stops, routes }: NamedTimetable): LexiconTerm[] {
  const prefixes = prefixesOf(district);
  const named = new Map<string, LexiconTerm>();
  for (const stop of stops) {
    // A station stands for its platforms.
    if (stop.name === '' || (named.has(stop.name) && stop.locationType !== 1)) continue;
    named.set(stop.name, { kind: 'stop', name: stop.name, id: `${feedId}:${stop.id}`, aliases: shortNames(stop.name, prefixes) });
  }
  const lines = routes.map((route): LexiconTerm => ({
    kind: 'route', name: route.shortName || route.longName, id: `${feedId}:${route.id}`, aliases: shortNames(route.shortName, prefixes.filter((prefix) => prefix !== '区')),
  }));
  return [...named.values(), ...lines].filter(({ name }) => name !== '');
}

/** Transit's names, anew with each timetable. */
export function createTransitLexicon(feeds: Feeds, district: string): LexiconSource {
  return {
    name: 'transit',
    terms: () => [...feeds.all()].flatMap(({ timetable: { feedId, stops, routes } }) => lexiconOf({ feedId, district, stops, routes })),
    onChange: (listener) => feeds.onPublish((_feedId, { timetable }, previous) => void (timetable.version !== previous?.timetable.version && listener())),
  };
}
