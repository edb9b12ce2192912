import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distanceMeters } from '../../kernel/geo.js';
import type { FeedState } from '../realtime/feeds.js';
import { clockSeconds, smallTimetable, type SmallTrip } from '../realtime/testing.js';
import { STOP_FLAG } from '../realtime/types.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { Timetable, type TransferRecord } from '../timetable/timetable.js';
import { networkOf } from './network.js';
import { JOURNEY_PARAMETERS, LONGEST_STRAIGHT_METERS, walkSeconds } from './parameters.js';
import { planCourses } from './planner.js';
import { NEVER, arrivalAt, departureAt, stopAt, type Reach } from './search.js';
import { changeTime, secondsTo, type Course } from './settle.js';
import { runOf, stateWith } from './testing.js';

const DAY = dayOfGtfsDate('20260115');
const DATES = ['20260114', '20260115', '20260116'];
const STOPS = 7;

/** A little town with its trips, its transfer rules and what goes wrong in it. */
interface Town {
  readonly places: readonly { readonly east: number; readonly north: number }[];
  readonly trips: readonly { readonly line: readonly number[]; readonly start: number; readonly legs: readonly number[]; readonly noPickup: number; readonly days: number }[];
  readonly rules: readonly { readonly from: number; readonly to: number; readonly type: number; readonly min: number }[];
  readonly troubles: readonly { readonly trip: number; readonly day: number; readonly kind: number; readonly delay: number }[];
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly arriveBy: boolean;
}

const stopNumber = fc.integer({ min: 0, max: STOPS - 1 });
const town: fc.Arbitrary<Town> = fc.record({
  places: fc.array(fc.record({ east: fc.integer({ min: 0, max: 3500 }), north: fc.integer({ min: 0, max: 3500 }) }), { minLength: STOPS, maxLength: STOPS }),
  trips: fc.array(fc.record({
    line: fc.uniqueArray(stopNumber, { minLength: 2, maxLength: 5 }),
    start: fc.integer({ min: 22 * 3600, max: 27 * 3600 }),
    legs: fc.array(fc.integer({ min: 30, max: 900 }), { minLength: 4, maxLength: 4 }),
    noPickup: fc.integer({ min: 0, max: 9 }),
    days: fc.integer({ min: 1, max: 7 }),
  }), { minLength: 1, maxLength: 14 }),
  rules: fc.array(fc.record({ from: stopNumber, to: stopNumber, type: fc.integer({ min: 0, max: 3 }), min: fc.integer({ min: 0, max: 600 }) }), { maxLength: 3 }),
  troubles: fc.array(fc.record({ trip: fc.nat(13), day: fc.integer({ min: 0, max: 2 }), kind: fc.integer({ min: 0, max: 3 }), delay: fc.integer({ min: -120, max: 2400 }) }), { maxLength: 5 }),
  from: stopNumber, to: stopNumber,
  at: fc.integer({ min: -2 * 3600, max: 5 * 3600 }),
  arriveBy: fc.boolean(),
});

function timetableOf({ places, trips, rules }: Town): Timetable {
  const stops = Object.fromEntries(places.map(({ east, north }, index) => [`S${index}`, { lat: 31 + north / 111_195, lon: 121 + east / 95_300 }]));
  const services = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((bits) => [`${bits}`, DATES.filter((_, at) => (bits & (1 << at)) !== 0)]));
  const base = smallTimetable({
    stops, services,
    trips: trips.map((trip, index): SmallTrip => {
      let time = trip.start;
      return {
        id: `T${index}`, service: `${trip.days}`, stops: trip.line.map((stop) => `S${stop}`), noPickup: [trip.noPickup].filter((at) => at < trip.line.length),
        times: trip.line.map((_, at) => clock(at === 0 ? time : (time += trip.legs[at - 1] ?? 0))),
      };
    }),
  });
  const transfers = rules.map(({ from, to, type, min }): TransferRecord => ({ from, to, type, minSeconds: min, fromRoute: -1, toRoute: -1, fromTrip: -1, toTrip: -1 }));
  return new Timetable({ ...base.data, transfers });
}

