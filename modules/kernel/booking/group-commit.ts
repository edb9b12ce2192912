import type { Logger } from '../module.js';
import { Fault } from '../errors.js';
import { Stale } from './store.js';

/** Something to be committed, with the slots that it may change. */
interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly slots: readonly string[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How groups are committed. */
export interface GroupCommitDeps<Item, Answer> {
  readonly slotsOf: (item: Item) => readonly string[];
  /**
   * Commits a group in one transaction: an answer, or what its own caller is to be refused with, for each in order.
   * Throws {@link Stale} where it is to be tried again; anything else it throws undoes the group.
   */
  readonly commit: (items: readonly Item[]) => Promise<readonly ({ readonly answer: Answer } | { readonly error: unknown })[]>;
  readonly logger: Logger;
}

/** In one transaction at most: a few hundred keep it well below MongoDB's limits and a few milliseconds long. */
const MOST_IN_GROUP = 256;
/** Transactions at once in a process: while one waits for the disk, the next is worked out. */
const MOST_UNDER_WAY = 2;
/** So often a group loses against other processes before it is told so. */
const MOST_TRIES = 30;

/**
 * Group commit (DeWitt et al. 1984; Helland et al. 1987): what arrives while a transaction is under way goes into the next,
 * all in one. A slot is in one group at a time, so that within a process nobody loses against anybody; other processes are
 * kept right by the guards of the writing, and whoever loses there is read and decided anew.
 */
export class GroupCommit<Item, Answer> {
  readonly #deps: GroupCommitDeps<Item, Answer>;
  #waiting: Waiting<Item, Answer>[] = [];
  readonly #busy = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  #planned = false;
  #closed = false;

  constructor(deps: GroupCommitDeps<Item, Answer>) {
    this.#deps = deps;
  }

  /** Resolves once it is committed. Rejects with what its own commit throws, or UNAVAILABLE. */
  submit(item: Item): Promise<Answer> {
    if (this.#closed) return Promise.reject(new Fault('UNAVAILABLE'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, slots: this.#deps.slotsOf(item), resolve, reject });
      this.#plan();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#waiting.length > 0 || this.#underWay.size > 0) {
      this.#plan();
      await (this.#underWay.size > 0 ? Promise.race(this.#underWay) : new Promise(setImmediate));
    }
  }

  /** The turn of the event loop in which the first came hands in the others that are ready too. */
  #plan(): void {
    if (this.#planned || this.#waiting.length === 0 || this.#underWay.size >= MOST_UNDER_WAY) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      this.#begin();
    });
  }

  #begin(): void {
    const group = this.#take();
    if (group.length === 0) return;
    const slots = new Set(group.flatMap((each) => each.slots));
    for (const slot of slots) this.#busy.add(slot);
    const work = this.#settle(group).finally(() => {
      for (const slot of slots) this.#busy.delete(slot);
      this.#underWay.delete(work);
      this.#plan();
    });
    this.#underWay.add(work);
    this.#plan();
  }

  /** Those whose slots are free, first come first served: who waits for a slot holds it against those who came later. */
  #take(): Waiting<Item, Answer>[] {
    const blocked = new Set(this.#busy);
    const group: Waiting<Item, Answer>[] = [];
    const left: Waiting<Item, Answer>[] = [];
    for (const each of this.#waiting) {
      if (group.length < MOST_IN_GROUP && !each.slots.some((slot) => blocked.has(slot))) {
        group.push(each);
        continue;
      }
      left.push(each);
      for (const slot of each.slots) blocked.add(slot);
    }
    this.#waiting = left;
    return group;
  }

  async #settle(group: readonly Waiting<Item, Answer>[], tries = 1): Promise<void> {
    try {
      const outcomes = await this.#deps.commit(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome && 'answer' in outcome) resolve(outcome.answer);
        else reject(outcome?.error ?? new Fault('INTERNAL'));
      });
    } catch (error) {
      await this.#again(group, error, tries);
    }
  }

  /** Lost against another process: the slots part, so that one contended slot does not hold up the rest. Broken: each alone. */
  async #again(group: readonly Waiting<Item, Answer>[], error: unknown, tries: number): Promise<void> {
    if (error instanceof Stale && tries < MOST_TRIES) {
      const parts = partedBySlot(group);
      if (parts.length === 1) await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(50, 2 ** tries)));
      for (const part of parts) await this.#settle(part, tries + 1);
      return;
    }
    if (group.length > 1 && !(error instanceof Stale)) {
      this.#deps.logger.warn({ err: error, wishes: group.length }, 'a group of bookings failed; each is tried alone');
      for (const each of group) await this.#settle([each], tries);
      return;
    }
    for (const { reject } of group) reject(error instanceof Stale ? new Fault('UNAVAILABLE', {}, { cause: error }) : error);
  }
}

/** Parts that have no slot in common, each in the order of arrival. */
export function partedBySlot<T extends { readonly slots: readonly string[] }>(group: readonly T[]): T[][] {
  const parts: { slots: Set<string>; members: Set<T> }[] = [];
  for (const each of group) {
    const part = { slots: new Set(each.slots), members: new Set<T>() };
    for (const touching of parts.filter(({ slots }) => each.slots.some((slot) => slots.has(slot)))) {
      for (const slot of touching.slots) part.slots.add(slot);
      for (const member of touching.members) part.members.add(member);
      parts.splice(parts.indexOf(touching), 1);
    }
    part.members.add(each);
    parts.push(part);
  }
  return parts.map(({ members }) => group.filter((each) => members.has(each)));
}
