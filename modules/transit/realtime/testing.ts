import { dayOfGtfsDate } from '../timetable/service-days.js';
import { Timetable, type PatternRecord, type StopRecord, type TimetableData } from '../timetable/timetable.js';
import type { DecodedFeed, StopUpdate, TripRef, TripUpdate, VehiclePosition } from './types.js';

/** A trip of a small timetable. */
export interface SmallTrip {
  readonly id: string;
  readonly route?: string;
  readonly direction?: 0 | 1 | -1;
  /** Key of `services`; absent: the first. */
  readonly service?: string;
  readonly stops: readonly string[];
  /** `HH:MM` or `HH:MM:SS` by stop; `HH:MM/HH:MM` for arrival and departure. */
  readonly times: readonly string[];
  readonly sequences?: readonly number[];
  readonly block?: string;
  readonly headsign?: string;
  /** Positions where nobody gets on. */
  readonly noPickup?: readonly number[];
  /** frequencies.txt: start of this run and seconds between runs (exact_times 0). */
  readonly start?: string;
  readonly headway?: number;
}

/** A timetable as a test writes it. */
export interface SmallTimetable {
  readonly feedId?: string;
  readonly version?: string;
  readonly zone?: string;
  /** Stop ids with WGS-84 positions; a stop named by trips only stands about 400 m north of the one before. */
  readonly stops?: Readonly<Record<string, { readonly lat?: number; readonly lon?: number; readonly station?: string; readonly locationType?: number }>>;
  readonly services?: Readonly<Record<string, readonly string[]>>;
  readonly trips: readonly SmallTrip[];
}

