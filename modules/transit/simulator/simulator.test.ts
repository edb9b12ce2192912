import { describe, expect, it } from '@jest/globals';
import { gtfs } from './encode.js';
import { courseOf } from './courses.js';
import { createDayPlan } from './day-plan.js';
import { pointAt, progressAt } from './positions.js';
import { predict } from './predictions.js';
import { createSimulator } from './simulator.js';
import { readDistrictTimetable } from './testing.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import { decodeFeed } from '../adapters/gtfs-realtime/decode.js';
import type { DayPlan, SimulatedRun } from './types.js';

const timetable = await readDistrictTimetable();
/** A Tuesday, a Saturday, a working Saturday, the national holiday. */
const DAYS = ['20261124', '20261128', '20261010', '20261001'].map(dayOfGtfsDate);
const [TUESDAY = 0] = DAYS;
const plan = createDayPlan(timetable, TUESDAY);

function at(text: string): number {
  return Date.parse(`2026-11-24T${text}+08:00`);
}

let instantOfShared = 0;
const shared = createSimulator({ timetable: () => timetable, clock: { now: () => instantOfShared } });

function simulate(instant: number): { updates: ReturnType<typeof gtfs.FeedMessage.decode>; vehicles: ReturnType<typeof gtfs.FeedMessage.decode>; alerts: ReturnType<typeof gtfs.FeedMessage.decode> } {
  instantOfShared = instant;
  return {
    updates: gtfs.FeedMessage.decode(shared.tripUpdates()),
    vehicles: gtfs.FeedMessage.decode(shared.vehiclePositions()),
    alerts: gtfs.FeedMessage.decode(shared.alerts()),
  };
}

function driven(p: DayPlan): SimulatedRun[] {
  return p.runs.filter((run) => run.relationship !== 'CANCELED');
}

