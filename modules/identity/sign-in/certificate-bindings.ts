import { createHash } from 'node:crypto';
import mongoose, { type ClientSession, type Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { CredentialDocument } from './model.js';
import type { Certificate } from './certificates/certificate.js';

/** Which certificate an account came with last: bound by its first use, as its subject's number names whose it is. */
export class CertificateBindings {
  readonly #credentials: Model<CredentialDocument>;
  readonly #clock: Clock;

  constructor(credentials: Model<CredentialDocument>, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** Whether an account has one that is within its time. */
  async has(accountId: string): Promise<boolean> {
    return (await this.#credentials.countDocuments({ _id: accountId, 'certificate.validUntil': mongoose.trusted({ $gt: new Date(this.#clock.now()) }) })) > 0;
  }

  /** Whether this very one is bound. */
  async isBound(accountId: string, certificate: Certificate): Promise<boolean> {
    return (await this.#credentials.countDocuments({ _id: accountId, 'certificate.fingerprint': fingerprintOf(certificate) })) > 0;
  }

  /** Binds one in place of the one before, which was renewed. */
  async bind(session: ClientSession, accountId: string, certificate: Certificate): Promise<void> {
    const bound = { fingerprint: fingerprintOf(certificate), validUntil: new Date(certificate.validUntil), boundAt: new Date(this.#clock.now()) };
    await this.#credentials.updateOne({ _id: accountId }, { $set: { certificate: bound } }, { upsert: true, session });
  }
}

/** SHA-256 of the whole, as certificates are compared everywhere. */
export function fingerprintOf({ der }: Certificate): string {
  return createHash('sha256').update(der).digest('hex');
}
