import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { anonymousCaller } from '../../modules/kernel/caller.js';
import { testConnection } from '../../modules/kernel/testing/mongo.js';
import { turnModel } from '../log/model.js';
import { botProcess, residentCaller, tinySkills, type BotProcess, type BotProcessOptions } from '../testing.js';
import type { Skill } from '../skills/types.js';
import type { ConversationChange } from './types.js';

const wang = residentCaller('wang');
const li = residentCaller('li');
const nobody = anonymousCaller('web', 'request-0');
const BUS = '下一班车几点来';
let connection: Connection;
let bot: BotProcess;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  const test = await testConnection('conversations');
  connection = test.connection;
  closing.push(test.close);
  bot = await begin();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function begin(options: BotProcessOptions = {}): Promise<BotProcess> {
  const started = await botProcess(connection, options);
  closing.push(() => started.stop());
  return started;
}

let keys = 0;
const say = (conversationId: string, text: string, { caller = wang, own = bot, key = `key-${keys++}`, actAs }: { caller?: typeof wang; own?: BotProcess; key?: string; actAs?: string } = {}) =>
  own.conversations.send(caller, { conversationId, text, actAs, idempotencyKey: key });
const texts = async (id: string, caller = wang, own = bot): Promise<string[] | undefined> => (await own.conversations.find(caller, id))?.turns.map(({ text }) => text);

/** A skill that takes its time and remembers in which order it was asked. */
function slowSkills(log: string[]): Skill[] {
  const [bus, ...others] = tinySkills;
  if (!bus) return [];
  const slow: Skill = {
    ...bus,
    async answer() {
      log.push('begins');
      await new Promise((resolve) => setTimeout(resolve, 40));
      log.push('ends');
      return { kind: 'said', text: '来了。' };
    },
  };
  return [slow, ...others];
}

