const EMPTY = -1;

/**
 * Numbers for features. A feature is known by 64 bits of hash (two independent halves), so that nothing is kept of its
 * text and a look-up makes no object; two of a million features meet with a chance of about 1 in 40 million.
 */
export class Vocabulary {
  #mask: number;
  #slots: Int32Array;
  #low: Uint32Array;
  #high: Uint32Array;
  #size = 0;

  /** @param capacity how many features are expected; it grows when there are more */
  constructor(capacity = 1 << 14) {
    const slots = 1 << Math.ceil(Math.log2(Math.max(capacity, 1) * 2));
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots).fill(EMPTY);
    this.#low = new Uint32Array(Math.max(capacity, 1));
    this.#high = new Uint32Array(Math.max(capacity, 1));
  }

  /** How many features it knows: their numbers are 0 to this minus one. */
  get size(): number {
    return this.#size;
  }

  /** The hashes of its features, in order of their numbers. */
  get hashes(): { readonly low: Uint32Array; readonly high: Uint32Array } {
    return { low: this.#low.slice(0, this.#size), high: this.#high.slice(0, this.#size) };
  }

  /** The feature's number, or -1 where it is not known. */
  find(low: number, high: number): number {
    for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const index = this.#slots[slot] ?? EMPTY;
      if (index === EMPTY) return EMPTY;
      if (this.#low[index] === low >>> 0 && this.#high[index] === high >>> 0) return index;
    }
  }

  /** The feature's number; a new one where it was not known. */
  add(low: number, high: number): number {
    const known = this.find(low, high);
    if (known !== EMPTY) return known;
    if (this.#size === this.#low.length) this.#grow();
    const index = this.#size;
    this.#size += 1;
    this.#low[index] = low;
    this.#high[index] = high;
    this.#place(index);
    return index;
  }

  #place(index: number): void {
    let slot = (this.#low[index] ?? 0) & this.#mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = index;
  }

  #grow(): void {
    const double = (old: Uint32Array): Uint32Array => {
      const grown = new Uint32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.#low = double(this.#low);
    this.#high = double(this.#high);
    const slots = this.#slots.length * 2;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots).fill(EMPTY);
    for (let index = 0; index < this.#size; index += 1) this.#place(index);
  }
}
