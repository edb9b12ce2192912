import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../../modules/kernel/module.js';
import type { AccessToken } from '../access-token.js';
import type { WechatClient } from '../client.js';
import { withToken } from '../with-token.js';

/** What customer-service messages go out by. */
export interface CustomerServiceDeps {
  readonly client: Pick<WechatClient, 'customSend'>;
  readonly token: Pick<AccessToken, 'get' | 'giveUp'>;
  readonly logger: Logger;
  /** Milliseconds before a text is tried again; doubled each time. */
  readonly againMs?: number;
}

const AGAIN_MS = 500;
const MOST_TRIES = 3;
/** WeChat is busy, or asked too often: later. All other codes would be the same again. */
const LATER: readonly number[] = [-1, 45_011];

/** Says things to users who wrote within the last two days, outside the answer to their message. */
export class CustomerService {
  readonly #deps: CustomerServiceDeps;

  constructor(deps: CustomerServiceDeps) {
    this.#deps = deps;
  }

  /** Sends texts one after the other; what WeChat does not take is logged, and the rest is left unsaid. */
  async say(openId: string, texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const code = await this.#send(openId, text);
      if (code === 0) continue;
      this.#deps.logger.warn({ code }, 'WeChat took no customer-service message');
      return;
    }
  }

  /** WeChat's code for one text, tried again where that can help. */
  async #send(openId: string, text: string): Promise<number> {
    const { client, token, againMs = AGAIN_MS } = this.#deps;
    for (let tries = 1; ; tries++) {
      // An answer that got lost is not tried again: the text may have been taken.
      const { code } = await withToken(token, (current) => client.customSend(current, openId, text));
      if (!LATER.includes(code) || tries === MOST_TRIES) return code;
      await pause(againMs * 2 ** (tries - 1));
    }
  }
}
