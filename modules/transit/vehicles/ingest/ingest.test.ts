import { beforeEach, describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import { distanceMeters, fromWgs84 } from '../../../kernel/geo.js';
import { Feeds } from '../../realtime/feeds.js';
import { emptySnapshot } from '../../realtime/snapshot.js';
import { smallTimetable } from '../../realtime/testing.js';
import type { VehiclePosition } from '../../realtime/types.js';
import { createPositionsDoor } from '../doors/positions.js';
import { PositionIngest } from './service.js';
import { parseIngestKeys, signatureOf } from './signature.js';

const NOW = Date.parse('2026-01-15T08:00:00+08:00');
const SYSTEM = Date.parse('2027-05-05T00:00:00Z');
const KEYS = parseIngestKeys('chengnan:0123456789abcdef, other:fedcba9876543210');
const here = { lat: 31.05, lon: 121.22 };

let time = { service: NOW, system: SYSTEM };
let handed: [string, VehiclePosition[]][] = [];
let counted: [string, number][] = [];
let nonces = 100;
let door = createPositionsDoor(ingest());

function ingest(): PositionIngest {
  const feeds = new Feeds();
  const timetable = smallTimetable({
    trips: [
      { id: 'T1', route: '云间24路', direction: 1, stops: ['A', 'B'], times: ['08:00', '08:05'] },
      { id: 'T2', route: 'X1', stops: ['A', 'B'], times: ['08:00', '08:05'] },
    ],
  });
  feeds.publish({ timetable, snapshot: emptySnapshot(timetable, NOW / 1000) });
  return new PositionIngest({
    feeds, keys: KEYS, defaultFeed: 'district',
    clocks: { service: { now: () => time.service }, system: { now: () => time.system } },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: { feedFetched: () => undefined, feedAge: () => undefined, entitiesRejected: (_feed, _kind, reason, count) => counted.push([reason, count]) },
    onPositions: (feedId, positions) => handed.push([feedId, positions]),
  });
}

beforeEach(() => {
  time = { service: NOW, system: SYSTEM };
  handed = [];
  counted = [];
  door = createPositionsDoor(ingest());
});

interface Sending {
  operator?: string;
  key?: string;
  timestamp?: string;
  nonce?: string;
  signature?: string;
}

async function send(body: unknown, { operator = 'chengnan', ...rest }: Sending = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { key = KEYS.get(operator) ?? '', timestamp = String(time.system / 1000), nonce = `nonce-${++nonces}` } = rest;
  const { signature = signatureOf(key, timestamp, nonce, text) } = rest;
  return door.handle({
    caller: anonymousCaller('api', 'test'), params: {}, query: new URLSearchParams(), body: Buffer.from(text),
    headers: { 'x-transit-operator': operator, 'x-transit-timestamp': timestamp, 'x-transit-nonce': nonce, 'x-transit-signature': signature },
  });
}

async function faultOf(sending: Promise<unknown>): Promise<[string, unknown, unknown]> {
  const error: unknown = await sending.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof Fault)) throw new Error(`a fault was expected, not ${String(error)}`);
  return [error.code, error.details['field'], error.details['reason']];
}

const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const record = (changes: object = {}) => ({ vehicleId: 'B1', line: '云间24路', direction: '上行', position: here, time: at(-5), ...changes });
const newest = () => handed.at(-1)?.[1] ?? [];

