const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * The Damerau–Levenshtein distance of two strings (optimal string alignment: substitution, insertion, deletion and the
 * exchange of two neighbours each cost one), or `max + 1` once it is sure to be above `max`. In UTF-16 units.
 */
export function editDistance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > max) return max + 1;
    before = row;
    row = next;
  }
  return Math.min(row[b.length] ?? max + 1, max + 1);
}

/**
 * The fewest edits (as in {@link editDistance}) that make `query` a beginning of `text.slice(start)`, or `max + 1` when
 * more than `max` are needed; for `max` of 1 or 2. Digits are never edited: another number is another thing, no slip.
 * Runs along the common part and branches only where the two differ, so unlike texts are refused at their first letters.
 */
export function prefixDistance(query: string, text: string, start: number, max: number, from = 0): number {
  let q = from;
  let t = start;
  while (q < query.length && t < text.length && query.charCodeAt(q) === text.charCodeAt(t)) {
    q += 1;
    t += 1;
  }
  if (q === query.length) return 0;
  if (max === 0) return 1;
  const here = query.charCodeAt(q);
  const there = t < text.length ? text.charCodeAt(t) : 0;
  const mayDrop = !isDigit(here);
  const maySkip = there !== 0 && !isDigit(there);
  // Each way is tried with fewer edits than the best so far took, so a way that succeeds is a better one.
  let least = max;
  if (mayDrop && maySkip) least = prefixDistance(query, text, t + 1, least - 1, q + 1);
  if (least > 0 && mayDrop) least = prefixDistance(query, text, t, least - 1, q + 1);
  if (least > 0 && maySkip) least = prefixDistance(query, text, t + 1, least - 1, q);
  if (least > 0 && mayDrop && maySkip && query.charCodeAt(q + 1) === there && here === text.charCodeAt(t + 1)) {
    least = prefixDistance(query, text, t + 2, least - 1, q + 2);
  }
  return least + 1;
}

/** The edit distance of two pinyin spellings by whole syllables, each given toneless and apart by spaces; bounded by `max`. */
export function syllableDistance(a: string, b: string, max: number): number {
  const codes = new Map<string, string>();
  const encode = (text: string): string =>
    text.split(' ').filter(Boolean).map((syllable) => {
      const code = codes.get(syllable) ?? String.fromCharCode(0x4e00 + codes.size);
      codes.set(syllable, code);
      return code;
    }).join('');
  return editDistance(encode(a), encode(b), max);
}
