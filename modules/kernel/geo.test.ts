import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DATUMS, distanceMeters, fromWgs84, GridIndex, isPosition, toWgs84, type Datum, type Position } from './geo.js';
import { inMainland } from './geo-mainland.js';

const at = (lon: number, lat: number): Position => ({ lat, lon });

/**
 * Published pairs, lon and lat. The first five are answers of the map operators' own services.
 * - AMap Web Service, coordinate conversion: coordsys=gps and coordsys=baidu, in its guide and in records of calls kept by
 *   github.com/TsingJyujing/GeoScala and others; 114.07,22.62 was recorded by a check of PyWGS84ToGCJ02.
 * - Alibaba Cloud, address purification, TransferCoord: the example of its guide (help.aliyun.com), in all three datums.
 * - github.com/googollee/eviltransform, tests: Shanghai, Shenzhen, Beijing.
 * - github.com/hujiulong/gcoord, test/fixtures/china-cities.json: 驻马店, 那曲, 沈阳, 钦州, 酒泉, 泉州.
 * - github.com/wandergis/coordtransform, tests: GCJ-02 to BD-09 and BD-09 to GCJ-02.
 */
const PAIRS: readonly (readonly [from: Datum, lon: number, lat: number, to: Datum, lon: number, lat: number])[] = [
  ['WGS84', 116.481499, 39.990475, 'GCJ02', 116.487585177952, 39.991754014757],
  ['WGS84', 116.481499, 39.990375, 'GCJ02', 116.487585177952, 39.991653917101],
  ['BD09', 116.481499, 39.990475, 'GCJ02', 116.4748955248, 39.984717169345],
  ['WGS84', 114.07, 22.62, 'GCJ02', 114.07513075, 22.61731092],
  ['GCJ02', 120.026268, 30.279164, 'WGS84', 120.021519, 30.281543],
  ['GCJ02', 120.026268, 30.279164, 'BD09', 120.032768, 30.285238],
  ['WGS84', 121.5272106, 31.1774276, 'GCJ02', 121.531541859215, 31.17530398364597],
  ['WGS84', 113.912316, 22.543847, 'GCJ02', 113.9171764808363, 22.540796131694766],
  ['WGS84', 116.377817, 39.911954, 'GCJ02', 116.38404722455657, 39.91334545536069],
  ['WGS84', 114.0164322, 33.0133556, 'GCJ02', 114.022306, 33.0115324],
  ['WGS84', 114.0164322, 33.0133556, 'BD09', 114.0287781, 33.0176697],
  ['WGS84', 92.0499619, 31.4784436, 'BD09', 92.0576832, 31.4824421],
  ['WGS84', 123.4253306, 41.8032629, 'BD09', 123.438095, 41.8114013],
  ['WGS84', 108.6503952, 21.9828281, 'BD09', 108.6607283, 21.9856319],
  ['WGS84', 98.4937175, 39.7319946, 'GCJ02', 98.4943595, 39.7328234],
  ['WGS84', 118.6711365, 24.8770487, 'GCJ02', 118.6756787, 24.8741363],
  ['GCJ02', 116.404, 39.915, 'BD09', 116.41036949371029, 39.92133699351021],
  ['BD09', 116.404, 39.915, 'GCJ02', 116.39762729119315, 39.90865673957631],
];

