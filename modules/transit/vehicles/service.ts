import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { stopEntity, type RouteEntity, type StopEntity, type TripEntity, type VehicleEntity } from '../contract.js';
import { parsePublicId, type Feeds } from '../realtime/feeds.js';
import type { TripRun } from '../realtime/types.js';

/** Seconds of silence after which a bus no longer shows: it has gone, or its device has. */
export const GHOST_SECONDS = 15 * 60;

/** What the service stands on. `clock` is the service clock. */
export interface VehiclesDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
}

/** Where buses are. Anybody may read it: nothing here is personal. */
export class VehiclesService {
  readonly #feeds: Feeds;
  readonly #clock: Clock;

  constructor({ feeds, clock }: VehiclesDeps) {
    this.#feeds = feeds;
    this.#clock = clock;
  }

  /** Buses on a route by its public id, those silent for 15 minutes left out; none for an unknown route. */
  list(_caller: Caller, routeId: string): VehicleEntity[] {
    const parts = parsePublicId(routeId);
    const state = parts ? this.#feeds.find(parts.feedId) : undefined;
    const route = parts ? state?.timetable.routeIndex(parts.gtfsId) : undefined;
    if (!state || route === undefined) return [];
    const { timetable, snapshot } = state;
    const now = this.#clock.now();
    return (snapshot.vehiclesByRoute.get(route) ?? []).flatMap((index) => {
      const vehicle = snapshot.vehicles[index];
      if (!vehicle || now / 1000 - vehicle.timestamp >= GHOST_SECONDS) return [];
      const run = vehicle.run === null ? undefined : snapshot.runs[snapshot.runByKey.get(vehicle.run) ?? -1];
      return { id: `${timetable.feedId}:${vehicle.id}`, timetable, state: vehicle, run: run ?? null, now };
    });
  }

  /** Buses on a route. */
  forRoute(caller: Caller, route: RouteEntity): VehicleEntity[] {
    return this.list(caller, route.id);
  }
}

/** The trip a bus is on, or null. */
export function tripOf({ run, timetable }: VehicleEntity): TripEntity | null {
  return run && { id: `${timetable.feedId}:${run.tripId}`, timetable, trip: run.trip, serviceDay: run.serviceDay, run };
}

/** The call a bus makes next: its stop and stop_sequence; null where its trip is not known or ends. */
export function nextCallOf({ run, state, timetable }: VehicleEntity): { readonly stop: StopEntity; readonly sequence: number } | null {
  const position = callPosition(run, state.nextPosition);
  const stop = position === null ? undefined : run?.stops[position];
  const sequence = position === null ? undefined : run?.sequences[position];
  return stop === undefined || sequence === undefined ? null : { stop: stopEntity(timetable, stop), sequence };
}

function callPosition(run: TripRun | null, position: number | null): number | null {
  return run && position !== null && position < run.stops.length ? position : null;
}
