import { describe, expect, it } from '@jest/globals';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { createMerge } from './merge.js';
import { clockSeconds, decodedFeed, smallTimetable, stopUpdate, tripUpdate, vehicleAt, type SmallTimetable } from './testing.js';
import { STOP_FLAG, type RealtimeSnapshot, type StopUpdate, type TripRef, type TripRun, type TripUpdate } from './types.js';

const DATE = '20260115';
const STOPS = ['A', 'B', 'C', 'D', 'E'];
const TIMES = ['08:00', '08:10', '08:20', '08:30', '08:40'];

const day = dayOfGtfsDate(DATE);
function world(small: Partial<SmallTimetable> = {}) {
  const timetable = smallTimetable({ services: { daily: ['20260114', DATE, '20260116'] }, trips: [{ id: 'T', stops: STOPS, times: TIMES }], ...small });
  const merge = createMerge(timetable);
  const at = (time: string, on = DATE) => timetable.dayStart(dayOfGtfsDate(on)) + clockSeconds(time);
  const update = (now: string, ...updates: TripUpdate[]): RealtimeSnapshot => {
    merge.accept('tripUpdates', decodedFeed(at(now), { tripUpdates: updates }), at(now));
    return merge.snapshot(at(now));
  };
  const say = (now: string, trip: Partial<TripRef>, stops: StopUpdate[], rest: Partial<TripUpdate> = {}) =>
    update(now, tripUpdate({ tripId: 'T', startDate: DATE, ...trip }, at(now), stops, rest));
  return { timetable, merge, at, update, say };
}

function only(snapshot: RealtimeSnapshot): TripRun {
  expect(snapshot.runs).toHaveLength(1);
  const [run] = snapshot.runs;
  if (!run) throw new Error('no run');
  return run;
}
/** Delays of arrivals by position, seconds. */
const delays = (run: TripRun) => Array.from(run.arrival, (time, at) => Math.round(time - (run.scheduledArrival[at] ?? 0)));
const flagged = (run: TripRun, flag: number) => Array.from(run.flags, (bits) => ((bits & flag) === 0 ? 0 : 1));
const sources = (run: TripRun) => Array.from(run.source, (code) => ['SCHEDULE', 'PROPAGATED', 'POSITION', 'ASSERTED'][code]);

