// npm run bench:arrivals — boards of the same random stops, by this gateway and by OpenTripPlanner, side by side.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../modules/kernel/root.js';
import { benchFeeds, boardableStops, timetableOf, type BenchFeed } from '../lib/feeds.js';
import { buildGateway, importFeed, POLL_EVERY_5_S, startGateway } from '../lib/gateway.js';
import { post } from '../lib/graphql.js';
import { loadGenerator, putUnderLoad, type LoadResult } from '../lib/load.js';
import { peakMegabytes, printMachine, processorSeconds } from '../lib/machine.js';
import { findOtp, startOtp, type OtpInstallation } from '../lib/otp.js';
import { start, stop, until } from '../lib/processes.js';
import { kingstonRecording, serveRecording } from '../lib/recording.js';
import { fixed, seededRandom, table } from '../lib/statistics.js';
import { BOARD_FILE, boardDifferences, otpBoards, ourBoards, ROWS, type BoardSystem } from './boards.js';

const STOPS = 150;
const SEED = 1859;
const CONNECTIONS = [1, 8, 64];
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);
/** Untimed load before, in slices of five seconds: until one brings hardly more than the best before it, at most so long. */
const WARM_SECONDS = Number(process.env.BENCH_WARM_SECONDS ?? 60);
const WARM_SLICE = 5;
const STILL_WARMING = 1.05;

/** Differences that are printed. */
const EXAMPLES = 12;
const WORDS = { same: 'the same', near: 'within a minute', other: 'more than a minute apart', ours: 'on ours alone', theirs: 'on theirs alone' };

/** A server that is up and answers boards. */
interface Contestant {
  readonly system: BoardSystem;
  readonly url: string;
  readonly child: ChildProcess;
  readonly bodies: readonly string[];
}

