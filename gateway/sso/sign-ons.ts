import mongoose, { type ClientSession, type Connection } from 'mongoose';
import type Provider from 'oidc-provider';
import { sm3 } from '../../modules/kernel/crypto/index.js';
import { withTransaction } from '../../modules/kernel/db.js';
import type { Logger } from '../../modules/kernel/module.js';
import { outboxPause, type MongoOutbox } from '../../modules/kernel/outbox.js';
import { openRecord, sealRecord, type StoreDeps } from './adapter.js';
import type { SsoLink, SsoRecord } from './model.js';
import type { LiveSession, SignedInSession } from './ports.js';
import { TTL } from './ttl.js';

/** A sign-on session's word on one site. */
interface Authorisation {
  readonly sid?: string;
  readonly grantId?: string;
}

/** What ending sign-ons needs. */
export interface SignOnsDeps {
  readonly connection: Connection;
  readonly store: StoreDeps;
  readonly logger: Logger;
  readonly outbox: MongoOutbox;
  provider(): Provider;
  /** A live session of the app by its id; null where it is over. */
  session(sessionId: string): Promise<LiveSession | null>;
}

const TELL = 'sso.tell';
/** Waits before a site is told again that somebody signed out, in milliseconds; then as the outbox does. */
const TELL_AGAIN_MS = [300, 2000, 10_000];
/** How often is looked for sessions of the app that ran out without a word. */
const LOOK_MS = 15_000;
const MOST_AT_ONCE = 200;

/**
 * Sign-ons by the app sessions behind them: how they end, wherever the end begins. Each end is written in the transaction of
 * what ends them, with a note in the outbox for each site to be told: whoever is killed meanwhile, the sites hear of it.
 */
export class SignOns {
  readonly #deps: SignOnsDeps;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #stopTelling: (() => Promise<void>) | null = null;

  constructor(deps: SignOnsDeps) {
    this.#deps = deps;
  }

  /** Notes which app session stands behind a sign-on session. */
  async link(uid: string, { sessionId, accountId, checkAt }: SignedInSession): Promise<void> {
    const { models, clock } = this.#deps.store;
    const _id = sm3(uid);
    const expiresAt = clock.now() + TTL.Session * 1000;
    const link: SsoLink = { _id, sessionId, accountId, checkAt: new Date(Math.min(checkAt, expiresAt)), expiresAt: new Date(expiresAt) };
    await models.links.replaceOne({ _id }, link, { upsert: true });
  }

