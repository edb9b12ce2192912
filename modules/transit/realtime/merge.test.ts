import { describe, expect, it } from '@jest/globals';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { clockSeconds, stopUpdate, tripUpdate } from './testing.js';
import { DATE, delaysOf, flagged, mergeWorld, onlyRun, sourcesOf, STOPS, TIMES } from './testing-world.js';
import { STOP_FLAG } from './types.js';

const day = dayOfGtfsDate(DATE);

describe('delays along a trip', () => {
  it('are carried forward from the last stop that was said', () => {
    const run = onlyRun(mergeWorld().say('08:01', {}, [stopUpdate({ sequence: 2, delay: 120 }), stopUpdate({ sequence: 4, delay: 300 })]));
    expect(delaysOf(run).slice(1)).toEqual([120, 120, 300, 300]);
    expect(sourcesOf(run).slice(1)).toEqual(['ASSERTED', 'PROPAGATED', 'ASSERTED', 'PROPAGATED']);
    expect(run).toMatchObject({ key: 'T|20260115', state: 'RUNNING', trip: 0, serviceDay: day, nextPosition: 1 });
  });

  it('come from the time where both time and delay are given', () => {
    const { say, at } = mergeWorld();
    const event = { time: at('08:13'), delay: 999, uncertainty: null };
    expect(delaysOf(onlyRun(say('08:01', {}, [stopUpdate({ sequence: 2, arrival: event, departure: event })]))).slice(1)).toEqual([180, 180, 180, 180]);
  });

  it('come from times only', () => {
    const { say, at } = mergeWorld();
    expect(delaysOf(onlyRun(say('08:01', {}, [stopUpdate({ sequence: 3, at: at('08:25') })])))[4]).toBe(300);
  });

  it('come from the trip as a whole where no stop is named', () => {
    const run = onlyRun(mergeWorld().say('07:50', {}, [], { delay: 90 }));
    expect(delaysOf(run)).toEqual([90, 90, 90, 90, 90]);
    expect(sourcesOf(run)).toEqual(Array(5).fill('PROPAGATED'));
  });

  it('pass over a skipped stop, whose skipping is not carried on', () => {
    const run = onlyRun(mergeWorld().say('08:01', {}, [stopUpdate({ sequence: 2, delay: 120 }), stopUpdate({ sequence: 3, relationship: 'SKIPPED' })]));
    expect(flagged(run, STOP_FLAG.SKIPPED)).toEqual([0, 0, 1, 0, 0]);
    expect(delaysOf(run).slice(1)).toEqual([120, 120, 120, 120]);
  });

  it('end at NO_DATA, where the timetable holds again until the next word', () => {
    const run = onlyRun(mergeWorld().say('08:01', {}, [stopUpdate({ sequence: 2, delay: 120 }), stopUpdate({ sequence: 3, relationship: 'NO_DATA' }), stopUpdate({ sequence: 5, delay: 60 })]));
    expect(delaysOf(run).slice(1)).toEqual([120, 0, 0, 60]);
    expect(sourcesOf(run).slice(1)).toEqual(['ASSERTED', 'SCHEDULE', 'SCHEDULE', 'ASSERTED']);
  });

  it('are taken up by a long stay, and nobody leaves one early', () => {
    const trips = [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:00', '08:10/08:15', '08:25'] }];
    const late = onlyRun(mergeWorld({ trips }).say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: null, delay: 120, uncertainty: null } })]));
    expect(delaysOf(late).slice(1)).toEqual([120, 0]);
    const later = onlyRun(mergeWorld({ trips }).say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: null, delay: 600, uncertainty: null } })]));
    expect(delaysOf(later)[2]).toBe(330);
    const early = onlyRun(mergeWorld({ trips }).say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: null, delay: -60, uncertainty: null } })]));
    expect(delaysOf(early).slice(1)).toEqual([-60, 0]);
  });

  it('find the visit of a loop by stop_sequence, and without it the next one', () => {
    const trips = [{ id: 'T', stops: ['A', 'B', 'A', 'C'], times: ['08:00', '08:10', '08:20', '08:30'], sequences: [10, 20, 30, 40] }];
    expect(delaysOf(onlyRun(mergeWorld({ trips }).say('08:12', {}, [stopUpdate({ sequence: 30, stopId: 'A', delay: 60 })])))[2]).toBe(60);
    const run = onlyRun(mergeWorld({ trips }).say('07:59', {}, [stopUpdate({ stopId: 'A', delay: 30 }), stopUpdate({ stopId: 'A', delay: 90 })]));
    expect(delaysOf(run)).toEqual([30, 30, 90, 90]);
  });

  it('put a call at its assigned platform', () => {
    const { say, timetable } = mergeWorld({ stops: { P2: {} } });
    const run = onlyRun(say('08:01', {}, [stopUpdate({ sequence: 3, delay: 0, assignedStopId: 'P2' })]));
    expect(run.stops[2]).toBe(timetable.stopIndex('P2'));
    expect(timetable.patternOf(0).stops[2]).toBe(timetable.stopIndex('C'));
  });
});

