import { randomBytes } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';

/**
 * A connection to a database of its own on the test run's MongoDB, dropped and closed by the returned function.
 * Throws where the run has started none (see gateway/test/global-setup.ts).
 */
export async function testConnection(name: string): Promise<{ connection: Connection; close: () => Promise<void> }> {
  const uri = process.env.TEST_MONGODB_URI;
  if (!uri) throw new Error('TEST_MONGODB_URI is not set: run the tests through jest, whose global setup starts MongoDB');
  const connection = await mongoose.createConnection(uri, { dbName: `test-${name}-${randomBytes(4).toString('hex')}` }).asPromise();
  return {
    connection,
    async close() {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
