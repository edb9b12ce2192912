import type { FeedKind } from '../metrics.js';
import type { Timetable } from '../timetable/timetable.js';
import { Assigner } from './assign.js';
import { followersOf } from './blocks.js';
import { expectationOf, NOWHERE, type Expectation, type Whereabouts } from './expectation.js';
import { Fleet, GHOST_AFTER, vehicleState, type FleetVehicle } from './fleet.js';
import { forecastFromPosition } from './from-position.js';
import type { Forecast } from './propagate.js';
import { RangeModel, weightOf, WORTHLESS } from './ranges.js';
import { RunningTimes } from './running-times.js';
import { Sightings, type Learnt } from './sightings.js';
import type { TrackPoint } from './tracker.js';
import { baseOfTrip, runKey, type RunBase } from './run-base.js';
import { assembleSnapshot } from './snapshot.js';
import { SOURCE, STOP_FLAG, type AlertRecord, type DecodedFeed, type RealtimeSnapshot, type ScheduleSpread, type TripRun, type VehiclePosition, type VehicleState } from './types.js';
import { Ways } from './way.js';
import { UpdateReader, type ReadUpdate } from './updates.js';

/** What is kept of a run from message to message. */
interface RunState {
  base: RunBase;
  /** The freshest update, and when it was observed (epoch seconds, never in the future). */
  read: ReadUpdate | null;
  updatedAt: number;
}

/** A position older than this (seconds) no longer says which stop is next. */
const PLACE_HOLDS = 240;
/** An update older than the bus's position by this (seconds) gives way to it. */
const UPDATE_TOO_OLD = 90;
/** Seconds that a finished run is kept, so that the timetable does not bring it back. */
const KEPT_AFTER_END = 900;

/**
 * The state of one feed's road: takes in decoded messages, keeps what each run's last word is, and makes snapshots.
 * One for a timetable version; nothing in it is shared with snapshots already made.
 */
export class Merge {
  readonly timetable: Timetable;
  readonly #runs = new Map<string, RunState>();
  /** Trip ids by which the feed speaks of runs that the timetable does not have under that id: run keys. */
  readonly #aliases = new Map<string, string>();
  /** Vehicles that an update names: the key of its run. */
  readonly #namedIn = new Map<string, string>();
  readonly #fleet = new Fleet();
  readonly #assigner: Assigner;
  readonly #reader: UpdateReader;
  readonly #counts = new Map<string, number>();
  readonly #sightings: Sightings;
  /** What has been learnt from buses seen to pass: handed on to the merge of the next timetable version. */
  readonly learnt: Learnt;
  #alerts: readonly AlertRecord[] = [];
  #feedTimestamp: number | null = null;

  /** @param learnt what has been learnt before; absent: nothing. */
  constructor(timetable: Timetable, learnt: Learnt = { ranges: new RangeModel(), times: new RunningTimes() }) {
    this.timetable = timetable;
    this.learnt = learnt;
    const ways = new Ways(timetable);
    this.#sightings = new Sightings(timetable, learnt, ways);
    this.#assigner = new Assigner(timetable, ways);
    this.#reader = new UpdateReader(timetable, this.#count);
  }

  readonly #count = (reason: string): void => {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  };

  /** What was refused or repaired so far, by reason. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Takes in a decoded message of one kind. `now` is the service clock, epoch seconds. */
  accept(kind: FeedKind, feed: DecodedFeed, now: number): void {
    const timestamp = Math.min(feed.timestamp, now);
    this.#feedTimestamp = Math.max(Math.min(this.#feedTimestamp ?? 0, now), timestamp);
    if (kind === 'alerts') this.#alerts = feed.alerts;
    else if (kind === 'vehiclePositions') this.acceptPositions(feed.vehicles, now);
    else this.#acceptUpdates(feed, now);
  }

