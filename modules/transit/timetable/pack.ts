import { createHash } from 'node:crypto';
import type { NameKeys } from '../../kernel/text/index.js';
import type { PatternRecord, RouteRecord, StopRecord, TimetableData } from './timetable.js';

/** Number of the packed form. Raise it with every change of it: what another number packed is refused. */
export const PACK_FORMAT = 1;

const MAGIC = 0x5454_4453; // "SDTT"
const CHECKSUM_AT = 16;
const HEADER_AT = 48;
const ALIGNMENT = 8;

/** Packed bytes that cannot be read: damaged, cut short, or of another format. */
export class UnreadableTimetable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableTimetable';
  }
}

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array } as const;

/** The columns of TimetableData that are stored as they are. */
const COLUMNS = {
  tripPattern: 'u32', tripService: 'u16', tripBlock: 'i32', tripHeadsign: 'i32', tripWheelchair: 'u8', tripStartTime: 'i32', tripHeadway: 'u16',
  tripTimes: 'u32', arrivals: 'i32', departures: 'i32', serviceDays: 'u8', blockFrom: 'u32', blockTrips: 'u32', shapeFrom: 'u32', shapeLat: 'i32',
  shapeLon: 'i32', shapeMeters: 'f32', patternShapeStart: 'f32',
} as const satisfies Partial<Record<keyof TimetableData, keyof typeof TYPES>>;

/** The columns of all patterns, one pattern after the other; `callHeadsigns` only of those that have some. */
const CALLS = { callStops: 'u32', callSequences: 'u32', callPickup: 'u8', callDropOff: 'u8', callDistances: 'f32', callHeadsigns: 'i32' } as const;

type Sections<Layout extends Record<string, keyof typeof TYPES>> = { -readonly [Name in keyof Layout]: InstanceType<(typeof TYPES)[Layout[Name]]> };

/** Where a section lies. */
interface Placed {
  readonly offset: number;
  readonly length: number;
}

type PackedStop = Omit<StopRecord, 'index' | 'searchKeys'> & { readonly keys: readonly number[] };
type PackedRoute = Omit<RouteRecord, 'index' | 'searchKeys'> & { readonly keys: readonly number[] };
type PackedPattern = Pick<PatternRecord, 'route' | 'direction' | 'shape' | 'firstTrip' | 'endTrip'> & { readonly calls: number; readonly headsigns: boolean };

/** The part that is stored as JSON. Search keys stand once each: both sides of a road share a name. */
interface Header extends Omit<TimetableData, keyof typeof COLUMNS | 'stops' | 'routes' | 'patterns'> {
  readonly stops: readonly PackedStop[];
  readonly routes: readonly PackedRoute[];
  readonly patterns: readonly PackedPattern[];
  readonly keys: readonly NameKeys[];
  readonly sections: Readonly<Record<string, Placed>>;
}

/**
 * Packs a timetable: mark, format, sizes and SHA-256 in 48 bytes, then a JSON header, then the columns, each aligned to 8
 * bytes in the machine's (little-endian) order, so that reading makes views and copies nothing.
 */
export function packTimetable(data: TimetableData): Uint8Array {
  const columns: Record<string, ArrayBufferView> = { ...callColumns(data.patterns) };
  for (const name of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) columns[name] = data[name]; // Object.keys widens to string
  const sections: Record<string, Placed> = {};
  let offset = 0;
  for (const [name, column] of Object.entries(columns)) {
    sections[name] = { offset, length: column.byteLength };
    offset += aligned(column.byteLength);
  }
  const header = Buffer.from(JSON.stringify(headerOf(data, sections)));
  const body = HEADER_AT + aligned(header.length);
  const bytes = new Uint8Array(body + offset);
  bytes.set(header, HEADER_AT);
  for (const [name, column] of Object.entries(columns)) bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), body + (sections[name]?.offset ?? 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, PACK_FORMAT, true);
  view.setUint32(8, header.length, true);
  view.setUint32(12, bytes.length, true);
  bytes.set(checksum(bytes), CHECKSUM_AT);
  return bytes;
}

function headerOf(data: TimetableData, sections: Readonly<Record<string, Placed>>): Header {
  const keys: NameKeys[] = [];
  const places = new Map<string, number>();
  const keysOf = (list: readonly NameKeys[]) => list.map((key) => {
    const id = `${key.text}\n${key.sounds}`;
    const place = places.get(id) ?? keys.push(key) - 1;
    places.set(id, place);
    return place;
  });
  const { feedId, version, zone, language, publisher, agencies, transfers, headsigns, headsignTranslations, tripIds, serviceIds, firstDay, dayCount, shapeIds } = data;
  return {
    feedId, version, zone, language, publisher, agencies, transfers, headsigns, headsignTranslations, tripIds, serviceIds, firstDay, dayCount, shapeIds,
    stops: data.stops.map(({ index: _, searchKeys, ...stop }) => ({ ...stop, keys: keysOf(searchKeys) })),
    routes: data.routes.map(({ index: _, searchKeys, ...route }) => ({ ...route, keys: keysOf(searchKeys) })),
    patterns: data.patterns.map(({ route, direction, shape, firstTrip, endTrip, stops, stopHeadsigns }) => ({
      route, direction, shape, firstTrip, endTrip, calls: stops.length, headsigns: stopHeadsigns !== null,
    })),
    keys, sections,
  };
}

