/**
 * One watcher's stream of something: as it stands at once, and again after each change that makes it another. Changes
 * that come while nobody asks are one. Whoever leaves is let go at once, even in the middle of a wait.
 */
export class LiveStream<T> implements AsyncIterableIterator<T> {
  readonly #read: () => Promise<T>;
  readonly #isLast: (value: T) => boolean;
  readonly #onOver: () => void;
  #changed = true;
  #over = false;
  #told = '';
  #wake: (() => void) | null = null;

  /**
   * @param read authorises anew and reads; what it throws ends the stream
   * @param isLast what nothing comes after
   */
  constructor({ read, isLast, onOver }: { read: () => Promise<T>; isLast: (value: T) => boolean; onOver: () => void }) {
    this.#read = read;
    this.#isLast = isLast;
    this.#onOver = onOver;
  }

  /** It may have changed. */
  poke(): void {
    this.#changed = true;
    this.#wake?.();
  }

  /** Lets go; nothing comes after. */
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
