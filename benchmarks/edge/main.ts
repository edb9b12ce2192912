// npm run bench:edge — what session, limits, policy and audit cost a one-document read through the same gateway.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startRunServices } from '../../gateway/test/run-services.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { post } from '../lib/graphql.js';
import { loadGenerator, putUnderLoad, type LoadResult } from '../lib/load.js';
import { printMachine } from '../lib/machine.js';
import { start, stop, until } from '../lib/processes.js';
import { fixed, quantile, table } from '../lib/statistics.js';

const CONNECTIONS = 64;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
/** Many short ones: what else the machine does then falls on both doors alike. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const MOST = 0.25;

const folder = mkdtempSync(path.join(tmpdir(), 'bench-edge-'));
const stopServices = await startRunServices();
try {
  await main();
} finally {
  await stopServices();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function main(): Promise<void> {
  printMachine('bench:edge');
  console.log(`One document read from MongoDB by a registered document, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s at each in turn after a warm-up. Load: ${loadGenerator}.\n`);
  const served = start(process.execPath, ['scripts/run.mjs', 'benchmarks/edge/server.ts'], { cwd: projectRoot(), env: { ...process.env, NODE_ENV: 'production' } });
  let ready = '';
  await until('the server', 60_000, async () => (ready = /READY (\{.*\})/.exec(served.output())?.[1] ?? '') !== '', served);
  const { plain, guarded, token } = JSON.parse(ready) as { plain: number; guarded: number; token: string }; // as the server prints it
  const doors = [
    { name: 'without session, limits, policy and audit', url: `http://127.0.0.1:${plain}/graphql`, bodies: ['{"documentId":"plain"}'], headers: {} },
    { name: 'signed in, with all of them', url: `http://127.0.0.1:${guarded}/graphql`, bodies: ['{"documentId":"guarded"}'], headers: { authorization: `Bearer ${token}` } },
  ];
  const unsigned = await post(`http://127.0.0.1:${guarded}/graphql`, '{"documentId":"guarded"}');
  if (!unsigned.text.includes('UNAUTHENTICATED')) throw new Error(`the guarded read is not guarded: ${unsigned.text}`);
  const results = doors.map((): LoadResult[] => []);
  for (let round = -1; round < ROUNDS; round++) {
    // Neither door is always the first.
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const { url, bodies, headers } = doors[index]!; // two doors
      const result = await putUnderLoad({ url, bodies, headers, connections: CONNECTIONS, seconds: SECONDS }, folder);
      // The first round warms up.
      if (round >= 0) results[index]?.push(result);
    }
  }
  const median = (index: number, of: (result: LoadResult) => number): number => quantile((results[index] ?? []).map(of), 0.5);
  console.log(table(['', 'requests/s', 'p50 ms', 'p99 ms', 'errors'], doors.map(({ name }, index) => [
    name, fixed(median(index, (each) => each.requestsPerSecond), 0), fixed(median(index, (each) => each.p50Ms), 2), fixed(median(index, (each) => each.p99Ms), 2), (results[index] ?? []).reduce((sum, { errors }) => sum + errors, 0),
  ])));
  const more = median(1, (each) => each.p50Ms) / median(0, (each) => each.p50Ms) - 1;
  const each = (results[0] ?? []).map((without, round) => (results[1]?.[round]?.p50Ms ?? NaN) / without.p50Ms - 1);
  console.log(`\nOn the p50 (the median of the rounds) the edge costs ${fixed(more * 100, 0)} % (at most ${MOST * 100} % is the aim); round by round the middle half lies between ${fixed(quantile(each, 0.25) * 100, 0)} and ${fixed(quantile(each, 0.75) * 100, 0)} %.`);
  await stop(served.child);
}
