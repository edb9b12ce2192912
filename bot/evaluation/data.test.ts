import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { pinyin } from 'pinyin-pro';
import { z } from 'zod';

const INTENTS: Record<string, readonly string[]> = {
  transit: ['arrivals', 'route_info', 'nearby_stops', 'trip_plan', 'alerts'],
  health: ['record', 'immunisation', 'appointment', 'follow_up', 'family_doctor', 'facility'],
  education: ['enrolment', 'catchment', 'timetable', 'homework', 'grades', 'resources', 'teacher_credits'],
  tourism: ['attraction', 'crowd', 'ticket', 'recommend', 'event'],
  community: ['guide', 'progress', 'queue', 'report', 'report_status', 'volunteer', 'convenience', 'centre'],
  identity: ['account', 'delegation', 'access_log'],
  chat: ['greet', 'thanks', 'help', 'human', 'cancel'],
};
const SLOTS: Record<string, readonly string[]> = {
  transit: ['route', 'stop', 'direction', 'place', 'from', 'to'],
  health: ['person', 'vaccine', 'hospital', 'department', 'date'],
  education: ['school', 'address', 'child', 'date', 'subject', 'grade'],
  tourism: ['attraction', 'count', 'date', 'audience', 'place'],
  community: ['affair', 'case_number', 'centre', 'date', 'category', 'place', 'service'],
  identity: [],
  chat: [],
};
const names = Object.entries(INTENTS).flatMap(([domain, intents]) => intents.map((intent) => `${domain}.${intent}`));
const domainOf = (intent: string): string => intent.slice(0, intent.indexOf('.'));

const Slots = z.record(z.string(), z.strictObject({ text: z.string().min(1), value: z.union([z.string().min(1), z.number().int().positive()]) }));
const oneOrSome = <T extends z.ZodType>(of: T): z.ZodUnion<[T, z.ZodArray<T>]> => z.union([of, z.array(of).min(1)]);
const Asks = z.enum([...new Set(Object.values(SLOTS).flat()), 'choice', 'confirm', 'signin', 'factor']).nullable();
const Dialogue = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  turns: z.array(z.strictObject({
    user: z.string().min(1),
    expect: z.strictObject({
      intent: oneOrSome(z.enum([...names, 'oos'])).optional(),
      slots: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      asks: oneOrSome(Asks).optional(),
      done: z.boolean().optional(),
      handover: z.boolean().optional(),
      says: z.array(z.string().min(1)).optional(),
    }),
  })).min(1),
});

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const table = (path: string): { line: number; cells: string[] }[] => text(path).trimEnd().split('\n')
  .map((row, index) => ({ line: index + 1, cells: row.split('\t') }))
  .filter(({ cells }) => !cells[0]?.startsWith('#'));

/** A column of one of the sample's GTFS files, none of which quotes these columns. */
function gtfs(file: string, column: string): Set<string> {
  const [head = '', ...rows] = text(`../../data/district/gtfs/${file}`).trimEnd().split(/\r?\n/);
  const at = head.replace('\uFEFF', '').split(',').indexOf(column);
  return new Set(rows.map((row) => row.split(',')[at] ?? ''));
}
const routes = gtfs('routes.txt', 'route_short_name');
const stops = gtfs('stops.txt', 'stop_name');
const organisations = new Set(z.array(z.object({ nameZh: z.string() })).parse(JSON.parse(text('../../data/district/people/organisations.json'))).map(({ nameZh }) => nameZh));
const places = new Set(z.object({ features: z.array(z.object({ properties: z.object({ name: z.string() }) })) })
  .parse(JSON.parse(text('../../data/district/map/places.geojson'))).features.map(({ properties }) => properties.name));

type Utterance = { line: number; intent: string; utterance: string; slots: z.infer<typeof Slots>; width: number };
type Stranger = { kind: string; utterance: string; width: number };
const utterancesOf = (path: string): Utterance[] => table(path).map(({ line, cells }) => ({
  line, intent: cells[0] ?? '', utterance: cells[1] ?? '', slots: Slots.parse(JSON.parse(cells[2] ?? '')), width: cells.length,
}));
const strangersOf = (path: string): Stranger[] => table(path).map(({ cells }) => ({ kind: cells[0] ?? '', utterance: cells[1] ?? '', width: cells.length }));
const dialoguesOf = (path: string): z.infer<typeof Dialogue>[] => text(path).trimEnd().split('\n').map((line) => Dialogue.parse(JSON.parse(line)));

