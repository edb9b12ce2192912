// npm run import:gtfs -- <zip|folder|url> [--feed ID]
import { parseArgs } from 'node:util';
import { Fault } from '../modules/kernel/errors.js';
import { SOURCE_LIMITS } from '../modules/transit/adapters/gtfs/open-feed.js';
import { describeReport } from '../modules/transit/timetable/report.js';
import { progressPrinter } from './progress.js';
import { withTimetables } from './timetables.js';

const USAGE = `usage: npm run import:gtfs -- <zip|folder|url> [--feed ID] [--force]
  Imports a GTFS feed and serves it at once; a running gateway takes it over by itself.
  --feed ID   which feed it replaces (default: district)
  --force     import even where exactly this content is served already`;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  const reason = error instanceof Fault ? error.details.reason : undefined;
  console.error(typeof reason === 'string' ? reason : error instanceof Error ? error.message : error);
  return 1;
});

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args, allowPositionals: true, options: { feed: { type: 'string', default: 'district' }, force: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  const [source, ...more] = positionals;
  if (values.help || source === undefined || more.length > 0) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const progress = progressPrinter(process.stderr);
  const report = await withTimetables((timetables, _root, { ALLOW_PRIVATE_FEEDS: allowPrivate }) =>
    timetables.importFeed(source, { feedId: values.feed, force: values.force, limits: { ...SOURCE_LIMITS, allowPrivate }, onProgress: progress.show }).finally(progress.end));
  console.log(describeReport(report));
  return report.outcome === 'rejected' ? 1 : 0;
}
