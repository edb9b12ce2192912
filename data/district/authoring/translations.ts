/** translations.txt: English for stops, lines and headsigns; Traditional Chinese for the same, converted word by word. */
import { Converter } from 'opencc-js';
import type { Line } from './lines.js';
import type { Pattern } from './patterns.js';
import type { Place } from './stops.js';

const convert = Converter({ from: 'cn', to: 't' });
/** 谷 is a valley in the names here (谷陽), never grain (穀). */
const traditional = (zh: string): string => convert(zh).replaceAll('穀', '谷');

const LOOP_EN: Readonly<Record<string, string>> = { 外圈: 'Outer loop', 内圈: 'Inner loop' };

/** Rows: table_name, field_name, language, translation, record_id, field_value. */
export function translationRows(lines: readonly Line[], patterns: readonly Pattern[], places: readonly Place[], agency: { zh: string; en: string }): string[][] {
  const rows: string[][] = [];
  const byValue = (table: string, field: string, zh: string, en: string): void => {
    rows.push([table, field, 'en', en, '', zh]);
    if (traditional(zh) !== zh) rows.push([table, field, 'zh-Hant', traditional(zh), '', zh]);
  };
  byValue('agency', 'agency_name', agency.zh, agency.en);
  for (const line of lines) {
    for (const [field, zh, en] of [['route_short_name', line.zh, line.en], ['route_long_name', longName(line), longNameEn(line, places)]] as const) {
      rows.push(['routes', field, 'en', en, line.id, '']);
      if (traditional(zh) !== zh) rows.push(['routes', field, 'zh-Hant', traditional(zh), line.id, '']);
    }
  }
  for (const place of places) byValue('stops', 'stop_name', place.zh, place.en);
  for (const zh of new Set(patterns.map((p) => p.headsign))) {
    byValue('trips', 'trip_headsign', zh, LOOP_EN[zh] ?? places.find((p) => p.zh === zh)?.en ?? zh);
  }
  return rows;
}

/** A line's long name: its two ends, or its stop and “loop”. */
export function longName(line: Line): string {
  return line.from === line.to ? `${line.from}(环线)` : `${line.from} — ${line.to}`;
}

function longNameEn(line: Line, places: readonly Place[]): string {
  const en = (zh: string): string => places.find((p) => p.zh === zh)?.en ?? zh;
  return line.from === line.to ? `${en(line.from)} (loop)` : `${en(line.from)} – ${en(line.to)}`;
}
