import { describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import { distanceMeters, toWgs84 } from '../../kernel/geo.js';
import { routeEntity, type VehicleEntity } from '../contract.js';
import { Feeds } from '../realtime/feeds.js';
import { assembleSnapshot, DEFAULT_SPREAD } from '../realtime/snapshot.js';
import { smallTimetable } from '../realtime/testing.js';
import type { Occupancy, TripRun, VehicleState } from '../realtime/types.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { createVehiclesResolvers } from './resolvers.js';
import { VehiclesService } from './service.js';

const caller = anonymousCaller('web', 'test');
const timetable = smallTimetable({ trips: [{ id: 'T1', stops: ['A', 'B', 'C'], times: ['08:00', '08:05', '08:10'], sequences: [10, 20, 30] }] });
const day = dayOfGtfsDate('20260115');
const NOW = timetable.dayStart(day) + 8 * 3600;

function vehicle(id: string, changes: Partial<VehicleState> = {}): VehicleState {
  return {
    id, label: null, route: 0, run: null, headsign: null, directionId: null, lat: 31.05, lon: 121.22, bearing: null, speed: null,
    timestamp: NOW - 12, occupancy: null, wheelchair: 0, nextPosition: null, ...changes,
  };
}

function run(occupancy: Occupancy | null): TripRun {
  const pattern = timetable.patternOf(0);
  const times = Float64Array.from(pattern.stops, (_, position) => timetable.dayStart(day) + timetable.arrival(0, position));
  return {
    key: 'T1|20260115', tripId: 'T1', trip: 0, route: 0, direction: 0, serviceDay: day, state: 'RUNNING', headsign: null, stops: pattern.stops,
    sequences: pattern.sequences, scheduledArrival: times, scheduledDeparture: times, arrival: times, departure: times, earliest: times, latest: times,
    source: new Uint8Array(3), flags: new Uint8Array(3), observedAt: NOW, nextPosition: 1, vehicle: null, wheelchair: 0, occupancy,
  };
}

function setup(vehicles: readonly VehicleState[], occupancy: Occupancy | null = null) {
  const feeds = new Feeds();
  const snapshot = assembleSnapshot(timetable, { at: NOW, feedTimestamp: NOW, runs: [run(occupancy)], vehicles, alerts: [], scheduleSpread: DEFAULT_SPREAD });
  feeds.publish({ timetable, snapshot });
  const service = new VehiclesService({ feeds, clock: { now: () => NOW * 1000 } });
  return { service, resolvers: createVehiclesResolvers(service).Vehicle };
}

function only(vehicles: readonly VehicleEntity[]): VehicleEntity {
  const [first] = vehicles;
  if (!first || vehicles.length > 1) throw new Error(`one vehicle was expected, not ${vehicles.length}`);
  return first;
}

describe('buses of a route', () => {
  it('leaves out those silent for 15 minutes and those of other routes', () => {
    const { service } = setup([vehicle('fresh'), vehicle('still', { timestamp: NOW - 899 }), vehicle('ghost', { timestamp: NOW - 900 }), vehicle('other', { route: 5 })]);
    expect(service.list(caller, 'district:R').map(({ id }) => id)).toEqual(['district:fresh', 'district:still']);
    expect(service.forRoute(caller, routeEntity(timetable, 0))).toHaveLength(2);
  });

  it.each(['district:gone', 'else:R', 'R'])('has none for the unknown route %s', (routeId) => {
    expect(setup([vehicle('fresh')]).service.list(caller, routeId)).toEqual([]);
  });

  it('tells age, trip and next call', () => {
    const { service, resolvers } = setup([vehicle('B1', { run: 'T1|20260115', nextPosition: 1, label: '24-07', speed: 11.109999656677246, bearing: 90, wheelchair: 1 })]);
    const bus = only(service.list(caller, 'district:R'));
    expect([resolvers.ageSeconds(bus), resolvers.label(bus), resolvers.speed(bus), resolvers.bearing(bus), resolvers.wheelchairAccessible(bus)]).toEqual([12, '24-07', 11.11, 90, 'ACCESSIBLE']);
    expect(resolvers.trip(bus)).toMatchObject({ id: 'district:T1', trip: 0, serviceDay: day });
    expect([resolvers.nextStop(bus)?.id, resolvers.nextStopSequence(bus)]).toEqual(['district:B', 20]);
  });

  it('says nothing of a trip or a next call that it does not know', () => {
    const { service, resolvers } = setup([vehicle('B1', { timestamp: NOW + 5 })]);
    const bus = only(service.list(caller, 'district:R'));
    expect([resolvers.trip(bus), resolvers.nextStop(bus), resolvers.nextStopSequence(bus), resolvers.ageSeconds(bus)]).toEqual([null, null, null, 0]);
  });

  it('gives the position in the datum wanted and names it', () => {
    const { service, resolvers } = setup([vehicle('B1')]);
    const bus = only(service.list(caller, 'district:R'));
    expect(resolvers.position(bus, { datum: 'WGS84' })).toEqual({ lat: 31.05, lon: 121.22, datum: 'WGS84' });
    const gcj = resolvers.position(bus, { datum: 'GCJ02' });
    expect(gcj.datum).toBe('GCJ02');
    expect(distanceMeters(gcj, bus.state)).toBeGreaterThan(100);
    expect(distanceMeters(toWgs84(gcj, 'GCJ02'), bus.state)).toBeLessThan(0.5);
  });

  it.each<[Occupancy | null, Occupancy | null, string]>([
    ['EMPTY', null, 'MANY_SEATS'], ['MANY_SEATS_AVAILABLE', null, 'MANY_SEATS'], ['FEW_SEATS_AVAILABLE', null, 'FEW_SEATS'],
    ['STANDING_ROOM_ONLY', null, 'STANDING'], ['CRUSHED_STANDING_ROOM_ONLY', null, 'CROWDED'], ['FULL', null, 'FULL'],
    ['NOT_ACCEPTING_PASSENGERS', null, 'FULL'], ['NOT_BOARDABLE', null, 'FULL'], ['NO_DATA_AVAILABLE', null, 'UNKNOWN'],
    [null, null, 'UNKNOWN'], [null, 'FULL', 'FULL'],
  ])('folds occupancy %s (of the run: %s) to %s', (own, ofRun, folded) => {
    const { service, resolvers } = setup([vehicle('B1', { run: 'T1|20260115', occupancy: own })], ofRun);
    expect(resolvers.occupancy(only(service.list(caller, 'district:R')))).toBe(folded);
  });
});
