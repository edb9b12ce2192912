/** What one GTFS-Realtime feed said of a trip (TripDescriptor). */
export interface TripRef {
  readonly tripId: string | null;
  readonly routeId: string | null;
  /** GTFS direction_id, or null. */
  readonly directionId: 0 | 1 | null;
  /** `YYYYMMDD`, or null. */
  readonly startDate: string | null;
  /** Seconds of the service day, or null. */
  readonly startTime: number | null;
  readonly relationship: TripRelationship;
}

/** GTFS-Realtime TripDescriptor.ScheduleRelationship. */
export type TripRelationship = 'SCHEDULED' | 'ADDED' | 'UNSCHEDULED' | 'CANCELED' | 'REPLACEMENT' | 'DUPLICATED' | 'DELETED' | 'NEW';

/** GTFS-Realtime StopTimeEvent: epoch seconds, or seconds of delay, or both absent. */
export interface StopEvent {
  readonly time: number | null;
  readonly delay: number | null;
  readonly uncertainty: number | null;
}

/** GTFS-Realtime OccupancyStatus, as it stands there. */
export type Occupancy =
  | 'EMPTY' | 'MANY_SEATS_AVAILABLE' | 'FEW_SEATS_AVAILABLE' | 'STANDING_ROOM_ONLY'
  | 'CRUSHED_STANDING_ROOM_ONLY' | 'FULL' | 'NOT_ACCEPTING_PASSENGERS' | 'NO_DATA_AVAILABLE' | 'NOT_BOARDABLE';

/** One StopTimeUpdate. */
export interface StopUpdate {
  readonly sequence: number | null;
  readonly stopId: string | null;
  readonly arrival: StopEvent | null;
  readonly departure: StopEvent | null;
  readonly relationship: 'SCHEDULED' | 'SKIPPED' | 'NO_DATA' | 'UNSCHEDULED';
  readonly assignedStopId: string | null;
  readonly occupancy: Occupancy | null;
}

/** One TripUpdate entity, decoded and checked entity by entity. */
export interface TripUpdate {
  readonly entityId: string;
  readonly trip: TripRef;
  readonly vehicleId: string | null;
  readonly vehicleLabel: string | null;
  /** 0 unknown, 1 yes, 2 no: VehicleDescriptor.wheelchair_accessible overrides the trip's field. */
  readonly wheelchair: 0 | 1 | 2 | null;
  /** Epoch seconds of the observation; the feed header's where the entity has none. */
  readonly timestamp: number;
  readonly delay: number | null;
  readonly stops: readonly StopUpdate[];
  /** TripProperties, for DUPLICATED, NEW and REPLACEMENT. */
  readonly properties: {
    readonly tripId: string | null;
    readonly startDate: string | null;
    readonly startTime: number | null;
    readonly headsign: string | null;
  } | null;
}

/** One VehiclePosition entity, or a position from our own ingest. */
export interface VehiclePosition {
  readonly vehicleId: string;
  readonly label: string | null;
  readonly trip: TripRef | null;
  /** WGS-84. */
  readonly lat: number;
  readonly lon: number;
  /** Degrees clockwise from north, metres a second. */
  readonly bearing: number | null;
  readonly speed: number | null;
  readonly stopSequence: number | null;
  readonly stopId: string | null;
  readonly status: 'INCOMING_AT' | 'STOPPED_AT' | 'IN_TRANSIT_TO' | null;
  readonly timestamp: number;
  readonly occupancy: Occupancy | null;
  readonly wheelchair: 0 | 1 | 2 | null;
}

/** What an alert is about: any of these, all that are given must match (GTFS-RT EntitySelector). */
export interface AlertSelector {
  readonly agencyId: string | null;
  readonly routeId: string | null;
  readonly routeType: number | null;
  readonly directionId: 0 | 1 | null;
  readonly stopId: string | null;
  readonly tripId: string | null;
}

/** One Alert entity. Texts are keyed by language; '' where the feed names none. */
export interface AlertRecord {
  readonly id: string;
  readonly activePeriods: readonly { readonly start: number | null; readonly end: number | null }[];
  readonly selectors: readonly AlertSelector[];
  readonly cause: string;
  readonly effect: string;
  readonly severity: 'UNKNOWN_SEVERITY' | 'INFO' | 'WARNING' | 'SEVERE';
  readonly header: Readonly<Record<string, string>>;
  readonly description: Readonly<Record<string, string>>;
  readonly url: Readonly<Record<string, string>>;
}

/** One fetched feed message after decoding. `rejected` counts entities that could not be read, by reason. */
export interface DecodedFeed {
  /** Epoch seconds of the header. */
  readonly timestamp: number;
  readonly incrementality: 'FULL_DATASET' | 'DIFFERENTIAL';
  readonly tripUpdates: readonly TripUpdate[];
  readonly vehicles: readonly VehiclePosition[];
  readonly alerts: readonly AlertRecord[];
  readonly rejected: ReadonlyMap<string, number>;
}

