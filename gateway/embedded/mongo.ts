import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { mongo } from 'mongoose';
import { findMongod, type Progress } from './find-mongod.js';
import { startGuarded, type GuardedChild } from './guarded-child.js';

/** A MongoDB that can be talked to. `stop` stops it only if this process started it. */
export interface MongoHandle {
  readonly uri: string;
  readonly owned: boolean;
  stop(): Promise<void>;
}

/** What `connectOrStartMongo` needs. */
export interface MongoOptions {
  /** MONGODB_URI; given, nothing is started. */
  readonly uri?: string | undefined;
  /** The project's top folder, for `.cache/`. */
  readonly root: string;
  /** Where data and the address file lie. */
  readonly dataDir: string;
  /** Server parameters beside those that every embedded one has, `name=value`. */
  readonly parameters?: readonly string[];
  readonly progress: Progress;
}

const SET = 'district';
const PASSING = new Set(['NotYetInitialized', 'InterruptedDueToReplStateChange', 'NotPrimaryOrSecondary', 'NotPrimaryNoSecondaryOk']);

/**
 * The MongoDB to use: the one at `uri`, the embedded one that already runs over `dataDir`, or an embedded one started now
 * as a one-node replica set. Throws an Error in plain words where none can be had.
 */
export async function connectOrStartMongo(options: MongoOptions): Promise<MongoHandle> {
  if (options.uri) return { uri: options.uri, owned: false, stop: async () => undefined };
  const addressFile = path.join(options.dataDir, 'mongo-address.json');
  const known = await readAddress(addressFile);
  if (known && (await answers(known.port))) return { uri: uriOf(known.port), owned: false, stop: async () => undefined };
  const binary = await findMongod(options.root, options.progress);
  // Data of one major version cannot be read by another, so each has a folder of its own.
  const dbPath = path.join(options.dataDir, `mongo-${await majorVersion(binary)}`);
  await mkdir(dbPath, { recursive: true });
  const port = await freePort(known?.port);
  const child = startGuarded(binary, [
    '--dbpath', dbPath, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', SET, '--quiet',
    '--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '128', '--logpath', path.join(options.dataDir, 'mongod.log'),
    '--setParameter', 'diagnosticDataCollectionEnabled=false', '--nounixsocket',
    // What a process that was killed had begun holds its documents for so long (MongoDB's own default is a minute); ours take milliseconds.
    '--setParameter', 'transactionLifetimeLimitSeconds=10',
    ...(options.parameters ?? []).flatMap((parameter) => ['--setParameter', parameter]),
  ]);
  try {
    await becomePrimary(port, child);
  } catch (error) {
    await child.stop();
    throw new Error(`The embedded MongoDB did not start; ${path.join(options.dataDir, 'mongod.log')} says why.`, { cause: error });
  }
  await writeFile(addressFile, JSON.stringify({ port }));
  return {
    uri: uriOf(port),
    owned: true,
    async stop() {
      await rm(addressFile, { force: true });
      await child.stop();
    },
  };
}

function uriOf(port: number): string {
  return `mongodb://127.0.0.1:${port}/smart-district?directConnection=true`;
}

async function readAddress(file: string): Promise<{ port: number } | null> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof content === 'object' && content !== null && 'port' in content && typeof content.port === 'number') return { port: content.port };
  } catch {
    // No file, or one cut short by a crash: as if none.
  }
  return null;
}

async function answers(port: number): Promise<boolean> {
  const client = new mongo.MongoClient(uriOf(port), { serverSelectionTimeoutMS: 1000 });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    return hello.setName === SET;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function majorVersion(binary: string): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, ['--version']);
  return /v(\d+)\./.exec(stdout)?.[1] ?? 'unknown';
}

/** A free loopback port, the preferred one if it is free (the replica set then keeps its address). */
export async function freePort(preferred?: number): Promise<number> {
  const attempt = (port: number) =>
    new Promise<number | null>((resolve) => {
      const server = net.createServer();
      server.once('error', () => resolve(null));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        const got = typeof address === 'object' && address ? address.port : null;
        server.close(() => resolve(got));
      });
    });
  const port = (preferred ? await attempt(preferred) : null) ?? (await attempt(0));
  if (port === null) throw new Error('no free port on 127.0.0.1');
  return port;
}

async function becomePrimary(port: number, child: GuardedChild): Promise<void> {
  // The first command waits until the server listens; a driver's client cannot be used again after a failed first try.
  const client = new mongo.MongoClient(uriOf(port), { serverSelectionTimeoutMS: 60_000, minHeartbeatFrequencyMS: 50 });
  const died = child.exited.then(() => Promise.reject(new Error('mongod ended')));
  try {
    await Promise.race([died, elected(client, port)]);
  } finally {
    died.catch(() => undefined);
    await client.close();
  }
}

async function elected(client: mongo.MongoClient, port: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (let told = false; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello.isWritablePrimary === true) return;
    try {
      if (!told) await configure(client, port);
      told = true;
    } catch (error) {
      // While a set loads its configuration it refuses for a moment; anything else is a fault.
      if (!(error instanceof mongo.MongoServerError && PASSING.has(error.codeName ?? ''))) throw error;
    }
  }
  throw new Error('mongod did not become primary within a minute');
}

/** Makes a fresh server a set of one, or tells a set of one that its port has changed. */
async function configure(client: mongo.MongoClient, port: number): Promise<void> {
  const admin = client.db('admin');
  const host = `127.0.0.1:${port}`;
  const stored = await client
    .db('local')
    .collection<{ _id: string; version: number; members: { _id: number; host: string }[] }>('system.replset')
    .findOne({}, { readPreference: 'nearest' });
  if (!stored) {
    await admin.command({ replSetInitiate: { _id: SET, members: [{ _id: 0, host }], settings: { electionTimeoutMillis: 1000 } } });
  } else if (stored.members[0]?.host !== host) {
    await admin.command({ replSetReconfig: { ...stored, version: stored.version + 1, members: [{ ...stored.members[0], host }] }, force: true });
  }
}
