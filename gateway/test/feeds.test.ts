import { createServer, type Server } from 'node:http';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { systemClock } from '../../modules/kernel/clock.js';
import { projectRoot } from '../../modules/kernel/root.js';
import type { ImportReport } from '../../modules/transit/timetable/report.js';
import { createTimetables } from '../../modules/transit/timetable/service.js';
import { until } from './patience.js';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const CLOCK = { DISTRICT_CLOCK: '2026-11-24T00:10:00Z' };
const BOARD = '{ stop(id: "district:112A") { name arrivals(windowMinutes: 60) { id } } }';

describe('timetables swapped under load, at two gateways on one database', () => {
  let one: TestGateway;
  let two: TestGateway;
  let folder: string;
  let connection: Connection;
  beforeAll(async () => {
    one = await startGateway({ env: { ...CLOCK, SEED: 'auto' } });
    two = await startGateway({ env: { ...CLOCK, MONGODB_URI: one.mongoUri } });
    folder = await mkdtemp(path.join(os.tmpdir(), 'smart-district-swap-'));
    await cp(path.join(projectRoot(), 'data/district/gtfs'), folder, { recursive: true });
    connection = await mongoose.createConnection(one.mongoUri).asPromise();
  }, 60_000);
  afterAll(async () => {
    await connection?.close();
    await two?.stop();
    await one?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const importFeed = (): Promise<ImportReport> => createTimetables({ connection, logger: silent, clock: systemClock }).importFeed(folder);
  const nameAt = async (gateway: TestGateway): Promise<unknown> => JSON.stringify((await gateway.graphql({ query: '{ stop(id: "district:112A") { name } }' })).data);
  const rename = async (to: string): Promise<void> => {
    const file = path.join(folder, 'stops.txt');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^(112A,112A,)[^,]+/m, `$1${to}`));
  };

  /** Asks both gateways without a pause until told to stop; what went wrong. */
  function hammer(): { stop: () => Promise<{ asked: number; wrong: string[] }> } {
    let on = true;
    let asked = 0;
    const wrong: string[] = [];
    const ask = async (gateway: TestGateway): Promise<void> => {
      while (on) {
        const { status, data, errors } = await gateway.graphql({ query: BOARD });
        asked++;
        const rows = JSON.stringify(data).match(/"id"/g)?.length ?? 0;
        if (status !== 200 || errors || rows === 0) wrong.push(JSON.stringify({ status, data, errors }).slice(0, 200));
      }
    };
    const all = Promise.all([one, two, one, two].map(ask));
    return {
      async stop() {
        on = false;
        await all;
        return { asked, wrong };
      },
    };
  }

  it('serve the new one twice without one failed request, and watchers go on', async () => {
    const socket = await TestSocket.open(two.url);
    const id = socket.subscribe({ query: 'subscription S { arrivals(stopId: "district:112A") { id } }' });
    await socket.of(id);
    const load = hammer();
    for (const name of ['人民北路甲', '人民北路乙']) {
      await rename(name);
      expect(await importFeed()).toMatchObject({ outcome: 'imported', errorCount: 0 });
      await until(`${name} at both`, async () => (await Promise.all([nameAt(one), nameAt(two)])).every((answer) => String(answer).includes(name)), 15_000);
    }
    const { asked, wrong } = await load.stop();
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    expect(socket.unread.filter((frame) => frame.id === id && frame.type !== 'next')).toEqual([]);
    await socket.close();
  }, 60_000);

  it('stay as they are where the new one is bad', async () => {
    const before = [await nameAt(one), await nameAt(two)];
    await rename('坏');
    const file = path.join(folder, 'stop_times.txt');
    const content = await readFile(file, 'utf8');
    await writeFile(file, content.replace(/^(Y1W0-0530),05:30:00,05:30:00,104B,1/m, '$1,05:30:00,05:99:00,104B,1'));
    const load = hammer();
    const report = await importFeed();
    expect([report.outcome, report.errorCount]).toEqual(['rejected', 1]);
    const { wrong } = await load.stop();
    expect([wrong, [await nameAt(one), await nameAt(two)]]).toEqual([[], before]);
    await writeFile(file, content);
  }, 60_000);
});

