import { describe, expect, it } from '@jest/globals';
import type { ArrivalEntity } from '../contract.js';
import type { FeedState } from '../realtime/feeds.js';
import { emptySnapshot } from '../realtime/snapshot.js';
import { clockSeconds, smallTimetable } from '../realtime/testing.js';
import type { SmallTimetable } from '../realtime/testing.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { board, boardStops } from './rules.js';

function stateOf(small: SmallTimetable): FeedState {
  const timetable = smallTimetable(small);
  return { timetable, snapshot: emptySnapshot(timetable, 0) };
}

/** Epoch seconds of a wall time on a service day of the state's zone. */
function at(state: FeedState, date: string, time: string): number {
  return state.timetable.dayStart(dayOfGtfsDate(date)) + clockSeconds(time);
}

function rowsAt(state: FeedState, stop: string, from: number, options: { minutes?: number; first?: number; now?: number } = {}): ArrivalEntity[] {
  const index = state.timetable.stopIndex(stop) ?? -1;
  return board(state, boardStops(state.timetable, index), {
    fromSeconds: from, nowSeconds: options.now ?? from, windowSeconds: (options.minutes ?? 60) * 60, first: options.first ?? 20,
  });
}

const ids = (rows: readonly ArrivalEntity[]) => rows.map((row) => row.trip.id.split(':')[1]);

describe('a board by the timetable', () => {
  const state = stateOf({
    services: { daily: ['20260114', '20260115', '20260116'], once: ['20260115'] },
    trips: [
      { id: 'T2', stops: ['A', 'B', 'C'], times: ['08:20', '08:25', '08:30'] },
      { id: 'T1', stops: ['A', 'B', 'C'], times: ['08:00', '08:05', '08:10'] },
      { id: 'X1', route: 'X', stops: ['B', 'C'], times: ['08:10', '08:14'], service: 'once' },
      { id: 'N1', route: 'N', stops: ['A', 'B'], times: ['24:10', '24:20'] },
    ],
  });

  it('lists departures by time with their ids, routes and etas', () => {
    const rows = rowsAt(state, 'B', at(state, '20260115', '08:00'));
    expect(ids(rows)).toEqual(['T1', 'X1', 'T2']);
    const [first] = rows;
    expect(first).toMatchObject({ etaSeconds: 300, source: 'SCHEDULE', status: 'SCHEDULED', stopSequence: 2, dataAgeSeconds: null, vehicle: null, stopsAway: null, dropOffOnly: false });
    expect(first?.id).toBe('district:T1|20260115|2');
    expect(first?.route.id).toBe('district:R');
    expect(first?.stop.id).toBe('district:B');
    expect(first?.scheduledAt).toBe(at(state, '20260115', '08:05') * 1000);
    expect(new Set(rows.map((row) => row.id)).size).toBe(3);
  });

  it('keeps to the window, its first rows, and the service day', () => {
    expect(ids(rowsAt(state, 'B', at(state, '20260115', '08:00'), { minutes: 15 }))).toEqual(['T1', 'X1']);
    expect(ids(rowsAt(state, 'B', at(state, '20260115', '08:00'), { first: 1 }))).toEqual(['T1']);
    expect(ids(rowsAt(state, 'B', at(state, '20260115', '08:05')))).toEqual(['T1', 'X1', 'T2']);
    expect(ids(rowsAt(state, 'B', at(state, '20260115', '08:05:01')))).toEqual(['X1', 'T2']);
    expect(ids(rowsAt(state, 'B', at(state, '20260116', '08:00')))).toEqual(['T1', 'T2']);
    expect(rowsAt(state, 'B', at(state, '20260120', '08:00'))).toEqual([]);
  });

  it("shows yesterday's trips past midnight and tomorrow's in the window", () => {
    const night = rowsAt(state, 'A', at(state, '20260115', '00:05'), { minutes: 600 });
    expect(ids(night)).toEqual(['N1', 'T1', 'T2']);
    expect(night[0]?.trip.serviceDay).toBe(dayOfGtfsDate('20260114'));
    const evening = rowsAt(state, 'A', at(state, '20260115', '23:00'), { minutes: 720 });
    expect(evening.map((row) => [row.trip.id, row.trip.serviceDay - dayOfGtfsDate('20260115')])).toEqual([['district:N1', 0], ['district:T1', 1], ['district:T2', 1]]);
  });

  it('leaves out calls where nobody can get on, except where nobody ever can', () => {
    expect(rowsAt(state, 'B', at(state, '20260116', '00:05'))).toEqual([]);
    const terminus = rowsAt(state, 'C', at(state, '20260115', '08:00'));
    expect(terminus.map((row) => [row.trip.id, row.dropOffOnly])).toEqual([['district:T1', true], ['district:X1', true], ['district:T2', true]]);
  });

  it('counts the eta from now and never lets a bus be expected before now', () => {
    const rows = rowsAt(state, 'B', at(state, '20260115', '08:00'), { now: at(state, '20260115', '07:00') });
    expect(rows[0]?.etaSeconds).toBe(3900);
    const near = rowsAt(state, 'B', at(state, '20260115', '08:04:50'));
    expect(near[0]?.earliest).toBe(at(state, '20260115', '08:04:50') * 1000);
  });
});

