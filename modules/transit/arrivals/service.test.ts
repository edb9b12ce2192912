import { afterEach, describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import { Fault } from '../../kernel/errors.js';
import type { ArrivalEntity, StopEntity } from '../contract.js';
import { Feeds } from '../realtime/feeds.js';
import { assembleSnapshot, DEFAULT_SPREAD, emptySnapshot } from '../realtime/snapshot.js';
import { clockSeconds, smallTimetable } from '../realtime/testing.js';
import type { TripRun } from '../realtime/types.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import { createBoardDoor } from './doors/board-json.js';
import { createArrivalsResolvers } from './resolvers.js';
import { ArrivalsService } from './service.js';

const caller = anonymousCaller('web', 'test');
const day = dayOfGtfsDate('20260115');
const trips = [
  { id: 'T1', stops: ['A', 'B', 'C'], times: ['08:00', '08:05', '08:10'], headsign: 'Centre' },
  { id: 'T2', stops: ['A', 'B', 'C'], times: ['08:20', '08:25', '08:30'] },
];
const services: ArrivalsService[] = [];
afterEach(() => services.splice(0).forEach((service) => service.stop()));

function setup(now = '08:00') {
  const timetable = smallTimetable({ trips });
  const feeds = new Feeds();
  const time = { now: timetable.dayStart(day) * 1000 + clockSeconds(now) * 1000 };
  const clock = { now: () => time.now };
  feeds.publish({ timetable, snapshot: emptySnapshot(timetable, time.now / 1000) });
  const service = new ArrivalsService({ feeds, clock });
  services.push(service);
  const stop = (id: string): StopEntity => {
    const found = service.findStop(caller, `district:${id}`);
    if (!found) throw new Error(`no stop ${id}`);
    return found;
  };
  return { timetable, feeds, time, clock, service, stop };
}

/** The first trip, so many seconds late. */
function lateRun(timetable: Timetable, delay: number, observedAt: number): TripRun {
  const trip = timetable.tripIndex('T1') ?? -1;
  const pattern = timetable.patternOf(trip);
  const times = Float64Array.from(pattern.stops, (_, position) => timetable.dayStart(day) + timetable.arrival(trip, position));
  const late = times.map((time) => time + delay);
  return {
    key: 'T1|20260115', tripId: 'T1', trip, route: pattern.route, direction: 0, serviceDay: day, state: 'RUNNING', headsign: null,
    stops: pattern.stops, sequences: pattern.sequences, scheduledArrival: times, scheduledDeparture: times, arrival: late, departure: late,
    earliest: late.map((time) => time - 30), latest: late.map((time) => time + 60), source: Uint8Array.of(3, 3, 3), flags: Uint8Array.of(0, 0, 4),
    observedAt, nextPosition: 0, vehicle: null, wheelchair: 0, occupancy: null,
  };
}

function snapshotWith(timetable: Timetable, delay: number, at: number, observedAt = at) {
  return assembleSnapshot(timetable, { at, feedTimestamp: at, runs: [lateRun(timetable, delay, observedAt)], vehicles: [], alerts: [], scheduleSpread: DEFAULT_SPREAD });
}

describe('reading a board', () => {
  it('puts the run in the place of the timetable', () => {
    const { timetable, feeds, time, service, stop } = setup();
    feeds.publish({ timetable, snapshot: snapshotWith(timetable, 300, time.now / 1000 - 20) });
    const rows = service.list(caller, stop('B'));
    expect(rows.map((row) => [row.id, row.status, row.source, row.etaSeconds, row.dataAgeSeconds])).toEqual([
      ['district:T1|20260115|2', 'LATE', 'ASSERTED', 600, 20], ['district:T2|20260115|2', 'SCHEDULED', 'SCHEDULE', 1500, null],
    ]);
    expect([rows[0]?.earliest, rows[0]?.expectedAt, rows[0]?.latest].map((at) => (at ?? 0) / 1000 - time.now / 1000)).toEqual([570, 600, 660]);
  });

  it('answers an entity of an earlier version from the version in force', () => {
    const { feeds, time, service, stop } = setup();
    const old = stop('B');
    const next = smallTimetable({ version: 'v2', trips: [{ id: 'N', stops: ['B', 'C'], times: ['08:07', '08:10'] }] });
    feeds.publish({ timetable: next, snapshot: emptySnapshot(next, time.now / 1000) });
    expect(service.list(caller, old).map((row) => row.trip.id)).toEqual(['district:N']);
    expect(service.list(caller, { ...old, id: 'district:gone' })).toEqual([]);
  });

  it.each([
    [{ windowMinutes: 0 }, 'windowMinutes'], [{ windowMinutes: 1441 }, 'windowMinutes'], [{ first: 0 }, 'first'], [{ first: 101 }, 'first'], [{ first: 1.5 }, 'first'], [{ from: Number.NaN }, 'from'],
  ])('refuses %j', (args, field) => {
    const { service, stop } = setup();
    let fault: unknown;
    try {
      service.list(caller, stop('A'), args);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ code: 'BAD_INPUT', details: { field } });
  });
});

