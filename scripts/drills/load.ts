import { randomInt } from 'node:crypto';

const AT_ONCE = 16;

/** Does something `times` times, sixteen at once. */
export async function inTurns(times: number, act: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let n = next++; n < times; n = next++) await act(n);
  }));
}

/** An address of somebody else each time. */
export function randomAddress(): string {
  return `11.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}
