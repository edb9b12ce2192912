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
  readonly #byHash = new Map<string, Held>();
  readonly #loading = new Map<string, Promise<ResolvedSession | null>>();
  readonly #now: () => number;
  #generation = 0;

  /** @param now epoch milliseconds of the system clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The session of a token's hash where it is held. */
  held(hash: string): ResolvedSession | undefined {
    const held = this.#byHash.get(hash);
    if (!held) return undefined;
    const now = this.#now();
    if (now < held.until && now < held.resolved.checkAt) return held.resolved;
    this.#byHash.delete(hash);
    return undefined;
  }

  /** Loads a session, once for all who ask meanwhile. */
  load(hash: string, load: () => Promise<ResolvedSession | null>): Promise<ResolvedSession | null> {
    const running = this.#loading.get(hash);
    if (running) return running;
    const generation = this.#generation;
    const begun = load()
      .then((resolved) => {
        if (resolved && generation === this.#generation) this.#hold(hash, resolved);
        return resolved;
      })
      .finally(() => {
        if (this.#loading.get(hash) === begun) this.#loading.delete(hash);
      });
    this.#loading.set(hash, begun);
    return begun;
  }

  /** Drops what fits, and what is being loaded now. */
  drop(fits: { readonly sessionId?: string; readonly accountId?: string; readonly personId?: string }): void {
    this.#generation++;
    this.#loading.clear();
    for (const [hash, held] of this.#byHash) {
      if (held.sessionId === fits.sessionId || held.accountId === fits.accountId || (held.personId !== null && held.personId === fits.personId)) this.#byHash.delete(hash);
    }
  }

  #hold(hash: string, resolved: ResolvedSession): void {
    const { sessionId, accountId, personId } = resolved.caller;
    if (sessionId === null || accountId === null) return;
    if (this.#byHash.size >= MOST) this.#byHash.clear();
    this.#byHash.set(hash, { resolved, sessionId, accountId, personId, until: this.#now() + HOLD_MS });
  }
}