describe('real-time feeds that misbehave', () => {
  let gateway: TestGateway;
  let server: Server;
  const asked: string[] = [];
  let hanging = 0;
  let mostHanging = 0;
  beforeEach(async () => {
    asked.length = 0;
    hanging = mostHanging = 0;
    const garbage = Buffer.alloc(10_000_000, 0x5a);
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      // One hangs for ever, one sends garbage, one breaks off in the middle.
      if (request.url === '/hangs') {
        mostHanging = Math.max(mostHanging, ++hanging);
        response.on('close', () => hanging--);
      } else if (request.url === '/garbage') response.end(garbage);
      else if (request.url === '/broken') response.write(garbage.subarray(0, 1000), () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server that listens has one
    const at = (name: string): string => `http://127.0.0.1:${port}/${name}`;
    gateway = await startGateway({ env: { ...CLOCK, SEED: 'auto', GTFS_RT_TRIP_UPDATES: at('hangs'), GTFS_RT_VEHICLE_POSITIONS: at('garbage'), GTFS_RT_ALERTS: at('broken'), GTFS_RT_INTERVAL_SECONDS: '0.2' } });
  }, 60_000);
  afterEach(async () => {
    await gateway?.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('leave boards as they are, are counted by reason, and do not hold up the stop', async () => {
    await until('all three asked', () => ['/hangs', '/garbage', '/broken'].every((url) => asked.includes(url)));
    await until('counted', async () => /transit_feed_fetches_total\{feed="district",kind="vehiclePositions",outcome="not-a-feed"\} [1-9]/.test(await (await fetch(`${gateway.url}/metrics`)).text()));
    const { data } = await gateway.graphql({ query: '{ stop(id: "district:112A") { arrivals(windowMinutes: 10) { source } } vehicles(routeId: "district:Y1") { id } }' });
    expect(data).toEqual({ stop: { arrivals: [{ source: 'SCHEDULE' }, { source: 'SCHEDULE' }] }, vehicles: [] });
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    // A feed that hangs is given up before it is asked again, however long that takes.
    expect(mostHanging).toBe(1);
  });
});

describe('a clock that jumps', () => {
  let jump = 0;
  const real = Date.now.bind(Date);
  afterEach(() => {
    jest.restoreAllMocks();
    jump = 0;
  });

  it('leaves sockets open and boards answering, hours ahead and back again', async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => real() + jump);
    const gateway = await startGateway({ env: { ...CLOCK, SEED: 'auto', RATE_LIMIT_PER_MINUTE: '1000' } });
    const socket = await TestSocket.open(gateway.url);
    const id = socket.subscribe({ query: 'subscription S { arrivals(stopId: "district:112A") { id } }' });
    await socket.of(id);
    const nowIs = async (): Promise<string> => JSON.stringify((await gateway.graphql({ query: '{ service { now } }' })).data);
    for (const [hours, expected] of [[6, 'T06:10'], [-6, 'T18:10'], [24 * 30, '2026-12-24'], [0, 'T00:10']] as const) {
      jump = hours * 3_600_000;
      expect(await nowIs()).toContain(expected);
      const { status, data } = await gateway.graphql({ query: BOARD });
      expect([status, JSON.stringify(data)]).toEqual([200, expect.stringContaining('人民北路中山中路')]);
    }
    expect((await gateway.graphql({ query: BOARD })).data).toMatchObject({ stop: { arrivals: expect.arrayContaining([{ id: expect.stringContaining('Y1W0-0757') }]) } });
    // The same socket still answers, and a new board is the day's.
    expect(await socket.of(socket.subscribe({ query: 'subscription S { arrivals(stopId: "district:113A") { id } }' }))).toMatchObject({ type: 'next' });
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
    await socket.close();
    await gateway.stop();
  }, 60_000);
});