describe('times that cannot be', () => {
  it('a departure before its arrival becomes the arrival', () => {
    const { say, at, merge } = mergeWorld();
    const run = onlyRun(say('08:01', {}, [stopUpdate({ sequence: 2, arrival: { time: at('08:12'), delay: null, uncertainty: null }, departure: { time: at('08:11'), delay: null, uncertainty: null } })]));
    expect(run.departure[1]).toBe(at('08:12'));
    expect(merge.counts.get('negative-dwell')).toBe(1);
  });

  it('a stop before the one ahead of it is lifted', () => {
    const { say, at, merge } = mergeWorld();
    const run = onlyRun(say('08:01', {}, [stopUpdate({ sequence: 2, at: at('08:25') }), stopUpdate({ sequence: 3, at: at('08:21') })]));
    expect(run.arrival[2]).toBe(at('08:25'));
    expect(merge.counts.get('time-out-of-order')).toBe(1);
  });

  it('one slip among times that agree is left out', () => {
    const { say, at } = mergeWorld();
    const run = onlyRun(say('08:01', {}, [stopUpdate({ sequence: 2, at: at('08:10') }), stopUpdate({ sequence: 3, at: at('09:40') }), stopUpdate({ sequence: 4, at: at('08:30') })]));
    expect(delaysOf(run).slice(1)).toEqual([0, 0, 0, 0]);
  });

  it('hours off are refused and counted', () => {
    const { say, at, merge } = mergeWorld();
    const snapshot = say('08:01', {}, [stopUpdate({ sequence: 2, at: at('20:00') }), stopUpdate({ sequence: 3, delay: 60 })]);
    expect(delaysOf(onlyRun(snapshot)).slice(1)).toEqual([0, 60, 60, 60]);
    expect(merge.counts.get('absurd-time')).toBe(2);
  });

  it('a stop that is not on the trip, and an update that says nothing, are counted', () => {
    const { say, merge } = mergeWorld();
    expect(say('08:01', {}, [stopUpdate({ sequence: 99, delay: 60 })]).runs).toHaveLength(0);
    expect([...merge.counts.keys()]).toEqual(['stop-not-on-trip', 'empty-update']);
  });
});

