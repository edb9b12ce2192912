import { describe, expect, it } from '@jest/globals';
import { clockSeconds } from '../../realtime/testing.js';
import type { TripRun } from '../../realtime/types.js';
import { dayOfGtfsDate } from '../../timetable/service-days.js';
import { namedTimetable, runOf, stateWith } from '../testing.js';
import { lastBusesAt } from './last-buses.js';

const day = dayOfGtfsDate('20260115');
const daily = ['20260114', '20260115', '20260116'];
const timetable = namedTimetable({
  stops: { A: { name: '方塔园' }, B: { name: '醉白池' }, C: { name: '云间体育中心' } },
  routes: { N: { shortName: '夜宵1路', sortOrder: 9 }, R: { shortName: '云间24路' } },
  services: { daily, weekdays: ['20260114', '20260119'] },
  trips: [
    { id: 'n1', route: 'N', stops: ['A', 'B', 'C'], times: ['23:00', '23:10', '23:20'] },
    { id: 'n2', route: 'N', stops: ['A', 'B', 'C'], times: ['24:30', '24:40', '24:50'] },
    { id: 'r1', stops: ['A', 'B', 'C'], times: ['06:00', '06:10', '06:20'] },
    { id: 'r2', stops: ['A', 'B', 'C'], times: ['21:30', '21:40', '21:50'] },
    { id: 'r3', stops: ['A', 'B', 'C'], times: ['22:00', '22:10', '22:20'] },
    { id: 'b1', direction: 1, stops: ['C', 'B', 'A'], times: ['20:00', '20:10', '20:20'] },
    { id: 'w1', route: 'W', service: 'weekdays', stops: ['A', 'C'], times: ['09:00', '09:30'] },
  ],
});
const at = (time: string, on = day): number => timetable.dayStart(on) + clockSeconds(time);

/** Route, direction, time of the last departure on the service day of `day`, gone, next first departure. */
function seen(stop: string, now: number, runs: readonly TripRun[] = []) {
  const name = (seconds: number): string => {
    const ahead = Math.floor((seconds - at('00:00')) / 86_400);
    return `${ahead === 0 ? '' : `${ahead > 0 ? '+' : ''}${ahead} `}${new Date((seconds - at('00:00')) * 1000).toISOString().slice(11, 16)}`;
  };
  return lastBusesAt(stateWith(timetable, now, runs), timetable.stopIndex(stop) ?? -1, now).map((bus) => [
    timetable.routes[bus.route]?.id, bus.direction, name(bus.departure), bus.gone, bus.nextDeparture === null ? null : name(bus.nextDeparture),
  ]);
}

describe('last buses by the timetable', () => {
  it('come by route and direction in the agency\'s order, of routes that run today', () => {
    expect(seen('B', at('12:00'))).toEqual([
      ['R', 0, '22:10', false, '+1 06:10'], ['R', 1, '20:10', false, '+1 20:10'], ['N', 0, '+1 00:40', false, '+1 23:10'],
    ]);
  });

  it('have gone once their time is past', () => {
    expect(seen('A', at('22:01'))).toEqual([['R', 0, '22:00', true, '+1 06:00'], ['N', 0, '+1 00:30', false, '+1 23:00']]);
  });

  it('belong to the evening before while they are on their way past midnight, and until three where nothing new has left', () => {
    expect(seen('A', at('00:10', day + 1))).toEqual([['R', 0, '22:00', true, '+1 06:00'], ['N', 0, '+1 00:30', false, '+1 23:00']]);
    expect(seen('A', at('00:31', day + 1))[1]).toEqual(['N', 0, '+1 00:30', true, '+1 23:00']);
  });

  it('are today\'s from three in the morning', () => {
    expect(seen('A', at('03:00', day + 1))).toEqual([['R', 0, '+1 22:00', false, null], ['N', 0, '+2 00:30', false, null]]);
  });

  it('find the next day of service within seven days', () => {
    const before = day - 1;
    const bus = lastBusesAt(stateWith(timetable, at('12:00', before)), timetable.stopIndex('A') ?? -1, at('12:00', before)).find(({ route }) => timetable.routes[route]?.id === 'W');
    expect(bus).toMatchObject({ gone: true, departure: at('09:00', before), nextDeparture: at('09:00', dayOfGtfsDate('20260119')) });
  });

  it('leave out the end of the line, where nobody gets on', () => {
    expect(seen('C', at('12:00'))).toEqual([['R', 1, '20:00', false, '+1 20:00']]);
  });
});