const utterances = utterancesOf('data/intents.tsv');
const strangers = strangersOf('data/out-of-scope.tsv');
const typos = table('data/typos.tsv').map(({ cells }) => ({
  line: Number(cells[0]), intent: cells[1] ?? '', utterance: cells[2] ?? '', slots: Slots.parse(JSON.parse(cells[3] ?? '')), width: cells.length,
}));
const dialogues = dialoguesOf('data/dialogues.jsonl');
const second = { utterances: utterancesOf('data/second-intents.tsv'), strangers: strangersOf('data/second-out-of-scope.tsv'), dialogues: dialoguesOf('data/second-dialogues.jsonl') };

const bare = (utterance: string): string => utterance.replace(/[\p{P}\p{Z}]/gu, '').toLowerCase() || utterance;
const DAY = '2026-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
const DATE = new RegExp(`^${DAY}(?:/${DAY}|T(?:[01]\\d|2[0-3]):[0-5]\\d| (?:morning|noon|afternoon|evening|night))?$`);

/** The value's set where the sample's data is that set; a free text, else. */
function known(intent: string, name: string, value: string | number): boolean {
  if (name === 'count') return typeof value === 'number';
  if (typeof value !== 'string') return false;
  if (name === 'route') return routes.has(value);
  if (name === 'stop') return stops.has(value);
  if (name === 'direction') return stops.has(value) || ['外圈', '内圈', '反方向'].includes(value);
  if (['hospital', 'school', 'centre'].includes(name)) return organisations.has(value);
  if (name === 'attraction') return places.has(value);
  if (name === 'date') return DATE.test(value);
  if (name === 'case_number') return /^[A-Z0-9-]{8,}$/.test(value);
  if (domainOf(intent) === 'transit') return stops.has(value) || places.has(value) || ['大学城', '松汇中路'].includes(value);
  return value.length > 0;
}

/** Slots of another domain, not in the utterance, or of no known value. */
const wrongSlots = (of: readonly Utterance[]): unknown[] => of.flatMap(({ line, intent, utterance, slots, width }) => Object.entries(slots)
  .filter(([name, { text: span, value }]) => width !== 3 || !SLOTS[domainOf(intent)]?.includes(name) || !utterance.includes(span) || !known(intent, name, value))
  .map(([name, slot]) => ({ line, name, slot })));

type Turn = z.infer<typeof Dialogue>['turns'][number];
const expectsWrongSlots = ({ expect: { intent, slots = {} } }: Turn): boolean => {
  const first = [intent].flat()[0] ?? '';
  return Object.entries(slots).some(([name, value]) => !SLOTS[domainOf(first)]?.includes(name) || !known(first, name, value));
};
const checksNothingOrTooMuch = ({ expect: { asks, done, intent, says } }: Turn): boolean => {
  const mustAsk = asks !== undefined && asks !== null && ![asks].flat().includes(null);
  return (mustAsk && done !== false) || (intent === undefined && says === undefined);
};
const twice = (of: readonly { utterance: string }[]): string[] => {
  const all = of.map(({ utterance }) => bare(utterance));
  return all.filter((utterance, index) => all.indexOf(utterance) !== index);
};

