import type { ArrivalEntity, TripEntity } from '../contract.js';
import type { Timetable, Translations } from '../timetable/timetable.js';

/** The contract's Language. */
export type LanguageCode = 'ZH_HANS' | 'ZH_HANT' | 'EN';

/** BCP 47 tags by which feeds name a language, most exact first; a mere `zh` says neither script. */
const TAGS: Readonly<Record<LanguageCode, readonly string[]>> = {
  ZH_HANS: ['zh-hans', 'zh-cn', 'zh-sg', 'zh'],
  ZH_HANT: ['zh-hant', 'zh-hk', 'zh-tw', 'zh-mo', 'zh'],
  EN: ['en', 'en-gb', 'en-us'],
};

/** The translation into a language, else the text itself. */
export function inLanguage(text: string, translations: Translations | null, language: LanguageCode | null | undefined): string {
  if (!translations || !language) return text;
  const entries = Object.entries(translations);
  for (const tag of TAGS[language]) {
    const found = entries.find(([key]) => key.toLowerCase() === tag);
    if (found) return found[1];
  }
  return text;
}

/** Where a trip goes: the feed's headsign, else the name of its last stop. */
export function tripHeadsign(trip: TripEntity, language?: LanguageCode | null): string {
  if (trip.run?.headsign) return trip.run.headsign;
  const { timetable } = trip;
  if (trip.trip >= 0) {
    const text = headsignAt(timetable, timetable.data.tripHeadsign[trip.trip] ?? -1, language);
    if (text !== '') return text;
  }
  const stops = trip.run ? trip.run.stops : timetable.patternOf(trip.trip).stops;
  const last = timetable.stops[stops[stops.length - 1] ?? -1];
  return last ? inLanguage(last.name, last.translations, language) : '';
}

/** Where a bus goes as it shows at this stop: its stop_headsign, else the trip's. */
export function arrivalHeadsign(arrival: ArrivalEntity, language?: LanguageCode | null): string {
  const { trip, timetable } = arrival;
  if (trip.trip >= 0 && !trip.run?.headsign) {
    const index = timetable.patternOf(trip.trip).stopHeadsigns?.[arrival.position] ?? -1;
    const text = headsignAt(timetable, index, language);
    if (text !== '') return text;
  }
  return tripHeadsign(trip, language);
}

function headsignAt(timetable: Timetable, index: number, language: LanguageCode | null | undefined): string {
  const text = timetable.data.headsigns[index];
  return text === undefined ? '' : inLanguage(text, timetable.data.headsignTranslations[index] ?? null, language);
}
