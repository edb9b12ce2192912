// npm run keys:rotate [-- --parts field,audit-sign,seal-sign,token] [-- --resume]
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../gateway/config.js';
import { connectOrStartMongo } from '../gateway/embedded/mongo.js';
import { createFieldCipher, listStale, openFileKeystore, reencrypt, type RotationPart } from '../modules/kernel/crypto/index.js';
import { connectDatabase } from '../modules/kernel/db.js';
import { projectRoot } from '../modules/kernel/root.js';
import { SEALED_COLLECTIONS } from './sealed-collections.js';

// The blind-index key stays: tokens stand without their values in places (a WeChat id, the household register), so that
// nothing could make them anew.
const PARTS = ['field', 'audit-sign', 'seal-sign', 'token'] as const satisfies readonly RotationPart[];

/** Running processes look at the key file each five seconds: until then they seal under the older key. */
const SEEN_BY_ALL_MS = 6000;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});

/** New key versions, then every sealed value under them. `--resume` goes on with a walk that was broken off. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { parts: { type: 'string', default: PARTS.join(',') }, resume: { type: 'boolean', default: false } } });
  const parts = values.parts.split(',').map((name) => {
    const part = PARTS.find((one) => one === name);
    if (!part) throw new Error(`--parts expects some of ${PARTS.join(', ')}, not ${name}`);
    return part;
  });
  const root = projectRoot();
  const config = readConfig(process.env, root);
  const mongo = await connectOrStartMongo({ uri: config.MONGODB_URI, root, dataDir: config.dataDir, progress: (message) => console.error(message) });
  try {
    const keystore = openFileKeystore(config.dataDir);
    if (!values.resume) {
      for (const [purpose, version] of Object.entries(keystore.rotate(parts))) console.log(`${purpose}: version ${version}`);
      await wait(SEEN_BY_ALL_MS);
    }
    const connection = await connectDatabase(mongo.uri);
    try {
      const cipher = createFieldCipher(keystore);
      const done = await reencrypt(connection, cipher, SEALED_COLLECTIONS, ({ collection, seen, changed }) => console.error(`${collection}: ${seen} looked at, ${changed} sealed again`));
      console.log(`${done.reduce((sum, { changed }) => sum + changed, 0)} documents sealed again`);
      for (const { place, count } of await listStale(connection, cipher)) console.log(`still under older keys: ${count} in ${place}`);
      return 0;
    } finally {
      await connection.close();
    }
  } finally {
    await mongo.stop();
  }
}
