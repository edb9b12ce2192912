import type { ConversationChange } from '../../../bot/conversations/types.js';
import type { Caller } from '../../../modules/kernel/caller.js';
import type { FieldCipher } from '../../../modules/kernel/crypto/index.js';
import { randomText } from '../../../modules/kernel/crypto/index.js';
import type { Logger } from '../../../modules/kernel/module.js';
import { TURN_MS, turnKey, type AssistantPort } from './assistant.js';
import { renderTurn } from './replies.js';
import type { ShortStore } from './short-store.js';

/** What the relay stands on. */
export interface RelayDeps {
  readonly assistant: Pick<AssistantPort, 'watch'>;
  readonly callerOf: (openId: string, requestId: string) => Promise<Caller>;
  readonly store: ShortStore;
  readonly cipher: FieldCipher;
  readonly logger: Logger;
  readonly publicOrigin: string;
  /** Says something to a user outside an answer. */
  readonly say: (openId: string, texts: readonly string[]) => Promise<void>;
}

/** A chat that a person has taken over, or that waits for one. */
interface Followed {
  readonly openId: string;
  readonly conversationId: string;
}

const PREFIX = 'wechat:handover:';
const KIND = 'wechat.handover';
const KEPT_MS = 24 * 3_600_000;

/** Brings a clerk's words into WeChat, until the conversation is given back. Each once, in however many processes it is followed. */
export class HandoverRelay {
  readonly #deps: RelayDeps;
  readonly #streams = new Map<string, AsyncIterableIterator<ConversationChange>>();
  readonly #running = new Set<Promise<void>>();

  constructor(deps: RelayDeps) {
    this.#deps = deps;
  }

  /** Goes on with what was followed before a restart. */
  async start(): Promise<void> {
    const { store, cipher, logger } = this.#deps;
    for (const sealed of await store.list(PREFIX)) {
      const { openId, conversationId } = JSON.parse(cipher.open(sealed, KIND)) as Followed; // sealed by `follow` alone
      await this.follow(openId, conversationId).catch((err: unknown) => logger.info({ err }, 'a hand-over in WeChat is not followed any more'));
    }
  }

  /** Follows a conversation from now on; once, however often it is asked for. */
  async follow(openId: string, conversationId: string): Promise<void> {
    const { assistant, callerOf, store, cipher, logger } = this.#deps;
    if (this.#streams.has(conversationId)) return;
    const stream = await assistant.watch(await callerOf(openId, randomText(12)), conversationId);
    this.#streams.set(conversationId, stream);
    const key = `${PREFIX}${cipher.token(KIND, conversationId)}`;
    await store.set(key, cipher.seal(JSON.stringify({ openId, conversationId } satisfies Followed), KIND), KEPT_MS);
    const running = this.#relay(openId, stream)
      .then((over) => (over ? store.remove(key) : undefined))
      .catch((err: unknown) => logger.warn({ err }, 'a clerk’s words did not reach WeChat'))
      .finally(() => {
        this.#streams.delete(conversationId);
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Lets go of all; another process, or the next start, goes on with them. */
  async stop(): Promise<void> {
    for (const stream of this.#streams.values()) await stream.return?.();
    await Promise.all(this.#running);
  }

  /** Whether it came to the hand-over's end. */
  async #relay(openId: string, stream: AsyncIterableIterator<ConversationChange>): Promise<boolean> {
    const { store, say, publicOrigin } = this.#deps;
    for await (const { turn, typing, handover } of stream) {
      const open = handover !== null && (handover.state === 'WAITING' || handover.state === 'TAKEN');
      // While a person has the conversation, what the assistant says is the answer to the message that asked for one.
      const isNews = turn !== null && (turn.author === 'STAFF' || (turn.author === 'ASSISTANT' && !open));
      if (isNews && (await store.claim(turnKey(turn.id), '1', TURN_MS))) await say(openId, renderTurn(turn, publicOrigin).texts);
      if (!open && !typing) return true;
    }
    return false;
  }
}
