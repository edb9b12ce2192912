import { createFakePushes, type FakePushes } from './fake-wechat-pushes.js';
import { startFakeWechat, type FakeWechat } from './fake-wechat.js';
import { startGateway, type TestGateway } from './testkit.js';

const APP_ID = 'wx0123456789abcdef';
const SECRET = 'wechat-secret';
const TOKEN = 'yunjian2026';
const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

/** The district's Official Account: WeChat's servers, the gateway behind them, and what they push to it in safe mode. */
export interface OfficialAccount {
  readonly wechat: FakeWechat;
  readonly gateway: TestGateway;
  readonly pushes: FakePushes;
  /** What a follower sends now: each call another message. */
  message(fields: Readonly<Record<string, string | number>>): Record<string, string | number>;
  stop(): Promise<void>;
}

/**
 * Starts an account with its gateway.
 * @param env more of the gateway's environment
 * @param patienceMs how long WeChat waits for an answer: five seconds, as in life, by default
 */
export async function startOfficialAccount(env: Readonly<Record<string, string>>, patienceMs?: number): Promise<OfficialAccount> {
  const wechat = await startFakeWechat(APP_ID, SECRET);
  const gateway = await startGateway({
    env: {
      PUBLIC_URL: 'https://yunjian.example', ALLOW_PRIVATE_SERVICES: '127.0.0.1',
      WECHAT_APP_ID: APP_ID, WECHAT_APP_SECRET: SECRET, WECHAT_API_BASE: wechat.origin, WECHAT_TOKEN: TOKEN, WECHAT_AES_KEY: AES_KEY, ...env,
    },
  }).catch(async (error: unknown) => {
    await wechat.close();
    throw error;
  });
  let serial = 0;
  return {
    wechat, gateway,
    pushes: createFakePushes({ url: `${gateway.url}/wechat/callback`, token: TOKEN, appId: APP_ID, aesKey: AES_KEY, mode: 'safe', ...(patienceMs === undefined ? {} : { patienceMs }) }),
    message: (fields) => ({ ToUserName: 'gh_1', FromUserName: 'open-1', CreateTime: Math.floor(Date.now() / 1000), MsgId: String(++serial), ...fields }),
    async stop() {
      await gateway.stop();
      await wechat.close();
    },
  };
}