describe('kinds of trips', () => {
  it('CANCELED stands at its scheduled times; DELETED is not in the call index; both take the trip from the timetable', () => {
    for (const relationship of ['CANCELED', 'DELETED'] as const) {
      const snapshot = mergeWorld().say('08:01', { relationship }, []);
      const run = onlyRun(snapshot);
      expect(run.state).toBe(relationship);
      expect(delaysOf(run)).toEqual([0, 0, 0, 0, 0]);
      expect(snapshot.overridden.get(day)?.[0]).toBe(1);
      expect(snapshot.calls.time).toHaveLength(relationship === 'CANCELED' ? 5 : 0);
    }
  });

  it('a cancellation is taken back by a full message without it, not by silence', () => {
    const { say, merge, at, update } = mergeWorld();
    say('08:01', { relationship: 'CANCELED' }, []);
    expect(merge.snapshot(at('08:20')).runs).toHaveLength(1);
    expect(update('08:21').runs).toHaveLength(0);
  });

  it('ADDED and NEW bring their own stops and times', () => {
    for (const relationship of ['ADDED', 'NEW'] as const) {
      const { say, at } = mergeWorld();
      const run = onlyRun(say('08:01', { tripId: 'extra', routeId: 'R', relationship, directionId: 1 }, [stopUpdate({ stopId: 'B', at: at('08:05') }), stopUpdate({ stopId: 'D', at: at('08:15') })]));
      expect(run).toMatchObject({ key: 'extra|20260115', state: 'ADDED', trip: -1, route: 0, direction: 1 });
      expect([...run.scheduledArrival]).toEqual([-1, -1]);
      expect([...run.arrival]).toEqual([at('08:05'), at('08:15')]);
      expect(flagged(run, STOP_FLAG.NO_BOARDING)).toEqual([0, 1]);
    }
  });

  it('REPLACEMENT goes another way in place of the trip, keeping the schedule where it calls at the same stops', () => {
    const { say, at } = mergeWorld({ stops: { X: {} } });
    const snapshot = say('08:01', { relationship: 'REPLACEMENT' }, [stopUpdate({ stopId: 'A', at: at('08:02') }), stopUpdate({ stopId: 'X', at: at('08:12') }), stopUpdate({ stopId: 'C', at: at('08:22') })]);
    const run = onlyRun(snapshot);
    expect(run).toMatchObject({ state: 'RUNNING', trip: 0 });
    expect([...run.scheduledArrival]).toEqual([at('08:00'), -1, at('08:20')]);
    expect(run.arrival[2]).toBe(at('08:22'));
  });

  it('DUPLICATED runs beside the original at its own start', () => {
    const { say, at } = mergeWorld();
    const snapshot = say('08:01', { relationship: 'DUPLICATED' }, [], { properties: { tripId: 'T-copy', startDate: DATE, startTime: clockSeconds('08:15'), headsign: 'Extra' } });
    const run = onlyRun(snapshot);
    expect(run).toMatchObject({ tripId: 'T-copy', trip: -1, state: 'ADDED', headsign: 'Extra' });
    expect(run.arrival[1]).toBe(at('08:25'));
    expect(snapshot.overridden.size).toBe(0);
  });

  it('an unknown trip id is counted, or matched by route and start where only one trip fits', () => {
    const { say, merge } = mergeWorld();
    expect(say('08:01', { tripId: 'old-T' }, [stopUpdate({ sequence: 2, delay: 60 })]).runs).toHaveLength(0);
    expect(merge.counts.get('unknown-trip')).toBe(1);
    const matched = say('08:01', { tripId: 'old-T', routeId: 'R', startTime: clockSeconds('08:00') }, [stopUpdate({ sequence: 2, stopId: 'B', delay: 60 })]);
    expect(onlyRun(matched).tripId).toBe('T');
    const two = mergeWorld({ trips: [{ id: 'T', stops: STOPS, times: TIMES }, { id: 'U', stops: STOPS.slice(0, 4), times: TIMES.slice(0, 4) }] });
    expect(two.say('08:01', { tripId: 'old', routeId: 'R', startTime: clockSeconds('08:00') }, [stopUpdate({ sequence: 2, stopId: 'B', delay: 60 })]).runs).toHaveLength(0);
    expect(two.merge.counts.get('ambiguous-trip')).toBe(1);
  });

  it('without start_date the nearest service day is meant, yesterday past midnight included', () => {
    const night = mergeWorld({ trips: [{ id: 'T', stops: ['A', 'B'], times: ['24:10', '24:30'] }] });
    const run = onlyRun(night.say('00:15', { startDate: null }, [stopUpdate({ sequence: 2, delay: 60 })]));
    expect(run.serviceDay).toBe(day - 1);
    expect(run.arrival[1]).toBe(night.at('00:31'));
    expect(onlyRun(mergeWorld().say('07:00', { startDate: null }, [stopUpdate({ sequence: 2, delay: 60 })])).serviceDay).toBe(day);
  });

  it('a calendar date given for a trip past midnight is read as its service day', () => {
    const { say } = mergeWorld({ services: { once: ['20260114'] }, trips: [{ id: 'T', stops: ['A', 'B'], times: ['24:10', '24:30'] }] });
    expect(onlyRun(say('00:15', {}, [stopUpdate({ sequence: 2, delay: 60 })])).serviceDay).toBe(day - 1);
  });

  describe('of frequencies.txt (exact_times 0)', () => {
    const run = (start: string) => ({ id: 'F', stops: ['A', 'B'], times: [start, `${start.slice(0, 3)}${Number(start.slice(3)) + 10}`], start, headway: 600 });
    const frequency = () => mergeWorld({ trips: [run('08:00'), run('08:10'), run('08:20')] });

    it('the nearest run is meant and moved', () => {
      const { say, at } = frequency();
      const moved = onlyRun(say('08:05', { tripId: 'F', startTime: clockSeconds('08:12') }, [stopUpdate({ sequence: 1, delay: 0 })]));
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
    const { update, at, merge } = mergeWorld();
    const of = (time: string, delay: number) => tripUpdate({ tripId: 'T', startDate: DATE }, at(time), [stopUpdate({ sequence: 2, delay })]);
    expect(delaysOf(onlyRun(update('08:02', of('08:02', 60), of('08:01', 300))))[1]).toBe(60);
    expect(merge.counts.get('duplicate-update')).toBe(1);
  });
});

describe('one entity that cannot be read', () => {
  it('costs that entity, never the feed', () => {
    const { update, at, merge } = mergeWorld();
    // No decoder makes such an update: it stands for a fault of ours.
    const broken = { ...tripUpdate({ tripId: 'T', startDate: DATE }, at('08:01'), []), stops: null } as never;
    expect(update('08:01', broken, tripUpdate({ tripId: 'T', startDate: DATE }, at('08:01'), [stopUpdate({ sequence: 2, delay: 60 })])).runs).toHaveLength(1);
    expect(merge.counts.get('internal')).toBe(1);
  });
});