  /** What one entity does that nobody foresaw costs that entity, never the feed: counted, and null. */
  #guard<T>(work: () => T | null): T | null {
    try {
      return work();
    } catch {
      this.#count('internal');
      return null;
    }
  }

  #acceptUpdates(feed: DecodedFeed, now: number): void {
    const taken = new Map<string, TripUpdateTaken>();
    for (const update of feed.tripUpdates) {
      let read = this.#guard(() => this.#reader.read(update));
      if (read === null) continue;
      const other = taken.get(read.base.key);
      if (other && update.trip.startTime !== other.startTime) {
        read = this.#reader.readBeside(update) ?? read;
      }
      const twin = taken.get(read.base.key);
      if (twin) {
        this.#count('duplicate-update');
        if (twin.timestamp > update.timestamp) continue;
      }
      taken.set(read.base.key, { startTime: update.trip.startTime, timestamp: update.timestamp });
      if (update.trip.tripId !== null && this.timetable.tripIndex(update.trip.tripId) === undefined) this.#aliases.set(update.trip.tripId, read.base.key);
      const state = this.#stateOf(read.base);
      state.base = read.base;
      state.read = read;
      state.updatedAt = Math.min(update.timestamp, now);
      if (update.vehicleId !== null) this.#namedIn.set(update.vehicleId, read.base.key);
    }
    if (feed.incrementality === 'FULL_DATASET') this.#dropUnmentioned(taken);
  }

  /** A full message that no longer speaks of a cancelled, deleted or added run takes that back; of a running one it is silent. */
  #dropUnmentioned(taken: ReadonlyMap<string, TripUpdateTaken>): void {
    for (const [key, state] of this.#runs) {
      if (taken.has(key) || state.read === null || state.read.state === 'RUNNING') continue;
      this.#runs.delete(key);
    }
  }

  #stateOf(base: RunBase): RunState {
    let state = this.#runs.get(base.key);
    if (!state) this.#runs.set(base.key, (state = { base, read: null, updatedAt: 0 }));
    return state;
  }

  /** Takes in positions of vehicles, from a feed or from the operator's own. `now`: epoch seconds. */
  acceptPositions(positions: readonly VehiclePosition[], now: number): void {
    for (const given of positions) {
      const position = given.timestamp > now ? { ...given, timestamp: now } : given;
      const base = this.#guard(() => this.#runOf(position, now));
      if (base) this.#stateOf(base);
      if (!this.#fleet.accept(position, base?.key ?? null, now, this.#count) || base === null) continue;
      if (this.#fleet.onRun(base.key, now)?.position === position) this.#sightings.accept(base, position);
    }
  }

  /** The run of a vehicle: by its trip, else the one whose update names the vehicle, else the one its place and time fit. */
  #runOf(position: VehiclePosition, now: number): RunBase | null {
    const { trip } = position;
    if (trip !== null && trip.tripId !== null) {
      const alias = this.#runs.get(this.#aliases.get(trip.tripId) ?? '');
      const base = alias?.base ?? this.#reader.findScheduled(trip, position.timestamp);
      if (base) return this.#runs.get(base.key)?.base ?? base;
    }
    const named = this.#runs.get(this.#namedIn.get(position.vehicleId) ?? '');
    if (named?.read?.update.vehicleId === position.vehicleId) return named.base;
    return trip === null || trip.routeId === null ? null : this.#assigned(position, now);
  }

  /** A bus keeps the trip that was found for it until it is at its end or off its way; then another is looked for. */
  #assigned(position: VehiclePosition, now: number): RunBase | null {
    const before = this.#runs.get(this.#fleet.find(position.vehicleId)?.runKey ?? '');
    const known = this.#fleet.find(position.vehicleId)?.position;
    if (before && known && known.timestamp > position.timestamp) return before.base;
    const sameLine = before !== undefined && position.trip?.routeId === known?.trip?.routeId && position.trip?.directionId === known?.trip?.directionId;
    if (before && sameLine && this.#sightings.follows(before.base.key, position)) return before.base;
    const done = (key: string) => this.#sightings.isDone(key);
    const taken = (key: string) => {
      const other = this.#fleet.onRun(key, now);
      return other !== null && other.position.vehicleId !== position.vehicleId;
    };
    const found = this.#assigner.find(position, done, taken);
    if (found === null) {
      this.#count('no-trip-near');
      return null;
    }
    const base = baseOfTrip(this.timetable, found.trip, found.serviceDay);
    return this.#runs.get(base.key)?.base ?? base;
  }

  /** The road as it is expected now (epoch seconds): everything new, nothing shared with the snapshot before. */
  snapshot(now: number): RealtimeSnapshot {
    const spread = this.learnt.ranges.scheduleSpread();
    this.#forget(now);
    const runs: TripRun[] = [];
    const vehicles: VehicleState[] = [];
    for (const state of this.#runs.values()) {
      const run = this.#runNow(state, now, spread);
      if (run) runs.push(run);
    }
    this.#addFollowers(runs, now, spread);
    const places = new Map(runs.map((run) => [run.key, run]));
    for (const vehicle of this.#fleet.shown(now)) {
      const run = vehicle.runKey === null ? undefined : places.get(vehicle.runKey);
      vehicles.push(run?.vehicle ?? vehicleState(this.timetable, vehicle, this.#runs.get(vehicle.runKey ?? '')?.base ?? null, null));
    }
    return assembleSnapshot(this.timetable, { at: now, feedTimestamp: this.#feedTimestamp, runs, vehicles, alerts: this.#alerts, scheduleSpread: spread });
  }

  #runNow(state: RunState, now: number, spread: ScheduleSpread): TripRun | null {
    const { base, read } = state;
    const vehicle = this.#fleet.onRun(base.key, now);
    if (read !== null && read.forecast === null) return unchanged(base, read.state, state.updatedAt);
    const point = vehicle && this.#sightings.point(base.key);
    const { forecast, observedAt } = this.#forecast(state, point, now);
    if (forecast === null) return null;
    if (base.trip < 0 && now - observedAt > GHOST_AFTER) return null;
    if (weightOf(now - observedAt) < WORTHLESS) return null;
    const whereabouts = whereaboutsOf(point, forecast, observedAt, now);
    const { expectation, uncorrected } = expectationOf({ base, forecast, observedAt, now, whereabouts }, this.learnt.ranges, spread);
    const run = this.#runFrom(state, read?.state ?? 'RUNNING', expectation, forecast, observedAt, vehicle);
    this.#sightings.note(run, uncorrected, now);
    return run;
  }

  /** What the feed says, else (or where the bus has spoken long after it) what the bus's place makes of it. */
  #forecast({ base, read, updatedAt }: RunState, point: TrackPoint | null, now: number): { forecast: Forecast | null; observedAt: number } {
    const said = read?.forecast ?? null;
    const plan = this.#sightings.plan(base.key);
    const planned = base.pattern !== null && plan !== null && point !== null;
    if (!planned || (said !== null && point.at - updatedAt <= UPDATE_TOO_OLD)) return { forecast: said, observedAt: updatedAt };
    const own = forecastFromPosition(base, plan, point, this.learnt.times, Math.max(point.at, now));
    // Which stops are skipped and which platforms are used, only the feed can say.
    if (said) said.flags.forEach((bits, at) => (own.flags[at] = (own.flags[at] ?? 0) | (bits & STOP_FLAG.SKIPPED)));
    return { forecast: said ? { ...own, stops: said.stops } : own, observedAt: point.at };
  }

  #runFrom({ base, read }: RunState, state: TripRun['state'], expected: Expectation, forecast: Forecast, observedAt: number, vehicle: FleetVehicle | null): TripRun {
    const wheelchair = vehicle?.position.wheelchair || read?.update.wheelchair || base.wheelchair;
    return {
      key: base.key, tripId: base.tripId, trip: base.trip, route: base.route, direction: base.direction, serviceDay: base.serviceDay,
      state, headsign: base.headsign, stops: forecast.stops, sequences: base.sequences,
      scheduledArrival: base.scheduledArrival, scheduledDeparture: base.scheduledDeparture,
      ...expected, observedAt, vehicle: vehicle && vehicleState(this.timetable, vehicle, base, expected.nextPosition < base.stops.length ? expected.nextPosition : null), wheelchair,
      occupancy: vehicle?.position.occupancy ?? read?.update.stops.find((stop) => stop.occupancy !== null)?.occupancy ?? null,
    };
  }

  /** The next trips of late buses, where nothing better is known of them. */
  #addFollowers(runs: TripRun[], now: number, spread: ScheduleSpread): void {
    const known = new Set(runs.map((run) => run.key));
    for (const run of [...runs]) {
      const end = run.arrival.length - 1;
      if (run.trip < 0 || run.state !== 'RUNNING' || run.observedAt === null || run.source[end] === SOURCE.SCHEDULE) continue;
      const speaksFor = (trip: number, day: number) => known.has(this.#keyOf(trip, day));
      const observedAt = run.observedAt;
      for (const { base, forecast } of followersOf(this.timetable, run.trip, run.serviceDay, run.arrival[end] ?? 0, now, speaksFor)) {
        known.add(base.key);
        // The run it follows has already been eased: what it hands on is not eased a second time.
        const { expectation } = expectationOf({ base, forecast, observedAt: now, now, whereabouts: NOWHERE }, this.learnt.ranges, spread);
        runs.push(this.#runFrom({ base, read: null, updatedAt: observedAt }, 'RUNNING', expectation, forecast, observedAt, null));
      }
    }
  }

  #keyOf(trip: number, day: number): string {
    const start = this.timetable.data.tripStartTime[trip] ?? -1;
    return runKey(this.timetable.data.tripIds[trip] ?? '', day, start < 0 ? null : start);
  }

  #forget(now: number): void {
    this.#fleet.forget(now);
    for (const [key, { base, read }] of this.#runs) {
      const last = base.stops.length - 1;
      const end = Math.max(base.scheduledArrival[last] ?? 0, read?.forecast?.arrival[last] ?? 0);
      if (end + KEPT_AFTER_END < now) this.#runs.delete(key);
    }
    this.#sightings.forget((key) => this.#runs.has(key));
    for (const known of [this.#aliases, this.#namedIn]) for (const [id, key] of known) if (!this.#runs.has(key)) known.delete(id);
  }
}

/** Where the bus is, by its own position while that is fresh and by the feed where that speaks of a later stop. */
function whereaboutsOf(point: TrackPoint | null, forecast: Forecast, observedAt: number, now: number): Whereabouts {
  if (point === null || now - point.at > PLACE_HOLDS) return NOWHERE;
  const feedNext = forecast.dropsPassed && observedAt > point.at ? forecast.firstMentioned : 0;
  return feedNext > point.next ? { nextPosition: feedNext, atStop: false } : { nextPosition: point.next, atStop: point.atStop };
}

interface TripUpdateTaken {
  readonly startTime: number | null;
  readonly timestamp: number;
}

/** A cancelled or deleted run: the timetable's times, struck through or hidden by the board. */
function unchanged(base: RunBase, state: TripRun['state'], observedAt: number): TripRun {
  return {
    key: base.key, tripId: base.tripId, trip: base.trip, route: base.route, direction: base.direction, serviceDay: base.serviceDay, state, headsign: base.headsign,
    stops: base.stops, sequences: base.sequences, scheduledArrival: base.scheduledArrival, scheduledDeparture: base.scheduledDeparture,
    arrival: base.scheduledArrival, departure: base.scheduledDeparture, earliest: base.scheduledArrival, latest: base.scheduledDeparture,
    source: new Uint8Array(base.stops.length), flags: base.flags, observedAt, nextPosition: 0, vehicle: null, wheelchair: base.wheelchair, occupancy: null,
  };
}

/** A new state machine for a timetable. */
export function createMerge(timetable: Timetable, learnt?: Learnt): Merge {
  return new Merge(timetable, learnt);
}
