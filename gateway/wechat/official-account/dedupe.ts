import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { FieldCipher } from '../../../modules/kernel/crypto/index.js';
import type { Logger } from '../../../modules/kernel/module.js';
import type { ShortStore } from './short-store.js';

/** What is said to a message. */
export type Said =
  /** Texts, each short enough for one message; none: nothing is said. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** WeChat's own customer service takes it from here. */
  | { readonly kind: 'transfer' };

/** What answering once stands on. */
export interface AnswersDeps {
  readonly store: ShortStore;
  readonly cipher: FieldCipher;
  readonly logger: Logger;
  /** How long WeChat is kept waiting, in milliseconds; it hangs up after 5 s, the network's time included. */
  readonly patienceMs: number;
  /** Says something after WeChat was let go. */
  readonly sendLater: (openId: string, texts: readonly string[]) => Promise<void>;
}

/** Past this no retry comes, and no request of then is fresh any more. */
const KEPT_MS = 900_000;
/** The words themselves are needed only while somebody may still wait for them. */
const ANSWER_MS = 60_000;
const POLL_MS = 25;
const PREFIX = 'wechat:message:';
/** Only an answer within the five seconds can hand a user over to WeChat's own customer service. */
const MISSED_TRANSFER = '刚才没能接上人工客服，请再说一次“转人工”。';

/**
 * Each message is answered once, however often WeChat sends it and in however many processes: one makes the answer, the newest
 * of those who wait for it hands it over, all others say `success`. Where nobody waits any longer it goes out as a
 * customer-service message. Messages of one user are answered one after the other, in the order in which they came.
 */
export class Answers {
  readonly #deps: AnswersDeps;
  readonly #making = new Map<string, Promise<Said>>();
  readonly #tails = new Map<string, Promise<unknown>>();

  constructor(deps: AnswersDeps) {
    this.#deps = deps;
  }

  /** What to answer now; null for `success`: said already, said by another, or said later. What `make` throws is logged, and nothing is said. */
  async answer(openId: string, messageKey: string, make: () => Promise<Said>): Promise<Said | null> {
    const { store, cipher, patienceMs } = this.#deps;
    const deadline = performance.now() + patienceMs;
    const key = `${PREFIX}${cipher.token('wechat.message', messageKey)}:`;
    const me = randomUUID();
    await store.set(`${key}newest`, me, KEPT_MS);
    if (await store.claim(`${key}making`, '1', KEPT_MS)) this.#make(openId, key, make);
    const said = await this.#await(key, deadline);
    // A younger request has come meanwhile: WeChat has hung up on this one.
    if ((await store.get(`${key}newest`)) !== me) return null;
    if (said) return goesLater(said) ? null : this.#take(key, said);
    await store.set(`${key}late`, '1', KEPT_MS);
    // Made in this very moment, its maker may have looked for `late` before it was there.
    const after = await this.#made(key);
    return after && !goesLater(after) ? this.#take(key, after) : null;
  }

  /** Waits until what is being made has been said. */
  async settle(): Promise<void> {
    await Promise.all(this.#tails.values());
  }

  #make(openId: string, key: string, make: () => Promise<Said>): void {
    const { store, cipher, logger, sendLater } = this.#deps;
    const before = this.#tails.get(openId) ?? Promise.resolve();
    const made = before.then(make).then(async (said) => {
      await store.set(`${key}answer`, cipher.seal(JSON.stringify(said), `wechat.answer:${key}`), ANSWER_MS);
      return said;
    });
    this.#making.set(key, made);
    const tail = made
      .then(async (said) => {
        const late = goesLater(said) || (await store.get(`${key}late`)) !== null;
        if (late && (await this.#take(key, said))) await sendLater(openId, said.kind === 'texts' ? said.texts : [MISSED_TRANSFER]);
      })
      .catch((err: unknown) => logger.error({ err }, 'a message of WeChat was not answered'))
      .finally(() => {
        this.#making.delete(key);
        if (this.#tails.get(openId) === tail) this.#tails.delete(openId);
      });
    this.#tails.set(openId, tail);
  }

  /** The answer, as soon as it is there; null past the deadline, or where it cannot be made. */
  async #await(key: string, deadline: number): Promise<Said | null> {
    const own = this.#making.get(key);
    if (own) return within(own.catch(() => null), deadline - performance.now());
    // Another process makes it, or it is made already.
    for (;;) {
      if ((await this.#deps.store.get(`${key}given`)) !== null || (await this.#deps.store.get(`${key}late`)) !== null) return null;
      const made = await this.#made(key);
      if (made || performance.now() >= deadline) return made;
      await pause(POLL_MS);
    }
  }

  async #made(key: string): Promise<Said | null> {
    const sealed = await this.#deps.store.get(`${key}answer`);
    return sealed === null ? null : (JSON.parse(this.#deps.cipher.open(sealed, `wechat.answer:${key}`)) as Said); // sealed by `#make` alone
  }

  /** Whoever takes it says it; null where another has. */
  async #take(key: string, said: Said): Promise<Said | null> {
    return (await this.#deps.store.claim(`${key}given`, '1', KEPT_MS)) ? said : null;
  }
}

/** Several texts keep their order only where all go the same way. */
function goesLater(said: Said): boolean {
  return said.kind === 'texts' && said.texts.length > 1;
}

/** What a promise gives, or null after so many milliseconds. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | null> {
  const over = new AbortController();
  try {
    return await Promise.race([promise, pause(Math.max(0, milliseconds), null, { signal: over.signal }).catch(() => null)]);
  } finally {
    over.abort();
  }
}
