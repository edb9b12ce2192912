// npm run seed [-- --force]
import { parseArgs } from 'node:util';
import { describeReport } from '../modules/transit/timetable/report.js';
import { seedDistrict } from '../modules/transit/timetable/sample.js';
import { progressPrinter } from './progress.js';
import { withTimetables } from './timetables.js';

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { force: { type: 'boolean', default: false } } });
  const progress = progressPrinter(process.stderr);
  const report = await withTimetables((timetables, root) =>
    seedDistrict({ timetables, root, force: values.force, onProgress: progress.show }).finally(progress.end));
  if (!report) {
    console.log('an imported feed is there already, so the sample district stays away (--force loads it as feed district)');
    return 0;
  }
  console.log(describeReport(report));
  return report.outcome === 'rejected' ? 1 : 0;
}
