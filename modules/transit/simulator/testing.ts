import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../kernel/root.js';
import { dayOfGtfsDate } from '../timetable/service-days.js';
import { Timetable, type PatternRecord, type RouteRecord, type StopRecord, type TimetableData } from '../timetable/timetable.js';

type Row = Readonly<Record<string, string>>;

/** Rows of a file of the sample district's feed. It is written by our generator, without quotes or blanks: a split is enough. */
function rows(file: string): Row[] {
  const [header = '', ...lines] = readFileSync(path.join(projectRoot(), 'data/district/gtfs', file), 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i] ?? '', value])));
}

function seconds(text: string): number {
  const [h, m, s] = text.split(':').map(Number);
  return ((h ?? 0) * 60 + (m ?? 0)) * 60 + (s ?? 0);
}

interface Run { readonly row: Row; readonly times: readonly Row[]; readonly shift: number; readonly start: number; readonly headway: number }

/** The sample district's feed as a timetable, read from the repository's files; for tests of the simulator alone. */
export function readDistrictTimetable(): Timetable {
  const stops = rows('stops.txt').map((row, index): StopRecord => ({
    index, id: row.stop_id ?? '', code: row.stop_code ?? null, name: row.stop_name ?? '', translations: null,
    lat: Number(row.stop_lat), lon: Number(row.stop_lon), locationType: Number(row.location_type), parent: -1,
    platformCode: null, wheelchair: 0, zoneId: null, searchKeys: [],
  }));
  const routes = rows('routes.txt').map((row, index): RouteRecord => ({
    index, id: row.route_id ?? '', agency: 0, shortName: row.route_short_name ?? '', longName: row.route_long_name ?? '', description: null,
    translations: null, type: 3, color: null, textColor: null, sortOrder: index, fare: null, searchKeys: [],
  }));
  const calendar = readCalendar();
  const shapes = readShapes();
  const trips = assemble(stops, routes, shapes.shapeIds, calendar.serviceIds);
  return new Timetable({
    feedId: 'district', version: 'test', zone: 'Asia/Shanghai', language: 'zh', publisher: null, agencies: [], stops, routes,
    transfers: [], headsigns: [], headsignTranslations: [], ...calendar, ...shapes, ...trips,
  });
}

function readCalendar(): Pick<TimetableData, 'serviceIds' | 'firstDay' | 'dayCount' | 'serviceDays'> {
  const weeks = rows('calendar.txt');
  const firstDay = dayOfGtfsDate(weeks[0]?.start_date ?? '');
  const dayCount = dayOfGtfsDate(weeks[0]?.end_date ?? '') - firstDay + 1;
  const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  const serviceDays = new Uint8Array(weeks.length * dayCount);
  const serviceIds = weeks.map((week) => week.service_id ?? '');
  weeks.forEach((week, service) => {
    for (let d = 0; d < dayCount; d++) serviceDays[service * dayCount + d] = Number(week[names[(firstDay + d + 4) % 7] ?? ''] ?? 0);
  });
  for (const row of rows('calendar_dates.txt')) {
    serviceDays[serviceIds.indexOf(row.service_id ?? '') * dayCount + dayOfGtfsDate(row.date ?? '') - firstDay] = row.exception_type === '1' ? 1 : 0;
  }
  return { serviceIds, firstDay, dayCount, serviceDays };
}

function readShapes(): Pick<TimetableData, 'shapeIds' | 'shapeFrom' | 'shapeLat' | 'shapeLon' | 'shapeMeters'> {
  const all = rows('shapes.txt');
  const shapeIds = [...new Set(all.map((row) => row.shape_id ?? ''))];
  const from = shapeIds.map((id) => all.findIndex((row) => row.shape_id === id));
  return {
    shapeIds,
    shapeFrom: Uint32Array.from([...from, all.length]),
    shapeLat: Int32Array.from(all, (row) => Math.round(Number(row.shape_pt_lat) * 1e6)),
    shapeLon: Int32Array.from(all, (row) => Math.round(Number(row.shape_pt_lon) * 1e6)),
    shapeMeters: Float32Array.from(all, (row) => Number(row.shape_dist_traveled)),
  };
}

