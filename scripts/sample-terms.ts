import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { termOf } from '../modules/community/affairs/catalogue/catalogue.js';
import { readSampleCatalogue } from '../modules/community/affairs/catalogue/sample.js';
import type { LexiconSource, LexiconTerm } from '../modules/kernel/lexicon.js';
import { projectRoot } from '../modules/kernel/root.js';
import { lexiconOf } from '../modules/transit/index.js';

function rows(file: string): Record<string, string>[] {
  // With `columns` the parser answers one object a line, each value as text.
  return parse(readFileSync(path.join(projectRoot(), 'data/district/gtfs', file)), { columns: true, bom: true }) as Record<string, string>[];
}

/** The stops and lines of the sample timetable as transit hands them over. */
function transitTerms(): LexiconTerm[] {
  return lexiconOf({
    feedId: 'district', district: '云间区',
    stops: rows('stops.txt').map(({ stop_id: id = '', stop_name: name = '', location_type: type = '0' }) => ({ id, name, locationType: Number(type) })),
    routes: rows('routes.txt').map(({ route_id: id = '', route_short_name: shortName = '', route_long_name: longName = '' }) => ({ id, shortName, longName })),
  });
}

/** The names of the sample district as its modules hand them over, for commands that run without a database. */
export function sampleLexicons(): LexiconSource[] {
  const affairs = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs')).services.map(termOf);
  const transit = transitTerms();
  return [{ name: 'transit', terms: () => transit, onChange: () => () => undefined }, { name: 'affairs', terms: () => affairs, onChange: () => () => undefined }];
}
