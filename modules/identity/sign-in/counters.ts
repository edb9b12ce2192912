import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { PageArgs } from '../../kernel/pages.js';
import { timePage, type DocumentPage } from '../../kernel/time-pages.js';
import type { CounterDocument } from './model.js';
import { LOCK } from './rules.js';
import type { Counted, Guessed } from './types.js';

/** Whether a try may go on. */
export type Gate = { readonly open: true } | { readonly open: false; readonly retryAfterSeconds: number };

/** Tries counted under an account's own name, wherever they come from. */
export const byAccount = (accountId: string): Counted => ({ name: accountId, accountId, where: 'ANYWHERE' });

/**
 * Counts of tries, in MongoDB so that every process, channel and address counts as one. A try is counted before it is judged
 * and forgiven if it was right: a thousand at once get no more tries than a thousand in a row.
 */
export class Counters {
  readonly #counters: Model<CounterDocument>;
  readonly #clock: Clock;
  readonly #cipher: FieldCipher;

  constructor(counters: Model<CounterDocument>, clock: Clock, cipher: FieldCipher) {
    this.#counters = counters;
    this.#clock = clock;
    this.#cipher = cipher;
  }

  /** Lets a try in and counts it, or says how long the lock holds. Past the free tries each one locks for longer. */
  async enter(guessed: Guessed, { name, accountId, where }: Counted): Promise<Gate> {
    const now = this.#clock.now();
    const past = { $max: [0, { $subtract: ['$count', LOCK.freeTries] }] };
    const lock = { $min: [LOCK.longestMs, { $multiply: [LOCK.firstMs, { $pow: [2, past] }] }] };
    const document = await this.#counters.findOneAndUpdate(
      { _id: this.#id(`lock:${guessed}`, name) },
      [
        ...(accountId === null ? [] : [{ $set: { accountId: { $literal: accountId }, guessed, where } }]),
        { $set: { let: { $lte: [{ $ifNull: ['$lockedUntil', new Date(0)] }, new Date(now)] } } },
        { $set: { count: { $cond: ['$let', { $add: [{ $ifNull: ['$count', 0] }, 1] }, '$count'] }, expiresAt: new Date(now + LOCK.forgottenAfterMs) } },
        { $set: { locks: { $and: ['$let', { $gte: ['$count', LOCK.freeTries] }] } } },
        { $set: { lockId: { $cond: ['$locks', randomUUID(), '$lockId'] }, lockedAt: { $cond: ['$locks', new Date(now), '$lockedAt'] }, lockedUntil: { $cond: ['$locks', { $add: [new Date(now), lock] }, '$lockedUntil'] } } },
        { $unset: 'locks' },
      ],
      { upsert: true, returnDocument: 'after', updatePipeline: true },
    ).lean();
    if (document?.let) return { open: true };
    return { open: false, retryAfterSeconds: Math.max(1, Math.ceil(((document?.lockedUntil?.getTime() ?? now) - now) / 1000)) };
  }

  /** Forgets the wrong tries: this one was right. */
  async forgive(guessed: Guessed, { name }: Counted): Promise<void> {
    await this.#counters.deleteOne({ _id: this.#id(`lock:${guessed}`, name) });
  }

  /** The locks in force on accounts, those that hold longest first. */
  async locks(args: PageArgs): Promise<DocumentPage<CounterDocument>> {
    return timePage(this.#counters, { filter: { accountId: mongoose.trusted({ $type: 'string' }), lockedUntil: mongoose.trusted({ $gt: this.#now() }) }, by: 'lockedUntil', order: -1, maxFirst: 50, defaultFirst: 20 }, args);
  }

  /** The account that a lock in force keeps out; null where there is no such lock. */
  async lockedAccount(lockId: string): Promise<string | null> {
    return (await this.#counters.findOne({ lockId, lockedUntil: mongoose.trusted({ $gt: this.#now() }) }, { accountId: 1 }).lean())?.accountId ?? null;
  }

  /** Forgets a lock with its count, in a transaction; false where it is gone already. */
  async lift(session: ClientSession, lockId: string): Promise<boolean> {
    return (await this.#counters.deleteOne({ lockId }, { session })).deletedCount === 1;
  }

  /** Forgets all of an account that is deleted. */
  async forget(session: ClientSession, accountId: string): Promise<void> {
    await this.#counters.deleteMany({ accountId }, { session });
  }

  /** Counts one use within a window. Throws RATE_LIMITED past `most`. */
  async spend(what: string, whose: string, most: number, windowMs: number): Promise<void> {
    const now = this.#clock.now();
    const fresh = { $lte: [{ $ifNull: ['$expiresAt', new Date(0)] }, new Date(now)] };
    const document = await this.#counters.findOneAndUpdate(
      { _id: this.#id(`spend:${what}`, whose) },
      [{ $set: { count: { $cond: [fresh, 1, { $add: ['$count', 1] }] }, expiresAt: { $cond: [fresh, new Date(now + windowMs), '$expiresAt'] }, let: true } }],
      { upsert: true, returnDocument: 'after', updatePipeline: true },
    ).lean();
    if (document && document.count > most) throw new Fault('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil((document.expiresAt.getTime() - now) / 1000)) });
  }

  #now(): Date {
    return new Date(this.#clock.now());
  }

  // Logins and addresses are personal: their counts stand under keyed names.
  #id(kind: string, whose: string): string {
    return this.#cipher.token(`counter.${kind}`, whose);
  }
}
