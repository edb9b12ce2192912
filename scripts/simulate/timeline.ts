/** Something that happens at an instant; what follows from it is put on the same line. */
type Happening = () => Promise<void>;

const STEP_MS = 60_000;

/** What is to happen, in order of time. What happens within the same minute happens at once, as in a district. */
export class Timeline {
  readonly #heap: { readonly at: number; readonly act: Happening }[] = [];
  readonly #set: (at: number) => void;
  readonly #wrong: (error: unknown) => void;

  /**
   * @param set sets the clock
   * @param wrong told of what went wrong for one, which stops nobody else
   */
  constructor(set: (at: number) => void, wrong: (error: unknown) => void) {
    this.#set = set;
    this.#wrong = wrong;
  }

  /** Puts something on the line. */
  at(at: number, act: Happening): void {
    const heap = this.#heap;
    heap.push({ at, act });
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (heap[parent]!.at <= heap[i]!.at) break; // both are in the heap
      [heap[parent], heap[i]] = [heap[i]!, heap[parent]!];
      i = parent;
    }
  }

  /** Lets everything happen until an instant. @param beat told of each minute in which something happened */
  async run(until: number, beat: (at: number) => void): Promise<void> {
    for (let first = this.#heap[0]; first && first.at < until; first = this.#heap[0]) {
      const ends = Math.min(until, first.at + STEP_MS);
      this.#set(first.at);
      const now: Happening[] = [];
      while (this.#heap[0] && this.#heap[0].at < ends) now.push(this.#take());
      await Promise.all(now.map((act) => act().catch(this.#wrong)));
      beat(first.at);
    }
    this.#set(until);
  }

  #take(): Happening {
    const heap = this.#heap;
    const { act } = heap[0]!; // asked for only where there is one
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      for (let i = 0; ;) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let least = i;
        if (left < heap.length && heap[left]!.at < heap[least]!.at) least = left;
        if (right < heap.length && heap[right]!.at < heap[least]!.at) least = right;
        if (least === i) break;
        [heap[i], heap[least]] = [heap[least]!, heap[i]!];
        i = least;
      }
    }
    return act;
  }
}
