import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { projectRoot } from '../root.js';
import { testConnection } from '../testing/mongo.js';
import { createFieldCipher } from './field-cipher.js';
import { ANNOUNCED_MS, openFileKeystore } from './file-keystore.js';
import { tokenIn } from './look-up.js';
import type { SealedCollection } from './levels.js';
import { listStale, reencrypt, type ReencryptProgress } from './reencrypt.js';
import type { FieldCipher } from './types.js';

interface Account {
  _id: string;
  phone?: string;
  phoneToken?: string;
  factors?: { secret: string }[];
}

describe('sealing again after a rotation', () => {
  let connection: Connection;
  let close: () => Promise<void>;
  const folder = mkdtempSync(path.join(tmpdir(), 'reencrypt-'));
  beforeAll(async () => ({ connection, close } = await testConnection('reencrypt')));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await close();
  });

  it('walks on from where it was broken off, renews values and tokens, and leaves what is new', async () => {
    const time = { now: Date.parse('2026-11-23T12:00:00+08:00') };
    const store = openFileKeystore(folder, () => time.now);
    const cipher = createFieldCipher(store);
    const accounts = connection.collection<Account>('accounts');
    const context = (id: unknown) => `account.phone:${String(id)}`;
    const phone = (n: number) => `138${String(n).padStart(8, '0')}`;
    const account = (n: number): Account => {
      const _id = `a${String(n).padStart(4, '0')}`;
      return { _id, phone: cipher.seal(phone(n), context(_id)), phoneToken: cipher.token('phone', phone(n)), factors: [{ secret: cipher.seal(`s${n}`, `factor:${_id}:0`) }] };
    };
    await accounts.insertMany(Array.from({ length: 450 }, (_none, n) => account(n)));
    await accounts.insertOne({ _id: 'b-none' });
    store.rotate(['field', 'blind-index']);
    time.now += ANNOUNCED_MS;
    await accounts.insertOne(account(500));
    const registered: SealedCollection[] = [{
      collection: 'accounts',
      tokens: ['phoneToken'],
      fields: [
        { path: 'phone', context: ({ _id }) => context(_id) },
        { path: 'factors.$.secret', context: ({ _id }, index) => `factor:${String(_id)}:${index}` },
      ],
    }];
    expect(await listStale(connection, cipher)).toEqual([{ place: 'accounts.factors.secret', count: 450 }, { place: 'accounts.phone', count: 450 }, { place: 'accounts.phoneToken', count: 450 }]);
    let calls = 0;
    const broken = reencrypt(connection, cipher, registered, () => {
      if ((calls += 1) === 2) throw new Error('power cut');
    });
    await expect(broken).rejects.toThrow('power cut');
    const [result] = await reencrypt(connection, cipher, registered);
    // The second batch was done but not written down: it is seen again, and nothing of it is changed twice.
    expect(result).toEqual({ collection: 'accounts', seen: 452, total: 452, changed: 250, clashes: 0 });
    for await (const { _id, phone: sealed, phoneToken, factors } of accounts.find()) {
      if (sealed === undefined || phoneToken === undefined) continue;
      expect([cipher.stale(sealed), cipher.stale(phoneToken), cipher.stale(factors?.[0]?.secret ?? '')]).toEqual([false, false, false]);
      expect(phoneToken).toBe(cipher.token('phone', cipher.open(sealed, context(_id))));
    }
    expect(await listStale(connection, cipher)).toEqual([]);
    expect(await connection.collection('crypto_walks').countDocuments()).toBe(0);
  });

  it('changes the key of blind indexes while others look up: every value is found at every moment, under either form, tokens without their values too', async () => {
    const time = { now: Date.parse('2026-11-23T12:00:00+08:00') };
    const keys = mkdtempSync(path.join(tmpdir(), 'blind-'));
    const store = openFileKeystore(keys, () => time.now);
    // Another process, which looks at the key file each five seconds.
    const neighbour = createFieldCipher(openFileKeystore(keys, () => time.now));
    const cipher = createFieldCipher(store);
    interface Line { _id: string; name: string; openId: string; guardians: { token: string }[] }
    const lines = connection.collection<Line>('lines');
    const lineOf = (by: FieldCipher, n: number): Line => {
      const _id = by.token('identifier', `id-${n}`);
      return { _id, name: by.seal(`name-${n}`, `line:${_id}`), openId: by.token('wechat', `open-${n}`), guardians: [{ token: by.token('identifier', `id-${n + 1}`) }] };
    };
    const count = 430;
    await lines.insertMany(Array.from({ length: count }, (_none, n) => lineOf(cipher, n)));
    await lines.createIndex({ openId: 1 }, { unique: true });
    const findable = async (by: FieldCipher, n: number): Promise<void> => {
      const filter = [{ _id: tokenIn(by, 'identifier', `id-${n}`) }, { openId: tokenIn(by, 'wechat', `open-${n}`) }, { 'guardians.token': tokenIn(by, 'identifier', `id-${n + 1}`) }];
      for (const one of filter) {
        const found = await lines.find(one).toArray();
        expect(found.map(({ _id, name }) => by.open(name, `line:${_id}`))).toEqual([`name-${n}`]);
      }
    };
    store.rotate(['blind-index']);
    // Announced: written as before, looked up in both forms by all, before anything is written anew.
    expect(cipher.token('identifier', 'id-0')).toMatch(/^t1\./);
    time.now += 5000;
    expect(neighbour.tokens('identifier', 'id-0').map((form) => form.slice(0, 2))).toEqual(['t1', 't2']);
    time.now += ANNOUNCED_MS - 5000;
    await lines.insertOne(lineOf(cipher, count));
    expect((await lines.findOne({ openId: cipher.token('wechat', `open-${count}`) }))?.openId).toMatch(/^t2\./);
    await findable(neighbour, count);
    const registered: SealedCollection[] = [{ collection: 'lines', tokens: ['_id', 'openId', 'guardians.$.token'], fields: [{ path: 'name', context: ({ _id }) => `line:${String(_id)}` }] }];
    let batches = 0;
    const broken = reencrypt(connection, cipher, registered, () => {
      if ((batches += 1) === 2) throw new Error('power cut');
    });
    await expect(broken).rejects.toThrow('power cut');
    const under = async (version: string) => lines.countDocuments({ openId: new RegExp(`^${version}\\.`) });
    expect([await under('t1') > 0, await under('t2') > 1]).toEqual([true, true]);
    for (let n = 0; n <= count; n += 13) for (const by of [cipher, neighbour]) await findable(by, n);
    const progress: ReencryptProgress[] = [];
    await reencrypt(connection, cipher, registered, (one) => progress.push(one));
    expect(progress.at(-1)).toMatchObject({ collection: 'lines', clashes: 0 });
    expect([await lines.countDocuments(), await under('t1')]).toEqual([count + 1, 0]);
    for (let n = 0; n <= count; n += 13) {
      await findable(cipher, n);
      expect((await lines.findOne({ openId: cipher.token('wechat', `open-${n}`) }))?._id).toBe(cipher.token('identifier', `id-${n}`));
    }
    expect((await listStale(connection, cipher)).filter(({ place }) => place.startsWith('lines'))).toEqual([]);
    // Two of what there should be one of are counted and left to be looked at.
    const twin = lineOf(cipher, 9999);
    store.rotate(['blind-index']);
    time.now += ANNOUNCED_MS;
    await lines.insertMany([twin, lineOf(cipher, 9999)]);
    expect((await reencrypt(connection, cipher, registered)).map(({ clashes }) => clashes)).toEqual([1]);
    expect(await lines.findOne({ _id: twin._id })).not.toBeNull();
    rmSync(keys, { recursive: true });
  });

  it('begins anew for keys that are newer than those of a walk that was broken off', async () => {
    const keys = mkdtempSync(path.join(tmpdir(), 'anew-'));
    const store = openFileKeystore(keys);
    const cipher = createFieldCipher(store);
    const notes = connection.collection<{ _id: string; text: string }>('notes');
    await notes.insertMany(Array.from({ length: 300 }, (_none, n) => ({ _id: `n${String(n).padStart(3, '0')}`, text: cipher.seal('x', 'note') })));
    const registered: SealedCollection[] = [{ collection: 'notes', fields: [{ path: 'text', context: () => 'note' }] }];
    store.rotate(['field']);
    let calls = 0;
    await expect(reencrypt(connection, cipher, registered, () => {
      if ((calls += 1) === 2) throw new Error('power cut');
    })).rejects.toThrow('power cut');
    store.rotate(['field']);
    expect(await reencrypt(connection, cipher, registered)).toMatchObject([{ seen: 300, changed: 300 }]);
    rmSync(keys, { recursive: true });
  });

  it('survives a kill -9 in the middle: another process takes up where it was', async () => {
    const keys = mkdtempSync(path.join(tmpdir(), 'killed-'));
    const store = openFileKeystore(keys);
    const cipher = createFieldCipher(store);
    const victims = connection.collection<{ _id: string; text: string }>('victims');
    await victims.insertMany(Array.from({ length: 1000 }, (_none, n) => ({ _id: `v${String(n).padStart(4, '0')}`, text: cipher.seal(`text ${n}`, 'victim') })));
    store.rotate(['field']);
    const child = spawn(process.execPath, [path.join(projectRoot(), 'scripts/run.mjs'), 'modules/kernel/crypto/reencrypt-child.ts', process.env.TEST_MONGODB_URI ?? '', connection.name, keys], { cwd: projectRoot(), stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const walk = await connection.collection<{ _id: string; seen: number }>('crypto_walks').findOne({ _id: 'victims' });
    expect(walk?.seen).toBe(400);
    const [result] = await reencrypt(connection, createFieldCipher(openFileKeystore(keys)), [{ collection: 'victims', fields: [{ path: 'text', context: () => 'victim' }] }]);
    // 400 were done and written down, 200 done and not written down: those are looked at again.
    expect(result).toMatchObject({ seen: 1000, total: 1000 });
    expect((result?.seen ?? 0) - (walk?.seen ?? 0)).toBe(600);
    for await (const { _id, text } of victims.find()) expect([cipher.stale(text), cipher.open(text, 'victim')]).toEqual([false, `text ${Number(_id.slice(1))}`]);
    rmSync(keys, { recursive: true });
  });
});
