import type { NameKeys } from '../../kernel/text/index.js';
import { dayStartOf } from './service-days.js';

/** Text in several languages, keyed by BCP 47 tag as the feed writes it (`en`, `zh-Hant`); the feed's own language is not among them. */
export type Translations = Readonly<Record<string, string>>;

/** GTFS accessibility fields: 0 unknown, 1 yes, 2 no. */
export type AccessibilityCode = 0 | 1 | 2;

/** A row of agency.txt. `id` is '' where a single agency has none. */
export interface AgencyRecord {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly phone: string | null;
  readonly translations: Translations | null;
}

/** A row of stops.txt; `index` is its place in the timetable and stable within one version. */
export interface StopRecord {
  readonly index: number;
  readonly id: string;
  readonly code: string | null;
  readonly name: string;
  readonly translations: Translations | null;
  /** WGS-84 degrees. */
  readonly lat: number;
  readonly lon: number;
  /** GTFS location_type: 0 stop or platform, 1 station, 2 entrance, 3 node, 4 boarding area. */
  readonly locationType: number;
  /** Index of the parent station, or -1. */
  readonly parent: number;
  readonly platformCode: string | null;
  /** Own value, else the parent's. */
  readonly wheelchair: AccessibilityCode;
  readonly zoneId: string | null;
  /** Search keys of all names, made at import (kernel/text `nameKeys`). */
  readonly searchKeys: readonly NameKeys[];
}

/** What a ride costs, from fare_attributes and fare_rules (or fares v2's simplest form). */
export interface RouteFare {
  /** ISO 4217. */
  readonly currency: string;
  /** In the currency's main unit. `min` equals `max` on a flat-fare line (一票制). */
  readonly min: number;
  readonly max: number;
}

/** A row of routes.txt. */
export interface RouteRecord {
  readonly index: number;
  readonly id: string;
  readonly agency: number;
  readonly shortName: string;
  readonly longName: string;
  readonly description: string | null;
  readonly translations: Readonly<Record<string, { readonly shortName?: string; readonly longName?: string }>> | null;
  /** GTFS route_type (3 bus; extended types as they are). */
  readonly type: number;
  /** Six hex digits without '#', or null. */
  readonly color: string | null;
  readonly textColor: string | null;
  readonly sortOrder: number;
  readonly fare: RouteFare | null;
  readonly searchKeys: readonly NameKeys[];
}

/**
 * Trips of one route and direction that make the same stops in the same order with the same boarding rules.
 * The trips of a pattern are numbered one after another, ordered by departure, and never overtake each other on one
 * service day (a feed's overtaking trips are put into patterns of their own), so a binary search by time is valid at every position.
 */
export interface PatternRecord {
  readonly index: number;
  readonly route: number;
  /** GTFS direction_id, or -1 where the feed has none. */
  readonly direction: 0 | 1 | -1;
  /** Stop indexes in order; a loop names a stop twice. */
  readonly stops: Uint32Array;
  /** GTFS stop_sequence by position. */
  readonly sequences: Uint32Array;
  /** GTFS pickup_type and drop_off_type by position (1 = none). */
  readonly pickup: Uint8Array;
  readonly dropOff: Uint8Array;
  /** Metres along the way from the first stop, non-decreasing (along the shape where there is one, else as the crow flies). */
  readonly distances: Float32Array;
  /** stop_headsign by position (index into `headsigns`), or null where all are the trip's. */
  readonly stopHeadsigns: Int32Array | null;
  /** Index of the shape, or -1. */
  readonly shape: number;
  /** Trips are `firstTrip` … `endTrip - 1`. */
  readonly firstTrip: number;
  readonly endTrip: number;
}

/** A transfer rule of transfers.txt; what it does not name is -1 (types 4 and 5 may name trips only). A frequency-based trip is named by its first run. */
export interface TransferRecord {
  readonly from: number;
  readonly to: number;
  /** GTFS transfer_type 0–5. */
  readonly type: number;
  readonly minSeconds: number;
  readonly fromRoute: number;
  readonly toRoute: number;
  readonly fromTrip: number;
  readonly toTrip: number;
}

