import { describe, expect, it } from '@jest/globals';
import { decodedFeed, stopUpdate, tripUpdate, vehicleAt } from './testing.js';
import { DATE, delaysOf, flagged, mergeWorld, onlyRun, sourcesOf, STOPS } from './testing-world.js';
import { STOP_FLAG, type TripRun } from './types.js';

describe('blocks', () => {
  const trips = [
    { id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10', '08:20'], block: 'K' },
    { id: 'U', stops: ['C', 'B', 'A'], times: ['08:25', '08:35', '08:45'], block: 'K' },
    { id: 'V', stops: ['A', 'B', 'C'], times: ['09:00', '09:10', '09:20'], block: 'K' },
  ];
  const late = (delay: number) => mergeWorld({ trips }).say('08:05', {}, [stopUpdate({ sequence: 2, delay })]);

  it('the next trip of a late bus is late by what the layover does not take up', () => {
    const snapshot = late(720);
    const [, next] = snapshot.runs;
    expect(snapshot.runs.map((run) => run.tripId)).toEqual(['T', 'U']);
    expect(delaysOf(next as TripRun)).toEqual([480, 480, 480]);
    expect(sourcesOf(next as TripRun)[0]).toBe('PROPAGATED');
    expect(next?.observedAt).toBe(snapshot.runs[0]?.observedAt);
  });

  it('a layover takes small lateness up, and great lateness goes on to the trip after', () => {
    expect(late(240).runs).toHaveLength(1);
    expect(late(1800).runs.map((run) => [run.tripId, delaysOf(run)[2]])).toEqual([['T', 1800], ['U', 1560], ['V', 720]]);
  });

  it('what the feed says of the next trip holds', () => {
    const { update, at } = mergeWorld({ trips });
    const snapshot = update('08:05',
      tripUpdate({ tripId: 'T', startDate: DATE }, at('08:05'), [stopUpdate({ sequence: 2, delay: 1800 })]),
      tripUpdate({ tripId: 'U', startDate: DATE }, at('08:05'), [stopUpdate({ sequence: 1, delay: 60 })]));
    expect(snapshot.runs.map((run) => [run.tripId, delaysOf(run)[2]])).toEqual([['T', 1800], ['U', 60]]);
  });
});

describe('what has passed', () => {
  it('stops that the feed no longer names, and those whose time is over', () => {
    const { say, merge, at } = mergeWorld();
    const run = onlyRun(say('08:21', {}, [3, 4, 5].map((sequence) => stopUpdate({ sequence, delay: 120 }))));
    expect(flagged(run, STOP_FLAG.PASSED)).toEqual([1, 1, 0, 0, 0]);
    expect(flagged(onlyRun(merge.snapshot(at('08:25'))), STOP_FLAG.PASSED)).toEqual([1, 1, 1, 0, 0]);
  });

  it('a stop that the feed still names is held a little beyond its time, at now', () => {
    const { say, at } = mergeWorld();
    const run = onlyRun(say('08:22:30', {}, [3, 4, 5].map((sequence) => stopUpdate({ sequence, delay: 120 }))));
    expect(run.nextPosition).toBe(2);
    expect(run.arrival[2]).toBe(at('08:22:30'));
  });

  it('stops behind the position of the bus; those ahead have not passed whatever the time', () => {
    const { say, merge, at } = mergeWorld();
    say('08:01', {}, STOPS.map((_, index) => stopUpdate({ sequence: index + 1, delay: 0 })));
    const position = (time: string, stopSequence: number, status: 'STOPPED_AT' | 'IN_TRANSIT_TO') =>
      merge.acceptPositions([vehicleAt('bus', at(time), 31, 121, { trip: { tripId: 'T', routeId: null, directionId: null, startDate: DATE, startTime: null, relationship: 'SCHEDULED' }, stopSequence, status })], at(time));
    position('08:09', 3, 'IN_TRANSIT_TO');
    const ahead = onlyRun(merge.snapshot(at('08:09')));
    expect(flagged(ahead, STOP_FLAG.PASSED)).toEqual([1, 1, 0, 0, 0]);
    expect(ahead.vehicle).toMatchObject({ id: 'bus', nextPosition: 2, run: 'T|20260115' });
    position('08:24', 3, 'STOPPED_AT');
    const standing = onlyRun(merge.snapshot(at('08:24')));
    expect(standing.nextPosition).toBe(2);
    expect(standing.departure[2]).toBe(at('08:24'));
    expect(standing.arrival[2]).toBeLessThanOrEqual(at('08:24'));
  });
});

describe('vehicles', () => {
  const trip = { tripId: 'T', routeId: 'R', directionId: null, startDate: DATE, startTime: null, relationship: 'SCHEDULED' } as const;

  it('vanish after 15 minutes of silence', () => {
    const { merge, at } = mergeWorld();
    merge.acceptPositions([vehicleAt('bus', at('08:05'), 31, 121, { trip })], at('08:05'));
    expect(merge.snapshot(at('08:20')).vehicles.map((vehicle) => vehicle.id)).toEqual(['bus']);
    expect(merge.snapshot(at('08:20:01')).vehicles).toEqual([]);
  });

  it('of two on one trip the one heard last is shown; an older position of the same one is dropped', () => {
    const { merge, at } = mergeWorld();
    merge.acceptPositions([vehicleAt('old', at('08:05'), 31, 121, { trip }), vehicleAt('new', at('08:06'), 31.001, 121, { trip }), vehicleAt('new', at('08:04'), 30, 121, { trip })], at('08:06'));
    expect(merge.snapshot(at('08:06')).vehicles.map((vehicle) => [vehicle.id, vehicle.lat])).toEqual([['new', 31.001]]);
    expect(merge.counts.get('position-out-of-order')).toBe(1);
    expect(merge.counts.get('two-vehicles-on-a-trip')).toBe(1);
  });

  it('bring occupancy and wheelchair access to the run and to its route', () => {
    const { say, merge, at } = mergeWorld();
    say('08:05', {}, [stopUpdate({ sequence: 3, delay: 0 })], { wheelchair: 2 });
    merge.acceptPositions([vehicleAt('bus', at('08:05'), 31, 121, { trip, occupancy: 'FULL', wheelchair: 1 })], at('08:05'));
    const snapshot = merge.snapshot(at('08:05'));
    expect(onlyRun(snapshot)).toMatchObject({ occupancy: 'FULL', wheelchair: 1 });
    expect(snapshot.vehiclesByRoute.get(0)).toEqual([0]);
    expect(onlyRun(mergeWorld().say('08:05', {}, [stopUpdate({ sequence: 3, delay: 0 })], { wheelchair: 2 })).wheelchair).toBe(2);
  });
});

describe('a feed that falls silent', () => {
  it('eases back to the timetable without a jump, with a widening range', () => {
    const long = { trips: [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10', '11:00'] }] };
    const { say, merge, at } = mergeWorld(long);
    say('08:05', {}, [stopUpdate({ sequence: 2, delay: 600 })]);
    let last = 600;
    let width = 0;
    for (let minute = 5; minute < 80; minute++) {
      const run = onlyRun(merge.snapshot(at('08:00') + minute * 60));
      const delay = delaysOf(run)[2] ?? 0;
      expect(delay).toBeLessThanOrEqual(last);
      expect(last - delay).toBeLessThan(35);
      if (minute === 6) width = (run.latest[2] ?? 0) - (run.earliest[2] ?? 0);
      last = delay;
    }
    expect(last).toBeLessThan(60);
    const run = onlyRun(merge.snapshot(at('08:30')));
    expect((run.latest[2] ?? 0) - (run.earliest[2] ?? 0)).toBeGreaterThanOrEqual(width);
    expect(merge.snapshot(at('09:50')).runs).toHaveLength(0);
  });

  it('an added trip vanishes after 15 minutes', () => {
    const { say, merge, at } = mergeWorld();
    say('08:01', { tripId: 'extra', routeId: 'R', relationship: 'ADDED' }, [stopUpdate({ stopId: 'B', at: at('08:50') }), stopUpdate({ stopId: 'D', at: at('08:55') })]);
    expect(merge.snapshot(at('08:16')).runs).toHaveLength(1);
    expect(merge.snapshot(at('08:17')).runs).toHaveLength(0);
  });

  it('takes a clock of the feed that is ahead for now, and goes on when it jumps back', () => {
    const { merge, at } = mergeWorld();
    const of = (delay: number, time: number) => decodedFeed(time, { tripUpdates: [tripUpdate({ tripId: 'T', startDate: DATE }, time, [stopUpdate({ sequence: 3, delay })])] });
    merge.accept('tripUpdates', of(60, at('19:00')), at('08:01'));
    expect(onlyRun(merge.snapshot(at('08:01'))).observedAt).toBe(at('08:01'));
    merge.accept('tripUpdates', of(120, at('08:02')), at('08:02'));
    expect(delaysOf(onlyRun(merge.snapshot(at('08:02'))))[2]).toBe(120);
    expect(merge.snapshot(at('08:02')).feedTimestamp).toBe(at('08:02'));
  });
});
