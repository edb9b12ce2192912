import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.js';

/** What an operation answered in the end: its one field, or the code of the fault that it was refused with. */
export type Answer = { readonly value: Readonly<Record<string, unknown>> } | { readonly fault: string };

/** How the sending went. */
export interface Tally {
  sent: number;
  /** Tries after no answer, a cut connection, or an answer that says to try again. */
  retried: number;
  doubled: number;
  /** Doubles whose two answers were not one. */
  differing: string[];
  /** Never answered, however often it was sent. */
  unanswered: string[];
  /** Answers by operation and outcome. */
  readonly outcomes: Map<string, number>;
}

const PATIENCE_MS = 240_000;
/** On a machine that does much else a booking at several full windows takes its time; who gives up early asks twice. */
const TRY_MS = 30_000;
/** Codes after which the same is sent again: nobody knows whether it was done. */
const AGAIN = new Set(['UNAVAILABLE', 'INTERNAL']);

/** A client that sends each mutation until it is answered, now and then twice at once, to whichever gateway. */
export class DrillClient {
  readonly tally: Tally = { sent: 0, retried: 0, doubled: 0, differing: [], unanswered: [], outcomes: new Map() };
  readonly #urls: readonly string[];
  readonly #random: Random;
  #keys = 0;

  constructor(urls: readonly string[], random: Random) {
    this.#urls = urls;
    this.#random = random;
  }

  /** An idempotency key that no other mutation has. */
  key(): string {
    return `drill-${(this.#keys += 1)}`;
  }

  /**
   * Sends a mutation, a quarter of them as doubles.
   * @param sameAs what of an answer two of one key must have in common
   */
  async mutate(token: string, query: string, variables: Record<string, unknown>, sameAs: (value: Readonly<Record<string, unknown>>) => unknown): Promise<Answer> {
    this.tally.sent += 1;
    const first = this.#random.below(2);
    if (this.#random.below(4) > 0) return this.#until(token, query, variables, first);
    this.tally.doubled += 1;
    const inOrder: Answer[] = [];
    const [one, two] = await Promise.all([first, 1 - first].map(async (at) => {
      const answer = await this.#until(token, query, variables, at);
      inOrder.push(answer);
      return answer;
    })) as [Answer, Answer]; // as many as were sent
    // What was refused for coming too often was not done; its double may have come just before the limit.
    if (isLimited(one) !== isLimited(two)) return isLimited(one) ? two : one;
    // What was not to be done yet, and refused, may be done by a double that is answered later; never the other way round.
    const [earlier, later] = inOrder as [Answer, Answer]; // both have answered
    if ('fault' in earlier && earlier.fault === 'CONFLICT' && 'value' in later) return later;
    const shown = (answer: Answer): string => JSON.stringify('value' in answer ? sameAs(answer.value) : answer.fault);
    if (shown(one) !== shown(two)) this.tally.differing.push(`${nameOf(query)}: ${shown(one)} and ${shown(two)}`);
    return one;
  }

  /** Asks once more until there is an answer. */
  async query(token: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.#until(token, query, variables, this.#random.below(2));
  }

  /**
   * Hands in a file, once more until it is answered; what was taken in unheard goes by itself.
   * @returns its id; null where it was refused, or never answered
   */
  async upload(token: string, name: string, bytes: Buffer): Promise<string | null> {
    const taken = await this.#patiently(this.#random.below(2), async (gateway): Promise<{ readonly id: string | null } | null> => {
      const response = await fetch(`${gateway}/affairs/files?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}`, 'x-channel': 'api' }, body: new Uint8Array(bytes), signal: AbortSignal.timeout(TRY_MS) });
      if (response.status === 201) return (await response.json()) as { id: string }; // the door's own shape
      return response.status < 500 ? { id: null } : null;
    });
    if (!taken) this.tally.unanswered.push(`upload ${name}`);
    return taken?.id ?? null;
  }

  async #until(token: string, query: string, variables: Record<string, unknown>, first: number): Promise<Answer> {
    const answer = await this.#patiently(first, async (gateway) => {
      const tried = await this.#try(gateway, token, query, variables);
      return tried && 'fault' in tried && AGAIN.has(tried.fault) ? null : tried;
    });
    if (!answer) {
      this.tally.unanswered.push(`${nameOf(query)} ${JSON.stringify(variables)}`);
      return { fault: 'UNANSWERED' };
    }
    const outcome = 'fault' in answer ? answer.fault : String(answer.value['reason'] ?? answer.value['__typename'] ?? 'done');
    const name = `${nameOf(query)} ${outcome}`;
    this.tally.outcomes.set(name, (this.tally.outcomes.get(name) ?? 0) + 1);
    return answer;
  }

  /** Tries one gateway after the other until one answers; null where none did for long. What a try throws is no answer. */
  async #patiently<T>(first: number, attempt: (gateway: string) => Promise<T | null>): Promise<T | null> {
    const end = Date.now() + PATIENCE_MS;
    for (let tries = 0; Date.now() < end; tries++) {
      const answer = await attempt(this.#urls[(first + tries) % this.#urls.length] ?? '').catch(() => null);
      if (answer !== null) return answer;
      this.tally.retried += 1;
      await pause(100 + this.#random.below(300));
    }
    return null;
  }

  /** One try; null where there was no answer. */
  async #try(url: string, token: string, query: string, variables: Record<string, unknown>): Promise<Answer | null> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-channel': 'api' }, body: JSON.stringify({ query, variables }), signal: AbortSignal.timeout(TRY_MS),
    });
    const body = (await response.json()) as { data?: Record<string, Record<string, unknown>> | null; errors?: { extensions?: { code?: string } }[] }; // the gateway's own shape
    const code = body.errors?.[0]?.extensions?.code;
    if (code !== undefined) return { fault: code };
    const value = Object.values(body.data ?? {})[0];
    return value === undefined ? null : { value: Array.isArray(value) ? { list: value } : (value ?? {}) };
  }
}

const isLimited = (answer: Answer): boolean => 'fault' in answer && answer.fault === 'RATE_LIMITED';

const nameOf = (query: string): string => /^\s*(?:mutation|query)\s+(\w+)/.exec(query)?.[1] ?? 'operation';
