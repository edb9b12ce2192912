import type { LiveLexicon } from '../lexicon.js';
import type { NormalisedText } from '../normalise.js';
import type { Segmenter } from '../segment.js';
import type { Mention, MentionKind, Term } from '../types.js';
import { findDates, type Holiday } from './dates.js';
import { findAddresses } from './addresses.js';
import { figuresOf, findPatterns } from './patterns.js';
import { findPersons } from './persons.js';
import { roleOf } from './roles.js';
import { findRoutes } from './routes.js';

/** What the extractor needs. */
export interface ExtractorDeps {
  readonly lexicon: LiveLexicon;
  readonly segmenter: Segmenter;
  readonly holidays: readonly Holiday[];
}

/** A mention with its place in the common form. */
export interface Found {
  readonly mention: Mention;
  readonly start: number;
  readonly end: number;
  /** All kinds that the text may be, the mention's own first. */
  readonly kinds: readonly MentionKind[];
}

/** Only so much of a message is searched: what is longer is no question. */
const SEARCHED = 256;
const JOURNEY: ReadonlySet<MentionKind> = new Set(['stop', 'attraction', 'school', 'clinic', 'centre', 'place', 'free', 'address']);
const MARKER = /从|到|去|往|在/gu;
/** Words of these kinds make up a name of a place: nouns of all sorts, abbreviations, Latin words. */
const NOUN = /^(?:n|j|s$|eng)/u;
const NO_PLACE = /^(?:哪|什么|时候|地方|方向|车|公交|公交车|站|家|医院|学校|这|那|人|底|时间|现在|手|网上|线|我|你|大家|自己|里|附近|前面|后面|对面|市场|超市|厕所)/u;

interface Draft {
  readonly kind: MentionKind;
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly how: Mention['how'];
  readonly id?: string | undefined;
  readonly extra?: Partial<Pick<Mention, 'date' | 'person' | 'others'>>;
}

function termDraft(start: number, end: number, terms: readonly Term[], how: Mention['how']): Draft | undefined {
  const [first, ...rest] = terms;
  if (first === undefined) return undefined;
  const others = rest.map(({ kind, name, id }) => ({ kind, value: name, ...(id === undefined ? {} : { id }) }));
  return { kind: first.kind, start, end, value: first.name, how, id: first.id, ...(others.length === 0 ? {} : { extra: { others } }) };
}

/** Unknown places after 从, 到, 去, 在: the nouns that follow, where nothing known was found. */
function freeDrafts(text: string, drafts: readonly Draft[], segmenter: Segmenter): Draft[] {
  const out: Draft[] = [];
  for (const match of text.matchAll(MARKER)) {
    const start = match.index + 1;
    if (start >= text.length || drafts.some((d) => d.start <= start && d.end > start)) continue;
    const limit = Math.min(start + 14, ...drafts.filter((d) => d.start > start).map((d) => d.start));
    let end = start;
    for (const { word, tag } of segmenter.tag(text.slice(start, limit))) {
      if (!NOUN.test(tag) || NO_PLACE.test(word)) break;
      end += word.length;
    }
    if (end - start >= 2) out.push({ kind: 'free', start, end, value: '', how: 'pattern' });
  }
  return out;
}

/** Longer finds win over what lies within them; of one span, several kinds stay. */
function withoutInner(drafts: readonly Draft[], text: string): Draft[] {
  return drafts.filter((a) => !drafts.some((b) => b !== a && b.start <= a.start && b.end >= a.end && b.end - b.start > a.end - a.start && !keepsWithin(a, b, text)));
}

/** A name that goes on as a road's: 方塔 in 方塔北路. */
const GOES_ON = /^[东南西北中新]{0,2}(?:大道|路|街|弄|新村|公寓|小区)/u;

/** An address holds the names of stops and estates, and a long route name its number: names stay beside the address. */
function keepsWithin(inner: Draft, outer: Draft, text: string): boolean {
  return outer.kind === 'address' && (inner.kind === 'route' || (inner.how !== 'pattern' && !GOES_ON.test(text.slice(inner.end, outer.end))));
}

function draftsOf(text: string, now: number, { lexicon, segmenter, holidays }: ExtractorDeps): Draft[] {
  const drafts: Draft[] = [];
  for (const { start, end, terms, how } of lexicon.gazetteer.find(text)) {
    const draft = termDraft(start, end, terms, how);
    if (draft !== undefined) drafts.push(draft);
  }
  for (const { start, end, value, term } of findRoutes(text, (number) => lexicon.routesOf(number))) {
    if (!drafts.some((d) => d.kind === 'route' && d.start <= start && d.end >= end)) drafts.push({ kind: term === undefined ? 'route-number' : 'route', start, end, value, how: 'pattern', id: term?.id });
  }
  for (const { start, end, value, date } of findDates(text, now, holidays)) drafts.push({ kind: 'date', start, end, value, how: 'pattern', extra: { date } });
  for (const { start, end, value, person } of findPersons(text)) drafts.push({ kind: 'person', start, end, value, how: 'pattern', extra: { person } });
  for (const { kind, start, end, value } of findPatterns(text)) drafts.push({ kind, start, end, value, how: 'pattern' });
  for (const { kind, start, end, value } of findAddresses(text, (all) => segmenter.tag(all))) drafts.push({ kind, start, end, value, how: 'pattern' });
  return withoutInner([...drafts, ...freeDrafts(text, drafts, segmenter)], text);
}

/** Places without a name of the district are what was written, and so are the hyphens of a case's number. */
function valueOf({ kind, value }: Draft, written: string): string {
  if (kind === 'case-number') return figuresOf(written.normalize('NFKC')).replace(/\s/gu, '').toUpperCase();
  return kind === 'free' || kind === 'address' ? written : value;
}

/** Finds everything typed in an utterance, by position. */
export function extract(normalised: NormalisedText, now: number, deps: ExtractorDeps): Found[] {
  const text = normalised.text.length > SEARCHED ? normalised.text.slice(0, SEARCHED) : normalised.text;
  return draftsOf(text, now, deps)
    .sort((a, b) => a.start - b.start || b.end - a.end || Number(b.kind === 'person') - Number(a.kind === 'person'))
    .map((draft) => {
      const start = normalised.starts[draft.start] ?? 0;
      const end = normalised.ends[draft.end - 1] ?? start;
      const written = normalised.written.slice(start, end);
      const role = JOURNEY.has(draft.kind) ? roleOf(text, draft.start, draft.end) : undefined;
      const mention: Mention = {
        kind: draft.kind, value: valueOf(draft, written), text: written, start, end, how: draft.how,
        ...(draft.id === undefined ? {} : { id: draft.id }), ...(role === undefined ? {} : { role }), ...draft.extra,
      };
      return { mention, start: draft.start, end: draft.end, kinds: [draft.kind, ...(draft.extra?.others ?? []).map(({ kind }) => kind)] };
    });
}
