import { isoDateOf } from '../../timetable/service-days.js';
import { BAD, BLANK } from './csv.js';
import type { Draft } from './draft.js';
import type { Findings } from './findings.js';
import { accessibility } from './read-network.js';
import type { OpenFeed } from './open-feed.js';
import { readTable } from './table.js';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** Longest span of a calendar that is believed, in days. */
const MAX_CALENDAR_DAYS = 36_600;

/** calendar.txt and calendar_dates.txt, either or both, as the set of days of each service. */
export async function readCalendars(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  const weekly = new Set<string>();
  const calendar = { file: 'calendar.txt', required: ['service_id', ...WEEKDAYS, 'start_date', 'end_date'], optional: [] } as const;
  await readTable(feed, calendar, findings, (table) => {
    const id = table.need('service_id');
    if (id === '' || !table.isNew('service_id', id, weekly)) return;
    weekly.add(id);
    const days = draft.serviceDays[draft.service(id)] ?? new Set();
    const runs = WEEKDAYS.map((weekday) => table.integer(weekday, 1, 0) === 1);
    const start = table.date('start_date');
    const end = table.date('end_date');
    if (end < start) table.error('date_invalid', 'end_date', 'is before start_date');
    else if (end - start > MAX_CALENDAR_DAYS) table.error('date_invalid', 'end_date', 'is more than a hundred years after start_date');
    // Day 0, 1970-01-01, was a Thursday.
    else for (let day = start; day <= end; day++) if (runs[(day + 4) % 7]) days.add(day);
  });
  const seen = new Set<string>();
  const dates = { file: 'calendar_dates.txt', required: ['service_id', 'date', 'exception_type'], optional: [] } as const;
  await readTable(feed, dates, findings, (table) => {
    const id = table.need('service_id');
    const day = table.date('date');
    const kind = table.integer('exception_type', 2, 0);
    if (id === '' || Number.isNaN(day)) return;
    const days = draft.serviceDays[draft.service(id)];
    if (kind === 0) table.error('number_invalid', 'exception_type', 'is neither 1 (added) nor 2 (removed)');
    else if (seen.has(`${day} ${id}`)) table.error('id_duplicate', 'date', `stands twice for service ${id}`);
    else if (kind === 1) days?.add(day);
    else days?.delete(day);
    seen.add(`${day} ${id}`);
  });
  checkCalendars(feed, draft, findings);
}

function checkCalendars(feed: OpenFeed, draft: Draft, findings: Findings): void {
  const file = feed.names.has('calendar.txt') ? 'calendar.txt' : 'calendar_dates.txt';
  const problem = { file, line: null, field: 'service_id' };
  draft.serviceIds.forEach((id, service) => {
    if (draft.serviceDays[service]?.size === 0) findings.warn({ ...problem, code: 'service_never', value: id, reason: 'runs on no day' });
  });
  const days = draft.serviceDays.flatMap((set) => [...set]);
  if (days.length === 0) {
    if (draft.serviceIds.length > 0) findings.error({ ...problem, field: null, value: null, code: 'calendar_empty', reason: 'no service runs on any day' });
    return;
  }
  const span = days.reduce((most, day) => Math.max(most, day), -Infinity) - days.reduce((least, day) => Math.min(least, day), Infinity);
  if (span > MAX_CALENDAR_DAYS) {
    const first = isoDateOf(days.reduce((least, day) => Math.min(least, day), Infinity));
    findings.error({ ...problem, field: null, value: first, code: 'date_invalid', reason: 'the calendars span more than a hundred years' });
  }
}

const TRIP_COLUMNS = {
  file: 'trips.txt',
  required: ['route_id', 'service_id', 'trip_id'],
  optional: ['trip_headsign', 'direction_id', 'block_id', 'shape_id', 'wheelchair_accessible'],
} as const;

