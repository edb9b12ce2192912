import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../modules/kernel/root.js';
import type { BenchFeed } from './feeds.js';
import { freePort, manyFiles, run, start, stop, until } from './processes.js';

/** This project's gateway in a process of its own. */
export interface RunningGateway {
  readonly url: string;
  readonly child: ChildProcess;
  /** Milliseconds from the start of the process (with its MongoDB) to ready. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** What a gateway is started with, beside the feeds already imported into its data folder. */
export interface GatewayOptions {
  readonly dataDir: string;
  /** The feed to serve, alone. */
  readonly feed: BenchFeed;
  /** A .graphql file or folder to register. */
  readonly documents?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node, such as a profiler's. */
  readonly nodeArgs?: readonly string[];
}

/**
 * So slow that boards hardly change during a run. Polling follows the service clock: `POLL_EVERY_5_S` of its seconds are
 * five real ones.
 */
const SLOW_CLOCK = '0.04';
/** GTFS_RT_INTERVAL_SECONDS for a poll every five seconds under the slow clock. */
export const POLL_EVERY_5_S = '0.2';

const bundle = (): string => path.join(projectRoot(), '.build/bench/gateway.mjs');

/** Bundles the gateway as `npm start` does, apart from the one that may be running. */
export async function buildGateway(): Promise<void> {
  await build({
    entryPoints: [path.join(projectRoot(), 'gateway/main.ts')], outfile: bundle(), bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external',
    sourcemap: 'linked', logLevel: 'warning', loader: { '.graphql': 'text' },
  });
}

/** Imports a feed into a data folder, with the command that operators use; answers with milliseconds. */
export async function importFeed(dataDir: string, { id, source }: BenchFeed): Promise<number> {
  const begun = performance.now();
  await run(process.execPath, ['scripts/run.mjs', 'scripts/import-gtfs.ts', source, '--feed', id], { cwd: projectRoot(), env: { ...process.env, DATA_DIR: dataDir } });
  return performance.now() - begun;
}

/** Starts the gateway on a free port of the loopback, its service clock at the feed's instant, all but standing still. */
export async function startGateway({ dataDir, feed, documents, env, nodeArgs = [] }: GatewayOptions): Promise<RunningGateway> {
  const port = await freePort();
  const begun = performance.now();
  const served = start(...manyFiles(process.execPath, ['--enable-source-maps', ...nodeArgs, bundle()]), {
    cwd: projectRoot(),
    env: {
      ...process.env, NODE_ENV: 'production', PORT: String(port), DATA_DIR: dataDir, FEEDS: feed.id, DISTRICT_CLOCK: feed.clock, DISTRICT_CLOCK_RATE: SLOW_CLOCK, SEED: 'off', SIMULATOR: 'off',
      LOG_LEVEL: 'error', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ACCOUNT_PER_MINUTE: '0', SOCKETS_PER_ADDRESS: '0', ALLOW_PRIVATE_FEEDS: '127.0.0.1', MAX_REQUESTS: '0', ...(documents ? { TRUSTED_DOCUMENTS_EXTRA: documents } : {}), ...env,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await until('the gateway', 120_000, async () => (await fetch(`${url}/health/ready`)).ok, served);
  return { url, child: served.child, readyMs: performance.now() - begun, stop: () => stop(served.child) };
}
