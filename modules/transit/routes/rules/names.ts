import { pickText, type Language } from '../../../kernel/languages.js';
import type { RouteEntity } from '../../contract.js';

/** Picks one of a route's two names in a language. */
function nameIn({ timetable, record }: RouteEntity, part: 'shortName' | 'longName', language: Language | null | undefined): string {
  const translations: Record<string, string> = {};
  for (const [tag, names] of Object.entries(record.translations ?? {})) translations[tag] = names[part] ?? '';
  return pickText(record.translations && translations, record[part], timetable.data.language, language);
}

/** What the bus shows; a route without a short name is called by its long one. */
export function routeShortName(route: RouteEntity, language?: Language | null): string {
  return nameIn(route, 'shortName', language) || nameIn(route, 'longName', language);
}

/** Its longer name; '' where it has none. */
export function routeLongName(route: RouteEntity, language?: Language | null): string {
  return nameIn(route, 'longName', language);
}
