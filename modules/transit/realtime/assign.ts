import { dayOf } from '../timetable/service-days.js';
import type { PatternRecord, Timetable } from '../timetable/timetable.js';
import { runKey } from './run-base.js';
import type { VehiclePosition } from './types.js';
import { placeOn, type Ways } from './way.js';

/** A trip that a bus without a trip id may be on. */
export interface Assignment {
  readonly trip: number;
  readonly serviceDay: number;
}

/** Further from the way than this (metres), or this late or early (seconds), it is another trip. */
const OFF_ROUTE = 150;
const MOST_LATE = 2700;
const MOST_EARLY = 900;
/** How long before its start (seconds) a bus waits at the first stop of a trip, and within how many metres. */
const WAITS = 1200;
const WAITS_WITHIN = 150;
/** One measure of doubt: metres aside, seconds late, seconds early. Buses are late more than early. */
const ASIDE = 30;
const LATE = 420;
const EARLY = 150;
/** What it costs that another bus is already on the trip. */
const TAKEN = 9;

/** Finds trips for buses that say only their line and direction (上下行) and where they are. */
export class Assigner {
  readonly #timetable: Timetable;
  readonly #ways: Ways;

  constructor(timetable: Timetable, ways: Ways) {
    this.#timetable = timetable;
    this.#ways = ways;
  }

  /**
   * The trip that a position fits best: near its way, and at the time when the timetable has the bus about there; null where
   * none fits. `refused` are keys of runs that it cannot be (done already), `taken` of runs on which another bus is.
   */
  find(position: VehiclePosition, refused: (key: string) => boolean, taken: (key: string) => boolean): Assignment | null {
    const route = this.#timetable.routeIndex(position.trip?.routeId ?? '');
    if (route === undefined) return null;
    const direction = position.trip?.directionId ?? null;
    const today = dayOf(position.timestamp, this.#timetable.zone);
    let best: Assignment | null = null;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const index of this.#timetable.routePatterns[route] ?? []) {
      const pattern = this.#timetable.patterns[index];
      if (!pattern || (direction !== null && pattern.direction >= 0 && pattern.direction !== direction)) continue;
      for (const serviceDay of [today, today - 1]) {
        for (let trip = pattern.firstTrip; trip < pattern.endTrip; trip++) {
          const cost = this.#cost(position, pattern, trip, serviceDay, bestCost);
          if (cost >= bestCost) continue;
          const key = this.#keyOf(trip, serviceDay);
          const whole = cost + (taken(key) ? TAKEN : 0);
          if (whole >= bestCost || refused(key)) continue;
          bestCost = whole;
          best = { trip, serviceDay };
        }
      }
    }
    return best;
  }

  /** How badly a trip fits; infinity where it cannot be. `limit`: what is already known to fit better. */
  #cost(position: VehiclePosition, pattern: PatternRecord, trip: number, serviceDay: number, limit: number): number {
    const timetable = this.#timetable;
    if (!timetable.runsOn(timetable.data.tripService[trip] ?? 0, serviceDay)) return Number.POSITIVE_INFINITY;
    const time = position.timestamp - timetable.dayStart(serviceDay);
    const last = pattern.stops.length - 1;
    const start = timetable.departure(trip, 0);
    if (time < start - WAITS || time > timetable.arrival(trip, last) + MOST_LATE) return Number.POSITIVE_INFINITY;
    let next = 0;
    while (next < last && timetable.arrival(trip, next) < time) next++;
    const place = placeOn(this.#ways.of(pattern), position.lat, position.lon, pattern.distances[next] ?? 0, 4000, 0);
    if (!place || place.aside > OFF_ROUTE) return Number.POSITIVE_INFINITY;
    const aside = (place.aside / ASIDE) ** 2;
    if (aside >= limit) return Number.POSITIVE_INFINITY;
    // Before its time at the first stop it waits: the trip that leaves next is the likeliest.
    if (place.along <= WAITS_WITHIN && time <= start) return aside + (start - time) / WAITS;
    const delay = time - this.#scheduledAt(pattern, trip, place.along);
    if (delay > MOST_LATE || delay < -MOST_EARLY) return Number.POSITIVE_INFINITY;
    return aside + (delay / (delay > 0 ? LATE : EARLY)) ** 2;
  }

  /** Seconds of the service day at which the timetable has the trip at a place on its way. */
  #scheduledAt({ distances }: PatternRecord, trip: number, along: number): number {
    const last = distances.length - 1;
    let next = 1;
    while (next < last && (distances[next] ?? 0) < along) next++;
    const from = distances[next - 1] ?? 0;
    const length = (distances[next] ?? 0) - from;
    const share = length > 0 ? Math.min(1, Math.max(0, (along - from) / length)) : 1;
    const departure = this.#timetable.departure(trip, next - 1);
    return departure + (this.#timetable.arrival(trip, next) - departure) * share;
  }

  #keyOf(trip: number, serviceDay: number): string {
    const start = this.#timetable.data.tripStartTime[trip] ?? -1;
    return runKey(this.#timetable.data.tripIds[trip] ?? '', serviceDay, start < 0 ? null : start);
  }
}
