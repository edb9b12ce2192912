/** The district's map as GeoJSON (RFC 7946, WGS-84): towns, water, green, roads and rails, places. */
import type { District } from './district.js';
import { at, chance, simplify, smooth, toLonLat, warp, type Point } from './geometry.js';
import { CORNERS, GREENS, LAKES, OUTLINE, PLACES, RAILS, RIVERS, TOWNS, type Corner, type Pair } from './landscape.js';
import { ROADS } from './roads.js';

type Position = [number, number];
type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] };
interface Feature { type: 'Feature'; properties: Record<string, string | number>; geometry: Geometry }

const DIGITS = 5;

/** All map files: name → content. */
export function createMap(district: District): Map<string, string> {
  return new Map([
    ['district.geojson', collection(districtFeatures())],
    ['water.geojson', collection(waterFeatures())],
    ['green.geojson', collection(GREENS.map(([name, nameEn, kind, x, y, rx, ry]) => feature({ name, nameEn, kind }, polygon(blob(name, x, y, rx, ry)))))],
    ['roads.geojson', collection(roadFeatures(district))],
    ['places.geojson', collection(placeFeatures(district))],
  ]);
}

function collection(features: readonly Feature[]): string {
  return `{"type":"FeatureCollection","features":[\n${features.map((f) => JSON.stringify(f)).join(',\n')}\n]}\n`;
}

function feature(properties: Feature['properties'], geometry: Geometry): Feature {
  return { type: 'Feature', properties, geometry };
}

function lonLat(p: Point): Position {
  return toLonLat(p, DIGITS);
}

/** A polygon from an open ring, wound anticlockwise as RFC 7946 asks, closed. */
function polygon(ring: readonly Point[]): Geometry {
  const area = ring.reduce((sum, p, i) => {
    const q = at(ring, (i + 1) % ring.length);
    return sum + p.x * q.y - q.x * p.y;
  }, 0);
  const wound = area > 0 ? [...ring] : [...ring].reverse();
  return { type: 'Polygon', coordinates: [[...wound, at(wound, 0)].map(lonLat)] };
}

function line(points: readonly Point[]): Geometry {
  return { type: 'LineString', coordinates: simplify(points, 1).map(lonLat) };
}

/** A border between two corners: a gently uneven line, the same from either side. */
function border(from: Corner, to: Corner): Point[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  const [a, b]: readonly [Pair, Pair] = [CORNERS[low], CORNERS[high]];
  const span = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const pieces = Math.max(2, Math.round(span / 900));
  const points = Array.from({ length: pieces + 1 }, (_, i): Point => {
    const t = i / pieces;
    const bulge = i === 0 || i === pieces ? 0 : (chance(`border ${low}${high}${i}`) - 0.5) * 320;
    return { x: a[0] + (b[0] - a[0]) * t - ((b[1] - a[1]) / span) * bulge, y: a[1] + (b[1] - a[1]) * t + ((b[0] - a[0]) / span) * bulge };
  });
  const bent = smooth(points, 300).map(warp);
  return from < to ? bent : bent.reverse();
}

function ringOf(corners: readonly Corner[]): Point[] {
  return corners.flatMap((corner, i) => border(corner, at(corners, (i + 1) % corners.length)).slice(0, -1));
}

function districtFeatures(): Feature[] {
  const towns = TOWNS.map(([name, nameEn, ring, [x, y]]) => {
    const [labelLon, labelLat] = lonLat(warp({ x, y }));
    return feature({ name, nameEn, kind: 'town', labelLon, labelLat }, polygon(ringOf(ring)));
  });
  return [feature({ name: '云间区', nameEn: 'Yunjian District', kind: 'district', code: '310199' }, polygon(ringOf(OUTLINE))), ...towns];
}

/** A rounded, slightly uneven shape. */
function blob(name: string, x: number, y: number, rx: number, ry: number): Point[] {
  const count = 14;
  const knots = Array.from({ length: count + 3 }, (_, i): Point => {
    const k = i % count;
    const angle = (2 * Math.PI * k) / count;
    const reach = 0.86 + 0.22 * chance(`${name} ${k}`);
    return { x: x + rx * reach * Math.cos(angle), y: y + ry * reach * Math.sin(angle) };
  });
  // One knot more on either side of the round, so that the seam is as smooth as the rest.
  const step = Math.max(8, Math.min(rx, ry) / 6);
  const before = smooth(knots.slice(0, 2), step).length - 1;
  return simplify(smooth(knots, step).slice(before).slice(0, -before), 1.5).map(warp);
}

function ribbon(course: readonly Pair[], width: number): Point[] {
  const bent = simplify(smooth(course.map(([x, y]) => ({ x, y })), 120).map(warp), 4);
  const side = (sign: number): Point[] => bent.map((p, i) => {
    const [a, b] = [bent[i - 1] ?? p, bent[i + 1] ?? p];
    const span = Math.hypot(b.x - a.x, b.y - a.y);
    return { x: p.x - (sign * (b.y - a.y) * width) / 2 / span, y: p.y + (sign * (b.x - a.x) * width) / 2 / span };
  });
  return [...side(1), ...side(-1).reverse()];
}

function waterFeatures(): Feature[] {
  return [
    ...RIVERS.map(([name, nameEn, width, course]) => feature({ name, nameEn, kind: 'river', width }, polygon(ribbon(course, width)))),
    ...LAKES.map(([name, nameEn, x, y, rx, ry]) => feature({ name, nameEn, kind: 'lake' }, polygon(blob(name, x, y, rx, ry)))),
  ];
}

function roadFeatures({ lines }: District): Feature[] {
  return [
    ...RAILS.map(([name, nameEn, kind, course]) => feature({ name, nameEn, kind }, line(smooth(course.map(([x, y]) => ({ x, y })), 100).map(warp)))),
    ...ROADS.map((road) => {
      const buses = lines.filter((l) => l.roads.includes(road.zh)).map((l) => l.zh).join(' ');
      return feature({ name: road.zh, nameEn: road.en, kind: road.kind, buses }, line(road.course.points));
    }),
  ];
}

function placeFeatures({ places }: District): Feature[] {
  return PLACES.map(({ zh, en, kind, at: [x, y], town, beside }) => {
    const stop = beside === undefined ? undefined : places.find((p) => p.zh === beside);
    if (beside !== undefined && !stop) throw new Error(`${zh}: no stop ${beside}`);
    const properties = { name: zh, nameEn: en, kind, town, ...(stop ? { stopName: stop.zh } : {}) };
    return feature(properties, { type: 'Point', coordinates: lonLat(warp({ x, y })) });
  });
}
