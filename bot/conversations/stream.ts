import type { ConversationChange } from './service.js';

/** What is told of a change: which turn, and whether the other side is writing. */
export interface Mark {
  readonly turnId: string | null;
  readonly typing: boolean;
}

/** More than these unread and the oldest is dropped: whoever reads so slowly asks for the conversation anew. */
const MOST_WAITING = 100;

/** One watcher of a conversation: each change once, in order. Whoever leaves is let go at once, even in the middle of a wait. */
export class ConversationStream implements AsyncIterableIterator<ConversationChange> {
  readonly #read: (mark: Mark) => Promise<ConversationChange>;
  readonly #onOver: (stream: ConversationStream) => void;
  readonly #marks: Mark[] = [];
  #over = false;
  #wake: (() => void) | null = null;

  /** @param read authorises anew and reads; what it throws ends the stream */
  constructor(read: (mark: Mark) => Promise<ConversationChange>, onOver: (stream: ConversationStream) => void) {
    this.#read = read;
    this.#onOver = onOver;
  }

  /** Something happened. */
  put(mark: Mark): void {
    this.#marks.push(mark);
    if (this.#marks.length > MOST_WAITING) this.#marks.shift();
    this.#wake?.();
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#onOver(this);
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<ConversationChange>> {
    for (;;) {
      if (this.#over) return { value: undefined, done: true };
      const mark = this.#marks.shift();
      if (mark) {
        try {
          return { value: await this.#read(mark), done: false };
        } catch (error) {
          this.end();
          throw error;
        }
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
  }

  return(): Promise<IteratorResult<ConversationChange>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