function readRuns(): Run[] {
  const times = new Map<string, Row[]>();
  for (const row of rows('stop_times.txt')) times.set(row.trip_id ?? '', [...(times.get(row.trip_id ?? '') ?? []), row]);
  const frequencies = rows('frequencies.txt');
  return rows('trips.txt').flatMap((row): Run[] => {
    const own = times.get(row.trip_id ?? '') ?? [];
    const bands = frequencies.filter((f) => f.trip_id === row.trip_id);
    if (bands.length === 0) return [{ row, times: own, shift: 0, start: -1, headway: 0 }];
    const first = seconds(own[0]?.departure_time ?? '');
    return bands.flatMap((band) => {
      const headway = Number(band.headway_secs);
      const count = Math.ceil((seconds(band.end_time ?? '') - seconds(band.start_time ?? '')) / headway);
      return Array.from({ length: count }, (_, i): Run => {
        const start = seconds(band.start_time ?? '') + i * headway;
        return { row, times: own, shift: start - first, start, headway: band.exact_times === '1' ? 0 : headway };
      });
    });
  });
}

type TripColumns = Pick<TimetableData, 'patterns' | 'tripIds' | 'tripPattern' | 'tripService' | 'tripBlock' | 'tripHeadsign' | 'tripWheelchair'
  | 'tripStartTime' | 'tripHeadway' | 'tripTimes' | 'arrivals' | 'departures' | 'blockFrom' | 'blockTrips' | 'patternShapeStart'>;

function assemble(stops: readonly StopRecord[], routes: readonly RouteRecord[], shapeIds: readonly string[], serviceIds: readonly string[]): TripColumns {
  const keyOf = (run: Run): string => `${run.row.route_id} ${run.row.direction_id} ${run.times.map((t) => t.stop_id).join(' ')}`;
  const leaves = (run: Run): number => seconds(run.times[0]?.departure_time ?? '') + run.shift;
  const runs = readRuns().sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en') || leaves(a) - leaves(b));
  const keys = [...new Set(runs.map(keyOf))];
  const stopIndex = new Map(stops.map((stop) => [stop.id, stop.index]));
  const patterns = keys.map((key, index): PatternRecord => {
    const firstTrip = runs.findIndex((run) => keyOf(run) === key);
    const run = runs[firstTrip];
    if (!run) throw new Error(`no run of ${key}`);
    return {
      index, route: routes.findIndex((r) => r.id === run.row.route_id), direction: run.row.direction_id === '1' ? 1 : 0,
      stops: Uint32Array.from(run.times, (t) => stopIndex.get(t.stop_id ?? '') ?? 0), sequences: Uint32Array.from(run.times, (t) => Number(t.stop_sequence)),
      pickup: new Uint8Array(run.times.length), dropOff: new Uint8Array(run.times.length), distances: Float32Array.from(run.times, (t) => Number(t.shape_dist_traveled)),
      stopHeadsigns: null, shape: shapeIds.indexOf(run.row.shape_id ?? ''), firstTrip, endTrip: firstTrip + runs.filter((other) => keyOf(other) === key).length,
    };
  });
  const blocks = [...new Set(runs.map((run) => run.row.block_id ?? ''))].filter((id) => id !== '');
  let offset = 0;
  const tripTimes = Uint32Array.from(runs, (run) => (offset += run.times.length) - run.times.length);
  return {
    patterns,
    tripIds: runs.map((run) => run.row.trip_id ?? ''),
    tripPattern: Uint32Array.from(runs, (run) => keys.indexOf(keyOf(run))),
    tripService: Uint16Array.from(runs, (run) => serviceIds.indexOf(run.row.service_id ?? '')),
    tripBlock: Int32Array.from(runs, (run) => blocks.indexOf(run.row.block_id ?? '')),
    tripHeadsign: new Int32Array(runs.length).fill(-1),
    tripWheelchair: Uint8Array.from(runs, (run) => Number(run.row.wheelchair_accessible)),
    tripStartTime: Int32Array.from(runs, (run) => run.start),
    tripHeadway: Uint16Array.from(runs, (run) => run.headway),
    tripTimes,
    arrivals: Int32Array.from(runs.flatMap((run) => run.times.map((t) => seconds(t.arrival_time ?? '') + run.shift))),
    departures: Int32Array.from(runs.flatMap((run) => run.times.map((t) => seconds(t.departure_time ?? '') + run.shift))),
    // The simulator reads blocks by trip and never asks for a block's trips.
    blockFrom: new Uint32Array(blocks.length + 1),
    blockTrips: new Uint32Array(0),
    patternShapeStart: new Float32Array(patterns.length),
  };
}
