/** The character pairs of a text, for comparing two. */
export function pairsOf(text: string): ReadonlySet<string> {
  const signs = [...text.replace(/[^\p{L}\p{N}]/gu, '')];
  return new Set(signs.length < 2 ? signs : signs.slice(1).map((sign, index) => `${signs[index] ?? ''}${sign}`));
}

/** How alike two texts are by their character pairs: 0 nothing in common, 1 the same (Dice). */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  let common = 0;
  for (const pair of a) if (b.has(pair)) common++;
  return (2 * common) / (a.size + b.size);
}

/** From this on two texts are the same wish in other words. */
export const ALIKE = 0.4;

/** Texts in groups of alike ones, the largest first: each joins the group whose first text it is most like. */
export function cluster<T extends { readonly text: string }>(items: readonly T[]): T[][] {
  const groups: { readonly pairs: ReadonlySet<string>; readonly items: T[] }[] = [];
  for (const item of items) {
    const pairs = pairsOf(item.text);
    let nearest: (typeof groups)[number] | undefined;
    let best = ALIKE;
    for (const group of groups) {
      const alike = likeness(pairs, group.pairs);
      if (alike >= best) [best, nearest] = [alike, group];
    }
    if (nearest) nearest.items.push(item);
    else groups.push({ pairs, items: [item] });
  }
  return groups.map((group) => group.items).sort((a, b) => b.length - a.length);
}
