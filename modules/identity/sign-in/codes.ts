import { randomInt } from 'node:crypto';
import mongoose, { type Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { sameText } from '../../kernel/crypto/index.js';
import { Fault } from '../../kernel/errors.js';
import type { Counters } from './counters.js';
import type { CodeDocument } from './model.js';
import { codeText } from './rules.js';
import type { SmsSender } from './types.js';

/** What a code opens; one for one thing opens nothing else. */
export type CodePurpose = 'sign-in' | 'second-factor' | 'step-up' | 'guest-phone';

/** A code lives five minutes and five tries; another may be asked for after a minute. */
export const CODE = { lifeMs: 300_000, tries: 5, againSeconds: 60, perPhoneHour: 6, perPhoneDay: 15, perAddressHour: 60 } as const;

/** What codes stand on. */
export interface CodesDeps {
  readonly codes: Model<CodeDocument>;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly sms: SmsSender;
  /** Keyed hash of a secret. */
  readonly digest: (kind: string, value: string) => string;
  readonly phoneToken: (phone: string) => string;
  /** Who sends, as it stands in the text. */
  readonly district: string;
}

/** One-time codes by SMS: six digits from the system's random source. */
export class OneTimeCodes {
  readonly #deps: CodesDeps;

  constructor(deps: CodesDeps) {
    this.#deps = deps;
  }

  /** Sends a new code; an earlier one is void. Throws RATE_LIMITED (per phone and address), UNAVAILABLE where the carrier fails. */
  async send(purpose: CodePurpose, phone: string, address: string): Promise<void> {
    const { codes, counters, clock, sms, digest, phoneToken, district } = this.#deps;
    const id = `${purpose}:${phoneToken(phone)}`;
    await counters.spend('code-address', address, CODE.perAddressHour, 3_600_000);
    await counters.spend('code-again', id, 1, CODE.againSeconds * 1000);
    await counters.spend('code-hour', phone, CODE.perPhoneHour, 3_600_000);
    await counters.spend('code-day', phone, CODE.perPhoneDay, 86_400_000);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await codes.updateOne({ _id: id }, { $set: { codeHash: digest(id, code), tries: 0, expiresAt: new Date(clock.now() + CODE.lifeMs) } }, { upsert: true });
    try {
      await sms.send(phone, codeText(district, code));
    } catch (cause) {
      throw new Fault('UNAVAILABLE', { field: 'sms' }, { cause });
    }
  }

  /** Whether a code is right; then it is used up. Each asking counts as a try, and of two at once only one is right. */
  async use(purpose: CodePurpose, phone: string, code: string): Promise<boolean> {
    const { codes, clock, digest, phoneToken } = this.#deps;
    const id = `${purpose}:${phoneToken(phone)}`;
    const given = digest(id, code.normalize('NFKC').replace(/\s/g, '').slice(0, 16));
    const stored = await codes.findOneAndUpdate(
      { _id: id, tries: mongoose.trusted({ $lt: CODE.tries }), expiresAt: mongoose.trusted({ $gt: new Date(clock.now()) }) }, { $inc: { tries: 1 } }, { returnDocument: 'after' },
    ).lean();
    if (!stored || !sameText(stored.codeHash, given)) return false;
    const { deletedCount } = await codes.deleteOne({ _id: id, codeHash: stored.codeHash });
    return deletedCount === 1;
  }
}
