import { inMainland } from './geo-mainland.js';

/** The datums that positions reach us in: GPS and GTFS; WeChat, Tencent and AMap; Baidu. */
export const DATUMS = ['WGS84', 'GCJ02', 'BD09'] as const;

/** One of {@link DATUMS}. */
export type Datum = (typeof DATUMS)[number];

/** A place on earth, in degrees. Which datum it is in is said beside it; within the system it is WGS-84. */
export interface Position {
  lat: number;
  lon: number;
}

/** The mean earth radius in metres (IUGG R1), as used by {@link distanceMeters}. */
const EARTH_RADIUS_METERS = 6_371_008.8;

const RADIANS = Math.PI / 180;

/** Whether something is a position: finite numbers, latitude within ±90, longitude within ±180 degrees. */
export function isPosition(value: unknown): value is Position {
  if (typeof value !== 'object' || value === null || !('lat' in value) || !('lon' in value)) return false;
  const { lat, lon } = value;
  return typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

/** The Krasovsky 1940 ellipsoid that GCJ-02 is computed on: semi-major axis in metres, eccentricity squared. */
const KRASOVSKY_AXIS = 6_378_245;
const KRASOVSKY_ECCENTRICITY = 0.006_693_421_622_965_943;

function waves(t: number, terms: readonly (readonly [amplitude: number, period: number])[]): number {
  let sum = 0;
  for (const [amplitude, period] of terms) sum += amplitude * Math.sin((t * Math.PI) / period);
  return (sum * 2) / 3;
}

const SHORT_WAVES = [[20, 1 / 6], [20, 1 / 2]] as const;
const NORTH_WAVES = [[20, 1], [40, 3], [160, 12], [320, 30]] as const;
const EAST_WAVES = [[20, 1], [40, 3], [150, 12], [300, 30]] as const;

/** The offset in degrees from WGS-84 to GCJ-02 at a WGS-84 position, as published by reverse engineering. */
function gcjOffset({ lat, lon }: Position): Position {
  const x = lon - 105;
  const y = lat - 35;
  const root = Math.sqrt(Math.abs(x));
  const ripple = waves(x, SHORT_WAVES);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple + waves(y, NORTH_WAVES);
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple + waves(x, EAST_WAVES);
  const sine = Math.sin(lat * RADIANS);
  const w2 = 1 - KRASOVSKY_ECCENTRICITY * sine * sine;
  const w = Math.sqrt(w2);
  return {
    lat: (north * w2 * w) / (KRASOVSKY_AXIS * (1 - KRASOVSKY_ECCENTRICITY) * RADIANS),
    lon: (east * w) / (KRASOVSKY_AXIS * Math.cos(lat * RADIANS) * RADIANS),
  };
}

function gcjFromWgs(position: Position): Position {
  const offset = gcjOffset(position);
  return { lat: position.lat + offset.lat, lon: position.lon + offset.lon };
}

/** Rounds of the fixed-point inverse: each shrinks the error about a thousandfold, so six end in rounding noise. */
const INVERSE_ROUNDS = 6;

function wgsFromGcj(position: Position): Position {
  let { lat, lon } = position;
  for (let round = 0; round < INVERSE_ROUNDS; round += 1) {
    const offset = gcjOffset({ lat, lon });
    lat = position.lat - offset.lat;
    lon = position.lon - offset.lon;
  }
  return inMainland(lat, lon) ? { lat, lon } : { lat: position.lat, lon: position.lon };
}

/** Baidu's second shift on top of GCJ-02: a turn and stretch about the origin, then a fixed step, in degrees. */
const BD_STEP = { lat: 0.006, lon: 0.0065 };
const BD_WAVE = (Math.PI * 3000) / 180;

function bdFromGcj({ lat, lon }: Position): Position {
  const radius = Math.hypot(lon, lat) + 0.000_02 * Math.sin(lat * BD_WAVE);
  const angle = Math.atan2(lat, lon) + 0.000_003 * Math.cos(lon * BD_WAVE);
  return { lat: radius * Math.sin(angle) + BD_STEP.lat, lon: radius * Math.cos(angle) + BD_STEP.lon };
}

function gcjFromBd(position: Position): Position {
  let lat = position.lat - BD_STEP.lat;
  let lon = position.lon - BD_STEP.lon;
  for (let round = 0; round < INVERSE_ROUNDS; round += 1) {
    const there = bdFromGcj({ lat, lon });
    lat += position.lat - there.lat;
    lon += position.lon - there.lon;
  }
  return { lat, lon };
}

/** Baidu leaves positions that carry no GCJ-02 offset as they are, so its shift is bounded by the same area. */
function wgsFromBd(position: Position): Position {
  const wgs = wgsFromGcj(gcjFromBd(position));
  return inMainland(wgs.lat, wgs.lon) ? wgs : { lat: position.lat, lon: position.lon };
}

/**
 * Brings a position in any datum to WGS-84. GCJ-02 has no closed inverse; it is found by iteration to far below a
 * millimetre of the published forward formula. Outside mainland China the datums are taken as one. Right at the edge of
 * that area (some 500 m) two places can share one shifted position; the one inside is answered.
 */
export function toWgs84(position: Position, datum: Datum): Position {
  if (datum === 'GCJ02') return wgsFromGcj(position);
  if (datum === 'BD09') return wgsFromBd(position);
  return { lat: position.lat, lon: position.lon };
}

/** Brings a WGS-84 position to another datum; the mirror of {@link toWgs84}. */
export function fromWgs84(position: Position, datum: Datum): Position {
  if (datum === 'WGS84' || !inMainland(position.lat, position.lon)) return { lat: position.lat, lon: position.lon };
  const gcj = gcjFromWgs(position);
  return datum === 'GCJ02' ? gcj : bdFromGcj(gcj);
}

/** The great-circle distance in metres by the haversine formula on a sphere; both positions in one datum. */
export function distanceMeters(a: Position, b: Position): number {
  const dLat = Math.sin(((b.lat - a.lat) * RADIANS) / 2);
  const dLon = Math.sin(((b.lon - a.lon) * RADIANS) / 2);
  const h = dLat * dLat + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * dLon * dLon;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** One answer of {@link GridIndex.near}: the place of the item in the list given, and its distance in metres. */
export interface Near {
  index: number;
  meters: number;
}

/** The height of a row of {@link GridIndex} in degrees, about 560 m. */
const ROW_DEGREES = 0.005;
const rowOf = (lat: number): number => Math.floor((lat + 90) / ROW_DEGREES);

/**
 * Finds the items near a position among thousands, in memory. Items lie in rows of equal latitude, each sorted by
 * longitude, so a search reads the rows its circle touches and in each only the stretch within reach; this holds at the
 * poles and across the antimeridian. Typed arrays only: 44 bytes an item, beside 4 for each row between the outermost.
 */
export class GridIndex {
  readonly #firstRow: number;
  /** Where each row starts in the arrays below; one longer than there are rows. */
  readonly #rowStarts: Uint32Array;
  readonly #lons: Float64Array;
  /** Unit vectors, three numbers an item: a chord compares without a sine. */
  readonly #vectors: Float64Array;
  readonly #indexes: Uint32Array;

  /** Items in WGS-84 degrees; their order gives the index that {@link near} answers with. */
  constructor(items: readonly Readonly<Position>[]) {
    const order = Uint32Array.from(items.keys());
    const at = (index: number): Readonly<Position> => items[index] ?? { lat: 0, lon: 0 };
    order.sort((a, b) => rowOf(at(a).lat) - rowOf(at(b).lat) || at(a).lon - at(b).lon);
    this.#firstRow = items.length > 0 ? rowOf(at(order[0] ?? 0).lat) : 0;
    const lastRow = items.length > 0 ? rowOf(at(order[order.length - 1] ?? 0).lat) : -1;
    this.#rowStarts = new Uint32Array(lastRow - this.#firstRow + 2);
    this.#lons = new Float64Array(items.length);
    this.#vectors = new Float64Array(items.length * 3);
    this.#indexes = order;
    order.forEach((index, place) => {
      const { lat, lon } = at(index);
      this.#lons[place] = lon;
      this.#vectors.set(unitVector(lat, lon), place * 3);
      const next = rowOf(lat) - this.#firstRow + 1;
      this.#rowStarts[next] = (this.#rowStarts[next] ?? 0) + 1;
    });
    for (let row = 1; row < this.#rowStarts.length; row += 1) {
      this.#rowStarts[row] = (this.#rowStarts[row] ?? 0) + (this.#rowStarts[row - 1] ?? 0);
    }
  }

  /** The items within a radius in metres of a WGS-84 position, nearest first. */
  near(position: Position, radiusMeters: number): Near[] {
    const found: Near[] = [];
    const reach = Math.min(Math.PI, radiusMeters / EARTH_RADIUS_METERS);
    if (!(reach >= 0)) return found;
    const latReach = reach / RADIANS + 1e-9;
    const rows = this.#rowStarts.length - 1;
    const first = Math.max(0, rowOf(position.lat - latReach) - this.#firstRow);
    const last = Math.min(rows - 1, rowOf(position.lat + latReach) - this.#firstRow);
    const lonReach = longitudeReach(position.lat, reach);
    const vector = unitVector(position.lat, position.lon);
    for (let row = first; row <= last; row += 1) {
      const west = position.lon - lonReach;
      const east = position.lon + lonReach;
      if (lonReach >= 180) this.#collect(found, vector, reach, row, -Infinity, Infinity);
      else {
        this.#collect(found, vector, reach, row, west, east);
        if (west < -180) this.#collect(found, vector, reach, row, west + 360, Infinity);
        if (east > 180) this.#collect(found, vector, reach, row, -Infinity, east - 360);
      }
    }
    return found.sort((a, b) => a.meters - b.meters || a.index - b.index);
  }

  #collect(found: Near[], [x, y, z]: Vector, reach: number, row: number, west: number, east: number): void {
    const end = this.#rowStarts[row + 1] ?? 0;
    let place = this.#rowStarts[row] ?? 0;
    for (let high = end; place < high; ) {
      const middle = (place + high) >>> 1;
      if ((this.#lons[middle] ?? 0) < west) place = middle + 1;
      else high = middle;
    }
    const halfChord = Math.sin(reach / 2);
    const limit = 4 * halfChord * halfChord + 1e-15;
    for (; place < end && (this.#lons[place] ?? 0) <= east; place += 1) {
      const dx = (this.#vectors[place * 3] ?? 0) - x;
      const dy = (this.#vectors[place * 3 + 1] ?? 0) - y;
      const dz = (this.#vectors[place * 3 + 2] ?? 0) - z;
      const square = dx * dx + dy * dy + dz * dz;
      if (square > limit) continue;
      const meters = 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(square) / 2));
      found.push({ index: this.#indexes[place] ?? 0, meters });
    }
  }
}

type Vector = readonly [x: number, y: number, z: number];

function unitVector(lat: number, lon: number): Vector {
  const ring = Math.cos(lat * RADIANS);
  return [ring * Math.cos(lon * RADIANS), ring * Math.sin(lon * RADIANS), Math.sin(lat * RADIANS)];
}

/** How many degrees of longitude a circle of `reach` radians about a latitude spans to each side; 180 is all round. */
function longitudeReach(lat: number, reach: number): number {
  if (Math.abs(lat) * RADIANS + reach >= Math.PI / 2 - 1e-9) return 180;
  return Math.asin(Math.min(1, Math.sin(reach) / Math.cos(lat * RADIANS))) / RADIANS + 1e-9;
}
