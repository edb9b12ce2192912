import { readConfig, type Config } from '../gateway/config.js';
import { systemClock } from '../modules/kernel/clock.js';
import { projectRoot } from '../modules/kernel/root.js';
import { createTimetables, type TimetableStore } from '../modules/transit/timetable/service.js';
import { withDatabase } from './with-database.js';

/**
 * Runs something with the stored timetables: on MONGODB_URI, the embedded MongoDB that runs already, or one started for
 * this and stopped after it.
 */
export async function withTimetables<T>(use: (timetables: TimetableStore, root: string, config: Config) => Promise<T>): Promise<T> {
  const root = projectRoot();
  const config = readConfig(process.env, root);
  const log = (details: object, message: string) => console.error(message, details);
  return withDatabase(config, (connection) => use(createTimetables({ connection, clock: systemClock, logger: { info: log, warn: log, error: log } }), root, config));
}
