import { straightMeters } from './footpaths.js';
import { ACCESS } from './lines.js';
import type { Network } from './network.js';
import { accessAt, arrivalAt, departureAt, earliestRun, lengthOf, NEVER, stopAt, type Reach, type Ride } from './search.js';

/** A journey with its times in seconds from the network's base. Without rides it is a walk. */
export interface Course {
  readonly departAt: number;
  readonly arriveAt: number;
  readonly rides: readonly Ride[];
}

/**
 * Settles what a search leaves open among equally good ways, as a rider would: after the first ride each next one is the
 * earliest that can be caught; people change where they walk least, and of such places at the first (nobody rides past and
 * back); they get on where they can set out latest, then where they walk least, and get off where they are there first.
 */
export function settle(network: Network, found: readonly Ride[], origin: Reach, target: Reach): Course {
  const rides = [...found];
  for (let i = 1; i < rides.length; i++) catchEarlier(network, rides, i);
  for (let i = 1; i < rides.length; i++) changeBest(network, rides, i);
  const [first] = rides;
  const last = rides[rides.length - 1];
  if (!first || !last) throw new RangeError('a course has a ride');
  const start = bestStart(network, first, origin);
  rides[0] = { ...first, board: start.position };
  const final = rides[rides.length - 1] ?? last;
  const end = bestEnd(network, final, target);
  rides[rides.length - 1] = { ...final, alight: end.position };
  return { departAt: start.time, arriveAt: end.time, rides };
}

/** Seconds between getting off at a stop and being ready to get on at another; NEVER where there is no way. */
export function changeTime(network: Network, off: number, on: number): number {
  const { from, to, seconds } = network.walks.outgoing;
  for (let path = from[off] ?? 0; path < (from[off + 1] ?? 0); path++) if (to[path] === on) return seconds[path] ?? NEVER;
  return NEVER;
}

function catchEarlier(network: Network, rides: Ride[], index: number): void {
  const before = rides[index - 1];
  const ride = rides[index];
  if (!before || !ride) return;
  const ready = arrivalAt(network, before, before.alight) + changeTime(network, stopAt(network, before, before.alight), stopAt(network, ride, ride.board));
  const run = earliestRun(network.layers[ride.layer], ride.line, ride.board, ready, ride.run);
  if (run >= 0) rides[index] = { ...ride, run };
}

function changeBest(network: Network, rides: Ride[], index: number): void {
  const before = rides[index - 1];
  const ride = rides[index];
  if (!before || !ride) return;
  const { from, to, seconds } = network.walks.outgoing;
  const boards = new Map<number, number>();
  for (let on = ride.alight - 1; on >= 0; on--) if ((accessAt(network, ride, on) & ACCESS.BOARD) !== 0) boards.set(stopAt(network, ride, on), on);
  let least = Infinity;
  const length = lengthOf(network.layers[before.layer].lines, before.line);
  for (let off = before.board + 1; off < length; off++) {
    if ((accessAt(network, before, off) & ACCESS.ALIGHT) === 0) continue;
    const stop = stopAt(network, before, off);
    const arrival = arrivalAt(network, before, off);
    for (let path = from[stop] ?? 0; path < (from[stop + 1] ?? 0); path++) {
      const on = boards.get(to[path] ?? 0);
      if (on === undefined || arrival + (seconds[path] ?? 0) > departureAt(network, ride, on)) continue;
      const meters = straightMeters(network.timetable, stop, to[path] ?? 0);
      if (meters >= least) continue;
      least = meters;
      rides[index - 1] = { ...before, alight: off };
      rides[index] = { ...ride, board: on };
    }
  }
}

interface Place {
  readonly position: number;
  readonly time: number;
  readonly seconds: number;
}

function bestStart(network: Network, ride: Ride, origin: Reach): Place {
  let best: Place = { position: ride.board, time: -NEVER, seconds: NEVER };
  for (let position = 0; position < ride.alight; position++) {
    const seconds = secondsTo(origin, stopAt(network, ride, position));
    if (seconds === NEVER || (accessAt(network, ride, position) & ACCESS.BOARD) === 0) continue;
    const time = departureAt(network, ride, position) - seconds;
    if (time > best.time || (time === best.time && seconds < best.seconds)) best = { position, time, seconds };
  }
  return best;
}

function bestEnd(network: Network, ride: Ride, target: Reach): Place {
  let best: Place = { position: ride.alight, time: NEVER, seconds: NEVER };
  const length = lengthOf(network.layers[ride.layer].lines, ride.line);
  for (let position = ride.board + 1; position < length; position++) {
    const seconds = secondsTo(target, stopAt(network, ride, position));
    if (seconds === NEVER || (accessAt(network, ride, position) & ACCESS.ALIGHT) === 0) continue;
    const time = arrivalAt(network, ride, position) + seconds;
    if (time < best.time || (time === best.time && seconds < best.seconds)) best = { position, time, seconds };
  }
  return best;
}

/** Seconds on foot between an end and a stop; NEVER where it is not within reach. */
export function secondsTo({ stops, seconds }: Reach, stop: number): number {
  const at = stops.indexOf(stop);
  return at < 0 ? NEVER : (seconds[at] ?? NEVER);
}
