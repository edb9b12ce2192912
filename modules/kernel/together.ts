import DataLoader from 'dataloader';

/** Most keys that are asked for at once. */
const MOST = 256;

/**
 * Looks things up at once for all who ask in the same turn of the event loop: where a crowd comes, a query each would be most
 * of what a request costs. Nothing is remembered: every call is answered by a query that began after it.
 * @param load what there is of these keys, by key; what is missing is answered with null. What it throws, all who asked are told
 */
export function together<V>(load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>): (key: string) => Promise<V | null> {
  const loader = new DataLoader<string, V | null>(async (keys) => {
    const found = await load([...new Set(keys)]);
    return keys.map((key) => found.get(key) ?? null);
  }, { cache: false, maxBatchSize: MOST, batchScheduleFn: (ask) => void setImmediate(ask) });
  return (key) => loader.load(key);
}
