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

/** What a line without a number is called for short: 旅游专线, 快线, 环线. */
const KIND_OF_LINE = /(?:旅游专线|观光专线|专线|快线|环线|支线)$/u;

/** A short name that only one line has. */
function nicknames(name: string, all: readonly string[]): string[] {
  const nickname = /\d/u.test(name) ? undefined : KIND_OF_LINE.exec(name)?.[0];
  return nickname !== undefined && nickname !== name && all.filter((other) => other.endsWith(nickname)).length === 1 ? [nickname] : [];
}

/** 高铁云间南站 is 高铁南站 too, and the only station of its railway 高铁站; 泗泾地铁站 is what 泗泾 means of a bus where no stop has that name. */
function stationNames(name: string, [, bare = '']: readonly string[], names: ReadonlySet<string>): string[] {
  const without = bare !== '' && !name.startsWith(bare) ? name.replace(bare, '') : name;
  const railway = /^(高铁|火车).*站$/u.exec(name)?.[1];
  const place = /^(.{2,})地铁站$/u.exec(name)?.[1];
  return [
    ...(without !== name && without.length >= 4 ? [without] : []),
    ...(railway !== undefined && [...names].filter((other) => other.startsWith(railway) && other.endsWith('站')).length === 1 ? [`${railway}站`] : []),
    ...(place !== undefined && !names.has(place) ? [place] : []),
  ];
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
  const names = new Set(stops.map(({ name }) => name));
  const lineNames = routes.map(({ shortName }) => shortName);
  for (const stop of stops) {
    // A station stands for its platforms.
    if (stop.name === '' || (named.has(stop.name) && stop.locationType !== 1)) continue;
    named.set(stop.name, { kind: 'stop', name: stop.name, id: `${feedId}:${stop.id}`, aliases: [...shortNames(stop.name, prefixes), ...stationNames(stop.name, prefixes, names)] });
  }
  const lines = routes.map((route): LexiconTerm => ({
    kind: 'route', name: route.shortName || route.longName, id: `${feedId}:${route.id}`, aliases: [...shortNames(route.shortName, prefixes.filter((prefix) => prefix !== '区')), ...nicknames(route.shortName, lineNames)],
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
