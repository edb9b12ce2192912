// npm run audit:verify [-- --root <number>:<hash>]
import { parseArgs } from 'node:util';
import { readConfig } from '../gateway/config.js';
import { verifyAudit, type AuditVerdict } from '../modules/kernel/audit/index.js';
import { systemClock } from '../modules/kernel/clock.js';
import { openFileKeystore } from '../modules/kernel/crypto/index.js';
import { projectRoot } from '../modules/kernel/root.js';
import { withDatabase } from './with-database.js';

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});

/** 0: all stands as it was sealed; 1: something does not; 2: it could not be looked at. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { root: { type: 'string' } } });
  const noted = values.root === undefined ? undefined : /^(\d+):([0-9a-f]{64})$/.exec(values.root);
  if (noted === null) throw new Error('--root expects a number and a hash as the log had them: 12:9f3c…');
  const config = readConfig(process.env, projectRoot());
  const verdict = await withDatabase(config, (connection) => verifyAudit(connection, openFileKeystore(config.dataDir), systemClock.now(), noted && { index: Number(noted[1]), hash: noted[2] ?? '' }));
  console.log(describe(verdict));
  return verdict.ok ? 0 : 1;
}

function describe({ problems, intact, expired, seals, unrooted, roots, lastRoot, tail }: AuditVerdict): string {
  const lines = [`${intact} records stand as they were sealed, ${expired} have expired; ${seals} seals (${unrooted} under no root yet), ${roots} roots`];
  if (lastRoot) lines.push(`last root: ${lastRoot.index}:${lastRoot.hash} of ${new Date(lastRoot.at).toISOString()}`);
  for (const { count, first, last } of tail) lines.push(`unsealed: ${count} records, ${first} to ${last}`);
  for (const { kind, what, detail } of problems) lines.push(`${kind.toUpperCase()} ${what}: ${detail}`);
  lines.push(problems.length === 0 ? 'nothing was tampered with' : `${problems.length} findings`);
  return lines.join('\n');
}
