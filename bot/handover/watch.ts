import type { Caller } from '../../modules/kernel/caller.js';
import { WatchStream } from '../../modules/kernel/streams.js';
import type { HandoverService } from './service.js';

type Queue = Awaited<ReturnType<HandoverService['queue']>>;

/** The queue now and after each change; authorised anew each time. Changes that come while nobody asks are one. */
export async function watchQueue(caller: Caller, service: HandoverService): Promise<AsyncIterableIterator<Queue>> {
  await service.check(caller);
  const stop = service.onChange(() => stream.put(null));
  const stream = new WatchStream<null, Queue>({
    async read() {
      await service.check(caller);
      return service.queue();
    },
    onOver: stop,
  });
  stream.put(null);
  return stream;
}
