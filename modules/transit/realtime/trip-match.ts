import { dayOf, dayOfGtfsDate } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import type { StopUpdate, TripRef } from './types.js';

/** Which trip of the timetable is meant, on which service day. */
export interface TripMatch {
  readonly trip: number;
  readonly serviceDay: number;
  /** For a frequency-based run that the timetable does not hold at this time: seconds from the run `trip` to it. */
  readonly shift: number;
}

/** Why none is meant. */
export type NoMatch = 'no-trip-id' | 'unknown-trip' | 'bad-start-date' | 'ambiguous-trip';

/** Share of an update's stops that must agree before a trip is taken for one with another id. */
const STOPS_AGREE = 0.8;
const KEPT_DAYS = 4;

/** Finds the trip that a TripDescriptor means. One a timetable. */
export class TripMatcher {
  readonly #timetable: Timetable;
  /** By day: trips by route and start time, for feeds whose trip ids are of another version. */
  readonly #starts = new Map<number, Map<string, number[]>>();

  constructor(timetable: Timetable) {
    this.#timetable = timetable;
  }

  /**
   * The trip meant by `ref` at `observedAt` (epoch seconds). Without start_date the service day is the one on which the
   * trip is nearest to the observation, yesterday's past midnight included.
   */
  match(ref: TripRef, observedAt: number, stops: readonly StopUpdate[] = []): TripMatch | NoMatch {
    if (ref.startDate !== null && Number.isNaN(dayOfGtfsDate(ref.startDate))) return 'bad-start-date';
    const known = ref.tripId === null ? undefined : this.#timetable.tripIndex(ref.tripId);
    if (known === undefined) return this.#matchByStart(ref, observedAt, stops);
    const runs = this.#timetable.tripRuns(ref.tripId ?? '');
    if (runs.length > 0) return this.#matchFrequency(runs, ref, observedAt);
    return { trip: known, serviceDay: this.#serviceDay(known, ref, observedAt), shift: 0 };
  }

  #serviceDay(trip: number, ref: TripRef, observedAt: number): number {
    const service = this.#timetable.data.tripService[trip] ?? 0;
    if (ref.startDate === null) return this.#nearestDay(trip, observedAt);
    const day = dayOfGtfsDate(ref.startDate);
    if (this.#timetable.runsOn(service, day)) return day;
    // Some feeds give the calendar date of a trip past midnight instead of its service day.
    if (this.#timetable.departure(trip, 0) >= 86_400 && this.#timetable.runsOn(service, day - 1)) return day - 1;
    return day;
  }

  #nearestDay(trip: number, observedAt: number): number {
    const timetable = this.#timetable;
    const service = timetable.data.tripService[trip] ?? 0;
    const last = timetable.patternOf(trip).stops.length - 1;
    const today = dayOf(observedAt, timetable.zone);
    let best = today;
    let nearest = Number.POSITIVE_INFINITY;
    for (let day = today - 2; day <= today + 1; day++) {
      if (!timetable.runsOn(service, day)) continue;
      const start = timetable.dayStart(day);
      const distance = Math.max(0, start + timetable.departure(trip, 0) - observedAt, observedAt - start - timetable.arrival(trip, last));
      if (distance < nearest) {
        nearest = distance;
        best = day;
      }
    }
    return best;
  }

  #matchFrequency(runs: readonly number[], ref: TripRef, observedAt: number): TripMatch | NoMatch {
    const { data } = this.#timetable;
    const [first] = runs;
    if (first === undefined) return 'unknown-trip';
    const serviceDay = this.#serviceDay(first, ref, observedAt);
    // Without start_time: the run whose times are nearest to the observation.
    const wanted = ref.startTime ?? observedAt - this.#timetable.dayStart(serviceDay);
    let best = first;
    for (const run of runs) if (Math.abs((data.tripStartTime[run] ?? 0) - wanted) < Math.abs((data.tripStartTime[best] ?? 0) - wanted)) best = run;
    const away = wanted - (data.tripStartTime[best] ?? 0);
    const headway = data.tripHeadway[best] ?? 0;
    return { trip: best, serviceDay, shift: ref.startTime !== null && headway > 0 ? away : 0 };
  }

  #matchByStart(ref: TripRef, observedAt: number, stops: readonly StopUpdate[]): TripMatch | NoMatch {
    if (ref.routeId === null || ref.startTime === null) return ref.tripId === null ? 'no-trip-id' : 'unknown-trip';
    const route = this.#timetable.routeIndex(ref.routeId);
    if (route === undefined) return 'unknown-trip';
    const day = ref.startDate === null ? dayOf(observedAt, this.#timetable.zone) : dayOfGtfsDate(ref.startDate);
    const candidates = (this.#startsOn(day).get(`${route}|${ref.startTime}`) ?? []).filter((trip) => {
      const pattern = this.#timetable.patternOf(trip);
      return (ref.directionId === null || pattern.direction === ref.directionId || pattern.direction < 0) && this.#agrees(trip, stops);
    });
    const [trip] = candidates;
    if (trip === undefined) return 'unknown-trip';
    return candidates.length === 1 ? { trip, serviceDay: day, shift: 0 } : 'ambiguous-trip';
  }

  #agrees(trip: number, stops: readonly StopUpdate[]): boolean {
    const pattern = this.#timetable.patternOf(trip);
    const named = stops.filter((stop) => stop.stopId !== null);
    if (named.length === 0) return true;
    const ids = new Set(Array.from(pattern.stops, (stop) => this.#timetable.stops[stop]?.id));
    return named.filter((stop) => ids.has(stop.stopId ?? '')).length >= named.length * STOPS_AGREE;
  }

  #startsOn(day: number): Map<string, number[]> {
    let starts = this.#starts.get(day);
    if (starts) return starts;
    starts = new Map();
    const { data } = this.#timetable;
    for (let trip = 0; trip < data.tripIds.length; trip++) {
      if (!this.#timetable.runsOn(data.tripService[trip] ?? 0, day)) continue;
      const key = `${this.#timetable.patternOf(trip).route}|${this.#timetable.departure(trip, 0)}`;
      const trips = starts.get(key);
      if (trips) trips.push(trip);
      else starts.set(key, [trip]);
    }
    if (this.#starts.size >= KEPT_DAYS) this.#starts.clear();
    this.#starts.set(day, starts);
    return starts;
  }
}
