import type { Timetable } from '../timetable/timetable.js';

/**
 * A stop's calls on one service day by the timetable, ordered by `time`. Made once a stop and day and then only searched:
 * this is what keeps a board at a few microseconds.
 */
export interface DayCalls {
  /** Seconds of the service day by which a board sorts: departure at a trip's first stop, arrival elsewhere. */
  readonly time: Int32Array;
  /** Seconds of the service day at which the bus leaves (at a trip's last stop: arrives). */
  readonly until: Int32Array;
  readonly trip: Uint32Array;
  readonly position: Uint16Array;
  /** The longest stay, seconds. */
  readonly longestStay: number;
}

/** Days kept in memory for a timetable; a board touches three. */
const KEPT_DAYS = 6;
const NO_CALLS: DayCalls = { time: new Int32Array(0), until: new Int32Array(0), trip: new Uint32Array(0), position: new Uint16Array(0), longestStay: 0 };

/** Whether passengers can get on at a position of a pattern: not at its last stop, nor where pickup_type is 1. */
export function boards(timetable: Timetable, pattern: number, position: number): boolean {
  const record = timetable.patterns[pattern];
  return record !== undefined && position < record.stops.length - 1 && record.pickup[position] !== 1;
}

/** The day lists of one timetable version. */
export class DepartureLists {
  readonly #timetable: Timetable;
  /** By day, then by stop; the day used longest ago goes first. */
  readonly #days = new Map<number, (DayCalls | undefined)[]>();
  readonly #boarding: Uint8Array;
  /** Days before today whose trips may still be on the road. */
  readonly lookback: number;
  #lastDay = Number.NaN;
  #lastLists: (DayCalls | undefined)[] = [];

  constructor(timetable: Timetable) {
    this.#timetable = timetable;
    this.#boarding = new Uint8Array(timetable.stops.length);
    for (const pattern of timetable.patterns) {
      pattern.stops.forEach((stop, position) => {
        if (boards(timetable, pattern.index, position)) this.#boarding[stop] = 1;
      });
    }
    let last = 0;
    for (const time of timetable.data.departures) if (time > last) last = time;
    this.lookback = Math.max(1, Math.floor(last / 86_400));
  }

  /** Whether anybody can get on at a stop on any trip of the timetable. */
  canBoard(stop: number): boolean {
    return this.#boarding[stop] === 1;
  }

  /**
   * The calls at a stop on a service day (days since 1970-01-01).
   * At a stop where one can board, only calls at which one can; elsewhere all.
   */
  at(stop: number, day: number): DayCalls {
    if (day !== this.#lastDay) this.#turnTo(day);
    return (this.#lastLists[stop] ??= this.#build(stop, day));
  }

  #turnTo(day: number): void {
    let lists = this.#days.get(day);
    if (lists) this.#days.delete(day);
    else lists = new Array<DayCalls | undefined>(this.#timetable.stops.length).fill(undefined);
    this.#days.set(day, lists);
    for (const oldest of this.#days.keys()) {
      if (this.#days.size <= KEPT_DAYS) break;
      this.#days.delete(oldest);
    }
    this.#lastDay = day;
    this.#lastLists = lists;
  }

  #build(stop: number, day: number): DayCalls {
    const timetable = this.#timetable;
    const { tripService } = timetable.data;
    const boarding = this.canBoard(stop);
    const found: { time: number; until: number; trip: number; position: number }[] = [];
    for (let visit = timetable.visitFrom[stop] ?? 0; visit < (timetable.visitFrom[stop + 1] ?? 0); visit++) {
      const pattern = timetable.visitPattern[visit] ?? 0;
      const position = timetable.visitPosition[visit] ?? 0;
      if (boarding && !boards(timetable, pattern, position)) continue;
      const record = timetable.patterns[pattern];
      for (let trip = record?.firstTrip ?? 0; trip < (record?.endTrip ?? 0); trip++) {
        if (!timetable.runsOn(tripService[trip] ?? 0, day)) continue;
        const arrival = timetable.arrival(trip, position);
        const departure = timetable.departure(trip, position);
        found.push({ time: position === 0 ? departure : arrival, until: departure, trip, position });
      }
    }
    return found.length === 0 ? NO_CALLS : toColumns(found);
  }
}

function toColumns(found: { time: number; until: number; trip: number; position: number }[]): DayCalls {
  found.sort((a, b) => a.time - b.time || a.trip - b.trip);
  return {
    time: Int32Array.from(found, (call) => call.time),
    until: Int32Array.from(found, (call) => call.until),
    trip: Uint32Array.from(found, (call) => call.trip),
    position: Uint16Array.from(found, (call) => call.position),
    longestStay: found.reduce((most, call) => Math.max(most, call.until - call.time), 0),
  };
}

const lists = new WeakMap<Timetable, DepartureLists>();

/** The day lists of a timetable version, made on first use and dropped with it. */
export function departureLists(timetable: Timetable): DepartureLists {
  let known = lists.get(timetable);
  if (!known) lists.set(timetable, (known = new DepartureLists(timetable)));
  return known;
}
