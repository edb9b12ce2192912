/**
 * Reads one utterance a line from standard input and prints what the assistant understands, one JSON a line:
 * `{"intent","score","band","slots"}`, each slot as `{"value","text"}` (counts as numbers). `--now 2026-03-18T09:00+08:00`
 * sets what 明天 starts from. Stops and lines are those of the sample timetable.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { SlotValue } from '../bot/language/types.js';
import { sampleKnowledge } from './sample-knowledge.js';

const { values } = parseArgs({ options: { now: { type: 'string' } } });
const now = values.now === undefined ? Date.now() : Date.parse(values.now);
const knowledge = sampleKnowledge({ now: () => now });
knowledge.start();
knowledge.engine.train();
const shown = ([name, { value, text }]: [string, SlotValue]): [string, { value: string | number; text: string }] => [name, { value: name === 'count' ? Number(value) : value, text }];

for await (const line of createInterface({ input: process.stdin })) {
  const { intent, score, band, slots } = knowledge.engine.understand(line, { now });
  console.log(JSON.stringify({ intent, score: Number(score.toFixed(4)), band, slots: Object.fromEntries(Object.entries(slots).map(shown)) }));
}
