import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql, parse, subscribe, type ExecutionResult } from 'graphql';
import { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { anonymousCaller, type Caller } from '../../kernel/caller.js';
import { withTransaction } from '../../kernel/db.js';
import { createRedisBus } from '../../kernel/events.js';
import { projectRoot } from '../../kernel/root.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { actingFor, messagesProcess, personCaller, type MessagesProcess, type ProcessOptions } from '../testing.js';

const typeDefs = readFileSync(path.join(projectRoot(), 'schema.graphql'), 'utf8');
const wang = personCaller('p-wang');
let connection: Connection;
let process1: MessagesProcess;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  const test = await testConnection('inbox');
  connection = test.connection;
  closing.push(test.close);
  process1 = await start();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: ProcessOptions = {}): Promise<MessagesProcess> {
  const started = await messagesProcess(connection, options);
  closing.push(() => started.stop());
  return started;
}

const schemaOf = (own: MessagesProcess) => makeExecutableSchema({ typeDefs, resolvers: own.messages.resolvers });

/** Asks through the contract; throws the first error as it was thrown. */
async function ask(caller: Caller, source: string, own = process1): Promise<Record<string, unknown>> {
  const { data, errors } = await graphql({ schema: schemaOf(own), source, contextValue: { caller } });
  if (errors?.[0]) throw errors[0].originalError ?? errors[0];
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>; // looked into by the tests
}

const LIST = '{ inbox { totalCount nodes { id title body(language: EN) kind readAt link } pageInfo { hasNextPage endCursor } } inboxState { unread newest { body } } }';
const bodies = async (caller = wang): Promise<string[]> => ((await ask(caller, '{ inbox { nodes { body } } }'))['inbox'] as { nodes: { body: string }[] }).nodes.map(({ body }) => body);
const idOf = async (text: string, caller = wang): Promise<string> =>
  ((await ask(caller, '{ inbox { nodes { id body } } }'))['inbox'] as { nodes: { id: string; body: string }[] }).nodes.find(({ body }) => body === text)?.id ?? '';
const note = (key: string, personId = 'p-wang') => process1.notify({ key, personId, params: { text: key } });
const records = (action: string) => connection.collection('audit_records').find({ action }).toArray();

