// npm run bench:fanout — one stop's board to thousands of WebSocket subscribers, beside graphql-ws as it comes.
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { WebSocket } from 'ws';
import { projectRoot } from '../../modules/kernel/root.js';
import { buildGateway, importFeed, startGateway } from '../lib/gateway.js';
import { peakMegabytes, printMachine, processorSeconds } from '../lib/machine.js';
import { manyFiles, start, stop, until } from '../lib/processes.js';
import { fixed, quantile, table } from '../lib/statistics.js';
import type { Order, Report } from './clients.js';
import { CLOCK, fanoutFeed, markerOf, updateOf, WATCHED_STOP } from './feed.js';

const SUBSCRIBERS = Number(process.env.BENCH_SUBSCRIBERS ?? 5000);
const CLIENT_PROCESSES = 2;
const WARM_ROUNDS = 5;
const ROUNDS = 20;
const CLIENTS = path.join(projectRoot(), '.build/bench/fanout-clients.mjs');

const folder = mkdtempSync(path.join(tmpdir(), 'bench-fanout-'));
const document = path.join(projectRoot(), 'benchmarks/fanout/board.graphql');
const payload = { query: readFileSync(document, 'utf8'), variables: { stop: WATCHED_STOP } };
const rows: (string | number)[][] = [];
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function main(): Promise<void> {
  printMachine('bench:fanout');
  console.log(
    `${SUBSCRIBERS} subscribers of one board of ten rows in ${CLIENT_PROCESSES} processes, one socket each (graphql-transport-ws, no compression); ${WARM_ROUNDS} untimed and ${ROUNDS} timed updates, each after the one before has reached everybody.\n` +
    'Smart District: from the last byte of the TripUpdates message it polls (decoding and merging are in it). graphql-ws as it comes: from the moment the board is pushed into its server, which has the same contract and payload in memory.\n',
  );
  await build({ entryPoints: [path.join(projectRoot(), 'benchmarks/fanout/clients.ts')], outfile: CLIENTS, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'warning' });
  const board = await measureGateway();
  await measurePlain(board);
  console.log(table(['', 'last client p50 ms', 'max ms', 'client p50 ms', 'client p99 ms', 'updates/s', 'kB sent an update', 'CPU ms an update', 'peak MB'], rows));
}

async function measureGateway(): Promise<string> {
  await buildGateway();
  const source = path.join(folder, 'feed');
  await fanoutFeed().writeTo(source);
  const feed = { id: 'fanout', name: 'Fanout', source, clock: CLOCK, serviceStart: '', serviceEnd: '' };
  const dataDir = path.join(folder, 'data');
  await importFeed(dataDir, feed);
  const updates = await serveUpdates();
  const gateway = await startGateway({ dataDir, feed, env: { DISTRICT_CLOCK_RATE: '1', GTFS_RT_TRIP_UPDATES: `fanout=${updates.url}`, GTFS_RT_INTERVAL_SECONDS: '0.2' } });
  const url = `${gateway.url.replace('http', 'ws')}/graphql`;
  await measure('Smart District', url, gateway.child, (round) => updates.publish(round));
  const board = await firstBoard(url);
  await gateway.stop();
  return board;
}

async function measurePlain(board: string): Promise<void> {
  const file = path.join(folder, 'board.json');
  const marker = markerOf(WARM_ROUNDS + ROUNDS);
  writeFileSync(file, board.replace(marker, markerOf(0)));
  const served = start(...manyFiles(process.execPath, ['scripts/run.mjs', 'benchmarks/fanout/plain-server.ts', file]), { cwd: projectRoot(), env: { ...process.env, NODE_ENV: 'production' } });
  let port = '';
  await until('the plain server', 20_000, async () => (port = /PORT (\d+)/.exec(served.output())?.[1] ?? '') !== '', served);
  await measure('graphql-ws as it comes', `ws://127.0.0.1:${port}/graphql`, served.child, async (round) => {
    const answer = await fetch(`http://127.0.0.1:${port}/publish`, { method: 'POST', body: JSON.stringify({ from: markerOf(round - 1), to: markerOf(round) }) });
    return Number(await answer.text());
  });
  await stop(served.child);
}

/** Opens all subscribers, runs the rounds and adds a row. `publish` answers with the instant at which a round began. */
async function measure(name: string, url: string, server: ChildProcess, publish: (round: number) => Promise<number>): Promise<void> {
  const children = Array.from({ length: CLIENT_PROCESSES }, () => fork(CLIENTS, { cwd: projectRoot() }));
  const count = Math.ceil(SUBSCRIBERS / CLIENT_PROCESSES);
  await Promise.all(children.map((child) => ask(child, { kind: 'open', url, count, payload })));
  const last: number[] = [];
  const each: number[] = [];
  let bytes = 0;
  let cpu = 0;
  for (let round = 1; round <= WARM_ROUNDS + ROUNDS; round++) {
    const before = processorSeconds(server.pid);
    const reports = Promise.all(children.map((child) => ask(child, { kind: 'round', marker: markerOf(round) })));
    const begun = await publish(round);
    const found = (await reports).flatMap((report) => (report.kind === 'round' ? [report] : []));
    if (round <= WARM_ROUNDS) continue;
    const delays = found.flatMap(({ instants }) => instants.map((instant) => instant - begun));
    each.push(...delays);
    last.push(delays.reduce((most, delay) => Math.max(most, delay), 0));
    bytes += found.reduce((sum, report) => sum + report.bytes, 0);
    cpu += processorSeconds(server.pid) - before;
  }
  const mean = last.reduce((sum, ms) => sum + ms, 0) / last.length;
  rows.push([
    name, fixed(quantile(last, 0.5), 0), fixed(Math.max(...last), 0), fixed(quantile(each, 0.5), 0), fixed(quantile(each, 0.99), 0), fixed(1000 / mean, 1),
    fixed(bytes / ROUNDS / 1000, 0), fixed((cpu * 1000) / ROUNDS, 0), fixed(peakMegabytes(server.pid), 0),
  ]);
  for (const child of children) child.kill('SIGKILL');
}

/** Sends an order and waits for its report, a minute at most. */
function ask(child: ChildProcess, order: Order): Promise<Report> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no report of ${order.kind} within a minute`)), 60_000);
    const onExit = (): void => reject(new Error('a client process ended'));
    child.once('exit', onExit);
    child.once('message', (report: Report) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(report);
    });
    child.send(order);
  });
}

/** Serves TripUpdates that change on demand; `publish` resolves with the instant at which the new message was fetched. */
async function serveUpdates(): Promise<{ readonly url: string; publish(round: number): Promise<number> }> {
  let bytes = updateOf(0);
  let fetched: ((instant: number) => void) | null = null;
  const server = createServer((_request, response) => {
    const tell = fetched;
    fetched = null;
    response.once('finish', () => tell?.(performance.timeOrigin + performance.now()));
    response.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}/`,
    publish: (round) => {
      bytes = updateOf(round);
      return new Promise((resolve) => (fetched = resolve));
    },
  };
}

/** The board as one subscriber gets it: the payload that the other server sends. */
function firstBoard(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws');
    socket.once('error', reject);
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string; payload?: { data?: { arrivals?: unknown } } }; // graphql-transport-ws
      if (message.type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
      if (message.type !== 'next') return;
      socket.terminate();
      resolve(JSON.stringify(message.payload?.data?.arrivals));
    });
  });
}
