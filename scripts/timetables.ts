import { readConfig, type Config } from '../gateway/config.js';
import { connectOrStartMongo } from '../gateway/embedded/mongo.js';
import { systemClock } from '../modules/kernel/clock.js';
import { connectDatabase } from '../modules/kernel/db.js';
import { projectRoot } from '../modules/kernel/root.js';
import { createTimetables, type TimetableStore } from '../modules/transit/timetable/service.js';

/**
 * Runs something with the stored timetables: on MONGODB_URI, the embedded MongoDB that runs already, or one started for
 * this and stopped after it.
 */
export async function withTimetables<T>(use: (timetables: TimetableStore, root: string, config: Config) => Promise<T>): Promise<T> {
  const root = projectRoot();
  const config = readConfig(process.env, root);
  const mongo = await connectOrStartMongo({ uri: config.MONGODB_URI, root, dataDir: config.dataDir, progress: (message) => console.error(message) });
  try {
    const connection = await connectDatabase(mongo.uri);
    try {
      const log = (details: object, message: string) => console.error(message, details);
      return await use(createTimetables({ connection, clock: systemClock, logger: { info: log, warn: log, error: log } }), root, config);
    } finally {
      await connection.close();
    }
  } finally {
    await mongo.stop();
  }
}