describe('delays along a trip', () => {
  it('are carried forward from the last stop that was said', () => {
    const run = only(world().say('08:01', {}, [stopUpdate({ sequence: 2, delay: 120 }), stopUpdate({ sequence: 4, delay: 300 })]));
    expect(delays(run).slice(1)).toEqual([120, 120, 300, 300]);
    expect(sources(run).slice(1)).toEqual(['ASSERTED', 'PROPAGATED', 'ASSERTED', 'PROPAGATED']);
    expect(run).toMatchObject({ key: 'T|20260115', state: 'RUNNING', trip: 0, serviceDay: day, nextPosition: 1 });
  });

  it('come from the time where both time and delay are given', () => {
    const { say, at } = world();
    const event = { time: at('08:13'), delay: 999, uncertainty: null };
    expect(delays(only(say('08:01', {}, [stopUpdate({ sequence: 2, arrival: event, departure: event })]))).slice(1)).toEqual([180, 180, 180, 180]);
  });

  it('come from times only', () => {
    const { say, at } = world();
    expect(delays(only(say('08:01', {}, [stopUpdate({ sequence: 3, at: at('08:25') })])))[4]).toBe(300);
  });

  it('come from the trip as a whole where no stop is named', () => {
    const run = only(world().say('07:50', {}, [], { delay: 90 }));
    expect(delays(run)).toEqual([90, 90, 90, 90, 90]);
    expect(sources(run)).toEqual(Array(5).fill('PROPAGATED'));
  });

  it('pass over a skipped stop, whose skipping is not carried on', () => {
    const run = only(world().say('08:01', {}, [stopUpdate({ sequence: 2, delay: 120 }), stopUpdate({ sequence: 3, relationship: 'SKIPPED' })]));
    expect(flagged(run, STOP_FLAG.SKIPPED)).toEqual([0, 0, 1, 0, 0]);
    expect(delays(run).slice(1)).toEqual([120, 120, 120, 120]);
  });

  it('end at NO_DATA, where the timetable holds again until the next word', () => {
    const run = only(world().say('08:01', {}, [stopUpdate({ sequence: 2, delay: 120 }), stopUpdate({ sequence: 3, relationship: 'NO_DATA' }), stopUpdate({ sequence: 5, delay: 60 })]));
    expect(delays(run).slice(1)).toEqual([120, 0, 0, 60]);
    expect(sources(run).slice(1)).toEqual(['ASSERTED', 'SCHEDULE', 'SCHEDULE', 'ASSERTED']);
  });

  it('are taken up by a long stay, and nobody leaves one early', () => {
    const trips = [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10/08:15', '08:25'] }];
    const late = only(world({ trips }).say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: null, delay: 120, uncertainty: null } })]));
    expect(delays(late).slice(1)).toEqual([120, 0]);
    const later = only(world({ trips }).say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: null, delay: 600, uncertainty: null } })]));
    expect(delays(later)[2]).toBe(330);
    const early = only(world({ trips }).say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: null, delay: -60, uncertainty: null } })]));
    expect(delays(early).slice(1)).toEqual([-60, 0]);
  });

  it('find the visit of a loop by stop_sequence, and without it the next one', () => {
    const trips = [{ id: 'T', stops: ['A', 'B', 'A', 'C'], times: ['08:00', '08:10', '08:20', '08:30'], sequences: [10, 20, 30, 40] }];
    expect(delays(only(world({ trips }).say('08:12', {}, [stopUpdate({ sequence: 30, stopId: 'A', delay: 60 })])))[2]).toBe(60);
    const run = only(world({ trips }).say('07:59', {}, [stopUpdate({ stopId: 'A', delay: 30 }), stopUpdate({ stopId: 'A', delay: 90 })]));
    expect(delays(run)).toEqual([30, 30, 90, 90]);
  });

  it('put a call at its assigned platform', () => {
    const { say, timetable } = world({ stops: { P2: {} } });
    const run = only(say('08:01', {}, [stopUpdate({ sequence: 3, delay: 0, assignedStopId: 'P2' })]));
    expect(run.stops[2]).toBe(timetable.stopIndex('P2'));
    expect(timetable.patternOf(0).stops[2]).toBe(timetable.stopIndex('C'));
  });
});

describe('times that cannot be', () => {
  it('a departure before its arrival becomes the arrival', () => {
    const { say, at, merge } = world();
    const run = only(say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: at('08:12'), delay: null, uncertainty: null }, departure: { time: at('08:11'), delay: null, uncertainty: null } })]));
    expect(run.departure[1]).toBe(at('08:12'));
    expect(merge.counts.get('negative-dwell')).toBe(1);
  });

  it('a stop before the one ahead of it is lifted', () => {
    const { say, at, merge } = world();
    const run = only(say('08:01', {}, [stopUpdate({ sequence: 2, at: at('08:25') }), stopUpdate({ sequence: 3, at: at('08:21') })]));
    expect(run.arrival[2]).toBe(at('08:25'));
    expect(merge.counts.get('time-out-of-order')).toBe(1);
  });

  it('one slip among times that agree is left out', () => {
    const { say, at } = world();
    const run = only(say('08:01', {}, [stopUpdate({ sequence: 2, at: at('08:10') }), stopUpdate({ sequence: 3, at: at('09:40') }), stopUpdate({ sequence: 4, at: at('08:30') })]));
    expect(delays(run).slice(1)).toEqual([0, 0, 0, 0]);
  });

  it('hours off are refused and counted', () => {
    const { say, at, merge } = world();
    const snapshot = say('08:01', {}, [stopUpdate({ sequence: 2, at: at('20:00') }), stopUpdate({ sequence: 3, delay: 60 })]);
    expect(delays(only(snapshot)).slice(1)).toEqual([0, 60, 60, 60]);
    expect(merge.counts.get('absurd-time')).toBe(2);
  });

  it('a stop that is not on the trip, and an update that says nothing, are counted', () => {
    const { say, merge } = world();
    expect(say('08:01', {}, [stopUpdate({ sequence: 99, delay: 60 })]).runs).toHaveLength(0);
    expect([...merge.counts.keys()]).toEqual(['stop-not-on-trip', 'empty-update']);
  });
});

