import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import yazl from 'yazl';
import { describeProblem } from './adapters/gtfs/findings.js';
import { readFeed } from './adapters/gtfs/read-feed.js';
import { Timetable, type TimetableData } from './timetable/timetable.js';

/** Values of a record by column; blank columns may be left out. */
export type Row = Readonly<Record<string, string | number | null | undefined>>;

/** A call of a trip: `[stop, time]`, `[stop, arrival, departure]` or with more stop_times columns. A time is `HH:MM`, `HH:MM:SS` or null for blank. */
export type CallSpec =
  | readonly [stop: string, time: string | null]
  | readonly [stop: string, arrival: string | null, departure: string | null]
  | readonly [stop: string, arrival: string | null, departure: string | null, columns: Row];

/** A trip; what is left out is filled in: id `T1`, `T2` …, the first route, the first service. */
export interface TripSpec {
  readonly id?: string;
  readonly route?: string;
  readonly service?: string;
  readonly headsign?: string;
  readonly direction?: 0 | 1;
  readonly block?: string;
  readonly shape?: string;
  readonly wheelchair?: 0 | 1 | 2;
  readonly stops: readonly CallSpec[];
}

/** A service: days of the week from Monday as `1111100`, and dates added or removed (`YYYYMMDD`). */
export interface ServiceSpec {
  readonly days?: string;
  readonly from?: string;
  readonly to?: string;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

/** What a test says of a feed; all the rest gets sensible values. */
export interface FeedSpec {
  /** Asia/Shanghai by default. */
  readonly zone?: string;
  /** zh-CN by default. */
  readonly language?: string;
  /** By default one agency without agency_id. */
  readonly agencies?: readonly Row[];
  /**
   * Ids, or rows with at least `id` (short for stop_id; `name`, `lat`, `lon`, `parent` likewise). By default the stops that
   * trips call at, in order of first call, 500 m apart on a line to the east.
   */
  readonly stops?: readonly (string | Row)[];
  /** Ids, or rows with `id`, `shortName`, `longName`, `type`, `color` or GTFS columns. By default those that trips name, else `R1`. */
  readonly routes?: readonly (string | Row)[];
  /** By default one, `daily`, on every day of 2026. */
  readonly services?: Readonly<Record<string, ServiceSpec>>;
  readonly trips?: readonly TripSpec[];
  /** Rows of frequencies.txt; times may be `HH:MM`. */
  readonly frequencies?: readonly Row[];
  readonly transfers?: readonly Row[];
  readonly translations?: readonly Row[];
  /** Points by shape id, each [lat, lon]. */
  readonly shapes?: Readonly<Record<string, readonly (readonly [lat: number, lon: number])[]>>;
  readonly fareAttributes?: readonly Row[];
  readonly fareRules?: readonly Row[];
  /** Files put in place of the made ones (text or bytes); null takes a file out. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
}

/** A feed made for a test. */
export interface TestFeed {
  /** Files by name: a source that `readFeed` and `importFeed` take as it is. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The same as a zip; `folder` puts the files into a folder inside it. */
  zip(folder?: string): Promise<Buffer>;
  /** The same in a folder on disk, made where it is not there. */
  writeTo(folder: string): Promise<void>;
}

/** Makes the GTFS feed that a test describes. */
export function gtfsFeed(spec: FeedSpec): TestFeed {
  const texts: Record<string, string | Uint8Array | null> = {
    'agency.txt': csv(spec.agencies ?? [{ agency_name: '云间公交', agency_url: 'https://bus.example', agency_timezone: spec.zone ?? 'Asia/Shanghai', agency_lang: spec.language ?? 'zh-CN' }]),
    'stops.txt': csv(stopRows(spec)),
    'routes.txt': csv(routeRows(spec)),
    ...calendarFiles(spec.services ?? { daily: {} }),
    ...tripFiles(spec),
    ...optionalFiles(spec),
    ...spec.files,
  };
  const files = new Map<string, Uint8Array>();
  for (const [name, content] of Object.entries(texts)) {
    if (content !== null) files.set(name, typeof content === 'string' ? Buffer.from(content) : content);
  }
  return {
    files,
    zip: (folder = '') => zipOf(files, folder),
    async writeTo(folder) {
      await mkdir(folder, { recursive: true });
      for (const [name, bytes] of files) await writeFile(path.join(folder, name), bytes);
    },
  };
}

/**
 * The timetable of a described feed.
 * @throws Error with the feed's errors where it has some: a test's feed must be right unless it is about errors.
 */
export async function timetableOf(spec: FeedSpec, feedId = 'district'): Promise<Timetable> {
  return new Timetable(await timetableDataOf(spec, feedId));
}

/** As {@link timetableOf}, the plain columns. */
export async function timetableDataOf(spec: FeedSpec, feedId = 'district'): Promise<TimetableData> {
  const { data, findings } = await readFeed(gtfsFeed(spec).files, { feedId });
  if (!data) throw new Error(`the test's feed has errors:\n${findings.errors.map(describeProblem).join('\n')}`);
  return data;
}

/** CSV of rows: the columns are all that occur, in order of first occurrence. */
export function csv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: string | number | null | undefined) => {
    const text = String(value ?? '');
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))].map((line) => `${line}\n`).join('');
}