describe('watching a board', () => {
  const next = async (stream: AsyncIterator<readonly ArrivalEntity[]>) => {
    const result = await stream.next();
    return result.done ? 'end' : result.value.map((row) => row.etaSeconds);
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('sends the whole board at once, after a swap that changes it, and nothing after one that does not', async () => {
    const { timetable, feeds, time, service } = setup();
    const stream = service.watch(caller, 'district:B');
    expect(await next(stream)).toEqual([300, 1500]);
    let second: unknown = 'nothing';
    void next(stream).then((value) => (second = value));
    time.now += 15_000;
    feeds.publish({ timetable, snapshot: emptySnapshot(timetable, time.now / 1000) });
    await settle();
    expect(second).toBe('nothing');
    feeds.publish({ timetable, snapshot: snapshotWith(timetable, 60, time.now / 1000) });
    await settle();
    expect(second).toEqual([345, 1485]);
  });

  it('sends a board whose data are fresher by a minute though all else is equal, not by 30 s', async () => {
    const { timetable, feeds, time, service } = setup();
    const start = time.now / 1000;
    feeds.publish({ timetable, snapshot: snapshotWith(timetable, 60, start) });
    const stream = service.watch(caller, 'district:B');
    await next(stream);
    let got = 0;
    void stream.next().then(() => (got += 1));
    time.now += 30_000;
    feeds.publish({ timetable, snapshot: snapshotWith(timetable, 60, start + 30) });
    await settle();
    expect(got).toBe(0);
    time.now += 30_000;
    feeds.publish({ timetable, snapshot: snapshotWith(timetable, 60, start + 60) });
    await settle();
    expect(got).toBe(1);
  });

  it('skips boards that a slow reader did not fetch', async () => {
    const { timetable, feeds, time, service } = setup();
    const stream = service.watch(caller, 'district:B');
    await next(stream);
    for (const delay of [60, 120, 180]) feeds.publish({ timetable, snapshot: snapshotWith(timetable, delay, time.now / 1000) });
    expect(await next(stream)).toEqual([480, 1500]);
  });

  it('ends when the stop is gone, when the reader leaves, and when the service stops', async () => {
    const { feeds, time, service } = setup();
    const [gone, left, stopped] = [service.watch(caller, 'district:B'), service.watch(caller, 'district:C'), service.watch(caller, 'district:C')];
    await Promise.all([next(gone), next(left), next(stopped)]);
    const without = smallTimetable({ version: 'v2', trips: [{ id: 'N', stops: ['A', 'C'], times: ['08:07', '08:10'] }] });
    feeds.publish({ timetable: without, snapshot: emptySnapshot(without, time.now / 1000) });
    expect(await next(gone)).toBe('end');
    await left.return?.();
    await next(stopped);
    const waiting = next(stopped);
    service.stop();
    expect(await waiting).toBe('end');
    expect(await next(left)).toBe('end');
  });

  it('refuses an unknown stop and a window out of bounds', () => {
    const { service } = setup();
    expect(() => service.watch(caller, 'district:none')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => service.watch(caller, 'district:A', 0)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});

describe('the door for displays', () => {
  async function get(env: ReturnType<typeof setup>, id: string, query = '', headers = {}) {
    const door = createBoardDoor(env.service, env.clock);
    return door.handle({ caller, params: { id }, query: new URLSearchParams(query), headers, body: Buffer.alloc(0) });
  }

  it('says the same as the contract, in its names', async () => {
    const env = setup();
    const response = await get(env, 'district:B', 'windowMinutes=30&first=1');
    const body = JSON.parse(String(response.body)) as { arrivals: unknown[] };
    expect(body).toMatchObject({
      stop: { id: 'district:B' },
      arrivals: [{ id: 'district:T1|20260115|2', route: { id: 'district:R', shortName: 'R' }, trip: { headsign: 'Centre', serviceDate: '2026-01-15' }, expectedAt: '2026-01-15T00:05:00.000Z', etaSeconds: 300, source: 'SCHEDULE', vehicle: null }],
    });
    expect(body.arrivals).toHaveLength(1);
    expect(response.headers?.['cache-control']).toBe('public, max-age=5');
  });

  it('answers 304 while the board is the same, and anew when it changes', async () => {
    const env = setup();
    const etag = (await get(env, 'district:B')).headers?.['etag'];
    env.time.now += 10_000;
    expect(await get(env, 'district:B', '', { 'if-none-match': etag })).toMatchObject({ status: 304, body: '' });
    env.feeds.publish({ timetable: env.timetable, snapshot: snapshotWith(env.timetable, 60, env.time.now / 1000) });
    expect((await get(env, 'district:B', '', { 'if-none-match': etag })).status).toBeUndefined();
  });

  it.each([['district:none', '', 'NOT_FOUND'], ['district:B', 'first=ten', 'BAD_INPUT'], ['district:B', 'from=yesterday', 'BAD_INPUT'], ['district:B', 'windowMinutes=9999', 'BAD_INPUT']])('refuses %s?%s with %s', async (id, query, code) => {
    await expect(get(setup(), id, query)).rejects.toMatchObject({ code });
  });
});

describe('trip fields', () => {
  it('resolve from the timetable, and from the run of an added trip', () => {
    const env = setup();
    const { Trip } = createArrivalsResolvers(env.service);
    const [row] = env.service.list(caller, env.stop('A'));
    if (!row) throw new Error('no row');
    expect(Trip.headsign(row.trip, {})).toBe('Centre');
    expect(Trip.serviceDate(row.trip)).toBe('2026-01-15');
    expect(Trip.directionId(row.trip)).toBe(0);
    const added = { ...row.trip, trip: -1, run: { ...lateRun(env.timetable, 0, 0), trip: -1, direction: -1 as const, wheelchair: 1 as const } };
    expect(Trip.headsign(added, {})).toBe('Stop C');
    expect(Trip.directionId(added)).toBeNull();
    expect(Trip.wheelchairAccessible(added)).toBe('ACCESSIBLE');
  });
});
