import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { anonymousCaller } from '../../modules/kernel/caller.js';
import { withTransaction } from '../../modules/kernel/db.js';
import { testConnection } from '../../modules/kernel/testing/mongo.js';
import { createBotPersonalData } from '../conversations/personal-data.js';
import type { ConversationChange } from '../conversations/types.js';
import { botProcess, clerkCaller, residentCaller, type BotProcess } from '../testing.js';
import { handoverModel } from './model.js';
import { watchQueue } from './watch.js';

const wang = residentCaller('wang');
const zhao = clerkCaller('zhao');
const sun = clerkCaller('sun');
const HOUR = 3_600_000;
let connection: Connection;
let bot: BotProcess;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  const test = await testConnection('handover');
  connection = test.connection;
  bot = await botProcess(connection);
  closing.push(test.close, () => bot.stop());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let keys = 0;
const say = (conversationId: string, text: string, caller = wang, key = `key-${keys++}`) => bot.conversations.send(caller, { conversationId, text, idempotencyKey: key });
const texts = async (id: string, caller = wang): Promise<string[]> => ((await bot.conversations.find(caller, id))?.turns ?? []).map(({ text }) => text);
const records = (what: string) => connection.collection('audit_records').find({ 'details.what': what }).toArray();
const all = () => handoverModel(connection).find().lean();

/** A resident's conversation in the line, and its hand-over. */
async function waiting(caller = wang): Promise<{ conversation: string; handover: string; told: string }> {
  const { id } = await bot.conversations.start(caller);
  const answer = await say(id, '转人工', caller);
  return { conversation: id, handover: (await bot.conversations.find(caller, id))?.handover?.id ?? '', told: answer?.text ?? '' };
}

describe('asking for a person', () => {
  it('tells the place in the line, which moves on', async () => {
    const first = await waiting();
    const second = await waiting(residentCaller('li'));
    expect([first.told, second.told]).toEqual([expect.stringContaining('您是下一位'), expect.stringContaining('前面还有 1 位')]);
    expect(await bot.handovers.queue()).toEqual({ waiting: 2, oldestAt: expect.any(Number) });
    expect(await bot.handovers.waitingBefore(second.handover)).toBe(1);
    await bot.handovers.take(zhao, first.handover);
    expect((await bot.conversations.find(residentCaller('li'), second.conversation))?.handover).toMatchObject({ state: 'WAITING', waitingBefore: 0 });
    expect(await records('ask')).toMatchObject([{ accountId: 'account-wang', personIds: ['p-wang'] }, { personIds: ['p-li'] }]);
  });

  it('lets who waits see the line grow shorter', async () => {
    const first = await waiting();
    const { conversation } = await waiting(residentCaller('li'));
    const stream = await bot.conversations.watch(residentCaller('li'), conversation);
    const next = stream.next();
    await bot.handovers.take(zhao, first.handover);
    expect(await next).toMatchObject({ value: { turn: null, handover: { waitingBefore: 0 } } satisfies Partial<Record<keyof ConversationChange, unknown>> });
  });

  it('is offered after two failures in a row, and may come of somebody browsing', async () => {
    const nobody = anonymousCaller('web', 'request-0');
    const { id } = await bot.conversations.start(nobody);
    await say(id, '给我讲个笑话', nobody);
    expect(await say(id, '红烧肉怎么做', nobody)).toMatchObject({ chips: expect.arrayContaining([expect.objectContaining({ value: '转人工' })]) });
    await say(id, '转人工', nobody);
    expect(await all()).toMatchObject([{ personId: null, state: 'WAITING', reason: 'ASKED' }]);
  });

  it('keeps the conversation\'s id sealed', async () => {
    const { conversation } = await waiting();
    const [stored] = await all();
    expect(stored?.conversation.length).toBeGreaterThan(conversation.length);
    expect(JSON.stringify(stored)).not.toContain(conversation);
  });

  it('is over after a day in the line', async () => {
    const { conversation, handover } = await waiting();
    bot.kernel.time.ahead += 20 * HOUR;
    await say(conversation, '还在吗');
    bot.kernel.time.ahead += 5 * HOUR;
    expect(await bot.handovers.queue()).toEqual({ waiting: 0, oldestAt: null });
    expect((await bot.handovers.list(zhao, {})).edges).toEqual([]);
    await expect(bot.handovers.take(zhao, handover)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await say(conversation, '下一班车几点来')).toMatchObject({ text: '3分钟后到。' });
    expect((await bot.conversations.find(wang, conversation))?.handover).toBeNull();
  });
});

