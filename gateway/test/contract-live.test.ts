import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bindings from 'gtfs-realtime-bindings';
import { projectRoot } from '../../modules/kernel/root.js';
import { comparable, firstAnswer, settled } from './answers.js';
import { Expectations, queryCases } from './query-files.js';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const { transit_realtime: gtfs } = bindings;
const here = path.join(projectRoot(), 'gateway/test');
const folder = path.join(here, 'queries-live');
const cases = queryCases(folder);

/** The moment of the test, half a second before which the feeds are made; 08:10 in the district. */
const NOW = Date.parse('2026-11-24T00:10:00Z') / 1000;
/** An instant of the day, `HH:MM:SS` in the district's time. */
const at = (time: string): number => Date.parse(`2026-11-24T${time}+08:00`) / 1000;
const text = (zh: string, en: string) => ({ translation: [{ text: zh, language: 'zh' }, { text: en, language: 'en' }] });
const feed = (entity: object[]): Uint8Array => gtfs.FeedMessage.encode(gtfs.FeedMessage.fromObject({ header: { gtfsRealtimeVersion: '2.0', timestamp: NOW }, entity })).finish();
const trip = (tripId: string, more: object = {}) => ({ tripId, startDate: '20261124', ...more });

// At 人民北路中山中路 (112A, call 7) the timetable has 云间1路 at 08:15:20, 08:24:20, 08:33:20 and 08:42:20.
const tripUpdates = feed([
  { id: 'late', tripUpdate: { trip: trip('Y1W0-0757'), vehicle: { id: 'V1', label: '沪A·0757' }, timestamp: NOW - 20, stopTimeUpdate: [{ stopSequence: 7, arrival: { time: at('08:18:20') } }] } },
  { id: 'carried', tripUpdate: { trip: trip('Y1W0-0806'), timestamp: NOW - 20, stopTimeUpdate: [{ stopSequence: 2, arrival: { delay: 60 } }] } },
  { id: 'skips', tripUpdate: { trip: trip('Y1W0-0815'), timestamp: NOW - 20, stopTimeUpdate: [{ stopSequence: 7, scheduleRelationship: 'SKIPPED' }] } },
  { id: 'off', tripUpdate: { trip: trip('Y1W0-0824', { scheduleRelationship: 'CANCELED' }), timestamp: NOW - 20 } },
  { id: 'more', tripUpdate: { trip: trip('extra-1', { routeId: 'Y1', scheduleRelationship: 'ADDED' }), timestamp: NOW - 20, stopTimeUpdate: [{ stopSequence: 1, stopId: '112A', departure: { time: at('08:29:00') } }, { stopSequence: 2, stopId: '101A', arrival: { time: at('08:36:00') } }] } },
]);
// 云间1路 of 07:57 stands at 醉白池 (114A, call 6), one stop before.
const vehiclePositions = feed([
  { id: 'v1', vehicle: { trip: trip('Y1W0-0757', { routeId: 'Y1' }), vehicle: { id: 'V1', label: '沪A·0757' }, position: { latitude: 31.000792, longitude: 121.225665, bearing: 350, speed: 6.5 }, currentStopSequence: 6, stopId: '114A', currentStatus: 'STOPPED_AT', timestamp: NOW - 15, occupancyStatus: 'STANDING_ROOM_ONLY' } },
  { id: 'ghost', vehicle: { trip: trip('Y1W0-0742', { routeId: 'Y1' }), vehicle: { id: 'V9' }, position: { latitude: 31.0, longitude: 121.2257 }, timestamp: NOW - 16 * 60 } },
]);
const alerts = feed([
  { id: 'detour', alert: { activePeriod: [{ start: NOW - 3600, end: NOW + 7200 }], informedEntity: [{ routeId: 'Y1' }, { stopId: '112A' }], cause: 'CONSTRUCTION', effect: 'DETOUR', severityLevel: 'WARNING', headerText: text('云间1路绕行', 'Yunjian 1 takes a detour'), descriptionText: text('中山中路施工', 'Works on Zhongshan Middle Road'), url: text('https://bus.yunjian.example/1', 'https://bus.yunjian.example/en/1') } },
  { id: 'over', alert: { activePeriod: [{ end: NOW - 60 }], informedEntity: [{ routeId: 'Y1' }], headerText: text('已结束', 'Over') } },
]);

