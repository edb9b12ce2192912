import { describe, expect, it } from '@jest/globals';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { createMerge } from './merge.js';
import { RangeModel } from './ranges.js';
import { RunningTimes } from './running-times.js';
import { clockSeconds, decodedFeed, smallTimetable, stopUpdate, tripRef, tripUpdate, vehicleAt, type SmallTimetable } from './testing.js';
import { SOURCE, STOP_FLAG, type RealtimeSnapshot, type TripRun, type VehiclePosition } from './types.js';
import { placeOn, wayOf } from './way.js';

const DATE = '20260115';
/** Stops 0.0036° of latitude, some 400 m, apart; ten minutes between them. */
const STEP = 0.0036;
const north = (stops: number) => 31 + stops * STEP;
const STOPS = ['A', 'B', 'C', 'D', 'E'];
const TIMES = ['08:00', '08:10', '08:20', '08:30', '08:40'];

function world(small: Partial<SmallTimetable> = {}) {
  const timetable = smallTimetable({ services: { daily: ['20260114', DATE] }, trips: [{ id: 'T', stops: STOPS, times: TIMES }], ...small });
  const merge = createMerge(timetable);
  const at = (time: string) => timetable.dayStart(dayOfGtfsDate(DATE)) + clockSeconds(time);
  /** The bus is so many stops along the way. */
  const drive = (time: string, stops: number, rest: Partial<VehiclePosition> = {}, lon = 121): RealtimeSnapshot => {
    merge.acceptPositions([vehicleAt('bus', at(time), north(stops), lon, { trip: tripRef({ tripId: 'T', startDate: DATE }), speed: 8, ...rest })], at(time));
    return merge.snapshot(at(time));
  };
  return { timetable, merge, at, drive };
}
const only = (snapshot: RealtimeSnapshot): TripRun => {
  expect(snapshot.runs).toHaveLength(1);
  return snapshot.runs[0] as TripRun;
};
const delays = (run: TripRun) => Array.from(run.arrival, (time, position) => Math.round(time - (run.scheduledArrival[position] ?? 0)));
const passed = (run: TripRun) => Array.from(run.flags, (bits) => ((bits & STOP_FLAG.PASSED) === 0 ? 0 : 1));
const lineOnly = (line: Partial<VehiclePosition['trip']> = {}) => ({ trip: tripRef({ routeId: 'R', ...line }) });

describe('a place on the way', () => {
  const { timetable } = world({ stops: { A: { lat: 31, lon: 121 }, B: { lat: 31.01, lon: 121 } }, trips: [{ id: 'L', stops: ['A', 'B', 'A'], times: ['08:00', '08:10', '08:20'] }] });
  const pattern = timetable.patternOf(0);
  const way = wayOf(timetable, pattern);
  const length = pattern.distances[2] ?? 0;

  it('is the pass of a there-and-back way that is expected', () => {
    expect(placeOn(way, 31.0025, 121, 0, 300, 0)?.along).toBeCloseTo(length / 8, 0);
    expect(placeOn(way, 31.0025, 121, length, 300, 0)?.along).toBeCloseTo((length * 7) / 8, 0);
  });

  it('does not go backwards where the way goes on', () => {
    expect(placeOn(way, 31.0025, 121, length / 2, 5000, length / 3)?.along).toBeCloseTo((length * 7) / 8, 0);
  });

  it('tells how far beside the way it is', () => {
    expect(placeOn(way, 31.005, 121.002, 0, 5000, 0)?.aside).toBeCloseTo(190.6, 0);
  });
});