/** Where an expected time comes from, as a byte in `TripRun.source`; names as in the contract's ArrivalSource. */
export const SOURCE = { SCHEDULE: 0, PROPAGATED: 1, POSITION: 2, ASSERTED: 3 } as const;

/** Bits of `TripRun.flags` by position. */
export const STOP_FLAG = {
  /** The bus does not call here. */
  SKIPPED: 1,
  /** The bus has left this stop. */
  PASSED: 2,
  /** Nobody can get on: the trip's last call, or pickup_type 1. */
  NO_BOARDING: 4,
} as const;

/** One trip on one service day as it really runs: what the real-time merge makes of the timetable and the feeds. */
export interface TripRun {
  /** `tripId|YYYYMMDD` or `tripId|YYYYMMDD|startTime`, unique in a snapshot and stable over snapshots. */
  readonly key: string;
  readonly tripId: string;
  /** Index of the timetable's trip it replaces or follows, or -1 for an added one. */
  readonly trip: number;
  /** Index of the route, or -1 where an added trip names none we know. */
  readonly route: number;
  /** GTFS direction_id, or -1 where it is not known. */
  readonly direction: 0 | 1 | -1;
  /** Days since 1970-01-01. */
  readonly serviceDay: number;
  readonly state: 'RUNNING' | 'CANCELED' | 'DELETED' | 'ADDED';
  readonly headsign: string | null;
  /** By position: stop index as called at (assigned platform taken in), stop_sequence. */
  readonly stops: Uint32Array;
  readonly sequences: Uint32Array;
  /** By position, epoch seconds; scheduled is -1 where the timetable has none (added trips). */
  readonly scheduledArrival: Float64Array;
  readonly scheduledDeparture: Float64Array;
  readonly arrival: Float64Array;
  readonly departure: Float64Array;
  /** By position: 10 % and 90 % quantile of the event's time (departure at the first stop, arrival elsewhere), epoch seconds. */
  readonly earliest: Float64Array;
  readonly latest: Float64Array;
  /** By position: a value of SOURCE; bits of STOP_FLAG. */
  readonly source: Uint8Array;
  readonly flags: Uint8Array;
  /** Epoch seconds of the observation this rests on; null without any. */
  readonly observedAt: number | null;
  /** First position the bus has not left yet. */
  readonly nextPosition: number;
  readonly vehicle: VehicleState | null;
  readonly wheelchair: 0 | 1 | 2;
  readonly occupancy: Occupancy | null;
}

/** One bus on the road. */
export interface VehicleState {
  readonly id: string;
  readonly label: string | null;
  readonly route: number;
  readonly run: string | null;
  readonly headsign: string | null;
  readonly directionId: 0 | 1 | null;
  /** WGS-84. */
  readonly lat: number;
  readonly lon: number;
  readonly bearing: number | null;
  readonly speed: number | null;
  readonly timestamp: number;
  readonly occupancy: Occupancy | null;
  readonly wheelchair: 0 | 1 | 2;
  /** Position in the run's stops of the next call, or null where the bus matches no trip. */
  readonly nextPosition: number | null;
}

/**
 * Calls of runs at stops, by stop: `from[stop]` … `from[stop + 1] - 1` of `run`, `position` and `time`, ordered by `time`.
 * Deleted runs are not in it; calls that have passed are.
 */
export interface CallIndex {
  readonly from: Uint32Array;
  /** Epoch seconds by which a board sorts the call: departure at the run's first stop, arrival elsewhere. */
  readonly time: Float64Array;
  /** The longest that any bus stands at a stop after `time`, in seconds: how far back a search must begin. */
  readonly longestStay: number;
  /** Index into `RealtimeSnapshot.runs`. */
  readonly run: Uint32Array;
  readonly position: Uint16Array;
}

/** How far from the timetable buses run of which nothing is known: 10 % and 90 % quantile of the delay, in seconds. */
export interface ScheduleSpread {
  readonly early: number;
  readonly late: number;
}

/** The state of the road at one moment, immutable; a new one replaces it whole. */
export interface RealtimeSnapshot {
  /** The timetable version it was made for: a reader takes both from one place. */
  readonly version: string;
  /** Epoch seconds (service clock) at which it was made. */
  readonly at: number;
  /** Epoch seconds of the youngest feed header taken in, or null. */
  readonly feedTimestamp: number | null;
  readonly runs: readonly TripRun[];
  readonly runByKey: ReadonlyMap<string, number>;
  readonly calls: CallIndex;
  /** By service day: one byte a timetable trip, 1 where a run stands in `runs` instead of the schedule. */
  readonly overridden: ReadonlyMap<number, Uint8Array>;
  readonly scheduleSpread: ScheduleSpread;
  readonly vehicles: readonly VehicleState[];
  readonly vehiclesByRoute: ReadonlyMap<number, readonly number[]>;
  readonly alerts: readonly AlertRecord[];
}
