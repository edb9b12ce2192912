/** Stops what the global setup started; both run in one process. */
export default async function globalTeardown() {
  await globalThis.stopRunServices?.();
}
