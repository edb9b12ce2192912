import { hash as digest } from 'node:crypto';
import type { ResolvedSession } from './types.js';

/** A session held for a moment. */
interface Held {
  readonly resolved: ResolvedSession;
  readonly sessionId: string;
  readonly accountId: string;
  readonly personId: string | null;
  readonly until: number;
}

/** How long a loaded session answers without MongoDB: should an event be lost, an ended session lives on no longer than this. */
const HOLD_MS = 1000;
const MOST = 20_000;

/**
 * Sessions of this process for about a second. Whatever ends or changes one is dropped by the event of any process, and a
 * loading that was under way while an event came is not kept.
 */
export class SessionCache {
  readonly #byKey = new Map<string, Held>();
  readonly #loading = new Map<string, Promise<ResolvedSession | null>>();
  readonly #now: () => number;
  #generation = 0;

  /** @param now epoch milliseconds of the system clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Under which key a token's session is held: no token lies in memory for longer than its request, and the keyed hash by
   * which MongoDB knows it, which takes ten times as long, is needed for loading alone.
   */
  static keyOf(token: string): string {
    return digest('sha256', token, 'base64url');
  }

  /** The session under a key where it is held. */
  held(key: string): ResolvedSession | undefined {
    const held = this.#byKey.get(key);
    if (!held) return undefined;
    const now = this.#now();
    if (now < held.until && now < held.resolved.checkAt) return held.resolved;
    this.#byKey.delete(key);
    return undefined;
  }

  /** Loads a session, once for all who ask meanwhile. */
  load(key: string, load: () => Promise<ResolvedSession | null>): Promise<ResolvedSession | null> {
    const running = this.#loading.get(key);
    if (running) return running;
    const generation = this.#generation;
    const begun = load()
      .then((resolved) => {
        if (resolved && generation === this.#generation) this.#hold(key, resolved);
        return resolved;
      })
      .finally(() => {
        if (this.#loading.get(key) === begun) this.#loading.delete(key);
      });
    this.#loading.set(key, begun);
    return begun;
  }

  /** Drops what fits, and what is being loaded now. */
  drop(fits: { readonly sessionId?: string; readonly accountId?: string; readonly personId?: string }): void {
    this.#generation++;
    this.#loading.clear();
    for (const [key, held] of this.#byKey) {
      if (held.sessionId === fits.sessionId || held.accountId === fits.accountId || (held.personId !== null && held.personId === fits.personId)) this.#byKey.delete(key);
    }
  }

  #hold(key: string, resolved: ResolvedSession): void {
    const { sessionId, accountId, personId } = resolved.caller;
    if (sessionId === null || accountId === null) return;
    if (this.#byKey.size >= MOST) this.#byKey.clear();
    this.#byKey.set(key, { resolved, sessionId, accountId, personId, until: this.#now() + HOLD_MS });
  }
}