describe('datums', () => {
  it.each(PAIRS)('%s %d,%d is %s %d,%d within 2 m, both ways', (from, lon, lat, to, lon2, lat2) => {
    expect(distanceMeters(fromWgs84(toWgs84(at(lon, lat), from), to), at(lon2, lat2))).toBeLessThan(2);
    expect(distanceMeters(fromWgs84(toWgs84(at(lon2, lat2), to), from), at(lon, lat))).toBeLessThan(2);
  });

  it('comes back to where it started, anywhere', () => {
    const anywhere = fc.record({ lat: fc.double({ min: -90, max: 90, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) });
    const inland = fc.record({ lat: fc.double({ min: 24, max: 40, noNaN: true }), lon: fc.double({ min: 100, max: 118, noNaN: true }) });
    fc.assert(
      fc.property(fc.oneof(anywhere, inland), fc.constantFrom(...DATUMS), (position, datum) => {
        // In the strip along the outline two places share one shifted position, so only its sides are held to this.
        const corners = [-0.02, 0.02].flatMap((d) => [-0.02, 0.02].map((e) => inMainland(position.lat + d, position.lon + e)));
        fc.pre(corners.every((inside) => inside === inMainland(position.lat, position.lon)));
        expect(distanceMeters(toWgs84(fromWgs84(position, datum), datum), position)).toBeLessThan(0.001);
      }),
      { numRuns: 2000, seed: 20260115 },
    );
  });

  it.each([
    ['Hong Kong', 114.171412, 22.309742], ['Lantau', 113.9367, 22.2816], ['Macao', 113.5439, 22.1987], ['Taipei', 121.5654, 25.033],
    ['Kinmen', 118.37, 24.45], ['Seoul', 126.978, 37.5665], ['Hanoi', 105.8342, 21.0278], ['Tokyo', 139.6917, 35.6895],
    ['Tampa', -82.4572, 27.9506], ['Kingston', -76.486, 44.2312], ['Almaty', 76.8897, 43.2389], ['the pole', 0, 90],
  ])('leaves %s where it is', (_name, lon, lat) => {
    for (const datum of DATUMS) {
      expect(fromWgs84(at(lon, lat), datum)).toEqual(at(lon, lat));
      expect(toWgs84(at(lon, lat), datum)).toEqual(at(lon, lat));
    }
  });

  it.each([
    ['Shekou', 113.915, 22.48], ['Luohu', 114.118, 22.54], ['Gongbei', 113.549, 22.224], ['Xiamen', 118.09, 24.48], ['Dandong', 124.39, 40.12],
    ['Heihe', 127.5, 50.25], ['Sanya', 109.5, 18.25], ['Yangshan', 122.06, 30.62], ['Kashgar', 75.99, 39.47], ['Hekou', 103.96, 22.53],
  ])('shifts %s by some hundred metres', (_name, lon, lat) => {
    expect(distanceMeters(at(lon, lat), fromWgs84(at(lon, lat), 'GCJ02'))).toBeGreaterThan(50);
    expect(distanceMeters(at(lon, lat), fromWgs84(at(lon, lat), 'GCJ02'))).toBeLessThan(1000);
    expect(distanceMeters(at(lon, lat), fromWgs84(at(lon, lat), 'BD09'))).toBeGreaterThan(400);
  });
});

describe('isPosition', () => {
  it.each([{ lat: 0, lon: 0 }, { lat: -90, lon: 180 }, { lat: 31.03, lon: 121.22 }])('takes %j', (value) => {
    expect(isPosition(value)).toBe(true);
  });
  it.each([{ lat: 91, lon: 0 }, { lat: 0, lon: -180.1 }, { lat: NaN, lon: 0 }, { lat: 0, lon: Infinity }, { lat: '1', lon: 2 }, { lat: 1 }, null, 7])(
    'refuses %p', (value) => { expect(isPosition(value)).toBe(false); },
  );
});

describe('distanceMeters', () => {
  it('measures a degree of the equator, half the globe and across the antimeridian', () => {
    expect(distanceMeters(at(0, 0), at(1, 0))).toBeCloseTo(111_195.08, 1);
    expect(distanceMeters(at(0, 90), at(0, -90))).toBeCloseTo(20_015_114.4, 0);
    expect(distanceMeters(at(179.9995, 0), at(-179.9995, 0))).toBeCloseTo(111.2, 1);
  });
});

describe('GridIndex', () => {
  const search = (items: Position[], from: Position, radius: number): number[] => new GridIndex(items).near(from, radius).map(({ index }) => index);

  it('answers what a search of the whole list answers, also at the poles and the antimeridian', () => {
    const place = fc.oneof(
      fc.record({ lat: fc.double({ min: 31, max: 31.1, noNaN: true }), lon: fc.double({ min: 121.2, max: 121.3, noNaN: true }) }),
      fc.record({ lat: fc.double({ min: 89.9, max: 90, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) }),
      fc.record({ lat: fc.double({ min: -90, max: -89.9, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) }),
      fc.record({ lat: fc.double({ min: -0.1, max: 0.1, noNaN: true }), lon: fc.constantFrom(179.99, 180, -180, -179.99, 179.95) }),
      fc.record({ lat: fc.double({ min: -90, max: 90, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.array(place, { maxLength: 60 }), place, fc.constantFrom(0, 300, 3000, 20_000, 3e6, 2.1e7), (items, from, radius) => {
        const expected = items
          .map((item, index) => ({ index, meters: distanceMeters(from, item) }))
          .filter(({ meters }) => meters <= radius);
        const found = new GridIndex(items).near(from, radius);
        // Within a tenth of a metre of the rim both answers are right: the two formulas round differently.
        const sure = expected.filter(({ meters }) => meters < radius - 0.1).map(({ index }) => index);
        const indexes = found.map(({ index }) => index);
        expect(sure.filter((index) => !indexes.includes(index))).toEqual([]);
        expect(new Set(indexes).size).toBe(indexes.length);
        let before = 0;
        for (const { index, meters } of found) {
          expect(meters).toBeGreaterThanOrEqual(before);
          expect(distanceMeters(from, items[index] ?? from)).toBeLessThanOrEqual(radius + 0.1);
          expect(Math.abs(meters - distanceMeters(from, items[index] ?? from))).toBeLessThan(1);
          before = meters;
        }
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('is empty without items, with a negative radius and with one that is no number', () => {
    expect(search([], at(121, 31), 1e7)).toEqual([]);
    expect(search([at(121, 31)], at(121, 31), -1)).toEqual([]);
    expect(search([at(121, 31)], at(121, 31), NaN)).toEqual([]);
  });

  it('keeps two items of one place, in the order given', () => {
    expect(search([at(121, 31), at(121.001, 31), at(121, 31)], at(121, 31), 500)).toEqual([0, 2, 1]);
  });
});
