import { describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import { distanceMeters, fromWgs84 } from '../../kernel/geo.js';
import { Feeds } from '../realtime/feeds.js';
import { clockSeconds } from '../realtime/testing.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { createStopsResolvers } from './resolvers.js';
import { createStopsService, type StopsArguments } from './service.js';
import { namedTimetable, runOf, stateWith, type NamedTimetable } from './testing.js';

const caller = anonymousCaller('web', 'test');
const day = dayOfGtfsDate('20260115');
const district: NamedTimetable = {
  stops: {
    fty1: { name: '方塔园', lat: 31.0102, lon: 121.238, translations: { en: 'Fangta Garden', 'zh-Hant': '方塔園' }, code: '1001', wheelchair: 1 },
    fty2: { name: '方塔园', lat: 31.0099, lon: 121.2383 },
    tyzx: { name: '云间体育中心', lat: 31.03, lon: 121.22 },
    zbc: { name: '醉白池', lat: 31.0, lon: 121.225 },
    sjzx: { name: '社区健康中心', lat: 31.05, lon: 121.21 },
    dt: { name: '佘山地铁站', lat: 31.1, lon: 121.19, locationType: 1 },
    dtA: { name: '佘山地铁站1号站台', lat: 31.1005, lon: 121.19, station: 'dt', platformCode: '1' },
    dtB: { name: '佘山地铁站2号站台', lat: 31.0995, lon: 121.19, station: 'dt', platformCode: '2' },
    gate: { name: '佘山地铁站入口', lat: 31.1, lon: 121.191, station: 'dt', locationType: 2 },
    eryy: { name: '第二十四中学', lat: 31.02, lon: 121.24 },
  },
  routes: { r12: { shortName: '云间12路' }, r2: { shortName: '云间2路' } },
  trips: [
    { id: 't1', route: 'r12', stops: ['fty1', 'zbc', 'dtA'], times: ['08:00', '08:10', '08:30'] },
    { id: 't2', route: 'r12', direction: 1, stops: ['dtB', 'zbc', 'fty2'], times: ['21:00', '21:20', '21:30'] },
    { id: 't3', route: 'r2', stops: ['fty1', 'tyzx', 'sjzx', 'eryy'], times: ['09:00', '09:10', '09:20', '09:30'] },
  ],
};

function setup() {
  const timetable = namedTimetable(district);
  const feeds = new Feeds();
  const time = { now: timetable.dayStart(day) * 1000 + 7 * 3_600_000 };
  feeds.publish(stateWith(timetable, time.now / 1000));
  const service = createStopsService({ feeds, clock: { now: () => time.now } });
  const ids = (args: StopsArguments): string[] => service.list(caller, { first: 100, ...args }).edges.map(({ node }) => node.record.id);
  const names = (search: string, rest: StopsArguments = {}): string[] => [...new Set(service.list(caller, { search, ...rest }).edges.map(({ node }) => node.record.name))];
  const stop = (id: string) => {
    const found = service.find(caller, `district:${id}`);
    if (!found) throw new Error(`no stop ${id}`);
    return found;
  };
  return { timetable, feeds, time, service, ids, names, stop };
}

describe('searching stops', () => {
  it.each([
    ['方塔园', '方塔园'], ['方塔園', '方塔园'], ['fangta', '方塔园'], ['fty', '方塔园'], ['Fangta Garden', '方塔园'], ['方搭园', '方塔园'],
    ['fangtayaun', '方塔园'], ['sqjkzx', '社区健康中心'], ['體育中心', '云间体育中心'], ['tiyuzhongxin', '云间体育中心'], ['24中学', '第二十四中学'],
  ])('finds by “%s” %s first', (search, name) => {
    expect(setup().names(search)[0]).toBe(name);
  });

  it('shows both sides of the road, and a station once', () => {
    const { ids } = setup();
    expect(ids({ search: '方塔园' }).sort()).toEqual(['fty1', 'fty2']);
    expect(ids({ search: '佘山地铁站' })).toEqual(['dt']);
    expect(ids({ search: '佘山地铁站2号站台' })).toEqual(['dt']);
  });

  it('ranks what matches by nearness where a position is given, however far', () => {
    const { service } = setup();
    const page = service.list(caller, { search: '方塔', near: { lat: 31.0098, lon: 121.2384 } });
    expect(page.edges.map(({ node, distanceMeters: meters }) => [node.record.id, meters])).toEqual([['fty2', 15], ['fty1', 59]]);
    expect(service.list(caller, { search: '中心', near: { lat: 31.06, lon: 121.21 } }).edges.map(({ node }) => node.record.id)).toEqual(['sjzx', 'tyzx']);
    expect(service.list(caller, { search: '中心', near: { lat: 31.02, lon: 121.22 } }).edges.map(({ node }) => node.record.id)).toEqual(['tyzx', 'sjzx']);
    expect(service.list(caller, { search: '方塔园', near: { lat: 39.9, lon: 116.4 }, radiusMeters: 1 }).totalCount).toBe(2);
  });

  it('finds nothing for what is no name', () => {
    const { ids } = setup();
    expect(ids({ search: '？！' })).toEqual([]);
    expect(ids({ search: 'xyzzyq' })).toEqual([]);
  });
});

describe('stops near a position', () => {
  it('come nearest first with their distance, within the radius', () => {
    const { service } = setup();
    const page = service.list(caller, { near: { lat: 31.01, lon: 121.2381 } });
    expect(page.edges.map(({ node, distanceMeters: meters }) => [node.record.id, meters])).toEqual([['fty2', 22], ['fty1', 24]]);
    expect(service.list(caller, { near: { lat: 31.01, lon: 121.2381 }, radiusMeters: 23 }).edges.map(({ node }) => node.record.id)).toEqual(['fty2']);
  });

  it('are the same whichever datum the position is given in', () => {
    const { service, ids } = setup();
    const here = { lat: 31.0102, lon: 121.238 };
    const wechat = fromWgs84(here, 'GCJ02');
    expect(distanceMeters(here, wechat)).toBeGreaterThan(300);
    expect(ids({ near: { ...wechat, datum: 'GCJ02' }, radiusMeters: 10 })).toEqual(['fty1']);
    expect(ids({ near: { ...fromWgs84(here, 'BD09'), datum: 'BD09' }, radiusMeters: 10 })).toEqual(['fty1']);
    expect(ids({ near: wechat, radiusMeters: 10 })).toEqual([]);
    expect(service.list(caller, { near: { ...wechat, datum: 'GCJ02' }, first: 1 }).edges[0]?.distanceMeters).toBe(0);
  });

  it('count a station once, from its nearest platform', () => {
    const page = setup().service.list(caller, { near: { lat: 31.1005, lon: 121.19 } });
    expect(page.edges.map(({ node, distanceMeters: meters }) => [node.record.id, meters])).toEqual([['dt', 0]]);
  });
});

describe('pages of stops', () => {
  it('go through all by name, each once, with cursors that name the stop', () => {
    const { service, ids } = setup();
    const all = ids({});
    expect(all).toHaveLength(7);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page = service.list(caller, { first: 3, after });
      expect(page.totalCount).toBe(7);
      seen.push(...page.edges.map(({ node }) => node.record.id));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(all);
  });

  it('go on at the same place when a new timetable has a stop more before it', () => {
    const { service, feeds, ids } = setup();
    const all = ids({});
    const first = service.list(caller, { first: 2 });
    const next = namedTimetable({ ...district, version: 'v2', stops: { ...district.stops, new: { name: '阿婆弄' } } });
    feeds.publish(stateWith(next, 0));
    expect(ids({})[0]).toBe('new');
    expect(service.list(caller, { first: 2, after: first.pageInfo.endCursor }).edges.map(({ node }) => node.record.id)).toEqual(all.slice(2, 4));
  });

  it('merge all feeds by name, by nearness and by search', () => {
    const { feeds, ids } = setup();
    const other = namedTimetable({
      feedId: 'town', stops: { x: { name: '方塔园', lat: 31.01, lon: 121.2381 }, y: { name: '天马山', lat: 31.2, lon: 121.1 } },
      trips: [{ id: 't', stops: ['x', 'y'], times: ['08:00', '08:10'] }],
    });
    feeds.publish(stateWith(other, 0));
    expect(ids({}).filter((id) => ['fty1', 'x', 'y', 'tyzx', 'zbc'].includes(id))).toEqual(['fty1', 'x', 'y', 'tyzx', 'zbc']);
    expect(ids({ near: { lat: 31.01, lon: 121.2381 } })).toEqual(['x', 'fty2', 'fty1']);
    expect(ids({ search: '方塔园' }).sort()).toEqual(['fty1', 'fty2', 'x']);
  });
});

describe('what is refused', () => {
  it.each<[StopsArguments, string]>([
    [{ radiusMeters: 0 }, 'radiusMeters'], [{ near: { lat: 31, lon: 121 }, radiusMeters: 20_001 }, 'radiusMeters'], [{ radiusMeters: 1.5 }, 'radiusMeters'],
    [{ first: 101 }, 'first'], [{ first: -1 }, 'first'], [{ after: 'nonsense' }, 'after'], [{ search: '园'.repeat(65) }, 'search'],
    [{ near: { lat: 91, lon: 0 } }, 'near'], [{ near: { lat: Number.NaN, lon: 0 } }, 'near'],
  ])('%j names the field %s', (args, field) => {
    const { service } = setup();
    expect(() => service.list(caller, args)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', details: expect.objectContaining({ field, reason: expect.any(String) }) }));
  });
});

describe('a stop', () => {
  it('is found by its public id; an entrance and what is unknown are none', () => {
    const { service } = setup();
    expect(service.find(caller, 'district:dtA')?.record.name).toBe('佘山地铁站1号站台');
    expect(['district:gate', 'district:nope', 'nope', 'town:fty1'].map((id) => service.find(caller, id))).toEqual([null, null, null, null]);
  });

  it('knows its station, its platforms, and its routes in the agency\'s order', () => {
    const { service, stop } = setup();
    expect(service.parentOf(caller, stop('dtA'))?.id).toBe('district:dt');
    expect(service.parentOf(caller, stop('zbc'))).toBeNull();
    expect(service.platformsOf(caller, stop('dt')).map(({ id }) => id)).toEqual(['district:dtA', 'district:dtB']);
    expect(service.routesAt(caller, stop('fty1')).map(({ record }) => record.shortName)).toEqual(['云间2路', '云间12路']);
    expect(service.routesAt(caller, stop('dt')).map(({ record }) => record.shortName)).toEqual(['云间12路']);
  });

  it('tells its last buses from the road as it is now, also for an entity of an earlier version', () => {
    const { service, feeds, time, stop } = setup();
    const old = stop('zbc');
    const timetable = namedTimetable({ ...district, version: 'v2' });
    feeds.publish(stateWith(timetable, time.now / 1000, [runOf(timetable, 't2', day, { delay: 300 })]));
    const at = (text: string): number => (timetable.dayStart(day) + clockSeconds(text)) * 1000;
    expect(service.lastBuses(caller, old).map(({ route, departure, gone }) => [route.id, departure, gone])).toEqual([
      ['district:r12', at('08:10'), false], ['district:r12', at('21:25'), false],
    ]);
  });

  it('resolves in the language and datum asked for', () => {
    const { service, stop } = setup();
    const { Stop, LastBus } = createStopsResolvers(service);
    const fangta = stop('fty1');
    const inAll = [{}, ...(['ZH_HANS', 'ZH_HANT', 'EN'] as const).map((language) => ({ language }))];
    expect(inAll.map((language) => Stop.name(fangta, language))).toEqual(['方塔园', '方塔园', '方塔園', 'Fangta Garden']);
    expect(Stop.position(fangta, { datum: 'GCJ02' })).toEqual({ ...fromWgs84(fangta.record, 'GCJ02'), datum: 'GCJ02' });
    expect(Stop.position(fangta, { datum: 'WGS84' })).toEqual({ lat: 31.0102, lon: 121.238, datum: 'WGS84' });
    expect([Stop.wheelchairBoarding(fangta), Stop.wheelchairBoarding(stop('fty2'))]).toEqual(['ACCESSIBLE', 'UNKNOWN']);
    const [bus] = service.lastBuses(caller, stop('zbc'));
    if (!bus) throw new Error('no last bus');
    expect(LastBus.headsign(bus, {})).toBe('佘山地铁站1号站台');
  });
});
