// npm run keys:rotate [-- --parts field,blind-index,audit-sign,seal-sign,token,sign-on] [-- --resume]
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../gateway/config.js';
import { ANNOUNCED_MS, createFieldCipher, listStale, openFileKeystore, reencrypt, type RotationPart } from '../modules/kernel/crypto/index.js';
import { openSsoKeystore } from '../gateway/sso/keys.js';
import { projectRoot } from '../modules/kernel/root.js';
import { SEALED_COLLECTIONS } from './stored-collections.js';
import { withDatabase } from './with-database.js';

const PARTS = ['field', 'blind-index', 'audit-sign', 'seal-sign', 'token'] as const satisfies readonly RotationPart[];

/** The keys by which ID tokens and the provider's cookies are signed: in a file of their own, and nothing is sealed by them. */
const SIGN_ON = 'sign-on';

/** Running processes look at the key file each five seconds: until then they seal under the older key. That of blind indexes is announced for longer. */
const SEEN_BY_ALL_MS = ANNOUNCED_MS + 2000;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});

/** New signing keys of single sign-on, new key versions, then every sealed value under them. `--resume` goes on with a walk that was broken off. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { parts: { type: 'string', default: [...PARTS, SIGN_ON].join(',') }, resume: { type: 'boolean', default: false } } });
  const names = values.parts.split(',');
  const parts = names.filter((name) => name !== SIGN_ON).map((name) => {
    const part = PARTS.find((one) => one === name);
    if (!part) throw new Error(`--parts expects some of ${[...PARTS, SIGN_ON].join(', ')}, not ${name}`);
    return part;
  });
  const config = readConfig(process.env, projectRoot());
  // Old public keys stay among those that sites verify by until the last token signed by them is over.
  if (names.includes(SIGN_ON) && !values.resume) for (const kid of openSsoKeystore(config.dataDir).rotate()) console.log(`sign-on: ${kid}`);
  if (parts.length === 0) return 0;
  await withDatabase(config, async (connection) => {
    const keystore = openFileKeystore(config.dataDir);
    if (!values.resume) {
      for (const [purpose, version] of Object.entries(keystore.rotate(parts))) console.log(`${purpose}: version ${version}`);
      await wait(SEEN_BY_ALL_MS);
    }
    const cipher = createFieldCipher(keystore);
    const done = await reencrypt(connection, cipher, SEALED_COLLECTIONS, ({ collection, seen, total, changed }) => console.error(`${collection}: ${seen} of ${total} looked at, ${changed} changed`));
    console.log(`${done.reduce((sum, { changed }) => sum + changed, 0)} documents sealed again or found by new tokens`);
    for (const { collection, clashes } of done) if (clashes > 0) console.log(`two of what there should be one of: ${clashes} in ${collection}, left under older keys`);
    for (const { place, count } of await listStale(connection, cipher)) console.log(`still under older keys: ${count} in ${place}`);
  });
  return 0;
}
