// Plays recorded real-time messages through the real feed path: serves them on loopback at the time they were recorded,
// imports the timetable, and starts the gateway with its service clock at the recording's time.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createClocks, type Clock } from '../modules/kernel/clock.js';
import { projectRoot } from '../modules/kernel/root.js';
import type { FeedKind } from '../modules/transit/metrics.js';
import { readPositionsCsv, readRecordings, type Recordings } from './replay/recordings.js';
import { REPLAY_PATHS, serveRecordings, type ReplayServer } from './replay/server.js';

const USAGE = `usage: npm run replay -- --gtfs ZIP|FOLDER|URL --updates FOLDER|TAR [--vehicles CSV[.gz]]
         [--speed N] [--port P] [--feed ID] [--start INSTANT] [--interval SECONDS]
  --gtfs      the timetable of the same days
  --updates   recorded protobuf messages (trip updates, positions, alerts), in a folder or a tar archive
  --vehicles  recorded positions as CSV
  --speed     how many times as fast as it happened (default 1)
  --port      where the gateway listens (default 8080)
  --feed      the feed's id (default replay)
  --start     where to begin (default: the first recording)
  --interval  seconds of recorded time between polls (default 10)`;

interface Options {
  readonly gtfs: string;
  readonly updates: string | undefined;
  readonly vehicles: string | undefined;
  readonly speed: number;
  readonly port: number;
  readonly feed: string;
  readonly start: number | undefined;
  readonly interval: number;
}

/** Says what is wrong with the arguments and ends. */
function refuse(reason: string): never {
  console.error(`${reason}\n${USAGE}`);
  process.exit(2);
}

function readOptions(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { gtfs: text, updates: text, vehicles: text, speed: text, port: text, feed: text, start: text, interval: text },
  });
  const number = (name: 'speed' | 'port' | 'interval', fallback: number): number => {
    const value = Number(values[name] ?? fallback);
    return value > 0 && Number.isFinite(value) ? value : refuse(`--${name} expects a number above 0`);
  };
  const start = values.start === undefined ? undefined : Date.parse(values.start);
  if (Number.isNaN(start)) refuse('--start expects an instant such as 2026-01-15T16:40:00Z');
  if (!values.updates && !values.vehicles) refuse('--updates or --vehicles is needed');
  return {
    gtfs: values.gtfs ?? refuse('--gtfs is needed'), updates: values.updates, vehicles: values.vehicles, feed: values.feed ?? 'replay', start,
    speed: number('speed', 1), port: number('port', 8080), interval: number('interval', 10),
  };
}

async function load({ updates, vehicles }: Options): Promise<Recordings> {
  const recordings: Recordings = updates
    ? await readRecordings(updates, (file, reason) => console.warn(`${file} is passed over: ${reason}`))
    : { tripUpdates: [], vehiclePositions: [], alerts: [] };
  if (vehicles) recordings.vehiclePositions = await readPositionsCsv(vehicles);
  return recordings;
}

const root = projectRoot();
const children = new Set<ChildProcess>();

/** Runs a program of the project; resolves with its exit code. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    children.add(child);
    child.once('error', reject);
    child.once('exit', (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** The gateway's service clock, read from its contract once it answers; null where it ends before. */
async function clockOf(port: number, speed: number, ended: () => boolean): Promise<Clock | null> {
  for (;;) {
    if (ended()) return null;
    try {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: '{ service { now } }' }),
      });
      const answer: unknown = await response.json();
      const now = /"now":"([^"]+)"/.exec(JSON.stringify(answer))?.[1];
      if (now !== undefined) return createClocks(Date.parse(now), speed).service;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function addresses(recordings: Recordings, feed: string, server: ReplayServer): NodeJS.ProcessEnv {
  const names: Record<FeedKind, string> = {
    tripUpdates: 'GTFS_RT_TRIP_UPDATES', vehiclePositions: 'GTFS_RT_VEHICLE_POSITIONS', alerts: 'GTFS_RT_ALERTS',
  };
  const env: NodeJS.ProcessEnv = { ALLOW_PRIVATE_FEEDS: '127.0.0.1' };
  for (const kind of ['tripUpdates', 'vehiclePositions', 'alerts'] as const) {
    if (recordings[kind].length > 0) env[names[kind]] = `${feed}=${server.base}${REPLAY_PATHS[kind]}`;
  }
  return env;
}

async function replay(options: Options): Promise<number> {
  const recordings = await load(options);
  const times = Object.values(recordings).flatMap((list) => list.map(({ at }) => at));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const start = options.start ?? from * 1000;
  console.log(`${times.length} recorded messages, ${new Date(from * 1000).toISOString()} to ${new Date(to * 1000).toISOString()}`);
  const gtfs = /^https?:/i.test(options.gtfs) ? options.gtfs : path.resolve(options.gtfs);
  const imported = await run([path.join(root, 'scripts/run.mjs'), 'scripts/import-gtfs.ts', '--feed', options.feed, gtfs]);
  if (imported !== 0) return imported;
  const server = await serveRecordings(recordings, { now: () => start });
  try {
    let ended = false;
    const gateway = run([path.join(root, 'scripts/start.mjs')], {
      ...addresses(recordings, options.feed, server),
      DISTRICT_CLOCK: new Date(start).toISOString(), DISTRICT_CLOCK_RATE: String(options.speed), SIMULATOR: 'off',
      GTFS_RT_INTERVAL_SECONDS: String(options.interval), PORT: String(options.port),
    }).finally(() => (ended = true));
    const clock = await clockOf(options.port, options.speed, () => ended);
    if (clock) {
      server.follow(clock);
      console.log(`Replaying at ${options.speed} × from ${new Date(clock.now()).toISOString()}; ends at ${new Date(to * 1000).toISOString()}`);
    }
    return await gateway;
  } finally {
    await server.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the whole group; the gateway would take a second one as impatience.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    for (const child of children) child.kill(signal);
  });
}
process.exitCode = await replay(readOptions());
