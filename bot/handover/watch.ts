import type { Caller } from '../../modules/kernel/caller.js';
import type { HandoverService } from './service.js';

type Queue = Awaited<ReturnType<HandoverService['queue']>>;

/** The queue now and after each change; authorised anew each time. Changes that come while nobody asks are one. */
export async function watchQueue(caller: Caller, service: HandoverService): Promise<AsyncIterableIterator<Queue>> {
  await service.check(caller);
  let changed = true;
  let over = false;
  let wake: (() => void) | null = null;
  const stop = service.onChange(() => {
    changed = true;
    wake?.();
  });
  const end = (): void => {
    over = true;
    stop();
    wake?.();
  };
  const stream: AsyncIterableIterator<Queue> = {
    async next() {
      while (!over && !changed) await new Promise<void>((resolve) => (wake = resolve));
      if (over) return { value: undefined, done: true };
      changed = false;
      try {
        await service.check(caller);
        return { value: await service.queue(), done: false };
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return stream;
    },
  };
  return stream;
}