describe('positions without predictions', () => {
  it('a bus half way between two stops is expected from there on', () => {
    const run = only(world().drive('08:20', 1.5));
    expect(run.nextPosition).toBe(2);
    expect(passed(run)).toEqual([1, 1, 0, 0, 0]);
    expect(delays(run).slice(2)).toEqual([300, 300, 300]);
    expect([...run.source].slice(2)).toEqual(Array(3).fill(SOURCE.POSITION));
  });

  it('an early bus falls back towards its timetable', () => {
    const run = only(world().drive('08:10', 1.5));
    const [next = 0, , last = 0] = delays(run).slice(2);
    expect(next).toBeGreaterThanOrEqual(-300);
    expect(next).toBeLessThan(-240);
    expect(last).toBeGreaterThan(next);
    expect(last).toBeLessThan(0);
  });

  it('is not expected to leave the first stop before its time, and is held there after it', () => {
    const { drive, at } = world();
    const early = only(drive('07:50', 0, { speed: 0 }));
    expect(early.departure[0]).toBe(at('08:00'));
    expect(delays(early)[1]).toBe(0);
    const late = only(drive('08:03', 0, { speed: 0 }));
    expect(late.departure[0]).toBe(at('08:03'));
    expect(delays(late)[1]).toBe(180);
  });

  it('waits for the timetable in a long stay', () => {
    const run = only(world({ trips: [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10/08:20', '08:30'] }] }).drive('08:10', 0.5));
    expect(delays(run).slice(1)).toEqual([300, 0]);
  });

  it('does not go backwards for the noise of GPS, and is lost off its way', () => {
    const { drive } = world();
    expect(only(drive('08:15', 1.5)).nextPosition).toBe(2);
    expect(only(drive('08:15:30', 1.45)).nextPosition).toBe(2);
    expect(only(drive('08:16', 3.5, {}, 121.02)).nextPosition).toBe(2);
  });

  it('tells the two passes of a loop apart', () => {
    const trips = [{ id: 'T', stops: ['A', 'B', 'C', 'B', 'A'], times: TIMES }];
    const { drive } = world({ trips });
    expect(only(drive('08:05', 0.5)).nextPosition).toBe(1);
    expect(only(drive('08:12', 1.3)).nextPosition).toBe(2);
    const back = world({ trips });
    expect(only(back.drive('08:35', 0.5)).nextPosition).toBe(4);
  });

  it('gives way to the feed, takes over where the feed is much older, and keeps what it said of skipped stops', () => {
    const { merge, at, drive } = world();
    const say = (time: string) => merge.accept('tripUpdates', decodedFeed(at(time), { tripUpdates: [tripUpdate({ tripId: 'T', startDate: DATE }, at(time), [stopUpdate({ sequence: 3, delay: 60 }), stopUpdate({ sequence: 4, relationship: 'SKIPPED' })])] }), at(time));
    say('08:20');
    expect(only(drive('08:20:30', 1.5)).source[2]).toBe(SOURCE.ASSERTED);
    const taken = only(drive('08:22', 1.6));
    expect(taken.source[2]).toBe(SOURCE.POSITION);
    expect(taken.observedAt).toBe(at('08:22'));
    expect((taken.flags[3] ?? 0) & STOP_FLAG.SKIPPED).toBe(STOP_FLAG.SKIPPED);
    say('08:22:30');
    expect(only(merge.snapshot(at('08:22:30'))).source[2]).toBe(SOURCE.ASSERTED);
  });

  it('of a vehicle that only an update names are that run’s', () => {
    const { merge, at } = world();
    merge.accept('tripUpdates', decodedFeed(at('08:15'), { tripUpdates: [tripUpdate({ tripId: 'T', startDate: DATE }, at('08:15'), [stopUpdate({ sequence: 3, delay: 0 })], { vehicleId: 'bus' })] }), at('08:15'));
    merge.acceptPositions([vehicleAt('bus', at('08:15'), north(1.5), 121)], at('08:15'));
    expect(only(merge.snapshot(at('08:15'))).vehicle).toMatchObject({ id: 'bus', nextPosition: 2 });
  });
});

describe('a clock that is put back', () => {
  it('does not make buses deaf: positions from before the jump no longer count', () => {
    const { drive } = world();
    drive('08:35', 3.5);
    const run = only(drive('08:05', 0.5));
    expect(run.nextPosition).toBe(1);
    expect(run.vehicle?.lat).toBe(north(0.5));
  });
});

describe('buses that say only their line', () => {
  const trips = [
    { id: 'T1', stops: STOPS, times: TIMES },
    { id: 'T2', stops: STOPS, times: ['08:20', '08:30', '08:40', '08:50', '09:00'] },
    { id: 'B1', direction: 1 as const, stops: STOPS.toReversed(), times: TIMES },
  ];
  const runOf = (snapshot: RealtimeSnapshot) => snapshot.vehicles.map((vehicle) => vehicle.run?.split('|')[0] ?? null);

  it('are on the trip that is about there at that time', () => {
    expect(runOf(world({ trips }).drive('08:17', 1.5, lineOnly({ directionId: 0 })))).toEqual(['T1']);
    expect(runOf(world({ trips }).drive('08:37', 1.5, lineOnly({ directionId: 0 })))).toEqual(['T2']);
    expect(runOf(world({ trips }).drive('08:27', 1.5, lineOnly({ directionId: 1 })))).toEqual(['B1']);
  });

  it('wait at the first stop for the trip that leaves next', () => {
    expect(runOf(world({ trips }).drive('08:15', 0, { ...lineOnly({ directionId: 0 }), speed: 0 }))).toEqual(['T2']);
  });

  it('keep their trip though they run so late that another would fit, and take the next one at the end', () => {
    const { drive } = world({ trips });
    for (const [time, place] of [['08:05', 0.5], ['08:20', 1], ['08:35', 1.5]] as const) expect(runOf(drive(time, place, lineOnly({ directionId: 0 })))).toEqual(['T1']);
    const there = world({ trips: [...trips, { id: 'B2', direction: 1 as const, stops: STOPS.toReversed(), times: ['08:50', '09:00', '09:10', '09:20', '09:30'] }] });
    expect(runOf(there.drive('08:38', 3.8, lineOnly()))).toEqual(['T1']);
    there.drive('08:40', 4, { ...lineOnly(), speed: 0 });
    expect(runOf(there.drive('08:48', 4, { ...lineOnly(), speed: 0 }))).toEqual(['B2']);
  });

  it('do not share a trip where another fits too', () => {
    const { merge, at } = world({ trips });
    const bus = (id: string, place: number) => vehicleAt(id, at('08:29'), north(place), 121, lineOnly({ directionId: 0 }));
    merge.acceptPositions([bus('first', 1.6), bus('second', 1.55)], at('08:29'));
    expect(runOf(merge.snapshot(at('08:29')))).toEqual(['T1', 'T2']);
  });

  it('are counted and shown on their line where no trip fits', () => {
    const { merge, drive } = world({ trips });
    const snapshot = drive('08:17', 1.5, lineOnly(), 121.5);
    expect(snapshot.vehicles).toMatchObject([{ id: 'bus', route: 0, run: null, nextPosition: null }]);
    expect(merge.counts.get('no-trip-near')).toBe(1);
  });
});

describe('what is learnt from buses seen to pass', () => {
  it('running times lie between the timetable and what was seen, fade with time, and are bounded', () => {
    const times = new RunningTimes();
    expect(times.expect(1, 2, 100, 0)).toBe(100);
    times.observe(1, 2, 200, 100, 1000);
    const after = times.expect(1, 2, 100, 1000);
    expect(after).toBeGreaterThan(120);
    expect(after).toBeLessThan(200);
    expect(times.expect(1, 2, 100, 1000 + 5 * 3600)).toBeLessThan(105);
    times.observe(1, 2, 5000, 100, 1001);
    expect(times.expect(1, 2, 100, 1000)).toBe(after);
    for (let stop = 0; stop < 25_000; stop++) times.observe(stop, stop + 1, 60, 60, stop);
    expect(times.size).toBe(20_000);
  });

  it('a bus that took longer makes the next one later', () => {
    const { merge, at, drive } = world({ trips: [{ id: 'T', stops: STOPS, times: TIMES }, { id: 'U', stops: STOPS, times: TIMES.map((time) => time.replace('08:', '09:')) }] });
    for (let minute = 0; minute <= 45; minute++) drive(`08:${String(minute).padStart(2, '0')}`, minute / 15);
    merge.acceptPositions([vehicleAt('next', at('09:05'), north(0.5), 121, { trip: tripRef({ tripId: 'U', startDate: DATE }), speed: 8 })], at('09:05'));
    const run = merge.snapshot(at('09:05')).runs.find(({ tripId }) => tripId === 'U');
    expect(run && delays(run)[3]).toBeGreaterThan(60);
  });

  it('ranges follow the errors seen: one in ten before, one in ten after', () => {
    const model = new RangeModel();
    for (let i = 0; i < 4000; i++) model.observe(SOURCE.ASSERTED, 3, ((i * 37) % 400) - 100);
    const range = { low: 0, high: 0 };
    model.read(SOURCE.ASSERTED, 480, range);
    expect(Math.abs(range.low - -60)).toBeLessThan(20);
    expect(Math.abs(range.high - 260)).toBeLessThan(20);
  });

  it('ranges never narrow with the horizon, whatever was seen', () => {
    const model = new RangeModel();
    for (let i = 0; i < 500; i++) model.observe(SOURCE.POSITION, 5, 0);
    for (let i = 0; i < 500; i++) model.observe(SOURCE.POSITION, 1, (i % 2) * 600 - 300);
    const range = { low: 0, high: 0 };
    let [low, high] = [0, 0];
    for (let horizon = 0; horizon < 7200; horizon += 20) {
      model.read(SOURCE.POSITION, horizon, range);
      expect(range.low).toBeLessThanOrEqual(low);
      expect(range.high).toBeGreaterThanOrEqual(high);
      ({ low, high } = range);
    }
  });

  it('times are left as the feed says them until enough buses were seen, then moved by what they were wrong by', () => {
    const model = new RangeModel();
    for (let i = 0; i < 60; i++) model.observe(SOURCE.ASSERTED, 3, -60);
    expect(model.correction(SOURCE.ASSERTED, 480)).toBe(0);
    for (let i = 0; i < 2000; i++) model.observe(SOURCE.ASSERTED, 3, -60);
    expect(Math.abs(model.correction(SOURCE.ASSERTED, 480) - -60)).toBeLessThan(10);
    expect(model.correction(SOURCE.POSITION, 480)).toBe(0);
  });

  it('a feed that is always too late is put right on the board, within its range and never before now', () => {
    const { timetable } = world();
    const model = new RangeModel();
    for (let bucket = 0; bucket < 8; bucket++) for (let i = 0; i < 1500; i++) model.observe(SOURCE.ASSERTED, bucket, -45 + (i % 21) - 10);
    const merge = createMerge(timetable, { ranges: model, times: new RunningTimes() });
    const now = timetable.dayStart(dayOfGtfsDate(DATE)) + clockSeconds('08:11:40');
    merge.accept('tripUpdates', decodedFeed(now, { tripUpdates: [tripUpdate({ tripId: 'T', startDate: DATE }, now, [2, 3, 4, 5].map((sequence) => stopUpdate({ sequence, delay: 120 })))] }), now);
    const run = only(merge.snapshot(now));
    expect(delays(run)[3]).toBeLessThan(90);
    expect(run.arrival[1]).toBeGreaterThanOrEqual(now);
    for (let position = 1; position < 5; position++) {
      expect(run.earliest[position]).toBeLessThanOrEqual(run.arrival[position] ?? 0);
      expect(run.latest[position]).toBeGreaterThanOrEqual(run.arrival[position] ?? 0);
    }
  });
});
