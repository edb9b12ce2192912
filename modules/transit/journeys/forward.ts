import { ACCESS } from './lines.js';
import type { Network } from './network.js';
import { earliestRun, lengthOf, NEVER, timesAt, type Reach, type Workspace } from './search.js';

/** What to search forward; times in seconds from the network's base. */
export interface ForwardQuery {
  readonly origin: Reach;
  readonly target: Reach;
  /** When one sets out. */
  readonly at: number;
  /** Only arrivals before this count. */
  readonly before: number;
  readonly maxRides: number;
}

/**
 * RAPTOR (Delling, Pajor, Werneck 2012): the earliest arrival at the target by number of rides, NEVER where one more ride
 * brings no earlier arrival. Only arrivals: `backward` finds the rides. Round by round each line that calls at a stop one
 * is newly ready at is scanned once; a stop remembers when one is ready to get on, which holds the walk and the slack.
 */
export function forward(network: Network, work: Workspace, query: ForwardQuery): number[] {
  const arrivals = new Array<number>(query.maxRides + 1).fill(NEVER);
  work.reset(network, NEVER, query.target);
  for (let i = 0; i < query.origin.stops.length; i++) {
    const stop = query.origin.stops[i] ?? 0;
    work.ready[stop] = Math.min(work.ready[stop] ?? NEVER, query.at + (query.origin.seconds[i] ?? 0));
    work.fresh.add(stop);
  }
  let best = query.before;
  for (let rides = 1; rides <= query.maxRides && work.fresh.size > 0; rides++) {
    queueLines(network, work);
    work.reached.clear();
    const before = best;
    for (const layer of [0, 1] as const) best = scanLayer(network, work, layer, best);
    if (best < before) arrivals[rides] = best;
    walkOn(network, work, best);
  }
  return arrivals;
}

function queueLines(network: Network, work: Workspace): void {
  const { fresh } = work;
  for (const layer of [0, 1] as const) {
    const { visitFrom, visitLine, visitPosition } = network.layers[layer].lines;
    const queue = work.queues[layer];
    for (let i = 0; i < fresh.size; i++) {
      const stop = fresh.list[i] ?? 0;
      const end = visitFrom[stop + 1] ?? 0;
      for (let visit = visitFrom[stop] ?? 0; visit < end; visit++) queue.addFirst(visitLine[visit] ?? 0, visitPosition[visit] ?? 0);
    }
  }
}

/** Scans a layer's queued lines; the answer is the earliest arrival at the target so far. */
function scanLayer(network: Network, work: Workspace, layer: 0 | 1, best: number): number {
  const queue = work.queues[layer];
  let earliest = best;
  for (let i = 0; i < queue.size; i++) {
    const line = queue.list[i] ?? 0;
    earliest = scanLine(network, work, layer, line, queue.take(line), earliest);
  }
  queue.size = 0;
  return earliest;
}

function scanLine(network: Network, work: Workspace, layerIndex: 0 | 1, line: number, from: number, best: number): number {
  const layer = network.layers[layerIndex];
  const { slotFrom, stops, access, arrivals, departures, runFrom } = layer.lines;
  const { ready, ridden, end, reached } = work;
  const slots = slotFrom[line] ?? 0;
  const length = lengthOf(layer.lines, line);
  let earliest = best;
  let run = -1;
  let times = 0;
  for (let position = from; position < length; position++) {
    const stop = stops[slots + position] ?? 0;
    const may = access[slots + position] ?? 0;
    if (run >= 0) {
      const arrival = arrivals[times + position] ?? NEVER;
      // Whoever rides on arrives later still.
      if (arrival >= earliest) run = -1;
      else if ((may & ACCESS.ALIGHT) !== 0 && arrival < (ridden[stop] ?? NEVER)) {
        ridden[stop] = arrival;
        reached.add(stop);
        const there = arrival + (end[stop] ?? NEVER);
        if (there < earliest) earliest = there;
      }
    }
    const time = ready[stop] ?? NEVER;
    if ((may & ACCESS.BOARD) === 0 || time >= earliest || (run >= 0 && time > (departures[times + position] ?? 0))) continue;
    const earlier = earliestRun(layer, line, position, time, run < 0 ? (runFrom[line + 1] ?? 0) : run);
    if (earlier < 0) continue;
    run = earlier;
    times = timesAt(layer.lines, line, run);
  }
  return earliest;
}

/** From the stops reached by bus in this round on foot to those one can get on at in the next. */
function walkOn(network: Network, work: Workspace, best: number): void {
  const { from, to, seconds } = network.walks.outgoing;
  const { reached, fresh, ready, ridden } = work;
  fresh.clear();
  for (let i = 0; i < reached.size; i++) {
    const stop = reached.list[i] ?? 0;
    const arrival = ridden[stop] ?? NEVER;
    if (arrival >= best) continue;
    const last = from[stop + 1] ?? 0;
    for (let path = from[stop] ?? 0; path < last; path++) {
      const time = arrival + (seconds[path] ?? 0);
      const next = to[path] ?? 0;
      if (time >= (ready[next] ?? NEVER) || time >= best) continue;
      ready[next] = time;
      fresh.add(next);
    }
  }
}

