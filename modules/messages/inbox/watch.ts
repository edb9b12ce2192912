import type { InboxStateEntity } from '../contract.js';

/**
 * One watcher's stream: how the inbox stands at once, and again after each change. Changes that come while nobody asks are
 * one. Whoever leaves is let go at once, even in the middle of a wait.
 */
export class InboxStream implements AsyncIterableIterator<InboxStateEntity> {
  readonly #read: () => Promise<InboxStateEntity>;
  readonly #onOver: (stream: InboxStream) => void;
  #changed = true;
  #over = false;
  #told = '';
  #wake: (() => void) | null = null;

  /** @param read authorises anew and reads; what it throws ends the stream */
  constructor(read: () => Promise<InboxStateEntity>, onOver: (stream: InboxStream) => void) {
    this.#read = read;
    this.#onOver = onOver;
  }

  /** The inbox has changed. */
  poke(): void {
    this.#changed = true;
    this.#wake?.();
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#onOver(this);
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<InboxStateEntity>> {
    for (;;) {
      if (this.#over) return { value: undefined, done: true };
      if (this.#changed) {
        this.#changed = false;
        const value = await this.#readOrEnd();
        const told = JSON.stringify([value.unread, value.newest?.id, value.newest?.readAt]);
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

  async #readOrEnd(): Promise<InboxStateEntity> {
    try {
      return await this.#read();
    } catch (err) {
      this.end();
      throw err;
    }
  }

  return(): Promise<IteratorResult<InboxStateEntity>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
