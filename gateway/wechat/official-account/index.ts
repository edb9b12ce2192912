import type { Redis } from 'ioredis';
import type { Caller } from '../../../modules/kernel/caller.js';
import type { Clock } from '../../../modules/kernel/clock.js';
import type { FieldCipher } from '../../../modules/kernel/crypto/index.js';
import type { Door, Logger } from '../../../modules/kernel/module.js';
import type { AccessToken } from '../access-token.js';
import type { WechatClient } from '../client.js';
import type { AssistantPort } from './assistant.js';
import { MessageCrypto } from './crypto.js';
import { CustomerService } from './customer-service.js';
import { Answers } from './dedupe.js';
import { createDoors } from './door.js';
import { HandoverRelay } from './handover.js';
import { Links } from './links.js';
import { pushMenu } from './menu.js';
import { createMemoryStore, createRedisStore } from './short-store.js';
import { Talk } from './talk.js';

/** What the Official Account's chat stands on. */
export interface OfficialAccountDeps {
  readonly appId: string;
  /** Signs WeChat's calls, as it is set in the account. */
  readonly token: string;
  /** EncodingAESKey; null in plain mode. With it plain messages are refused. */
  readonly aesKey: string | null;
  readonly assistant: AssistantPort;
  /** Who a user of the account is here. */
  readonly callerOf: (openId: string, requestId: string) => Promise<Caller>;
  /** Whether WeChat's own customer service takes people over, instead of our clerks. */
  readonly transfers: boolean;
  /** Whether a start sets the account's menu. */
  readonly menu?: boolean;
  readonly client: Pick<WechatClient, 'customSend' | 'createMenu'>;
  readonly accessToken: Pick<AccessToken, 'get' | 'giveUp'>;
  /** For several processes; null for one. */
  readonly redis: Redis | null;
  readonly cipher: FieldCipher;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where links lead. */
  readonly publicOrigin: string;
  /** How long WeChat waits for an answer before it is let go, in milliseconds. */
  readonly patienceMs?: number;
}

/** The Official Account's chat as the gateway sees it. */
export interface OfficialAccount {
  readonly routes: readonly Door[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** WeChat hangs up after five seconds, counted at its end. */
const PATIENCE_MS = 4_000;

/** Creates the chat of the Official Account (公众号). Nothing runs before `start`. */
export function createOfficialAccount(deps: OfficialAccountDeps): OfficialAccount {
  const { assistant, callerOf, cipher, clock, logger, publicOrigin, redis, transfers, token, patienceMs = PATIENCE_MS } = deps;
  const store = redis ? createRedisStore(redis) : createMemoryStore(clock);
  const service = new CustomerService({ client: deps.client, token: deps.accessToken, logger });
  const say = (openId: string, texts: readonly string[]): Promise<void> => service.say(openId, texts);
  const relay = new HandoverRelay({ assistant, callerOf, store, cipher, logger, publicOrigin, say });
  const talk = new Talk({ assistant, callerOf, store, relay, clock, logger, publicOrigin, transfers, links: new Links(store, cipher) });
  const answers = new Answers({ store, cipher, logger, patienceMs, sendLater: say });
  const crypto = deps.aesKey === null ? null : new MessageCrypto(deps.aesKey, deps.appId);
  let settingMenu: Promise<void> = Promise.resolve();
  return {
    routes: createDoors({ token, crypto, answers, talk, store, clock }),
    async start() {
      await relay.start();
      // A start does not wait for WeChat.
      if (deps.menu) settingMenu = pushMenu({ client: deps.client, token: deps.accessToken, store, logger, publicOrigin });
    },
    async stop() {
      await settingMenu;
      await answers.settle();
      await relay.stop();
    },
  };
}
