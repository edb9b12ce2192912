/** A share before and after a change. */
export interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
}

/** How well an engine did on the evaluation. */
export interface Scores {
  /** Share of what the district does that was understood rightly and acted on. */
  readonly accepted: number;
  /** Share of what it does not do that was not acted on. */
  readonly refused: number;
}

/** Whether a training may take the place of the one before it: worse on neither. */
export function mayReplace(before: Scores, after: Scores): boolean {
  return after.accepted >= before.accepted && after.refused >= before.refused;
}

const MOST_PHRASES = 50;
const LONGEST_PHRASE = 100;

/**
 * Phrases as they are learnt: each once, without those that are known already.
 * @param known phrases that were learnt before
 * @param masked hides identity numbers and telephones
 * @returns what is wrong as a text, where something is
 */
export function newPhrases(phrases: readonly string[], known: ReadonlySet<string>, masked: (text: string) => string): readonly string[] | string {
  if (phrases.length < 1 || phrases.length > MOST_PHRASES) return `expects 1 to ${MOST_PHRASES}`;
  const said = [...new Set(phrases.map((phrase) => masked(phrase.normalize('NFKC')).trim()))];
  if (said.some((phrase) => phrase === '' || [...phrase].length > LONGEST_PHRASE || !/\p{L}/u.test(phrase))) return `each expects words, up to ${LONGEST_PHRASE} characters`;
  const fresh = said.filter((phrase) => !known.has(phrase));
  return fresh.length > 0 ? fresh : 'all of them are known already';
}

/** A sentence as a phrase of the engine's grammar that means just itself. */
export function literally(phrase: string): string {
  return phrase.replace(/[[\]()|\\]/gu, '\\$&');
}
