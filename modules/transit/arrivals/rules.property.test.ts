import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMerge } from '../realtime/merge.js';
import { clockSeconds, decodedFeed, smallTimetable, stopUpdate, tripRef, tripUpdate, vehicleAt } from '../realtime/testing.js';
import { STOP_FLAG, type RealtimeSnapshot, type StopUpdate, type TripUpdate } from '../realtime/types.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { board } from './rules.js';

const DATE = '20260115';
const WAYS = [['A', 'B', 'C', 'D'], ['D', 'C', 'B', 'A'], ['A', 'B', 'A', 'C']];
const text = (seconds: number) => [3600, 60, 1].map((unit, at) => String(at === 0 ? Math.floor(seconds / unit) : Math.floor(seconds / unit) % 60).padStart(2, '0')).join(':');

const trips = fc.array(fc.record({ way: fc.nat(2), start: fc.integer({ min: 7 * 3600, max: 9 * 3600 }), hops: fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 3, maxLength: 3 }), stay: fc.constantFrom(0, 0, 30, 300) }), { minLength: 1, maxLength: 12 });
const said = fc.array(fc.record({
  sequence: fc.integer({ min: 1, max: 4 }), delay: fc.integer({ min: -5000, max: 20_000 }), kind: fc.constantFrom('SCHEDULED', 'SCHEDULED', 'SKIPPED', 'NO_DATA'), early: fc.integer({ min: -300, max: 0 }),
}), { maxLength: 4 });
const updates = fc.array(fc.record({ trip: fc.nat(11), said, relationship: fc.constantFrom('SCHEDULED', 'SCHEDULED', 'SCHEDULED', 'CANCELED', 'DELETED'), age: fc.integer({ min: 0, max: 4000 }) }), { maxLength: 12 });
const positions = fc.array(fc.record({ trip: fc.nat(11), along: fc.double({ min: 0, max: 3, noNaN: true }), age: fc.integer({ min: 0, max: 1200 }), speed: fc.constantFrom(0, 8) }), { maxLength: 6 });
const world = fc.record({ trips, updates, positions, now: fc.integer({ min: 7 * 3600, max: 10 * 3600 }), from: fc.integer({ min: -900, max: 900 }) });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function build(given: World) {
  const timetable = smallTimetable({
    trips: given.trips.map(({ way, start, hops, stay }, index) => {
      let time = start;
      const times = [text(start), ...hops.map((hop) => {
        const arrival = time + hop;
        time = arrival + stay;
        return `${text(arrival)}/${text(time)}`;
      })];
      // A pattern of its own for each trip: drawn at random, they overtake one another.
      return { id: `T${index}`, route: `R${index}`, stops: WAYS[way] ?? [], times };
    }),
  });
  const now = timetable.dayStart(dayOfGtfsDate(DATE)) + given.now;
  const merge = createMerge(timetable);
  const messages = given.updates.map(({ trip, said: stops, relationship, age }): TripUpdate =>
    tripUpdate({ tripId: `T${trip}`, startDate: DATE, relationship: relationship as 'SCHEDULED' }, now - age, stops.map(({ sequence, delay, kind, early }): StopUpdate =>
      stopUpdate({ sequence, relationship: kind as 'SCHEDULED', arrival: { time: null, delay, uncertainty: null }, departure: { time: null, delay: delay + early, uncertainty: null } }))));
  const play = () => {
    merge.accept('tripUpdates', decodedFeed(now, { tripUpdates: messages }), now);
    merge.acceptPositions(given.positions.map(({ trip, along, age, speed }, index) =>
      vehicleAt(`V${index}`, now - age, 31 + along * 0.0036, 121, { trip: tripRef({ tripId: `T${trip}`, startDate: DATE }), speed })), now);
    return merge.snapshot(now);
  };
  return { timetable, now, play };
}

describe('whatever a feed says', () => {
  it('times along each run never go backwards, and expectations lie within their ranges', () => {
    fc.assert(fc.property(world, (given) => {
      const { now, play } = build(given);
      for (const run of play().runs) {
        let last = Number.NEGATIVE_INFINITY;
        for (let at = 0; at < run.arrival.length; at++) {
          const [arrival = 0, departure = 0, earliest = 0, latest = 0] = [run.arrival[at], run.departure[at], run.earliest[at], run.latest[at]];
          const time = at === 0 ? departure : arrival;
          expect(arrival).toBeGreaterThanOrEqual(last);
          expect(departure).toBeGreaterThanOrEqual(arrival);
          expect(earliest).toBeLessThanOrEqual(time);
          expect(latest).toBeGreaterThanOrEqual(time);
          if (run.state === 'RUNNING' && ((run.flags[at] ?? 0) & STOP_FLAG.PASSED) === 0) expect(departure).toBeGreaterThanOrEqual(now);
          last = departure;
        }
      }
    }), { numRuns: 150, seed: 1 });
  });

  it('boards are in order, hold each call once, and show what leaves from then on', () => {
    fc.assert(fc.property(world, (given) => {
      const { timetable, now, play } = build(given);
      const state = { timetable, snapshot: play() };
      const from = now + given.from;
      for (const stop of timetable.stops) {
        const rows = board(state, [stop.index], { fromSeconds: from, nowSeconds: now, windowSeconds: 7200, first: 100 });
        const times = rows.map((row) => row.expectedAt);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
        for (const row of rows) {
          expect(row.earliest).toBeLessThanOrEqual(row.expectedAt);
          expect(row.latest).toBeGreaterThanOrEqual(row.expectedAt);
          expect(row.expectedAt).toBeLessThan((from + 7200) * 1000 + 500);
          expect(row.trip.run?.state).not.toBe('DELETED');
        }
        const fewer = board(state, [stop.index], { fromSeconds: from, nowSeconds: now, windowSeconds: 7200, first: 2 });
        expect(fewer.map((row) => row.id)).toEqual(rows.slice(0, 2).map((row) => row.id));
      }
    }), { numRuns: 80, seed: 2 });
  });

  it('the same message again changes nothing', () => {
    fc.assert(fc.property(world, (given) => {
      const { play } = build(given);
      const plain = (snapshot: RealtimeSnapshot) => snapshot.runs.map((run) => [run.key, run.state, [...run.arrival], [...run.latest], [...run.flags], run.nextPosition, run.vehicle?.id]);
      expect(plain(play())).toEqual(plain(play()));
    }), { numRuns: 80, seed: 3 });
  });
});

describe('the clock of the drawn worlds', () => {
  it('writes seconds as the timetable reads them', () => {
    expect(clockSeconds(text(27_065))).toBe(27_065);
  });
});
