/** The languages that residents choose from (contract enum Language). */
export type Language = 'ZH_HANS' | 'ZH_HANT' | 'EN';

/**
 * A text of our own in the language wanted. Such texts are written in Simplified Chinese and English: who asks for
 * Traditional characters, or for nothing, reads Chinese.
 */
export function inLanguage(text: { readonly zh: string; readonly en: string }, wanted: Language | null | undefined): string {
  return wanted === 'EN' ? text.en : text.zh;
}

/** What a language tag comes down to for the choice. */
type Kind = 'hans' | 'hant' | 'zh' | 'en' | 'other';

/** Regions that write Traditional and Simplified characters. */
const TRADITIONAL_REGIONS = new Set(['hk', 'mo', 'tw']);
const SIMPLIFIED_REGIONS = new Set(['cn', 'my', 'sg']);

function classify(tag: string): Kind {
  const [language, ...rest] = tag.trim().toLowerCase().replaceAll('_', '-').split('-');
  if (language === 'en' || language === 'eng') return 'en';
  if (language === 'yue') return rest.includes('hans') ? 'hans' : 'hant';
  if (language !== 'zh' && language !== 'cmn' && language !== 'zho' && language !== 'chi') return 'other';
  // The script says it; without one the region does. `chs` and `cht` are older Windows names.
  if (rest.includes('hans') || rest.includes('chs')) return 'hans';
  if (rest.includes('hant') || rest.includes('cht')) return 'hant';
  if (rest.some((part) => TRADITIONAL_REGIONS.has(part)) || rest.includes('yue')) return 'hant';
  return rest.some((part) => SIMPLIFIED_REGIONS.has(part)) ? 'hans' : 'zh';
}

const kinds = new Map<string, Kind>();

/** Tags come from feeds, so the memory of them is bounded. */
function kindOf(tag: string): Kind {
  let kind = kinds.get(tag);
  if (kind === undefined) {
    if (kinds.size > 500) kinds.clear();
    kinds.set(tag, (kind = classify(tag)));
  }
  return kind;
}

/** How well a kind serves a wish; 0: not at all. Either Chinese script is better than another language. */
const FIT: Readonly<Record<Language, Readonly<Record<Kind, number>>>> = {
  ZH_HANS: { hans: 3, zh: 2, hant: 1, en: 0, other: 0 },
  ZH_HANT: { hans: 1, zh: 2, hant: 3, en: 0, other: 0 },
  EN: { hans: 0, zh: 0, hant: 0, en: 3, other: 0 },
};

/** Where nothing fits and there is no own text: what most people here can read. */
const LAST_RESORT: Readonly<Record<Kind, number>> = { hans: 4, zh: 3, hant: 2, en: 1, other: 0 };

function best(texts: Readonly<Record<string, string>>, fit: Readonly<Record<Kind, number>>, atLeast: number): string | undefined {
  let found: string | undefined;
  let needed = atLeast;
  for (const [tag, text] of Object.entries(texts)) {
    const score = text === '' ? -1 : fit[kindOf(tag)];
    if (score < needed) continue;
    found = text;
    needed = score + 1;
  }
  return found;
}

/**
 * Chooses among a text's languages (BCP 47 tags with their usual variants: zh, zh-CN, zh-Hans, zh_HK, zh-Hant-TW, en-US).
 * The order: the language wanted; Chinese of the other script; the feed's own text; anything there is.
 * @param translations texts by language tag, without the own one; null where there are none
 * @param own the text as the feed has it; may be ''
 * @param feedLanguage the tag of the own text, '' where not known
 * @param wanted absent: the own text as it stands
 */
export function pickText(
  translations: Readonly<Record<string, string>> | null, own: string, feedLanguage: string, wanted: Language | null | undefined,
): string {
  if (translations === null || (own !== '' && !wanted)) return own;
  const fit = FIT[wanted ?? 'ZH_HANS'];
  const ownFit = own === '' ? 0 : fit[kindOf(feedLanguage)];
  return best(translations, fit, ownFit + 1) ?? (own || (best(translations, LAST_RESORT, 0) ?? ''));
}
