import { describe, expect, it } from '@jest/globals';
import { dayOfGtfsDate } from '../../timetable/service-days.js';
import { Timetable } from '../../timetable/timetable.js';
import { gtfsFeed, timetableDataOf, timetableOf } from '../../testing.js';
import { readFeed } from './read-feed.js';

describe('readFeed', () => {
  it('reads the smallest feed: one trip, no agency_id', async () => {
    const timetable = await timetableOf({ trips: [{ id: 'T', stops: [['A', '8:00'], ['B', '8:05'], ['C', '8:12']] }] });
    const trip = timetable.tripIndex('T') ?? -1;
    expect(timetable.zone).toBe('Asia/Shanghai');
    expect([...timetable.patternOf(trip).stops].map((stop) => timetable.stops[stop]?.id)).toEqual(['A', 'B', 'C']);
    expect([0, 1, 2].map((position) => timetable.arrival(trip, position))).toEqual([28_800, 29_100, 29_520]);
    expect(timetable.data.agencies).toEqual([expect.objectContaining({ id: '', name: '云间公交' })]);
    expect(timetable.runsOn(0, dayOfGtfsDate('20260615'))).toBe(true);
    expect(timetable.runsOn(0, dayOfGtfsDate('20270101'))).toBe(false);
  });

  it('keeps times past 24:00 and single-digit hours as seconds of the service day', async () => {
    const timetable = await timetableOf({ trips: [{ stops: [['A', '23:58:30'], ['B', '24:10'], ['C', '25:01:02', '25:02']] }] });
    expect([0, 1, 2].map((position) => timetable.arrival(0, position))).toEqual([86_310, 87_000, 90_062]);
    expect(timetable.departure(0, 2)).toBe(90_120);
  });

  it('lays blank times between the known ones by distance', async () => {
    const stops = [{ id: 'A', lat: 31, lon: 121 }, { id: 'B', lat: 31.001, lon: 121 }, { id: 'C', lat: 31.004, lon: 121 }];
    const timetable = await timetableOf({ stops, trips: [{ stops: [['A', '08:00', '08:01'], ['B', null], ['C', '08:05']] }] });
    expect([timetable.arrival(0, 1), timetable.departure(0, 1)]).toEqual([28_920, 28_920]);
  });

  it('lays blank times by position where the stops stand at one place', async () => {
    const stops = ['A', 'B', 'C', 'D'].map((id) => ({ id, lat: 31, lon: 121 }));
    const timetable = await timetableOf({ stops, trips: [{ stops: [['A', '08:00'], ['B', null], ['C', null], ['D', '08:03']] }] });
    expect([1, 2].map((position) => timetable.arrival(0, position))).toEqual([28_860, 28_920]);
  });

  it('sorts calls by stop_sequence whatever their order in the file', async () => {
    const data = await timetableDataOf({
      stops: ['A', 'B', 'C'],
      trips: [{ id: 'T', stops: [] }],
      files: { 'stop_times.txt': 'trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT,8:20:00,8:20:00,C,30\nT,8:00:00,8:00:00,A,4\nT,8:10:00,8:10:00,B,17\n' },
    });
    expect([...(data.patterns[0]?.sequences ?? [])]).toEqual([4, 17, 30]);
    expect([...data.arrivals]).toEqual([28_800, 29_400, 30_000]);
  });

  it('reads a loop that calls twice at one stop', async () => {
    const timetable = await timetableOf({ trips: [{ stops: [['A', '8:00'], ['B', '8:05'], ['C', '8:10'], ['A', '8:15']] }] });
    const a = timetable.stopIndex('A') ?? -1;
    const visits = [...timetable.visitPosition.subarray(timetable.visitFrom[a], timetable.visitFrom[a + 1])];
    expect(visits).toEqual([0, 3]);
  });

  it('counts service days from noon minus twelve hours through clock changes', async () => {
    const timetable = await timetableOf({ zone: 'America/New_York', trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }] });
    // 2026-03-08 begins at 05:00Z; its noon is 16:00Z (summer time since 2 a.m.), so the service day begins at 04:00Z.
    expect(timetable.dayStart(dayOfGtfsDate('20260308'))).toBe(Date.UTC(2026, 2, 8, 4) / 1000);
    expect(timetable.dayStart(dayOfGtfsDate('20261101'))).toBe(Date.UTC(2026, 10, 1, 5) / 1000);
    expect(timetable.dayStart(dayOfGtfsDate('20260701'))).toBe(Date.UTC(2026, 6, 1, 4) / 1000);
  });

  it('gives the same version for the same content, from files, zip and folder inside a zip', async () => {
    const spec = { trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }] } as const;
    const feed = gtfsFeed(spec);
    const [files, zip, nested, other] = await Promise.all([
      readFeed(feed.files), readFeed(await feed.zip()), readFeed(await feed.zip('gtfs')),
      readFeed(gtfsFeed({ ...spec, language: 'en' }).files),
    ]);
    expect(files.data?.version).toMatch(/^[0-9a-f]{16}$/);
    expect(zip.data?.version).toBe(files.data?.version);
    expect(nested.data?.version).toBe(files.data?.version);
    expect(nested.findings.warnings.map(({ code }) => code)).toEqual(['source_odd']);
    expect(other.data?.version).not.toBe(files.data?.version);
  });

  it('takes parents, platforms and wheelchair access of stations', async () => {
    const timetable = await timetableOf({
      stops: [
        { id: 'S', name: '云间新城地铁站', location_type: 1, wheelchair_boarding: 1 },
        { id: 'P1', name: '云间新城地铁站', parent: 'S', platform_code: '1' },
        { id: 'P2', name: '云间新城地铁站', parent: 'S', platform_code: '2', wheelchair_boarding: 2 },
        { id: 'E', name: '1号口', parent: 'S', location_type: 2 },
        { id: 'X', name: '别处' },
      ],
      trips: [{ stops: [['P1', '8:00'], ['X', '8:09']] }, { stops: [['P2', '8:00'], ['X', '8:09']] }],
    });
    const byId = (id: string) => timetable.stops[timetable.stopIndex(id) ?? -1];
    expect([byId('P1')?.wheelchair, byId('P2')?.wheelchair, byId('X')?.wheelchair]).toEqual([1, 2, 0]);
    expect(byId('P2')?.platformCode).toBe('2');
    expect(timetable.boardingStops(timetable.stopIndex('S') ?? -1)).toEqual([timetable.stopIndex('P1'), timetable.stopIndex('P2')]);
    expect(timetable.boardingStops(timetable.stopIndex('X') ?? -1)).toEqual([timetable.stopIndex('X')]);
  });

  it('unites calendar.txt and calendar_dates.txt', async () => {
    const timetable = await timetableOf({
      services: { weekday: { days: '1111100', from: '20260601', to: '20260630', added: ['20260606'], removed: ['20260602'] } },
      trips: [{ stops: [['A', '8:00'], ['B', '8:05']] }],
    });
    const runs = ['20260601', '20260602', '20260606', '20260607', '20260630', '20260701'].map((date) => timetable.runsOn(0, dayOfGtfsDate(date)));
    expect(runs).toEqual([true, false, true, false, true, false]);
  });

  it('reads a feed with calendar_dates.txt only', async () => {
    const timetable = await timetableOf({
      trips: [{ service: 'D', stops: [['A', '8:00'], ['B', '8:05']] }],
      files: { 'calendar.txt': null, 'calendar_dates.txt': 'service_id,date,exception_type\nD,20260505,1\n' },
    });
    expect(timetable.data.dayCount).toBe(1);
    expect(timetable.runsOn(0, dayOfGtfsDate('20260505'))).toBe(true);
  });

  it('orders the trips of a block and finds the next on the same day', async () => {
    const timetable = new Timetable(await timetableDataOf({
      services: { weekday: { days: '1111100' }, weekend: { days: '0000011' } },
      trips: [
        { id: 'late', block: 'B', service: 'weekday', stops: [['B', '9:00'], ['A', '9:30']] },
        { id: 'early', block: 'B', service: 'weekday', stops: [['A', '8:00'], ['B', '8:30']] },
        { id: 'sunday', block: 'B', service: 'weekend', stops: [['B', '8:40'], ['A', '8:55']] },
        { id: 'alone', service: 'weekday', stops: [['B', '8:40'], ['A', '8:55']] },
      ],
    }));
    const trip = (id: string) => timetable.tripIndex(id) ?? -1;
    const monday = dayOfGtfsDate('20260608');
    expect(timetable.nextInBlock(trip('early'), monday)).toBe(trip('late'));
    expect(timetable.nextInBlock(trip('late'), monday)).toBe(-1);
    expect(timetable.nextInBlock(trip('alone'), monday)).toBe(-1);
  });

  it('reads names in other languages, by record and by value, and makes search keys of all', async () => {
    const timetable = await timetableOf({
      stops: [{ id: 'A', name: '方塔园' }, { id: 'B', name: '方塔园' }],
      routes: [{ id: 'R', shortName: '云间1路', longName: '方塔园环线' }],
      trips: [{ id: 'T', route: 'R', headsign: '方塔园', stops: [['A', '8:00'], ['B', '8:05', '8:05', { stop_headsign: '终点' }]] }, { id: 'U', route: 'R', headsign: '方塔园', stops: [['A', '9:00'], ['B', '9:05']] }],
      translations: [
        { table_name: 'stops', field_name: 'stop_name', language: 'en', translation: 'Fangta Park', field_value: '方塔园' },
        { table_name: 'stops', field_name: 'stop_name', language: 'en', translation: 'Fangta Park (North)', record_id: 'B' },
        { table_name: 'routes', field_name: 'route_short_name', language: 'en', translation: 'Yunjian 1', record_id: 'R' },
        { table_name: 'routes', field_name: 'route_long_name', language: 'zh-Hant', translation: '方塔園環線', record_id: 'R' },
        { table_name: 'trips', field_name: 'trip_headsign', language: 'en', translation: 'To the park', record_id: 'T' },
        { table_name: 'stop_times', field_name: 'stop_headsign', language: 'en', translation: 'Terminus', record_id: 'T', record_sub_id: '2' },
        { table_name: 'agency', field_name: 'agency_name', language: 'en', translation: 'Yunjian Bus' },
      ],
    });
    const { data, stops, routes } = timetable;
    expect(stops.map(({ translations }) => translations)).toEqual([{ en: 'Fangta Park' }, { en: 'Fangta Park (North)' }]);
    expect(routes[0]?.translations).toEqual({ en: { shortName: 'Yunjian 1' }, 'zh-Hant': { longName: '方塔園環線' } });
    expect(data.agencies[0]?.translations).toEqual({ en: 'Yunjian Bus' });
    const headsignOf = (id: string) => data.headsignTranslations[data.tripHeadsign[timetable.tripIndex(id) ?? -1] ?? -1];
    expect(headsignOf('T')).toEqual({ en: 'To the park' });
    expect(headsignOf('U')).toBeNull();
    const called = timetable.patternOf(timetable.tripIndex('T') ?? -1).stopHeadsigns;
    expect([called?.[0], data.headsigns[called?.[1] ?? -1]]).toEqual([-1, '终点']);
    expect(data.headsignTranslations[called?.[1] ?? -1]).toEqual({ en: 'Terminus' });
    expect(stops[1]?.searchKeys.map(({ text }) => text)).toEqual([expect.stringContaining('方塔'), expect.stringContaining('north')]);
  });
});
