import type { Timetable } from '../timetable/timetable.js';
import { baseOfDuplicate, baseOfStops } from './added.js';
import { forecastOf, type Count, type Forecast } from './propagate.js';
import { baseOfTrip, runKey, type RunBase } from './run-base.js';
import { TripMatcher } from './trip-match.js';
import type { TripRef, TripRun, TripUpdate } from './types.js';

/** What a TripUpdate comes to: a run and what is forecast of it. */
export interface ReadUpdate {
  readonly base: RunBase;
  readonly state: TripRun['state'];
  /** Null for a cancelled or deleted run: it has the timetable's times. */
  readonly forecast: Forecast | null;
  readonly update: TripUpdate;
}

/** Reads TripUpdates against one timetable: which run each means, whatever its relationship, and what it forecasts. */
export class UpdateReader {
  readonly #timetable: Timetable;
  readonly #matcher: TripMatcher;
  readonly #count: Count;

  constructor(timetable: Timetable, count: Count) {
    this.#timetable = timetable;
    this.#matcher = new TripMatcher(timetable);
    this.#count = count;
  }

  /** Null where nothing can be made of it; the reason is counted. */
  read(update: TripUpdate): ReadUpdate | null {
    switch (update.trip.relationship) {
      case 'CANCELED':
      case 'DELETED': {
        const base = this.#scheduled(update);
        return base && { base, state: update.trip.relationship, forecast: null, update };
      }
      case 'ADDED':
      case 'NEW':
        return this.#added(update);
      case 'REPLACEMENT':
        return this.#replacement(update);
      case 'DUPLICATED':
        return this.#duplicate(update);
      default: {
        const base = this.#scheduled(update);
        return base && this.#withForecast(base, 'RUNNING', update);
      }
    }
  }

  /** The run of the timetable that a reference means, for vehicles; null for none (not counted). */
  findScheduled(ref: TripRef, observedAt: number): RunBase | null {
    const match = this.#matcher.match(ref, observedAt);
    return typeof match === 'string' ? null : this.#baseOf(match.trip, match.serviceDay, match.shift);
  }

  #scheduled(update: TripUpdate): RunBase | null {
    const match = this.#matcher.match(update.trip, update.timestamp, update.stops);
    if (typeof match === 'string') {
      this.#count(match);
      return null;
    }
    return this.#baseOf(match.trip, match.serviceDay, match.shift);
  }

  #baseOf(trip: number, serviceDay: number, shift: number): RunBase {
    const headway = this.#timetable.data.tripHeadway[trip] ?? 0;
    if (shift === 0 || headway === 0) return baseOfTrip(this.#timetable, trip, serviceDay);
    // Near one of the timetable's runs it is that run, moved; else a run of its own.
    if (Math.abs(shift) <= headway / 2) return baseOfTrip(this.#timetable, trip, serviceDay, { shift });
    return this.#extraRun(trip, serviceDay, shift);
  }

  #extraRun(trip: number, serviceDay: number, shift: number): RunBase {
    const { data } = this.#timetable;
    const tripId = data.tripIds[trip] ?? '';
    return baseOfTrip(this.#timetable, trip, serviceDay, { shift, added: true, key: runKey(tripId, serviceDay, (data.tripStartTime[trip] ?? 0) + shift) });
  }

  /** Another run of the same frequency-based trip at this start, where the nearest of the timetable is already taken. */
  readBeside(update: TripUpdate): ReadUpdate | null {
    const match = this.#matcher.match(update.trip, update.timestamp, update.stops);
    if (typeof match === 'string' || match.shift === 0) return null;
    return this.#withForecast(this.#extraRun(match.trip, match.serviceDay, match.shift), 'ADDED', update);
  }

  #withForecast(base: RunBase, state: TripRun['state'], update: TripUpdate): ReadUpdate | null {
    const forecast = forecastOf(this.#timetable, base, update, this.#count);
    return forecast && { base, state: base.trip < 0 ? 'ADDED' : state, forecast, update };
  }

  #added(update: TripUpdate): ReadUpdate | null {
    // Some feeds say ADDED of a trip that the timetable has and that runs that day: then it is that trip.
    const match = update.trip.tripId === null || this.#timetable.tripIndex(update.trip.tripId) === undefined ? null : this.#matcher.match(update.trip, update.timestamp);
    if (match !== null && typeof match !== 'string' && update.stops.every((stop) => stop.stopId !== null)) {
      const base = this.#baseOf(match.trip, match.serviceDay, match.shift);
      if (sameStops(this.#timetable, base, update)) return this.#withForecast(base, 'RUNNING', update);
    }
    const base = baseOfStops(this.#timetable, update, null, this.#count);
    return base && this.#withForecast(base, 'ADDED', update);
  }

  #replacement(update: TripUpdate): ReadUpdate | null {
    const replaced = this.#scheduled(update);
    if (replaced === null) return null;
    const base = baseOfStops(this.#timetable, update, replaced, this.#count) ?? replaced;
    return this.#withForecast(base, 'RUNNING', update);
  }

  #duplicate(update: TripUpdate): ReadUpdate | null {
    const original = this.#scheduled(update);
    if (original === null) return null;
    const base = baseOfDuplicate(this.#timetable, original.trip, original.serviceDay, update, this.#count);
    if (base === null) return null;
    if (update.stops.length === 0 && update.delay === null) return this.#withForecast(base, 'ADDED', { ...update, delay: 0 });
    return this.#withForecast(base, 'ADDED', update);
  }
}

function sameStops(timetable: Timetable, base: RunBase, update: TripUpdate): boolean {
  let after = 0;
  for (const { stopId } of update.stops) {
    const at = base.stops.indexOf(timetable.stopIndex(stopId ?? '') ?? -1, after);
    if (at < 0) return false;
    after = at + 1;
  }
  return update.stops.length > 0;
}
