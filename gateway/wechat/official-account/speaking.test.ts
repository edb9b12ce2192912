import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { anonymousCaller, type Caller } from '../../../modules/kernel/caller.js';
import { withTransaction } from '../../../modules/kernel/db.js';
import { ChatWorld, event, text, until } from '../../test/chat-world.js';
import { SAY_PREFIX } from './talk.js';
import { sayChip, turnOf } from './testing.js';

const chat = new ChatWorld('wechat-speaking');

describe('numbers', () => {
  it('pick what the last answer offered, and only that', async () => {
    const { pushes } = await chat.account();
    chat.assistant.script = ({ text: said }) => turnOf(said === '南门站' ? { text: '哪一个？', chips: [sayChip('南门（东侧）', '东侧'), sayChip('南门（西侧）', '西侧')] } : { text: said });
    expect((await pushes.push(text('南门站'))).reply?.['Content']).toBe('哪一个？\n\n回复数字：\n1 南门（东侧）\n2 南门（西侧）');
    await pushes.push(text(' ２ '));
    await pushes.push(text('2'));
    await pushes.push(text('南门站'));
    await pushes.push(text('3'));
    expect(chat.heard()).toEqual(['南门站', '西侧', '2', '南门站', '3']);
  });

  it('are lines where lines are asked for', async () => {
    const { pushes } = await chat.account();
    chat.assistant.script = () => turnOf({ text: '几路？', chips: [sayChip('2路'), sayChip('24路')] });
    await pushes.push(text('公交'));
    await pushes.push(text('2'));
    await pushes.push(text('1'));
    expect(chat.heard()).toEqual(['公交', '2', '2路']);
  });
});

describe('who speaks', () => {
  const callers = (): (Caller | undefined)[] => chat.assistant.told.map(({ caller }) => caller);

  it('is nobody before binding, and asked to bind where it matters; then their account, by one factor', async () => {
    const { pushes } = await chat.account();
    chat.assistant.script = ({ caller }) => (caller.accountId === null ? turnOf({ text: '这件事要先登录。', chips: [{ label: '登录', action: 'SIGN_IN', value: null }], asks: 'signin', done: false }) : turnOf({ text: '您的账号是王秀英。' }));
    const asked = (await pushes.push(text('我的账号', 'open-bind'))).reply?.['Content'];
    expect(asked).toBe('这件事要先登录。\n\n<a href="https://yunjian.example/sign-in?returnTo=%2Fassistant">登录并绑定账号</a>，好了再回来。\n回复数字：\n1 我登录好了，继续');
    const bound = await chat.world.account({ phone: '13700000041', personId: 'person-41', proofed: true });
    await withTransaction(chat.world.connection, (session) => chat.world.accounts.bindWechat(session, bound.id, 'open-bind'));
    expect((await pushes.push(text('1', 'open-bind'))).reply?.['Content']).toBe('您的账号是王秀英。');
    expect(chat.heard()).toEqual(['我的账号', '登录好了']);
    expect(callers()).toEqual([
      { ...anonymousCaller('wechat', expect.any(String) as never) }, // a matcher stands for the id
      { ...anonymousCaller('wechat', expect.any(String) as never), accountId: bound.id, personId: 'person-41', proofed: true, assurance: 'ordinary' },
    ]);
  });

  it('a disabled account is nobody, and another’s conversation is not gone on with', async () => {
    const { pushes } = await chat.account();
    const first = await chat.world.account({ phone: '13700000042' });
    await withTransaction(chat.world.connection, (session) => chat.world.accounts.bindWechat(session, first.id, 'open-moved'));
    await pushes.push(text('一', 'open-moved'));
    await chat.world.connection.collection<{ _id: string; disabled: boolean }>('accounts').updateOne({ _id: first.id }, { $set: { disabled: true } });
    await pushes.push(text('二', 'open-moved'));
    expect(chat.assistant.told.map(({ caller, conversationId }) => [caller.accountId, conversationId])).toEqual([[first.id, 'conversation-1'], [null, 'conversation-2']]);
  });

  it('is kept nowhere in the clear', async () => {
    const redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
    chat.closing.push(async () => void (await redis.quit()));
    const { pushes } = await chat.account({ redis });
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
    const { pushes } = await chat.account();
    const plain = (await pushes.push(event('subscribe', { EventKey: '' }, 'open-new'))).reply?.['Content'];
    expect(plain).toMatch(/^感谢关注！[^]*答：你能做什么[^]*<a href="https:\/\/yunjian\.example\/sign-in\?[^"]*">绑定账号<\/a>/);
    await pushes.push(event('subscribe', { EventKey: `qrscene_${SAY_PREFIX}岳阳站的车` }, 'open-new'));
    await pushes.push(event('SCAN', { EventKey: `${SAY_PREFIX}荣乐路站的车` }, 'open-new'));
    await pushes.push(event('SCAN', { EventKey: '12' }, 'open-new'));
    expect(chat.heard()).toEqual(['你能做什么', '岳阳站的车', '荣乐路站的车', '你能做什么']);
  });

  it('leaving forgets the chat; links of the menu and deliveries need no answer', async () => {
    const { pushes } = await chat.account();
    await pushes.push(text('一'));
    for (const done of [event('unsubscribe'), event('VIEW', { EventKey: 'https://a' }), event('TEMPLATESENDJOBFINISH')]) expect((await pushes.push(done)).text).toBe('success');
    await pushes.push(text('二'));
    expect(chat.assistant.told.map(({ conversationId }) => conversationId)).toEqual(['conversation-1', 'conversation-2']);
  });

  it('positions go along: sent ones at once, those that the phone tells with the next words', async () => {
    const { pushes } = await chat.account();
    const place = { ...text(''), MsgType: 'location', Content: '', Location_X: '31.03', Location_Y: '121.22', Scale: 20, Label: '文诚路' };
    expect((await pushes.push(event('LOCATION', { Latitude: '31.01', Longitude: '121.24', Precision: '30' }))).text).toBe('success');
    await pushes.push(text('附近的车站'));
    chat.assistant.script = () => turnOf({ text: '您在哪一站？', chips: [{ label: '用我的位置', action: 'LOCATE', value: null }] });
    expect((await pushes.push(text('公交'))).reply?.['Content']).toContain('把“位置”发给我');
    await pushes.push(place);
    await pushes.push({ ...place, FromUserName: 'open-3', MsgId: '99' });
    expect(chat.assistant.told.map(({ text: said, position }) => [said, position?.lat, position?.datum])).toEqual([['附近的车站', 31.01, 'GCJ02'], ['公交', 31.01, 'GCJ02'], ['用我的位置', 31.03, 'GCJ02'], ['附近有哪些公交站', 31.03, 'GCJ02']]);
  });

  it('voice is what WeChat heard; pictures are answered plainly', async () => {
    const { pushes } = await chat.account();
    const voice = { ...text(''), MsgType: 'voice', MediaId: 'm', Format: 'amr' };
    await pushes.push({ ...voice, Recognition: '二十四路到哪了' });
    expect((await pushes.push({ ...voice, MsgId: '98', Recognition: '' })).reply?.['Content']).toMatch('没有听清');
    expect((await pushes.push({ ...text(''), MsgType: 'image', PicUrl: 'http://a', MediaId: 'm' })).reply?.['Content']).toMatch('看不懂图片');
    expect(chat.heard()).toEqual(['二十四路到哪了']);
  });
});

