import mongoose, { type ClientSession, type Model } from 'mongoose';
import { Secret, TOTP } from 'otpauth';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { CredentialDocument } from './model.js';

const PERIOD_SECONDS = 30;
const SETUP_MS = 600_000;
const SIX_DIGITS = /^\d{6}$/;

/** Authenticator apps: TOTP (RFC 6238) with SHA-1, six digits, thirty seconds, which every app knows. */
export class Authenticators {
  readonly #credentials: Model<CredentialDocument>;
  readonly #cipher: FieldCipher;
  readonly #clock: Clock;
  readonly #issuer: string;

  constructor(credentials: Model<CredentialDocument>, cipher: FieldCipher, clock: Clock, issuer: string) {
    this.#credentials = credentials;
    this.#cipher = cipher;
    this.#clock = clock;
    this.#issuer = issuer;
  }

  /** Whether an account has one. */
  async has(accountId: string): Promise<boolean> {
    return (await this.#credentials.countDocuments({ _id: accountId, authenticator: mongoose.trusted({ $exists: true }) })) > 0;
  }

  /** Begins to bind an app: its secret, to be confirmed within ten minutes. The one before holds until then. */
  async begin(accountId: string, label: string): Promise<{ readonly secret: string; readonly uri: string }> {
    const secret = new Secret({ size: 20 });
    const pending = { sealed: this.#cipher.seal(secret.base32, contextOf(accountId)), startedAt: new Date(this.#clock.now()) };
    await this.#credentials.updateOne({ _id: accountId }, { $set: { pending } }, { upsert: true });
    return { secret: secret.base32, uri: this.#totp(secret.base32, label).toString() };
  }

  /** The step of the first code of the app being bound; null where it is wrong. Throws BAD_INPUT where none is being bound. */
  async firstStep(accountId: string, code: string): Promise<number | null> {
    const document = await this.#credentials.findOne({ _id: accountId }, { pending: 1 }).lean();
    if (!document?.pending || document.pending.startedAt.getTime() < this.#clock.now() - SETUP_MS) throw new Fault('BAD_INPUT', { field: 'code', reason: 'no authenticator is being bound' });
    return this.#stepOf(this.#cipher.open(document.pending.sealed, contextOf(accountId)), code);
  }

  /** Binds the app being bound; its first code is used up with it. False where another request has done so. */
  async bind(session: ClientSession, accountId: string, step: number): Promise<boolean> {
    const document = await this.#credentials.findOneAndUpdate({ _id: accountId, pending: mongoose.trusted({ $exists: true }) }, { $unset: { pending: 1 } }, { session }).lean();
    if (!document?.pending) return false;
    await this.#credentials.updateOne({ _id: accountId }, { $set: { authenticator: { sealed: document.pending.sealed, lastStep: step } } }, { session });
    return true;
  }

  /** Whether a code is right and newer than the last one used; then it is used up: of two at once only one is right (RFC 6238 §5.2). */
  async use(accountId: string, code: string): Promise<boolean> {
    const document = await this.#credentials.findOne({ _id: accountId }, { authenticator: 1 }).lean();
    if (!document?.authenticator) return false;
    const step = this.#stepOf(this.#cipher.open(document.authenticator.sealed, contextOf(accountId)), code);
    if (step === null) return false;
    const { modifiedCount } = await this.#credentials.updateOne(
      { _id: accountId, 'authenticator.sealed': document.authenticator.sealed, 'authenticator.lastStep': mongoose.trusted({ $lt: step }) }, { $set: { 'authenticator.lastStep': step } },
    );
    return modifiedCount === 1;
  }

  #stepOf(secret: string, code: string): number | null {
    const token = code.normalize('NFKC').replace(/\s/g, '');
    if (!SIX_DIGITS.test(token)) return null;
    const timestamp = this.#clock.now();
    const delta = this.#totp(secret, '').validate({ token, timestamp, window: 1 });
    return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
  }

  #totp(secret: string, label: string): TOTP {
    return new TOTP({ issuer: this.#issuer, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });
  }
}

const contextOf = (accountId: string): string => `credential.authenticator:${accountId}`;