describe('intents.tsv', () => {
  it('has at least 25 utterances of every intent and of no other', () => {
    const counts = new Map(names.map((name) => [name, 0]));
    for (const { intent } of utterances) counts.set(intent, (counts.get(intent) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([...names].sort());
    expect([...counts].filter(([, count]) => count < 25)).toEqual([]);
  });

  it('says nothing twice, nor what is out of scope', () => {
    expect(twice([...utterances, ...strangers])).toEqual([]);
  });

  it('names only the slots of its domain, by spans of the utterance, in values of the sample district', () => {
    expect(wrongSlots(utterances)).toEqual([]);
  });

  it('has each slot at least five times', () => {
    for (const [domain, slots] of Object.entries(SLOTS)) {
      for (const slot of slots) {
        const count = utterances.filter((row) => domainOf(row.intent) === domain && slot in row.slots).length;
        expect({ domain, slot, enough: count >= 5 }).toEqual({ domain, slot, enough: true });
      }
    }
  });
});

describe('out-of-scope.tsv', () => {
  it('has 200 far and 120 near utterances at least', () => {
    expect(strangers.every(({ kind, utterance, width }) => ['far', 'near'].includes(kind) && utterance !== '' && width === 2)).toBe(true);
    expect(strangers.filter(({ kind }) => kind === 'far').length).toBeGreaterThanOrEqual(200);
    expect(strangers.filter(({ kind }) => kind === 'near').length).toBeGreaterThanOrEqual(120);
  });
});

describe('typos.tsv', () => {
  const readings = (character: string): string[] => pinyin(character, { toneType: 'none', multiple: true, type: 'array' });

  it('changes one character of the line it names into a homophone', () => {
    const wrong = typos.filter(({ line, intent, utterance, width }) => {
      const original = utterances.find((row) => row.line === line);
      if (original === undefined || original.intent !== intent || width !== 4) return true;
      const before = [...original.utterance];
      const after = [...utterance];
      const changed = before.flatMap((character, index) => (character === after[index] ? [] : [[character, after[index] ?? '']] as const));
      const [pair] = changed;
      return before.length !== after.length || changed.length !== 1 || pair === undefined || !readings(pair[0]).some((reading) => readings(pair[1]).includes(reading));
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the values, with spans as they stand now', () => {
    const wrong = typos.filter(({ line, utterance, slots }) => {
      const gold = utterances.find((row) => row.line === line)?.slots ?? {};
      return Object.keys(gold).length !== Object.keys(slots).length
        || Object.entries(slots).some(([name, slot]) => gold[name]?.value !== slot.value || !utterance.includes(slot.text));
    });
    expect(wrong).toEqual([]);
  });

  it('has 300 lines, each of another utterance, spread over all intents', () => {
    expect(typos.length).toBeGreaterThanOrEqual(300);
    expect(new Set(typos.map(({ line }) => line)).size).toBe(typos.length);
    expect(new Set(typos.map(({ intent }) => intent)).size).toBe(names.length);
  });
});

describe('dialogues.jsonl', () => {
  const turns = dialogues.flatMap(({ id, turns: list }) => list.map((turn) => ({ id, ...turn })));

  it('has 60 conversations, most of several turns', () => {
    expect(dialogues.length).toBeGreaterThanOrEqual(60);
    expect(new Set(dialogues.map(({ id }) => id)).size).toBe(dialogues.length);
    expect(dialogues.filter(({ turns: list }) => list.length > 1).length).toBeGreaterThanOrEqual(45);
  });

  it('expects slots of the intent, in values of the sample district', () => {
    expect(turns.filter(expectsWrongSlots)).toEqual([]);
  });

  it('never calls a turn done that must ask, and checks something at every turn', () => {
    expect(turns.filter(checksNothingOrTooMuch)).toEqual([]);
  });
});

describe('the second set', () => {
  it('has 20 utterances of every intent, 110 far and 75 near ones out of scope, none twice', () => {
    expect(names.filter((name) => second.utterances.filter(({ intent }) => intent === name).length < 20)).toEqual([]);
    expect(second.utterances.filter(({ intent }) => !names.includes(intent))).toEqual([]);
    expect(second.strangers.every(({ kind, utterance, width }) => ['far', 'near'].includes(kind) && utterance !== '' && width === 2)).toBe(true);
    expect(second.strangers.filter(({ kind }) => kind === 'far').length).toBeGreaterThanOrEqual(110);
    expect(second.strangers.filter(({ kind }) => kind === 'near').length).toBeGreaterThanOrEqual(75);
    expect(twice([...second.utterances, ...second.strangers])).toEqual([]);
  });

  it('is written as the first', () => {
    expect(wrongSlots(second.utterances)).toEqual([]);
  });

  it('has 40 conversations that expect what can be', () => {
    const turns = second.dialogues.flatMap(({ turns: list }) => list);
    expect(new Set(second.dialogues.map(({ id }) => id)).size).toBeGreaterThanOrEqual(40);
    expect(turns.filter(expectsWrongSlots)).toEqual([]);
    expect(turns.filter(checksNothingOrTooMuch)).toEqual([]);
  });
});
