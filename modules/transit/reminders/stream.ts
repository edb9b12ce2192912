import type { TransitReminderEntity } from '../contract.js';

/** A stream of one message: waits until it is told or ended, gives it once, and is over. Whoever leaves early is let go at once. */
export class ReminderStream implements AsyncIterableIterator<TransitReminderEntity> {
  #message: TransitReminderEntity | null = null;
  #failure: { readonly cause: unknown } | null = null;
  #over = false;
  #waiting: { resolve(result: IteratorResult<TransitReminderEntity>): void; reject(cause: unknown): void } | null = null;
  readonly #onOver: (stream: ReminderStream) => void;

  /** @param onOver called once, when nothing more is waited for */
  constructor(onOver: (stream: ReminderStream) => void) {
    this.#onOver = onOver;
  }

  /** The message; what comes after it is not heard. */
  tell(message: TransitReminderEntity): void {
    if (this.#over) return;
    if (this.#waiting) this.#waiting.resolve({ value: message, done: false });
    else this.#message = message;
    this.#close();
  }

  /** It cannot be told any more. */
  fail(cause: unknown): void {
    if (this.#over) return;
    if (this.#waiting) this.#waiting.reject(cause);
    else this.#failure = { cause };
    this.#close();
  }

  /** Ends it without a message. */
  end(): void {
    if (this.#over) return;
    this.#waiting?.resolve({ value: undefined, done: true });
    this.#close();
  }

  #close(): void {
    this.#over = true;
    this.#waiting = null;
    this.#onOver(this);
  }

  next(): Promise<IteratorResult<TransitReminderEntity>> {
    if (this.#message) {
      const value = this.#message;
      this.#message = null;
      return Promise.resolve({ value, done: false });
    }
    if (this.#failure) {
      const { cause } = this.#failure;
      this.#failure = null;
      return Promise.reject(cause);
    }
    if (this.#over) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  return(): Promise<IteratorResult<TransitReminderEntity>> {
    this.#message = null;
    this.#failure = null;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
