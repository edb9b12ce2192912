import { randomBytes, randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { DeviceDocument } from './model.js';

/** A device is known for half a year after somebody signed in on it; an account knows its twenty latest. */
export const KNOWN_DEVICE = { seconds: 180 * 86_400, most: 20 } as const;
const WORD = /^[A-Za-z0-9_-]{43}$/;

/**
 * Browsers on which an account has signed in before, known by a random word in a cookie of their own (OWASP's device cookies).
 * Tries from such a browser have a small count of their own: strangers who guess until the account is locked lock themselves out,
 * not the one who lives there. The word is kept as a keyed hash and renewed at each sign-in, so that one that was planted or
 * copied before is worth nothing after.
 */
export class KnownDevices {
  readonly #devices: Model<DeviceDocument>;
  readonly #clock: Clock;
  readonly #digest: (word: string) => string;

  constructor(devices: Model<DeviceDocument>, clock: Clock, digest: (word: string) => string) {
    this.#devices = devices;
    this.#clock = clock;
    this.#digest = digest;
  }

  /** Under which name an account's tries from this browser are counted; null where it does not know the account. */
  async countedAs(word: string | undefined, accountId: string): Promise<string | null> {
    if (word === undefined || !WORD.test(word)) return null;
    const found = await this.#devices.findOne({ deviceHash: this.#digest(word), accountId, expiresAt: mongoose.trusted({ $gt: new Date(this.#clock.now()) }) }, { _id: 1 }).lean();
    return found?._id ?? null;
  }

  /** Notes that an account signed in on a browser, in that transaction; answers the word for its cookie. */
  async remember(session: ClientSession, word: string | undefined, accountId: string): Promise<string> {
    const now = this.#clock.now();
    const next = randomBytes(32).toString('base64url');
    const deviceHash = this.#digest(next);
    // Other accounts of the same household come along to the new word.
    if (word !== undefined && WORD.test(word)) await this.#devices.updateMany({ deviceHash: this.#digest(word) }, { $set: { deviceHash } }, { session });
    await this.#devices.updateOne(
      { deviceHash, accountId },
      { $set: { expiresAt: new Date(now + KNOWN_DEVICE.seconds * 1000), seenAt: new Date(now) }, $setOnInsert: { _id: randomUUID() } },
      { session, upsert: true },
    );
    const surplus = await this.#devices.find({ accountId }, { _id: 1 }, { session }).sort({ seenAt: -1 }).skip(KNOWN_DEVICE.most).lean();
    if (surplus.length > 0) await this.#devices.deleteMany({ _id: mongoose.trusted({ $in: surplus.map(({ _id }) => _id) }) }, { session });
    return next;
  }

  /** Knows none any more: the password was changed, or the account is gone. */
  async forget(session: ClientSession, accountId: string): Promise<void> {
    await this.#devices.deleteMany({ accountId }, { session });
  }
}