describe('a person', () => {
  const staff = (words: string) => turnOf({ author: 'STAFF', text: words });
  const taken = { id: 'handover-1', state: 'TAKEN', waitingBefore: null } as const;

  it('reaches the chat from our clerks, each word once, until it is given back', async () => {
    const { pushes } = await chat.account();
    chat.assistant.script = ({ text: said }) => {
      if (said === '转人工') chat.assistant.handover = { id: 'handover-1', state: 'WAITING', waitingBefore: 0 };
      return chat.assistant.told.length === 1 ? turnOf({ text: '您是下一位', intent: 'chat.human' }) : null;
    };
    expect((await pushes.push(text('转人工'))).reply?.['Content']).toBe('您是下一位');
    expect((await pushes.push(text('是这样的'))).text).toBe('success');
    expect(chat.assistant.watched).toBe(1);
    const hello = staff('小李为您服务，请讲。');
    chat.assistant.happen({ turn: hello, typing: false, handover: taken });
    chat.assistant.happen({ turn: hello, typing: false, handover: taken });
    chat.assistant.happen({ turn: turnOf({ author: 'RESIDENT', text: '是这样的' }), typing: false, handover: taken });
    chat.assistant.happen({ turn: turnOf({ text: '人工服务结束了' }), typing: false, handover: null });
    await until(() => chat.assistant.watched === 0);
    expect(chat.sentTexts()).toEqual(['小李为您服务，请讲。', '人工服务结束了']);
  });

  it('is gone on with after a restart, from what Redis keeps', async () => {
    const redis = new Redis(process.env['TEST_REDIS_URL'] ?? '');
    chat.closing.push(async () => void (await redis.quit()));
    const before = await chat.account({ redis });
    chat.assistant.handover = taken;
    chat.assistant.script = () => null;
    await before.pushes.push(text('在吗'));
    await before.chat.stop();
    expect(chat.assistant.watched).toBe(0);
    await chat.account({ redis });
    chat.assistant.happen({ turn: staff('在的'), typing: false, handover: taken });
    chat.assistant.happen({ turn: null, typing: false, handover: null });
    await until(() => chat.fake.custom.length === 1 && chat.assistant.watched === 0);
    expect(chat.sentTexts()).toEqual(['在的']);
    expect(await redis.keys('wechat:handover:*')).toEqual([]);
  });

  it('is WeChat’s own customer service where that is configured, and ours is given up', async () => {
    const { pushes } = await chat.account({ mode: 'safe', transfers: true });
    chat.assistant.script = () => {
      chat.assistant.handover = { id: 'handover-1', state: 'WAITING', waitingBefore: 3 };
      return turnOf({ text: '前面还有 3 位' });
    };
    expect((await pushes.push(text('转人工'))).reply).toEqual({ ToUserName: 'open-1', FromUserName: 'gh_1', CreateTime: expect.stringMatching(/^\d{10}$/), MsgType: 'transfer_customer_service' });
    expect([chat.assistant.left, chat.assistant.watched]).toEqual([['conversation-1'], 0]);
  });
});
