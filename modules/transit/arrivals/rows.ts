import { routeEntity, stopEntity } from '../contract.js';
import type { ArrivalEntity, ArrivalSource, ArrivalStatus, RouteEntity, StopEntity, TripEntity, VehicleEntity } from '../contract.js';
import type { FeedState } from '../realtime/feeds.js';
import { callTime } from '../realtime/snapshot.js';
import { SOURCE, STOP_FLAG } from '../realtime/types.js';
import type { TripRun } from '../realtime/types.js';
import { isoDateOf } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';

/** Seconds before and after the timetable within which a bus counts as on time. */
const EARLY_BEYOND = -60;
const LATE_BEYOND = 120;

const SOURCES: readonly ArrivalSource[] = ['SCHEDULE', 'PROPAGATED', 'POSITION', 'ASSERTED'];

/** What every row of a board has, whatever it rests on; what few readers ask for is made when they do. */
abstract class Row {
  readonly timetable: Timetable;
  readonly position: number;
  abstract readonly stopSequence: number;
  protected readonly stopIndex: number;

  constructor(timetable: Timetable, stopIndex: number, position: number) {
    this.timetable = timetable;
    this.stopIndex = stopIndex;
    this.position = position;
  }

  get stop(): StopEntity {
    return stopEntity(this.timetable, this.stopIndex);
  }
}

/** A row by the timetable alone. */
class ScheduledRow extends Row implements ArrivalEntity {
  readonly scheduledAt: number;
  readonly expectedAt: number;
  readonly earliest: number;
  readonly latest: number;
  readonly etaSeconds: number;
  readonly #trip: number;
  readonly #day: number;

  constructor(state: FeedState, stopIndex: number, trip: number, position: number, day: number, time: number, nowSeconds: number) {
    super(state.timetable, stopIndex, position);
    const { early, late } = state.snapshot.scheduleSpread;
    this.#trip = trip;
    this.#day = day;
    this.scheduledAt = time * 1000;
    this.expectedAt = this.scheduledAt;
    // A bus that has not come can come no earlier than now; of a board in the past nothing is known but the timetable.
    this.earliest = Math.max(time + early, Math.min(nowSeconds, time)) * 1000;
    this.latest = (time + late) * 1000;
    this.etaSeconds = Math.round(time - nowSeconds);
  }

