// npm run files:move [-- --back] — moves the papers people handed in from GridFS to the S3-compatible store that is configured, or back.
import { parseArgs } from 'node:util';
import { readConfig } from '../gateway/config.js';
import { s3Of } from '../gateway/outside.js';
import { gridPieces, moveFiles } from '../modules/kernel/files/index.js';
import { projectRoot } from '../modules/kernel/root.js';
import { withDatabase } from './with-database.js';

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { back: { type: 'boolean', default: false } } });
  const config = readConfig(process.env, projectRoot());
  const store = s3Of(config);
  if (!store) throw new Error('S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY name the store that files go to, or come from');
  return withDatabase(config, async (connection) => {
    const grid = gridPieces(connection);
    const [from, to] = values.back ? [store, grid] : [grid, store];
    const { moved, missing } = await moveFiles(connection, from, to, (seen) => console.error(`${seen} looked at`));
    console.log(`${moved} files moved`);
    for (const id of missing) console.log(`in neither store: ${id}`);
    return missing.length === 0 ? 0 : 1;
  });
}
