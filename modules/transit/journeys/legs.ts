import { distanceMeters, type Position } from '../../kernel/geo.js';
import { runRow, scheduledRow } from '../arrivals/rows.js';
import { stopEntity, type ArrivalEntity, type RouteEntity, type StopEntity, type TripEntity } from '../contract.js';
import type { FeedState } from '../realtime/feeds.js';
import { STOP_FLAG } from '../realtime/types.js';
import type { Network } from './network.js';
import { walkMeters } from './parameters.js';
import type { Place } from './places.js';
import { arrivalAt, departureAt, stopAt, type Ride } from './search.js';
import { rideWay } from './way.js';

/** A part on foot, in the contract's terms: instants in epoch milliseconds, positions in WGS-84. */
export interface WalkPart {
  readonly __typename: 'WalkLeg';
  readonly departAt: number;
  readonly arriveAt: number;
  readonly meters: number;
  readonly from: Position & { readonly datum: 'WGS84' };
  readonly to: Position & { readonly datum: 'WGS84' };
  readonly fromStop: StopEntity | null;
  readonly toStop: StopEntity | null;
}

/** A part on foot between two places. */
export function walkPart(from: Place, to: Place, departAt: number, arriveAt: number): WalkPart {
  return {
    __typename: 'WalkLeg', departAt, arriveAt, meters: Math.round(walkMeters(distanceMeters(from.position, to.position))),
    from: { ...from.position, datum: 'WGS84' }, to: { ...to.position, datum: 'WGS84' }, fromStop: from.stop, toStop: to.stop,
  };
}

/** A part on a bus; the live rows and the way are made when they are asked for. */
export class RidePart {
  readonly __typename = 'RideLeg';
  readonly #state: FeedState;
  readonly #network: Network;
  readonly #ride: Ride;
  readonly #now: number;
  #boarding: ArrivalEntity | undefined;

  /** @param now epoch seconds of the service clock */
  constructor(state: FeedState, network: Network, ride: Ride, now: number) {
    this.#state = state;
    this.#network = network;
    this.#ride = ride;
    this.#now = now;
  }

  get departAt(): number {
    return (this.#network.base + departureAt(this.#network, this.#ride, this.#ride.board)) * 1000;
  }
  get arriveAt(): number {
    return (this.#network.base + arrivalAt(this.#network, this.#ride, this.#ride.alight)) * 1000;
  }
  get boarding(): ArrivalEntity {
    return (this.#boarding ??= this.#row(this.#ride.board));
  }
  get alighting(): ArrivalEntity {
    return this.#row(this.#ride.alight);
  }
  get route(): RouteEntity {
    return this.boarding.route;
  }
  get trip(): TripEntity {
    return this.boarding.trip;
  }
  get fromStop(): StopEntity {
    return stopEntity(this.#state.timetable, stopAt(this.#network, this.#ride, this.#ride.board));
  }
  get toStop(): StopEntity {
    return stopEntity(this.#state.timetable, stopAt(this.#network, this.#ride, this.#ride.alight));
  }
  get stopCount(): number {
    const { layer, board, alight } = this.#ride;
    const run = layer === 1 ? this.#state.snapshot.runs[this.#reference()] : undefined;
    let count = 0;
    for (let position = board + 1; position < alight; position++) if (((run?.flags[position] ?? 0) & STOP_FLAG.SKIPPED) === 0) count++;
    return count;
  }
  get polyline(): string {
    const { layer, line, board, alight } = this.#ride;
    const { timetable, snapshot } = this.#state;
    const { stops, slotFrom } = this.#network.layers[layer].lines;
    const trip = layer === 1 ? (snapshot.runs[this.#reference()]?.trip ?? -1) : this.#reference();
    const pattern = trip < 0 ? undefined : timetable.patternOf(trip);
    const called = stops.subarray(slotFrom[line], slotFrom[line + 1]);
    return rideWay(timetable, pattern?.stops.length === called.length ? pattern.index : -1, called, board, alight);
  }

  /** Index of the trip, or of the snapshot's run. */
  #reference(): number {
    return this.#network.layers[this.#ride.layer].lines.runRef[this.#ride.run] ?? 0;
  }

  #row(position: number): ArrivalEntity {
    const { layer, run: index } = this.#ride;
    const reference = this.#reference();
    const run = layer === 1 ? this.#state.snapshot.runs[reference] : undefined;
    if (run) return runRow(this.#state, run, position, this.#now);
    const day = this.#network.layers[0].lines.runDay[index] ?? 0;
    const time = this.#network.base + (position === 0 ? departureAt : arrivalAt)(this.#network, this.#ride, position);
    return scheduledRow(this.#state, stopAt(this.#network, this.#ride, position), reference, position, day, time, this.#now);
  }
}
