import type { Connection } from 'mongoose';
import type { Clock } from '../../modules/kernel/clock.js';
import { inClear, sealedAsWritten, type StoredCollection } from '../../modules/kernel/crypto/levels.js';
import type { FieldCipher } from '../../modules/kernel/crypto/types.js';
import { Fault } from '../../modules/kernel/errors.js';
import type { FetchedToken } from './client.js';

/** The token as all processes share it. */
interface StoredToken {
  _id: string;
  /** Sealed. */
  sealed?: string;
  expiresAt: Date;
  /** Until when one process is fetching the next. */
  leasedUntil: Date;
}

/** What stands here, at which level. Gone within two hours. */
export const wechatStored: StoredCollection = { collection: 'wechat_tokens', fields: { ...inClear('internal', '_id', 'expiresAt', 'leasedUntil'), sealed: sealedAsWritten('sensitive') } };

/** Fetched anew this long before it ends, so that nobody waits for it. */
const AHEAD_MS = 300_000;
const LEASE_MS = 15_000;
const POLL_MS = 50;
const CONTEXT = 'wechat.access-token';

/** What the token stands on. */
export interface AccessTokenDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  /** The system clock. */
  readonly clock: Clock;
  readonly appId: string;
  readonly fetch: () => Promise<FetchedToken>;
}

/** The Official Account's access token: one process fetches it, all use it; a process that dies while fetching is waited for fifteen seconds at most. */
export class AccessToken {
  readonly #deps: AccessTokenDeps;
  #held: { readonly token: string; readonly until: number } | null = null;

  constructor(deps: AccessTokenDeps) {
    this.#deps = deps;
  }

  /** A token that holds for at least a few minutes. Throws UNAVAILABLE where WeChat gives none. */
  async get(): Promise<string> {
    const { clock } = this.#deps;
    if (this.#held && this.#held.until - AHEAD_MS > clock.now()) return this.#held.token;
    const deadline = performance.now() + LEASE_MS;
    while (performance.now() < deadline) {
      const stored = await this.#tokens().findOne({ _id: this.#deps.appId });
      if (stored?.sealed && stored.expiresAt.getTime() - AHEAD_MS > clock.now()) return this.#hold(stored.sealed, stored.expiresAt.getTime());
      if (await this.#lease()) return this.#refresh();
      // Another is fetching: the present one serves while it lasts.
      if (stored?.sealed && stored.expiresAt.getTime() > clock.now() + POLL_MS) return this.#deps.cipher.open(stored.sealed, CONTEXT);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Fault('UNAVAILABLE', { field: 'wechat' });
  }

  /** Gives up a token that WeChat does not take any more, for all processes; the next `get` fetches another. One that was replaced meanwhile stays. */
  async giveUp(token: string): Promise<void> {
    const { cipher, appId } = this.#deps;
    this.#held = null;
    const stored = await this.#tokens().findOne({ _id: appId });
    if (stored?.sealed && cipher.open(stored.sealed, CONTEXT) === token) await this.#tokens().updateOne({ _id: appId, sealed: stored.sealed }, { $set: { expiresAt: new Date(0) } });
  }

  async #refresh(): Promise<string> {
    const { appId, fetch, cipher, clock } = this.#deps;
    try {
      const { token, lifeSeconds } = await fetch();
      const until = clock.now() + lifeSeconds * 1000;
      const sealed = cipher.seal(token, CONTEXT);
      await this.#tokens().updateOne({ _id: appId }, { $set: { sealed, expiresAt: new Date(until), leasedUntil: new Date(0) } });
      return this.#hold(sealed, until);
    } catch (error) {
      await this.#tokens().updateOne({ _id: appId }, { $set: { leasedUntil: new Date(0) } });
      throw error;
    }
  }

  /** Whether the fetching is this process's now. A conditional update decides among all. */
  async #lease(): Promise<boolean> {
    const now = this.#deps.clock.now();
    const _id = this.#deps.appId;
    await this.#tokens().updateOne({ _id }, { $setOnInsert: { expiresAt: new Date(0), leasedUntil: new Date(0) } }, { upsert: true });
    const ahead = new Date(now + AHEAD_MS);
    const { modifiedCount } = await this.#tokens().updateOne({ _id, leasedUntil: { $lte: new Date(now) }, expiresAt: { $lte: ahead } }, { $set: { leasedUntil: new Date(now + LEASE_MS) } });
    return modifiedCount === 1;
  }

  #hold(sealed: string, until: number): string {
    const token = this.#deps.cipher.open(sealed, CONTEXT);
    this.#held = { token, until };
    return token;
  }

  #tokens() {
    return this.#deps.connection.collection<StoredToken>('wechat_tokens');
  }
}
