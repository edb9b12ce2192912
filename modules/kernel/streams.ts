/** What a {@link WatchStream} does with what is put into it. */
export interface WatchStreamOptions<Item, Value> {
  /** Reads what an item tells; undefined tells nothing. What it throws ends the stream and reaches the watcher. */
  readonly read: (item: Item) => Promise<Value | undefined>;
  /** At most so many unread items, 1 by default; past that the oldest goes. With 1, changes that come while nobody asks are one. */
  readonly most?: number;
  /** Called once, as the stream ends, for whatever reason. */
  readonly onOver?: () => void;
}

/**
 * One watcher of something that changes: items are put by whoever changes it, and read when the watcher asks. An item that comes
 * in the middle of a reading is not lost, and whoever leaves is let go at once, even in the middle of a wait.
 */
export class WatchStream<Item, Value> implements AsyncIterableIterator<Value> {
  readonly #read: (item: Item) => Promise<Value | undefined>;
  readonly #most: number;
  readonly #onOver: () => void;
  readonly #items: Item[] = [];
  readonly #waiting: (() => void)[] = [];
  #state: 'open' | 'finishing' | 'over' = 'open';

  constructor({ read, most = 1, onOver = () => undefined }: WatchStreamOptions<Item, Value>) {
    this.#read = read;
    this.#most = most;
    this.#onOver = onOver;
  }

  /** Something happened; nothing where the stream is over. */
  put(item: Item): void {
    if (this.#state !== 'open') return;
    this.#items.push(item);
    if (this.#items.length > this.#most) this.#items.shift();
    this.#waiting.shift()?.();
  }

  /** Ends once what was put has been read. */
  finish(): void {
    if (this.#state !== 'open') return;
    this.#state = 'finishing';
    if (this.#items.length === 0) this.end();
  }

  /** Ends at once; what was put and not read is dropped. */
  end(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#items.length = 0;
    this.#onOver();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The next thing told; done where the stream is over. */
  async next(): Promise<IteratorResult<Value>> {
    while (this.#state !== 'over') {
      const value = this.#items.length > 0 ? await this.#take() : await this.#wait();
      if (value !== undefined) return { value, done: false };
    }
    return { value: undefined, done: true };
  }

  return(): Promise<IteratorResult<Value>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #take(): Promise<Value | undefined> {
    const [item] = this.#items.splice(0, 1) as [Item]; // asked for only where there is one
    try {
      return await this.#read(item);
    } catch (error) {
      this.end();
      throw error;
    } finally {
      if (this.#state === 'finishing' && this.#items.length === 0) this.end();
    }
  }

  /** Until something is put, or the stream ends. */
  async #wait(): Promise<undefined> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