describe('the signature', () => {
  it('lets a signed batch in', async () => {
    expect(await send([record()])).toEqual({ status: 200, body: { accepted: 1, duplicates: 0, rejected: [] } });
    expect(handed).toEqual([['district', [{
      vehicleId: 'B1', label: null, lat: here.lat, lon: here.lon, bearing: null, speed: null, stopSequence: null, stopId: null, status: null,
      timestamp: NOW / 1000 - 5, occupancy: null, wheelchair: null,
      trip: { tripId: null, routeId: '云间24路', directionId: 0, startDate: null, startTime: null, relationship: 'SCHEDULED' },
    }]]]);
  });

  it.each<[string, Sending, string]>([
    ['another key', { key: 'f'.repeat(16) }, 'X-Transit-Signature'],
    ['an operator we do not know', { operator: 'stranger', key: 'f'.repeat(16) }, 'X-Transit-Signature'],
    ['another operator’s key', { operator: 'other', key: '0123456789abcdef' }, 'X-Transit-Signature'],
    ['no signature', { signature: '' }, 'X-Transit-Signature'],
    ['a signature cut short', { signature: 'ab' }, 'X-Transit-Signature'],
    ['a time 301 s ago', { timestamp: String(SYSTEM / 1000 - 301) }, 'X-Transit-Timestamp'],
    ['a time 301 s ahead', { timestamp: String(SYSTEM / 1000 + 301) }, 'X-Transit-Timestamp'],
    ['a time that is none', { timestamp: 'now' }, 'X-Transit-Timestamp'],
    ['a short nonce', { nonce: 'abc' }, 'X-Transit-Nonce'],
  ])('refuses %s', async (_, sending, field) => {
    expect((await faultOf(send([record()], sending))).slice(0, 2)).toEqual(['UNAUTHENTICATED', field]);
    expect(handed).toEqual([]);
  });

  it('refuses a body that was changed on the way', async () => {
    const signature = signatureOf(KEYS.get('chengnan') ?? '', String(SYSTEM / 1000), 'nonce-changed', JSON.stringify([record()]));
    expect((await faultOf(send([record({ vehicleId: 'B2' })], { nonce: 'nonce-changed', signature })))[0]).toBe('UNAUTHENTICATED');
  });

  it('refuses a nonce that was used, as long as its time would do, and lets it be used by another operator', async () => {
    await send([record()], { nonce: 'again-again' });
    expect(await faultOf(send([record()], { nonce: 'again-again' }))).toEqual(['UNAUTHENTICATED', 'X-Transit-Nonce', 'has been used before']);
    await expect(send([record({ vehicleId: 'B9' })], { nonce: 'again-again', operator: 'other' })).resolves.toMatchObject({ status: 200 });
    time.system += 601_000;
    await expect(send([record({ time: at(-4) })], { nonce: 'again-again' })).resolves.toMatchObject({ status: 200 });
  });

  it('does not use up the nonce of a request that was not signed rightly', async () => {
    await faultOf(send([record()], { nonce: 'stolen-nonce', key: 'x'.repeat(16) }));
    await expect(send([record()], { nonce: 'stolen-nonce' })).resolves.toMatchObject({ status: 200 });
  });

  it.each(['nokey', 'a b:0123456789abcdef', 'op:short', 'op:0123456789abcdef,op:0123456789abcdef'])('refuses the keys “%s”', (text) => {
    expect(() => parseIngestKeys(text)).toThrow(RangeError);
  });
});

