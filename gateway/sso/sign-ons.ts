import mongoose, { type ClientSession } from 'mongoose';
import type Provider from 'oidc-provider';
import { sm3 } from '../../modules/kernel/crypto/index.js';
import type { Logger } from '../../modules/kernel/module.js';
import { openRecord, type StoreDeps } from './adapter.js';
import type { SsoRecord } from './model.js';
import type { SignedInSession } from './ports.js';
import { TTL } from './provider.js';

/** A sign-on session's word on one site. */
interface Authorisation {
  readonly sid?: string;
  readonly grantId?: string;
}

/** What ending sign-ons needs. */
export interface SignOnsDeps {
  readonly store: StoreDeps;
  readonly logger: Logger;
  provider(): Provider;
}

/** Waits before a site is told again that somebody signed out, in milliseconds. */
const TELL_AGAIN_MS = [300, 2000, 10_000];

/** Sign-ons by the app sessions behind them: how they end, wherever the end begins. */
export class SignOns {
  readonly #deps: SignOnsDeps;
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(deps: SignOnsDeps) {
    this.#deps = deps;
  }

  /** Notes which app session stands behind a sign-on session. */
  async link(uid: string, { sessionId, accountId }: SignedInSession): Promise<void> {
    const { models, clock } = this.#deps.store;
    const _id = sm3(uid);
    await models.links.replaceOne({ _id }, { _id, sessionId, accountId, expiresAt: new Date(clock.now() + TTL.Session * 1000) }, { upsert: true });
  }

  /** The app session behind a sign-on session; null where it is not known. */
  async sessionBehind(uid: string): Promise<string | null> {
    return (await this.#deps.store.models.links.findById(sm3(uid)).lean())?.sessionId ?? null;
  }

  /** Ends the sign-ons of one app session, and tells the sites. Where several processes try, one does it. */
  async endSession(sessionId: string): Promise<void> {
    const { models } = this.#deps.store;
    const links = await models.links.find({ sessionId }).lean();
    for (const { _id } of links) {
      await this.#end({ kind: 'Session', uidHash: _id });
      await models.links.deleteOne({ _id });
    }
  }

  /** Ends all sign-ons of an account, revokes its codes, tokens and grants, and tells the sites. */
  async endAccount(accountId: string): Promise<void> {
    const { models } = this.#deps.store;
    while (await this.#end({ kind: 'Session', accountId })) continue;
    await models.records.deleteMany({ accountId });
    await models.links.deleteMany({ accountId });
  }

  /** Revokes what a site holds of an account: grants and tokens; the next sign-on asks again if consent is gone too. */
  async revoke(session: ClientSession, accountId: string, clientId: string): Promise<void> {
    await this.#deps.store.models.records.deleteMany({ accountId, clientId }, { session });
  }

  /** Tells a site once more, after a failure, until it hears or three tries are over. */
  tellAgain(clientId: string, accountId: string, sid: string, attempt = 0): void {
    const wait = TELL_AGAIN_MS[attempt];
    if (wait === undefined || this.#stopped) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#track(this.#tell(clientId, accountId, sid, attempt + 1));
    }, wait);
    this.#waiting.add(timer);
  }

  /** Drops waiting tries and waits for running ones. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#waiting) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  /** Ends one sign-on session that fits; false where there is none. Deleting it claims it: only who deleted it tells the sites. */
  async #end(filter: mongoose.QueryFilter<SsoRecord>): Promise<boolean> {
    const { store } = this.#deps;
    const record = await store.models.records.findOneAndDelete(filter).lean();
    if (!record) return false;
    const { accountId, authorizations } = openRecord(store.cipher, record);
    const sites = Object.entries((authorizations ?? {}) as Record<string, Authorisation>); // the provider's own shape of a session
    const grantIds = sites.flatMap(([, { grantId }]) => grantId ?? []);
    if (grantIds.length > 0) await store.models.records.deleteMany({ $or: [{ grantId: mongoose.trusted({ $in: grantIds }) }, { _id: mongoose.trusted({ $in: grantIds.map((id) => `Grant:${sm3(id)}`) }) }] });
    for (const [clientId, { sid }] of sites) if (accountId && sid) this.#track(this.#tell(clientId, accountId, sid, 0));
    return true;
  }

  async #tell(clientId: string, accountId: string, sid: string, attempt: number): Promise<void> {
    try {
      const client = await this.#deps.provider().Client.find(clientId);
      // A method of the provider's clients that its types leave out.
      const tell: unknown = client?.backchannelLogout;
      if (client?.backchannelLogoutUri && typeof tell === 'function') await tell.call(client, accountId, sid);
    } catch (err) {
      this.#deps.logger.warn({ err, clientId, attempt }, 'a site did not hear of a sign-out');
      this.tellAgain(clientId, accountId, sid, attempt);
    }
  }

  #track(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }
}