function lateness(run: SimulatedRun, position: number): number {
  return (run.arrivals[position] ?? 0) - timetable.arrival(run.trip, position) - run.shift;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

describe('a simulated day', () => {
  it('is the same each time, and another on another day', async () => {
    const again = createDayPlan(await readDistrictTimetable(), TUESDAY);
    expect(again.incidents).toEqual(plan.incidents);
    expect(again.runs.map((run) => [...run.arrivals])).toEqual(plan.runs.map((run) => [...run.arrivals]));
    const next = createDayPlan(timetable, TUESDAY + 1);
    expect(next.runs.map((run) => [...run.arrivals])).not.toEqual(plan.runs.map((run) => [...run.arrivals]));
  });

  it('goes forward: no bus arrives before it has left, none overtakes', () => {
    const lastOfCourse = new Map<number, SimulatedRun>();
    const wrong: string[] = [];
    for (const run of driven(plan)) {
      const leader = lastOfCourse.get(courseOf(timetable, run.trip));
      lastOfCourse.set(courseOf(timetable, run.trip), run);
      for (let i = 1; i < run.arrivals.length; i++) {
        const arrival = run.arrivals[i] ?? Number.NaN;
        if (!(arrival > (run.departures[i - 1] ?? Infinity))) wrong.push(`${run.tripId} arrives at ${i} before it left`);
        if (!((run.departures[i] ?? Number.NaN) >= arrival)) wrong.push(`${run.tripId} leaves ${i} before it arrived`);
        if (leader && !(arrival > (leader.departures[i] ?? Infinity))) wrong.push(`${run.tripId} overtakes at ${i}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lets a bus start its next run only after it has ended the one before', () => {
    const chained = driven(plan).filter((run) => run.before);
    expect(chained.length).toBeGreaterThan(300);
    for (const run of chained) expect(run.departures[0]).toBeGreaterThanOrEqual((run.before?.arrivals.at(-1) ?? Infinity) + 60);
  });

  it('is later in the rush hours than at quiet times', () => {
    const ends = (from: number, until: number): number => mean(driven(plan)
      .filter((run) => (run.departures[0] ?? 0) >= from * 3600 && (run.departures[0] ?? 0) < until * 3600)
      .map((run) => lateness(run, run.arrivals.length - 1)));
    expect(ends(7.2, 8.5)).toBeGreaterThan(ends(10.5, 15) + 60);
    expect(ends(17.2, 18.5)).toBeGreaterThan(ends(10.5, 15) + 60);
    expect(Math.abs(ends(10.5, 15))).toBeLessThan(180);
  });

  it.each(DAYS)('has its incidents on day %i', (day) => {
    const p = day === TUESDAY ? plan : createDayPlan(timetable, day);
    expect(p.runs.filter((run) => run.relationship === 'CANCELED').length).toBeGreaterThanOrEqual(1);
    expect(p.runs.filter((run) => run.relationship === 'ADDED').length).toBeGreaterThanOrEqual(1);
    expect(p.runs.filter((run) => run.relationship === 'SCHEDULED' && run.skipped.size > 0).length).toBeGreaterThanOrEqual(5);
    expect(p.incidents.detour?.stops.length).toBeGreaterThanOrEqual(1);
    expect(driven(p).some((run) => run.bus.silent)).toBe(true);
    expect(driven(p).some((run) => run.bus.wheelchair)).toBe(true);
    expect(driven(p).some((run) => !run.bus.wheelchair)).toBe(true);
  });

  it('has two buses that close up', () => {
    const [pair] = plan.incidents.bunching;
    const leader = plan.runs.find((run) => run.trip === pair?.leader && run.shift === 0);
    const follower = plan.runs.find((run) => run.trip === pair?.follower && run.shift === 0);
    if (!pair || !leader || !follower) throw new Error('no pair');
    const gaps = [...follower.arrivals].map((time, i) => time - (leader.arrivals[i] ?? 0));
    expect(pair.headway).toBeGreaterThan(300);
    expect(Math.min(...gaps)).toBeLessThan(pair.headway * 0.4);
  });

  it('predicts well for the next stop and worse for far ones, since it does not know what comes', () => {
    const errors = { near: [] as number[], far: [] as number[] };
    for (const run of driven(plan)) {
      const middle = Math.floor(run.arrivals.length / 3);
      const prediction = predict(timetable, run, (run.departures[middle] ?? 0) + 5);
      if (!prediction) continue;
      errors.near.push(Math.abs((prediction.arrivals[middle + 1] ?? 0) - (run.arrivals[middle + 1] ?? 0)));
      errors.far.push(Math.abs((prediction.arrivals.at(-1) ?? 0) - (run.arrivals.at(-1) ?? 0)));
    }
    expect(mean(errors.near)).toBeLessThan(45);
    expect(mean(errors.far)).toBeGreaterThan(mean(errors.near) * 1.5);
    expect(mean(errors.far)).toBeLessThan(400);
  });
});

describe('the feeds', () => {
  it('decode with the bindings and say when they are from', () => {
    const { updates, vehicles, alerts } = simulate(at('08:10:00'));
    for (const feed of [updates, vehicles, alerts]) {
      expect(feed.header.gtfsRealtimeVersion).toBe('2.0');
      expect(Number(feed.header.timestamp)).toBe(at('08:10:00') / 1000);
      expect(feed.entity.length).toBeGreaterThan(0);
      expect(new Set(feed.entity.map((e) => e.id)).size).toBe(feed.entity.length);
    }
  });

  it('are the same bytes in another simulator at the same instant', async () => {
    const another = await readDistrictTimetable();
    const make = (of: Timetable): Uint8Array => createSimulator({ timetable: () => of, clock: { now: () => at('17:40:00') } }).tripUpdates();
    expect(Buffer.from(make(timetable)).equals(Buffer.from(make(another)))).toBe(true);
  });

  it('are read by the product’s own decoder without one rejected entity', () => {
    const instant = at('08:10:00');
    const { updates, vehicles, alerts } = simulate(instant);
    const read = (bytes: Uint8Array): ReturnType<typeof decodeFeed> => decodeFeed(bytes, instant / 1000);
    const [u, v, a] = [read(shared.tripUpdates()), read(shared.vehiclePositions()), read(shared.alerts())];
    expect([u, v, a].flatMap((feed) => [...feed.rejected])).toEqual([]);
    expect([u.tripUpdates.length, v.vehicles.length, a.alerts.length]).toEqual([updates.entity.length, vehicles.entity.length, alerts.entity.length]);
    expect(new Set(v.vehicles.map((vehicle) => vehicle.wheelchair))).toEqual(new Set([1, 2]));
  });

  it('put every vehicle on its shape, between its stops', () => {
    let [furthest, looked] = [0, 0];
    for (const run of driven(plan)) {
      const shape = run.pattern.shape;
      const from = timetable.data.shapeFrom[shape] ?? 0;
      const end = timetable.data.shapeFrom[shape + 1] ?? 0;
      for (let seconds = (run.departures[0] ?? 0) + 40; seconds < (run.arrivals.at(-1) ?? 0); seconds += 397) {
        const progress = progressAt(run, seconds);
        if (!progress) throw new Error('no progress on the way');
        const { lat, lon } = pointAt(timetable, run, progress.meters);
        let nearest = Infinity;
        for (let i = from + 1; i < end; i++) nearest = Math.min(nearest, offLine(lat, lon, i));
        furthest = Math.max(furthest, nearest);
        looked++;
      }
    }
    expect(looked).toBeGreaterThan(2000);
    expect(furthest).toBeLessThan(1);
  });

  it('move each bus forward', () => {
    let before = new Map<string, number>();
    let compared = 0;
    for (let k = 0; k < 12; k++) {
      const now = new Map<string, number>();
      for (const { vehicle } of simulate(at('08:00:00') + k * 10_000).vehicles.entity) {
        const key = `${vehicle?.vehicle?.id} ${vehicle?.trip?.tripId} ${vehicle?.trip?.startTime}`;
        now.set(key, Number(vehicle?.timestamp) * 1000 + (vehicle?.currentStopSequence ?? 0));
      }
      for (const [key, value] of now) {
        if (!before.has(key)) continue;
        compared++;
        expect(value).toBeGreaterThanOrEqual(before.get(key) ?? Infinity);
      }
      before = now;
    }
    expect(compared).toBeGreaterThan(200);
    const back: string[] = [];
    for (const run of driven(plan).slice(0, 200)) {
      let meters = -1;
      for (let seconds = run.departures[0] ?? 0; seconds < (run.arrivals.at(-1) ?? 0); seconds += 15) {
        const now = progressAt(run, seconds)?.meters ?? Number.NaN;
        if (!(now >= meters)) back.push(`${run.tripId} at ${seconds}`);
        meters = now;
      }
    }
    expect(back).toEqual([]);
  });

  it('name stops and trips of the timetable, with times in order', () => {
    const { updates } = simulate(at('08:10:00'));
    for (const { tripUpdate } of updates.entity) {
      const relationship = tripUpdate?.trip.scheduleRelationship;
      if (relationship !== 1) expect(timetable.tripIndex(tripUpdate?.trip.tripId ?? '')).toBeDefined();
      expect(tripUpdate?.trip.startDate).toBe('20261124');
      let last = 0;
      for (const update of tripUpdate?.stopTimeUpdate ?? []) {
        expect(timetable.stopIndex(update.stopId ?? '')).toBeDefined();
        for (const event of [update.arrival, update.departure]) {
          if (!event) continue;
          expect(Number(event.time)).toBeGreaterThanOrEqual(last);
          last = Number(event.time);
        }
      }
    }
  });

  it('say what happens: skipped, cancelled, added, the detour in two languages', () => {
    const canceled = plan.runs.find((run) => run.relationship === 'CANCELED');
    const added = plan.runs.find((run) => run.relationship === 'ADDED');
    const start = (run: SimulatedRun | undefined): number => (plan.start + (run ? timetable.departure(run.trip, 0) + run.shift : 0)) * 1000;
    const of = (instant: number, run: SimulatedRun | undefined): number | null | undefined => (
      simulate(instant).updates.entity.find((e) => e.tripUpdate?.trip.tripId === run?.tripId && Number(e.tripUpdate?.trip.startDate) === 20261124)?.tripUpdate?.trip.scheduleRelationship);
    expect(of(start(canceled) - 600_000, canceled)).toBe(gtfs.TripDescriptor.ScheduleRelationship.CANCELED);
    expect(of(start(added) - 60_000, added)).toBe(gtfs.TripDescriptor.ScheduleRelationship.ADDED);
    const { updates, alerts } = simulate(at('12:00:00'));
    const skipped = updates.entity.flatMap((e) => e.tripUpdate?.stopTimeUpdate ?? []).filter((u) => u.scheduleRelationship === 1);
    const detour = alerts.entity.find((e) => e.alert?.effect === gtfs.Alert.Effect.DETOUR)?.alert;
    expect(skipped.length).toBeGreaterThan(0);
    expect(detour?.informedEntity?.map((s) => s.stopId)).toEqual(expect.arrayContaining([skipped[0]?.stopId]));
    expect(detour?.headerText?.translation?.map((t) => t.language)).toEqual(['zh', 'en']);
    expect(detour?.informedEntity?.every((s) => s.routeId !== '')).toBe(true);
  });

  it('tell the wheelchair access of a bus in field 4 of its descriptor', () => {
    const bytes = Buffer.from(createSimulator({ timetable: () => timetable, clock: { now: () => at('12:00:00') } }).vehiclePositions());
    const labels = gtfs.FeedMessage.decode(bytes).entity.map((e) => e.vehicle?.vehicle?.label ?? '');
    const codes = labels.map((label) => bytes.readUInt16BE(bytes.indexOf(Buffer.from(label)) + Buffer.byteLength(label)));
    expect(new Set(codes)).toEqual(new Set([0x2002, 0x2003]));
  });

  it('leave a silent bus out of the predictions, never out of the positions', () => {
    const run = driven(plan).find((r) => r.bus.silent);
    if (!run) throw new Error('no silent bus');
    const { updates, vehicles } = simulate((plan.start + ((run.departures[0] ?? 0) + (run.arrivals.at(-1) ?? 0)) / 2) * 1000);
    expect(vehicles.entity.some((e) => e.vehicle?.vehicle?.id === run.bus.id)).toBe(true);
    expect(updates.entity.some((e) => e.tripUpdate?.vehicle?.id === run.bus.id)).toBe(false);
  });

  it('still have yesterday’s night buses after midnight, on yesterday’s service day', () => {
    const { vehicles } = simulate(Date.parse('2026-11-25T01:30:00+08:00'));
    expect(vehicles.entity.length).toBeGreaterThan(0);
    expect(vehicles.entity.every((e) => e.vehicle?.trip?.startDate === '20261124' && e.vehicle.trip.routeId === 'YX1')).toBe(true);
  });

  it('are empty without a timetable', () => {
    const simulator = createSimulator({ timetable: () => undefined, clock: { now: () => at('08:00:00') } });
    expect(gtfs.FeedMessage.decode(simulator.vehiclePositions()).entity).toEqual([]);
    expect(simulator.routes.map((r) => r.path)).toEqual(['/simulator/gtfs-rt/trip-updates.pb', '/simulator/gtfs-rt/vehicle-positions.pb', '/simulator/gtfs-rt/alerts.pb']);
  });
});

/** Metres from a point to the shape's segment that ends at point `i`. */
function offLine(lat: number, lon: number, i: number): number {
  const { shapeLat, shapeLon } = timetable.data;
  const x = (v: number): number => (v / 1e6) * 111_320 * Math.cos((31.03 * Math.PI) / 180);
  const y = (v: number): number => (v / 1e6) * 110_870;
  const [ax, ay, bx, by] = [x(shapeLon[i - 1] ?? 0), y(shapeLat[i - 1] ?? 0), x(shapeLon[i] ?? 0), y(shapeLat[i] ?? 0)];
  const [px, py] = [x(lon * 1e6), y(lat * 1e6)];
  const t = Math.min(1, Math.max(0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 || 1)));
  return Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay));
}
