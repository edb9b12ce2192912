import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFakePushes, type FakePushes } from './fake-wechat-pushes.js';
import { startFakeWechat, type FakeWechat } from './fake-wechat.js';
import { startGateway, type TestGateway } from './testkit.js';

const APP = 'wx0123456789abcdef';
const TOKEN = 'yunjian2026';
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
let wechat: FakeWechat;
let gateway: TestGateway;
let pushes: FakePushes;
let serial = 0;

beforeAll(async () => {
  wechat = await startFakeWechat(APP, 'wechat-secret');
  gateway = await startGateway({
    env: {
      MAX_LAG_MS: '0', PUBLIC_URL: 'https://yunjian.example', ALLOW_PRIVATE_SERVICES: '127.0.0.1', WECHAT_APP_ID: APP, WECHAT_APP_SECRET: 'wechat-secret', WECHAT_API_BASE: wechat.origin, WECHAT_TOKEN: TOKEN, WECHAT_AES_KEY: KEY,
    },
  });
  pushes = createFakePushes({ url: `${gateway.url}/wechat/callback`, token: TOKEN, appId: APP, aesKey: KEY, mode: 'safe' });
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await wechat?.close();
});

const message = (fields: Record<string, string | number>) => ({ ToUserName: 'gh_1', FromUserName: 'open-1', CreateTime: Math.floor(Date.now() / 1000), MsgId: String(++serial), ...fields });

describe('the Official Account’s chat in the gateway', () => {
  it('answers in safe mode, each message once', async () => {
    const picture = message({ MsgType: 'image', PicUrl: 'http://a', MediaId: 'm' });
    expect((await pushes.push(picture)).reply).toMatchObject({ ToUserName: 'open-1', FromUserName: 'gh_1', Content: expect.stringContaining('看不懂图片') });
    expect((await pushes.push(picture)).text).toBe('success');
    expect((await pushes.push(message({ MsgType: 'event', Event: 'LOCATION', Latitude: '31.03', Longitude: '121.22', Precision: '9' }))).text).toBe('success');
  });

  it('is reached by nobody but WeChat', async () => {
    const refused = await pushes.push(message({ MsgType: 'text', Content: 'x' }), { signature: '0'.repeat(40) });
    expect([refused.status, refused.text.includes('UNAUTHENTICATED')]).toEqual([401, true]);
    expect((await fetch(`${gateway.url}/wechat/callback?echostr=1`)).status).toBe(401);
    expect((await pushes.push(message({ MsgType: 'text', Content: 'x'.repeat(70_000) }))).status).toBe(413);
  });
});