describe('the inbox', () => {
  it('shows the newest first, with its words in the language asked for', async () => {
    await process1.notify({ key: 'a', template: 'test.application', params: { name: '老年优待证', result: { zh: '已通过', en: 'approved' } }, link: '/affairs/1' });
    await note('停水');
    const answer = await ask(wang, LIST);
    expect(answer).toMatchObject({
      inbox: {
        totalCount: 2,
        nodes: [{ title: '通知', body: '停水', kind: 'COMMUNITY', readAt: null, link: null }, { title: '办件有进展', body: 'Your application “老年优待证”: approved', kind: 'AFFAIRS', link: '/affairs/1' }],
        pageInfo: { hasNextPage: false },
      },
      inboxState: { unread: 2, newest: { body: '停水' } },
    });
  });

  it('is one message under one key, and none of a transaction that did not commit', async () => {
    await Promise.all([note('a'), note('a'), note('a')]);
    await note('a');
    await note('a', 'p-li');
    const failing = withTransaction(connection, async (session) => {
      await process1.messages.notifier.notify(session, { personId: 'p-wang', template: 'test.note', params: { text: 'never' }, key: 'never' });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect([await bodies(), await bodies(personCaller('p-li'))]).toEqual([['a'], ['a']]);
  });

  it('pages by cursors that hold while messages come and go', async () => {
    for (let index = 0; index < 7; index++) await note(`m${index}`);
    const page = async (after: string | null) =>
      (await ask(wang, `{ inbox(first: 3${after ? `, after: "${after}"` : ''}) { nodes { id body } pageInfo { hasNextPage endCursor } } }`))['inbox'] as { nodes: { id: string; body: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    const first = await page(null);
    await note('newer');
    await ask(wang, `mutation { deleteMessage(id: "${first.nodes[2]?.id}") }`);
    const second = await page(first.pageInfo.endCursor);
    const third = await page(second.pageInfo.endCursor);
    expect([first, second, third].map(({ nodes }) => nodes.map(({ body }) => body))).toEqual([['m6', 'm5', 'm4'], ['m3', 'm2', 'm1'], ['m0']]);
    expect([second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, false]);
    await expect(page('bm9uZQ')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(ask(wang, '{ inbox(first: 51) { totalCount } }')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('narrows to what is unread and to a kind', async () => {
    await note('a');
    await process1.notify({ key: 'b', template: 'test.new-device', params: { device: '手机' } });
    await ask(wang, `mutation { markMessageRead(id: "${await idOf('a')}") { id } }`);
    expect(await ask(wang, '{ unread: inbox(unreadOnly: true) { totalCount nodes { kind } } security: inbox(kind: SECURITY) { totalCount } health: inbox(kind: HEALTH) { totalCount } }')).toEqual({
      unread: { totalCount: 1, nodes: [{ kind: 'SECURITY' }] }, security: { totalCount: 1 }, health: { totalCount: 0 },
    });
  });

  it('marks one read, all, and all that were shown', async () => {
    for (const key of ['a', 'b', 'c']) await note(key);
    const read = await ask(wang, `mutation { markMessageRead(id: "${await idOf('a')}") { readAt } }`);
    expect((read['markMessageRead'] as { readAt: unknown }).readAt).not.toBeNull();
    const shown = await idOf('b');
    expect(await ask(wang, `mutation { markAllMessagesRead(upTo: "${shown}") }`)).toEqual({ markAllMessagesRead: 1 });
    expect(await ask(wang, '{ inboxState { unread } }')).toEqual({ inboxState: { unread: 1 } });
    expect(await ask(wang, 'mutation { markAllMessagesRead }')).toEqual({ markAllMessagesRead: 1 });
    expect(await ask(wang, '{ inboxState { unread } }')).toEqual({ inboxState: { unread: 0 } });
  });

  it('deletes words for good, and the same key does not bring them back', async () => {
    await note('a');
    const id = await idOf('a');
    expect(await ask(wang, `mutation { deleteMessage(id: "${id}") }`)).toEqual({ deleteMessage: true });
    expect(await ask(wang, `mutation { deleteMessage(id: "${id}") }`)).toEqual({ deleteMessage: true });
    await note('a');
    expect(await ask(wang, '{ inboxState { unread newest { id } } }')).toEqual({ inboxState: { unread: 0, newest: null } });
    expect(await connection.collection('messages').findOne({}, { projection: { sealed: 1, _id: 0 } })).toEqual({});
    await expect(ask(wang, `mutation { markMessageRead(id: "${id}") { id } }`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('whose inbox it is', () => {
  const child = personCaller('p-wang', { actingFor: actingFor('p-child', ['messages.read']) });

  it('is nobody’s who has not signed in or is not proved, and no desk’s', async () => {
    await note('a');
    await expect(ask(anonymousCaller('web', 'r'), LIST)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(ask(personCaller('p-wang', { personId: null, proofed: false }), LIST)).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    await expect(ask(personCaller('p-wang', { proofed: false }), LIST)).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    const clerk = personCaller('p-clerk', { post: { id: 'x', role: 'security-admin', organisationId: 'o' } });
    expect(await bodies(clerk)).toEqual([]);
  });

  it('keeps others from marking and deleting, and does not say whether it is there', async () => {
    await note('a');
    const id = await idOf('a');
    for (const mutation of [`markMessageRead(id: "${id}") { id }`, `deleteMessage(id: "${id}")`, `markAllMessagesRead(upTo: "${id}")`]) {
      await expect(ask(personCaller('p-li'), `mutation { ${mutation} }`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await ask(wang, '{ inboxState { unread } }')).toEqual({ inboxState: { unread: 1 } });
  });

  it('shows a guardian the child’s, with the scope for it, but lets them delete nothing', async () => {
    await note('学校通知', 'p-child');
    await note('mine');
    expect(await bodies(child)).toEqual(['学校通知']);
    await ask(child, `mutation { markMessageRead(id: "${await idOf('学校通知', child)}") { id } }`);
    await expect(ask(child, `mutation { deleteMessage(id: "${await idOf('学校通知', child)}") }`)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const other = personCaller('p-wang', { actingFor: actingFor('p-child', ['health.read']) });
    await expect(bodies(other)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('records each reading and each change, with the one acted for', async () => {
    await note('a', 'p-child');
    await bodies(child);
    const id = await idOf('a', child);
    await ask(child, `mutation { markMessageRead(id: "${id}") { id } }`);
    const [read] = await records('messages.inbox.read');
    expect(read).toMatchObject({ personId: 'p-wang', actingFor: 'p-child', personIds: ['p-child'], purpose: 'service', outcome: 'done' });
    expect(await records('messages.inbox.mark')).toMatchObject([{ personId: 'p-wang', subjectId: id, personIds: ['p-child'] }]);
    // Refused changes leave a record of the refusal and nothing else.
    await ask(child, `mutation { deleteMessage(id: "${id}") }`).catch(() => undefined);
    expect((await records('messages.inbox.delete')).map(({ outcome }) => String(outcome))).toEqual(['denied']);
  });
});

describe('at rest', () => {
  it('no word of a message stands in the clear in any collection', async () => {
    await process1.notify({ key: 'a', template: 'test.application', params: { name: '植入词甲乙丙', result: 'planted-word' }, link: '/affairs/planted-link' });
    await connection.collection('control').insertOne({ text: 'planted-word' });
    const found = new Set<string>();
    for (const { name } of await connection.db!.listCollections().toArray()) {
      const text = JSON.stringify(await connection.collection(name).find().toArray());
      for (const word of ['植入词甲乙丙', 'planted-word', 'planted-link']) if (text.includes(word)) found.add(`${name}:${word}`);
    }
    expect([...found]).toEqual(['control:planted-word']);
  });

  it('a message moved to another place or changed by a byte does not open', async () => {
    await note('a');
    await note('b');
    const [one, two] = await connection.collection('messages').find().toArray();
    await connection.collection('messages').updateOne({ _id: one!._id }, { $set: { sealed: two!['sealed'] } });
    await expect(bodies()).rejects.toThrow('does not open');
    const sealed = String(one!['sealed']);
    const flipped = `${sealed.slice(0, 60)}${sealed[60] === 'A' ? 'B' : 'A'}${sealed.slice(61)}`;
    await connection.collection('messages').updateOne({ _id: one!._id }, { $set: { sealed: flipped } });
    await expect(bodies()).rejects.toThrow('does not open');
    await connection.collection('messages').updateOne({ _id: one!._id }, { $set: { sealed } });
    expect((await bodies()).length).toBe(2);
  });
});

describe('live', () => {
  type States = AsyncIterator<ExecutionResult>;
  const WATCH = parse('subscription { inboxChanged { unread newest { body } } }');
  async function watch(caller: Caller, own = process1): Promise<States> {
    const started = await subscribe({ schema: schemaOf(own), document: WATCH, contextValue: { caller } });
    if (!(Symbol.asyncIterator in started)) throw started.errors?.[0]?.originalError ?? new Error('not started');
    closing.push(async () => started.return?.(undefined));
    return started;
  }
  const next = async (states: States): Promise<unknown> => JSON.parse(JSON.stringify(((await states.next()).value as ExecutionResult).data?.['inboxChanged'] ?? null)); // a stream of results

  it('tells how it stands, and then of each change', async () => {
    const states = await watch(wang);
    expect(await next(states)).toEqual({ unread: 0, newest: null });
    const waiting = next(states);
    await note('停电');
    expect(await waiting).toEqual({ unread: 1, newest: { body: '停电' } });
    const read = next(states);
    await ask(wang, 'mutation { markAllMessagesRead }');
    expect(await read).toEqual({ unread: 0, newest: { body: '停电' } });
  });

  it('tells across processes, by Redis', async () => {
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const bus = async () => {
      const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
      const events = await createRedisBus(redis, quiet);
      closing.push(async () => { await events.close(); await redis.quit(); });
      return events;
    };
    await process1.stop();
    const keys = mkdtempSync(path.join(tmpdir(), 'messages-keys-'));
    closing.push(async () => rmSync(keys, { recursive: true }));
    // The one that is watched has no workers, so that word can only come from the other.
    const watched = await start({ events: await bus(), keys, work: false });
    const working = await start({ events: await bus(), keys });
    const states = await watch(wang, watched);
    await next(states);
    const waiting = next(states);
    await working.notify({ key: 'far', params: { text: '远方' } });
    expect(await waiting).toEqual({ unread: 1, newest: { body: '远方' } });
  });

  it('tells nobody of another’s, and ends those who may not read', async () => {
    const states = await watch(personCaller('p-li'));
    await next(states);
    let told = false;
    void states.next().then(() => (told = true));
    await note('not for li');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told).toBe(false);
    await expect(watch(anonymousCaller('web', 'r'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('lets go of who leaves in the middle of a wait', async () => {
    const states = await watch(wang);
    await next(states);
    const waiting = states.next();
    await states.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });
});

describe('what is held about somebody', () => {
  it('is given out whole, and goes when it is to go', async () => {
    await note('a');
    await note('b', 'p-li');
    await ask(wang, 'mutation { setMessagePreferences(input: { language: EN }) { language } }');
    const { personalData } = process1.messages;
    const [messages, preferences] = await personalData.collect('p-wang');
    expect([messages?.records, preferences?.records]).toMatchObject([[{ body: 'a' }], [{ language: 'EN' }]]);
    for (const turn of ['once', 'twice']) {
      const erased = await withTransaction(connection, (session) => personalData.erase(session, 'p-wang', '2026-01-15'));
      expect([turn, erased.kept]).toEqual([turn, []]);
    }
    expect(JSON.stringify(await connection.collection('messages').find().toArray())).not.toContain('p-wang');
    expect(await connection.collection('message_preferences').countDocuments()).toBe(0);
    expect(await bodies(personCaller('p-li'))).toEqual(['b']);
  });
});