describe('a batch', () => {
  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'body'],
    ['no list', { records: [] }, 'positions'],
    ['another type of feed', { feed: 5, positions: [] }, 'feed'],
    ['a feed we do not have', { feed: 'else', positions: [] }, 'feed'],
  ])('of %s is refused', async (_, body, field) => {
    expect((await faultOf(send(body))).slice(0, 2)).toEqual(['BAD_INPUT', field]);
  });

  it('of too many records is refused', async () => {
    expect((await faultOf(send(new Array(5001).fill(0))))[0]).toBe('TOO_LARGE');
  });

  it('keeps the good and names the field of each bad record', async () => {
    const bad: [object | number, string][] = [
      [record({ vehicleId: '' }), 'vehicleId'],
      [record({ position: { lat: 91, lon: 121 } }), 'position.lat'],
      [record({ position: { lat: 31 } }), 'position.lon'],
      [record({ position: { ...here, datum: 'CGCS' } }), 'position.datum'],
      [record({ time: 'yesterday' }), 'time'],
      [record({ time: at(61) }), 'time'],
      [record({ time: at(-901) }), 'time'],
      [record({ direction: 2 }), 'direction'],
      [record({ speed: -1 }), 'speed'],
      [record({ bearing: 400 }), 'bearing'],
      [record({ occupancy: 'SOME' }), 'occupancy'],
      [record({ line: '99路' }), 'line'],
      [record({ routeId: 'nowhere' }), 'routeId'],
      [record({ tripId: 'T99' }), 'tripId'],
      [record({ tripId: 'T2' }), 'tripId'],
      [record({ line: undefined }), 'routeId'],
      [7, 'record'],
    ];
    const { status, body } = await send({ positions: [...bad.map(([value]) => value), record()] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 1, rejected: bad.map(([, field], index) => ({ index, field })) });
    expect(counted.reduce((sum, [, count]) => sum + count, 0)).toBe(bad.length);
  });

  it('of bad records only is answered with 400 and hands nothing on', async () => {
    expect(await send([record({ time: 'x' })])).toMatchObject({ status: 400, body: { accepted: 0, rejected: [{ vehicleId: 'B1' }] } });
    expect(handed).toEqual([]);
  });

  it.each([['云间24路'], ['云间24'], ['云间２４路'], [' 云间24路 ']])('finds the line by “%s”', async (line) => {
    await send([record({ line })]);
    expect(newest()[0]?.trip?.routeId).toBe('云间24路');
  });

  it('takes public ids, trips, epoch times and the words for directions', async () => {
    await send({ feed: 'district', positions: [
      record({ vehicleId: 'B1', line: undefined, routeId: 'district:X1', direction: '下行', time: NOW / 1000 - 9 }),
      record({ vehicleId: 'B2', line: undefined, tripId: 'district:T1', direction: undefined, time: NOW - 9000 }),
    ] });
    expect(newest().map(({ trip, timestamp }) => [trip?.routeId, trip?.tripId, trip?.directionId, timestamp])).toEqual([
      ['X1', null, 1, NOW / 1000 - 9],
      ['云间24路', 'T1', 1, NOW / 1000 - 9],
    ]);
  });

  it.each(['GCJ02', 'BD09'] as const)('brings positions in %s to WGS-84', async (datum) => {
    await send([record({ position: { ...fromWgs84(here, datum), datum } })]);
    const [found] = newest();
    expect(found && distanceMeters(found, here)).toBeLessThan(0.5);
    expect(distanceMeters(fromWgs84(here, datum), here)).toBeGreaterThan(100);
  });
});

describe('the order of positions', () => {
  it('never lets a late record overrule a newer one, and drops doubles', async () => {
    await send([record({ time: at(-10), position: { lat: 31.051, lon: 121.22 } })]);
    const late = await send([record({ time: at(-40) }), record({ time: at(-10) })]);
    expect(late.body).toEqual({ accepted: 1, duplicates: 1, rejected: [] });
    expect(newest()).toMatchObject([{ timestamp: NOW / 1000 - 10, lat: 31.051 }]);
  });

  it('works out speed and bearing from the track in its right order, where the device gives none', async () => {
    const north = { lat: here.lat + 0.0009, lon: here.lon };
    await send([record({ time: at(-10), position: north }), record({ time: at(-20) })]);
    const [bus] = newest();
    expect(bus?.speed).toBeCloseTo(10, 0);
    expect(bus?.bearing).toBeCloseTo(0, 3);
    await send([record({ time: at(-5), position: north, speed: 3, bearing: 45 })]);
    expect(newest()).toMatchObject([{ speed: 3, bearing: 45 }]);
  });

  it('hands on every bus that has spoken lately, and forgets those that have not', async () => {
    await send([record()]);
    await send([record({ vehicleId: 'B2', time: at(-1) })]);
    expect(newest().map(({ vehicleId }) => vehicleId)).toEqual(['B1', 'B2']);
    time.service += 898_000;
    await send([record({ vehicleId: 'B3', time: at(890) })]);
    expect(newest().map(({ vehicleId }) => vehicleId)).toEqual(['B2', 'B3']);
  });

  it('does not let one operator move another’s bus until it has been silent', async () => {
    await send([record()]);
    expect((await send([record({ time: at(-1) })], { operator: 'other' })).body).toMatchObject({ accepted: 0, rejected: [{ field: 'vehicleId' }] });
    time.service += 901_000;
    expect((await send([record({ time: at(899) })], { operator: 'other' })).body).toMatchObject({ accepted: 1 });
  });
});
