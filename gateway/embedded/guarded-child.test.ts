import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startGuarded } from './guarded-child.js';
import { projectRoot } from '../../modules/kernel/root.js';

/** A server stand-in that writes its process id to a file and then waits to be told to stop. */
const SERVER = 'require("fs").writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)';

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(check: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let turn = 0; turn < 300; turn++) {
    if (await check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describe('a guarded child', () => {
  let folder: string;
  let pidFile: string;
  const pidOf = async (): Promise<number> => Number(await readFile(pidFile, 'utf8').catch(() => '0'));
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'smart-district-guard-'));
    pidFile = path.join(folder, 'pid');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('stops when asked', async () => {
    const child = startGuarded(process.execPath, ['-e', SERVER, pidFile]);
    expect(await until(async () => (await pidOf()) > 0)).toBe(true);
    const pid = await pidOf();
    await child.stop();
    expect(alive(pid)).toBe(false);
  });

  it('stops when its owner is killed without a word', async () => {
    const script = path.join(projectRoot(), 'gateway/test/guard-owner.mjs');
    const owner = spawn(process.execPath, [script, pidFile, SERVER], { stdio: 'ignore' });
    expect(await until(async () => (await pidOf()) > 0)).toBe(true);
    const pid = await pidOf();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await until(() => !alive(pid))).toBe(true);
  });

  it('tells when the program ends by itself', async () => {
    const child = startGuarded(process.execPath, ['-e', 'process.exit(3)']);
    expect(await child.exited).toBe(3);
  });
});