/** Degrees of longitude that are about 500 m at the sample district's latitude. */
const STEP = 0.00524;

function stopRows({ stops, trips = [] }: FeedSpec): Row[] {
  const listed = stops ?? [...new Set(trips.flatMap((trip) => trip.stops.map(([stop]) => stop)))];
  const rows = listed.map((stop, index): Row => {
    const { id, name, lat, lon, parent, ...columns } = asRow(stop);
    return {
      stop_id: id, stop_name: name ?? id, stop_lat: lat ?? 31.03, stop_lon: lon ?? (121.22 + index * STEP).toFixed(6), parent_station: parent, ...columns,
    };
  });
  return rows.length > 0 ? rows : [{ stop_id: 'A', stop_name: 'A', stop_lat: 31.03, stop_lon: 121.22 }];
}

function routeRows({ routes, trips = [] }: FeedSpec): Row[] {
  const named = [...new Set(trips.flatMap(({ route }) => route ?? []))];
  return (routes ?? (named.length > 0 ? named : ['R1'])).map((route): Row => {
    const { id, shortName, longName, type, color, ...columns } = asRow(route);
    return { route_id: id, route_short_name: shortName ?? id, route_long_name: longName, route_type: type ?? 3, route_color: color, ...columns };
  });
}

/** A bare id stands for a row that says no more. */
function asRow(given: string | Row): Row {
  return typeof given === 'string' ? { id: given } : given;
}

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function calendarFiles(services: Readonly<Record<string, ServiceSpec>>): Record<string, string> {
  const calendar = Object.entries(services).map(([id, { days = '1111111', from = '20260101', to = '20261231' }]): Row => ({
    service_id: id, ...Object.fromEntries(WEEK.map((day, index) => [day, days[index] ?? '0'])), start_date: from, end_date: to,
  }));
  const dates = Object.entries(services).flatMap(([id, { added = [], removed = [] }]): Row[] => [
    ...added.map((date) => ({ service_id: id, date, exception_type: 1 })),
    ...removed.map((date) => ({ service_id: id, date, exception_type: 2 })),
  ]);
  return { 'calendar.txt': csv(calendar), ...(dates.length > 0 ? { 'calendar_dates.txt': csv(dates) } : {}) };
}

function tripFiles(spec: FeedSpec): Record<string, string> {
  const firstRoute = String(routeRows(spec)[0]?.route_id ?? '');
  const firstService = Object.keys(spec.services ?? { daily: {} })[0];
  const trips: Row[] = [];
  const times: Row[] = [];
  (spec.trips ?? []).forEach((trip, index) => {
    const id = trip.id ?? `T${index + 1}`;
    trips.push({
      route_id: trip.route ?? firstRoute, service_id: trip.service ?? firstService, trip_id: id, trip_headsign: trip.headsign,
      direction_id: trip.direction, block_id: trip.block, shape_id: trip.shape, wheelchair_accessible: trip.wheelchair,
    });
    trip.stops.forEach(([stop, arrival, departure = arrival, columns = {}], position) => {
      times.push({ trip_id: id, stop_sequence: position + 1, stop_id: stop, arrival_time: clock(arrival), departure_time: clock(departure), ...columns });
    });
  });
  const empty = { 'trips.txt': 'route_id,service_id,trip_id\n', 'stop_times.txt': 'trip_id,stop_sequence,stop_id,arrival_time,departure_time\n' };
  return trips.length > 0 ? { 'trips.txt': csv(trips), 'stop_times.txt': csv(times) } : empty;
}

function optionalFiles({ frequencies, transfers, translations, shapes, fareAttributes, fareRules }: FeedSpec): Record<string, string> {
  const points = Object.entries(shapes ?? {}).flatMap(([id, line]) =>
    line.map(([lat, lon], index): Row => ({ shape_id: id, shape_pt_lat: lat, shape_pt_lon: lon, shape_pt_sequence: index })));
  const runs = frequencies?.map((row): Row => ({ ...row, start_time: clock(row.start_time), end_time: clock(row.end_time) }));
  const tables = {
    'frequencies.txt': runs, 'transfers.txt': transfers, 'translations.txt': translations,
    'shapes.txt': shapes && points, 'fare_attributes.txt': fareAttributes, 'fare_rules.txt': fareRules,
  };
  return Object.fromEntries(Object.entries(tables).flatMap(([name, rows]) => (rows ? [[name, csv(rows)]] : [])));
}

function clock(time: string | number | null | undefined): string {
  const text = String(time ?? '');
  return /^\d+:\d\d$/.test(text) ? `${text}:00` : text;
}

async function zipOf(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(Buffer.from(bytes), folder === '' ? name : `${folder}/${name}`);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
