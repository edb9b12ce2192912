import { describe, expect, it } from '@jest/globals';
import type { ArrivalEntity } from '../contract.js';
import { createMerge } from '../realtime/merge.js';
import { clockSeconds, decodedFeed, smallTimetable, stopUpdate, tripRef, tripUpdate, vehicleAt, type SmallTimetable } from '../realtime/testing.js';
import type { StopUpdate, TripRef, TripUpdate, VehiclePosition } from '../realtime/types.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { board, boardStops } from './rules.js';

const DATE = '20260115';
const STOPS = ['A', 'B', 'C', 'D'];

function world(small: Partial<SmallTimetable> = {}) {
  const timetable = smallTimetable({
    services: { daily: ['20260114', DATE] },
    trips: [{ id: 'T1', stops: STOPS, times: ['08:00', '08:10', '08:20', '08:30'] }, { id: 'T2', stops: STOPS, times: ['08:15', '08:25', '08:35', '08:45'] }],
    ...small,
  });
  const merge = createMerge(timetable);
  const at = (time: string) => timetable.dayStart(dayOfGtfsDate(DATE)) + clockSeconds(time);
  const of = (now: string, trip: Partial<TripRef>, stops: StopUpdate[] = [], rest: Partial<TripUpdate> = {}) => tripUpdate({ tripId: 'T1', startDate: DATE, ...trip }, at(now), stops, rest);
  const say = (now: string, ...updates: TripUpdate[]) => merge.accept('tripUpdates', decodedFeed(at(now), { tripUpdates: updates }), at(now));
  const place = (now: string, sequence: number, rest: Partial<VehiclePosition> = {}) =>
    merge.acceptPositions([vehicleAt('bus', at(now), 31, 121, { trip: tripRef({ tripId: 'T1', startDate: DATE }), stopSequence: sequence, status: 'IN_TRANSIT_TO', ...rest })], at(now));
  const rows = (stop: string, now: string, from = now): ArrivalEntity[] =>
    board({ timetable, snapshot: merge.snapshot(at(now)) }, boardStops(timetable, timetable.stopIndex(stop) ?? -1), { fromSeconds: at(from), nowSeconds: at(now), windowSeconds: 3600, first: 20 });
  return { at, of, say, place, rows, merge, timetable };
}
const brief = (rows: readonly ArrivalEntity[]) => rows.map((row) => `${row.trip.id.split(':')[1] ?? ''} ${row.status} ${row.etaSeconds}`);