describe('whose a conversation is', () => {
  it('is its owner\'s alone, and its id cannot be guessed', async () => {
    const { id } = await bot.conversations.start(wang);
    expect(id).toMatch(/^[\w-]{22}$/);
    await say(id, BUS);
    expect(await texts(id)).toEqual([BUS, '3分钟后到。']);
    for (const other of [li, nobody]) {
      expect(await bot.conversations.find(other, id)).toBeNull();
      await expect(say(id, BUS, { caller: other })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(bot.conversations.watch(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(bot.conversations.resume(other, id, 'k')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(bot.conversations.rate(other, id, 'turn', true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(say('nothing', BUS)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is whose who has the id until somebody who is signed in speaks, and theirs from then on', async () => {
    const { id } = await bot.conversations.start(nobody);
    await say(id, BUS, { caller: nobody });
    expect(await texts(id, li)).toHaveLength(2);
    await say(id, BUS);
    expect(await texts(id)).toHaveLength(4);
    expect([await texts(id, nobody), await texts(id, li)]).toEqual([undefined, undefined]);
    await expect(say(id, BUS, { caller: nobody })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is forgotten a day after its last turn', async () => {
    const { id } = await bot.conversations.start(wang);
    bot.kernel.time.ahead += 20 * 3_600_000;
    await say(id, BUS);
    bot.kernel.time.ahead += 23 * 3_600_000;
    expect(await texts(id)).toHaveLength(2);
    bot.kernel.time.ahead += 1.1 * 3_600_000;
    expect(await texts(id)).toBeUndefined();
    await expect(say(id, BUS)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is recorded when it is used, by a hash of its id', async () => {
    const { id } = await bot.conversations.start(wang);
    await say(id, BUS);
    const records = await connection.collection('audit_records').find({ action: 'bot.conversation.own' }).toArray();
    expect(records).toMatchObject([{ accountId: 'account-wang', personIds: ['p-wang'], details: { what: 'message' } }]);
    expect(JSON.stringify(records)).not.toContain(id);
  });
});

describe('a message', () => {
  it('is answered once for a key', async () => {
    const { id } = await bot.conversations.start(wang);
    const first = await say(id, BUS, { key: 'same' });
    expect(await say(id, BUS, { key: 'same' })).toEqual(first);
    await expect(say(id, '转人工', { key: 'same' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(say(id, BUS, { key: 'same', actAs: 'delegation-wang-xiaobao' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    for (const key of ['', 'a b', 'k'.repeat(129)]) await expect(say(id, BUS, { key })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(bot.conversations.resume(wang, id, '')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await texts(id)).toHaveLength(2);
  });

  it('that failed leaves nothing and may be sent again', async () => {
    const { id } = await bot.conversations.start(wang);
    await expect(say(id, '打印一份报表', { key: 'k' })).rejects.toThrow('the printer burns');
    expect(await texts(id)).toEqual([]);
    await expect(say(id, '打印一份报表', { key: 'k' })).rejects.toThrow('the printer burns');
  });

  it('is read to 2,000 characters and kept without identity numbers and telephones', async () => {
    const { id } = await bot.conversations.start(wang);
    await say(id, `我的号码是13812345678，身份证310117199001011234。${'长'.repeat(3_000)}`);
    const [said] = (await texts(id)) ?? [];
    expect(said).toHaveLength(2_000);
    expect(said).toContain('***********');
    const kept = JSON.stringify(await bot.store.load(id).then((stored) => stored?.turns));
    expect(kept).not.toMatch(/13812345678|310117199001011234/);
    await bot.log.stop();
    const logged = await turnModel(connection).find().lean();
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toMatch(/13812345678|310117199001011234/);
  });

  it('is answered for whom it is asked', async () => {
    const sensitive = residentCaller('wang', { assurance: 'sensitive' });
    const { id } = await bot.conversations.start(sensitive);
    expect(await say(id, '看看我的账号', { caller: sensitive, actAs: 'delegation-wang-xiaobao' })).toMatchObject({ text: '这是王小宝的账号。', notice: '正在为 王小宝 办理' });
    expect(await say(id, '看看我的账号', { caller: sensitive })).toMatchObject({ text: '这是您自己的账号。', notice: null });
    await expect(say(id, BUS, { actAs: 'another' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is remembered with the last hundred turns', async () => {
    const { id } = await bot.conversations.start(wang);
    for (let index = 0; index < 55; index++) await say(id, BUS);
    expect(await texts(id)).toHaveLength(100);
  });

  it('waits for the training, but for danger', async () => {
    let trained = (): void => undefined;
    const ready = new Promise<void>((resolve) => (trained = resolve));
    const own = await begin({ ready: () => ready });
    const { id } = await own.conversations.start(wang);
    const waiting = say(id, BUS, { own });
    expect(await say(id, '我家厨房漏气了', { own })).toMatchObject({ cards: [{ __typename: 'EmergencyCard', numbers: [{ number: '119' }, { number: '110' }] }] });
    trained();
    expect(await waiting).toMatchObject({ text: '3分钟后到。' });
  });
});

describe('what waits for a sign-in or a second factor', () => {
  it('is answered without being said again', async () => {
    const { id } = await bot.conversations.start(nobody);
    expect(await say(id, '看看我的账号', { caller: nobody })).toMatchObject({ asks: 'signin', chips: [{ action: 'SIGN_IN' }], done: false });
    expect(await bot.conversations.resume(wang, id, 'r1')).toMatchObject({ asks: 'factor', chips: [{ action: 'STEP_UP' }] });
    const sensitive = residentCaller('wang', { assurance: 'sensitive' });
    const answer = await bot.conversations.resume(sensitive, id, 'r2');
    expect(answer).toMatchObject({ text: '这是您自己的账号。', done: true });
    expect(await bot.conversations.resume(sensitive, id, 'r2')).toEqual(answer);
    expect(await bot.conversations.resume(sensitive, id, 'r3')).toBeNull();
    // Signing in made it one's own.
    expect(await texts(id, nobody)).toBeUndefined();
  });
});

describe('two messages at once', () => {
  it('are answered one after the other in one process', async () => {
    const log: string[] = [];
    const own = await begin({ skills: slowSkills(log) });
    const { id } = await own.conversations.start(wang);
    await Promise.all([say(id, BUS, { own }), say(id, '公交车还有多久到', { own }), say(id, BUS, { own, key: 'double' }), say(id, BUS, { own, key: 'double' })]);
    expect(log).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends']);
    expect(await texts(id, wang, own)).toEqual([BUS, '来了。', '公交车还有多久到', '来了。', BUS, '来了。']);
  });

  it('of two conversations do not wait for each other', async () => {
    const log: string[] = [];
    const own = await begin({ skills: slowSkills(log) });
    const [a, b] = [await own.conversations.start(wang), await own.conversations.start(wang)];
    await Promise.all([say(a.id, BUS, { own }), say(b.id, BUS, { own })]);
    expect(log).toEqual(['begins', 'begins', 'ends', 'ends']);
  });
});

describe('through Redis', () => {
  let redis: Redis;
  beforeEach(() => {
    redis = new Redis(process.env.TEST_REDIS_URL ?? '');
    closing.push(() => redis.quit());
  });

  it('two processes answer one after the other and lose nothing, a double once', async () => {
    const log: string[] = [];
    const keys = mkdtempSync(path.join(tmpdir(), 'bot-keys-'));
    closing.push(async () => rmSync(keys, { recursive: true, force: true }));
    const [one, two] = [await begin({ redis, keys, skills: slowSkills(log) }), await begin({ redis, keys, skills: slowSkills(log) })];
    const { id } = await one.conversations.start(wang);
    const answers = await Promise.all([say(id, BUS, { own: one }), say(id, BUS, { own: two }), say(id, BUS, { own: one, key: 'double' }), say(id, BUS, { own: two, key: 'double' })]);
    expect(log).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends']);
    expect(answers[2]).toEqual(answers[3]);
    expect(await texts(id, wang, two)).toHaveLength(6);
    expect(await redis.keys('bot:lock:*')).toEqual([]);
  });

  it('keeps nothing that can be read, for a day', async () => {
    const own = await begin({ redis });
    const { id } = await own.conversations.start(wang);
    await say(id, '公交车还有多久到 暗号是蓝色犀牛', { own });
    expect(await texts(id, wang, own)).toContain('公交车还有多久到 暗号是蓝色犀牛');
    const keysOf = await redis.keys(`*${id}*`);
    expect(keysOf).toEqual([`bot:conversation:${id}`]);
    const raw = (await redis.get(keysOf[0] ?? '')) ?? '';
    expect(raw.length).toBeGreaterThan(100);
    expect(raw).not.toContain('蓝色犀牛');
    expect(Buffer.from(raw, 'base64').toString('utf8')).not.toContain('蓝色犀牛');
    expect(await redis.pttl(keysOf[0] ?? '')).toBeGreaterThan(23 * 3_600_000);
    // Sealed for its own place: moved elsewhere it does not open.
    await redis.set('bot:conversation:elsewhere', raw);
    await expect(own.store.load('elsewhere')).rejects.toThrow();
    await redis.del('bot:conversation:elsewhere');
  });
});

describe('whoever watches', () => {
  it('hears both sides, and the writing', async () => {
    const { id } = await bot.conversations.start(wang);
    const stream = await bot.conversations.watch(wang, id);
    const heard: ConversationChange[] = [];
    const hearing = (async () => {
      for await (const change of stream) if (heard.push(change) === 3) break;
    })();
    await say(id, BUS);
    await hearing;
    expect(heard.map(({ turn, typing }) => [turn?.author ?? null, turn?.text ?? null, typing])).toEqual([[null, null, true], ['RESIDENT', BUS, false], ['ASSISTANT', '3分钟后到。', false]]);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('hears no more once it is another\'s, nor after a stop', async () => {
    const { id } = await bot.conversations.start(nobody);
    const stream = await bot.conversations.watch(nobody, id);
    await say(id, BUS);
    await expect(stream.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await stream.next()).toMatchObject({ done: true });
    const own = await bot.conversations.watch(wang, id);
    const next = own.next();
    bot.conversations.stop();
    expect(await next).toMatchObject({ done: true });
  });
});

describe('a thumb', () => {
  it('is kept with the answer and in the log; the last word counts', async () => {
    const { id } = await bot.conversations.start(wang);
    const answer = await say(id, BUS);
    const turnId = answer?.id ?? '';
    expect(await bot.conversations.rate(wang, id, turnId, true)).toMatchObject({ helpful: true });
    await bot.conversations.rate(wang, id, turnId, false);
    expect((await bot.conversations.find(wang, id))?.turns.at(-1)).toMatchObject({ id: turnId, helpful: false });
    expect(await turnModel(connection).findById(turnId).lean()).toMatchObject({ helpful: false });
    const own = (await bot.conversations.find(wang, id))?.turns[0]?.id ?? '';
    for (const wrong of [own, 'nothing']) await expect(bot.conversations.rate(wang, id, wrong, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
