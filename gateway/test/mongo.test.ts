import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { testConnection } from '../../modules/kernel/testing/mongo.js';

describe('the test run’s MongoDB', () => {
  let connection: Connection;
  let close: () => Promise<void>;
  beforeAll(async () => ({ connection, close } = await testConnection('smoke')));
  afterAll(() => close());

  it('is a replica set with transactions', async () => {
    const things = connection.collection<{ n: number }>('things');
    await things.insertOne({ n: 1 });
    await connection.transaction(async (session) => {
      await things.updateOne({}, { $set: { n: 2 } }, { session });
    });
    expect(await things.findOne({}, { projection: { _id: 0 } })).toEqual({ n: 2 });
  });
});
