import type { WebSocket } from 'ws';
import type { Caller } from '../../modules/kernel/caller.js';
import type { EventBus } from '../../modules/kernel/events.js';

/** Close codes of ended sessions: signed out or run out, and an account that may no longer. */
const SESSION_OVER = 4401;
const ACCOUNT_OVER = 4403;
/** Timers hold no more than this. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** What is asked about sessions, and where their changes are told. Topics and shapes are identity's. */
export interface SessionWatch {
  /** A live session by its id, not counting as its use; null where it is over. */
  check(sessionId: string): Promise<{ readonly caller: Caller; readonly checkAt: number } | null>;
  /** Who comes with a department site's token now, and with which app session it ends; null where it is worth nothing any more. */
  checkToken?(token: string): Promise<{ readonly caller: Caller; readonly checkAt: number; readonly sessionId: string } | null>;
  /** Topic of `{ sessionId, accountId, ended }`. */
  readonly sessionTopic: string;
  /** Topic of `{ accountId, ended }`. */
  readonly accountTopic: string;
  /** Topic of `{ accountId }` or `{ personId }`. */
  readonly rightsTopic: string;
}

/** All that a caller may see depends on this and nothing else: who shares it shares payloads. Empty for somebody browsing. */
export function rightsOf(caller: Caller): string {
  if (caller.accountId === null) return '';
  const { accountId, personId, proofed, post, actingFor, assurance, sessionId, channel, site } = caller;
  return JSON.stringify([accountId, personId, proofed, post, actingFor, assurance, sessionId, channel, site]);
}

/** One socket with a session behind it, or a site's token. */
interface Watched {
  readonly socket: WebSocket;
  /** Not known of a site's token until it is looked at first. */
  sessionId: string | null;
  readonly accountId: string;
  readonly check: () => Promise<{ readonly caller: Caller; readonly checkAt: number; readonly sessionId?: string } | null>;
  caller: Caller;
  readonly onRights: (caller: Caller) => void;
  timer: NodeJS.Timeout | null;
}

/** What an event may say; each field is looked at before it is believed. */
interface Told {
  readonly sessionId?: unknown;
  readonly accountId?: unknown;
  readonly personId?: unknown;
  readonly ended?: unknown;
}

/** The sockets of this process by session and account. One whose session ends, in whatever process, is closed at once. */
export class SocketSessions {
  readonly #watch: SessionWatch;
  readonly #watched = new Set<Watched>();
  readonly #stops: (() => void)[];

  constructor(watch: SessionWatch, events: EventBus) {
    this.#watch = watch;
    const hear = (topic: string, code: number): (() => void) => events.subscribe(topic, (payload) => this.#told(payload as Told, code)); // looked at field by field
    this.#stops = [hear(watch.sessionTopic, SESSION_OVER), hear(watch.accountTopic, ACCOUNT_OVER), hear(watch.rightsTopic, SESSION_OVER)];
  }

  /**
   * Watches a socket while it is open. It is checked at once, for its session may have ended between its admission and now.
   * @param token by which a department site came
   */
  async join(socket: WebSocket, caller: Caller, token: string | undefined, onRights: (caller: Caller) => void): Promise<void> {
    const { sessionId, accountId } = caller;
    if (accountId === null) return;
    const { check, checkToken } = this.#watch;
    const bySite = caller.site && token !== undefined && checkToken ? () => checkToken(token) : null;
    const asked = bySite ?? (sessionId === null ? null : () => check(sessionId));
    if (!asked) return;
    const watched: Watched = { socket, sessionId, accountId, check: asked, caller, onRights, timer: null };
    this.#watched.add(watched);
    socket.once('close', () => this.#leave(watched));
    await this.#recheck(watched);
  }

  /** Stops watching all. */
  stop(): void {
    for (const stop of this.#stops) stop();
    for (const watched of this.#watched) this.#leave(watched);
  }

  #told(told: Told, code: number): void {
    for (const watched of this.#watched) {
      const concerned = told.sessionId !== undefined ? told.sessionId === watched.sessionId : told.accountId === watched.accountId || (told.personId !== undefined && told.personId === watched.caller.personId);
      if (!concerned) continue;
      if (told.ended === true) watched.socket.close(code, 'the session is over');
      else void this.#recheck(watched);
    }
  }

  async #recheck(watched: Watched): Promise<void> {
    // A session that cannot be asked about counts as over: the client comes back and is admitted anew.
    const session = await watched.check().catch(() => null);
    if (!this.#watched.has(watched)) return;
    if (!session) {
      watched.socket.close(SESSION_OVER, 'the session is over');
      return;
    }
    watched.sessionId = session.sessionId ?? watched.sessionId;
    if (watched.timer) clearTimeout(watched.timer);
    watched.timer = setTimeout(() => void this.#recheck(watched), Math.min(Math.max(session.checkAt - Date.now(), 0) + 1, LONGEST_WAIT_MS)).unref();
    const before = rightsOf(watched.caller);
    watched.caller = { ...session.caller, requestId: watched.caller.requestId };
    if (rightsOf(watched.caller) !== before) watched.onRights(watched.caller);
  }

  #leave(watched: Watched): void {
    if (watched.timer) clearTimeout(watched.timer);
    this.#watched.delete(watched);
  }
}
