/** Two devices' versions of the same thing, brought together by their parts. */
export interface Merged {
  readonly values: Record<string, unknown>;
  /** What both have changed, and not to the same: `values` has this device's there. */
  readonly clashes: readonly string[];
}

/**
 * Joins what two devices made of a draft that both began with: what only one has changed stands as it changed it. Nothing that
 * anybody wrote is lost: what both have changed is named, for a person to choose.
 * @param base what both began with
 */
export function merged(base: Readonly<Record<string, unknown>>, ours: Readonly<Record<string, unknown>>, theirs: Readonly<Record<string, unknown>>): Merged {
  const values: Record<string, unknown> = {};
  const clashes: string[] = [];
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [before, here, there] = [base[name], ours[name], theirs[name]];
    const value = same(here, before) ? there : here;
    if (value !== undefined) values[name] = value;
    if (!same(here, before) && !same(there, before) && !same(here, there)) clashes.push(name);
  }
  return { values, clashes };
}

/** Whether two values of a form say the same; nothing and an emptied field do. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? '') === JSON.stringify(other ?? '');
}
