import { prefixDistance } from './fuzzy.js';
import type { Tokens } from './name-grams.js';

/** How a name was matched. */
export type NameMatch = 'exact' | 'prefix' | 'substring' | 'pinyin' | 'initials' | 'typo';

/** The kinds of match from worst (1) to best: what is of a better tier always stands first. */
export const TIERS = {
  slips: 1,
  slip: 2,
  homophone: 3,
  /** A part that starts in the middle of a word or number: 4路 in 24路. */
  brokenPart: 4,
  initials: 5,
  wholeInitials: 6,
  pinyin: 7,
  wholePinyin: 8,
  part: 9,
  prefix: 10,
  exact: 11,
} as const;

const MATCHES: readonly NameMatch[] = [
  'typo', 'typo', 'typo', 'typo', 'substring', 'initials', 'initials', 'pinyin', 'pinyin', 'substring', 'prefix', 'exact',
];

/** What a tier is called in an answer. */
export function matchOf(tier: number): NameMatch {
  return MATCHES[tier] ?? 'typo';
}

/** A tier, and a grade of 0 to 7 for telling apart what the tier and the boost leave equal. */
export interface Placing {
  tier: number;
  grade: number;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => code >= 97 && code <= 122;

/** Whether a cut before `place` goes through a number or a word. */
function splits(text: string, place: number): boolean {
  if (place <= 0 || place >= text.length) return false;
  const before = text.charCodeAt(place - 1);
  const after = text.charCodeAt(place);
  return (isDigit(before) && isDigit(after)) || (isLetter(before) && isLetter(after));
}

/** Where a query stands in a text as it is written, if it does. */
export function textTier(text: string, query: string): Placing | undefined {
  let place = text.indexOf(query);
  if (place < 0) return undefined;
  if (place === 0) return text.length === query.length ? { tier: TIERS.exact, grade: 0 } : { tier: TIERS.prefix, grade: splits(text, query.length) ? 0 : 1 };
  while (splits(text, place)) {
    place = text.indexOf(query, place + 1);
    if (place < 0) return { tier: TIERS.brokenPart, grade: 0 };
  }
  const end = place + query.length;
  return { tier: TIERS.part, grade: end === text.length ? 2 : splits(text, end) ? 0 : 1 };
}

/** Where the edits of a query are fewest so far. */
interface Slip {
  edits: number;
  start: number;
}

/** With one edit to spare, one of the first two letters must meet one of the first two: a quick no for most places. */
function opensAlike(query: string, text: string, start: number): boolean {
  const first = query.charCodeAt(0);
  const second = query.charCodeAt(1);
  const one = text.charCodeAt(start);
  const two = text.charCodeAt(start + 1);
  return first === one || second === two || second === one || first === two;
}

function tryStart(query: string, text: string, start: number, least: Slip): void {
  if (least.edits === 0 || text.length - start + least.edits <= query.length) return;
  if (least.edits === 2 && !opensAlike(query, text, start)) return;
  const edits = prefixDistance(query, text, start, least.edits - 1);
  if (edits < least.edits) {
    least.edits = edits;
    least.start = start;
  }
}

function placeSlip({ edits, start }: Slip, slips: number, text: string, query: string): Placing | undefined {
  if (edits > slips) return undefined;
  const whole = start === 0 && Math.abs(text.length - query.length) <= edits;
  return { tier: edits <= 1 ? TIERS.slip : TIERS.slips, grade: (whole ? 2 : 0) + (start === 0 ? 1 : 0) };
}

/**
 * Where a query spelt in letters stands, with slips, in the likeliest spelling of a name: from the start of a token.
 * Undefined when it takes more than `slips` edits.
 */
export function spellingSlip(query: string, spelling: string, tokens: Tokens, slips: number): Placing | undefined {
  const least = { edits: slips + 1, start: 0 };
  let start = 0;
  for (let token = 0; token < tokens.length; token += 1) {
    tryStart(query, spelling, start, least);
    start += tokens.readings(token)[0]?.length ?? 0;
  }
  return placeSlip(least, slips, spelling, query);
}

/** Where a query in characters stands, with slips, in a name as it is written. */
export function writtenSlip(query: string, written: string, slips: number): Placing | undefined {
  const text = written.includes(' ') ? written.replaceAll(' ', '') : written;
  const least = { edits: slips + 1, start: 0 };
  for (let start = 0; start < text.length; start += 1) if (!splits(text, start)) tryStart(query, text, start, least);
  return placeSlip(least, slips, text, query);
}
