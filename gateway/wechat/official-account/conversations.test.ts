import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { botProcess, clerkCaller, residentCaller, type BotProcess } from '../../../bot/testing.js';
import { anonymousCaller, type Caller } from '../../../modules/kernel/caller.js';
import { testConnection } from '../../../modules/kernel/testing/mongo.js';
import { createFakePushes, type FakePushes } from '../../test/fake-wechat-pushes.js';
import { createOfficialAccount, type OfficialAccount } from './index.js';
import { serveDoors } from './testing.js';

const resident = residentCaller('wang', { channel: 'wechat', sessionId: null });
const clerk = clerkCaller('li');
let caller: Caller = resident;
const custom: string[] = [];
let store: Awaited<ReturnType<typeof testConnection>>;
let bot: BotProcess;
let chat: OfficialAccount;
let served: Awaited<ReturnType<typeof serveDoors>>;
let pushes: FakePushes;
let serial = 0;

beforeAll(async () => {
  store = await testConnection('official-account-conversations');
  bot = await botProcess(store.connection);
  const { cipher, logger } = bot.kernel;
  chat = createOfficialAccount({
    appId: 'wx-chat', token: 'spamtest', aesKey: null, assistant: bot.conversations, callerOf: async () => caller, transfers: false, redis: null, cipher, logger, clock: { now: () => Date.now() }, publicOrigin: 'https://yunjian.example',
    client: { createMenu: async () => ({ code: 0 }), customSend: async (_token, _openId, content) => ({ code: custom.push(content) > 0 ? 0 : -1 }) }, accessToken: { get: async () => 'token', giveUp: async () => undefined },
  });
  await chat.start();
  served = await serveDoors(chat.routes);
  pushes = createFakePushes({ url: `${served.url}/wechat/callback`, token: 'spamtest', appId: 'wx-chat', aesKey: '', mode: 'plain' });
});
afterAll(async () => {
  await served?.close();
  await chat?.stop();
  await bot?.stop();
  await store?.close();
});

const say = async (words: string, openId = 'open-1') => pushes.push({ ToUserName: 'gh_1', FromUserName: openId, CreateTime: 1_409_735_668, MsgType: 'text', Content: words, MsgId: String(++serial) });
const until = async (done: () => boolean): Promise<void> => {
  for (let n = 0; n < 1_000 && !done(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done()).toBe(true);
};

describe('with real conversations', () => {
  it('a person takes the chat over, is heard in WeChat, and gives it back', async () => {
    expect((await say('转人工')).reply?.['Content']).toContain('下一位');
    const [waiting] = (await bot.handovers.list(clerk, { first: 1 })).edges;
    const id = waiting?.node.id ?? '';
    await bot.handovers.take(clerk, id);
    expect((await say('我要补办身份证')).text).toBe('success');
    await bot.handovers.answer(clerk, id, '请带户口簿来。', 'key-1');
    await bot.handovers.end(clerk, id);
    await until(() => custom.length === 3);
    expect(custom).toEqual([expect.stringContaining('为您服务'), '请带户口簿来。', expect.stringContaining('人工服务结束')]);
    expect((await say('转人工')).reply?.['Content']).toContain('下一位');
  });

  it('whoever is bound in between is answered without asking again, as far as one factor goes', async () => {
    caller = anonymousCaller('wechat', 'request-3');
    expect((await say('看看我的账号', 'open-2')).reply?.['Content']).toMatch(/登录并绑定账号[^]*1 我登录好了/);
    caller = resident;
    expect((await say('1', 'open-2')).reply?.['Content']).toContain('到网页验证身份并继续');
  });
});
