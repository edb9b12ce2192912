// npm run load:smoke | npm run load:stress
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../gateway/embedded/mongo.js';
import { collectDocuments } from '../gateway/graphql/trusted-documents.js';
import { bundleGateway, startProcess } from '../gateway/test/built-gateway.js';
import { projectRoot } from '../modules/kernel/root.js';
import { findK6, HOW_TO_INSTALL } from './k6.js';

const SCENARIOS = ['smoke', 'stress'];
/** Longer than any scenario lasts: a run that hangs is ended. */
const MOST_MS = 180_000;

process.exitCode = await main(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});

async function main(scenario: string): Promise<number> {
  if (!SCENARIOS.includes(scenario)) {
    console.error('usage: npm run load:smoke | npm run load:stress');
    return 2;
  }
  const k6 = await findK6();
  if (!k6) {
    console.error(HOW_TO_INSTALL);
    return 2;
  }
  const root = projectRoot();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'smart-district-load-'));
  const documents = path.join(root, 'load-tests/documents');
  const gateway = await startProcess(await bundleGateway('load'), await freePort(), {
    NODE_ENV: 'production', MONGODB_URI: '', REDIS_URL: '', DATA_DIR: dataDir, SEED: 'auto', SIMULATOR: 'on', TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_EXTRA: documents,
    // All load comes from one address; the clock stands at a working day's morning.
    RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ACCOUNT_PER_MINUTE: '0', DISTRICT_CLOCK: '2026-11-24T00:10:00Z',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void gateway.stop().then(() => process.exit(130)));
  try {
    return await run(k6, scenario, { root, url: gateway.url, documents });
  } finally {
    await gateway.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function run(k6: string, scenario: string, { root, url, documents }: { root: string; url: string; documents: string }): Promise<number> {
  const hashes = Object.fromEntries(collectDocuments([documents]).map(({ operationName, hash }) => [operationName, hash]));
  const child = spawn(k6, ['run', '--quiet', '--no-usage-report', path.join(root, 'load-tests/scenarios', `${scenario}.js`)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, GATEWAY_URL: url, DOCUMENTS: JSON.stringify(hashes) },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
  const [code] = (await once(child, 'exit')) as [number | null]; // what `exit` passes on
  clearTimeout(timer);
  return code ?? 1;
}