describe('kinds of trips', () => {
  it('CANCELED stands at its scheduled times; DELETED is not in the call index; both take the trip from the timetable', () => {
    for (const relationship of ['CANCELED', 'DELETED'] as const) {
      const snapshot = world().say('08:01', { relationship }, []);
      const run = only(snapshot);
      expect(run.state).toBe(relationship);
      expect(delays(run)).toEqual([0, 0, 0, 0, 0]);
      expect(snapshot.overridden.get(day)?.[0]).toBe(1);
      expect(snapshot.calls.time).toHaveLength(relationship === 'CANCELED' ? 5 : 0);
    }
  });

  it('a cancellation is taken back by a full message without it, not by silence', () => {
    const { say, merge, at, update } = world();
    say('08:01', { relationship: 'CANCELED' }, []);
    expect(merge.snapshot(at('08:20')).runs).toHaveLength(1);
    expect(update('08:21').runs).toHaveLength(0);
  });

  it('ADDED and NEW bring their own stops and times', () => {
    for (const relationship of ['ADDED', 'NEW'] as const) {
      const { say, at } = world();
      const run = only(say('08:01', { tripId: 'extra', routeId: 'R', relationship, directionId: 1 }, [stopUpdate({ stopId: 'B', at: at('08:05') }), stopUpdate({ stopId: 'D', at: at('08:15') })]));
      expect(run).toMatchObject({ key: 'extra|20260115', state: 'ADDED', trip: -1, route: 0, direction: 1 });
      expect([...run.scheduledArrival]).toEqual([-1, -1]);
      expect([...run.arrival]).toEqual([at('08:05'), at('08:15')]);
      expect(flagged(run, STOP_FLAG.NO_BOARDING)).toEqual([0, 1]);
    }
  });

  it('REPLACEMENT goes another way in place of the trip, keeping the schedule where it calls at the same stops', () => {
    const { say, at } = world({ stops: { X: {} } });
    const snapshot = say('08:01', { relationship: 'REPLACEMENT' }, [stopUpdate({ stopId: 'A', at: at('08:02') }), stopUpdate({ stopId: 'X', at: at('08:12') }), stopUpdate({ stopId: 'C', at: at('08:22') })]);
    const run = only(snapshot);
    expect(run).toMatchObject({ state: 'RUNNING', trip: 0 });
    expect([...run.scheduledArrival]).toEqual([at('08:00'), -1, at('08:20')]);
    expect(run.arrival[2]).toBe(at('08:22'));
  });

  it('DUPLICATED runs beside the original at its own start', () => {
    const { say, at } = world();
    const snapshot = say('08:01', { relationship: 'DUPLICATED' }, [], { properties: { tripId: 'T-copy', startDate: DATE, startTime: clockSeconds('08:15'), headsign: 'Extra' } });
    const run = only(snapshot);
    expect(run).toMatchObject({ tripId: 'T-copy', trip: -1, state: 'ADDED', headsign: 'Extra' });
    expect(run.arrival[1]).toBe(at('08:25'));
    expect(snapshot.overridden.size).toBe(0);
  });

  it('an unknown trip id is counted, or matched by route and start where only one trip fits', () => {
    const { say, merge } = world();
    expect(say('08:01', { tripId: 'old-T' }, [stopUpdate({ sequence: 2, delay: 60 })]).runs).toHaveLength(0);
    expect(merge.counts.get('unknown-trip')).toBe(1);
    const matched = say('08:01', { tripId: 'old-T', routeId: 'R', startTime: clockSeconds('08:00') }, [stopUpdate({ sequence: 2, stopId: 'B', delay: 60 })]);
    expect(only(matched).tripId).toBe('T');
    const two = world({ trips: [{ id: 'T', stops: STOPS, times: TIMES }, { id: 'U', stops: STOPS.slice(0, 4), times: TIMES.slice(0, 4) }] });
    expect(two.say('08:01', { tripId: 'old', routeId: 'R', startTime: clockSeconds('08:00') }, [stopUpdate({ sequence: 2, stopId: 'B', delay: 60 })]).runs).toHaveLength(0);
    expect(two.merge.counts.get('ambiguous-trip')).toBe(1);
  });

  it('without start_date the nearest service day is meant, yesterday past midnight included', () => {
    const night = world({ trips: [{ id: 'T', stops: ['A', 'B'], times: ['24:10', '24:30'] }] });
    const run = only(night.say('00:15', { startDate: null }, [stopUpdate({ sequence: 2, delay: 60 })]));
    expect(run.serviceDay).toBe(day - 1);
    expect(run.arrival[1]).toBe(night.at('00:31'));
    expect(only(world().say('07:00', { startDate: null }, [stopUpdate({ sequence: 2, delay: 60 })])).serviceDay).toBe(day);
  });

  it('a calendar date given for a trip past midnight is read as its service day', () => {
    const { say } = world({ services: { once: ['20260114'] }, trips: [{ id: 'T', stops: ['A', 'B'], times: ['24:10', '24:30'] }] });
    expect(only(say('00:15', {}, [stopUpdate({ sequence: 2, delay: 60 })])).serviceDay).toBe(day - 1);
  });

  describe('of frequencies.txt (exact_times 0)', () => {
    const run = (start: string) => ({ id: 'F', stops: ['A', 'B'], times: [start, `${start.slice(0, 3)}${Number(start.slice(3)) + 10}`], start, headway: 600 });
    const frequency = () => world({ trips: [run('08:00'), run('08:10'), run('08:20')] });

    it('the nearest run is meant and moved', () => {
      const { say, at } = frequency();
      const moved = only(say('08:05', { tripId: 'F', startTime: clockSeconds('08:12') }, [stopUpdate({ sequence: 1, delay: 0 })]));
      expect(moved.key).toBe(`F|20260115|${clockSeconds('08:10')}`);
      expect(moved.arrival[1]).toBe(at('08:22'));
    });

    it('a second bus near the same run, or one beyond the last, runs beside them', () => {
      const { update, at } = frequency();
      const bus = (start: string) => tripUpdate({ tripId: 'F', startDate: DATE, startTime: clockSeconds(start) }, at('08:05'), [stopUpdate({ sequence: 1, delay: 0 })]);
      const snapshot = update('08:05', bus('08:09'), bus('08:12'), bus('08:40'));
      expect(snapshot.runs.map((each) => [each.key.split('|')[2], each.state, each.trip])).toEqual([
        [String(clockSeconds('08:10')), 'RUNNING', 1], [String(clockSeconds('08:12')), 'ADDED', -1], [String(clockSeconds('08:40')), 'ADDED', -1],
      ]);
    });
  });

  it('of two updates for one run the fresher holds', () => {
    const { update, at, merge } = world();
    const of = (time: string, delay: number) => tripUpdate({ tripId: 'T', startDate: DATE }, at(time), [stopUpdate({ sequence: 2, delay })]);
    expect(delays(only(update('08:02', of('08:02', 60), of('08:01', 300))))[1]).toBe(60);
    expect(merge.counts.get('duplicate-update')).toBe(1);
  });
});

