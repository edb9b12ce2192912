/**
 * Reads one utterance a line from standard input and prints what the assistant understands, one JSON a line:
 * `{"intent","score","band","slots"}`, each slot as `{"value","text"}` (counts as numbers). `--now 2026-03-18T09:00+08:00`
 * sets what 明天 starts from. Stops and lines are those of the sample timetable.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { readLexiconData } from '../bot/language/data.js';
import { createLexicon, createUnderstanding } from '../bot/language/index.js';
import type { SlotValue, Term } from '../bot/language/types.js';
import { allSkills, outOfScope } from '../bot/skills/index.js';

const data = path.resolve(import.meta.dirname, '..', '..', 'data');

function rows(file: string): Record<string, string>[] {
  // With `columns` the parser answers one object a line, each value as text.
  return parse(readFileSync(path.join(data, 'district', 'gtfs', file)), { columns: true, bom: true }) as Record<string, string>[];
}

function transitTerms(): Term[] {
  const stops = new Set(rows('stops.txt').map(({ stop_name: name = '' }) => name).filter(Boolean));
  const routes = rows('routes.txt').map(({ route_short_name: name = '' }) => name).filter(Boolean);
  return [...[...stops].map((name): Term => ({ kind: 'stop', name })), ...routes.map((name): Term => ({ kind: 'route', name }))];
}

const { values } = parseArgs({ options: { now: { type: 'string' } } });
const { terms, holidays } = readLexiconData(path.join(data, 'lexicon'));
const lexicon = createLexicon();
lexicon.set('data', terms);
lexicon.set('transit', transitTerms());
const engine = createUnderstanding({ skills: allSkills, lexicon, outOfScope, holidays });
engine.train();
const now = values.now === undefined ? Date.now() : Date.parse(values.now);
const shown = ([name, { value, text }]: [string, SlotValue]): [string, { value: string | number; text: string }] => [name, { value: name === 'count' ? Number(value) : value, text }];

for await (const line of createInterface({ input: process.stdin })) {
  const { intent, score, band, slots } = engine.understand(line, { now });
  console.log(JSON.stringify({ intent, score: Number(score.toFixed(4)), band, slots: Object.fromEntries(Object.entries(slots).map(shown)) }));
}
