import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { anonymousCaller, type Caller } from '../../../modules/kernel/caller.js';
import { createOutgoing } from '../../../modules/kernel/outgoing.js';
import { createWechatCallers } from '../../../modules/identity/sign-in/wechat-caller.js';
import { signInWorld, silent, type SignInWorld } from '../../../modules/identity/sign-in/testing.js';
import { withTransaction } from '../../../modules/kernel/db.js';
import { createFakePushes, messageXml, type FakePushes, type PushMode } from '../../test/fake-wechat-pushes.js';
import { startFakeWechat, type FakeWechat } from '../../test/fake-wechat.js';
import { AccessToken } from '../access-token.js';
import { WechatClient } from '../client.js';
import { createOfficialAccount, type OfficialAccount, type OfficialAccountDeps } from './index.js';
import { SAY_PREFIX } from './talk.js';
import { sayChip, ScriptedAssistant, serveDoors, turnOf } from './testing.js';

const APP = 'wx-chat';
const TOKEN = 'spamtest';
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const publicOrigin = 'https://yunjian.example';
/** Longer than any answer takes that does not wait for the test; where one does, WeChat is let go sooner. */
const PATIENCE_MS = 10_000;
const SOON_MS = 150;
let world: SignInWorld;
let fake: FakeWechat;
let assistant: ScriptedAssistant;
let serial = 0;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [world, fake] = await Promise.all([signInWorld('official-account'), startFakeWechat(APP, 'secret')]);
});
afterAll(async () => {
  await world?.close();
  await fake?.close();
});
beforeEach(() => {
  assistant = new ScriptedAssistant();
  fake.custom.length = 0;
  fake.customCodes.length = 0;
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** An account with one process behind it. */
async function account({ mode = 'plain', redis = null, ...over }: { mode?: PushMode; redis?: Redis | null } & Partial<OfficialAccountDeps> = {}): Promise<{ pushes: FakePushes; chat: OfficialAccount; url: string }> {
  const client = new WechatClient({ appId: APP, secret: 'secret', publicOrigin, apiOrigin: fake.origin, outgoing: createOutgoing(['127.0.0.1']) });
  const accessToken = new AccessToken({ connection: world.connection, cipher: world.cipher, clock: world.clock, appId: APP, fetch: () => client.fetchToken() });
  const chat = createOfficialAccount({
    appId: APP, token: TOKEN, aesKey: mode === 'plain' ? null : KEY, assistant, callerOf: createWechatCallers(world.accounts), transfers: false, client, accessToken, redis,
    cipher: world.cipher, clock: { now: () => Date.now() }, logger: silent, publicOrigin, patienceMs: PATIENCE_MS, ...over,
  });
  await chat.start();
  const served = await serveDoors(chat.routes);
  closing.push(() => served.close(), () => chat.stop());
  const url = `${served.url}/wechat/callback`;
  return { chat, url, pushes: createFakePushes({ url, token: TOKEN, appId: APP, aesKey: KEY, mode, patienceMs: 2 * PATIENCE_MS }) };
}
const text = (content: string, openId = 'open-1') => ({ ToUserName: 'gh_1', FromUserName: openId, CreateTime: 1_409_735_668, MsgType: 'text', Content: content, MsgId: String(6_054_768_590_064_713_000n + BigInt(++serial)) });
const event = (name: string, fields: Record<string, string | number> = {}, openId = 'open-1') => ({ ToUserName: 'gh_1', FromUserName: openId, CreateTime: 1_409_000_000 + ++serial, MsgType: 'event', Event: name, ...fields });
const heard = (): string[] => assistant.told.map((message) => message.text);
const sentTexts = (): string[] => fake.custom.map((message) => message.text.content);
const until = async (done: () => boolean): Promise<void> => {
  for (let n = 0; n < 400 && !done(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done()).toBe(true);
};
/** A door that opens when the test says so. */
function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
}

describe('WeChat’s check of the address', () => {
  it('is answered with its own word, where it is signed and of now', async () => {
    const { pushes, url } = await account();
    const { address } = await pushes.push(text('hi'));
    const ask = async (query: string) => {
      const response = await fetch(`${url}?${query}`);
      return [response.status, response.status === 200 ? await response.text() : ''];
    };
    const signed = new URL(address).search.slice(1);
    expect(await ask(`${signed}&echostr=5837397576500011341`)).toEqual([200, '5837397576500011341']);
    expect(await ask(`${signed}&echostr=${encodeURIComponent('<script>alert(1)</script> ')}`)).toEqual([400, '']);
    expect(await ask(`${signed.replace('signature=', 'signature=0')}&echostr=1`)).toEqual([401, '']);
    expect(await ask('echostr=1')).toEqual([401, '']);
  });
});

describe.each<[PushMode]>([['plain'], ['compatible'], ['safe']])('in %s mode', (mode) => {
  it('a message is answered in the same way, and what is not signed is refused', async () => {
    const { pushes } = await account({ mode });
    expect((await pushes.push(text('24路还有多久'))).reply).toMatchObject({ ToUserName: 'open-1', FromUserName: 'gh_1', MsgType: 'text', Content: '答：24路还有多久' });
    const wrong = [{ signature: '0'.repeat(40) }, { off: -301 }, { off: 301 }, ...(mode === 'plain' ? [] : [{ messageSignature: '0'.repeat(40) }, { appId: 'wx-other' }, { body: messageXml(text('in the clear')) }])];
    for (const tampering of wrong) expect([tampering, (await pushes.push(text('forged'), tampering)).status]).toEqual([tampering, 401]);
    expect(heard()).toEqual(['24路还有多久']);
  });
});

describe('what is refused', () => {
  it('another message by an address that was used, in plain mode', async () => {
    const { pushes } = await account();
    const first = await pushes.push(text('mine'));
    expect((await pushes.push(text('forged', 'open-2'), { address: first.address })).status).toBe(401);
    expect(heard()).toEqual(['mine']);
  });

  it('a plain message where there is a key', async () => {
    const { url } = await account({ mode: 'safe' });
    const plain = createFakePushes({ url, token: TOKEN, appId: APP, aesKey: KEY, mode: 'plain' });
    expect((await plain.push(text('downgraded'))).status).toBe(401);
  });

  it('of compatible mode the plain half is not believed', async () => {
    const { pushes } = await account({ mode: 'compatible' });
    const both = await pushes.push(text('the sealed half'), { outer: { Content: 'the open half', FromUserName: 'open-2' } });
    expect(both.reply).toMatchObject({ ToUserName: 'open-1', Content: '答：the sealed half' });
  });

  it('entities, and what is too large', async () => {
    const { pushes } = await account();
    expect((await pushes.push(text('x'), { body: '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>' })).status).toBe(400);
    expect((await pushes.push(text('x'), { body: `<xml>${'a'.repeat(65_536)}</xml>` })).status).toBe(413);
    expect(heard()).toEqual([]);
  });
});

describe('each message is answered once', () => {
  it('when WeChat, having hung up, sends it again: by the customer service, and the retry is success', async () => {
    const { pushes } = await account({ patienceMs: SOON_MS });
    const slow = gate();
    assistant.script = async ({ text: said }) => {
      await slow.opened;
      return turnOf({ text: `晚：${said}` });
    };
    const answers = await pushes.deliver(text('很久'));
    expect(answers.map((answer) => answer?.text)).toEqual(['success']);
    expect(fake.custom).toEqual([]);
    slow.open();
    await until(() => fake.custom.length > 0);
    expect(fake.custom).toEqual([{ touser: 'open-1', msgtype: 'text', text: { content: '晚：很久' } }]);
    expect(heard()).toEqual(['很久']);
  });

  it('a retry that comes while the answer is made gets it; the first says nothing more', async () => {
    const { pushes } = await account();
    const slow = gate();
    assistant.script = async () => {
      await slow.opened;
      return turnOf({ text: '到了' });
    };
    const message = text('到哪了');
    const first = pushes.push(message);
    await until(() => assistant.told.length === 1);
    const retry = pushes.push(message);
    await new Promise((resolve) => setTimeout(resolve, 30));
    slow.open();
    expect([(await first).text, (await retry).reply?.['Content']]).toEqual(['success', '到了']);
    expect((await pushes.push(message)).text).toBe('success');
    expect([heard().length, fake.custom.length]).toEqual([1, 0]);
  });

  describe('where WeChat really hangs up', () => {
    /** WeChat's five seconds, shortened; the account itself would wait longer, as over a slow line. */
    const HANGS_UP_MS = 120;
    const impatient = (url: string): FakePushes => createFakePushes({ url, token: TOKEN, appId: APP, aesKey: KEY, mode: 'safe', patienceMs: HANGS_UP_MS });

    it('the retry that is there when the answer is made gets it', async () => {
      const { url } = await account({ mode: 'safe' });
      const slow = gate();
      assistant.script = async () => {
        await slow.opened;
        return turnOf({ text: '第三次才到' });
      };
      const delivered = impatient(url).deliver(text('慢'));
      setTimeout(slow.open, HANGS_UP_MS * 2.5);
      const answers = await delivered;
      expect(answers.map((answer) => answer?.reply?.['Content'] ?? null)).toEqual([null, null, '第三次才到']);
      expect([heard(), fake.custom]).toEqual([['慢'], []]);
    });

    it('three times, the customer service says it, once', async () => {
      const { url } = await account({ mode: 'safe', patienceMs: HANGS_UP_MS * 2 });
      const slow = gate();
      assistant.script = async () => {
        await slow.opened;
        return turnOf({ text: '太晚了' });
      };
      expect(await impatient(url).deliver(text('很慢'))).toEqual([null, null, null]);
      // The last request is let go on this side too.
      await new Promise((resolve) => setTimeout(resolve, HANGS_UP_MS * 1.5));
      slow.open();
      await until(() => fake.custom.length > 0);
      expect([heard(), sentTexts()]).toEqual([['很慢'], ['太晚了']]);
    });
  });

  it('twenty of the same at once', async () => {
    const { pushes } = await account();
    const message = text('同一条');
    const answers = await Promise.all(Array.from({ length: 20 }, () => pushes.push(message)));
    expect(answers.filter(({ reply }) => reply !== null)).toHaveLength(1);
    expect(answers.filter(({ text: said }) => said === 'success')).toHaveLength(19);
    expect(heard()).toEqual(['同一条']);
  });

  it('a request that is sent again as it was is not answered again', async () => {
    const { pushes } = await account({ mode: 'safe' });
    const { address, body } = await pushes.push(text('重放'));
    expect((await pushes.push({}, { address, body })).text).toBe('success');
    expect(heard()).toEqual(['重放']);
  });

  it('among processes that share a Redis: made by one, waited for by the other', async () => {
    const redises = [0, 1].map(() => new Redis(process.env['TEST_REDIS_URL'] ?? '', { keyPrefix: `official-account-${process.pid}:` }));
    closing.push(async () => void (await Promise.all(redises.map((redis) => redis.quit()))));
    const [one, other] = [await account({ redis: redises[0] ?? null }), await account({ redis: redises[1] ?? null })];
    const slow = gate();
    assistant.script = async () => {
      await slow.opened;
      return turnOf({ text: '一次' });
    };
    const message = text('两个进程');
    const first = one.pushes.push(message);
    await until(() => assistant.told.length === 1);
    const retry = other.pushes.push(message);
    await new Promise((resolve) => setTimeout(resolve, 60));
    slow.open();
    expect([(await first).text, (await retry).reply?.['Content']]).toEqual(['success', '一次']);
    const same = text('又一条');
    const both = await Promise.all([one.pushes.push(same), other.pushes.push(same), one.pushes.push(same), other.pushes.push(same)]);
    expect(both.filter(({ reply }) => reply !== null)).toHaveLength(1);
    expect(heard()).toEqual(['两个进程', '又一条']);
  });

  it('events by who, when and what', async () => {
    const { pushes } = await account();
    const click = event('CLICK', { EventKey: `${SAY_PREFIX}附近的车站` });
    await pushes.push(click);
    expect((await pushes.push(click)).text).toBe('success');
    expect(heard()).toEqual(['附近的车站']);
  });
});

describe('one user’s messages', () => {
  it('are answered in their order, late ones too, while another’s go on', async () => {
    const { pushes } = await account({ patienceMs: 1_000 });
    const slow = gate();
    assistant.script = async ({ text: said }) => {
      if (said === '一') await slow.opened;
      return turnOf({ text: `答${said}` });
    };
    const first = pushes.push(text('一'));
    await until(() => assistant.told.length === 1);
    const second = pushes.push(text('二'));
    const others = await pushes.push(text('别人', 'open-2'));
    expect(others.reply?.['Content']).toBe('答别人');
    expect([(await first).text, (await second).text]).toEqual(['success', 'success']);
    slow.open();
    await until(() => fake.custom.length === 2);
    expect(sentTexts()).toEqual(['答一', '答二']);
  });

  it('stand in one conversation; in a new one where it is forgotten', async () => {
    const { pushes } = await account();
    await pushes.push(text('一'));
    await pushes.push(text('二'));
    assistant.forget('conversation-1');
    expect((await pushes.push(text('三'))).reply?.['Content']).toBe('答：三');
    await pushes.push(text('别人', 'open-2'));
    expect(assistant.told.map(({ conversationId }) => conversationId)).toEqual(['conversation-1', 'conversation-1', 'conversation-2', 'conversation-3']);
  });

  it('that fail are said to have failed', async () => {
    const { pushes } = await account();
    assistant.script = () => {
      throw new Error('defect');
    };
    expect((await pushes.push(text('x'))).reply?.['Content']).toMatch(/^抱歉/);
  });
});

describe('customer-service messages', () => {
  it('are tried again where WeChat is busy, with another token where that is over, and given up where it refuses', async () => {
    const { pushes } = await account();
    const long = turnOf({ text: Array.from({ length: 150 }, (_, index) => `第${index}行：${'字'.repeat(10)}`).join('\n') });
    assistant.script = () => long;
    fake.customCodes.push(40_001, -1);
    expect((await pushes.push(text('长'))).text).toBe('success');
    await until(() => fake.custom.length === 4);
    expect(sentTexts().join('\n')).toBe(long.text);
    expect(Math.max(...sentTexts().map((part) => Buffer.byteLength(part)))).toBeLessThanOrEqual(2048);
    fake.custom.length = 0;
    fake.customCodes.push(45_047);
    expect((await pushes.push(text('长'))).text).toBe('success');
    await until(() => fake.customCodes.length === 0);
    expect(fake.custom).toEqual([]);
  });
});

describe('numbers', () => {
  it('pick what the last answer offered, and only that', async () => {
    const { pushes } = await account();
    assistant.script = ({ text: said }) => turnOf(said === '南门站' ? { text: '哪一个？', chips: [sayChip('南门（东侧）', '东侧'), sayChip('南门（西侧）', '西侧')] } : { text: said });
    expect((await pushes.push(text('南门站'))).reply?.['Content']).toBe('哪一个？\n\n回复数字：\n1 南门（东侧）\n2 南门（西侧）');
    await pushes.push(text(' ２ '));
    await pushes.push(text('2'));
    await pushes.push(text('南门站'));
    await pushes.push(text('3'));
    expect(heard()).toEqual(['南门站', '西侧', '2', '南门站', '3']);
  });

  it('are lines where lines are asked for', async () => {
    const { pushes } = await account();
    assistant.script = () => turnOf({ text: '几路？', chips: [sayChip('2路'), sayChip('24路')] });
    await pushes.push(text('公交'));
    await pushes.push(text('2'));
    await pushes.push(text('1'));
    expect(heard()).toEqual(['公交', '2', '2路']);
  });
});

describe('who speaks', () => {
  const callers = (): (Caller | undefined)[] => assistant.told.map(({ caller }) => caller);

  it('is nobody before binding, and asked to bind where it matters; then their account, by one factor', async () => {
    const { pushes } = await account();
    assistant.script = ({ caller }) => (caller.accountId === null ? turnOf({ text: '这件事要先登录。', chips: [{ label: '登录', action: 'SIGN_IN', value: null }], asks: 'signin', done: false }) : turnOf({ text: '您的账号是王秀英。' }));
    const asked = (await pushes.push(text('我的账号', 'open-bind'))).reply?.['Content'];
    expect(asked).toBe('这件事要先登录。\n\n<a href="https://yunjian.example/sign-in?returnTo=%2Fassistant">登录并绑定账号</a>，好了再回来。\n回复数字：\n1 我登录好了，继续');
    const bound = await world.account({ phone: '13700000041', personId: 'person-41', proofed: true });
    await withTransaction(world.connection, (session) => world.accounts.bindWechat(session, bound.id, 'open-bind'));
    expect((await pushes.push(text('1', 'open-bind'))).reply?.['Content']).toBe('您的账号是王秀英。');
    expect(heard()).toEqual(['我的账号', '登录好了']);
    expect(callers()).toEqual([
      { ...anonymousCaller('wechat', expect.any(String) as never) }, // a matcher stands for the id
      { ...anonymousCaller('wechat', expect.any(String) as never), accountId: bound.id, personId: 'person-41', proofed: true, assurance: 'ordinary' },
    ]);
  });

  it('a disabled account is nobody, and another’s conversation is not gone on with', async () => {
    const { pushes } = await account();
    const first = await world.account({ phone: '13700000042' });
    await withTransaction(world.connection, (session) => world.accounts.bindWechat(session, first.id, 'open-moved'));
    await pushes.push(text('一', 'open-moved'));
    await world.connection.collection<{ _id: string; disabled: boolean }>('accounts').updateOne({ _id: first.id }, { $set: { disabled: true } });
    await pushes.push(text('二', 'open-moved'));
    expect(assistant.told.map(({ caller, conversationId }) => [caller.accountId, conversationId])).toEqual([[first.id, 'conversation-1'], [null, 'conversation-2']]);
  });

  it('is kept nowhere in the clear', async () => {
    const redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
    closing.push(async () => void (await redis.quit()));
    const { pushes } = await account({ redis });
    await pushes.push(text('我的秘密', 'open-secret-planted'));
    const keys = await redis.keys('wechat:*');
    expect(keys.length).toBeGreaterThan(3);
    const all = JSON.stringify([keys, ...(await Promise.all(keys.map((key) => redis.get(key))))]);
    for (const planted of ['open-secret-planted', '我的秘密', 'conversation-1']) expect(all).not.toContain(planted);
    await redis.del(...keys);
  });
});

describe('events', () => {
  it('following greets, says what a code stands for, and how to bind', async () => {
    const { pushes } = await account();
    const plain = (await pushes.push(event('subscribe', { EventKey: '' }, 'open-new'))).reply?.['Content'];
    expect(plain).toMatch(/^感谢关注！[^]*答：你能做什么[^]*<a href="https:\/\/yunjian\.example\/sign-in\?[^"]*">绑定账号<\/a>/);
    await pushes.push(event('subscribe', { EventKey: `qrscene_${SAY_PREFIX}岳阳站的车` }, 'open-new'));
    await pushes.push(event('SCAN', { EventKey: `${SAY_PREFIX}荣乐路站的车` }, 'open-new'));
    await pushes.push(event('SCAN', { EventKey: '12' }, 'open-new'));
    expect(heard()).toEqual(['你能做什么', '岳阳站的车', '荣乐路站的车', '你能做什么']);
  });

  it('leaving forgets the chat; links of the menu and deliveries need no answer', async () => {
    const { pushes } = await account();
    await pushes.push(text('一'));
    for (const done of [event('unsubscribe'), event('VIEW', { EventKey: 'https://a' }), event('TEMPLATESENDJOBFINISH')]) expect((await pushes.push(done)).text).toBe('success');
    await pushes.push(text('二'));
    expect(assistant.told.map(({ conversationId }) => conversationId)).toEqual(['conversation-1', 'conversation-2']);
  });

  it('positions go along: sent ones at once, those that the phone tells with the next words', async () => {
    const { pushes } = await account();
    const place = { ...text(''), MsgType: 'location', Content: '', Location_X: '31.03', Location_Y: '121.22', Scale: 20, Label: '文诚路' };
    expect((await pushes.push(event('LOCATION', { Latitude: '31.01', Longitude: '121.24', Precision: '30' }))).text).toBe('success');
    await pushes.push(text('附近的车站'));
    assistant.script = () => turnOf({ text: '您在哪一站？', chips: [{ label: '用我的位置', action: 'LOCATE', value: null }] });
    expect((await pushes.push(text('公交'))).reply?.['Content']).toContain('把“位置”发给我');
    await pushes.push(place);
    await pushes.push({ ...place, FromUserName: 'open-3', MsgId: '99' });
    expect(assistant.told.map(({ text: said, position }) => [said, position?.lat, position?.datum])).toEqual([['附近的车站', 31.01, 'GCJ02'], ['公交', 31.01, 'GCJ02'], ['用我的位置', 31.03, 'GCJ02'], ['附近有哪些公交站', 31.03, 'GCJ02']]);
  });

  it('voice is what WeChat heard; pictures are answered plainly', async () => {
    const { pushes } = await account();
    const voice = { ...text(''), MsgType: 'voice', MediaId: 'm', Format: 'amr' };
    await pushes.push({ ...voice, Recognition: '二十四路到哪了' });
    expect((await pushes.push({ ...voice, MsgId: '98', Recognition: '' })).reply?.['Content']).toMatch('没有听清');
    expect((await pushes.push({ ...text(''), MsgType: 'image', PicUrl: 'http://a', MediaId: 'm' })).reply?.['Content']).toMatch('看不懂图片');
    expect(heard()).toEqual(['二十四路到哪了']);
  });
});

describe('a person', () => {
  const staff = (words: string) => turnOf({ author: 'STAFF', text: words });
  const taken = { id: 'handover-1', state: 'TAKEN', waitingBefore: null } as const;

  it('reaches the chat from our clerks, each word once, until it is given back', async () => {
    const { pushes } = await account();
    assistant.script = ({ text: said }) => {
      if (said === '转人工') assistant.handover = { id: 'handover-1', state: 'WAITING', waitingBefore: 0 };
      return assistant.told.length === 1 ? turnOf({ text: '您是下一位', intent: 'chat.human' }) : null;
    };
    expect((await pushes.push(text('转人工'))).reply?.['Content']).toBe('您是下一位');
    expect((await pushes.push(text('是这样的'))).text).toBe('success');
    expect(assistant.watched).toBe(1);
    const hello = staff('小李为您服务，请讲。');
    assistant.happen({ turn: hello, typing: false, handover: taken });
    assistant.happen({ turn: hello, typing: false, handover: taken });
    assistant.happen({ turn: turnOf({ author: 'RESIDENT', text: '是这样的' }), typing: false, handover: taken });
    assistant.happen({ turn: turnOf({ text: '人工服务结束了' }), typing: false, handover: null });
    await until(() => assistant.watched === 0);
    expect(sentTexts()).toEqual(['小李为您服务，请讲。', '人工服务结束了']);
  });

  it('is gone on with after a restart, from what Redis keeps', async () => {
    const redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
    closing.push(async () => void (await redis.quit()));
    const before = await account({ redis });
    assistant.handover = taken;
    assistant.script = () => null;
    await before.pushes.push(text('在吗'));
    await before.chat.stop();
    expect(assistant.watched).toBe(0);
    await account({ redis });
    assistant.happen({ turn: staff('在的'), typing: false, handover: taken });
    assistant.happen({ turn: null, typing: false, handover: null });
    await until(() => fake.custom.length === 1 && assistant.watched === 0);
    expect(sentTexts()).toEqual(['在的']);
    expect(await redis.keys('wechat:handover:*')).toEqual([]);
  });

  it('is WeChat’s own customer service where that is configured, and ours is given up', async () => {
    const { pushes } = await account({ mode: 'safe', transfers: true });
    assistant.script = () => {
      assistant.handover = { id: 'handover-1', state: 'WAITING', waitingBefore: 3 };
      return turnOf({ text: '前面还有 3 位' });
    };
    expect((await pushes.push(text('转人工'))).reply).toEqual({ ToUserName: 'open-1', FromUserName: 'gh_1', CreateTime: expect.stringMatching(/^\d{10}$/), MsgType: 'transfer_customer_service' });
    expect([assistant.left, assistant.watched]).toEqual([['conversation-1'], 0]);
  });
});
