import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ANNOUNCED_MS, createFieldCipher, listStale, movesToNewKeys, openFileKeystore, reencrypt } from '../../kernel/crypto/index.js';
import { composeIdentifier } from '../../kernel/identifiers.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { PeopleDirectory } from './directory.js';
import { peopleStored } from './model.js';
import { registerStored } from './register/model.js';
import { SampleRegister } from './register/service.js';

const folder = mkdtempSync(path.join(tmpdir(), 'people-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('people, while all keys are changed', () => {
  it('are found by number, phone and name before, during and after; nobody becomes two', async () => {
    const { connection, close } = await testConnection('people-rotation');
    const time = { now: Date.parse('2026-11-23T12:00:00+08:00') };
    const clock = { now: () => time.now };
    const store = openFileKeystore(folder, clock.now);
    const cipher = createFieldCipher(store);
    const directory = new PeopleDirectory({ connection, cipher, clock });
    const register = new SampleRegister(connection, cipher);
    await directory.createIndexes();
    const factsOf = (order: number, birthDate = '1985-03-07') => ({ kind: 'RESIDENT_ID' as const, identifier: composeIdentifier({ birthDate, sex: 'male', order }), name: `王${order}`, birthDate, phone: `1790000${String(1000 + order)}` });
    const record = async (order: number, guardian: number) => {
      const { identifier, name, birthDate } = factsOf(order);
      await register.record(null, { identifier, name, birthDate, household: 'h', guardians: [{ identifier: factsOf(guardian).identifier, withheld: [] }] });
    };
    const ids: string[] = [];
    for (let order = 0; order < 5; order += 1) {
      ids.push((await directory.ensure(null, factsOf(order))).id);
      await record(order, order + 1);
    }
    await connection.withSession((session) => session.withTransaction(() => directory.proved(session, ids[0]!, 'COUNTER_CARD', null))); // five were made
    const all = async (): Promise<void> => {
      for (const [order, id] of ids.entries()) {
        const { identifier, name, phone } = factsOf(order);
        expect([(await directory.findByIdentifier(identifier))?.id, (await directory.listByPhone(phone)).map((one) => one.id)]).toEqual([id, [id]]);
        // Made again, as by a second proof: the same person, and no second line in the register.
        expect((await directory.ensure(null, factsOf(order))).id).toBe(id);
        expect((await register.guardianOf(factsOf(order + 1).identifier, { identifier, name })).outcome).toBe('guardian');
        await record(order, order + 1);
      }
      expect([await connection.collection('identity_people').countDocuments(), await connection.collection('identity_register').countDocuments()]).toEqual([5, 5]);
    };
    await all();
    store.rotate(['field', 'blind-index']);
    await all();
    time.now += ANNOUNCED_MS;
    await all();
    const done = await reencrypt(connection, cipher, [...peopleStored, registerStored].flatMap((stored) => movesToNewKeys(stored) ?? []));
    expect(done.map(({ collection, clashes }) => [collection, clashes])).toEqual([['identity_people', 0], ['identity_register', 0]]);
    await all();
    expect(await directory.findByPhoneAndName(factsOf(0).phone, '王0')).toMatchObject({ id: ids[0] });
    expect(await listStale(connection, cipher)).toEqual([]);
    await close();
  });
});