/** Everything of one feed version as plain columns. Built by the importer, stored packed, loaded as views over one buffer. */
export interface TimetableData {
  readonly feedId: string;
  /** Hash of the content: the same feed has the same version everywhere. */
  readonly version: string;
  /** IANA zone of the agencies. */
  readonly zone: string;
  /** BCP 47 language of the feed's own texts, '' where it does not say. */
  readonly language: string;
  readonly publisher: string | null;
  readonly agencies: readonly AgencyRecord[];
  readonly stops: readonly StopRecord[];
  readonly routes: readonly RouteRecord[];
  readonly patterns: readonly PatternRecord[];
  readonly transfers: readonly TransferRecord[];
  readonly headsigns: readonly string[];
  readonly headsignTranslations: readonly (Translations | null)[];
  /** Ids by trip; the runs of a frequency-based trip share one id and differ in `tripStartTime`. */
  readonly tripIds: readonly string[];
  readonly tripPattern: Uint32Array;
  readonly tripService: Uint16Array;
  /** Index of the block, or -1. */
  readonly tripBlock: Int32Array;
  readonly tripHeadsign: Int32Array;
  readonly tripWheelchair: Uint8Array;
  /** For a run of frequencies.txt: when this run starts, in seconds of the service day; else -1. */
  readonly tripStartTime: Int32Array;
  /** Seconds between runs where exact_times is 0 (times are about, not exact); else 0. */
  readonly tripHeadway: Uint16Array;
  /** Where the trip's times begin in `arrivals` and `departures`. */
  readonly tripTimes: Uint32Array;
  /** Seconds of the service day (from noon − 12 h; past 24:00 allowed) by trip and position, interpolated where the feed leaves blanks. */
  readonly arrivals: Int32Array;
  readonly departures: Int32Array;
  readonly serviceIds: readonly string[];
  /** First day of `serviceDays`, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly dayCount: number;
  /** One byte a service and day (1 = runs): `serviceDays[service * dayCount + day - firstDay]`. */
  readonly serviceDays: Uint8Array;
  /** Trips of block b in order of departure: `blockTrips[blockFrom[b]] … blockTrips[blockFrom[b + 1] - 1]`. */
  readonly blockFrom: Uint32Array;
  readonly blockTrips: Uint32Array;
  readonly shapeIds: readonly string[];
  /** Points of shape s: `shapeFrom[s]` … `shapeFrom[s + 1] - 1`. */
  readonly shapeFrom: Uint32Array;
  /** WGS-84 in millionths of a degree. */
  readonly shapeLat: Int32Array;
  readonly shapeLon: Int32Array;
  /** Metres from the shape's first point. */
  readonly shapeMeters: Float32Array;
  /** Metres along the shape at which a pattern's first stop lies, by pattern (0 without a shape). */
  readonly patternShapeStart: Float32Array;
}

/**
 * One version of one feed in memory, read-only. A new version replaces the whole object, so a reader that holds one
 * never sees it change.
 */
export class Timetable {
  readonly data: TimetableData;
  readonly feedId: string;
  readonly version: string;
  readonly zone: string;
  readonly stops: readonly StopRecord[];
  readonly routes: readonly RouteRecord[];
  readonly patterns: readonly PatternRecord[];
  /** Pattern visits at stop s: entries `visitFrom[s]` … `visitFrom[s + 1] - 1` of the next two. */
  readonly visitFrom: Uint32Array;
  readonly visitPattern: Uint32Array;
  readonly visitPosition: Uint16Array;
  /** Patterns by route. */
  readonly routePatterns: readonly (readonly number[])[];
  /** Platforms (children) by station index. */
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly #stopById = new Map<string, number>();
  readonly #routeById = new Map<string, number>();
  readonly #tripById = new Map<string, number>();
  readonly #runsById = new Map<string, number[]>();
  readonly #dayStarts = new Map<number, number>();

  constructor(data: TimetableData) {
    this.data = data;
    this.feedId = data.feedId;
    this.version = data.version;
    this.zone = data.zone;
    this.stops = data.stops;
    this.routes = data.routes;
    this.patterns = data.patterns;
    for (const stop of data.stops) this.#stopById.set(stop.id, stop.index);
    for (const route of data.routes) this.#routeById.set(route.id, route.index);
    this.#indexTrips();
    const visits = indexVisits(data);
    this.visitFrom = visits.from;
    this.visitPattern = visits.pattern;
    this.visitPosition = visits.position;
    const byRoute: number[][] = data.routes.map(() => []);
    for (const pattern of data.patterns) byRoute[pattern.route]?.push(pattern.index);
    this.routePatterns = byRoute;
    const children = new Map<number, number[]>();
    for (const stop of data.stops) {
      if (stop.parent < 0) continue;
      const siblings = children.get(stop.parent);
      if (siblings) siblings.push(stop.index);
      else children.set(stop.parent, [stop.index]);
    }
    this.children = children;
  }

