import type { EventBus } from '../../kernel/events.js';
import { HALL_CHANGED } from './hall.js';

/**
 * One watcher's stream of something in a hall: as it stands at once, and again after each change that makes it another. Changes
 * that come while nobody asks are one. Whoever leaves is let go at once, even in the middle of a wait.
 */
class LiveStream<T> implements AsyncIterableIterator<T> {
  readonly #read: () => Promise<T>;
  readonly #isLast: (value: T) => boolean;
  readonly #onOver: () => void;
  #changed = true;
  #over = false;
  #told = '';
  #wake: (() => void) | null = null;

  constructor({ read, isLast, onOver }: { read: () => Promise<T>; isLast: (value: T) => boolean; onOver: () => void }) {
    this.#read = read;
    this.#isLast = isLast;
    this.#onOver = onOver;
  }

  poke(): void {
    this.#changed = true;
    this.#wake?.();
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#onOver();
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<T>> {
    for (;;) {
      if (this.#over) return { value: undefined, done: true };
      if (this.#changed) {
        this.#changed = false;
        const value = await this.#readOrEnd();
        const told = JSON.stringify(value);
        if (this.#isLast(value)) this.end();
        if (told !== this.#told) {
          this.#told = told;
          return { value, done: false };
        }
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = null;
      }
    }
  }

  async #readOrEnd(): Promise<T> {
    try {
      return await this.#read();
    } catch (err) {
      this.end();
      throw err;
    }
  }

  return(): Promise<IteratorResult<T>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Streams of halls, told of each change in whichever process it happened. */
export class HallStreams {
  readonly #streams = new Map<string, Set<LiveStream<unknown>>>();
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
    const stream = new LiveStream<T>({
      read, isLast,
      onOver: () => {
        streams.delete(stream as LiveStream<unknown>); // as it was put in
        if (streams.size === 0 && this.#streams.get(centreId) === streams) this.#streams.delete(centreId);
      },
    });
    streams.add(stream as LiveStream<unknown>); // of its values nothing is asked here
    return stream;
  }

  /** Has a hall's watchers look again; also as time goes by, for predictions change with it. */
  poke(centreId: string): void {
    for (const stream of this.#streams.get(centreId) ?? []) stream.poke();
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
