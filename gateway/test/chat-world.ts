import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createWechatCallers } from '../../modules/identity/sign-in/wechat-caller.js';
import { signInWorld, silent, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import { createOutgoing } from '../../modules/kernel/outgoing.js';
import { startFakeWechat, type FakeWechat } from './fake-wechat.js';
import { createFakePushes, type FakePushes, type PushMode } from './fake-wechat-pushes.js';
import { AccessToken } from '../wechat/access-token.js';
import { WechatClient } from '../wechat/client.js';
import { createOfficialAccount, type OfficialAccount, type OfficialAccountDeps } from '../wechat/official-account/index.js';
import { ScriptedAssistant, serveDoors } from '../wechat/official-account/testing.js';

/** As the account is configured in tests. */
export const APP = 'wx-chat';
export const TOKEN = 'spamtest';
export const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
/** Longer than any answer takes that does not wait for the test; where one does, WeChat is let go sooner. */
const PATIENCE_MS = 10_000;
const PUBLIC_ORIGIN = 'https://yunjian.example';

/** Accounts, a WeChat that is not there and a scripted assistant, new for each test where they remember. */
export class ChatWorld {
  assistant = new ScriptedAssistant();
  /** What a test has opened; closed after it, the last first. */
  readonly closing: (() => Promise<void>)[] = [];
  #founded: { readonly world: SignInWorld; readonly fake: FakeWechat } | null = null;

  get world(): SignInWorld {
    return this.#there.world;
  }

  get fake(): FakeWechat {
    return this.#there.fake;
  }

  /** Founds it for the tests of a file. @param name of its database */
  constructor(name: string) {
    beforeAll(async () => {
      const [world, fake] = await Promise.all([signInWorld(name), startFakeWechat(APP, 'secret')]);
      this.#founded = { world, fake };
    });
    afterAll(async () => {
      await this.#founded?.world.close();
      await this.#founded?.fake.close();
    });
    beforeEach(() => {
      this.assistant = new ScriptedAssistant();
      this.fake.custom.length = 0;
      this.fake.customCodes.length = 0;
    });
    afterEach(async () => {
      for (const close of this.closing.splice(0).toReversed()) await close();
    });
  }

  /** An account with one process behind it. */
  async account({ mode = 'plain', redis = null, ...over }: { mode?: PushMode; redis?: Redis | null } & Partial<OfficialAccountDeps> = {}): Promise<{ pushes: FakePushes; chat: OfficialAccount; url: string }> {
    const { world, fake, assistant } = this;
    const client = new WechatClient({ appId: APP, secret: 'secret', publicOrigin: PUBLIC_ORIGIN, apiOrigin: fake.origin, outgoing: createOutgoing(['127.0.0.1']) });
    const accessToken = new AccessToken({ connection: world.connection, cipher: world.cipher, clock: world.clock, appId: APP, fetch: () => client.fetchToken() });
    const chat = createOfficialAccount({
      appId: APP, token: TOKEN, aesKey: mode === 'plain' ? null : KEY, assistant, callerOf: createWechatCallers(world.accounts), transfers: false, client, accessToken, redis,
      cipher: world.cipher, clock: { now: () => Date.now() }, logger: silent, publicOrigin: PUBLIC_ORIGIN, patienceMs: PATIENCE_MS, ...over,
    });
    await chat.start();
    const served = await serveDoors(chat.routes);
    this.closing.push(() => served.close(), () => chat.stop());
    const url = `${served.url}/wechat/callback`;
    return { chat, url, pushes: createFakePushes({ url, token: TOKEN, appId: APP, aesKey: KEY, mode, patienceMs: 2 * PATIENCE_MS }) };
  }

  /** What the assistant was told. */
  heard(): string[] {
    return this.assistant.told.map((message) => message.text);
  }

  /** What the customer service has said. */
  sentTexts(): string[] {
    return this.fake.custom.map((message) => message.text.content);
  }

  get #there() {
    if (!this.#founded) throw new Error('the world is founded before the first test');
    return this.#founded;
  }
}

let serial = 0;

/** A message as WeChat pushes it, each with an id of its own. */
export const text = (content: string, openId = 'open-1') => ({ ToUserName: 'gh_1', FromUserName: openId, CreateTime: 1_409_735_668, MsgType: 'text', Content: content, MsgId: String(6_054_768_590_064_713_000n + BigInt(++serial)) });

/** An event as WeChat pushes it, each at a time of its own. */
export const event = (name: string, fields: Record<string, string | number> = {}, openId = 'open-1') => ({ ToUserName: 'gh_1', FromUserName: openId, CreateTime: 1_409_000_000 + ++serial, MsgType: 'event', Event: name, ...fields });

/** Waits until something is so; for two seconds at most. */
export async function until(done: () => boolean): Promise<void> {
  for (let n = 0; n < 400 && !done(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done()).toBe(true);
}

/** A door that opens when the test says so. */
export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
}
