import { WatchStream } from '../kernel/streams.js';

/** What a {@link liveStream} tells. */
export interface LiveStreamOptions<T> {
  /** Authorises anew and reads; what it throws ends the stream and reaches the watcher. */
  readonly read: () => Promise<T>;
  /** What nothing comes after; by default there is no such thing. */
  readonly isLast?: (value: T) => boolean;
  /** Called once, as the stream ends, for whatever reason. */
  readonly onOver: () => void;
}

/** One watcher's stream of something: as it stands at once, and again after each `put()` that finds it other than it was told. */
export function liveStream<T>({ read, isLast = () => false, onOver }: LiveStreamOptions<T>): WatchStream<void, T> {
  let told = '';
  const stream = new WatchStream<void, T>({
    async read() {
      const value = await read();
      // At once: a change that came in the middle of this reading has nothing to tell any more.
      if (isLast(value)) stream.end();
      const words = JSON.stringify(value);
      if (words === told) return undefined;
      told = words;
      return value;
    },
    onOver,
  });
  stream.put();
  return stream;
}
