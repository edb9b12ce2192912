import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { generate } from '../data/district/authoring/index.js';
import { HOLIDAYS, WORKING_WEEKENDS } from '../data/district/authoring/calendar.js';

const folder = path.resolve(import.meta.dirname, '../data/district');
const files = generate();

type Row = Readonly<Record<string, string>>;

function rows(name: string): Row[] {
  const [header = '', ...lines] = (files.get(`gtfs/${name}`) ?? '').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    if (values.length !== names.length) throw new Error(`${name}: ${line}`);
    return Object.fromEntries(values.map((value, i) => [names[i] ?? '', value]));
  });
}

function seconds(text: string | undefined): number {
  const [h = Number.NaN, m = Number.NaN, s = Number.NaN] = (text ?? '').split(':').map(Number);
  return (h * 60 + m) * 60 + s;
}

function group(list: readonly Row[], key: string): Map<string, Row[]> {
  const out = new Map<string, Row[]>();
  for (const row of list) {
    const known = out.get(row[key] ?? '');
    if (known) known.push(row);
    else out.set(row[key] ?? '', [row]);
  }
  return out;
}

interface Feature { readonly properties: Readonly<Record<string, string | number>>; readonly geometry: { readonly type: string; readonly coordinates: unknown } }

function features(name: string): Feature[] {
  // The generator wrote it: its shape is what `map.ts` says.
  return (JSON.parse(files.get(`map/${name}`) ?? '') as { features: Feature[] }).features;
}

function metres(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.hypot((a[0] - b[0]) * 111_320 * Math.cos((31.03 * Math.PI) / 180), (a[1] - b[1]) * 110_870);
}

function lonLat(row: Row, prefix: string): [number, number] {
  return [Number(row[`${prefix}_lon`]), Number(row[`${prefix}_lat`])];
}

/** Metres from a point to the nearest of a line's segments. */
function offLine(p: readonly [number, number], line: readonly (readonly [number, number])[]): number {
  let best = Infinity;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1] ?? p, line[i] ?? p];
    const k = Math.cos((31.03 * Math.PI) / 180);
    const [bx, by, px, py] = [(b[0] - a[0]) * k, b[1] - a[1], (p[0] - a[0]) * k, p[1] - a[1]];
    const t = Math.min(1, Math.max(0, (px * bx + py * by) / (bx * bx + by * by || 1)));
    best = Math.min(best, metres(p, [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]));
  }
  return best;
}

/** Whether a point lies in a ring, by the crossings of a ray to the east. */
function inside([x, y]: readonly [number, number], ring: readonly (readonly [number, number])[]): boolean {
  let odd = false;
  for (let i = 1; i < ring.length; i++) {
    const [[ax, ay], [bx, by]] = [ring[i - 1] ?? [0, 0], ring[i] ?? [0, 0]];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
  }
  return odd;
}

const stops = rows('stops.txt');
const trips = rows('trips.txt');
const times = group(rows('stop_times.txt'), 'trip_id');
const shapes = group(rows('shapes.txt'), 'shape_id');

describe('the sample district on disk', () => {
  it('is what the generator makes, byte for byte, and nothing else', () => {
    for (const [name, content] of files) expect({ name, same: readFileSync(path.join(folder, name), 'utf8') === content }).toEqual({ name, same: true });
    const onDisk = ['gtfs', 'map'].flatMap((sub) => readdirSync(path.join(folder, sub)).map((file) => `${sub}/${file}`));
    expect(onDisk.sort()).toEqual([...files.keys()].sort());
  });

  it('stays small', () => {
    const bytes = (prefix: string): number => [...files].filter(([name]) => name.startsWith(prefix)).reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
    expect(bytes('gtfs/')).toBeLessThan(2_000_000);
    expect(bytes('map/')).toBeLessThan(400_000);
  });
});