describe('kinds of stops and calls', () => {
  it('answers for all platforms of a station', () => {
    const state = stateOf({
      stops: { S: {}, P1: { station: 'S' }, P2: { station: 'S' } },
      trips: [
        { id: 'T1', stops: ['P1', 'Z'], times: ['08:10', '08:20'] },
        { id: 'T2', stops: ['P2', 'Z'], times: ['08:05', '08:20'] },
        { id: 'T3', stops: ['Z', 'P2'], times: ['08:00', '08:08'] },
      ],
    });
    expect(ids(rowsAt(state, 'S', at(state, '20260115', '08:00')))).toEqual(['T2', 'T1']);
    expect(ids(rowsAt(state, 'P1', at(state, '20260115', '08:00')))).toEqual(['T1']);
  });

  it('gives a loop a row for each visit', () => {
    const state = stateOf({ trips: [{ id: 'L', stops: ['A', 'B', 'A', 'C'], times: ['08:00', '08:05', '08:10', '08:15'] }] });
    const rows = rowsAt(state, 'A', at(state, '20260115', '08:00'));
    expect(rows.map((row) => row.id)).toEqual(['district:L|20260115|1', 'district:L|20260115|3']);
  });

  it('keeps a bus that stands at the stop until it leaves', () => {
    const state = stateOf({ trips: [{ id: 'D', stops: ['A', 'B', 'C'], times: ['08:00', '08:05/08:15', '08:20'] }] });
    expect(rowsAt(state, 'B', at(state, '20260115', '08:10')).map((row) => row.etaSeconds)).toEqual([-300]);
    expect(rowsAt(state, 'B', at(state, '20260115', '08:15:01'))).toEqual([]);
  });

  it('leaves out a call with pickup_type 1', () => {
    const state = stateOf({
      trips: [
        { id: 'P', stops: ['A', 'B', 'C'], times: ['08:00', '08:05', '08:10'], noPickup: [1] },
        { id: 'Q', stops: ['A', 'B', 'C'], times: ['08:20', '08:25', '08:30'] },
      ],
    });
    expect(ids(rowsAt(state, 'B', at(state, '20260115', '08:00')))).toEqual(['Q']);
  });
});

describe('service days through a change of clocks', () => {
  const zone = 'America/Toronto';
  const state = stateOf({ zone, services: { daily: ['20260307', '20260308', '20261031', '20261101'] }, trips: [{ id: 'T', stops: ['A', 'B'], times: ['08:00', '08:30'] }, { id: 'E', stops: ['A', 'B'], times: ['00:30', '00:50'] }] });

  it.each([
    ['20260307', '2026-03-07T13:00:00Z'], ['20260308', '2026-03-08T12:00:00Z'], ['20261031', '2026-10-31T12:00:00Z'], ['20261101', '2026-11-01T13:00:00Z'],
  ])('08:00 on %s is %s', (date, instant) => {
    const rows = rowsAt(state, 'A', at(state, date, '07:30'));
    expect(rows.map((row) => new Date(row.expectedAt).toISOString())).toEqual([instant.replace('Z', '.000Z')]);
  });

  it('finds a call before the midnight of its own service day: noon minus 12 hours is 23:00 the evening before', () => {
    const rows = rowsAt(state, 'A', Date.parse('2026-03-08T04:10:00Z') / 1000);
    expect(rows.map((row) => new Date(row.expectedAt).toISOString())).toEqual(['2026-03-08T04:30:00.000Z']);
    expect(rows[0]?.trip.serviceDay).toBe(dayOfGtfsDate('20260308'));
  });
});
