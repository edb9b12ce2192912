import { describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import { decodePolyline } from '../../kernel/polyline.js';
import { Feeds } from '../realtime/feeds.js';
import { namedTimetable, stateWith, type NamedTimetable } from '../stops/testing.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { createRoutesResolvers } from './resolvers.js';
import { createRoutesService } from './service.js';

const caller = anonymousCaller('web', 'test');
const day = dayOfGtfsDate('20260115');
const towns: NamedTimetable = {
  stops: { A: { name: '方塔园', translations: { en: 'Fangta Garden' } }, B: { name: '醉白池' }, C: { name: '云间体育中心' }, D: { name: '大学城图书馆' } },
  routes: {
    r12: { shortName: '云间12路' }, r2: { shortName: '云间2路' }, r24: { shortName: '云间24路', longName: '方塔园—大学城图书馆', translations: { en: { shortName: 'Yunjian 24' } } },
    q24: { shortName: '云间24路区间' }, night: { shortName: '夜宵1路', fare: { currency: 'CNY', min: 2, max: 2 } }, tour: { shortName: '佘山旅游专线', sortOrder: -1 },
    bare: { shortName: '7' },
  },
  services: { daily: ['20260114', '20260115', '20260116'], extra: ['20260115'] },
  trips: [
    { id: 'a1', route: 'r24', stops: ['A', 'B', 'C', 'D'], times: ['06:00', '06:10', '06:20', '06:30'], headsign: '大学城图书馆' },
    { id: 'a2', route: 'r24', stops: ['A', 'B', 'C', 'D'], times: ['06:20', '06:30', '06:40', '06:50'], headsign: '大学城图书馆' },
    { id: 'a3', route: 'r24', stops: ['A', 'B', 'C', 'D'], times: ['06:50', '07:00', '07:10', '07:20'], headsign: '大学城图书馆' },
    { id: 'a4', route: 'r24', stops: ['A', 'B', 'C', 'D'], times: ['24:10', '24:20', '24:30', '24:40'], headsign: '大学城图书馆' },
    // Where nobody may get on at C the timetable keeps a pattern of its own; to riders it is the same way.
    { id: 'a5', route: 'r24', service: 'extra', noPickup: [2], stops: ['A', 'B', 'C', 'D'], times: ['12:00', '12:10', '12:20', '12:30'] },
    { id: 'short', route: 'r24', stops: ['B', 'C'], times: ['06:05', '06:15'] },
    { id: 'back', route: 'r24', direction: 1, service: 'extra', stops: ['D', 'C', 'B', 'A'], times: ['08:00', '08:10', '08:20', '08:30'] },
    ...['r12', 'r2', 'q24', 'night', 'tour', 'bare'].map((route) => ({ id: `${route}-1`, route, stops: ['A', 'B'], times: ['08:00', '08:10'] })),
  ],
};

function setup(now = '2026-01-15T08:00:00+08:00', timetable = namedTimetable(towns)) {
  const feeds = new Feeds();
  feeds.publish(stateWith(timetable, Date.parse(now) / 1000));
  const service = createRoutesService({ feeds, clock: { now: () => Date.parse(now) } });
  const names = (search?: string): string[] => service.list(caller, { search }).edges.map(({ node }) => node.record.shortName);
  const route = (id: string) => {
    const found = service.find(caller, `district:${id}`);
    if (!found) throw new Error(`no route ${id}`);
    return found;
  };
  return { timetable, feeds, service, names, route };
}

describe('routes', () => {
  it('stand in the agency\'s order: by sort order, then numbers by value', () => {
    expect(setup().names()).toEqual(['佘山旅游专线', '7', '夜宵1路', '云间2路', '云间12路', '云间24路', '云间24路区间']);
  });

  it.each([
    ['24', ['云间24路', '云间24路区间']], ['24路', ['云间24路', '云间24路区间']], ['二十四路', ['云间24路', '云间24路区间']], ['云间24路', ['云间24路', '云间24路区间']],
    ['雲間二十四路', ['云间24路', '云间24路区间']], ['yj24', ['云间24路', '云间24路区间']], ['Yunjian 24', ['云间24路']],
    ['yexiao', ['夜宵1路']], ['专线', ['佘山旅游专线']], ['專線', ['佘山旅游专线']], ['7路', ['7']], ['七路', ['7']],
  ])('are found by “%s”', (search, expected) => {
    expect(setup().names(search).slice(0, expected.length)).toEqual(expected);
  });

  it('are paged by cursors that name the route', () => {
    const { service } = setup();
    const first = service.list(caller, { first: 5 });
    expect([first.totalCount, first.pageInfo.hasNextPage]).toEqual([7, true]);
    const rest = service.list(caller, { first: 5, after: first.pageInfo.endCursor });
    expect([rest.edges.map(({ node }) => node.id), rest.pageInfo.hasNextPage]).toEqual([['district:r24', 'district:q24'], false]);
    expect(() => service.list(caller, { first: 101 })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(() => service.list(caller, { search: '路'.repeat(65) })).toThrow(expect.objectContaining({ details: expect.objectContaining({ field: 'search' }) }));
  });

  it('are found by their public id', () => {
    const { service } = setup();
    expect(service.find(caller, 'district:r2')?.record.shortName).toBe('云间2路');
    expect([service.find(caller, 'district:none'), service.find(caller, 'r2')]).toEqual([null, null]);
  });

  it('say their names in the language asked for, their agency and fare', () => {
    const { service, route } = setup();
    const { Route } = createRoutesResolvers(service);
    expect([Route.shortName(route('r24'), { language: 'EN' }), Route.shortName(route('r24'), { language: 'ZH_HANT' }), Route.longName(route('r24'), {})]).toEqual(['Yunjian 24', '云间24路', '方塔园—大学城图书馆']);
    expect([service.agencyOf(caller, route('r24')).name, Route.fare(route('night')), Route.fare(route('r24'))]).toEqual(['Agency', { currency: 'CNY', min: 2, max: 2 }, null]);
  });
});

describe('ways of a route', () => {
  it('are one for the same stops, most travelled first', () => {
    const { service, route } = setup();
    const { RoutePattern } = createRoutesResolvers(service);
    const patterns = service.patternsOf(caller, route('r24'));
    expect(patterns.map((pattern) => [Array.from(pattern.record.stops, (stop) => pattern.timetable.stops[stop]?.id).join(''), RoutePattern.directionId(pattern), RoutePattern.headsign(pattern, {}), service.tripsToday(caller, pattern)])).toEqual([
      ['ABCD', 0, '大学城图书馆', 5], ['BC', 0, '云间体育中心', 1], ['DCBA', 1, '方塔园', 1],
    ]);
    expect(patterns.map((pattern) => RoutePattern.headsign(pattern, { language: 'EN' }))[2]).toBe('Fangta Garden');
    expect(new Set(patterns.map(({ id }) => id)).size).toBe(3);
    expect(service.patternsOf(caller, route('r24')).map(({ id }) => id)).toEqual(patterns.map(({ id }) => id));
  });

  it('count the trips of the service day of today', () => {
    const { service, route } = setup('2026-01-16T08:00:00+08:00');
    expect(service.patternsOf(caller, route('r24')).map((pattern) => service.tripsToday(caller, pattern))).toEqual([4, 1, 0]);
  });

  it('name their stops in order with sequence and distance', () => {
    const { service, route } = setup();
    const [way] = service.patternsOf(caller, route('r24'));
    const stops = way ? service.stopsOf(caller, way) : [];
    expect(stops.map(({ stop, stopSequence }) => [stop.id, stopSequence])).toEqual([['district:A', 1], ['district:B', 2], ['district:C', 3], ['district:D', 4]]);
    expect(stops.map(({ distanceMeters }) => distanceMeters)).toEqual([0, 400, 801, 1201]);
  });

  it('are drawn from stop to stop without a shape', () => {
    const { service, route } = setup();
    const way = service.patternsOf(caller, route('r24'))[1];
    expect(decodePolyline(way ? service.polylineOf(caller, way) : '')).toEqual([{ lat: 31.0036, lon: 121 }, { lat: 31.0072, lon: 121 }]);
  });

  it('are drawn along the shape, cut at the first and the last stop', () => {
    const base = namedTimetable(towns);
    const short = base.patterns.find(({ stops }) => stops.length === 2 && base.stops[stops[0] ?? 0]?.id === 'B');
    if (!short) throw new Error('no short way');
    const patternShapeStart = new Float32Array(base.patterns.length);
    patternShapeStart[short.index] = 500;
    const timetable = namedTimetable({
      ...towns,
      data: {
        patterns: base.patterns.map((pattern) => (pattern.index === short.index ? { ...pattern, shape: 0, distances: Float32Array.of(0, 1000) } : pattern)),
        patternShapeStart, shapeIds: ['s'], shapeFrom: Uint32Array.of(0, 3),
        shapeLat: Int32Array.of(31_000_000, 31_010_000, 31_010_000), shapeLon: Int32Array.of(121_000_000, 121_000_000, 121_010_000), shapeMeters: Float32Array.of(0, 1000, 2000),
      },
    });
    const { service, route } = setup(undefined, timetable);
    const way = service.patternsOf(caller, route('r24')).find(({ record }) => record.index === short.index);
    expect(decodePolyline(way ? service.polylineOf(caller, way) : '')).toEqual([{ lat: 31.005, lon: 121 }, { lat: 31.01, lon: 121 }, { lat: 31.01, lon: 121.005 }]);
  });
});

describe('the timetable of a route', () => {
  it('gives first and last departure and headways by direction, short runs counted apart', () => {
    const { service, route, timetable } = setup();
    const { DirectionTimetable } = createRoutesResolvers(service);
    const days = service.timetableOn(caller, route('r24'));
    expect(days.map(({ directionId, date, trips, headways }) => ({ directionId, date, trips, headways }))).toEqual([
      {
        directionId: 0, date: '2026-01-15', trips: 6,
        headways: [{ hour: 6, departures: 3, minutes: 25 }, { hour: 12, departures: 1, minutes: null }, { hour: 24, departures: 1, minutes: null }],
      },
      { directionId: 1, date: '2026-01-15', trips: 1, headways: [{ hour: 8, departures: 1, minutes: null }] },
    ]);
    expect(days.map(({ firstDeparture, lastDeparture }) => [firstDeparture, lastDeparture].map((at) => new Date(at ?? 0).toISOString()))).toEqual([
      ['2026-01-14T22:00:00.000Z', '2026-01-15T16:10:00.000Z'], ['2026-01-15T00:00:00.000Z', '2026-01-15T00:00:00.000Z'],
    ]);
    expect(days.map((direction) => DirectionTimetable.headsign(direction, {}))).toEqual(['大学城图书馆', '方塔园']);
    expect(timetable.dayStart(day)).toBe(Date.parse('2026-01-15T00:00:00+08:00') / 1000);
  });

  it('has a direction for each headsign where the feed has no direction_id', () => {
    const plain = namedTimetable({
      stops: { A: { name: '方塔园' }, B: { name: '醉白池' } },
      trips: [
        { id: 'x', direction: -1, headsign: '醉白池', stops: ['A', 'B'], times: ['06:00', '06:10'] },
        { id: 'y', direction: -1, stops: ['B', 'A'], times: ['07:00', '07:10'] },
        { id: 'z', direction: -1, stops: ['B', 'A'], times: ['08:00', '08:10'] },
      ],
    });
    const { service, route } = setup(undefined, plain);
    const { DirectionTimetable } = createRoutesResolvers(service);
    expect(service.timetableOn(caller, route('R')).map((direction) => [direction.directionId, DirectionTimetable.headsign(direction, {}), direction.trips])).toEqual([[null, '方塔园', 2], [null, '醉白池', 1]]);
  });

  it('gives any day asked for, with nothing where nothing runs', () => {
    const { service, route } = setup();
    expect(service.timetableOn(caller, route('r24'), '2026-01-14').map(({ date, trips }) => [date, trips])).toEqual([['2026-01-14', 5], ['2026-01-14', 0]]);
    expect(service.timetableOn(caller, route('r24'), '2027-01-01').map(({ trips, firstDeparture, headways }) => [trips, firstDeparture, headways])).toEqual([[0, null, []], [0, null, []]]);
  });

  it('counts from noon minus twelve hours on days of clock changes', () => {
    const york = namedTimetable({
      zone: 'America/New_York', stops: { A: { name: 'A' }, B: { name: 'B' } }, services: { daily: ['20260307', '20260308', '20261101'] },
      trips: [{ id: 'x', stops: ['A', 'B'], times: ['06:00', '06:10'] }, { id: 'y', stops: ['A', 'B'], times: ['25:30', '25:40'] }],
    });
    const { service, route } = setup('2026-03-08T12:00:00-04:00', york);
    const times = (date: string): string[] => service.timetableOn(caller, route('R'), date).flatMap(({ firstDeparture, lastDeparture }) => [firstDeparture, lastDeparture].map((at) => new Date(at ?? 0).toISOString()));
    expect(times('2026-03-07')).toEqual(['2026-03-07T11:00:00.000Z', '2026-03-08T06:30:00.000Z']);
    expect(times('2026-03-08')).toEqual(['2026-03-08T10:00:00.000Z', '2026-03-09T05:30:00.000Z']);
    expect(times('2026-11-01')).toEqual(['2026-11-01T11:00:00.000Z', '2026-11-02T06:30:00.000Z']);
  });

  it.each(['2026-02-30', '20260115', 'tomorrow'])('refuses %s', (date) => {
    const { service, route } = setup();
    expect(() => service.timetableOn(caller, route('r24'), date)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', details: expect.objectContaining({ field: 'date' }) }));
  });
});
