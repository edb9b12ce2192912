import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../embedded/mongo.js';
import { bundleGateway, startProcess, type GatewayProcess } from './built-gateway.js';
import { until } from './patience.js';

/** Whether anything listens on a port of the loopback. */
const listens = (port: number): Promise<boolean> => fetch(`http://127.0.0.1:${port}/`).then(() => true, (error: Error) => !String(error.cause).includes('ECONNREFUSED'));

describe('the gateway with its own MongoDB, as a process', () => {
  let dataDir: string;
  let bundle: string;
  let port: number;
  const running: GatewayProcess[] = [];
  const start = async (): Promise<GatewayProcess> => {
    const gateway = await startProcess(bundle, port, { MONGODB_URI: '', REDIS_URL: '', DATA_DIR: dataDir, SIMULATOR: 'off' });
    running.push(gateway);
    return gateway;
  };
  const mongoPort = async (): Promise<number> => (JSON.parse(await readFile(path.join(dataDir, 'mongo-address.json'), 'utf8')) as { port: number }).port; // written by the gateway
  const routes = async ({ url }: GatewayProcess): Promise<string> => (await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ routes { totalCount edges { node { id } } } }"}' })).text();

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'smart-district-process-'));
    [bundle, port] = await Promise.all([bundleGateway('process-test'), freePort()]);
  });
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('loads the sample once, outlives kill -9 with its data, and leaves nothing running', async () => {
    const first = await start();
    expect(first.said()).toContain('sample district: storing');
    const served = await routes(first);
    expect(served).toContain('district:Y1');
    const mongod = await mongoPort();

    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    await until('MongoDB has gone with its owner', async () => !(await listens(mongod)));

    const second = await start();
    expect(await routes(second)).toBe(served);
    // It found what it had stored: nothing is imported twice.
    expect(second.said()).not.toContain('sample district:');
    expect(second.said()).toMatch(/is ready after \d+\.\d s/);
    const again = await mongoPort();

    expect(await second.stop()).toBe(0);
    expect([await listens(port), await listens(again)]).toEqual([false, false]);
    expect(second.said()).toContain('stopping …');
  }, 120_000);

  it('says what is wrong and ends where it cannot start', async () => {
    await expect(startProcess(bundle, await freePort(), { DATA_DIR: dataDir, DISTRICT_CLOCK: 'yesterday', RATE_LIMIT_PER_MINUTE: 'many' })).rejects.toThrow(/DISTRICT_CLOCK: expects an instant[^]*|RATE_LIMIT_PER_MINUTE/);
  });
});
