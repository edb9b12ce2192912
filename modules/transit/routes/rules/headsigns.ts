import { pickText, type Language } from '../../../kernel/languages.js';
import type { Timetable } from '../../timetable/timetable.js';

/**
 * Where a trip goes, as shown at one of its stops: stop_headsign, else trip_headsign, else the name of its last stop.
 * @param trip index of the trip, or -1 for none: ''
 * @param position position in its pattern's stops
 */
export function headsignAt(timetable: Timetable, trip: number, position: number, language: Language | null | undefined): string {
  if (trip < 0) return '';
  const { data } = timetable;
  const pattern = timetable.patternOf(trip);
  const own = pattern.stopHeadsigns?.[position] ?? -1;
  const index = own >= 0 ? own : (data.tripHeadsign[trip] ?? -1);
  const text = pickText(data.headsignTranslations[index] ?? null, data.headsigns[index] ?? '', data.language, language);
  if (text !== '') return text;
  const last = timetable.stops[pattern.stops.at(-1) ?? -1];
  return last ? pickText(last.translations, last.name, data.language, language) : '';
}