describe('blocks', () => {
  const trips = [
    { id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10', '08:20'], block: 'K' },
    { id: 'U', stops: ['C', 'B', 'A'], times: ['08:25', '08:35', '08:45'], block: 'K' },
    { id: 'V', stops: ['A', 'B', 'C'], times: ['09:00', '09:10', '09:20'], block: 'K' },
  ];
  const late = (delay: number) => world({ trips }).say('08:05', {}, [stopUpdate({ sequence: 2, delay })]);

  it('the next trip of a late bus is late by what the layover does not take up', () => {
    const snapshot = late(720);
    const [, next] = snapshot.runs;
    expect(snapshot.runs.map((run) => run.tripId)).toEqual(['T', 'U']);
    expect(delays(next as TripRun)).toEqual([480, 480, 480]);
    expect(sources(next as TripRun)[0]).toBe('PROPAGATED');
    expect(next?.observedAt).toBe(snapshot.runs[0]?.observedAt);
  });

  it('a layover takes small lateness up, and great lateness goes on to the trip after', () => {
    expect(late(240).runs).toHaveLength(1);
    expect(late(1800).runs.map((run) => [run.tripId, delays(run)[2]])).toEqual([['T', 1800], ['U', 1560], ['V', 720]]);
  });

  it('what the feed says of the next trip holds', () => {
    const { update, at } = world({ trips });
    const snapshot = update('08:05',
      tripUpdate({ tripId: 'T', startDate: DATE }, at('08:05'), [stopUpdate({ sequence: 2, delay: 1800 })]),
      tripUpdate({ tripId: 'U', startDate: DATE }, at('08:05'), [stopUpdate({ sequence: 1, delay: 60 })]));
    expect(snapshot.runs.map((run) => [run.tripId, delays(run)[2]])).toEqual([['T', 1800], ['U', 60]]);
  });
});

describe('what has passed', () => {
  it('stops that the feed no longer names, and those whose time is over', () => {
    const { say, merge, at } = world();
    const run = only(say('08:21', {}, [3, 4, 5].map((sequence) => stopUpdate({ sequence, delay: 120 }))));
    expect(flagged(run, STOP_FLAG.PASSED)).toEqual([1, 1, 0, 0, 0]);
    expect(flagged(only(merge.snapshot(at('08:25'))), STOP_FLAG.PASSED)).toEqual([1, 1, 1, 0, 0]);
  });

  it('a stop that the feed still names is held a little beyond its time, at now', () => {
    const { say, at } = world();
    const run = only(say('08:22:30', {}, [3, 4, 5].map((sequence) => stopUpdate({ sequence, delay: 120 }))));
    expect(run.nextPosition).toBe(2);
    expect(run.arrival[2]).toBe(at('08:22:30'));
  });

  it('stops behind the position of the bus; those ahead have not passed whatever the time', () => {
    const { say, merge, at } = world();
    say('08:01', {}, STOPS.map((_, index) => stopUpdate({ sequence: index + 1, delay: 0 })));
    const position = (time: string, stopSequence: number, status: 'STOPPED_AT' | 'IN_TRANSIT_TO') =>
      merge.acceptPositions([vehicleAt('bus', at(time), 31, 121, { trip: { tripId: 'T', routeId: null, directionId: null, startDate: DATE, startTime: null, relationship: 'SCHEDULED' }, stopSequence, status })], at(time));
    position('08:09', 3, 'IN_TRANSIT_TO');
    const ahead = only(merge.snapshot(at('08:09')));
    expect(flagged(ahead, STOP_FLAG.PASSED)).toEqual([1, 1, 0, 0, 0]);
    expect(ahead.vehicle).toMatchObject({ id: 'bus', nextPosition: 2, run: 'T|20260115' });
    position('08:24', 3, 'STOPPED_AT');
    const standing = only(merge.snapshot(at('08:24')));
    expect(standing.nextPosition).toBe(2);
    expect(standing.departure[2]).toBe(at('08:24'));
    expect(standing.arrival[2]).toBeLessThanOrEqual(at('08:24'));
  });
});

describe('vehicles', () => {
  const trip = { tripId: 'T', routeId: 'R', directionId: null, startDate: DATE, startTime: null, relationship: 'SCHEDULED' } as const;

  it('vanish after 15 minutes of silence', () => {
    const { merge, at } = world();
    merge.acceptPositions([vehicleAt('bus', at('08:05'), 31, 121, { trip })], at('08:05'));
    expect(merge.snapshot(at('08:20')).vehicles.map((vehicle) => vehicle.id)).toEqual(['bus']);
    expect(merge.snapshot(at('08:20:01')).vehicles).toEqual([]);
  });

  it('of two on one trip the one heard last is shown; an older position of the same one is dropped', () => {
    const { merge, at } = world();
    merge.acceptPositions([vehicleAt('old', at('08:05'), 31, 121, { trip }), vehicleAt('new', at('08:06'), 31.001, 121, { trip }), vehicleAt('new', at('08:04'), 30, 121, { trip })], at('08:06'));
    expect(merge.snapshot(at('08:06')).vehicles.map((vehicle) => [vehicle.id, vehicle.lat])).toEqual([['new', 31.001]]);
    expect(merge.counts.get('position-out-of-order')).toBe(1);
    expect(merge.counts.get('two-vehicles-on-a-trip')).toBe(1);
  });

  it('bring occupancy and wheelchair access to the run and to its route', () => {
    const { say, merge, at } = world();
    say('08:05', {}, [stopUpdate({ sequence: 3, delay: 0 })], { wheelchair: 2 });
    merge.acceptPositions([vehicleAt('bus', at('08:05'), 31, 121, { trip, occupancy: 'FULL', wheelchair: 1 })], at('08:05'));
    const snapshot = merge.snapshot(at('08:05'));
    expect(only(snapshot)).toMatchObject({ occupancy: 'FULL', wheelchair: 1 });
    expect(snapshot.vehiclesByRoute.get(0)).toEqual([0]);
    expect(only(world().say('08:05', {}, [stopUpdate({ sequence: 3, delay: 0 })], { wheelchair: 2 })).wheelchair).toBe(2);
  });
});

describe('a feed that falls silent', () => {
  it('eases back to the timetable without a jump, with a widening range', () => {
    const long = { trips: [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10', '11:00'] }] };
    const { say, merge, at } = world(long);
    say('08:05', {}, [stopUpdate({ sequence: 2, delay: 600 })]);
    let last = 600;
    let width = 0;
    for (let minute = 5; minute < 80; minute++) {
      const run = only(merge.snapshot(at('08:00') + minute * 60));
      const delay = delays(run)[2] ?? 0;
      expect(delay).toBeLessThanOrEqual(last);
      expect(last - delay).toBeLessThan(35);
      if (minute === 6) width = (run.latest[2] ?? 0) - (run.earliest[2] ?? 0);
      last = delay;
    }
    expect(last).toBeLessThan(60);
    const run = only(merge.snapshot(at('08:30')));
    expect((run.latest[2] ?? 0) - (run.earliest[2] ?? 0)).toBeGreaterThanOrEqual(width);
    expect(merge.snapshot(at('09:50')).runs).toHaveLength(0);
  });

  it('an added trip vanishes after 15 minutes', () => {
    const { say, merge, at } = world();
    say('08:01', { tripId: 'extra', routeId: 'R', relationship: 'ADDED' }, [stopUpdate({ stopId: 'B', at: at('08:50') }), stopUpdate({ stopId: 'D', at: at('08:55') })]);
    expect(merge.snapshot(at('08:16')).runs).toHaveLength(1);
    expect(merge.snapshot(at('08:17')).runs).toHaveLength(0);
  });

  it('takes a clock of the feed that is ahead for now, and goes on when it jumps back', () => {
    const { merge, at } = world();
    const of = (delay: number, time: number) => decodedFeed(time, { tripUpdates: [tripUpdate({ tripId: 'T', startDate: DATE }, time, [stopUpdate({ sequence: 3, delay })])] });
    merge.accept('tripUpdates', of(60, at('19:00')), at('08:01'));
    expect(only(merge.snapshot(at('08:01'))).observedAt).toBe(at('08:01'));
    merge.accept('tripUpdates', of(120, at('08:02')), at('08:02'));
    expect(delays(only(merge.snapshot(at('08:02'))))[2]).toBe(120);
    expect(merge.snapshot(at('08:02')).feedTimestamp).toBe(at('08:02'));
  });
});
