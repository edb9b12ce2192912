import type { PatternRecord, Timetable } from '../timetable/timetable.js';

/** A bus of the simulation for one service day. */
export interface SimulatedBus {
  readonly id: string;
  readonly label: string;
  /** False for a bus that cannot take a wheelchair, whatever the timetable says. */
  readonly wheelchair: boolean;
  /** True for a bus whose operator sends positions but no predictions. */
  readonly silent: boolean;
}

/** One run of one service day: what the timetable says and what will have happened. */
export interface SimulatedRun {
  /** Index of the trip in the timetable; of an added run: the trip whose times it follows, shifted. */
  readonly trip: number;
  readonly tripId: string;
  readonly pattern: PatternRecord;
  readonly relationship: 'SCHEDULED' | 'CANCELED' | 'ADDED';
  /** Seconds that an added run leaves after its model; else 0. */
  readonly shift: number;
  readonly bus: SimulatedBus;
  /** Positions in the trip's stops that this run passes without stopping. */
  readonly skipped: ReadonlySet<number>;
  /** The run that the same bus makes before, or null. */
  readonly before: SimulatedRun | null;
  /** What happens, in seconds of the service day by position; empty for a cancelled run. */
  readonly arrivals: Float64Array;
  readonly departures: Float64Array;
}

/** A stop that no line serves for some hours, because of road works. */
export interface Detour {
  /** Indexes of the lines that pass by it. */
  readonly routes: readonly number[];
  /** Stop indexes, one a direction. */
  readonly stops: readonly number[];
  /** Seconds of the service day. */
  readonly from: number;
  readonly until: number;
}

/** An extra run between two of the timetable. */
export interface Addition { readonly model: number; readonly shift: number; readonly tripId: string }

/** Two runs of one line of which the later closes up behind the earlier. */
export interface Bunching { readonly leader: number; readonly follower: number; readonly headway: number }

/** What goes wrong on a service day. */
export interface Incidents {
  readonly detour: Detour | null;
  /** Trip indexes. */
  readonly canceled: ReadonlySet<number>;
  readonly added: readonly Addition[];
  readonly bunching: readonly Bunching[];
}

/** A whole simulated service day. */
export interface DayPlan {
  readonly timetable: Timetable;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** The same as a GTFS date, YYYYMMDD. */
  readonly date: string;
  /** Epoch seconds from which the day's seconds count. */
  readonly start: number;
  readonly incidents: Incidents;
  /** In order of departure. */
  readonly runs: readonly SimulatedRun[];
}
