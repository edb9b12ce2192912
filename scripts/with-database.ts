import type { Connection } from 'mongoose';
import type { Config } from '../gateway/config.js';
import { connectOrStartMongo } from '../gateway/embedded/mongo.js';
import { connectDatabase } from '../modules/kernel/db.js';
import { projectRoot } from '../modules/kernel/root.js';

/** Does a command's work with the district's database: that which is configured, or runs embedded, or is started for it; closed after it. */
export async function withDatabase<T>({ MONGODB_URI: uri, dataDir }: Pick<Config, 'MONGODB_URI' | 'dataDir'>, work: (connection: Connection) => Promise<T>): Promise<T> {
  const mongo = await connectOrStartMongo({ uri, root: projectRoot(), dataDir, progress: (message) => console.error(message) });
  try {
    const connection = await connectDatabase(mongo.uri);
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  } finally {
    await mongo.stop();
  }
}
