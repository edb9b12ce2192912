import { afterEach, describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import { Fault } from '../../kernel/errors.js';
import { fromWgs84 } from '../../kernel/geo.js';
import { decodePolyline } from '../../kernel/polyline.js';
import { Feeds } from '../realtime/feeds.js';
import { smallTimetable, type SmallTimetable } from '../realtime/testing.js';
import type { TripRun } from '../realtime/types.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { Timetable, type TransferRecord } from '../timetable/timetable.js';
import type { RidePart } from './legs.js';
import { JourneysService, type Journey, type PlanArguments } from './service.js';
import { runOf, stateWith } from './testing.js';

const caller = anonymousCaller('web', 'r1');
const DAY = dayOfGtfsDate('20260115');
const instant = (text: string): number => Date.parse(`${text}+08:00`);
const at = (clock: string): number => instant(`2026-01-15T${clock}:00`);

/** Two kilometres and more between all: only buses join them, but for B and B2, 200 m apart. */
const STOPS: NonNullable<SmallTimetable['stops']> = {
  A: { lat: 31, lon: 121 }, B: { lat: 31.03, lon: 121 }, B2: { lat: 31.0318, lon: 121 }, C: { lat: 31.06, lon: 121 }, D: { lat: 31.09, lon: 121 },
};
const services: JourneysService[] = [];

afterEach(() => services.splice(0).forEach((service) => service.stop()));

interface Setting extends SmallTimetable {
  readonly transfers?: readonly (readonly [from: string, to: string, type: number, min?: number])[];
  readonly runs?: (timetable: Timetable) => TripRun[];
  readonly now?: string;
}

function serviceOf({ transfers = [], runs, now = '08:00', stops = STOPS, ...small }: Setting): JourneysService {
  const plain = smallTimetable({ ...small, stops });
  const index = (id: string): number => plain.stopIndex(id) ?? -1;
  const records = transfers.map(([from, to, type, min = 0]): TransferRecord => ({ from: index(from), to: index(to), type, minSeconds: min, fromRoute: -1, toRoute: -1, fromTrip: -1, toTrip: -1 }));
  const timetable = new Timetable({ ...plain.data, transfers: records });
  const feeds = new Feeds();
  const service = new JourneysService({ feeds, clock: { now: () => at(now) } });
  services.push(service);
  feeds.publish(stateWith(timetable, runs?.(timetable) ?? [], at(now) / 1000));
  return service;
}

const stop = (id: string) => ({ stopId: `district:${id}` });
const plan = (service: JourneysService, from: string, to: string, rest: Partial<PlanArguments> = {}): Journey[] => service.plan(caller, { from: stop(from), to: stop(to), at: at('08:00'), ...rest });
const clocks = (journeys: readonly Journey[]): string[] => journeys.map(({ departAt, arriveAt }) => [departAt, arriveAt].map((time) => new Date(time + 8 * 3_600_000).toISOString().slice(11, 16)).join('-'));
const ridesOf = (journey: Journey | undefined): RidePart[] => (journey?.legs ?? []).flatMap((leg) => (leg.__typename === 'RideLeg' ? [leg] : []));
const tripsOf = (journey: Journey | undefined): string[] => ridesOf(journey).map((leg) => leg.trip.id);

const HOURLY = ['08:10', '08:40', '09:10'].map((start, index) => ({ id: `T${index}`, route: '1', stops: ['A', 'B', 'C'], times: [start, addMinutes(start, 10), addMinutes(start, 20)] }));

function addMinutes(clock: string, minutes: number): string {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const total = hour * 60 + minute + minutes;
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}

describe('journeys by the timetable', () => {
  it('gives the next departures in order, each leaving as late as it can', () => {
    const journeys = plan(serviceOf({ trips: HOURLY }), 'A', 'C');
    expect(clocks(journeys)).toEqual(['08:10-08:30', '08:40-09:00', '09:10-09:30']);
    expect(journeys.map(({ rides, walkMeters, durationSeconds }) => [rides, walkMeters, durationSeconds])).toEqual([[1, 0, 1200], [1, 0, 1200], [1, 0, 1200]]);
    const [ride] = ridesOf(journeys[0]);
    expect([ride?.route.id, ride?.trip.id, ride?.fromStop.id, ride?.toStop.id, ride?.stopCount]).toEqual(['district:1', 'district:T0', 'district:A', 'district:C', 1]);
    expect([ride?.boarding.expectedAt, ride?.boarding.source, ride?.alighting.expectedAt, ride?.alighting.stop.id]).toEqual([at('08:10'), 'SCHEDULE', at('08:30'), 'district:C']);
    expect(decodePolyline(ride?.polyline ?? '')).toEqual([{ lat: 31, lon: 121 }, { lat: 31.03, lon: 121 }, { lat: 31.06, lon: 121 }]);
  });

  it('with arriveBy gives the latest departures that are there in time', () => {
    expect(clocks(plan(serviceOf({ trips: HOURLY }), 'A', 'C', { at: at('09:20'), arriveBy: true, first: 2 }))).toEqual(['08:40-09:00', '08:10-08:30']);
  });

  it('with arriveBy offers nothing that has left already, unless the past itself is asked about', () => {
    const asked = { at: at('09:20'), arriveBy: true, first: 3 };
    expect(clocks(plan(serviceOf({ trips: HOURLY, now: '08:20' }), 'A', 'C', asked))).toEqual(['08:40-09:00']);
    expect(clocks(plan(serviceOf({ trips: HOURLY, now: '10:00' }), 'A', 'C', asked))).toEqual(['08:40-09:00', '08:10-08:30']);
  });

  it('rides on after midnight with the trips of the day before, and into the next day', () => {
    const trips = [{ id: 'N', service: 'thu', stops: ['A', 'C'], times: ['23:50', '24:30'] }, { id: 'M', service: 'fri', stops: ['C', 'D'], times: ['00:40', '01:00'] }];
    const service = serviceOf({ trips, services: { thu: ['20260115'], fri: ['20260116'] } });
    const [journey] = plan(service, 'A', 'D', { at: at('23:00') });
    expect([tripsOf(journey), clocks(journey ? [journey] : [])]).toEqual([['district:N', 'district:M'], ['23:50-01:00']]);
    expect(ridesOf(journey).map((leg) => leg.trip.serviceDay)).toEqual([DAY, DAY + 1]);
    expect(tripsOf(plan(service, 'A', 'D', { at: instant('2026-01-16T01:00:00'), arriveBy: true })[0])).toEqual(['district:N', 'district:M']);
  });

  it('takes the later bus that overtakes', () => {
    const trips = [{ id: 'slow', stops: ['A', 'B', 'C'], times: ['08:05', '08:20', '09:30'] }, { id: 'fast', stops: ['A', 'B', 'C'], times: ['08:10', '08:15', '08:40'] }];
    expect(tripsOf(plan(serviceOf({ trips }), 'A', 'C')[0])).toEqual(['district:fast']);
  });

  it('offers fewer rides where they take longer, and not where they do not', () => {
    const trips = [
      { id: 'direct', route: '1', stops: ['A', 'D'], times: ['08:10', '09:30'] },
      { id: 'x', route: '2', stops: ['A', 'B'], times: ['08:10', '08:20'] }, { id: 'y', route: '3', stops: ['B', 'D'], times: ['08:30', '08:50'] },
    ];
    expect(plan(serviceOf({ trips }), 'A', 'D').map(tripsOf)).toEqual([['district:x', 'district:y'], ['district:direct']]);
  });

  it('does not ride past the place to change and back', () => {
    const trips = [{ id: 'out', route: '1', stops: ['A', 'B', 'C'], times: ['08:10', '08:20', '08:30'] }, { id: 'back', route: '2', stops: ['C', 'B', 'D'], times: ['08:40', '08:50', '09:10'] }];
    const [journey] = plan(serviceOf({ trips }), 'A', 'D');
    expect(ridesOf(journey).map((leg) => [leg.fromStop.record.id, leg.toStop.record.id])).toEqual([['A', 'B'], ['B', 'D']]);
  });

  it('finds nothing between places that nothing joins', () => {
    expect(plan(serviceOf({ trips: HOURLY }), 'C', 'A')).toEqual([]);
    expect(plan(serviceOf({ trips: HOURLY }), 'A', 'D')).toEqual([]);
  });

  it('keeps to pickup and drop-off rules', () => {
    const trips = [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:10', '08:20', '08:30'], noPickup: [1] }];
    expect(plan(serviceOf({ trips }), 'B', 'C')).toEqual([]);
    expect(plan(serviceOf({ trips }), 'A', 'C')).toHaveLength(1);
  });
});

describe('walking', () => {
  it('walks all the way where no bus is faster', () => {
    const service = serviceOf({ trips: ['08:10', '08:50'].map((time) => ({ id: time, stops: ['B', 'B2'], times: [time, addMinutes(time, 2)] })) });
    // The bus at 08:50 is no answer to somebody who is there at 08:04 on foot.
    const journeys = plan(service, 'B', 'B2');
    // 200 m as the crow flies, a third more along the streets.
    expect(journeys.map(({ rides, walkMeters, durationSeconds }) => [rides, walkMeters, durationSeconds])).toEqual([[0, 260, 196], [1, 0, 120]]);
    expect(journeys[0]?.legs).toMatchObject([{ __typename: 'WalkLeg', departAt: at('08:00'), from: { lat: 31.03, datum: 'WGS84' }, fromStop: { id: 'district:B' }, toStop: { id: 'district:B2' } }]);
    expect(plan(service, 'B', 'B2', { arriveBy: true, at: at('09:00') })[0]).toMatchObject({ arriveAt: at('09:00'), rides: 0 });
  });

  it('walks between two rides, to the first and from the last', () => {
    const trips = [{ id: 'x', stops: ['A', 'B'], times: ['08:10', '08:20'] }, { id: 'y', stops: ['B2', 'C'], times: ['08:30', '08:40'] }];
    const service = serviceOf({ trips });
    const [journey] = plan(service, 'A', 'C');
    expect(journey?.legs.map((leg) => leg.__typename)).toEqual(['RideLeg', 'WalkLeg', 'RideLeg']);
    const near = { lat: 30.9982, lon: 121 };
    const [walked] = service.plan(caller, { from: { position: { ...fromWgs84(near, 'GCJ02'), datum: 'GCJ02' } }, to: stop('B'), at: at('08:00') });
    expect(walked?.legs.map((leg) => leg.__typename)).toEqual(['WalkLeg', 'RideLeg']);
    expect(walked?.departAt).toBe(at('08:10') - 196_000);
  });

  it('starts at any platform of a station', () => {
    const stops = { ...STOPS, S: { lat: 31.0301, lon: 121 }, B: { lat: 31.03, lon: 121, station: 'S' }, B2: { lat: 31.06, lon: 121.1, station: 'S' } };
    expect(tripsOf(plan(serviceOf({ stops, trips: [{ id: 'y', stops: ['B2', 'D'], times: ['12:30', '12:40'] }] }), 'S', 'D')[0])).toEqual(['district:y']);
  });
});

describe('transfer rules', () => {
  const trips = [
    { id: 'in', route: '1', stops: ['A', 'B'], times: ['08:10', '08:20'] },
    ...['08:20', '08:21', '08:30'].map((time) => ({ id: `out ${time}`, route: '2', stops: ['B', 'C'], times: [time, addMinutes(time, 10)] })),
  ];
  const boarded = (transfers: Setting['transfers'] = []): string | undefined => tripsOf(plan(serviceOf({ trips, transfers }), 'A', 'C')[0])[1];

  it('keeps a minute free without a rule, to the second', () => expect(boarded()).toBe('district:out 08:21'));
  it('waits for a timed transfer', () => expect(boarded([['B', 'B', 1]])).toBe('district:out 08:20'));
  it('keeps the minimum time of a rule', () => expect(boarded([['B', 'B', 2, 61]])).toBe('district:out 08:30'));
  it('does not change where that is impossible', () => expect(plan(serviceOf({ trips, transfers: [['B', 'B', 3]] }), 'A', 'C')).toEqual([]));
  it('changes over a distance too long to walk where a rule says so', () => {
    const far = [{ id: 'x', stops: ['A', 'B'], times: ['08:10', '08:20'] }, { id: 'y', stops: ['C', 'D'], times: ['09:30', '09:40'] }];
    expect(plan(serviceOf({ trips: far }), 'A', 'D')).toEqual([]);
    expect(tripsOf(plan(serviceOf({ trips: far, transfers: [['B', 'C', 2, 600]] }), 'A', 'D')[0])).toEqual(['district:x', 'district:y']);
  });
});

describe('journeys as the road is now', () => {
  const first = (runs: Setting['runs'], from = 'A', to = 'C') => plan(serviceOf({ trips: HOURLY, ...(runs && { runs }) }), from, to);

  it('leaves a cancelled bus out', () => {
    expect(tripsOf(first((timetable) => [runOf(timetable, 0, DAY, { state: 'CANCELED' })])[0])).toEqual(['district:T1']);
  });

  it('rides a late bus at its expected time, and says so', () => {
    const [journey] = first((timetable) => [runOf(timetable, 0, DAY, { delay: 300 })]);
    expect(clocks(journey ? [journey] : [])).toEqual(['08:15-08:35']);
    expect(ridesOf(journey)[0]?.boarding).toMatchObject({ source: 'ASSERTED', status: 'LATE', expectedAt: at('08:15'), scheduledAt: at('08:10') });
  });

  it('prefers the bus that has overtaken a late one', () => {
    expect(first((timetable) => [runOf(timetable, 0, DAY, { delay: 2700 })]).slice(0, 2).map(tripsOf)).toEqual([['district:T1'], ['district:T0']]);
  });

  it('neither gets on nor off where a bus does not call', () => {
    const runs = (timetable: Timetable): TripRun[] => [runOf(timetable, 0, DAY, { skipped: [1] })];
    expect(tripsOf(first(runs, 'B', 'C')[0])).toEqual(['district:T1']);
    expect(tripsOf(first(runs, 'A', 'B')[0])).toEqual(['district:T1']);
    expect(ridesOf(first(runs)[0])[0]?.stopCount).toBe(0);
  });

  it('rides added trips', () => {
    const added = (timetable: Timetable): TripRun[] => [{ ...runOf(timetable, 0, DAY, { delay: -180 }), key: 'X|20260115', tripId: 'X', trip: -1, state: 'ADDED' }];
    const journeys = first(added);
    expect(tripsOf(journeys[0])).toEqual(['district:X']);
    expect(clocks(journeys)[0]).toBe('08:07-08:27');
  });

  it('misses the connection that a delay breaks', () => {
    const trips = [{ id: 'x', route: '1', stops: ['A', 'B'], times: ['08:10', '08:20'] }, ...['08:25', '08:55'].map((time) => ({ id: time, route: '2', stops: ['B', 'D'], times: [time, addMinutes(time, 10)] }))];
    const late = serviceOf({ trips, runs: (timetable) => [runOf(timetable, timetable.tripIndex('x') ?? -1, DAY, { delay: 600 })] });
    expect(tripsOf(plan(serviceOf({ trips }), 'A', 'D')[0])).toEqual(['district:x', 'district:08:25']);
    expect(tripsOf(plan(late, 'A', 'D')[0])).toEqual(['district:x', 'district:08:55']);
  });
});

describe('what is asked', () => {
  const fault = (args: Partial<PlanArguments>): unknown => {
    try {
      serviceOf({ trips: HOURLY }).plan(caller, { from: stop('A'), to: stop('C'), ...args });
    } catch (error) {
      return error instanceof Fault ? [error.code, error.details.field] : error;
    }
    return null;
  };

  it('names the field that is wrong', () => {
    expect(fault({ from: {} })).toEqual(['BAD_INPUT', 'from']);
    expect(fault({ to: { stopId: 'district:A', position: { lat: 31, lon: 121 } } })).toEqual(['BAD_INPUT', 'to']);
    expect(fault({ to: stop('nowhere') })).toEqual(['BAD_INPUT', 'to.stopId']);
    expect(fault({ from: { stopId: 'A' } })).toEqual(['BAD_INPUT', 'from.stopId']);
    expect(fault({ from: { position: { lat: 91, lon: 0 } } })).toEqual(['BAD_INPUT', 'from.position']);
    expect(fault({ first: 0 })).toEqual(['BAD_INPUT', 'first']);
    expect(fault({ first: 11 })).toEqual(['BAD_INPUT', 'first']);
    expect(fault({})).toBeNull();
  });

  it('starts from now where no time is given', () => {
    expect(clocks(serviceOf({ trips: HOURLY, now: '08:30' }).plan(caller, { from: stop('A'), to: stop('C'), first: 1 }))).toEqual(['08:40-09:00']);
  });

  it('looks for a way in every feed that serves both ends', () => {
    const feeds = new Feeds();
    const service = new JourneysService({ feeds, clock: { now: () => at('08:00') } });
    services.push(service);
    feeds.publish(stateWith(smallTimetable({ stops: STOPS, trips: [{ id: 'T', stops: ['A', 'B'], times: ['08:10', '08:20'] }] }), [], at('08:00') / 1000));
    feeds.publish(stateWith(smallTimetable({ feedId: 'night', stops: STOPS, trips: [{ id: 'U', stops: ['A', 'D'], times: ['08:20', '08:50'] }] }), [], at('08:00') / 1000));
    expect(service.plan(caller, { from: stop('A'), to: { stopId: 'night:D' } }).map(tripsOf)).toEqual([['night:U']]);
    expect(service.plan(caller, { from: { position: { lat: 31, lon: 121 } }, to: { position: { lat: 31.03, lon: 121 } } }).map(tripsOf)).toEqual([['district:T']]);
  });
});