describe('while a person is asked for or serves', () => {
  it('the words go to the clerk and not to the assistant', async () => {
    const { conversation, handover } = await waiting();
    expect(await say(conversation, '下一班车几点来')).toBeNull();
    await bot.handovers.take(zhao, handover);
    expect(await say(conversation, '下一班车几点来', wang, 'same')).toBeNull();
    expect(await say(conversation, '下一班车几点来', wang, 'same')).toBeNull();
    const [node] = (await bot.handovers.list(zhao, { state: 'TAKEN' })).edges.map((edge) => edge.node);
    const seen = node ? (await bot.handovers.turns(zhao, node)).map(({ author, text }) => [author, text]) : [];
    expect(seen.slice(2)).toEqual([['RESIDENT', '下一班车几点来'], ['STAFF', '工作人员account-zhao为您服务，请讲。'], ['RESIDENT', '下一班车几点来']]);
  });

  it('danger is answered at once, and the clerk sees it', async () => {
    const { conversation, handover } = await waiting();
    const numbers = { cards: [{ __typename: 'EmergencyCard', numbers: [{ number: '120' }] }] };
    expect(await say(conversation, '我妈晕倒了')).toMatchObject(numbers);
    expect((await bot.conversations.find(wang, conversation))?.handover).toMatchObject({ id: handover, state: 'WAITING' });
    await bot.handovers.take(zhao, handover);
    let heard = 0;
    const stop = bot.handovers.onChange(() => heard++);
    expect(await say(conversation, '我妈晕倒了')).toMatchObject(numbers);
    stop();
    expect(heard).toBe(1);
    expect(await say(conversation, '下一班车几点来')).toBeNull();
  });

  it.each(['不等了', '回到小助手', '取消', '算了'])('“%s” leaves the line', async (words) => {
    const { conversation, handover } = await waiting();
    expect(await say(conversation, words)).toMatchObject({ text: '好的，不等了。您接着问我就行。', author: 'ASSISTANT', done: true });
    expect(await say(conversation, '下一班车几点来')).toMatchObject({ text: '3分钟后到。' });
    await expect(bot.handovers.take(zhao, handover)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await records('leave')).toHaveLength(1);
    // Once a clerk is there it is said to the clerk.
    const again = await waiting();
    await bot.handovers.take(zhao, again.handover);
    expect(await say(again.conversation, words)).toBeNull();
  });

  it('another channel\'s own staff may take the resident over', async () => {
    const { conversation, handover } = await waiting();
    await expect(bot.conversations.leaveHandover(residentCaller('li'), conversation)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await bot.conversations.leaveHandover(wang, conversation);
    await expect(bot.handovers.take(zhao, handover)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await say(conversation, '下一班车几点来')).toMatchObject({ text: '3分钟后到。' });
  });

  it('another channel\'s own staff may take the resident over from a clerk: it is over on both sides', async () => {
    const { conversation, handover } = await waiting();
    await bot.handovers.take(zhao, handover);
    const stream = await bot.conversations.watch(wang, conversation);
    const next = stream.next();
    let changes = 0;
    const stop = bot.handovers.onChange(() => changes++);
    await bot.conversations.leaveHandover(wang, conversation);
    stop();
    expect(changes).toBe(1);
    expect(await next).toMatchObject({ value: { turn: null, typing: false, handover: null } });
    expect((await bot.handovers.list(zhao, { state: 'TAKEN' })).edges).toEqual([]);
    expect((await bot.handovers.list(zhao, { state: 'ENDED' })).edges).toMatchObject([{ node: { id: handover } }]);
    await expect(bot.handovers.answer(zhao, handover, '您好', 'k')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(bot.handovers.end(zhao, handover)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await say(conversation, '下一班车几点来')).toMatchObject({ text: '3分钟后到。' });
    expect(await records('leave')).toHaveLength(1);
    await stream.return?.();
  });

  it('the clerk is told of words when they can be read', async () => {
    const { conversation, handover } = await waiting();
    const taken = await bot.handovers.take(zhao, handover);
    const read: Promise<string[]>[] = [];
    const stop = bot.handovers.onChange(() => void read.push(bot.handovers.turns(zhao, taken).then((turns) => turns.map(({ text }) => text))));
    await say(conversation, '我的材料带齐了');
    stop();
    expect((await Promise.all(read)).map((seen) => seen.at(-1))).toEqual(['我的材料带齐了']);
  });

  it('a sign-in that answers what waited does not lose the place', async () => {
    const nobody = anonymousCaller('web', 'request-0');
    const { id } = await bot.conversations.start(nobody);
    await say(id, '看看我的账号', nobody);
    await say(id, '转人工', nobody);
    await bot.conversations.resume(residentCaller('wang', { assurance: 'sensitive' }), id, 'r1');
    expect((await bot.conversations.find(wang, id))?.handover).toMatchObject({ state: 'WAITING' });
  });
});

describe('a clerk', () => {
  it('takes one that no other has', async () => {
    const { conversation, handover } = await waiting();
    const outcomes = await Promise.allSettled([bot.handovers.take(zhao, handover), bot.handovers.take(sun, handover)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
    expect((await texts(conversation)).filter((text) => text.endsWith('为您服务，请讲。'))).toHaveLength(1);
    expect(await records('take')).toHaveLength(1);
    await expect(bot.handovers.take(zhao, 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('answers once for a key, without numbers that could be read later', async () => {
    const { conversation, handover } = await waiting();
    await bot.handovers.take(zhao, handover);
    const answer = await bot.handovers.answer(zhao, handover, '请拨13812345678', 'k1');
    expect(await bot.handovers.answer(zhao, handover, '请拨13812345678', 'k1')).toEqual(answer);
    expect(answer).toMatchObject({ author: 'STAFF', text: '请拨***********' });
    await expect(bot.handovers.answer(zhao, handover, '别的话', 'k1')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(bot.handovers.answer(zhao, handover, ' ', 'k2')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(bot.handovers.answer(sun, handover, '你好', 'k3')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await texts(conversation)).filter((text) => text.startsWith('请拨'))).toHaveLength(1);
    expect(await records('answer')).toHaveLength(1);
  });

  it('gives it back, and reads nothing of what is said later', async () => {
    const { conversation, handover } = await waiting();
    const taken = await bot.handovers.take(zhao, handover);
    await expect(bot.handovers.end(sun, handover)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bot.handovers.end(zhao, handover)).toMatchObject({ state: 'ENDED' });
    await expect(bot.handovers.end(zhao, handover)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(bot.handovers.answer(zhao, handover, '还有一句', 'k')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await texts(conversation)).at(-1)).toBe('人工服务结束了，我接着为您服务。');
    bot.kernel.time.ahead += 1_000;
    expect(await say(conversation, '下一班车几点来')).toMatchObject({ text: '3分钟后到。' });
    const read = (await bot.handovers.turns(zhao, taken)).map(({ text }) => text);
    expect(read).toContain('转人工');
    expect(read).not.toContain('下一班车几点来');
    expect((await bot.handovers.list(sun, { state: 'ENDED' })).edges).toEqual([]);
  });

  it('is who may: residents and administrators may not', async () => {
    const { handover } = await waiting();
    for (const [caller, code] of [[anonymousCaller('web', 'r'), 'UNAUTHENTICATED'], [wang, 'FORBIDDEN'], [clerkCaller('admin', { post: { id: 'post', role: 'system-admin', organisationId: 'o' } }), 'FORBIDDEN']] as const) {
      await expect(bot.handovers.list(caller, {})).rejects.toMatchObject({ code });
      await expect(bot.handovers.take(caller, handover)).rejects.toMatchObject({ code });
      await expect(watchQueue(caller, bot.handovers)).rejects.toMatchObject({ code });
    }
  });

  it('is recorded when reading the line and what was said', async () => {
    await waiting();
    const [edge] = (await bot.handovers.list(zhao, {})).edges;
    if (edge) await bot.handovers.turns(zhao, edge.node);
    expect(await records('list')).toMatchObject([{ accountId: 'account-zhao' }]);
    expect(await records('read')).toMatchObject([{ accountId: 'account-zhao', personIds: ['p-wang'], subjectId: edge?.node.id }]);
  });

  it('pages through the line from the longest wait on', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      ids.push((await waiting(residentCaller(`r${index}`))).handover);
      bot.kernel.time.ahead += 1_000;
    }
    const page = async (after: string | null) => bot.handovers.list(zhao, { first: 2, after });
    const first = await page(null);
    await bot.handovers.take(zhao, ids[1] ?? '');
    const second = await page(first.pageInfo.endCursor);
    const third = await page(second.pageInfo.endCursor);
    expect([first, second, third].map(({ edges }) => edges.map(({ node }) => node.id))).toEqual([[ids[0], ids[1]], [ids[2], ids[3]], [ids[4]]]);
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
    await expect(page('bm9uZQ')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(bot.handovers.list(zhao, { first: 51 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('sees how many wait, now and with each change', async () => {
    const stream = await watchQueue(zhao, bot.handovers);
    expect(await stream.next()).toMatchObject({ value: { waiting: 0, oldestAt: null } });
    const next = stream.next();
    await waiting();
    expect(await next).toMatchObject({ value: { waiting: 1 } });
    const last = stream.next();
    await stream.return?.();
    expect(await last).toMatchObject({ done: true });
  });
});

describe('out of hours', () => {
  beforeEach(() => {
    // Friday evening.
    bot.kernel.time.ahead += 2 * 24 * HOUR + 10 * HOUR;
  });

  it('word is left for the staff, once, and the assistant goes on', async () => {
    const { conversation, told } = await waiting();
    expect(told).toContain('留了言');
    expect(await say(conversation, '下一班车几点来')).toMatchObject({ text: '3分钟后到。' });
    expect(await say(conversation, '转人工')).toMatchObject({ text: told });
    expect(bot.told).toHaveLength(1);
    expect(await all()).toMatchObject([{ _id: bot.told[0], state: 'LEFT' }]);
    expect((await bot.conversations.find(wang, conversation))?.handover).toBeNull();
    expect(await bot.handovers.queue()).toMatchObject({ waiting: 0 });
  });

  it('what was left is read on Monday, when the conversation is long forgotten', async () => {
    const { conversation } = await waiting();
    expect(JSON.stringify(await all())).not.toContain('转人工');
    bot.kernel.time.ahead += 62 * HOUR;
    expect(await bot.conversations.find(wang, conversation)).toBeNull();
    const [edge] = (await bot.handovers.list(zhao, { state: 'LEFT' })).edges;
    if (!edge) throw new Error('nothing was left');
    expect((await bot.handovers.turns(zhao, edge.node)).map(({ text }) => text)).toEqual(['转人工']);
    expect(await bot.handovers.take(zhao, edge.node.id)).toMatchObject({ state: 'TAKEN' });
    const answer = await bot.handovers.answer(zhao, edge.node.id, '您好，请带身份证来，电话13812345678。', 'k');
    expect(answer).toMatchObject({ author: 'STAFF', text: '您好，请带身份证来，电话***********。' });
    expect(await bot.handovers.answer(zhao, edge.node.id, '您好，请带身份证来，电话13812345678。', 'k')).toEqual(answer);
    expect([...bot.answered.values()]).toEqual([{ personId: 'p-wang', clerk: '工作人员account-zhao', words: '您好，请带身份证来，电话***********。' }]);
    expect(JSON.stringify(await all())).not.toContain('请带身份证');
    expect((await bot.handovers.turns(zhao, edge.node)).map(({ author, text }) => [author, text])).toEqual([['RESIDENT', '转人工'], ['STAFF', answer.text]]);
    expect(await bot.handovers.end(zhao, edge.node.id)).toMatchObject({ state: 'ENDED' });
  });

  it('a long answer takes several messages, and who was not signed in cannot be answered any more', async () => {
    await waiting();
    await waiting(anonymousCaller('web', 'request-0'));
    bot.kernel.time.ahead += 62 * HOUR;
    const [signedIn, nobody] = (await bot.handovers.list(zhao, { state: 'LEFT' })).edges.map(({ node }) => node.id);
    await bot.handovers.take(zhao, signedIn ?? '');
    await bot.handovers.answer(zhao, signedIn ?? '', '长'.repeat(400), 'long');
    expect([...bot.answered.values()].map(({ words }) => words.length)).toEqual([190, 190, 20]);
    await bot.handovers.take(zhao, nobody ?? '');
    await expect(bot.handovers.answer(zhao, nobody ?? '', '您好', 'k')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(bot.answered.size).toBe(3);
  });

  it('is answered in the conversation while that is there', async () => {
    const { conversation } = await waiting();
    const [edge] = (await bot.handovers.list(zhao, { state: 'LEFT' })).edges;
    await bot.handovers.take(zhao, edge?.node.id ?? '');
    await bot.handovers.answer(zhao, edge?.node.id ?? '', '我还在', 'k');
    expect((await texts(conversation)).at(-1)).toBe('我还在');
    expect(bot.answered.size).toBe(0);
  });

  it('asked again in the morning it joins the line as one', async () => {
    bot.kernel.time.ahead -= 24 * HOUR;
    const { conversation } = await waiting();
    bot.kernel.time.ahead += 13 * HOUR;
    expect(await say(conversation, '转人工')).toMatchObject({ text: expect.stringContaining('您是下一位') });
    expect(await all()).toMatchObject([{ state: 'WAITING', _id: bot.told[0] }]);
    expect(JSON.stringify(await all())).not.toContain('words');
  });
});

describe('what is held of a person', () => {
  it('is handed out and removed', async () => {
    await waiting();
    await waiting(residentCaller('li'));
    const data = createBotPersonalData(bot.handovers);
    expect(await data.collect('p-wang')).toMatchObject([{ records: [{ state: 'WAITING', clerk: null, askedAt: expect.stringMatching(/^2026-03-18T02:/) }] }]);
    expect(await withTransaction(connection, (session) => data.erase(session, 'p-wang', '2026-03-18'))).toMatchObject({ deleted: [{ zh: '转人工记录' }] });
    expect([await data.collect('p-wang'), (await all()).map(({ personId }) => personId)]).toEqual([[], ['p-li']]);
  });
});