describe('the contract with real-time feeds, each operation by both paths', () => {
  let gateway: TestGateway;
  let files: string;
  let socket: TestSocket;
  const expectations = new Expectations(path.join(here, 'expectations'), 'live');

  beforeAll(async () => {
    files = await mkdtemp(path.join(os.tmpdir(), 'smart-district-feeds-'));
    const file = async (name: string, bytes: Uint8Array): Promise<string> => {
      await writeFile(path.join(files, name), bytes);
      return path.join(files, name);
    };
    gateway = await startGateway({
      env: {
        SEED: 'auto', DISTRICT_CLOCK: '2026-11-24T00:10:00.500Z', DISTRICT_CLOCK_RATE: '0.01', TRUSTED_DOCUMENTS_EXTRA: folder,
        GTFS_RT_TRIP_UPDATES: await file('trip-updates.pb', tripUpdates), GTFS_RT_VEHICLE_POSITIONS: await file('vehicle-positions.pb', vehiclePositions), GTFS_RT_ALERTS: `district=${await file('alerts.pb', alerts)}`,
      },
    });
    await until(async () => {
      const { data } = await gateway.graphql({ query: '{ vehicles(routeId: "district:Y1") { id } serviceAlerts { id } stop(id: "district:112A") { arrivals { status } } }' });
      return JSON.stringify(data).match(/:V1"|:detour"|"ADDED"/g)?.length === 3;
    });
    socket = await TestSocket.open(gateway.url);
  }, 60_000);
  afterAll(async () => {
    await socket?.close();
    await gateway?.stop();
    await rm(files, { recursive: true, force: true });
  });

  it.each(cases.filter(({ operation }) => operation === 'query').map((each) => [each.name, each] as const))('%s', async (name, { text: query, hash, variables }) => {
    const free = comparable(await gateway.graphql({ query, variables }));
    const trusted = comparable(await gateway.graphql({ documentId: hash, variables }));
    expect(JSON.stringify(trusted)).toBe(JSON.stringify(free));
    expect(settled(free)).toEqual(expectations.of(name, settled(free)));
  });

  it.each(cases.filter(({ operation }) => operation === 'subscription').map((each) => [each.name, each] as const))('%s', async (name, { text: query, hash, variables }) => {
    const free = await firstAnswer(socket, { query, variables });
    const trusted = await firstAnswer(socket, { query: '', extensions: { persistedQuery: { sha256Hash: hash } }, variables });
    expect(JSON.stringify(trusted)).toBe(JSON.stringify(free));
    expect(settled(free)).toEqual(expectations.of(name, settled(free)));
  });

  it('gives the same board to displays that speak no GraphQL', async () => {
    const response = await fetch(`${gateway.url}/stops/district:112A/arrivals.json?windowMinutes=30`);
    expect(response.status).toBe(200);
    const door = (await response.json()) as { arrivals: { id: string; status: string; source: string; etaSeconds: number; vehicle: { id: string } | null }[] }; // the door's own shape
    const { data } = await gateway.graphql({ query: '{ stop(id: "district:112A") { arrivals(windowMinutes: 30) { id status source etaSeconds vehicle { id } } } }' });
    const rows = door.arrivals.map(({ id, status, source, etaSeconds, vehicle }) => ({ id, status, source, etaSeconds, vehicle: vehicle && { id: vehicle.id } }));
    expect({ stop: { arrivals: rows } }).toEqual(data);
  });
});

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the feeds did not reach the board');
}
