import type { Timetable } from '../timetable/timetable.js';
import type { Count } from './propagate.js';
import type { RunBase } from './run-base.js';
import type { VehiclePosition, VehicleState } from './types.js';

/** A bus silent for so long (seconds) is a ghost and is not shown. */
export const GHOST_AFTER = 900;

/** A vehicle as last heard, with the run it is on. */
export interface FleetVehicle {
  readonly position: VehiclePosition;
  readonly runKey: string | null;
}

/** The buses on the road: the freshest position of each, and which run each is on. */
export class Fleet {
  readonly #vehicles = new Map<string, FleetVehicle>();
  /** By run: the vehicle that is on it; of two that say so, the one heard last. */
  readonly #byRun = new Map<string, string>();

  /**
   * Takes in a position; one older than what is known is dropped and counted, unless what is known lies in the future of
   * `now`: then a clock has been put back. Answers whether it was taken.
   */
  accept(position: VehiclePosition, runKey: string | null, now: number, count: Count): boolean {
    const known = this.#vehicles.get(position.vehicleId);
    if (known && known.position.timestamp > position.timestamp && known.position.timestamp <= now) {
      count('position-out-of-order');
      return false;
    }
    if (known && known.runKey !== runKey && known.runKey !== null && this.#byRun.get(known.runKey) === position.vehicleId) this.#byRun.delete(known.runKey);
    this.#vehicles.set(position.vehicleId, { position, runKey });
    if (runKey !== null) this.#claim(runKey, position, count);
    return true;
  }

  #claim(runKey: string, position: VehiclePosition, count: Count): void {
    const holder = this.#vehicles.get(this.#byRun.get(runKey) ?? '');
    if (holder && holder.position.vehicleId !== position.vehicleId && holder.runKey === runKey) {
      count('two-vehicles-on-a-trip');
      if (holder.position.timestamp > position.timestamp) return;
    }
    this.#byRun.set(runKey, position.vehicleId);
  }

  /** The vehicle on a run, unless it has become a ghost. */
  onRun(runKey: string, now: number): FleetVehicle | null {
    const vehicle = this.#vehicles.get(this.#byRun.get(runKey) ?? '');
    return vehicle && vehicle.runKey === runKey && now - vehicle.position.timestamp <= GHOST_AFTER ? vehicle : null;
  }

  /** A vehicle by its id, as last heard. */
  find(vehicleId: string): FleetVehicle | undefined {
    return this.#vehicles.get(vehicleId);
  }

  /** All that are shown: heard within 15 minutes; of several on one run, the one that holds it. */
  *shown(now: number): IterableIterator<FleetVehicle> {
    for (const vehicle of this.#vehicles.values()) {
      if (now - vehicle.position.timestamp > GHOST_AFTER) continue;
      if (vehicle.runKey !== null && this.#byRun.get(vehicle.runKey) !== vehicle.position.vehicleId) continue;
      yield vehicle;
    }
  }

  /** Forgets vehicles not heard for an hour, so that memory does not grow. */
  forget(now: number): void {
    for (const [id, vehicle] of this.#vehicles) {
      if (now - vehicle.position.timestamp <= 4 * GHOST_AFTER) continue;
      this.#vehicles.delete(id);
      if (vehicle.runKey !== null && this.#byRun.get(vehicle.runKey) === id) this.#byRun.delete(vehicle.runKey);
    }
  }
}

/** What a snapshot shows of a vehicle. `base` is the run it is on, where known. */
export function vehicleState(timetable: Timetable, { position, runKey }: FleetVehicle, base: RunBase | null, nextPosition: number | null): VehicleState {
  return {
    id: position.vehicleId, label: position.label,
    route: base?.route ?? timetable.routeIndex(position.trip?.routeId ?? '') ?? -1,
    run: base ? runKey : null, headsign: base?.headsign ?? null,
    directionId: base ? (base.direction < 0 ? null : directionOf(base.direction)) : (position.trip?.directionId ?? null),
    lat: position.lat, lon: position.lon, bearing: position.bearing, speed: position.speed, timestamp: position.timestamp,
    occupancy: position.occupancy, wheelchair: position.wheelchair ?? base?.wheelchair ?? 0, nextPosition,
  };
}

function directionOf(direction: 0 | 1 | -1): 0 | 1 {
  return direction === 1 ? 1 : 0;
}
