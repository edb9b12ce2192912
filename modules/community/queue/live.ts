import type { EventBus } from '../../kernel/events.js';
import type { WatchStream } from '../../kernel/streams.js';
import { liveStream } from '../live-stream.js';
import { HALL_CHANGED } from './hall.js';

/** Streams of halls, told of each change in whichever process it happened. */
export class HallStreams {
  readonly #streams = new Map<string, Set<WatchStream<void, unknown>>>();
  readonly #unsubscribe: () => void;

  constructor(events: EventBus) {
    this.#unsubscribe = events.subscribe(HALL_CHANGED, (payload) => {
      const { centreId } = payload as { centreId: string }; // published by halls alone
      this.poke(centreId);
    });
  }

  /**
   * @param read authorises anew and reads; what it throws ends the stream
   * @param isLast what nothing comes after
   */
  watch<T>(centreId: string, read: () => Promise<T>, isLast: (value: T) => boolean = () => false): AsyncIterableIterator<T> {
    const streams = this.#streams.get(centreId) ?? new Set();
    this.#streams.set(centreId, streams);
    const stream = liveStream({
      read, isLast,
      onOver: () => {
        streams.delete(stream);
        if (streams.size === 0 && this.#streams.get(centreId) === streams) this.#streams.delete(centreId);
      },
    });
    streams.add(stream);
    return stream;
  }

  /** Has a hall's watchers look again; also as time goes by, for predictions change with it. */
  poke(centreId: string): void {
    for (const stream of this.#streams.get(centreId) ?? []) stream.put();
  }

  /** Halls that somebody watches. */
  watched(): string[] {
    return [...this.#streams.keys()];
  }

  stop(): void {
    this.#unsubscribe();
    for (const streams of this.#streams.values()) for (const stream of streams) stream.end();
  }
}
