import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { withTransaction } from '../../kernel/db.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { createConsoleSms, createConsoleWechat } from '../channels/console.js';
import type { Notice } from '../contract.js';
import { fakeAddresses, messagesProcess, personCaller, type MessagesProcess, type ProcessOptions } from '../testing.js';
import { messageIdOf } from '../inbox/model.js';

let connection: Connection;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  const test = await testConnection('sending');
  connection = test.connection;
  closing.push(test.close);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: ProcessOptions = {}): Promise<MessagesProcess> {
  const started = await messagesProcess(connection, options);
  closing.push(() => started.stop());
  return started;
}

const application = { template: 'test.application', params: { name: '优待证', result: { zh: '已通过', en: 'approved' } } };
const deviceOf = (key: string): Partial<Notice> & { key: string } => ({ key, template: 'test.new-device', params: { device: '手机' } });
const smsKey = (key: string, personId = 'p-wang'): string => `${messageIdOf(personId, key)}:SMS`;
const delivery = (key: string) => connection.collection<{ _id: string; state: string; reason?: string }>('message_deliveries').findOne({ _id: key });
const stateOf = async (key: string): Promise<string | undefined> => (await delivery(key))?.state;

async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500 && !(await fits()); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await fits()).toBe(true);
}

/** Waits until the outbox has nothing left that is due. */
const settled = (): Promise<void> => until(async () => (await connection.collection('outbox').countDocuments({ state: 'WAITING', topic: 'messages.dispatch' })) === 0);
/** Moves a process's clock to an instant of the district. */
const setTime = ({ time }: MessagesProcess, text: string): void => void (time.ahead = Date.parse(`${text}:00+08:00`) - Date.now());

