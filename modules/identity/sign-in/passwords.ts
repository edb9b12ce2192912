import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { ClientSession, Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { CredentialDocument } from './model.js';
import { LONGEST_PASSWORD, PASSWORD_HISTORY } from './rules.js';
import type { PasswordHasher } from './types.js';

/** argon2id with 19 MiB and two passes, the least that OWASP's password storage cheat sheet takes and this library's default; about 20 ms a check. */
export const argon2id: PasswordHasher = {
  hash: (password) => hash(password),
  verify: (stored, password) => verify(stored, password),
};

/** Passwords: checked at the same cost whether there is one or not. */
export class Passwords {
  readonly #credentials: Model<CredentialDocument>;
  readonly #hasher: PasswordHasher;
  readonly #clock: Clock;
  #decoy: Promise<string> | null = null;

  constructor(credentials: Model<CredentialDocument>, hasher: PasswordHasher, clock: Clock) {
    this.#credentials = credentials;
    this.#hasher = hasher;
    this.#clock = clock;
  }

  /** Whether a password is an account's. Without an account, or one without a password, a decoy is checked: one check, always. */
  async isRight(accountId: string | null, password: string): Promise<boolean> {
    const document = await this.#credentials.findOne({ _id: accountId ?? '' }, { password: 1 }).lean();
    const right = await this.#hasher.verify(document?.password?.hash ?? (await this.decoy()), normal(password));
    return right && document?.password !== undefined;
  }

  /** A hash that nobody knows the password of; made once, at the start, for its making takes as long as a check. */
  decoy(): Promise<string> {
    this.#decoy ??= this.#hasher.hash(randomBytes(24).toString('base64'));
    return this.#decoy;
  }

  /** When an account's password was set, epoch milliseconds; null where it has none. */
  async changedAt(accountId: string): Promise<number | null> {
    const document = await this.#credentials.findOne({ _id: accountId }, { password: 1 }).lean();
    return document?.password?.changedAt.getTime() ?? null;
  }

  /** Whether an account's password is still the one that it was founded with: somebody else knows it. */
  async isInitial(accountId: string): Promise<boolean> {
    return (await this.#credentials.findOne({ _id: accountId }, { password: 1 }).lean())?.password?.initial === true;
  }

  /** Whether a password is the account's own or one of its last ones. */
  async wasUsed(accountId: string, password: string): Promise<boolean> {
    const document = await this.#credentials.findOne({ _id: accountId }, { password: 1 }).lean();
    const hashes = document?.password ? [document.password.hash, ...document.password.former].slice(0, PASSWORD_HISTORY) : [];
    const same = await Promise.all(hashes.map((stored) => this.#hasher.verify(stored, normal(password))));
    return same.some(Boolean);
  }

  /** Prepares a password for storing: hashed outside of any transaction, which may run twice. */
  async prepare(password: string): Promise<string> {
    return this.#hasher.hash(normal(password));
  }

  /** Stores a prepared password; the one before joins the former ones. An initial one is to be changed at the first sign-in. */
  async store(session: ClientSession, accountId: string, prepared: string, { initial = false } = {}): Promise<void> {
    const before = await this.#credentials.findOne({ _id: accountId }, { password: 1 }, { session }).lean();
    const former = before?.password ? [before.password.hash, ...before.password.former].slice(0, PASSWORD_HISTORY - 1) : [];
    await this.#credentials.updateOne({ _id: accountId }, { $set: { password: { hash: prepared, changedAt: new Date(this.#clock.now()), former, ...(initial ? { initial } : {}) } } }, { upsert: true, session });
  }
}

/** One form for one password, however a keyboard composes it (RFC 8265 OpaqueString); cut where nobody's password is as long. */
function normal(password: string): string {
  return password.normalize('NFC').slice(0, LONGEST_PASSWORD + 1);
}
