import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signatureOf } from '../../modules/transit/vehicles/ingest/signature.js';
import { until } from './patience.js';
import { TestSocket, type Frame } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const KEY = '0123456789abcdef';
const BOARD = { query: 'subscription Board($stop: ID!) { arrivals(stopId: $stop, windowMinutes: 60) { id expectedAt source vehicle { id } } }', variables: { stop: 'district:112A' } };
const env = { SEED: 'auto', DISTRICT_CLOCK: '2026-11-24T00:10:00Z', POSITION_INGEST_KEYS: `operator:${KEY}` };
const OPENED = Date.now();
const serviceNow = (): number => Math.floor((Date.parse(env.DISTRICT_CLOCK) + Date.now() - OPENED) / 1000);

/** Two stops of 云间1路 before 人民北路中山中路, which is its seventh call. */
const PLACES = { call3: { lat: 30.983219, lon: 121.225291 }, call6: { lat: 31.000792, lon: 121.225665 } };

/** Reports a bus as its operator would. */
async function report(gateway: TestGateway, vehicleId: string, tripId: string, place: { lat: number; lon: number }): Promise<void> {
  const body = JSON.stringify([{ vehicleId, tripId, position: place, time: serviceNow() }]);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomUUID();
  const headers = { 'content-type': 'application/json', 'x-transit-operator': 'operator', 'x-transit-timestamp': timestamp, 'x-transit-nonce': nonce, 'x-transit-signature': signatureOf(KEY, timestamp, nonce, body) };
  const response = await fetch(`${gateway.url}/transit/positions`, { method: 'POST', headers, body });
  expect(await response.json()).toMatchObject({ accepted: 1, rejected: [] });
}

const metric = async (gateway: TestGateway, name: string): Promise<number> => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(await (await fetch(`${gateway.url}/metrics`)).text())?.[1]);
const showing = (vehicle: string) => (frame: Frame): boolean => frame.type === 'next' && JSON.stringify(frame.payload?.data).includes(`"district:${vehicle}"`);

describe('boards that are watched', () => {
  let one: TestGateway;
  let two: TestGateway;
  beforeAll(async () => {
    const redis = { ...env, REDIS_URL: process.env.TEST_REDIS_URL ?? '' };
    one = await startGateway({ env: redis });
    two = await startGateway({ env: { ...redis, SEED: 'off', MONGODB_URI: one.mongoUri } });
  }, 60_000);
  afterAll(async () => {
    await two?.stop();
    await one?.stop();
  });

  it('come at once, to each who joins; a change reaches all; leaving ends them', async () => {
    const sockets = [await TestSocket.open(one.url), await TestSocket.open(one.url), await TestSocket.open(one.url)];
    const ids: string[] = [];
    for (const socket of sockets) {
      const id = socket.subscribe(BOARD);
      ids.push(id);
      const first = await socket.of(id);
      expect(first).toMatchObject({ type: 'next', payload: { data: { arrivals: expect.arrayContaining([expect.objectContaining({ source: 'SCHEDULE' })]) } } });
    }
    expect(await metric(one, 'websocket_subscriptions')).toBe(3);
    expect(await metric(one, 'websocket_connections')).toBe(3);
    await report(one, 'BUS1', 'district:Y1W0-0757', PLACES.call6);
    const frames = await Promise.all(sockets.map((socket) => socket.frame(showing('BUS1'))));
    // One payload for all, under each client's own id.
    expect(new Set(frames.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
    expect(frames.map(({ id }) => id)).toEqual(ids);

    // Who comes later starts with the board as it is, not as it was at the first.
    const late = await TestSocket.open(one.url);
    const first = await late.of(late.subscribe(BOARD));
    expect(showing('BUS1')(first)).toBe(true);
    late.socket.terminate();
    for (const [index, socket] of sockets.entries()) socket.send({ id: ids[index], type: 'complete' });
    await until('no subscription left', async () => (await metric(one, 'websocket_subscriptions')) === 0);
    await Promise.all(sockets.map((socket) => socket.close()));
    await until('no connection left', async () => (await metric(one, 'websocket_connections')) === 0);
  });

  it('are one socket’s many, each ended for itself', async () => {
    const socket = await TestSocket.open(one.url);
    const board = socket.subscribe(BOARD);
    const other = socket.subscribe({ ...BOARD, variables: { stop: 'district:103' } });
    const same = socket.subscribe(BOARD);
    for (const id of [board, other, same]) await socket.of(id);
    socket.send({ id: board, type: 'complete' });
    await until('one less', async () => (await metric(one, 'websocket_subscriptions')) === 2);
    await report(one, 'BUS2', 'district:Y1W0-0806', PLACES.call3);
    expect((await socket.frame(showing('BUS2'))).id).toBe(same);
    expect(socket.unread.filter(({ id }) => id === board)).toEqual([]);
    await socket.close();
  });

  it('show at one gateway what was reported to another', async () => {
    const socket = await TestSocket.open(two.url);
    await socket.of(socket.subscribe(BOARD));
    await report(one, 'BUS3', 'district:Y1W0-0757', PLACES.call6);
    await socket.frame(showing('BUS3'));
    const { data } = await two.graphql({ query: '{ vehicles(routeId: "district:Y1") { id } }' });
    expect(JSON.stringify(data)).toContain('district:BUS3');
    await socket.close();
  });
});
