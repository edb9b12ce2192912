/**
 * Does one piece of work after another; one that fails keeps none of the others from its turn. For jobs, whose next turn tries again.
 * @throws what the first of them threw, once all had their turn
 */
export async function inTurn(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failed: unknown[] = [];
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