function callColumns(patterns: readonly PatternRecord[]): Sections<typeof CALLS> {
  const calls = patterns.reduce((sum, { stops }) => sum + stops.length, 0);
  const headsigns = patterns.reduce((sum, { stopHeadsigns }) => sum + (stopHeadsigns?.length ?? 0), 0);
  const columns = {
    callStops: new Uint32Array(calls), callSequences: new Uint32Array(calls), callPickup: new Uint8Array(calls), callDropOff: new Uint8Array(calls),
    callDistances: new Float32Array(calls), callHeadsigns: new Int32Array(headsigns),
  };
  let at = 0;
  let headsignAt = 0;
  for (const { stops, sequences, pickup, dropOff, distances, stopHeadsigns } of patterns) {
    columns.callStops.set(stops, at);
    columns.callSequences.set(sequences, at);
    columns.callPickup.set(pickup, at);
    columns.callDropOff.set(dropOff, at);
    columns.callDistances.set(distances, at);
    at += stops.length;
    if (!stopHeadsigns) continue;
    columns.callHeadsigns.set(stopHeadsigns, headsignAt);
    headsignAt += stopHeadsigns.length;
  }
  return columns;
}

/**
 * Reads packed bytes; the columns of the result are views over them.
 * @throws UnreadableTimetable where they are damaged or of another format.
 */
export function unpackTimetable(bytes: Uint8Array): TimetableData {
  const headerLength = check(bytes);
  // Trusted from here on: the checksum says that packTimetable wrote it.
  const header = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + HEADER_AT, headerLength).toString('utf8')) as Header;
  const body = HEADER_AT + aligned(headerLength);
  // Views need alignment; a buffer of our own making has it.
  const home = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  const columns = viewsOf(COLUMNS, header, home, body);
  const { stops, routes, patterns, keys, sections: _, ...plain } = header;
  const keysOf = (places: readonly number[]) => places.map((place) => keys[place] ?? { text: '', sounds: '' });
  return {
    ...plain, ...columns,
    stops: stops.map(({ keys: places, ...stop }, index) => ({ index, ...stop, searchKeys: keysOf(places) })),
    routes: routes.map(({ keys: places, ...route }, index) => ({ index, ...route, searchKeys: keysOf(places) })),
    patterns: patternsOf(patterns, viewsOf(CALLS, header, home, body)),
  };
}

function check(bytes: Uint8Array): number {
  if (bytes.length < HEADER_AT) throw new UnreadableTimetable('the stored timetable is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new UnreadableTimetable('these bytes are not a stored timetable');
  const format = view.getUint32(4, true);
  if (format !== PACK_FORMAT) throw new UnreadableTimetable(`the stored timetable has format ${format}, this program reads format ${PACK_FORMAT}: import the feed again`);
  const length = view.getUint32(12, true);
  if (length !== bytes.length) throw new UnreadableTimetable(`the stored timetable has ${bytes.length} bytes instead of ${length}`);
  if (Buffer.compare(checksum(bytes), bytes.subarray(CHECKSUM_AT, HEADER_AT)) !== 0) throw new UnreadableTimetable('the stored timetable is damaged: its checksum differs. Import the feed again');
  return view.getUint32(8, true);
}

/** SHA-256 of everything but the checksum itself. */
function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes.subarray(0, CHECKSUM_AT)).update(bytes.subarray(HEADER_AT)).digest();
}

function viewsOf<Layout extends Record<string, keyof typeof TYPES>>(layout: Layout, { sections }: Header, home: Uint8Array, body: number): Sections<Layout> {
  const views: Record<string, ArrayBufferView> = {};
  for (const [name, type] of Object.entries(layout)) {
    const { offset, length } = sections[name] ?? { offset: 0, length: 0 };
    const View = TYPES[type];
    views[name] = new View(home.buffer as ArrayBuffer, home.byteOffset + body + offset, length / View.BYTES_PER_ELEMENT); // never a shared buffer
  }
  return views as Sections<Layout>; // made name by name from the same layout
}

function patternsOf(packed: readonly PackedPattern[], calls: Sections<typeof CALLS>): PatternRecord[] {
  let at = 0;
  let headsignAt = 0;
  return packed.map(({ calls: length, headsigns, ...pattern }, index) => {
    const [from, headsignsFrom] = [at, headsignAt];
    at += length;
    if (headsigns) headsignAt += length;
    return {
      index, ...pattern,
      stops: calls.callStops.subarray(from, at), sequences: calls.callSequences.subarray(from, at),
      pickup: calls.callPickup.subarray(from, at), dropOff: calls.callDropOff.subarray(from, at),
      distances: calls.callDistances.subarray(from, at),
      stopHeadsigns: headsigns ? calls.callHeadsigns.subarray(headsignsFrom, headsignAt) : null,
    };
  });
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
