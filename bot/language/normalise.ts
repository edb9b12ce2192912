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
const WITHIN_NUMBERS_UNITS: ReadonlySet<number> = new Set([...WITHIN_NUMBERS].map((sign) => sign.charCodeAt(0)));

const BLANK = 0x20;
/** What punctuation becomes: a border that no name reaches across. */
const BORDER = 0x0a;

const forms = new Map<number, string>();

/** One character's common form: letters and digits folded, blanks as a space, other signs as a border, or nothing. */
function formOf(point: number): string {
  const known = forms.get(point);
  if (known !== undefined) return known;
  const char = String.fromCodePoint(point);
  let form = '';
  if (WHITE.test(char)) form = ' ';
  else if (!INVISIBLE.test(char)) {
    const folded = char.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
    form = [...folded].map((one) => (LETTER_OR_DIGIT.test(one) || WITHIN_NUMBERS.includes(one) ? one : '\n')).join('');
  }
  // A script's worth of characters is kept; a stream of odd ones is not.
  if (forms.size < 30_000) forms.set(point, form);
  return form;
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isLatin = (unit: number): boolean => (unit >= 0x61 && unit <= 0x7a) || isDigit(unit);
/** Characters that are their own form and need not be looked up. */
const isPlainHan = (unit: number): boolean => unit >= 0x4e00 && unit <= 0x9fff;

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

/** A text that is being brought into its form: units, and where each came from. One for all, as nothing waits within. */
class Draft {
  units = new Uint16Array(256);
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  count = 0;

  put(unit: number, start: number, end: number): void {
    const at = this.count;
    if (at === this.units.length) this.#grow();
    this.units[at] = unit;
    this.starts[at] = start;
    this.ends[at] = end;
    this.count = at + 1;
  }

  /** The unit at a place, 0 where there is none. */
  at(place: number): number {
    return place < 0 || place >= this.count ? 0 : (this.units[place] ?? 0);
  }

  /** Keeps the unit of a later place as the next of those that stay. */
  keep(place: number, unit: number): void {
    this.put(unit, this.starts[place] ?? 0, this.ends[place] ?? 0);
  }

  text(): string {
    let text = '';
    for (let at = 0; at < this.count; at += 4096) text += String.fromCharCode(...this.units.subarray(at, Math.min(at + 4096, this.count)));
    return text;
  }

  #grow(): void {
    const { units, starts, ends } = this;
    this.units = new Uint16Array(units.length * 2);
    this.starts = new Int32Array(units.length * 2);
    this.ends = new Int32Array(units.length * 2);
    this.units.set(units);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}

const draft = new Draft();

/** Folds character by character; each unit keeps where it came from. */
function fold(written: string): void {
  draft.count = 0;
  for (let at = 0; at < written.length; ) {
    const point = written.codePointAt(at) ?? 0;
    const end = at + (point > 0xffff ? 2 : 1);
    if (isPlainHan(point)) draft.put(point, at, end);
    else {
      const form = formOf(point);
      for (let i = 0; i < form.length; i += 1) draft.put(form.charCodeAt(i), at, end);
    }
    at = end;
  }
}

/** Settles what depends on the neighbours: signs within numbers, blanks between Latin words, one border in a row. */
function settle(): void {
  const { count } = draft;
  let before = 0;
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    // What is kept is written over what was read before; of that only the last unit still counts.
    let unit = draft.units[at] ?? 0;
    const next = at + 1 < count ? (draft.units[at + 1] ?? 0) : 0;
    const last = kept === 0 ? 0 : (draft.units[kept - 1] ?? 0);
    const read = unit;
    if (WITHIN_NUMBERS_UNITS.has(unit) && !(isDigit(before) && isDigit(next))) unit = BORDER;
    before = read;
    if (unit === BLANK && !(isLatin(last) && isLatin(next))) continue;
    if (unit === BORDER && (kept === 0 || last === BORDER)) continue;
    draft.count = kept;
    draft.keep(at, unit);
    kept += 1;
  }
  draft.count = kept;
}

/** Leaves out the fillers with which clauses begin, unless nothing else is there. */
function dropFillers(text: string): void {
  const places: number[] = [];
  let clauseStart = true;
  let says = false;
  for (let at = 0; at < text.length; ) {
    const skip = clauseStart ? fillerAt(text, at) : 0;
    if (skip > 0) {
      at += skip;
      continue;
    }
    clauseStart = draft.at(at) === BORDER;
    says ||= !clauseStart;
    if (!(clauseStart && (places.length === 0 || draft.at(places.at(-1) ?? 0) === BORDER))) places.push(at);
    at += 1;
  }
  if (!says || places.length === text.length) return;
  draft.count = 0;
  for (const place of places) draft.keep(place, draft.units[place] ?? 0);
}

/**
 * The common form of an utterance: NFKC, lower case, Latin without accents, Simplified, without invisible characters,
 * fillers and blanks beside Chinese characters; punctuation becomes a space, digits stay as written. Reads the first
 * {@link LONGEST_TEXT} units and is linear in them.
 */
export function normaliseUtterance(raw: string): NormalisedText {
  const written = raw.length > LONGEST_TEXT ? raw.slice(0, LONGEST_TEXT) : raw;
  fold(written);
  settle();
  const text = draft.text();
  const simplified = toSimplified(text);
  // OpenCC keeps the number of characters but for a few phrases; those are then converted one by one.
  const alike = simplified.length === text.length;
  if (simplified !== text) for (let at = 0; at < text.length; at += 1) draft.units[at] = alike ? simplified.charCodeAt(at) : simplifiedUnit(text.charAt(at));
  dropFillers(alike ? simplified : draft.text());
  while (draft.count > 0 && draft.at(draft.count - 1) === BORDER) draft.count -= 1;
  return {
    text: draft.text().replaceAll('\n', ' '),
    written,
    starts: draft.starts.slice(0, draft.count),
    ends: draft.ends.slice(0, draft.count),
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

function simplifiedUnit(unit: string): number {
  const simplified = toSimplified(unit);
  return (simplified.length === 1 ? simplified : unit).charCodeAt(0);
}
