import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { Keystore } from '../../kernel/crypto/types.js';
import { withTransaction } from '../../kernel/db.js';
import { Fault } from '../../kernel/errors.js';
import type { EventBus } from '../../kernel/events.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { together } from '../../kernel/together.js';
import type { AccountsService } from '../accounts/service.js';
import { ACCOUNT_CHANGED, type AccountChanged, type PostsPort } from '../accounts/types.js';
import { SessionCache } from './cache.js';
import { sessionModel, toEntity, type SessionDocument } from './model.js';
import { limitsOf, SENSITIVE_MS, touchEveryMs } from './rules.js';
import { Tokens } from './tokens.js';
import {
  RIGHTS_CHANGED, SESSION_CHANGED, type DelegationPort, type Factor, type OpenedSession, type ResolvedSession, type RightsChanged, type SessionChanged,
  type SessionEndHook, type SessionEntity, type SessionStart,
} from './types.js';

/** What sessions stand on. */
export interface SessionsDeps {
  readonly connection: Connection;
  readonly keystore: Keystore;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly events: EventBus;
  /** The system clock, never the shifted one. */
  readonly clock: Clock;
  readonly accounts: AccountsService;
  readonly posts: PostsPort;
  readonly delegations: DelegationPort;
}

/** Sessions: begun by a sign-in, known by an opaque token, ended in every process at once. */
export class SessionsService {
  readonly #deps: SessionsDeps;
  readonly #sessions: Model<SessionDocument>;
  readonly #tokens: Tokens;
  readonly #byHash: (tokenHash: string) => Promise<SessionDocument | null>;
  readonly #cache: SessionCache;
  readonly #endHooks: SessionEndHook[] = [];
  readonly #stops: (() => void)[];

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
    this.#sessions = sessionModel(deps.connection);
    this.#tokens = new Tokens(deps.keystore);
    this.#byHash = together(async (hashes) => new Map((await this.#sessions.find({ tokenHash: mongoose.trusted({ $in: [...hashes] }) }).lean()).map((document) => [document.tokenHash, document])));
    this.#cache = new SessionCache(() => deps.clock.now());
    // Payloads are published by this module alone, in these shapes.
    this.#stops = [
      deps.events.subscribe(SESSION_CHANGED, (payload) => this.#cache.drop({ sessionId: (payload as SessionChanged).sessionId })),
      deps.events.subscribe(ACCOUNT_CHANGED, (payload) => this.#cache.drop({ accountId: (payload as AccountChanged).accountId })),
      deps.events.subscribe(RIGHTS_CHANGED, (payload) => this.#cache.drop(payload as RightsChanged)),
    ];
    deps.accounts.onEnd((session, accountId) => this.endAllOf(session, accountId).then(() => undefined));
  }

  /** Registers what ends with sessions. */
  onEnd(hook: SessionEndHook): void {
    this.#endHooks.push(hook);
  }

  /** Begins a session, in the transaction of the sign-in. Two factors, both proved just now, make it sensitive at once. */
  async start(session: ClientSession, start: SessionStart): Promise<OpenedSession> {
    const { clock, accounts, posts } = this.#deps;
    const account = await accounts.find(start.accountId, session);
    if (!account || account.disabled) throw new Fault('UNAUTHENTICATED');
    const withPosts = start.withPosts ?? true;
    const held = withPosts && account.kind === 'STAFF' ? await posts.activePosts(account.id, account.personId) : [];
    const { idleMs, absoluteMs } = limitsOf(account.kind, held.map(({ role }) => role), start.channel);
    const now = clock.now();
    const { token, hash } = this.#tokens.mint();
    const document: SessionDocument = {
      _id: randomUUID(), tokenHash: hash, accountId: account.id, channel: start.channel, device: start.device, factors: [...start.factors], withPosts, idleMs,
      startedAt: new Date(now), lastSeenAt: new Date(now), endsAt: new Date(now + absoluteMs), expiresAt: new Date(now + Math.min(idleMs, absoluteMs)),
      ...(start.doubted ? { doubted: true } : {}),
      ...(start.factors.length > 1 ? { sensitiveUntil: new Date(now + SENSITIVE_MS) } : {}),
    };
    if (start.replaces) {
      const before = await this.#sessions.findOneAndDelete({ _id: start.replaces }, { session }).lean();
      if (before) await this.#runHooks(session, before.accountId, [before._id]);
    }
    await this.#sessions.create([document], { session });
    const resolved = await this.#resolved(document, session);
    if (!resolved) throw new Fault('UNAUTHENTICATED');
    return opened(token, document, { ...resolved.caller, requestId: start.requestId });
  }

  /** Who stands behind a token; null where the session is over or never was. From memory for about a second, else from MongoDB. */
  resolve(token: string): ResolvedSession | null | Promise<ResolvedSession | null> {
    const key = SessionCache.keyOf(token);
    const held = this.#cache.held(key);
    if (held) return held;
    const hash = this.#tokens.hash(token);
    return hash === null ? null : this.#cache.load(key, async () => this.#load(await this.#byHash(hash), true));
  }

  /** A live session by its id, without counting as its use: for open sockets. */
  async check(sessionId: string): Promise<ResolvedSession | null> {
    return this.#load(await this.#sessions.findById(sessionId).lean(), false);
  }

  /** What was proved in a session, the first factor first, and when it began. Throws UNAUTHENTICATED where it is over. */
  async proved(caller: Caller): Promise<{ readonly factors: readonly Factor[]; readonly startedAt: number }> {
    const document = await this.#sessions.findOne({ _id: caller.sessionId ?? '' }).lean();
    if (!document) throw new Fault('UNAUTHENTICATED');
    return { factors: document.factors, startedAt: document.startedAt.getTime() };
  }

  /** Notes a second factor in a session, which gets a new token: the old one is worth nothing from then on. */
  async stepUp(session: ClientSession, caller: Caller, factor: Factor): Promise<OpenedSession> {
    const { token, hash } = this.#tokens.mint();
    const sensitiveUntil = new Date(this.#deps.clock.now() + SENSITIVE_MS);
    const document = await this.#sessions
      .findOneAndUpdate({ _id: caller.sessionId ?? '' }, { $set: { tokenHash: hash, sensitiveUntil }, $addToSet: { factors: factor } }, { returnDocument: 'after', session })
      .lean();
    const resolved = document ? await this.#resolved(document, session) : null;
    if (!document || !resolved) throw new Fault('UNAUTHENTICATED');
    return opened(token, document, { ...resolved.caller, requestId: caller.requestId });
  }

  /** The caller's own sessions, the newest first. */
  async list(caller: Caller): Promise<SessionEntity[]> {
    await this.#deps.authoriser.check(caller, 'identity.session.own', ownSubject(caller));
    return this.held(caller.accountId ?? '', caller.sessionId);
  }

  /** An account's sessions, the newest first; for the module's own services, which authorise themselves. */
  async held(accountId: string, currentId: string | null = null): Promise<SessionEntity[]> {
    const documents = await this.#sessions
      .find({ accountId, expiresAt: mongoose.trusted({ $gt: new Date(this.#deps.clock.now()) }) })
      .sort({ startedAt: -1 }).limit(100).lean();
    return documents.map((document) => toEntity(document, currentId));
  }

  /** Until when the caller's second factor holds; null where it does not. */
  async sensitiveUntil(caller: Caller): Promise<number | null> {
    if (caller.assurance !== 'sensitive') return null;
    const document = await this.#sessions.findOne({ _id: caller.sessionId ?? '' }).lean();
    return document?.sensitiveUntil?.getTime() ?? null;
  }

  /** Ends the caller's session. False where there was none. */
  async signOut(caller: Caller): Promise<boolean> {
    return caller.sessionId !== null && (await this.#endOwn(caller, { _id: caller.sessionId }, 'identity.sign-out')) > 0;
  }

  /** Ends one of the caller's own sessions, or without an id all but this one; how many. Another's id ends nothing. */
  async end(caller: Caller, id: string | null): Promise<number> {
    return this.#endOwn(caller, id === null ? { _id: mongoose.trusted({ $ne: caller.sessionId ?? '' }) } : { _id: id }, 'identity.session.end');
  }

  /** Ends all sessions of an account but one, in the caller's transaction. Processes hear of it at once and ask again. */
  async endAllOf(session: ClientSession, accountId: string, exceptId?: string): Promise<number> {
    const ids = await this.#remove(session, { accountId, ...(exceptId ? { _id: mongoose.trusted({ $ne: exceptId }) } : {}) });
    await this.#runHooks(session, accountId, ids);
    return ids.length;
  }

  /** Acts for somebody from now on in this session, or for oneself again. Throws FORBIDDEN where the edge does not hold. */
  async actAs(caller: Caller, delegationId: string | null): Promise<Caller> {
    const { authoriser, delegations, audit, connection } = this.#deps;
    await authoriser.check(caller, 'identity.session.act-as', ownSubject(caller));
    const { accountId, personId, sessionId } = caller;
    if (accountId === null || sessionId === null) throw new Fault('UNAUTHENTICATED');
    const edge = delegationId === null ? null : await delegations.activeEdge(delegationId, { accountId, personId });
    if (delegationId !== null && !edge) throw new Fault('FORBIDDEN');
    await withTransaction(connection, async (session) => {
      const { matchedCount } = await this.#sessions.updateOne({ _id: sessionId }, edge ? { $set: { delegationId: edge.delegationId } } : { $unset: { delegationId: 1 } }, { session });
      if (matchedCount === 0) throw new Fault('UNAUTHENTICATED');
      const subject = edge?.kind === 'person' ? { type: 'person', id: edge.id, personIds: [edge.id] } : ownSubject(caller);
      await audit.write(session, { ...caller, actingFor: edge ?? caller.actingFor }, { action: 'identity.session.act-as', subject, purpose: 'service', details: { begins: edge !== null } });
    });
    this.changed(sessionId, accountId);
    return { ...caller, actingFor: edge };
  }

  /** Acts in another of one's posts. Throws FORBIDDEN where it is not one's own, or the session has none. */
  async actInPost(caller: Caller, postId: string): Promise<Caller> {
    const { authoriser, posts, audit, connection } = this.#deps;
    await authoriser.check(caller, 'identity.session.act-in-post', ownSubject(caller));
    const { accountId, personId, sessionId } = caller;
    const document = await this.#sessions.findOne({ _id: sessionId ?? '' }).lean();
    if (accountId === null || sessionId === null || !document) throw new Fault('UNAUTHENTICATED');
    const post = document.withPosts ? (await posts.activePosts(accountId, personId)).find(({ id }) => id === postId) : undefined;
    if (!post) throw new Fault('FORBIDDEN');
    await withTransaction(connection, async (session) => {
      await this.#sessions.updateOne({ _id: sessionId }, { $set: { postId } }, { session });
      await audit.write(session, { ...caller, post }, { action: 'identity.session.act-in-post', subject: { type: 'post', id: postId }, purpose: 'service' });
    });
    this.changed(sessionId, accountId);
    return { ...caller, post };
  }

  /** Tells every process that a session has ended or changed; after the transaction. */
  changed(sessionId: string, accountId: string, ended = false): void {
    this.#deps.events.publish(SESSION_CHANGED, { sessionId, accountId, ended } satisfies SessionChanged);
  }

  /** Keyed hash of a secret that is stored for a while. */
  digest(kind: string, value: string): string {
    return this.#tokens.digest(kind, value);
  }

  /** Creates the indexes; part of a start. */
  async prepare(): Promise<void> {
    await this.#sessions.createCollection();
    await this.#sessions.createIndexes();
  }

  /** Stops listening to events. */
  stop(): void {
    for (const stop of this.#stops) stop();
  }

  async #endOwn(caller: Caller, filter: object, action: string): Promise<number> {
    await this.#deps.authoriser.check(caller, 'identity.session.own', ownSubject(caller));
    const accountId = caller.accountId ?? '';
    const ids = await withTransaction(this.#deps.connection, async (session) => {
      const removed = await this.#remove(session, { accountId, ...filter });
      await this.#runHooks(session, accountId, removed);
      await this.#deps.audit.write(session, caller, { action, subject: ownSubject(caller), purpose: 'self', details: { ended: removed.length } });
      return removed;
    });
    for (const id of ids) this.changed(id, accountId, true);
    return ids.length;
  }

  async #remove(session: ClientSession, filter: object): Promise<string[]> {
    const documents = await this.#sessions.find(filter, { _id: 1 }, { session }).lean();
    const ids = documents.map(({ _id }) => _id);
    if (ids.length > 0) await this.#sessions.deleteMany({ _id: mongoose.trusted({ $in: ids }) }, { session });
    return ids;
  }

  async #runHooks(session: ClientSession, accountId: string, sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length > 0) for (const hook of this.#endHooks) await hook(session, { sessionIds, accountId });
  }

  async #load(document: SessionDocument | null, isUse: boolean): Promise<ResolvedSession | null> {
    if (!document) return null;
    const used = isUse ? await this.#touch(document) : document;
    return used ? this.#resolved(used) : null;
  }

  /** Notes that a session is used; null where it is over, and the note must not bring it back. */
  async #touch(document: SessionDocument): Promise<SessionDocument | null> {
    const now = this.#deps.clock.now();
    if (document.expiresAt.getTime() <= now) return null;
    if (now - document.lastSeenAt.getTime() < touchEveryMs(document.idleMs)) return document;
    const seen = { lastSeenAt: new Date(now), expiresAt: new Date(Math.min(now + document.idleMs, document.endsAt.getTime())) };
    const { matchedCount } = await this.#sessions.updateOne({ _id: document._id }, { $set: seen });
    return matchedCount > 0 ? { ...document, ...seen } : null;
  }

  async #resolved(document: SessionDocument, session?: ClientSession): Promise<ResolvedSession | null> {
    const now = this.#deps.clock.now();
    if (document.expiresAt.getTime() <= now) return null;
    const account = await this.#deps.accounts.find(document.accountId, session);
    if (!account || account.disabled) return null;
    const known = !document.doubted || (account.provedAt ?? 0) >= document.startedAt.getTime();
    const personId = known ? account.personId : null;
    const [posts, actingFor] = await Promise.all([
      document.withPosts && account.kind === 'STAFF' ? this.#deps.posts.activePosts(account.id, personId) : [],
      document.delegationId ? this.#deps.delegations.activeEdge(document.delegationId, { accountId: account.id, personId }) : null,
    ]);
    const sensitiveUntil = document.sensitiveUntil?.getTime() ?? 0;
    const sensitive = sensitiveUntil > now;
    const caller: Caller = {
      accountId: account.id, personId, proofed: known && account.proofed, post: posts.find(({ id }) => id === document.postId) ?? posts[0] ?? null, actingFor,
      sessionId: document._id, channel: document.channel, assurance: sensitive ? 'sensitive' : 'ordinary', requestId: '',
    };
    return { caller, checkAt: sensitive ? Math.min(sensitiveUntil, document.expiresAt.getTime()) : document.expiresAt.getTime() };
  }
}

function opened(token: string, document: SessionDocument, caller: Caller): OpenedSession {
  return { token, sessionId: document._id, endsAt: document.endsAt.getTime(), caller };
}

function ownSubject(caller: Caller): { type: string; id: string; personIds: readonly string[] } {
  return { type: 'account', id: caller.accountId ?? '', personIds: caller.personId === null ? [] : [caller.personId] };
}