  get id(): string {
    return rowId(this.timetable, tripKey(this.timetable, this.#trip, this.#day), this.stopSequence);
  }
  get route(): RouteEntity {
    return routeEntity(this.timetable, this.timetable.patternOf(this.#trip).route);
  }
  get trip(): TripEntity {
    return tripEntity(this.timetable, this.#trip, this.#day, null);
  }
  get stopSequence(): number {
    return this.timetable.patternOf(this.#trip).sequences[this.position] ?? this.position;
  }
  get dropOffOnly(): boolean {
    const pattern = this.timetable.patternOf(this.#trip);
    return this.position === pattern.stops.length - 1 || pattern.pickup[this.position] === 1;
  }
  get source(): ArrivalSource {
    return 'SCHEDULE';
  }
  get status(): ArrivalStatus {
    return 'SCHEDULED';
  }
  get dataAgeSeconds(): number | null {
    return null;
  }
  get vehicle(): VehicleEntity | null {
    return null;
  }
  get stopsAway(): number | null {
    return null;
  }
}

/** A row of a run of which real-time speaks. */
class RunRow extends Row implements ArrivalEntity {
  readonly scheduledAt: number | null;
  readonly expectedAt: number;
  readonly earliest: number;
  readonly latest: number;
  readonly etaSeconds: number;
  readonly stopSequence: number;
  readonly status: ArrivalStatus;
  readonly source: ArrivalSource;
  readonly dataAgeSeconds: number | null;
  readonly #run: TripRun;
  readonly #now: number;

  constructor(state: FeedState, run: TripRun, position: number, nowSeconds: number) {
    super(state.timetable, run.stops[position] ?? 0, position);
    const scheduled = (position === 0 ? run.scheduledDeparture[0] : run.scheduledArrival[position]) ?? -1;
    const expected = callTime(run, position);
    const code = run.source[position] ?? 0;
    this.#run = run;
    this.#now = nowSeconds;
    this.scheduledAt = scheduled < 0 ? null : Math.round(scheduled) * 1000;
    this.expectedAt = Math.round(expected) * 1000;
    this.earliest = Math.min(Math.round(run.earliest[position] ?? expected) * 1000, this.expectedAt);
    this.latest = Math.max(Math.round(run.latest[position] ?? expected) * 1000, this.expectedAt);
    this.etaSeconds = Math.round(expected - nowSeconds);
    this.stopSequence = run.sequences[position] ?? position;
    this.status = statusOf(run, position, code, scheduled < 0 ? 0 : expected - scheduled);
    this.source = SOURCES[code] ?? 'SCHEDULE';
    this.dataAgeSeconds = code === SOURCE.SCHEDULE && run.state !== 'CANCELED' || run.observedAt === null ? null : Math.max(0, Math.round(nowSeconds - run.observedAt));
  }

  get id(): string {
    return rowId(this.timetable, this.#run.key, this.stopSequence);
  }
  get route(): RouteEntity {
    return routeEntity(this.timetable, this.#run.route);
  }
  get trip(): TripEntity {
    return tripEntity(this.timetable, this.#run.trip, this.#run.serviceDay, this.#run);
  }
  get dropOffOnly(): boolean {
    return ((this.#run.flags[this.position] ?? 0) & STOP_FLAG.NO_BOARDING) !== 0;
  }
  get vehicle(): VehicleEntity | null {
    const state = this.#run.vehicle;
    return state && { id: `${this.timetable.feedId}:${state.id}`, timetable: this.timetable, state, run: this.#run, now: this.#now * 1000 };
  }
  get stopsAway(): number | null {
    return stopsAway(this.#run, this.position);
  }
}

/** A row by the timetable: `time` is the scheduled instant in epoch seconds. */
export function scheduledRow(state: FeedState, stopIndex: number, trip: number, position: number, day: number, time: number, nowSeconds: number): ArrivalEntity {
  return new ScheduledRow(state, stopIndex, trip, position, day, time, nowSeconds);
}

/** A row of a run at one of its positions. */
export function runRow(state: FeedState, run: TripRun, position: number, nowSeconds: number): ArrivalEntity {
  return new RunRow(state, run, position, nowSeconds);
}

/** Status by the contract: what the run says, else how far the expectation is from the timetable (`delay`, seconds). */
export function statusOf(run: TripRun, position: number, source: number, delay: number): ArrivalStatus {
  if (run.state === 'CANCELED') return 'CANCELED';
  if (((run.flags[position] ?? 0) & STOP_FLAG.SKIPPED) !== 0) return 'SKIPPED';
  if (run.state === 'ADDED') return 'ADDED';
  if (source === SOURCE.SCHEDULE) return 'SCHEDULED';
  if (delay < EARLY_BEYOND) return 'EARLY';
  return delay > LATE_BEYOND ? 'LATE' : 'ON_TIME';
}

/** Stops between the bus and a position, those it skips not counted; null where nobody knows where the bus is. */
export function stopsAway(run: TripRun, position: number): number | null {
  if (run.state === 'CANCELED' || (run.vehicle === null && run.nextPosition === 0)) return null;
  let count = 0;
  for (let at = run.nextPosition; at < position; at++) if (((run.flags[at] ?? 0) & STOP_FLAG.SKIPPED) === 0) count++;
  return count;
}

/**
 * Key of a timetable trip on a service day, `tripId|YYYYMMDD`, with the start time for a run of frequencies.txt:
 * the same as `TripRun.key`, so that a row keeps its id when real-time begins to speak of it.
 */
export function tripKey(timetable: Timetable, trip: number, day: number): string {
  const start = timetable.data.tripStartTime[trip] ?? -1;
  const key = `${timetable.data.tripIds[trip] ?? ''}|${dateText(day)}`;
  return start < 0 ? key : `${key}|${start}`;
}

function rowId(timetable: Timetable, key: string, sequence: number): string {
  return `${timetable.feedId}:${key}|${sequence}`;
}

/** The entity of a trip on a service day. */
export function tripEntity(timetable: Timetable, trip: number, serviceDay: number, run: TripRun | null): TripEntity {
  return { id: `${timetable.feedId}:${run ? run.tripId : (timetable.data.tripIds[trip] ?? '')}`, timetable, trip, serviceDay, run };
}

const dateTexts = new Map<number, string>();

/** `YYYYMMDD` of a day; the few days in use are kept. */
function dateText(day: number): string {
  let text = dateTexts.get(day);
  if (text === undefined) {
    if (dateTexts.size > 64) dateTexts.clear();
    dateTexts.set(day, (text = isoDateOf(day).replaceAll('-', '')));
  }
  return text;
}
