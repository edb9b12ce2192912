import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { decodeFeed } from '../../modules/transit/adapters/gtfs-realtime/decode.js';
import { feedMessage, MADE_AT, type Field } from '../../modules/transit/adapters/gtfs-realtime/testing/message.js';
import { readPositionsCsv, readRecordings, type Recording } from './recordings.js';
import { recordingAt, serveRecordings } from './server.js';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'replay-test-'))));
afterEach(() => rm(folder, { recursive: true }));

const update: readonly Field[] = [[1, 'u'], [3, [[1, [[1, 'T1']]], [5, 60]]]];
const position: readonly Field[] = [[1, 'v'], [4, [[2, [[1, { float: 31 }], [2, { float: 121 }]]]]]];
const made = (at: number, ...entities: (readonly Field[])[]) => feedMessage(entities, [[1, '2.0'], [3, at]]);
const times = (list: readonly Recording[]) => list.map(({ at }) => at - MADE_AT);

async function fillFolder(): Promise<void> {
  await mkdir(path.join(folder, 'in', 'deep'), { recursive: true });
  await writeFile(path.join(folder, 'in', 'b.pb'), made(MADE_AT + 30, update));
  await writeFile(path.join(folder, 'in', 'deep', 'a.pb'), made(MADE_AT, update, position));
  await writeFile(path.join(folder, 'in', `capture_${MADE_AT + 64}_made_${MADE_AT + 60}.pb`), made(MADE_AT + 60, update));
  await writeFile(path.join(folder, 'in', `capture_${MADE_AT + 9000}.pb`), made(MADE_AT + 90, update));
  await writeFile(path.join(folder, 'in', 'README'), 'not a message');
}

describe('recordings', () => {
  it('come from a folder, by kind and in order; the time of capture counts where the name tells it', async () => {
    await fillFolder();
    const skipped: string[] = [];
    const recordings = await readRecordings(path.join(folder, 'in'), (file) => skipped.push(file));
    expect([times(recordings.tripUpdates), times(recordings.vehiclePositions), recordings.alerts]).toEqual([[0, 30, 64, 90], [0], []]);
    expect(skipped).toEqual(['README']);
  });

  it('come from a tar archive', async () => {
    await fillFolder();
    const archive = path.join(folder, 'in.tar');
    expect(spawnSync('tar', ['-cf', archive, '-C', folder, 'in']).status).toBe(0);
    expect(times((await readRecordings(archive, () => undefined)).tripUpdates)).toEqual([0, 30, 64, 90]);
  });

  it('that are none are refused', async () => {
    await writeFile(path.join(folder, 'x.txt'), 'x');
    await expect(readRecordings(folder, () => undefined)).rejects.toThrow('holds no recorded messages');
    await expect(readRecordings(path.join(folder, 'x.txt'), () => undefined)).rejects.toThrow('does not unpack');
  });

  it('of positions come from CSV, one message for each time', async () => {
    const file = path.join(folder, 'positions.csv.gz');
    const rows = [
      'feed_timestamp,entity_id,vehicle_id,route_id,trip_id,trip_start_date,trip_start_time,stop_id,current_stop_sequence,current_status,vehicle_timestamp,lat,lon,speed_mps,bearing',
      `${MADE_AT + 30},0,B1,24,T1,20260302,08:00:00,S2,2,1,${MADE_AT + 20},31.5,121.25,4.5,90`,
      `${MADE_AT},0,B1,24,T1,20260302,08:00:00,S1,1,2,${MADE_AT - 5},31.25,121.25,,`,
      `${MADE_AT},1,B2,,,,,,,,,31.75,121.5,,`,
      `${MADE_AT},2,B3,,,,,,,,,,,,`,
    ];
    await writeFile(file, gzipSync(rows.join('\n')));
    const recordings = await readPositionsCsv(file);
    expect(times(recordings)).toEqual([0, 30]);
    const [first, second] = recordings.map(({ bytes }) => decodeFeed(bytes, 0));
    expect(first?.vehicles.map(({ vehicleId, lat, trip, status, timestamp }) => [vehicleId, lat, trip?.tripId ?? null, status, timestamp - MADE_AT])).toEqual([
      ['B1', 31.25, 'T1', 'IN_TRANSIT_TO', -5],
      ['B2', 31.75, null, null, 0],
    ]);
    expect(second?.vehicles[0]).toMatchObject({
      speed: 4.5, bearing: 90, stopSequence: 2, stopId: 'S2', status: 'STOPPED_AT',
      trip: { tripId: 'T1', routeId: '24', startDate: '20260302', startTime: 28_800 },
    });
  });
});

describe('the server of recordings', () => {
  it('serves what was to be had at the time of its clock, and 304 until the next', async () => {
    const recordings = { tripUpdates: [0, 30].map((at) => ({ at: MADE_AT + at, bytes: made(MADE_AT + at, update) })), vehiclePositions: [], alerts: [] };
    let now = MADE_AT - 100;
    const server = await serveRecordings(recordings, { now: () => now * 1000 });
    try {
      const get = (etag = '') => fetch(`${server.base}/trip-updates.pb`, { headers: { 'if-none-match': etag } });
      const first = await get();
      expect(decodeFeed(new Uint8Array(await first.arrayBuffer()), 0).timestamp).toBe(MADE_AT);
      now = MADE_AT + 29;
      expect((await get(first.headers.get('etag') ?? '')).status).toBe(304);
      server.follow({ now: () => (MADE_AT + 500) * 1000 });
      const next = await get(first.headers.get('etag') ?? '');
      expect(decodeFeed(new Uint8Array(await next.arrayBuffer()), 0).timestamp).toBe(MADE_AT + 30);
      expect((await fetch(`${server.base}/alerts.pb`)).status).toBe(404);
      expect((await fetch(`${server.base}/else`)).status).toBe(404);
    } finally {
      await server.stop();
    }
  });

  it('has nothing where nothing was recorded', () => {
    expect(recordingAt([], 5)).toBeUndefined();
  });
});
