import { systemClock } from '../modules/kernel/clock.js';
import { connectDatabase } from '../modules/kernel/db.js';
import { Fault } from '../modules/kernel/errors.js';
import { createTimetables, describeReport, seedDistrict } from '../modules/transit/index.js';
import type { Config } from './config.js';
import { createLogger } from './logging.js';

/**
 * Loads the sample district into a database that serves no feed of an operator's own, telling how far it is. Does nothing
 * where SEED is off or the same sample is there already. Throws TRANSIT_FEED_INVALID where the sample itself has errors.
 */
export async function seedOnFirstStart(config: Config, mongoUri: string, say: (text: string) => void): Promise<void> {
  if (config.SEED === 'off') return;
  const connection = await connectDatabase(mongoUri);
  try {
    const timetables = createTimetables({ connection, logger: createLogger(config.LOG_LEVEL), clock: systemClock });
    let told = '';
    const report = await seedDistrict({
      timetables,
      root: config.root,
      onProgress({ stage, file }) {
        const now = file ? `${stage} ${file}` : stage;
        // The sample is opened at every start, to see whether it has changed; nobody needs to hear of that.
        if (now !== told && stage !== 'opening') say(`sample district: ${now}`);
        told = now;
      },
    });
    if (report?.outcome === 'rejected') throw new Fault('TRANSIT_FEED_INVALID', { report: describeReport(report) });
    if (report?.outcome === 'imported') say(describeReport({ ...report, warningCount: 0 }));
  } finally {
    await connection.close();
  }
}
