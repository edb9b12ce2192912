import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Clock } from '../../modules/kernel/clock.js';
import type { FieldCipher } from '../../modules/kernel/crypto/index.js';
import { Fault } from '../../modules/kernel/errors.js';
import type { TurnEntity } from '../contract.js';
import type { DialogueState } from '../dialogue/types.js';

/** A conversation as it is kept between its turns. */
export interface StoredConversation {
  readonly id: string;
  /** Whose it is, once its resident has signed in; null before. */
  readonly accountId: string | null;
  readonly state: DialogueState;
  /** The last ones, oldest first. */
  readonly turns: readonly TurnEntity[];
  /** Answers by the key of their message: the id of the answer's turn, null where a person was to answer. */
  readonly answered: readonly (readonly [key: string, fingerprint: string, turnId: string | null])[];
  /** The hand-over that was asked for last and not given back; null where there is none. */
  readonly handoverId: string | null;
}

/** Keeps conversations for a day after their last turn; sealed where they lie outside this process. */
export interface ConversationStore {
  load(id: string): Promise<StoredConversation | null>;
  /** Keeps it for another day. */
  save(conversation: StoredConversation): Promise<void>;
  /**
   * Runs work on a conversation while nobody else does, in any process: messages of one resident are answered one after
   * the other, those of one process in the order in which they came. Throws UNAVAILABLE where the turn does not come within a reasonable time.
   */
  exclusive<T>(id: string, work: () => Promise<T>): Promise<T>;
}

const KEPT_MS = 24 * 3_600_000;
/** More than these and the one that was silent for longest is forgotten: memory is bound. */
const MOST_IN_MEMORY = 20_000;
/** A lock is kept while its holder works, and runs out this long after a holder has died. */
const LOCK_MS = 30_000;
const LONGEST_WAIT_MS = 15_000;

/** Runs work on the same key one after the other. */
class Queue {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(work, work);
    const tail = result.catch(() => undefined).then(() => void (this.#tails.get(key) === tail && this.#tails.delete(key)));
    this.#tails.set(key, tail);
    return result;
  }
}

/** Conversations in this process's memory: for one process. */
export function createMemoryConversations(clock: Clock): ConversationStore {
  const kept = new Map<string, { readonly conversation: StoredConversation; readonly until: number }>();
  const queue = new Queue();
  return {
    async load(id) {
      const found = kept.get(id);
      if (found && found.until <= clock.now()) kept.delete(id);
      return found && found.until > clock.now() ? found.conversation : null;
    },
    async save(conversation) {
      // Written anew each time, so the map's order is that of last use.
      kept.delete(conversation.id);
      kept.set(conversation.id, { conversation, until: clock.now() + KEPT_MS });
      for (const [id, { until }] of kept) {
        if (until > clock.now() && kept.size <= MOST_IN_MEMORY) break;
        kept.delete(id);
      }
    },
    exclusive: (id, work) => queue.run(id, work),
  };
}

/** Keeps a lock where it is still one's own. */
const RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0";
/** Gives a lock back where it is still one's own. */
const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/**
 * Conversations in Redis: for several processes. What lies there is sealed.
 * @param lockMs how long a dead process locks a conversation out, in milliseconds; a slow turn is renewed three times as often
 */
export function createRedisConversations(redis: Redis, cipher: FieldCipher, lockMs: number = LOCK_MS): ConversationStore {
  const queue = new Queue();
  const keyOf = (id: string): string => `bot:conversation:${id}`;
  const context = (id: string): string => `bot.conversation:${id}`;

  const lock = async (id: string): Promise<string> => {
    const token = randomUUID();
    for (let waited = 0, wait = 5; waited < LONGEST_WAIT_MS; waited += wait, wait = Math.min(wait * 2, 200)) {
      if ((await redis.set(`bot:lock:${id}`, token, 'PX', lockMs, 'NX')) === 'OK') return token;
      await pause(wait);
    }
    throw new Fault('UNAVAILABLE', { reason: 'the conversation is busy' });
  };

  return {
    async load(id) {
      const sealed = await redis.get(keyOf(id));
      // Written by `save` alone.
      return sealed === null ? null : (JSON.parse(cipher.open(sealed, context(id))) as StoredConversation);
    },
    async save(conversation) {
      await redis.set(keyOf(conversation.id), cipher.seal(JSON.stringify(conversation), context(conversation.id)), 'PX', KEPT_MS);
    },
    // Within a process messages queue up; between processes the lock decides.
    exclusive: (id, work) =>
      queue.run(id, async () => {
        const token = await lock(id);
        // A renewal that fails is tried again before the lock runs out.
        const renewing = setInterval(() => void redis.eval(RENEW, 1, `bot:lock:${id}`, token, lockMs).catch(() => undefined), lockMs / 3);
        try {
          return await work();
        } finally {
          clearInterval(renewing);
          await redis.eval(RELEASE, 1, `bot:lock:${id}`, token).catch(() => undefined);
        }
      }),
  };
}
