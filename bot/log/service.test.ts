import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { anonymousCaller } from '../../modules/kernel/caller.js';
import { testConnection } from '../../modules/kernel/testing/mongo.js';
import type { Reply, Way } from '../dialogue/types.js';
import { botProcess, clerkCaller, residentCaller, type BotProcess } from '../testing.js';
import { turnModel } from './model.js';

const zhao = clerkCaller('zhao');
let connection: Connection;
let bot: BotProcess;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  const test = await testConnection('log');
  connection = test.connection;
  bot = await botProcess(connection);
  closing.push(test.close, () => bot.stop());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let turns = 0;
/** Notes an answer to a text and gives its turn's id. */
function note(text: string, { conversationId = 'c1', way = 'refuse', done = false, afterMs = 0, top = [] }: { conversationId?: string; way?: Way; done?: boolean; afterMs?: number; top?: Reply['heard']['top'] } = {}): string {
  const turnId = `turn-${turns++}`;
  const said: Reply['said'] = { text: '', cards: [], chips: [], asks: null, intent: null, slots: {}, done, handover: null, way };
  // The dialogue's state is not looked at.
  bot.log.note({ conversationId, turnId, reply: { said, heard: { text, band: 'refuse', top } } as unknown as Reply, channel: 'web', at: bot.kernel.clock.now() + afterMs });
  return turnId;
}
const stored = async () => {
  await bot.log.stop();
  return turnModel(connection).find().sort({ at: 1 }).lean();
};

describe('the log of understanding', () => {
  it('holds how a message was understood and not whose it was', async () => {
    const wang = residentCaller('wang');
    const { id } = await bot.conversations.start(wang);
    await bot.conversations.send(wang, { conversationId: id, text: '公交车还有多久到', idempotencyKey: 'k' });
    const [turn] = await stored();
    expect(turn).toMatchObject({ text: '公交车还有多久到', band: 'act', way: 'act', intent: 'test.bus', slots: [], asks: null, done: true, channel: 'web', versions: { training: 1, lexicon: 1 } });
    expect(turn?.top[0]).toMatchObject({ intent: 'test.bus', score: expect.any(Number) });
    for (const secret of [id, 'wang']) expect(JSON.stringify(turn)).not.toContain(secret);
  });

  it('marks what was said again in other words within a minute', async () => {
    const first = note('怎么开发票');
    const other = note('怎么开发票', { conversationId: 'c2' });
    note('发票怎么开', { afterMs: 30_000 });
    note('发票在哪开', { conversationId: 'c2', afterMs: 90_000 });
    const answered = note('车几点来', { conversationId: 'c3', way: 'act', done: true });
    note('几点来车', { conversationId: 'c3', way: 'act', done: true, afterMs: 10_000 });
    const different = note('怎么开发票', { conversationId: 'c4' });
    note('今天下雨吗', { conversationId: 'c4', afterMs: 10_000 });
    const marks = new Map((await stored()).map(({ _id, rephrased }) => [_id, rephrased ?? false]));
    expect([first, other, answered, different].map((id) => marks.get(id))).toEqual([true, false, false, false]);
  });

  it('keeps a thumb, also for a turn that is not written yet', async () => {
    const id = note('怎么开发票', { way: 'act', done: true });
    await bot.log.rate('c1', id, false);
    expect(await turnModel(connection).findById(id).lean()).toMatchObject({ helpful: false });
  });

  it('shows staff what was not understood, alike together, the most frequent first', async () => {
    note('今天下雨吗', { conversationId: 'a' });
    note('怎么开发票', { conversationId: 'b', top: [{ intent: 'oos', score: 0.6 }, { intent: 'community.guide', score: 0.3 }] });
    note('发票怎么开', { conversationId: 'c', way: 'choose', top: [{ intent: 'community.guide', score: 0.5 }, { intent: 'community.queue', score: 0.2 }] });
    note('车几点来', { conversationId: 'd', way: 'act', done: true });
    const disliked = note('公交改道了吗', { conversationId: 'e', way: 'act', done: true });
    await bot.log.rate('e', disliked, false);
    await stored();
    const clusters = await bot.log.unclear(zhao, 10);
    expect(clusters.map(({ count, examples }) => [count, [...examples].sort()])).toEqual([[2, ['发票怎么开', '怎么开发票']], [1, expect.any(Array)], [1, expect.any(Array)]]);
    expect(clusters[0]?.nearest).toEqual([{ intent: 'community.guide', score: 0.4 }, { intent: 'community.queue', score: 0.1 }]);
    expect(clusters.flatMap(({ examples }) => examples)).toContain('公交改道了吗');
    expect(clusters.flatMap(({ examples }) => examples)).not.toContain('车几点来');
    expect(await bot.log.unclear(zhao, 1)).toHaveLength(1);
    expect(await connection.collection('audit_records').find({ action: 'bot.log.read' }).toArray()).toMatchObject([{ accountId: 'account-zhao' }, {}]);
    bot.kernel.time.ahead += 31 * 24 * 3_600_000;
    expect(await bot.log.unclear(zhao, 10)).toEqual([]);
  });

  it('is for staff', async () => {
    await expect(bot.log.unclear(anonymousCaller('web', 'r'), 10)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(bot.log.unclear(residentCaller('wang'), 10)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const first of [0, 101, 1.5]) await expect(bot.log.unclear(zhao, first)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is bound while the database is away, says so, and goes on after', async () => {
    const model = turnModel(connection);
    const insertMany = model.insertMany.bind(model);
    let back = (): void => undefined;
    const away = new Promise<never>((_resolve, reject) => (back = () => reject(new Error('no server'))));
    const batches: number[] = [];
    // The model's own method, replaced for a while; only the batch's size is looked at.
    Object.assign(model, { insertMany: (batch: readonly unknown[]) => (batches.push(batch.length), away) });
    note('第一句');
    const writing = bot.log.stop();
    for (let index = 0; index < 6_000; index++) note(`第${index}句`);
    const later = bot.log.stop();
    expect(batches).toEqual([1]);
    Object.assign(model, { insertMany });
    back();
    await Promise.all([writing, later]);
    expect(bot.kernel.faults).toMatchObject([{ turns: 1 }]);
    expect(await model.countDocuments()).toBe(5_000);
  });
});
