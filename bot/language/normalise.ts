import { toSimplified } from '../../modules/kernel/text/index.js';

/** The most of a message that is read, in UTF-16 units. */
export const LONGEST_TEXT = 2_000;

/** A text in its common form, and where each unit of that came from. */
export interface NormalisedText {
  readonly text: string;
  /** The text as it was written, cut to what is read. */
  readonly written: string;
  /** For each unit of `text`, where its character starts in `written`; and where the last one ends. */
  readonly starts: Int32Array;
  /** For each unit of `text`, where its character ends in `written`. */
  readonly ends: Int32Array;
  /** The mark at the end of the sentence in its Chinese form, or nothing; `text` has none. */
  readonly ending: '' | '。' | '？' | '！';
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const INVISIBLE = /[\p{M}\p{Cf}\p{Cs}]/u;
const WHITE = /[\s\p{Z}\p{Cc}]/u;
/** Stay where digits stand on both sides: 8:30, 2026-10-01, 3.5, 10/1. */
const WITHIN_NUMBERS = ':.-/';

const BLANK = ' ';
/** What punctuation becomes: a border that no name reaches across. */
const BORDER = '\n';

const forms = new Map<number, string>();

/** One character's common form: letters and digits folded, blanks as a space, other signs as a border, or nothing. */
function formOf(point: number): string {
  const known = forms.get(point);
  if (known !== undefined) return known;
  const char = String.fromCodePoint(point);
  let form = '';
  if (WHITE.test(char)) form = BLANK;
  else if (!INVISIBLE.test(char)) {
    const folded = char.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
    form = [...folded].map((one) => (LETTER_OR_DIGIT.test(one) || WITHIN_NUMBERS.includes(one) ? one : BORDER)).join('');
  }
  // A script's worth of characters is kept; a stream of odd ones is not.
  if (forms.size < 30_000) forms.set(point, form);
  return form;
}

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
const isLatin = (char: string | undefined): boolean => char !== undefined && ((char >= 'a' && char <= 'z') || isDigit(char));

/** Said to gain time, to be polite or to call the listener: carries nothing. At the beginning of a clause only. */
const FILLERS = [
  '嗯', '呃', '额', '唔', '哎', '诶', '欸', '喂', '哦', '噢', '啊', '那个', '这个', '就是', '然后', '请问一下', '请问下', '请问', '麻烦问一下', '麻烦问下',
  '麻烦您', '麻烦你', '麻烦', '劳驾', '打扰一下', '打扰了', '不好意思', '你好', '您好', '想问一下', '想问下', '我想问一下', '我想问下', '我想问问', '我问一下',
].sort((a, b) => b.length - a.length);

/** A filler must not be the beginning of a word that says something: 那个站, 这个月, 麻烦你了. */
const NOT_AFTER: Readonly<Record<string, string>> = {
  那个: '站车路月人时地景学医校', 这个: '站车路月人时周星景学医校', 额: '度外', 喂: '奶养', 麻烦: '事你您', 麻烦你: '了啦', 麻烦您: '了啦', 你好: '啊呀哇哦噢嘛吗', 您好: '啊呀哇哦噢嘛吗',
};

function fillerAt(text: string, at: number): number {
  for (const filler of FILLERS) {
    if (!text.startsWith(filler, at)) continue;
    const next = text.charAt(at + filler.length);
    if (next === '' || (NOT_AFTER[filler] ?? '').includes(next)) continue;
    return filler.length;
  }
  return 0;
}

interface Draft {
  readonly units: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/** Folds character by character; each unit keeps where it came from. */
function fold(written: string): Draft {
  const draft: Draft = { units: [], starts: [], ends: [] };
  for (let at = 0; at < written.length; ) {
    const point = written.codePointAt(at) ?? 0;
    const end = at + (point > 0xffff ? 2 : 1);
    for (const unit of formOf(point).split('')) {
      draft.units.push(unit);
      draft.starts.push(at);
      draft.ends.push(end);
    }
    at = end;
  }
  return draft;
}

/** Settles what depends on the neighbours: signs within numbers, blanks between Latin words, one border in a row. */
function settle({ units, starts, ends }: Draft): Draft {
  const out: Draft = { units: [], starts: [], ends: [] };
  units.forEach((unit, i) => {
    let kept = unit;
    const before = out.units.at(-1);
    if (WITHIN_NUMBERS.includes(unit) && !(isDigit(units[i - 1]) && isDigit(units[i + 1]))) kept = BORDER;
    if (kept === BLANK && !(isLatin(before) && isLatin(units[i + 1]))) return;
    if (kept === BORDER && (before === undefined || before === BORDER)) return;
    out.units.push(kept);
    out.starts.push(starts[i] ?? 0);
    out.ends.push(ends[i] ?? 0);
  });
  return out;
}

/** Leaves out the fillers with which clauses begin, unless nothing else is there. */
function withoutFillers(draft: Draft): Draft {
  const text = draft.units.join('');
  const out: Draft = { units: [], starts: [], ends: [] };
  let clauseStart = true;
  for (let at = 0; at < draft.units.length; ) {
    const skip = clauseStart ? fillerAt(text, at) : 0;
    if (skip > 0) {
      at += skip;
      continue;
    }
    const unit = draft.units[at] ?? '';
    clauseStart = unit === BORDER;
    if (!(clauseStart && (out.units.length === 0 || out.units.at(-1) === BORDER))) {
      out.units.push(unit);
      out.starts.push(draft.starts[at] ?? 0);
      out.ends.push(draft.ends[at] ?? 0);
    }
    at += 1;
  }
  return out.units.some((unit) => unit !== BORDER) ? out : draft;
}

/**
 * The common form of an utterance: NFKC, lower case, Latin without accents, Simplified, without invisible characters,
 * fillers and blanks beside Chinese characters; punctuation becomes a space, digits stay as written. Reads the first
 * {@link LONGEST_TEXT} units and is linear in them.
 */
export function normaliseUtterance(raw: string): NormalisedText {
  const written = raw.length > LONGEST_TEXT ? raw.slice(0, LONGEST_TEXT) : raw;
  const folded = settle(fold(written));
  const text = folded.units.join('');
  const simplified = toSimplified(text);
  // OpenCC keeps the number of characters but for a few phrases; those are then converted one by one.
  const units = simplified.length === text.length ? simplified.split('') : folded.units.map((unit) => firstOr(toSimplified(unit), unit));
  const clean = withoutFillers({ ...folded, units });
  while (clean.units.at(-1) === BORDER) clean.units.pop();
  return {
    text: clean.units.map((unit) => (unit === BORDER ? ' ' : unit)).join(''),
    written,
    starts: Int32Array.from(clean.starts.slice(0, clean.units.length)),
    ends: Int32Array.from(clean.ends.slice(0, clean.units.length)),
    ending: endingOf(written),
  };
}

function endingOf(written: string): NormalisedText['ending'] {
  switch (written.trimEnd().at(-1)) {
    case '？': case '?': return '？';
    case '！': case '!': return '！';
    case '。': case '.': return '。';
    default: return '';
  }
}

function firstOr(text: string, otherwise: string): string {
  return text.length === 1 ? text : otherwise;
}
