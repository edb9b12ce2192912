import { ACCESS } from './lines.js';
import type { Network } from './network.js';
import { latestRun, lengthOf, NEVER, stopAt, timesAt, type Reach, type Ride, type Workspace } from './search.js';

/** What to search backward; times in seconds from the network's base. */
export interface BackwardQuery {
  readonly origin: Reach;
  readonly target: Reach;
  /** When one must be there. */
  readonly by: number;
  /** Only departures after this count. */
  readonly after: number;
  readonly maxRides: number;
}

/** The latest way to set out with so many rides. */
export interface LatestWay {
  readonly departAt: number;
  readonly rides: Ride[];
}

/** Numbers kept for each stop and round: the stop walked to (-1: none), and the ride that starts here: packed layer and line (-1: none), run, board, alight. */
const FIELDS = 5;
const VIA = 0;
const LINE = 1;
const RUN = 2;
const BOARD = 3;
const ALIGHT = 4;
/** In place of the stop walked to: the target itself. */
const ARRIVED = -2;

/**
 * RAPTOR from the target, against time: the latest departure from the origin by number of rides, each later than those with
 * fewer, with the rides. A stop remembers when one must have got off there to walk on and still be in time, and each round
 * how the journey goes on.
 */
export function backward(network: Network, work: Workspace, query: BackwardQuery): LatestWay[] {
  work.reset(network, -NEVER, query.origin);
  const start = roundOf(work, 0, network.timetable.stops.length);
  for (let i = 0; i < query.target.stops.length; i++) {
    const stop = query.target.stops[i] ?? 0;
    const due = query.by - (query.target.seconds[i] ?? 0);
    if (due <= (work.ready[stop] ?? 0)) continue;
    work.ready[stop] = due;
    start[stop * FIELDS + VIA] = ARRIVED;
    work.fresh.add(stop);
  }
  const ways: LatestWay[] = [];
  let best = query.after;
  for (let rides = 1; rides <= query.maxRides && work.fresh.size > 0; rides++) {
    const round = roundOf(work, rides, network.timetable.stops.length);
    queueLines(network, work);
    work.reached.clear();
    for (const layer of [0, 1] as const) {
      const queue = work.queues[layer];
      for (let i = 0; i < queue.size; i++) {
        const line = queue.list[i] ?? 0;
        scanLine(network, work, layer, line, queue.take(line), best, round);
      }
      queue.size = 0;
    }
    const origin = bestOrigin(work, best);
    if (origin >= 0) {
      best = (work.ridden[origin] ?? 0) - (work.end[origin] ?? 0);
      ways.push({ departAt: best, rides: follow(network, work, origin, rides) });
    }
    walkBack(network, work, best, round);
  }
  return ways;
}

function roundOf(work: Workspace, round: number, stops: number): Int32Array {
  let fields = work.rounds[round];
  if (!fields || fields.length < stops * FIELDS) work.rounds[round] = fields = new Int32Array(stops * FIELDS);
  return fields.fill(-1, 0, stops * FIELDS);
}

function queueLines(network: Network, work: Workspace): void {
  const { fresh } = work;
  for (const layer of [0, 1] as const) {
    const { visitFrom, visitLine, visitPosition } = network.layers[layer].lines;
    const queue = work.queues[layer];
    for (let i = 0; i < fresh.size; i++) {
      const stop = fresh.list[i] ?? 0;
      const end = visitFrom[stop + 1] ?? 0;
      for (let visit = visitFrom[stop] ?? 0; visit < end; visit++) queue.addLast(visitLine[visit] ?? 0, visitPosition[visit] ?? 0);
    }
  }
}

function scanLine(network: Network, work: Workspace, layerIndex: 0 | 1, line: number, from: number, best: number, round: Int32Array): void {
  const layer = network.layers[layerIndex];
  const { slotFrom, stops, access, arrivals, departures } = layer.lines;
  const { ready, ridden, reached } = work;
  const slots = slotFrom[line] ?? 0;
  let run = -1;
  let times = 0;
  let alight = 0;
  for (let position = Math.min(from, lengthOf(layer.lines, line) - 1); position >= 0; position--) {
    const stop = stops[slots + position] ?? 0;
    const may = access[slots + position] ?? 0;
    if (run >= 0) {
      const departure = departures[times + position] ?? 0;
      // Whoever gets on further up sets out earlier still.
      if (departure <= best) run = -1;
      else if ((may & ACCESS.BOARD) !== 0 && departure > (ridden[stop] ?? 0)) {
        ridden[stop] = departure;
        reached.add(stop);
        round[stop * FIELDS + LINE] = line * 2 + layerIndex;
        round[stop * FIELDS + RUN] = run;
        round[stop * FIELDS + BOARD] = position;
        round[stop * FIELDS + ALIGHT] = alight;
      }
    }
    const due = ready[stop] ?? 0;
    if ((may & ACCESS.ALIGHT) === 0 || due <= best || (run >= 0 && due < (arrivals[times + position] ?? 0))) continue;
    const later = latestRun(layer, line, position, due, run);
    if (later < 0) continue;
    run = later;
    times = timesAt(layer.lines, line, run);
    alight = position;
  }
}

/** The stop from which one can set out latest, if later than `best`; the nearest of several. */
function bestOrigin({ reached, ridden, end }: Workspace, best: number): number {
  let latest = best;
  let origin = -1;
  for (let i = 0; i < reached.size; i++) {
    const stop = reached.list[i] ?? 0;
    const departAt = (ridden[stop] ?? 0) - (end[stop] ?? NEVER);
    if (departAt > latest || (departAt === latest && origin >= 0 && (end[stop] ?? NEVER) < (end[origin] ?? NEVER))) {
      latest = departAt;
      origin = stop;
    }
  }
  return origin;
}

/** From the stops got on at in this round on foot back to those one must have got off at. */
function walkBack(network: Network, work: Workspace, best: number, round: Int32Array): void {
  const { from, to, seconds } = network.walks.incoming;
  const { reached, fresh, ready, ridden } = work;
  fresh.clear();
  for (let i = 0; i < reached.size; i++) {
    const stop = reached.list[i] ?? 0;
    const departure = ridden[stop] ?? 0;
    if (departure <= best) continue;
    const last = from[stop + 1] ?? 0;
    for (let path = from[stop] ?? 0; path < last; path++) {
      const due = departure - (seconds[path] ?? 0);
      const before = to[path] ?? 0;
      if (due <= (ready[before] ?? 0) || due <= best) continue;
      ready[before] = due;
      round[before * FIELDS + VIA] = stop;
      fresh.add(before);
    }
  }
}

/** Reads the rides off the rounds, from the stop got on at first. */
function follow(network: Network, work: Workspace, origin: number, rounds: number): Ride[] {
  const rides: Ride[] = [];
  let stop = origin;
  for (let round = rounds; stop >= 0; ) {
    const fields = work.rounds[round];
    const at = stop * FIELDS;
    const packed = fields?.[at + LINE] ?? -1;
    if (!fields || packed < 0) throw new Error('a journey breaks off between two rounds');
    const ride: Ride = { layer: packed % 2 === 0 ? 0 : 1, line: packed >> 1, run: fields[at + RUN] ?? 0, board: fields[at + BOARD] ?? 0, alight: fields[at + ALIGHT] ?? 0 };
    rides.push(ride);
    const via = stopAt(network, ride, ride.alight) * FIELDS + VIA;
    // The way on from there was found in an earlier round; the last that changed it stands.
    do round--; while (round > 0 && work.rounds[round]?.[via] === -1);
    stop = work.rounds[round]?.[via] ?? ARRIVED;
  }
  return rides;
}
