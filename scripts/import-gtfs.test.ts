import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../modules/kernel/root.js';
import { testConnection } from '../modules/kernel/testing/mongo.js';
import { gtfsFeed } from '../modules/transit/testing.js';

/** Each run bundles its script and starts a process; a busy machine takes its time over that. */
const PATIENCE_MS = 120_000;

describe('npm run import:gtfs and npm run seed', () => {
  let folder: string;
  let uri: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'gtfs-script-'));
    const test = await testConnection('scripts');
    close = test.close;
    const address = new URL(process.env.TEST_MONGODB_URI ?? '');
    address.pathname = `/${test.connection.name}`;
    uri = address.href;
  });
  afterAll(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (script: string, ...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { ...process.env, MONGODB_URI: uri };
      execFile(process.execPath, ['scripts/run.mjs', `scripts/${script}.ts`, ...args], { cwd: projectRoot(), env }, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
    });

  it('seeds the sample district, and leaves an operator\'s feed in its place alone', async () => {
    expect(await run('seed')).toMatchObject({ code: 0, out: expect.stringContaining('feed district: version') });
    expect(await run('seed')).toMatchObject({ code: 0, out: expect.stringContaining('nothing to do') });
    const zip = path.join(folder, 'own.zip');
    await writeFile(zip, await gtfsFeed({ trips: [{ stops: [['A', '9:00'], ['B', '9:05']] }] }).zip());
    await run('import-gtfs', zip);
    expect(await run('seed')).toMatchObject({ code: 0, out: expect.stringContaining('stays away') });
  }, PATIENCE_MS);

  it('imports a zip, says that the same changes nothing, and refuses a bad one with exit code 1', async () => {
    const [good, bad] = [path.join(folder, 'good.zip'), path.join(folder, 'bad.zip')];
    await writeFile(good, await gtfsFeed({ trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }] }).zip());
    await writeFile(bad, await gtfsFeed({ trips: [{ stops: [['A', '8:05'], ['B', '8:00']] }] }).zip());
    const first = await run('import-gtfs', good, '--feed', 'town');
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^feed town: version [0-9a-f]{16} is active/), err: expect.stringContaining('reading stop_times.txt') });
    expect(await run('import-gtfs', good, '--feed', 'town')).toMatchObject({ code: 0, out: expect.stringContaining('nothing to do') });
    const refused = await run('import-gtfs', bad, '--feed', 'town');
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('stop_times.txt line 3, arrival_time "08:00:00": is before the departure') });
    expect(refused.out).toMatch(/^feed town: not imported, version [0-9a-f]{16} stays active/);
  }, PATIENCE_MS);

  it('explains itself without a source, and refuses an impossible feed id', async () => {
    expect(await run('import-gtfs')).toMatchObject({ code: 2, err: expect.stringContaining('usage: npm run import:gtfs') });
    expect(await run('import-gtfs', folder, '--feed', 'a:b')).toMatchObject({ code: 1, err: expect.stringContaining('letters, digits') });
  }, PATIENCE_MS);
});