/** Seconds of `HH:MM` or `HH:MM:SS`, past 24:00 allowed. */
export function clockSeconds(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** Builds a timetable by hand for tests: every missing parent is made. Patterns are as the importer makes them. */
export function smallTimetable(small: SmallTimetable): Timetable {
  const services = Object.entries(small.services ?? { daily: ['20260115'] });
  const days = services.flatMap(([, dates]) => dates.map(dayOfGtfsDate));
  const firstDay = Math.min(...days);
  const dayCount = Math.max(...days) - firstDay + 1;
  const serviceDays = new Uint8Array(services.length * dayCount);
  services.forEach(([, dates], service) => dates.forEach((date) => (serviceDays[service * dayCount + dayOfGtfsDate(date) - firstDay] = 1)));
  const stops = buildStops(small);
  const routeIds = [...new Set(small.trips.map((trip) => trip.route ?? 'R'))];
  const groups = new Map<string, SmallTrip[]>();
  for (const trip of small.trips) {
    const key = JSON.stringify([trip.route ?? 'R', trip.direction ?? 0, trip.stops, trip.sequences ?? 0, trip.noPickup ?? 0]);
    groups.set(key, [...(groups.get(key) ?? []), trip]);
  }
  const ordered = [...groups.values()].map((trips) => trips.toSorted((a, b) => clockSeconds(departureText(a, 0)) - clockSeconds(departureText(b, 0))));
  return new Timetable({
    feedId: small.feedId ?? 'district', version: small.version ?? 'v1', zone: small.zone ?? 'Asia/Shanghai', language: 'zh-CN', publisher: null,
    agencies: [{ id: '', name: 'Agency', url: 'https://example.org', phone: null, translations: null }],
    stops,
    routes: routeIds.map((id, index) => ({
      index, id, agency: 0, shortName: id, longName: '', description: null, translations: null, type: 3, color: null, textColor: null, sortOrder: index, fare: null, searchKeys: [],
    })),
    ...columnsOf(ordered, stops, routeIds, services.map(([name]) => name)),
    transfers: [], serviceIds: services.map(([name]) => name), firstDay, dayCount, serviceDays,
    shapeIds: [], shapeFrom: new Uint32Array(1), shapeLat: new Int32Array(0), shapeLon: new Int32Array(0), shapeMeters: new Float32Array(0),
  });
}

function departureText(trip: SmallTrip, position: number): string {
  const text = trip.times[position] ?? '0:00';
  return text.split('/')[1] ?? text;
}

function buildStops(small: SmallTimetable): StopRecord[] {
  const given = Object.entries(small.stops ?? {});
  const ids = [...new Set([...given.map(([id]) => id), ...given.flatMap(([, stop]) => stop.station ?? []), ...small.trips.flatMap((trip) => trip.stops)])];
  const stations = new Set(given.flatMap(([, stop]) => stop.station ?? []));
  return ids.map((id, index) => {
    const stop = small.stops?.[id];
    return {
      index, id, code: null, name: `Stop ${id}`, translations: null, lat: stop?.lat ?? 31 + index * 0.0036, lon: stop?.lon ?? 121,
      locationType: stop?.locationType ?? (stations.has(id) ? 1 : 0), parent: stop?.station === undefined ? -1 : ids.indexOf(stop.station),
      platformCode: null, wheelchair: 0, zoneId: null, searchKeys: [],
    };
  });
}

type Columns = Pick<TimetableData,
  'patterns' | 'tripIds' | 'tripPattern' | 'tripService' | 'tripBlock' | 'tripHeadsign' | 'tripWheelchair' | 'tripStartTime' | 'tripHeadway' | 'tripTimes' |
  'arrivals' | 'departures' | 'headsigns' | 'headsignTranslations' | 'blockFrom' | 'blockTrips' | 'patternShapeStart'>;

function columnsOf(groups: readonly (readonly SmallTrip[])[], stops: readonly StopRecord[], routeIds: readonly string[], services: readonly string[]): Columns {
  const trips = groups.flat();
  const headsigns = [...new Set(trips.map((trip) => trip.headsign ?? ''))];
  const blocks = [...new Set(trips.flatMap((trip) => trip.block ?? []))];
  const byBlock = blocks.map((block) =>
    trips.flatMap((trip, index) => (trip.block === block ? [index] : [])).sort((a, b) => startOf(trips[a]) - startOf(trips[b])));
  const patterns: PatternRecord[] = [];
  let next = 0;
  for (const group of groups) {
    const [first] = group;
    if (first) patterns.push(patternOf(first, patterns.length, next, group.length, stops, routeIds));
    next += group.length;
  }
  let offset = 0;
  const tripTimes = Uint32Array.from(trips, (trip) => (offset += trip.times.length) - trip.times.length);
  return {
    patterns, headsigns, tripTimes, tripIds: trips.map((trip) => trip.id),
    headsignTranslations: headsigns.map(() => null),
    tripPattern: Uint32Array.from(groups.flatMap((group, index) => group.map(() => index))),
    tripService: Uint16Array.from(trips, (trip) => (trip.service === undefined ? 0 : services.indexOf(trip.service))),
    tripBlock: Int32Array.from(trips, (trip) => (trip.block === undefined ? -1 : blocks.indexOf(trip.block))),
    tripHeadsign: Int32Array.from(trips, (trip) => headsigns.indexOf(trip.headsign ?? '')),
    tripWheelchair: new Uint8Array(trips.length),
    tripStartTime: Int32Array.from(trips, (trip) => (trip.start === undefined ? -1 : clockSeconds(trip.start))),
    tripHeadway: Uint16Array.from(trips, (trip) => trip.headway ?? 0),
    arrivals: Int32Array.from(trips.flatMap((trip) => trip.times.map((text) => clockSeconds(text.split('/')[0] ?? text)))),
    departures: Int32Array.from(trips.flatMap((trip) => trip.times.map((_, position) => clockSeconds(departureText(trip, position))))),
    blockFrom: Uint32Array.from([0, ...byBlock.map((_, index) => byBlock.slice(0, index + 1).flat().length)]),
    blockTrips: Uint32Array.from(byBlock.flat()),
    patternShapeStart: new Float32Array(patterns.length),
  };
}

function startOf(trip: SmallTrip | undefined): number {
  return trip ? clockSeconds(departureText(trip, 0)) : 0;
}

function patternOf(trip: SmallTrip, index: number, firstTrip: number, count: number, stops: readonly StopRecord[], routeIds: readonly string[]): PatternRecord {
  const at = trip.stops.map((id) => stops.findIndex((stop) => stop.id === id));
  let meters = 0;
  const distances = Float32Array.from(at, (stop, position) => {
    const [a, b] = [stops[at[position - 1] ?? stop], stops[stop]];
    if (a && b) meters += Math.hypot((b.lat - a.lat) * 111_195, (b.lon - a.lon) * 111_195 * Math.cos((a.lat * Math.PI) / 180));
    return meters;
  });
  return {
    index, route: routeIds.indexOf(trip.route ?? 'R'), direction: trip.direction ?? 0, stops: Uint32Array.from(at),
    sequences: Uint32Array.from(trip.sequences ?? at.map((_, position) => position + 1)),
    pickup: Uint8Array.from(at, (_, position) => (trip.noPickup?.includes(position) ? 1 : 0)), dropOff: new Uint8Array(at.length),
    distances, stopHeadsigns: null, shape: -1, firstTrip, endTrip: firstTrip + count,
  };
}

/** A TripDescriptor with what a test does not care about left out. */
export function tripRef(ref: Partial<TripRef>): TripRef {
  return { tripId: null, routeId: null, directionId: null, startDate: null, startTime: null, relationship: 'SCHEDULED', ...ref };
}

/** A stop update: `at` (epoch seconds) or `delay` for both events, or each by itself. */
export function stopUpdate(update: Partial<StopUpdate> & { readonly at?: number; readonly delay?: number }): StopUpdate {
  const { at, delay, ...rest } = update;
  const event = at === undefined && delay === undefined ? null : { time: at ?? null, delay: delay ?? null, uncertainty: null };
  return { sequence: null, stopId: null, arrival: event, departure: event, relationship: 'SCHEDULED', assignedStopId: null, occupancy: null, ...rest };
}

/** A TripUpdate with what a test does not care about left out. */
export function tripUpdate(trip: Partial<TripRef>, timestamp: number, stops: readonly StopUpdate[], rest: Partial<TripUpdate> = {}): TripUpdate {
  return {
    entityId: trip.tripId ?? 'e', trip: tripRef(trip), vehicleId: null, vehicleLabel: null, wheelchair: null, timestamp, delay: null, stops, properties: null, ...rest,
  };
}

/** A VehiclePosition with what a test does not care about left out. */
export function vehicleAt(vehicleId: string, timestamp: number, lat: number, lon: number, rest: Partial<VehiclePosition> = {}): VehiclePosition {
  return { vehicleId, label: null, trip: null, lat, lon, bearing: null, speed: null, stopSequence: null, stopId: null, status: null, timestamp, occupancy: null, wheelchair: null, ...rest };
}

/** A decoded feed message. */
export function decodedFeed(timestamp: number, parts: Partial<DecodedFeed>): DecodedFeed {
  return { timestamp, incrementality: 'FULL_DATASET', tripUpdates: [], vehicles: [], alerts: [], rejected: new Map(), ...parts };
}