  #indexTrips(): void {
    const { tripIds, tripStartTime } = this.data;
    for (let trip = 0; trip < tripIds.length; trip++) {
      const id = tripIds[trip] ?? '';
      if (!this.#tripById.has(id)) this.#tripById.set(id, trip);
      if ((tripStartTime[trip] ?? -1) < 0) continue;
      const runs = this.#runsById.get(id);
      if (runs) runs.push(trip);
      else this.#runsById.set(id, [trip]);
    }
  }

  /** Index of a stop by its GTFS stop_id, or undefined. */
  stopIndex(stopId: string): number | undefined {
    return this.#stopById.get(stopId);
  }

  /** Index of a route by its GTFS route_id, or undefined. */
  routeIndex(routeId: string): number | undefined {
    return this.#routeById.get(routeId);
  }

  /** Index of a trip by its GTFS trip_id (of a frequency-based trip: its first run), or undefined. */
  tripIndex(tripId: string): number | undefined {
    return this.#tripById.get(tripId);
  }

  /** All runs of a frequency-based trip; empty for other trips. */
  tripRuns(tripId: string): readonly number[] {
    return this.#runsById.get(tripId) ?? [];
  }

  /** The pattern of a trip. */
  patternOf(trip: number): PatternRecord {
    const pattern = this.patterns[this.data.tripPattern[trip] ?? -1];
    if (!pattern) throw new RangeError(`trip ${trip} has no pattern`);
    return pattern;
  }

  /** Whether a service runs on a day (days since 1970-01-01). */
  runsOn(service: number, day: number): boolean {
    const { firstDay, dayCount, serviceDays } = this.data;
    const offset = day - firstDay;
    return offset >= 0 && offset < dayCount && serviceDays[service * dayCount + offset] === 1;
  }

  /** Epoch seconds of the instant from which a service day's times count: noon minus 12 hours in the feed's zone. */
  dayStart(day: number): number {
    let start = this.#dayStarts.get(day);
    if (start === undefined) {
      start = dayStartOf(day, this.zone);
      if (this.#dayStarts.size > 64) this.#dayStarts.clear();
      this.#dayStarts.set(day, start);
    }
    return start;
  }

  /** Scheduled arrival at a position of a trip, in seconds of the service day. */
  arrival(trip: number, position: number): number {
    return this.data.arrivals[(this.data.tripTimes[trip] ?? 0) + position] ?? 0;
  }

  /** Scheduled departure at a position of a trip, in seconds of the service day. */
  departure(trip: number, position: number): number {
    return this.data.departures[(this.data.tripTimes[trip] ?? 0) + position] ?? 0;
  }

  /** The trip that the same vehicle runs next on that day, or -1 (same block, runs that day, starts after this one ends). */
  nextInBlock(trip: number, day: number): number {
    const { tripBlock, blockFrom, blockTrips, tripService } = this.data;
    const block = tripBlock[trip] ?? -1;
    if (block < 0) return -1;
    const end = this.arrival(trip, this.patternOf(trip).stops.length - 1);
    for (let i = blockFrom[block] ?? 0; i < (blockFrom[block + 1] ?? 0); i++) {
      const other = blockTrips[i] ?? -1;
      if (other !== trip && this.departure(other, 0) >= end && this.runsOn(tripService[other] ?? 0, day)) return other;
    }
    return -1;
  }

  /** Stops that passengers board at: the stop itself, or a station's platforms. */
  boardingStops(stop: number): readonly number[] {
    return this.children.get(stop)?.filter((child) => this.stops[child]?.locationType === 0) ?? [stop];
  }
}

function indexVisits(data: TimetableData): { from: Uint32Array; pattern: Uint32Array; position: Uint16Array } {
  const from = new Uint32Array(data.stops.length + 1);
  for (const { stops } of data.patterns) for (const stop of stops) from[stop + 1] = (from[stop + 1] ?? 0) + 1;
  for (let stop = 0; stop < data.stops.length; stop++) from[stop + 1] = (from[stop + 1] ?? 0) + (from[stop] ?? 0);
  const total = from[data.stops.length] ?? 0;
  const pattern = new Uint32Array(total);
  const position = new Uint16Array(total);
  const next = from.slice();
  for (const record of data.patterns) {
    record.stops.forEach((stop, at) => {
      const slot = next[stop] ?? 0;
      next[stop] = slot + 1;
      pattern[slot] = record.index;
      position[slot] = at;
    });
  }
  return { from, pattern, position };
}