describe('a live board', () => {
  it('orders by expectation: a late bus stands behind the one that overtakes it', () => {
    const { of, say, rows } = world();
    say('08:05', of('08:05', {}, [stopUpdate({ sequence: 2, delay: 1500 })]));
    expect(brief(rows('B', '08:05'))).toEqual(['T2 SCHEDULED 1200', 'T1 LATE 1800']);
  });

  it('says ON_TIME from one minute early to two late, EARLY and LATE beyond', () => {
    const statusOf = (delay: number) => {
      const { of, say, rows } = world();
      say('08:01', of('08:01', {}, [stopUpdate({ sequence: 3, delay })]));
      return rows('C', '08:01')[0]?.status;
    };
    expect([-61, -60, 0, 120, 121].map(statusOf)).toEqual(['EARLY', 'ON_TIME', 'ON_TIME', 'ON_TIME', 'LATE']);
  });

  it('shows a cancelled trip at its time, a deleted one not at all', () => {
    const cancelled = world();
    cancelled.say('07:59', cancelled.of('07:59', { relationship: 'CANCELED' }));
    const [row] = cancelled.rows('B', '08:00');
    expect(row).toMatchObject({ status: 'CANCELED', etaSeconds: 600, source: 'SCHEDULE', dataAgeSeconds: 60, vehicle: null, stopsAway: null });
    const deleted = world();
    deleted.say('07:59', deleted.of('07:59', { relationship: 'DELETED' }));
    expect(brief(deleted.rows('B', '08:00'))).toEqual(['T2 SCHEDULED 1500']);
  });

  it('shows a skipped call as such and counts it out of the stops between', () => {
    const { of, say, place, rows } = world();
    say('08:05', of('08:05', {}, [stopUpdate({ sequence: 3, relationship: 'SKIPPED' }), stopUpdate({ sequence: 4, delay: 60 })]));
    expect(rows('B', '08:05')[0]).toMatchObject({ status: 'SCHEDULED', source: 'SCHEDULE' });
    place('08:05', 2);
    expect(rows('C', '08:05')[0]?.status).toBe('SKIPPED');
    expect(rows('D', '08:05')[0]?.stopsAway).toBe(1);
  });

  it('shows an added trip without a schedule, and its vehicle', () => {
    const { of, say, rows, at } = world();
    say('08:00', of('08:00', { tripId: 'extra', routeId: 'R', relationship: 'ADDED' }, [stopUpdate({ stopId: 'B', at: at('08:05') }), stopUpdate({ stopId: 'D', at: at('08:15') })]));
    const [row] = rows('B', '08:00');
    expect(row).toMatchObject({ status: 'ADDED', scheduledAt: null, etaSeconds: 300, source: 'ASSERTED', dropOffOnly: false });
    expect(row?.id).toBe('district:extra|20260115|1');
  });

  it('does not show what has passed, except to one who looks back', () => {
    const { of, say, place, rows } = world();
    say('08:05', of('08:05', {}, STOPS.map((_, index) => stopUpdate({ sequence: index + 1, delay: 240 }))));
    place('08:06', 3);
    expect(brief(rows('B', '08:06'))).toEqual(['T2 SCHEDULED 1140']);
    expect(brief(rows('B', '08:06', '08:00')).slice(0, 1)).toEqual(['T1 EARLY 0']);
  });

  it('keeps a bus that has not come though its time is over, at now', () => {
    const { of, say, place, rows } = world();
    say('08:05', of('08:05', {}, STOPS.map((_, index) => stopUpdate({ sequence: index + 1, delay: 0 }))));
    place('08:11', 2, { lat: 31.0034 });
    const [row] = rows('B', '08:12');
    expect(row?.trip.id).toBe('district:T1');
    expect(row).toMatchObject({ etaSeconds: 0, stopsAway: 0 });
    expect(row?.vehicle?.id).toBe('district:bus');
  });

  it('does not bring a finished run back by the timetable', () => {
    const { of, say, rows } = world();
    say('08:20', of('08:20', {}, [stopUpdate({ sequence: 4, delay: -540 })]));
    expect(brief(rows('C', '08:22'))).toEqual(['T2 SCHEDULED 780']);
  });

  it('puts a changed platform where the bus calls, and a station shows both', () => {
    const { of, say, rows } = world({ stops: { S: {}, B: { station: 'S' }, B2: { station: 'S' }, A: {}, C: {}, D: {} }, trips: [{ id: 'T1', stops: STOPS, times: ['08:00', '08:10', '08:20', '08:30'] }, { id: 'X', route: 'X', stops: ['B2', 'D'], times: ['08:50', '09:00'] }] });
    say('08:05', of('08:05', {}, [stopUpdate({ sequence: 2, delay: 0, assignedStopId: 'B2' })]));
    expect(brief(rows('B', '08:05'))).toEqual([]);
    expect(rows('B2', '08:05').map((row) => row.stop.id)).toEqual(['district:B2', 'district:B2']);
    expect(rows('S', '08:05')).toHaveLength(2);
  });

  it('shows the next trip of a late bus late, carried on', () => {
    const { of, say, rows } = world({ trips: [{ id: 'T1', stops: STOPS, times: ['08:00', '08:10', '08:20', '08:30'], block: 'K' }, { id: 'U', stops: STOPS.toReversed(), times: ['08:32', '08:42', '08:52', '09:02'], block: 'K' }] });
    say('08:05', of('08:05', {}, [stopUpdate({ sequence: 2, delay: 600 })]));
    const row = rows('B', '08:05').find(({ trip }) => trip.id === 'district:U');
    expect(row).toMatchObject({ status: 'LATE', source: 'PROPAGATED', dataAgeSeconds: 0 });
    expect(row?.expectedAt).toBe((row?.scheduledAt ?? 0) + 540_000);
  });

  it('says by the timetable where the feed has no data, with the age of none', () => {
    const { of, say, rows } = world();
    say('08:01', of('08:01', {}, [stopUpdate({ sequence: 2, delay: 60 }), stopUpdate({ sequence: 3, relationship: 'NO_DATA' })]));
    expect(rows('C', '08:02')[0]).toMatchObject({ status: 'SCHEDULED', source: 'SCHEDULE', dataAgeSeconds: null });
    expect(rows('B', '08:02')[0]).toMatchObject({ source: 'ASSERTED', dataAgeSeconds: 60 });
  });

  it("shows yesterday's trip past midnight live", () => {
    const { of, say, rows, at } = world({ trips: [{ id: 'T1', stops: STOPS, times: ['23:50', '24:05', '24:20', '24:35'] }] });
    say('00:06', of('00:06', { startDate: null }, [stopUpdate({ sequence: 3, delay: 180 })]));
    const [row] = rows('C', '00:06');
    expect(row?.expectedAt).toBe(at('00:23') * 1000);
    expect(row?.id).toBe('district:T1|20260114|3');
  });
});