  /** The live app session behind a sign-on session; null where it is over or not known. */
  async sessionBehind(uid: string): Promise<{ readonly sessionId: string; readonly live: LiveSession } | null> {
    const sessionId = (await this.#deps.store.models.links.findById(sm3(uid)).lean())?.sessionId;
    const live = sessionId === undefined ? null : await this.#deps.session(sessionId);
    return sessionId !== undefined && live ? { sessionId, live } : null;
  }

  /** Ends the sign-ons of app sessions, in the transaction that ends these. */
  async endSessions(session: ClientSession, sessionIds: readonly string[]): Promise<void> {
    const { links } = this.#deps.store.models;
    for (const { _id } of await links.find({ sessionId: mongoose.trusted({ $in: [...sessionIds] }) }, null, { session }).lean()) await this.#endLinked(session, _id);
  }

  /** Ends all sign-ons of an account with its codes, tokens and grants, in the transaction that disables it. */
  async endAccount(session: ClientSession, accountId: string): Promise<void> {
    const { models } = this.#deps.store;
    while (await this.#end(session, { kind: 'Session', accountId })) continue;
    await models.records.deleteMany({ accountId }, { session });
    await models.links.deleteMany({ accountId }, { session });
  }

  /** Ends what a site holds of an account, in the transaction that withdraws the consent: tokens, grants, its part of sign-ons. */
  async revoke(session: ClientSession, accountId: string, clientId: string): Promise<void> {
    const { models, cipher } = this.#deps.store;
    for (const record of await models.records.find({ kind: 'Session', accountId }, null, { session }).lean()) {
      const payload = openRecord(cipher, record);
      const { [clientId]: ended, ...others } = authorisationsOf(payload.authorizations);
      if (!ended) continue;
      await models.records.updateOne({ _id: record._id }, { $set: { sealed: sealRecord(cipher, record._id, { ...payload, authorizations: others }) } }, { session });
      await this.#note(session, accountId, clientId, ended);
    }
    await models.records.deleteMany({ accountId, clientId }, { session });
  }

  /** Tells a site that the provider itself could not tell. */
  async tellAgain(clientId: string, accountId: string, sid: string): Promise<void> {
    const dueAt = this.#deps.store.clock.now() + (TELL_AGAIN_MS[0] ?? 0);
    await withTransaction(this.#deps.connection, (session) => this.#note(session, accountId, clientId, { sid }, dueAt));
  }

  /** Ends the sign-ons of app sessions that ran out by themselves (idle, or at their latest end); how many. */
  async endOverdue(): Promise<number> {
    const { store, session: find, connection } = this.#deps;
    const now = store.clock.now();
    const due = await store.models.links.find({ checkAt: mongoose.trusted({ $lte: new Date(now) }) }).sort({ checkAt: 1 }).limit(MOST_AT_ONCE).lean();
    let ended = 0;
    for (const { _id, sessionId, checkAt, expiresAt } of due) {
      const live = expiresAt.getTime() > now ? await find(sessionId) : null;
      if (live) {
        // Used meanwhile, or signed on again: looked at when it may be over next.
        const next = new Date(Math.min(Math.max(live.checkAt, now + LOOK_MS), expiresAt.getTime()));
        await store.models.links.updateOne({ _id, checkAt }, { $set: { checkAt: next } });
      } else {
        await withTransaction(connection, (session) => this.#endLinked(session, _id));
        ended++;
      }
    }
    return ended;
  }

  /** Begins to tell sites and to look for what ran out. */
  start(): void {
    this.#stopTelling = this.#deps.outbox.work({
      topic: TELL,
      handle: ({ payload }) => this.#tell(String(payload.clientId), String(payload.accountId), String(payload.sid)),
      pauseMs: (attempt) => TELL_AGAIN_MS[attempt - 1] ?? outboxPause(attempt),
    });
    this.#timer = setInterval(() => {
      this.#looking ??= this.endOverdue()
        .then(() => undefined, (err: unknown) => this.#deps.logger.error({ err }, 'sign-ons that ran out were not looked for'))
        .finally(() => (this.#looking = null));
    }, LOOK_MS).unref();
  }

  /** Waits for what is under way; the rest is done by another process, or after the next start. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#looking;
    await this.#stopTelling?.();
  }

  async #endLinked(session: ClientSession, uidHash: string): Promise<void> {
    await this.#end(session, { kind: 'Session', uidHash });
    await this.#deps.store.models.links.deleteOne({ _id: uidHash }, { session });
  }

  /** Ends one sign-on session that fits; false where there is none. */
  async #end(session: ClientSession, filter: mongoose.QueryFilter<SsoRecord>): Promise<boolean> {
    const { models, cipher } = this.#deps.store;
    const record = await models.records.findOneAndDelete(filter, { session }).lean();
    if (!record) return false;
    const { accountId, authorizations } = openRecord(cipher, record);
    const sites = Object.entries(authorisationsOf(authorizations));
    const grantIds = sites.flatMap(([, { grantId }]) => grantId ?? []);
    const ofGrants = [{ grantId: mongoose.trusted({ $in: grantIds }) }, { _id: mongoose.trusted({ $in: grantIds.map((id) => `Grant:${sm3(id)}`) }) }];
    if (grantIds.length > 0) await models.records.deleteMany({ $or: ofGrants }, { session });
    for (const [clientId, site] of sites) if (accountId) await this.#note(session, accountId, clientId, site);
    return true;
  }

  async #note(session: ClientSession, accountId: string, clientId: string, { sid }: Authorisation, dueAt?: number): Promise<void> {
    if (sid !== undefined) await this.#deps.outbox.put(session, { topic: TELL, key: `${sid}:${clientId}`, payload: { accountId, clientId, sid }, ...(dueAt === undefined ? {} : { dueAt }) });
  }

  /** Throws where the site did not take it: the outbox tries again. */
  async #tell(clientId: string, accountId: string, sid: string): Promise<void> {
    const client = await this.#deps.provider().Client.find(clientId);
    // A method of the provider's clients that its types leave out.
    const tell: unknown = client?.backchannelLogout;
    if (client?.backchannelLogoutUri && typeof tell === 'function') await tell.call(client, accountId, sid);
  }
}

/** The provider's own shape of a session. */
function authorisationsOf(stored: unknown): Record<string, Authorisation> {
  return (stored ?? {}) as Record<string, Authorisation>;
}