describe('the names that everybody uses', () => {
  it.each(['云间1路', '云间2路', '云间5路', '云间9路', '云间12路', '云间19路', '云间24路', '云间24路区间', '泗泾3路', '佘山旅游专线', '大学城环线', '云间快线', '夜宵1路'])('line %s runs in both directions', (name) => {
    const route = rows('routes.txt').find((row) => row.route_short_name === name);
    const directions = new Set(trips.filter((trip) => trip.route_id === route?.route_id).map((trip) => trip.direction_id));
    expect([...directions].sort()).toEqual(['0', '1']);
  });

  it.each(['云间新城地铁站', '云间体育中心', '人民北路中山中路', '方塔园', '醉白池', '大学城文汇路', '大学城图书馆', '佘山地铁站', '佘山国家森林公园', '辰山植物园', '广富林遗址', '泗泾地铁站', '区中心医院', '岳阳社区事务受理中心', '高铁云间南站', '月湖雕塑公园'])('stop %s has two served poles at least', (name) => {
    const served = new Set([...times.values()].flatMap((list) => list.map((row) => row.stop_id)));
    expect(stops.filter((row) => row.stop_name === name && served.has(row.stop_id)).length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['scenic', ['佘山国家森林公园', '辰山植物园', '醉白池公园', '方塔园', '广富林文化遗址', '月湖雕塑公园', '天马山', '英伦小镇']],
    ['school', ['岳阳小学', '云间实验小学', '泗泾第二小学', '佘山学校', '云间四中', '云间一中', '方松幼儿园', '大学城附属小学']],
    ['hospital', ['区中心医院', '泗泾医院', '区妇幼保健院']],
    ['health-centre', ['岳阳', '永丰', '方松', '佘山', '泗泾'].map((town) => `${town}社区卫生服务中心`)],
    ['service-centre', ['岳阳街道', '永丰街道', '方松街道', '广富林街道', '佘山镇', '泗泾镇', '大学城园区'].map((town) => `${town}社区事务受理服务中心`)],
  ])('the map has the places of kind %s', (kind, names) => {
    expect(features('places.geojson').filter((f) => f.properties.kind === kind).map((f) => f.properties.name)).toEqual(names);
  });

  it('the map has the seven streets and towns', () => {
    expect(features('district.geojson').map((f) => f.properties.name)).toEqual(['云间区', '岳阳街道', '永丰街道', '方松街道', '广富林街道', '大学城园区', '佘山镇', '泗泾镇']);
  });
});

describe('the map', () => {
  it('has each place inside the town that it names, and beside the stop that it names', () => {
    // Rings and points as `map.ts` writes them.
    const ringOf = new Map(features('district.geojson').map((f) => [f.properties.name, (f.geometry.coordinates as [number, number][][])[0] ?? []]));
    const wrong = features('places.geojson').filter((f) => {
      const p = f.geometry.coordinates as [number, number];
      const near = stops.filter((s) => s.stop_name === f.properties.stopName).some((s) => metres(lonLat(s, 'stop'), p) < 700);
      return !inside(p, ringOf.get(f.properties.town ?? '') ?? []) || ('stopName' in f.properties && !near);
    });
    expect(wrong.map((f) => f.properties)).toEqual([]);
    expect(stops.filter((s) => !inside(lonLat(s, 'stop'), ringOf.get('云间区') ?? []))).toEqual([]);
  });

  it('closes its rings and winds them anticlockwise (RFC 7946)', () => {
    for (const name of ['district.geojson', 'water.geojson', 'green.geojson']) {
      for (const f of features(name)) {
        const ring = (f.geometry.coordinates as [number, number][][])[0] ?? [];
        expect(ring.at(-1)).toEqual(ring[0]);
        expect(ring.slice(1).reduce((sum, b, i) => sum + (ring[i]?.[0] ?? 0) * b[1] - b[0] * (ring[i]?.[1] ?? 0), 0)).toBeGreaterThan(0);
      }
    }
  });
});

describe('the feed', () => {
  it('refers only to what exists', () => {
    const ids = (file: string, field: string): Set<string | undefined> => new Set(rows(file).map((row) => row[field]));
    const [stopIds, tripIds, routeIds, services, zones] = [ids('stops.txt', 'stop_id'), ids('trips.txt', 'trip_id'), ids('routes.txt', 'route_id'), ids('calendar.txt', 'service_id'), ids('stops.txt', 'zone_id')];
    expect(stopIds.size).toBe(stops.length);
    expect(tripIds.size).toBe(trips.length);
    const dangling = [
      ...stops.filter((s) => s.parent_station !== '' && !stopIds.has(s.parent_station)),
      ...trips.filter((t) => !routeIds.has(t.route_id) || !services.has(t.service_id) || !shapes.has(t.shape_id ?? '') || !times.has(t.trip_id ?? '')),
      ...[...times].flatMap(([trip, list]) => list.filter((row) => !tripIds.has(trip) || !stopIds.has(row.stop_id))),
      ...rows('frequencies.txt').filter((f) => !tripIds.has(f.trip_id)),
      ...rows('transfers.txt').filter((t) => !stopIds.has(t.from_stop_id) || !stopIds.has(t.to_stop_id)),
      ...rows('fare_rules.txt').filter((f) => !routeIds.has(f.route_id) || !ids('fare_attributes.txt', 'fare_id').has(f.fare_id) || !zones.has(f.origin_id) || !zones.has(f.destination_id)),
      ...rows('calendar_dates.txt').filter((d) => !services.has(d.service_id)),
      ...rows('translations.txt').filter((t) => t.record_id !== '' && !routeIds.has(t.record_id)),
    ];
    expect(dangling).toEqual([]);
    expect(rows('routes.txt').every((r) => rows('fare_rules.txt').some((f) => f.route_id === r.route_id))).toBe(true);
  });

  it('goes forward along every trip, in time and on the shape', () => {
    const wrong: string[] = [];
    for (const [trip, list] of times) {
      list.forEach((row, i) => {
        const before = list[i - 1];
        if (seconds(row.departure_time) < seconds(row.arrival_time)) wrong.push(`${trip} leaves ${i} before it arrives`);
        if (Number(row.stop_sequence) !== i + 1) wrong.push(`${trip} counts wrongly at ${i}`);
        if (!before) return;
        if (!(seconds(row.arrival_time) > seconds(before.departure_time))) wrong.push(`${trip} arrives at ${i} too early`);
        const way = Number(row.shape_dist_traveled) - Number(before.shape_dist_traveled);
        const speed = (way / (seconds(row.arrival_time) - seconds(before.departure_time))) * 3.6;
        if (!(way > 100) || !(speed < 50)) wrong.push(`${trip} drives ${way} m at ${speed} km/h to ${i}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  it('has its stops at the kerb of its shapes, right of them, at the distance it says', () => {
    const shapeOf = new Map(trips.map((t) => [t.trip_id, shapes.get(t.shape_id ?? '') ?? []]));
    const place = new Map(stops.map((s) => [s.stop_id, lonLat(s, 'stop')]));
    const wrong: string[] = [];
    for (const shape of shapes.keys()) {
      const trip = trips.find((t) => t.shape_id === shape)?.trip_id ?? '';
      const points = shapeOf.get(trip) ?? [];
      for (const row of times.get(trip) ?? []) {
        const dist = Number(row.shape_dist_traveled);
        const i = Math.max(1, points.findIndex((p) => Number(p.shape_dist_traveled) >= dist - 0.5));
        const [a, b] = [points[i - 1], points[i]];
        const p = place.get(row.stop_id);
        if (!a || !b || !p) throw new Error(`no shape for ${trip}`);
        const off = offLine(p, [lonLat(a, 'shape_pt'), lonLat(b, 'shape_pt')]);
        const [ax, ay] = lonLat(a, 'shape_pt');
        const [bx, by] = lonLat(b, 'shape_pt');
        const right = (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) < 0;
        if (!right || !(off < 25)) wrong.push(`${shape} ${row.stop_id} ${off.toFixed(1)} m ${right ? 'right' : 'left'}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('drives along the roads of the map', () => {
    const roads = features('roads.geojson').filter((f) => f.properties.kind !== 'metro' && f.properties.kind !== 'railway').map((f) => f.geometry.coordinates as [number, number][]);
    const furthest = Math.max(...[...shapes.values()].flat().map((row) => Math.min(...roads.map((road) => offLine(lonLat(row, 'shape_pt'), road)))));
    expect(furthest).toBeLessThan(20);
  });

  it('has shapes in order whose distances are their lengths', () => {
    for (const points of shapes.values()) {
      let length = 0;
      points.forEach((p, i) => {
        const before = points[i - 1];
        if (before) length += metres(lonLat(before, 'shape_pt'), lonLat(p, 'shape_pt'));
        expect(Math.abs(Number(p.shape_dist_traveled) - length)).toBeLessThan(12);
      });
    }
  });

  it('has a loop that ends where it starts, and a night line past 24:00', () => {
    const of = (route: string): Row[][] => trips.filter((t) => t.route_id === route).map((t) => times.get(t.trip_id ?? '') ?? []);
    const name = new Map(stops.map((s) => [s.stop_id, s.stop_name]));
    for (const list of of('DXC')) expect(name.get(list.at(-1)?.stop_id)).toBe(name.get(list[0]?.stop_id));
    expect(of('YX1').some((list) => seconds(list[0]?.departure_time) >= 24 * 3600)).toBe(true);
    expect(of('YX1').some((list) => seconds(list[0]?.departure_time) < 24 * 3600 && seconds(list.at(-1)?.arrival_time) > 24 * 3600)).toBe(true);
  });

  it('runs more often in the rush hours, and the tourist line more often on days of rest', () => {
    const starts = (route: string, service: string): number[] => trips.filter((t) => t.route_id === route && t.service_id === service && t.direction_id === '0')
      .map((t) => seconds(times.get(t.trip_id ?? '')?.[0]?.departure_time)).sort((a, b) => a - b);
    const between = (list: number[], from: number, until: number): number => list.filter((s) => s >= from * 3600 && s < until * 3600).length;
    expect(between(starts('Y1', 'workday'), 7, 9)).toBeGreaterThan(between(starts('Y1', 'workday'), 10, 12));
    expect(starts('SSLY', 'restday').length).toBeGreaterThan(2 * starts('SSLY', 'workday').length);
    expect(between(starts('Y24Q', 'workday'), 9, 16)).toBe(0);
    expect(starts('Y24Q', 'restday')).toEqual([]);
  });

  it('writes lines by headway and by exact headway', () => {
    const route = new Map(trips.map((t) => [t.trip_id, t.route_id]));
    const kinds = new Map(rows('frequencies.txt').map((f) => [route.get(f.trip_id), f.exact_times]));
    expect([...kinds].sort()).toEqual([['DXC', '0'], ['KX', '1'], ['Y5', '0']]);
    for (const bands of group(rows('frequencies.txt'), 'trip_id').values()) {
      for (const f of bands) expect(seconds(f.end_time)).toBeGreaterThan(seconds(f.start_time));
    }
  });

  it('never needs one bus in two places', () => {
    const wrong: string[] = [];
    const name = new Map(stops.map((s) => [s.stop_id, s.stop_name]));
    for (const [block, list] of group(trips, 'block_id')) {
      if (block === '') continue;
      const runs = list.map((t) => times.get(t.trip_id ?? '') ?? []).sort((a, b) => seconds(a[0]?.departure_time) - seconds(b[0]?.departure_time));
      runs.slice(1).forEach((run, i) => {
        const before = runs[i]?.at(-1);
        if (!(seconds(run[0]?.departure_time) >= seconds(before?.arrival_time) + 300)) wrong.push(`${block} has no layover`);
        if (name.get(run[0]?.stop_id) !== name.get(before?.stop_id)) wrong.push(`${block} jumps`);
      });
      expect(new Set(list.map((t) => `${t.service_id} ${t.wheelchair_accessible}`)).size).toBe(1);
    }
    expect(wrong).toEqual([]);
    expect([...group(trips, 'block_id').values()].some((list) => new Set(list.map((t) => t.route_id)).size > 1)).toBe(true);
  });

  it('knows each day as a working day or a day of rest, never both', () => {
    const exceptions = new Map(rows('calendar_dates.txt').map((row) => [`${row.service_id} ${row.date}`, row.exception_type]));
    const off = (date: string): boolean => HOLIDAYS.some(([, from, until]) => date >= from && date <= until);
    for (let time = Date.UTC(2026, 0, 1); time <= Date.UTC(2027, 11, 31); time += 86_400_000) {
      const date = new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
      const weekend = [0, 6].includes(new Date(time).getUTCDay());
      const runs = (service: string, usually: boolean): boolean => (exceptions.get(`${service} ${date}`) ?? (usually ? '1' : '2')) === '1';
      const work = off(date) ? false : WORKING_WEEKENDS.includes(date) || !weekend;
      expect({ date, workday: runs('workday', !weekend), restday: runs('restday', weekend) }).toEqual({ date, workday: work, restday: !work });
    }
  });

  it('has stations with platforms and entrances, and fares of 1, 2 and by zone', () => {
    const hubs = stops.filter((s) => s.location_type === '1');
    expect(hubs.map((s) => s.stop_name)).toEqual(['云间新城地铁站', '佘山地铁站', '泗泾地铁站', '高铁云间南站']);
    for (const hub of hubs) {
      const children = stops.filter((s) => s.parent_station === hub.stop_id);
      expect(children.filter((s) => s.location_type === '0' && s.platform_code !== '').length).toBeGreaterThanOrEqual(2);
      expect(children.filter((s) => s.location_type === '2').length).toBe(2);
    }
    const price = new Map(rows('fare_attributes.txt').map((f) => [f.fare_id, f.price]));
    const prices = (route: string): string[] => [...new Set(rows('fare_rules.txt').filter((f) => f.route_id === route).map((f) => price.get(f.fare_id) ?? ''))].sort();
    expect(prices('Y1')).toEqual(['2.00']);
    expect(prices('DXC')).toEqual(['1.00']);
    expect(prices('KX')).toEqual(['2.00', '3.00', '4.00', '5.00']);
  });

  it('is translated: every stop and line into English, most into Traditional Chinese', () => {
    const translations = rows('translations.txt');
    const names = new Set(stops.filter((s) => s.location_type !== '2').map((s) => s.stop_name));
    const of = (language: string): Set<string | undefined> => new Set(translations.filter((t) => t.table_name === 'stops' && t.language === language).map((t) => t.field_value));
    expect([...names].filter((name) => !of('en').has(name))).toEqual([]);
    expect(of('zh-Hant').size).toBeGreaterThan(names.size / 2);
    expect(translations.find((t) => t.field_value === '佘山地铁站' && t.language === 'zh-Hant' && t.table_name === 'stops')?.translation).toBe('佘山地鐵站');
    expect(rows('routes.txt').every((r) => translations.some((t) => t.record_id === r.route_id && t.language === 'en' && t.field_name === 'route_short_name'))).toBe(true);
  });
});
