import type { ArrivalEntity } from '../contract.js';

/** Seconds by which the data may grow younger before an otherwise equal board is sent again. */
const AGE_STEP = 60;

/**
 * Whether a rider would see a difference between two boards: rows, times, states, sources, vehicles, ranges by half a
 * minute; the age of the data only when it is fresher by a minute.
 */
export function boardChanged(before: readonly ArrivalEntity[], after: readonly ArrivalEntity[], secondsBetween: number): boolean {
  if (before.length !== after.length) return true;
  return after.some((row, index) => {
    const old = before[index];
    return old === undefined || rowChanged(old, row, secondsBetween);
  });
}

function rowChanged(old: ArrivalEntity, row: ArrivalEntity, secondsBetween: number): boolean {
  return (
    old.expectedAt !== row.expectedAt || old.scheduledAt !== row.scheduledAt || old.status !== row.status || old.source !== row.source ||
    old.stopsAway !== row.stopsAway || halfMinute(old.latest) !== halfMinute(row.latest) ||
    old.vehicle?.id !== row.vehicle?.id || old.vehicle?.state.occupancy !== row.vehicle?.state.occupancy ||
    fresher(old, row, secondsBetween) || old.id !== row.id || old.stop.id !== row.stop.id
  );
}

function halfMinute(instant: number): number {
  return Math.round(instant / 30_000);
}

function fresher(old: ArrivalEntity, row: ArrivalEntity, secondsBetween: number): boolean {
  if (old.dataAgeSeconds === null || row.dataAgeSeconds === null) return old.dataAgeSeconds !== row.dataAgeSeconds;
  return old.dataAgeSeconds + secondsBetween - row.dataAgeSeconds >= AGE_STEP;
}

/** One listener of a board: the newest board waits until it is fetched, those in between are skipped. */
class Listener implements AsyncIterableIterator<readonly ArrivalEntity[]> {
  #waiting: ((result: IteratorResult<readonly ArrivalEntity[]>) => void) | null = null;
  #latest: readonly ArrivalEntity[] | null = null;
  #ended = false;
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(board: readonly ArrivalEntity[]): void {
    if (this.#ended) return;
    if (this.#waiting) {
      this.#waiting({ value: board, done: false });
      this.#waiting = null;
    } else this.#latest = board;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    if (this.#latest === null) this.#waiting?.({ value: undefined, done: true });
    this.#waiting = null;
  }

  next(): Promise<IteratorResult<readonly ArrivalEntity[]>> {
    const value = this.#latest;
    if (value !== null) {
      this.#latest = null;
      return Promise.resolve({ value, done: false });
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  return(): Promise<IteratorResult<readonly ArrivalEntity[]>> {
    this.#latest = null;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** What a topic reads: the board now with the instant (ms) it was made for, or null when the stop is gone. */
export type ReadBoard = () => { readonly rows: readonly ArrivalEntity[]; readonly at: number } | null;

/** One watched board with all who watch it: computed once a swap, however many listen. */
export class BoardTopic {
  readonly #listeners = new Set<Listener>();
  readonly #read: ReadBoard;
  readonly #onEmpty: () => void;
  #sent: { readonly rows: readonly ArrivalEntity[]; readonly at: number } | null;

  constructor(read: ReadBoard, onEmpty: () => void) {
    this.#read = read;
    this.#onEmpty = onEmpty;
    this.#sent = read();
  }

  /** A new listener, who gets the whole board at once. */
  listen(): AsyncIterableIterator<readonly ArrivalEntity[]> {
    const listener = new Listener(() => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#onEmpty();
    });
    this.#listeners.add(listener);
    const now = this.#read();
    if (now) listener.push(now.rows);
    else listener.end();
    return listener;
  }

  /** After a swap: sends the board where a rider would see a difference; ends all where the stop is gone. */
  refresh(): void {
    const now = this.#read();
    if (now === null) {
      this.close();
      return;
    }
    if (this.#sent && !boardChanged(this.#sent.rows, now.rows, (now.at - this.#sent.at) / 1000)) return;
    this.#sent = now;
    for (const listener of this.#listeners) listener.push(now.rows);
  }

  /** Ends all listeners. */
  close(): void {
    for (const listener of [...this.#listeners]) listener.end();
  }
}