const folder = mkdtempSync(path.join(tmpdir(), 'bench-arrivals-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function main(): Promise<void> {
  printMachine('bench:arrivals');
  console.log(
    `${STOPS} random stops (seed ${SEED}) in turn, window 60 minutes, at most ${ROWS} rows; keep-alive; ${SECONDS} s at each number of connections, the contestants in turn, after each has been warmed up at 64 until it gets no faster (at most ${WARM_SECONDS} s).\n` +
    `Load: ${loadGenerator}. This gateway is asked by the hash of a registered document, OpenTripPlanner by its query's text (it registers none).\n`,
  );
  const otp = findOtp();
  const feeds = benchFeeds();
  if (feeds.length > 0) await buildGateway();
  for (const feed of feeds) await measure(feed, otp);
}

async function measure(plain: BenchFeed, otp: OtpInstallation | null): Promise<void> {
  const recording = plain.id === 'kingston' ? await kingstonRecording(plain.clock, folder) : null;
  const feed = recording ? { ...plain, clock: new Date(recording.at * 1000).toISOString() } : plain;
  const live = recording ? await serveRecording(recording) : null;
  const stops = randomStops(boardableStops(await timetableOf(feed)));
  const dataDir = path.join(folder, `${feed.id}-data`);
  const importMs = await importFeed(dataDir, feed);
  const gateway = await startGateway({ dataDir, feed, documents: BOARD_FILE, env: live ? { GTFS_RT_TRIP_UPDATES: `${feed.id}=${live.url}`, GTFS_RT_INTERVAL_SECONDS: POLL_EVERY_5_S } : {} });
  const contestants = [contestant(ourBoards(feed), `${gateway.url}/graphql`, gateway.child, stops)];
  console.log(`## ${feed.name}${recording ? ' with realtime' : ''}, at ${feed.clock}\n`);
  console.log(`Smart District: import ${fixed(importMs / 1000)} s (once), start to ready ${fixed(gateway.readyMs / 1000)} s with its MongoDB.`);
  const running = otp ? await startOtp(otp, { feed, folder: path.join(folder, `${feed.id}-otp`), router: live ? { updaters: [updater(feed, live.url)] } : {} }) : null;
  if (running) {
    console.log(`OpenTripPlanner: build ${fixed(running.buildMs / 1000)} s, start to ready ${fixed(running.readyMs / 1000)} s.\n`);
    contestants.push(contestant(otpBoards(feed), running.url, running.child, stops));
  }
  if (live) for (const each of contestants) await untilLive(each);
  if (contestants.length > 1) await compare(contestants, stops);
  await race(contestants);
  await running?.stop();
  await gateway.stop();
  await live?.stop();
}

function contestant(system: BoardSystem, url: string, child: ChildProcess, stops: readonly string[]): Contestant {
  return { system, url, child, bodies: stops.map((stopId) => system.body(stopId)) };
}

/** OTP drops updates of days gone by unless told not to. */
function updater(feed: BenchFeed, url: string): object {
  return { type: 'stop-time-updater', frequency: 'PT5S', url, feedId: feed.id, purgeExpiredData: false };
}

async function untilLive({ system, url, bodies }: Contestant): Promise<void> {
  await until(`real-time of ${system.name}`, 60_000, async () => {
    for (const body of bodies.slice(0, 40)) if (/"(source":"(ASSERTED|PROPAGATED)|realtimeState":"UPDATED)"/.test((await post(url, body)).text)) return true;
    return false;
  });
}

/** Before anything is timed: do both say the same? */
async function compare(contestants: readonly Contestant[], stops: readonly string[]): Promise<void> {
  const [our, their] = contestants;
  if (!our || !their) return;
  const counts = { same: 0, near: 0, other: 0, ours: 0, theirs: 0 };
  const examples: string[] = [];
  let boards = 0;
  for (let index = 0; index < stops.length; index++) {
    const [mine, others] = await Promise.all([our, their].map(async ({ system, url, bodies }) => system.read((await post(url, bodies[index] ?? '')).text)));
    const differences = boardDifferences(mine ?? [], others ?? []);
    for (const { kind } of differences) counts[kind]++;
    const notable = differences.filter(({ kind }) => kind !== 'same');
    if (notable.length === 0) boards++;
    examples.push(...notable.map(({ kind, call }) => `stop ${stops[index]}, trip ${call.trip}, ${new Date(call.expected * 1000).toISOString().slice(11, 19)}Z: ${WORDS[kind]}`));
  }
  console.log(
    `Answers compared: ${boards} of ${stops.length} boards are the same to the second. Departures: ${counts.same} the same, ${counts.near} within a minute, ${counts.other} further apart, ` +
    `${counts.ours} on ours alone, ${counts.theirs} on theirs alone (ours leaves out a trip’s last stop, where nobody gets on).${examples.length > 0 ? ' Where they differ:' : ''}\n`,
  );
  for (const line of examples.slice(0, EXAMPLES)) console.log(`- ${line}`);
  if (examples.length > EXAMPLES) console.log(`- and ${examples.length - EXAMPLES} more`);
  console.log('');
}

async function race(contestants: readonly Contestant[]): Promise<void> {
  const [first] = contestants;
  if (!first) return;
  const sizes = await Promise.all(first.bodies.slice(0, 50).map(async (body) => (await post(first.url, body)).text.length));
  const size = Math.round(sizes.reduce((sum, each) => sum + each, 0) / sizes.length);
  const bare = await startBare(size);
  const racers = [...contestants.map(({ system, ...rest }) => ({ name: system.name, ...rest })), { name: `Koa, a prepared string of ${size} bytes`, url: bare.url, child: bare.child, bodies: first.bodies }];
  for (const racer of racers) await warmUp(racer);
  const rows: (string | number)[][] = [];
  const best = new Map<string, LoadResult>();
  for (const connections of CONNECTIONS) {
    for (const { name, url, child, bodies } of racers) {
      const before = processorSeconds(child.pid);
      const result = await putUnderLoad({ url, bodies, connections, seconds: SECONDS }, folder);
      const micros = ((processorSeconds(child.pid) - before) * 1e6) / (result.requestsPerSecond * SECONDS);
      rows.push([connections, name, fixed(result.requestsPerSecond, 0), fixed(result.p50Ms, 2), fixed(result.p99Ms, 2), fixed(micros, 0), result.errors]);
      if (connections === 64) best.set(name, result);
    }
  }
  console.log(`${table(['connections', '', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs a request', 'errors'], rows)}\n`);
  console.log(`Peak memory (VmHWM): ${racers.map(({ name, child }) => `${name} ${fixed(peakMegabytes(child.pid), 0)} MB`).join(', ')}; MongoDB apart.`);
  sumUp(best, racers.map(({ name }) => name));
  await stop(bare.child);
}

/** A Java server takes tens of seconds to compile what it runs; measuring it before would flatter the others. */
async function warmUp({ url, bodies }: { readonly url: string; readonly bodies: readonly string[] }): Promise<void> {
  let best = 0;
  let rising = 2;
  for (let spent = 0; spent < WARM_SECONDS && rising > 0; spent += WARM_SLICE) {
    const { requestsPerSecond } = await putUnderLoad({ url, bodies, connections: 64, seconds: WARM_SLICE }, folder);
    rising = requestsPerSecond > best * STILL_WARMING ? 2 : rising - 1;
    best = Math.max(best, requestsPerSecond);
  }
}

function sumUp(best: ReadonlyMap<string, LoadResult>, names: readonly string[]): void {
  const [ours, ...others] = names.map((name) => ({ name, result: best.get(name) }));
  for (const { name, result } of others) {
    if (!ours?.result || !result) continue;
    console.log(`At 64 connections ${fixed(ours.result.requestsPerSecond / result.requestsPerSecond, 2)} times the requests/s of ${name}, p99 ${fixed(ours.result.p99Ms, 1)} against ${fixed(result.p99Ms, 1)} ms.`);
  }
  console.log('');
}

async function startBare(size: number): Promise<{ url: string; child: ChildProcess }> {
  const served = start(process.execPath, ['scripts/run.mjs', 'benchmarks/arrivals/bare-server.ts', String(size)], { cwd: projectRoot(), env: { ...process.env, NODE_ENV: 'production' } });
  let port = '';
  await until('the bare server', 20_000, async () => (port = /PORT (\d+)/.exec(served.output())?.[1] ?? '') !== '', served);
  return { url: `http://127.0.0.1:${port}/graphql`, child: served.child };
}

function randomStops(stops: readonly string[]): string[] {
  const random = seededRandom(SEED);
  return Array.from({ length: STOPS }, () => stops[Math.floor(random() * stops.length)] ?? '');
}
