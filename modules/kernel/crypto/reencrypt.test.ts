import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { testConnection } from '../testing/mongo.js';
import { createFieldCipher } from './field-cipher.js';
import { openFileKeystore } from './file-keystore.js';
import { listStale, reencrypt, type SealedCollection } from './reencrypt.js';

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
    const store = openFileKeystore(folder);
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
    await accounts.insertOne(account(500));
    const registered: SealedCollection[] = [{
      collection: 'accounts',
      fields: [
        { path: 'phone', context: ({ _id }) => context(_id), token: { path: 'phoneToken', kind: 'phone' } },
        { path: 'factors.$.secret', context: ({ _id }, index) => `factor:${String(_id)}:${index}` },
      ],
    }];
    expect(await listStale(connection, cipher)).toEqual([{ place: 'accounts.factors.secret', count: 450 }, { place: 'accounts.phone', count: 450 }]);
    let calls = 0;
    const broken = reencrypt(connection, cipher, registered, () => {
      if ((calls += 1) === 2) throw new Error('power cut');
    });
    await expect(broken).rejects.toThrow('power cut');
    const [result] = await reencrypt(connection, cipher, registered);
    // The second batch was done but not written down: it is seen again, and nothing of it is changed twice.
    expect(result).toEqual({ collection: 'accounts', seen: 452, changed: 250 });
    for await (const { _id, phone: sealed, phoneToken, factors } of accounts.find()) {
      if (sealed === undefined || phoneToken === undefined) continue;
      expect([cipher.stale(sealed), cipher.stale(phoneToken), cipher.stale(factors?.[0]?.secret ?? '')]).toEqual([false, false, false]);
      expect(phoneToken).toBe(cipher.token('phone', cipher.open(sealed, context(_id))));
    }
    expect(await listStale(connection, cipher)).toEqual([]);
    expect(await connection.collection('crypto_walks').countDocuments()).toBe(0);
  });
});