describe('a message that was committed', () => {
  it('goes out by the channels that its template has and its person wants', async () => {
    const { notify, sms, wechat } = await start();
    await notify({ key: 'a', ...application, link: '/affairs/1' });
    await notify({ key: 'note' });
    await until(() => sms.sent.length === 1 && wechat.sent.length === 1);
    await settled();
    expect(sms.sent).toMatchObject([{ key: smsKey('a'), phone: '13900000006', text: '【云间区】您的办件有进展，请登录查看' }]);
    expect(wechat.sent).toMatchObject([{ openId: 'open-p-wang', templateId: 'application', fields: { thing1: '优待证', phrase2: '已通过' }, link: '/affairs/1' }]);
    expect(await connection.collection('message_deliveries').countDocuments()).toBe(2);
  });

  it('says no more in its SMS than the template’s SMS text, in the person’s language', async () => {
    const { notify, sms, messages } = await start();
    const set = messages.resolvers.Mutation?.setMessagePreferences;
    if (typeof set !== 'function') throw new Error('no resolver');
    // The resolver takes its context's caller alone.
    await set({}, { input: { language: 'EN', kind: { kind: 'AFFAIRS', sms: true, wechat: false } } }, { caller: personCaller('p-wang') } as never, {} as never);
    await notify({ key: 'a', ...application });
    await until(() => sms.sent.length === 1);
    expect(sms.sent[0]?.text).toBe('[Yunjian] News of your application. Sign in to read it.');
    expect(await connection.collection('message_deliveries').countDocuments()).toBe(1);
  });

  it('is not handed to any channel where its transaction did not commit', async () => {
    const { messages, notify, sms } = await start();
    const failing = withTransaction(connection, async (session) => {
      await messages.notifier.notify(session, { personId: 'p-wang', ...application, key: 'undone' });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await notify({ key: 'done', ...application });
    await until(() => sms.sent.length === 1);
    expect(sms.sent.map(({ key }) => key)).toEqual([smsKey('done')]);
  });

  it.each<[string, Partial<Notice>, string]>([
    ['an unknown template', { template: 'test.none' }, 'no message template is named test.none'],
    ['a missing parameter', { template: 'test.note', params: {} }, 'the parameter text is missing'],
    ['a link to elsewhere', { link: '//evil.example/' }, 'the link is not a path of the app'],
    ['a link with a scheme', { link: 'javascript:alert(1)' }, 'the link is not a path of the app'],
  ])('cannot be put with %s', async (_what, notice, fault) => {
    const { notify } = await start({ work: false });
    await expect(notify({ key: 'a', ...notice })).rejects.toThrow(fault);
    expect(await connection.collection('messages').countDocuments()).toBe(0);
  });
});

describe('quiet hours', () => {
  it('keep phones from ringing at night but for what is urgent; the inbox has it at once', async () => {
    const own = await start();
    setTime(own, '2026-01-15T23:00');
    await own.notify({ key: 'a', ...application });
    await own.notify(deviceOf('b'));
    await until(() => own.sms.sent.length === 1);
    await settled();
    expect(own.sms.sent.map(({ key }) => key)).toEqual([smsKey('b')]);
    expect(await connection.collection('messages').countDocuments()).toBe(2);
    setTime(own, '2026-01-16T07:29');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(own.sms.sent.length).toBe(1);
    setTime(own, '2026-01-16T07:30');
    await until(() => own.sms.sent.length === 2);
    expect(own.sms.sent[1]?.key).toBe(smsKey('a'));
  });

  it('hold for a further attempt too', async () => {
    const own = await start();
    setTime(own, '2026-01-15T21:59');
    own.sms.answers.push(new Error('down'));
    const { sms } = own;
    const send = sms.send.bind(sms);
    sms.send = async (message) => {
      if (sms.sent.length === 0) setTime(own, '2026-01-15T22:01');
      return send(message);
    };
    await own.notify({ key: 'a', ...application });
    await until(async () => (await connection.collection('outbox').findOne({ key: smsKey('a') }))?.['dueAt'] > new Date('2026-01-15T23:00:00Z'));
    expect(sms.sent.length).toBe(1);
  });

  it('let what is no longer worth a ring pass by', async () => {
    const own = await start();
    setTime(own, '2026-01-15T23:00');
    await own.notify({ key: 'a', ...application, validUntil: Date.parse('2026-01-16T01:00:00+08:00') });
    await settled();
    setTime(own, '2026-01-16T08:00');
    await until(async () => (await stateOf(smsKey('a'))) === 'EXPIRED');
    expect(own.sms.sent).toEqual([]);
  });
});

describe('a channel', () => {
  it('that is down is tried again under the same key, then reports', async () => {
    const { notify, sms } = await start();
    sms.answers.push(new Error('13900000000 unreachable'), { outcome: 'REFUSED', reason: 'too many', permanent: false });
    await notify(deviceOf('a'));
    await until(async () => (await stateOf(smsKey('a'))) === 'ACCEPTED');
    expect(sms.sent.map(({ key }) => key)).toEqual([smsKey('a'), smsKey('a'), smsKey('a')]);
    await sms.report({ key: smsKey('a'), outcome: 'DELIVERED' });
    expect(await stateOf(smsKey('a'))).toBe('DELIVERED');
    await sms.report({ key: smsKey('a'), outcome: 'FAILED', reason: 'late and wrong' });
    expect(await delivery(smsKey('a'))).toMatchObject({ state: 'DELIVERED' });
    expect(JSON.stringify(await connection.collection('outbox').find().toArray())).not.toContain('13900000000');
  });

  it('that refuses for good is not tried again, and says why', async () => {
    const { notify, sms } = await start();
    sms.answers.push({ outcome: 'REFUSED', reason: 'no such number', permanent: true });
    await notify(deviceOf('a'));
    await until(async () => (await stateOf(smsKey('a'))) === 'FAILED');
    expect([sms.sent.length, (await delivery(smsKey('a')))?.reason]).toEqual([1, 'no such number']);
  });

  it('that stays down ends as failed', async () => {
    const { notify, sms } = await start();
    sms.answers.push(...Array.from({ length: 40 }, () => new TypeError('down')));
    await notify(deviceOf('a'));
    await until(async () => (await stateOf(smsKey('a'))) === 'FAILED');
    expect([sms.sent.length, (await delivery(smsKey('a')))?.reason]).toEqual([30, 'channel not reached (TypeError)']);
  });

  it('is not troubled for somebody without an address', async () => {
    const { notify, sms } = await start({ addresses: fakeAddresses(['p-wang']) });
    await notify(deviceOf('a'));
    await until(async () => (await stateOf(smsKey('a'))) === 'FAILED');
    expect([sms.sent.length, (await delivery(smsKey('a')))?.reason]).toEqual([0, 'no address']);
  });

  it('may report before its answer is written down', async () => {
    const { notify, sms } = await start();
    const send = sms.send.bind(sms);
    sms.send = async (message) => {
      const answer = await send(message);
      await sms.report({ key: message.key, outcome: 'DELIVERED' });
      return answer;
    };
    await notify(deviceOf('a'));
    await until(async () => (await connection.collection('outbox').countDocuments({ state: 'DONE', topic: 'messages.channel' })) === 1);
    expect(await stateOf(smsKey('a'))).toBe('DELIVERED');
  });

  it('on the console prints the words, logs no more than the last digits, and reports', async () => {
    const logged: object[] = [];
    const printed: string[] = [];
    const logger = { info: (details: object) => void logged.push(details), warn: () => undefined, error: () => undefined };
    const { notify } = await start({ sms: createConsoleSms(logger, (line) => void printed.push(line)) });
    await notify(deviceOf('a'));
    await until(async () => (await stateOf(smsKey('a'))) === 'DELIVERED');
    expect([printed, logged]).toEqual([['SMS ****0006: 【云间区】您的账号在新设备登录'], [{ key: smsKey('a'), to: '****0006' }]]);
    const wechat = createConsoleWechat(logger, (line) => void printed.push(line));
    await wechat.send({ key: 'k', openId: 'secret-open-id', templateId: 't', fields: { a: '甲', b: '乙' }, link: null, signal: AbortSignal.abort() });
    expect(printed[1]).toBe('WeChat t: 甲 · 乙');
    expect(JSON.stringify([logged, printed])).not.toContain('secret-open-id');
  });
});

describe('WeChat', () => {
  it('gets nothing of somebody who does not agree, and nothing that still waits once they withdraw', async () => {
    let agreed = false;
    const { notify, sms, wechat } = await start({ agreed: () => agreed });
    await notify({ key: 'a', ...application });
    await until(() => sms.sent.length === 1);
    expect(await connection.collection('message_deliveries').countDocuments()).toBe(1);
    agreed = true;
    wechat.answers.push(new Error('down'));
    const send = wechat.send.bind(wechat);
    wechat.send = (message) => {
      agreed = false;
      return send(message);
    };
    await notify({ key: 'b', ...application });
    await until(async () => (await stateOf(`${messageIdOf('p-wang', 'b')}:WECHAT`)) === 'FAILED');
    expect([wechat.sent.length, (await delivery(`${messageIdOf('p-wang', 'b')}:WECHAT`))?.reason]).toEqual([1, 'consent withdrawn']);
  });
});

describe('several workers', () => {
  it('hand each message over once, and each person gets it once', async () => {
    const processes = [await start(), await start(), await start()];
    const [first] = processes;
    await Promise.all(Array.from({ length: 40 }, (_, index) => first!.notify({ ...deviceOf(`k${index}`), personId: `p-${index}` })));
    const handed = (): string[] => processes.flatMap(({ sms }) => sms.sent.map(({ key }) => key));
    await until(() => handed().length >= 40);
    await until(async () => (await connection.collection('outbox').countDocuments({ state: 'WAITING' })) === 0);
    expect(handed().sort()).toEqual(Array.from({ length: 40 }, (_, index) => smsKey(`k${index}`, `p-${index}`)).sort());
    expect(await connection.collection('messages').countDocuments()).toBe(40);
  });
});
