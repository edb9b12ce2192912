import { toSimplified } from './simplify.js';

const LATIN = /\p{Script=Latin}[\p{Script=Latin}\p{Mn}]*/gu;
const MARKS = /\p{Mn}/gu;
/** What separates words: everything but letters, digits and the marks that belong to them. */
const SEPARATORS = /[^\p{L}\p{N}\p{M}]+/gu;

/** Takes the accents off Latin letters only: pinyin with tone marks becomes plain, kana and others keep theirs. */
function plainLatin(text: string): string {
  return text.replace(LATIN, (word) => word.normalize('NFD').replace(MARKS, ''));
}

/**
 * The common form of a text for comparing: NFKC (full width to half width and so on), lower case, Latin without
 * accents, Traditional to Simplified, and punctuation and spaces folded to single spaces.
 */
export function normalise(text: string): string {
  const folded = plainLatin(text.normalize('NFKC').toLowerCase());
  return toSimplified(folded.replace(SEPARATORS, ' ').trim());
}

const SPACE_BESIDE_HAN = /(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu;

/** As {@link normalise}, and without the spaces beside Chinese characters, which carry no meaning in a name. */
export function normaliseName(text: string): string {
  return normalise(text).replace(SPACE_BESIDE_HAN, '');
}
