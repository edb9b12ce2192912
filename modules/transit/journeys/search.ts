import type { LineTable } from './lines.js';
import type { Layer, Network } from './network.js';

/** Later than any time of a network, and (negated) earlier. */
export const NEVER = 0x3fff_ffff;

/** Stops one can walk to or from, with whole seconds on foot. */
export interface Reach {
  readonly stops: readonly number[];
  readonly seconds: readonly number[];
}

/** One ride: a run of a layer (0 scheduled, 1 live) from one position of its line to a later one. */
export interface Ride {
  readonly layer: 0 | 1;
  readonly line: number;
  readonly run: number;
  readonly board: number;
  readonly alight: number;
}

/** What a search works in; one is enough for a process, because a search never waits. Grown to the largest network seen. */
export class Workspace {
  /** By stop: forward, when one is ready to get on; backward, when one must have got off. */
  ready = new Int32Array(0);
  /** By stop: forward, the earliest arrival on a bus; backward, the latest departure on a bus. */
  ridden = new Int32Array(0);
  /** By stop: seconds on foot between the stop and the end the search looks for; NEVER where that is too far. */
  end = new Int32Array(0);
  /** Stops whose `ready` changed in the last round, and whose `ridden` changed in this one. */
  readonly fresh = new StopSet();
  readonly reached = new StopSet();
  /** By layer: the position from which a line is to be scanned, or -1; and the lines to scan. */
  readonly queues = [new LineQueue(), new LineQueue()] as const;
  /** Backward, by round and stop: how the journey goes on from here. See `backward`. */
  readonly rounds: Int32Array[] = [];

  /** Makes it ready for a search: `ready` and `ridden` at `worst`, nothing marked. */
  reset(network: Network, worst: number, end: Reach): void {
    const stops = network.timetable.stops.length;
    if (this.ready.length < stops) {
      this.ready = new Int32Array(stops);
      this.ridden = new Int32Array(stops);
      this.end = new Int32Array(stops);
    }
    this.ready.fill(worst, 0, stops);
    this.ridden.fill(worst, 0, stops);
    this.end.fill(NEVER, 0, stops);
    for (let i = 0; i < end.stops.length; i++) {
      const stop = end.stops[i] ?? 0;
      this.end[stop] = Math.min(this.end[stop] ?? NEVER, end.seconds[i] ?? NEVER);
    }
    this.fresh.reset(stops);
    this.reached.reset(stops);
    for (const layer of [0, 1] as const) this.queues[layer].reset(network.layers[layer].lines.lineCount);
  }
}

/** A set of small numbers that is cleared in the time of what is in it. */
export class StopSet {
  list = new Uint32Array(0);
  size = 0;
  #marked = new Uint8Array(0);

  reset(capacity: number): void {
    if (this.list.length < capacity) {
      this.list = new Uint32Array(capacity);
      this.#marked = new Uint8Array(capacity);
      this.size = 0;
    }
    this.clear();
  }

  add(value: number): void {
    if (this.#marked[value] === 1) return;
    this.#marked[value] = 1;
    this.list[this.size++] = value;
  }

  clear(): void {
    for (let i = 0; i < this.size; i++) this.#marked[this.list[i] ?? 0] = 0;
    this.size = 0;
  }
}

/** Lines to be scanned, each from one position. */
export class LineQueue {
  list = new Uint32Array(0);
  size = 0;
  #position = new Int32Array(0);

  reset(capacity: number): void {
    if (this.list.length < capacity) {
      this.list = new Uint32Array(capacity);
      this.#position = new Int32Array(capacity).fill(-1);
      this.size = 0;
    }
    for (let i = 0; i < this.size; i++) this.#position[this.list[i] ?? 0] = -1;
    this.size = 0;
  }

  /** Adds a line, or brings its position nearer to the first. */
  addFirst(line: number, position: number): void {
    const known = this.#position[line] ?? -1;
    if (known < 0) this.list[this.size++] = line;
    if (known < 0 || position < known) this.#position[line] = position;
  }

  /** Adds a line, or brings its position nearer to the last. */
  addLast(line: number, position: number): void {
    const known = this.#position[line] ?? -1;
    if (known < 0) this.list[this.size++] = line;
    if (position > known) this.#position[line] = position;
  }

  /** The position of a queued line, which leaves the queue. */
  take(line: number): number {
    const position = this.#position[line] ?? -1;
    this.#position[line] = -1;
    return position;
  }
}

/** The first run of a line, before `limit`, that leaves a position at `time` or later and is not gone; -1 for none. */
export function earliestRun({ lines, gone }: Layer, line: number, position: number, time: number, limit: number): number {
  const length = lengthOf(lines, line);
  const first = lines.runFrom[line] ?? 0;
  const at = (lines.timeFrom[line] ?? 0) + position;
  let low = first;
  let high = limit;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines.departures[at + (middle - first) * length] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  if (gone) while (low < limit && gone[low] === 1) low++;
  return low < limit ? low : -1;
}

/** The last run of a line, after `limit` (-1: of all), that reaches a position at `time` or before and is not gone; -1 for none. */
export function latestRun({ lines, gone }: Layer, line: number, position: number, time: number, limit: number): number {
  const length = lengthOf(lines, line);
  const first = lines.runFrom[line] ?? 0;
  const at = (lines.timeFrom[line] ?? 0) + position;
  const floor = Math.max(first, limit + 1);
  let low = floor;
  let high = lines.runFrom[line + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines.arrivals[at + (middle - first) * length] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  low--;
  if (gone) while (low >= floor && gone[low] === 1) low--;
  return low >= floor ? low : -1;
}

/** Calls of a line. */
export function lengthOf(lines: LineTable, line: number): number {
  return (lines.slotFrom[line + 1] ?? 0) - (lines.slotFrom[line] ?? 0);
}

/** Where a run's times begin. */
export function timesAt(lines: LineTable, line: number, run: number): number {
  return (lines.timeFrom[line] ?? 0) + (run - (lines.runFrom[line] ?? 0)) * lengthOf(lines, line);
}

/** The stop at a position of a ride's line. */
export function stopAt(network: Network, ride: Pick<Ride, 'layer' | 'line'>, position: number): number {
  const { lines } = network.layers[ride.layer];
  return lines.stops[(lines.slotFrom[ride.line] ?? 0) + position] ?? 0;
}

/** What riders may do at a position of a ride's line (bits of ACCESS). */
export function accessAt(network: Network, ride: Pick<Ride, 'layer' | 'line'>, position: number): number {
  const { lines } = network.layers[ride.layer];
  return lines.access[(lines.slotFrom[ride.line] ?? 0) + position] ?? 0;
}

/** When a ride's run reaches a position, and when it leaves it. */
export function arrivalAt(network: Network, ride: Pick<Ride, 'layer' | 'line' | 'run'>, position: number): number {
  const { lines } = network.layers[ride.layer];
  return lines.arrivals[timesAt(lines, ride.line, ride.run) + position] ?? 0;
}

/** See `arrivalAt`. */
export function departureAt(network: Network, ride: Pick<Ride, 'layer' | 'line' | 'run'>, position: number): number {
  const { lines } = network.layers[ride.layer];
  return lines.departures[timesAt(lines, ride.line, ride.run) + position] ?? 0;
}
