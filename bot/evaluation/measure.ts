import { wilson } from '../language/measures.js';
import type { Understander, Understanding } from '../language/types.js';
import type { EvaluationData, Expected, Line } from './files.js';
import { EVALUATION_NOW } from './files.js';

/** A share with its Wilson interval at 95 %. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Slots right, missing and wrongly there, and their F1. */
export interface SlotScore {
  readonly right: number;
  readonly missing: number;
  readonly extra: number;
  readonly f1: number;
}

/** What was expected and what was understood instead. */
export interface Mistake {
  readonly text: string;
  readonly expected: string;
  readonly said: string;
}

/** Everything measured on the district's own utterances. */
export interface DistrictScores {
  /** Band act and the right intent. */
  readonly accepted: Share;
  /** The likeliest intent is the right one, whatever the band. */
  readonly top: Share;
  readonly byIntent: readonly { readonly intent: string; readonly accepted: Share }[];
  /** Out-of-scope utterances that are not acted on: refused, or asked about. */
  readonly far: Share;
  readonly near: Share;
  /** Of all out-of-scope ones, those refused outright. */
  readonly refusedOutright: Share;
  /** Utterances with one homophone typo, the same ones without, and what lies between in points. */
  readonly typo: Share;
  readonly untyped: Share;
  readonly typoCost: number;
  readonly slotValues: SlotScore;
  readonly slotSpans: SlotScore;
  /** The slots of utterances whose intent was right. */
  readonly slotsOfRight: SlotScore;
  readonly bySlot: readonly { readonly name: string; readonly values: SlotScore; readonly spans: SlotScore }[];
  readonly confusions: readonly { readonly expected: string; readonly said: string; readonly count: number }[];
  readonly mistakes: readonly Mistake[];
}

/** A share of a whole. */
export function shareOf(hits: number, of: number): Share {
  const [low, high] = wilson(hits, of);
  return { hits, of, share: of === 0 ? 0 : hits / of, low, high };
}

const ratio = (right: number, missing: number, extra: number): number => (right === 0 && missing + extra === 0 ? 1 : (2 * right) / (2 * right + missing + extra));

/** Compares two sets of named things. */
function slotScore(pairs: readonly (readonly [expected: ReadonlyMap<string, string>, said: ReadonlyMap<string, string>])[], only?: string): SlotScore {
  let right = 0;
  let missing = 0;
  let extra = 0;
  for (const [expected, said] of pairs) {
    for (const [name, value] of expected) {
      if (only !== undefined && name !== only) continue;
      if (said.get(name) === value) right += 1;
      else missing += 1;
    }
    for (const [name, value] of said) if ((only === undefined || name === only) && expected.get(name) !== value) extra += 1;
  }
  return { right, missing, extra, f1: ratio(right, missing, extra) };
}

type Heard = readonly [Expected, Understanding];
type Side = 'value' | 'text';

function slotPairs(heard: readonly Heard[], side: Side): (readonly [Map<string, string>, Map<string, string>])[] {
  const named = (slots: Readonly<Record<string, { readonly value: string | number; readonly text: string }>>): Map<string, string> => new Map(Object.entries(slots).map(([name, slot]) => [name, String(slot[side])]));
  return heard.map(([expected, understood]) => [named(expected.slots), named(understood.slots)]);
}

const accepts = ([{ intent }, understood]: Heard): boolean => understood.band === 'act' && understood.intent === intent;

/** How an understanding is written in tables: what was not acted on in brackets. */
function saidOf({ intent, band }: Understanding): string {
  return band === 'act' ? intent : `(${band} ${intent})`;
}

/** Understands all utterances of the district's files and counts what was right. */
export function measureDistrict(engine: Pick<Understander, 'understand'>, { utterances, typos, strangers }: Pick<EvaluationData, 'utterances' | 'typos' | 'strangers'>): DistrictScores {
  const hear = <T extends { readonly text: string }>(lines: readonly T[]): [T, Understanding][] => lines.map((line) => [line, engine.understand(line.text, { now: EVALUATION_NOW })]);
  const heard = hear(utterances);
  const share = (of: readonly Heard[]): Share => shareOf(of.filter(accepts).length, of.length);
  const foreign = hear(strangers);
  const refused = (kind?: 'far' | 'near', band?: 'refuse'): Share => {
    const of = foreign.filter(([stranger]) => kind === undefined || stranger.kind === kind);
    return shareOf(of.filter(([, understood]) => (band === undefined ? understood.band !== 'act' : understood.band === band)).length, of.length);
  };
  const misspelt = hear(typos);
  const named = new Set(typos.map(({ line }: Line) => line));
  const [typo, untyped] = [share(misspelt), share(heard.filter(([{ line }]) => named.has(line)))];
  const values = slotPairs(heard, 'value');
  const spans = slotPairs(heard, 'text');
  const wrong = heard.filter((one) => !accepts(one));
  return {
    accepted: share(heard), top: shareOf(heard.filter(([{ intent }, understood]) => understood.intent === intent).length, heard.length),
    byIntent: [...new Set(utterances.map(({ intent }) => intent))].map((intent) => ({ intent, accepted: share(heard.filter(([line]) => line.intent === intent)) })),
    far: refused('far'), near: refused('near'), refusedOutright: refused(undefined, 'refuse'),
    typo, untyped, typoCost: 100 * (untyped.share - typo.share),
    slotValues: slotScore(values), slotSpans: slotScore(spans),
    slotsOfRight: slotScore(slotPairs(heard.filter(([{ intent }, understood]) => understood.intent === intent), 'value')),
    bySlot: [...new Set(utterances.flatMap(({ slots }) => Object.keys(slots)))].sort().map((name) => ({ name, values: slotScore(values, name), spans: slotScore(spans, name) })),
    confusions: counted(wrong.map(([{ intent }, understood]) => [intent, saidOf(understood)])),
    mistakes: [
      ...wrong.map(([{ intent, text }, understood]) => ({ text, expected: intent, said: saidOf(understood) })),
      ...foreign.filter(([, { band }]) => band === 'act').map(([{ kind, text }, { intent }]) => ({ text, expected: `oos ${kind}`, said: intent })),
    ],
  };
}

function counted(pairs: readonly (readonly [string, string])[]): { expected: string; said: string; count: number }[] {
  const counts = new Map<string, { expected: string; said: string; count: number }>();
  for (const [expected, said] of pairs) {
    const key = `${expected} ${said}`;
    const known = counts.get(key) ?? { expected, said, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