/** trips.txt. */
export async function readTrips(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  const blocks = new Map<string, number>();
  const blockOf = (id: string): number => {
    if (id === '') return -1;
    let block = blocks.get(id);
    if (block === undefined) {
      block = draft.blockIds.push(id) - 1;
      blocks.set(id, block);
    }
    return block;
  };
  await readTable(feed, TRIP_COLUMNS, findings, (table) => {
    const id = table.need('trip_id');
    if (id === '' || !table.isNew('trip_id', id, draft.tripIndex)) return;
    draft.tripIndex.set(id, draft.trips.length);
    table.need('route_id');
    table.need('service_id');
    const direction = table.lenientInteger('direction_id', 1, -1);
    draft.trips.push({
      id, line: table.row.line,
      route: table.reference('route_id', draft.routeIndex, 'routes.txt'),
      service: table.reference('service_id', draft.serviceIndex, 'calendar.txt or calendar_dates.txt'),
      headsign: draft.headsign(table.text('trip_headsign')),
      direction: direction === 0 || direction === 1 ? direction : -1,
      block: blockOf(table.text('block_id')),
      shape: -1, shapeId: table.text('shape_id'),
      wheelchair: accessibility(table.lenientInteger('wheelchair_accessible', 2, 0)),
    });
  });
}

const TIME_COLUMNS = {
  file: 'stop_times.txt',
  required: ['trip_id', 'stop_sequence'],
  optional: ['stop_id', 'arrival_time', 'departure_time', 'stop_headsign', 'pickup_type', 'drop_off_type', 'shape_dist_traveled', 'location_id', 'location_group_id'],
} as const;

/** stop_times.txt into columns. Calls by demand areas (location_id, location_group_id) are left out with a warning. */
export async function readStopTimes(feed: OpenFeed, draft: Draft, findings: Findings, onProgress: (rows: number) => void): Promise<void> {
  const { times } = draft;
  await readTable(feed, TIME_COLUMNS, findings, (table) => {
    const { row } = table;
    const tripId = row.repeatedText(table.column('trip_id'));
    const trip = draft.tripIndex.get(tripId) ?? -1;
    if (trip < 0) table.unknown('trip_id', 'trips.txt');
    const stopId = table.text('stop_id');
    if (stopId === '' && (table.text('location_id') !== '' || table.text('location_group_id') !== '')) {
      table.warn('flexible_unsupported', null, 'a call by demand area is left out: only calls at stops are served');
      return;
    }
    const stop = draft.stopIndex.get(stopId) ?? -1;
    if (stop < 0) table.unknown('stop_id', 'stops.txt');
    else if (draft.stops[stop]?.locationType !== 0) table.error('stop_invalid', 'stop_id', 'is a station, entrance or node: buses call at stops and platforms (location_type 0)');
    const sequence = row.integer(table.column('stop_sequence'));
    if (sequence === BLANK || sequence === BAD) table.error('number_invalid', 'stop_sequence', 'is not a whole number from 0');
    const arrival = table.time('arrival_time');
    const departure = table.time('departure_time');
    times.trip.push(trip);
    times.stop.push(stop);
    times.sequence.push(Math.max(0, sequence));
    times.arrival.push(arrival === BLANK ? departure : arrival);
    times.departure.push(departure === BLANK ? arrival : departure);
    times.boarding.push(table.lenientInteger('pickup_type', 3, 0) + 4 * table.lenientInteger('drop_off_type', 3, 0));
    times.headsign.push(draft.headsign(row.repeatedText(table.column('stop_headsign'))));
    times.distance.push(row.decimal(table.column('shape_dist_traveled')));
    times.line.push(row.line);
    if (times.trip.length % 50_000 === 0) onProgress(times.trip.length);
  });
  onProgress(times.trip.length);
}

const FREQUENCY_COLUMNS = { file: 'frequencies.txt', required: ['trip_id', 'start_time', 'end_time', 'headway_secs'], optional: ['exact_times'] } as const;

/** frequencies.txt. */
export async function readFrequencies(feed: OpenFeed, draft: Draft, findings: Findings): Promise<void> {
  await readTable(feed, FREQUENCY_COLUMNS, findings, (table) => {
    table.need('trip_id');
    const trip = table.reference('trip_id', draft.tripIndex, 'trips.txt');
    const start = table.time('start_time');
    const end = table.time('end_time');
    const headway = table.integer('headway_secs', 65_535, 0);
    const exact = table.lenientInteger('exact_times', 1, 0) === 1;
    if (start === BLANK) table.need('start_time');
    if (end === BLANK) table.need('end_time');
    if (headway === 0) table.error('number_invalid', 'headway_secs', 'is not a number of seconds above 0');
    if (start === BLANK || end === BLANK || headway === 0 || trip < 0) return;
    if (end <= start) table.error('time_invalid', 'end_time', 'is not after start_time');
    else draft.frequencies.push({ trip, line: table.row.line, start, end, headway, exact });
  });
}