const clock = (seconds: number): string => [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');

function stateOf(timetable: Timetable, { troubles }: Town): FeedState {
  const seen = new Set<string>();
  const runs = troubles.flatMap(({ trip, day, kind, delay }) => {
    const serviceDay = DAY - 1 + day;
    const index = trip % timetable.data.tripIds.length;
    if (seen.has(`${index}|${day}`) || !timetable.runsOn(timetable.data.tripService[index] ?? 0, serviceDay)) return [];
    seen.add(`${index}|${day}`);
    const changes = [{ state: 'CANCELED' as const }, { delay }, { delay, skipped: [1] }, { state: 'ADDED' as const, delay }];
    return [runOf(timetable, index, serviceDay, changes[kind] ?? {})];
  });
  return stateWith(timetable, runs, timetable.dayStart(DAY) - 20 * 3600);
}

/** One vehicle's calls, in the reference. */
interface Calls {
  readonly stops: readonly number[];
  readonly arrival: readonly number[];
  readonly departure: readonly number[];
  readonly board: readonly boolean[];
  readonly alight: readonly boolean[];
}

/** Every run of three days one by one, read from the timetable and the snapshot without any index. */
function allCalls({ timetable, snapshot }: FeedState): Calls[] {
  const base = timetable.dayStart(DAY);
  const calls: Calls[] = [];
  for (const day of [DAY - 1, DAY, DAY + 1]) {
    timetable.data.tripIds.forEach((_, trip) => {
      if (!timetable.runsOn(timetable.data.tripService[trip] ?? 0, day) || snapshot.overridden.get(day)?.[trip] === 1) return;
      const pattern = timetable.patternOf(trip);
      const stops = [...pattern.stops];
      calls.push({
        stops, arrival: stops.map((_s, at) => timetable.dayStart(day) - base + timetable.arrival(trip, at)), departure: stops.map((_s, at) => timetable.dayStart(day) - base + timetable.departure(trip, at)),
        board: stops.map((_s, at) => pattern.pickup[at] !== 1 && at < stops.length - 1), alight: stops.map((_s, at) => at > 0),
      });
    });
  }
  for (const run of snapshot.runs) {
    if (run.state === 'CANCELED') continue;
    const stops = [...run.stops];
    const flag = (at: number, bit: number): boolean => ((run.flags[at] ?? 0) & bit) !== 0;
    calls.push({
      stops, arrival: stops.map((_s, at) => (run.arrival[at] ?? 0) - base), departure: stops.map((_s, at) => (run.departure[at] ?? 0) - base),
      board: stops.map((_s, at) => !flag(at, STOP_FLAG.SKIPPED) && !flag(at, STOP_FLAG.NO_BOARDING)), alight: stops.map((_s, at) => at > 0 && !flag(at, STOP_FLAG.SKIPPED)),
    });
  }
  return calls;
}

/** Seconds to change by the rules as GTFS states them; Infinity where there is no way. The last of several rules for a pair stands. */
function reach(timetable: Timetable, from: number, to: number): number {
  const [a, b] = [timetable.stops[from], timetable.stops[to]];
  const straight = a && b ? distanceMeters(a, b) : 0;
  const rule = timetable.data.transfers.findLast((entry) => entry.from === from && entry.to === to);
  if (rule?.type === 3) return Infinity;
  if (rule?.type === 2) return Math.max(walkSeconds(straight), rule.minSeconds);
  if (rule?.type === 1) return walkSeconds(straight);
  return rule || straight <= LONGEST_STRAIGHT_METERS ? walkSeconds(straight) + JOURNEY_PARAMETERS.transferSlackSeconds : Infinity;
}

/** Earliest arrivals by number of rides: everybody rides everything, over and over. */
function reference(timetable: Timetable, calls: readonly Calls[], origin: Reach, target: Reach, at: number): number[] {
  let ready = timetable.stops.map((_, stop) => at + secondsTo(origin, stop));
  const best: number[] = [Infinity];
  for (let rides = 1; rides <= JOURNEY_PARAMETERS.maxRides; rides++) {
    const arrived = timetable.stops.map(() => Infinity);
    for (const run of calls) {
      let riding = false;
      run.stops.forEach((stop, position) => {
        if (riding && run.alight[position]) arrived[stop] = Math.min(arrived[stop] ?? 0, run.arrival[position] ?? 0);
        if (run.board[position] && (ready[stop] ?? 0) < NEVER && (ready[stop] ?? 0) <= (run.departure[position] ?? 0)) riding = true;
      });
    }
    best.push(Math.min(best[rides - 1] ?? Infinity, ...arrived.map((time, stop) => (secondsTo(target, stop) < NEVER ? time + secondsTo(target, stop) : Infinity))));
    ready = ready.map((time, stop) => Math.min(time, ...arrived.map((from, other) => from + reach(timetable, other, stop))));
  }
  return best;
}

function reachOf(timetable: Timetable, stop: number): Reach {
  const near = timetable.stops.flatMap((other) => {
    const here = timetable.stops[stop];
    const straight = here ? distanceMeters(here, other) : Infinity;
    return straight <= LONGEST_STRAIGHT_METERS ? [[other.index, walkSeconds(straight)] as const] : [];
  });
  return { stops: near.map(([index]) => index), seconds: near.map(([, seconds]) => seconds) };
}

function planned(sample: Town, first: number): { state: FeedState; courses: Course[]; origin: Reach; target: Reach; walk: number; network: ReturnType<typeof networkOf> } {
  const timetable = timetableOf(sample);
  const state = stateOf(timetable, sample);
  const network = networkOf(state, DAY);
  const [origin, target] = [reachOf(timetable, sample.from), reachOf(timetable, sample.to)];
  const walk = secondsTo(target, sample.from);
  return { state, network, origin, target, walk, courses: planCourses(network, { origin, target, walk, at: sample.at, arriveBy: sample.arriveBy, first }) };
}

describe('planning against everybody riding everything', () => {
  it('finds the earliest arrival for every number of rides, and leaves as late as that allows', () => {
    fc.assert(fc.property(town.map((sample) => ({ ...sample, arriveBy: false })), (sample) => {
      const { state, courses, origin, target, walk } = planned(sample, 8);
      const calls = allCalls(state);
      const best = reference(state.timetable, calls, origin, target, sample.at);
      const limit = walk < NEVER ? sample.at + walk : Infinity;
      let before = limit;
      best.forEach((arriveAt, rides) => {
        if (rides === 0 || arriveAt >= before) return;
        before = arriveAt;
        const course = courses.find((each) => each.rides.length === rides && each.arriveAt === arriveAt);
        // It may be missing only where another leaves no earlier, arrives no later and rides no more often.
        expect(course ?? courses.find((each) => each.arriveAt <= arriveAt && each.rides.length <= rides)).toBeDefined();
        if (!course) return;
        expect(reference(state.timetable, calls, origin, target, course.departAt)[rides]).toBe(arriveAt);
        expect(reference(state.timetable, calls, origin, target, course.departAt + 1)[rides]).toBeGreaterThan(arriveAt);
      });
      if (before === Infinity) expect(courses).toEqual([]);
    }), { numRuns: 400 });
  });

  it('finds the latest departure for being there in time, and no later one exists', () => {
    fc.assert(fc.property(town.map((sample) => ({ ...sample, arriveBy: true })), (sample) => {
      const { state, courses, origin, target, walk } = planned(sample, 8);
      const calls = allCalls(state);
      const within = (departAt: number, rides: number): boolean => (reference(state.timetable, calls, origin, target, departAt)[rides] ?? Infinity) <= sample.at;
      const latest = courses[0]?.departAt ?? -36 * 3600;
      expect(within(latest + 1, JOURNEY_PARAMETERS.maxRides)).toBe(false);
      if (courses[0] && courses[0].rides.length > 0) expect(within(latest, courses[0].rides.length)).toBe(true);
      for (const course of courses) expect(course.arriveAt).toBeLessThanOrEqual(sample.at);
      if (walk < NEVER) expect(latest).toBeGreaterThanOrEqual(sample.at - walk);
    }), { numRuns: 400 });
  });

  it('gives journeys that can be made, none of which another makes useless', () => {
    fc.assert(fc.property(town, fc.integer({ min: 1, max: 6 }), (sample, first) => {
      const { network, courses, origin, target, walk } = planned(sample, first);
      expect(courses.length).toBeLessThanOrEqual(first);
      for (const course of courses) expectPossible(network, course, origin, target, walk);
      for (const one of courses) {
        for (const other of courses) {
          if (one === other) continue;
          expect(one.departAt >= other.departAt && one.arriveAt <= other.arriveAt && one.rides.length <= other.rides.length).toBe(false);
        }
      }
    }), { numRuns: 400 });
  });
});

function expectPossible(network: ReturnType<typeof networkOf>, course: Course, origin: Reach, target: Reach, walk: number): void {
  const [first] = course.rides;
  const last = course.rides.at(-1);
  if (!first || !last) {
    expect(course.arriveAt - course.departAt).toBe(walk);
    return;
  }
  expect(course.departAt + secondsTo(origin, stopAt(network, first, first.board))).toBe(departureAt(network, first, first.board));
  expect(arrivalAt(network, last, last.alight) + secondsTo(target, stopAt(network, last, last.alight))).toBe(course.arriveAt);
  expect(course.arriveAt - course.departAt).toBeLessThan(walk);
  course.rides.forEach((ride, index) => {
    expect(ride.board).toBeLessThan(ride.alight);
    expect(network.layers[ride.layer].gone?.[ride.run] ?? 0).toBe(0);
    const next = course.rides[index + 1];
    if (!next) return;
    const change = changeTime(network, stopAt(network, ride, ride.alight), stopAt(network, next, next.board));
    expect(change).toBe(reach(network.timetable, stopAt(network, ride, ride.alight), stopAt(network, next, next.board)));
    expect(arrivalAt(network, ride, ride.alight) + change).toBeLessThanOrEqual(departureAt(network, next, next.board));
  });
}

it('reads clock texts as the test writes them', () => expect(clockSeconds(clock(93_784))).toBe(93_784));
