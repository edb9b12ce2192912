/** Waits until something holds, looking every 30 ms; rejects after `withinMs` with what was waited for. */
export async function until(what: string, check: () => Promise<boolean> | boolean, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; ; await new Promise((resolve) => setTimeout(resolve, 30))) {
    if (await check()) return;
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
  }
}