describe('last buses as the road is', () => {
  it('are as late as real-time says, and have not gone while the bus has not', () => {
    const late = runOf(timetable, 'r3', day, { delay: 600 });
    expect(seen('A', at('22:05'), [late])[0]).toEqual(['R', 0, '22:10', false, '+1 06:00']);
  });

  it('have gone when the bus has, before its time too', () => {
    const early = runOf(timetable, 'r3', day, { delay: -120, nextPosition: 1, flags: Uint8Array.of(2, 0, 4) });
    expect(seen('A', at('21:59'), [early])[0]).toEqual(['R', 0, '21:58', true, '+1 06:00']);
  });

  it.each([
    ['cancelled', { state: 'CANCELED' as const }],
    ['deleted', { state: 'DELETED' as const }],
    ['left out here', { flags: Uint8Array.of(1, 0, 4) }],
  ])('are the bus before where the last is %s', (_what, rest) => {
    const now = at('21:00');
    const runs = [runOf(timetable, 'r3', day, rest)];
    expect(seen('A', now, runs)[0]).toEqual(['R', 0, '21:30', false, '+1 06:00']);
    const [bus] = lastBusesAt(stateWith(timetable, now, runs), timetable.stopIndex('A') ?? -1, now);
    expect(bus?.canceledAt).toBe(at('22:00'));
  });

  it('are none where every bus of the day is cancelled', () => {
    const runs = ['r1', 'r2', 'r3'].map((id) => runOf(timetable, id, day, { state: 'CANCELED' }));
    expect(seen('A', at('12:00'), runs).map(([route]) => route)).toEqual(['N']);
  });
});

describe('last buses at a station', () => {
  it('are those of all its platforms', () => {
    const station = namedTimetable({
      stops: { P1: { name: '站台一', station: 'S' }, P2: { name: '站台二', station: 'S' }, S: { name: '高铁云间南站', locationType: 1 }, Z: { name: '方塔园' } },
      trips: [
        { id: 'x', stops: ['P1', 'Z'], times: ['21:00', '21:10'] },
        { id: 'y', stops: ['P2', 'Z'], times: ['22:00', '22:10'] },
      ],
    });
    const now = station.dayStart(day) + clockSeconds('20:00');
    const buses = lastBusesAt(stateWith(station, now), station.stopIndex('S') ?? -1, now);
    expect(buses.map(({ departure }) => departure - now)).toEqual([7200]);
  });

  it('are told apart by headsign where the feed has no direction_id', () => {
    const plain = namedTimetable({
      stops: { A: { name: 'A' }, B: { name: 'B' }, C: { name: 'C' } },
      trips: [
        { id: 'x', direction: -1, headsign: '东', stops: ['A', 'B', 'C'], times: ['20:00', '20:10', '20:20'] },
        { id: 'y', direction: -1, headsign: '东', stops: ['A', 'B'], times: ['21:00', '21:10'] },
        { id: 'z', direction: -1, headsign: '西', stops: ['C', 'B', 'A'], times: ['22:00', '22:10', '22:20'] },
      ],
    });
    const now = plain.dayStart(day) + clockSeconds('12:00');
    const last = (stop: string) => lastBusesAt(stateWith(plain, now), plain.stopIndex(stop) ?? -1, now).map(({ trip }) => plain.data.tripIds[trip]);
    expect([last('A'), last('B')]).toEqual([['y'], ['x', 'z']]);
  });

  it('go through a day of clock change by the service day', () => {
    // New York sets its clocks forward on 2026-03-08 at 02:00: 22:00 of the service day is 22:00 on the wall.
    const york = namedTimetable({
      zone: 'America/New_York', stops: { A: { name: 'A' }, B: { name: 'B' } }, services: { daily: ['20260308'] },
      trips: [{ id: 't', stops: ['A', 'B'], times: ['22:00', '22:10'] }],
    });
    const now = Date.parse('2026-03-08T12:00:00-04:00') / 1000;
    expect(lastBusesAt(stateWith(york, now), york.stopIndex('A') ?? -1, now)[0]?.departure).toBe(Date.parse('2026-03-08T22:00:00-04:00') / 1000);
  });
});
