import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { anonymousCaller, type Caller } from './caller.js';
import { createFieldCipher, openFileKeystore } from './crypto/index.js';
import { withTransaction } from './db.js';
import { createMutationIndexes, createMutations, KEPT_MS, type MutationBatches, type Mutations } from './idempotency.js';
import { testConnection } from './testing/mongo.js';

describe('mutations run once', () => {
  let connection: Connection;
  let close: () => Promise<void>;
  let mutations: Mutations & MutationBatches;
  const time = { now: Date.UTC(2026, 0, 15, 8) };
  const folder = mkdtempSync(path.join(tmpdir(), 'idempotency-'));
  const caller: Caller = { ...anonymousCaller('web', 'r'), accountId: 'a1', assurance: 'ordinary' };
  const spec = (key: string, input: unknown = { n: 1 }) => ({ action: 'x.create', key, input });
  const things = () => connection.collection<{ name: string }>('things');
  /** Writes a thing and answers how many there are of it. */
  const add = (name: string) => mutations.run(caller, spec(name), async (session) => {
    await things().insertOne({ name }, { session });
    return { name, count: await things().countDocuments({ name }, { session }), at: new Date(5), none: null };
  });
  beforeAll(async () => {
    ({ connection, close } = await testConnection('idempotency'));
    await createMutationIndexes(connection);
    await connection.createCollection('things');
    mutations = createMutations({ connection, clock: { now: () => time.now }, cipher: createFieldCipher(openFileKeystore(folder)) });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await close();
  });

  it('gives the same answer to the same key, dates included, without running again', async () => {
    const first = await add('once');
    expect(first).toEqual({ name: 'once', count: 1, at: new Date(5), none: null });
    expect(await add('once')).toEqual(first);
    expect(await things().countDocuments({ name: 'once' })).toBe(1);
    expect(await mutations.run(caller, spec('nothing'), async () => undefined)).toBeUndefined();
    expect(await mutations.run(caller, spec('nothing'), async () => 1)).toBeUndefined();
  });

  it('refuses the key with another input, for somebody else, or in another post; another account has keys of its own', async () => {
    await mutations.run(caller, spec('conflict', { at: new Date(1) }), async () => 1);
    const again = (input: unknown, over: Partial<Caller> = {}) => mutations.run({ ...caller, ...over }, spec('conflict', input), async () => 2);
    expect(await again({ at: new Date(1) })).toBe(1);
    await expect(again({ at: new Date(2) })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(again({ at: new Date(1) }, { actingFor: { delegationId: 'd', kind: 'person', id: 'child', displayName: '', scopes: [] } })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(again({ at: new Date(1) }, { post: { id: 'p', role: 'clerk', organisationId: 'o' } })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await again({ at: new Date(2) }, { accountId: 'a2' })).toBe(2);
    await expect(again({}, { accountId: null })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('runs doubles at the same time once and gives all of them one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => add('doubled')));
    expect(new Set(answers.map(({ count }) => count))).toEqual(new Set([1]));
    expect(await things().countDocuments({ name: 'doubled' })).toBe(1);
  });

  it('keeps nothing of what failed', async () => {
    const failing = mutations.run(caller, spec('failed'), async (session) => {
      await things().insertOne({ name: 'failed' }, { session });
      throw new Error('rule broken');
    });
    await expect(failing).rejects.toThrow('rule broken');
    expect(await things().countDocuments({ name: 'failed' })).toBe(0);
    expect(await mutations.run(caller, spec('failed'), async () => 'second try')).toBe('second try');
  });

  it('asks others beforehand only where no answer is kept', async () => {
    let asked = 0;
    const run = () => mutations.run(caller, spec('before'), async () => asked, async () => void (asked += 1));
    expect(await run()).toBe(1);
    expect(await run()).toBe(1);
    expect(asked).toBe(1);
  });

  it('forgets after 48 hours', async () => {
    await mutations.run(caller, spec('old'), async () => 1);
    time.now += KEPT_MS - 1;
    expect(await mutations.run(caller, spec('old'), async () => 2)).toBe(1);
    time.now += 1;
    expect(await mutations.run(caller, spec('old', { other: true }), async () => 3)).toBe(3);
    const indexes = await connection.collection('idempotency').indexes();
    expect(indexes.find(({ expireAfterSeconds }) => expireAfterSeconds === 0)?.key).toEqual({ expiresAt: 1 });
  });

  it('stores neither input nor answer in the clear', async () => {
    const planted = '110101199003074514';
    await mutations.run(caller, spec('secret', { id: planted }), async () => ({ id: planted }));
    const all = JSON.stringify(await connection.collection('idempotency').find().toArray());
    expect(all).not.toContain(planted);
    expect(await mutations.run(caller, spec('secret', { id: planted }), async () => null)).toEqual({ id: planted });
  });

  it('keeps the answers of a group with its transaction, each under its own key, and knows them afterwards', async () => {
    const group = ['g1', 'g2'].map((key) => mutations.ticket({ ...caller, accountId: `a-${key}` }, spec(key)));
    expect((await mutations.earlier(group)).size).toBe(0);
    const keep = (answer: number) => withTransaction(connection, (session) => mutations.keep(session, group.map((ticket) => ({ ticket, answer: { ticket: ticket.id, at: new Date(5), answer } }))));
    await keep(1);
    expect([...(await mutations.earlier(group))]).toEqual(expect.arrayContaining(group.map(({ id }) => [id, { answer: { ticket: id, at: new Date(5), answer: 1 } }])));
    // The way alone knows what the group kept, and the other way round.
    expect(await mutations.run({ ...caller, accountId: 'a-g1' }, spec('g1'), async () => 9)).toMatchObject({ answer: 1 });
    await expect(keep(2)).rejects.toMatchObject({ code: 11_000 });
    const other = mutations.ticket({ ...caller, accountId: 'a-g1' }, spec('g1', { n: 2 }));
    expect((await mutations.earlier([other])).get(other.id)).toMatchObject({ fault: { code: 'IDEMPOTENCY_CONFLICT' } });
    time.now += KEPT_MS;
    expect((await mutations.earlier(group)).size).toBe(0);
    await keep(3);
    expect((await mutations.earlier(group)).get(group[0]?.id ?? '')).toMatchObject({ answer: { answer: 3 } });
    expect(() => mutations.ticket({ ...caller, accountId: null }, spec('g1'))).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it.each(['', 'a b', '键', 'x'.repeat(129), 'a\n'])('refuses the key %j', async (key) => {
    await expect(mutations.run(caller, spec(key), async () => 1)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'idempotencyKey' } });
  });
});
