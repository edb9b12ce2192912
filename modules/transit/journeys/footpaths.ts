import { distanceMeters, GridIndex } from '../../kernel/geo.js';
import type { Timetable } from '../timetable/timetable.js';
import { JOURNEY_PARAMETERS, LONGEST_STRAIGHT_METERS, walkSeconds } from './parameters.js';

/**
 * Ways to change between two rides, by the stop got off at: entries `from[s]` … `from[s + 1] - 1`. The stop itself is
 * among them. `seconds` is from getting off to being ready to get on: the walk and what must be kept free.
 */
export interface Footpaths {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly seconds: Int32Array;
}

/** A timetable's footpaths in both directions, and what finds the stops near a position. */
export interface WalkNetwork {
  /** By the stop got off at. */
  readonly outgoing: Footpaths;
  /** By the stop got on at: `to` holds the stops one comes from. */
  readonly incoming: Footpaths;
  /** Stops that some trip calls at, within walking reach of a WGS-84 position, with whole seconds on foot; nearest first. */
  near(lat: number, lon: number): { stop: number; seconds: number }[];
}

/** GTFS transfer_type. */
const TIMED = 1;
const MINIMUM = 2;
const IMPOSSIBLE = 3;
const IN_SEAT = 4;

/**
 * Precomputes footpaths between all stops within reach of each other, with transfers.txt on top: a minimum time stands
 * in place of the slack (and of a shorter walk), a timed transfer waits for those who walk, an impossible one is no way at
 * all; a rule for a station holds for its platforms, and one between two stops comes before it. A rule makes a way even
 * beyond the longest walk. Rules bound to routes or trips are not taken in.
 */
export function walkNetwork(timetable: Timetable): WalkNetwork {
  const { stops, visitFrom } = timetable;
  const served = stops.filter(({ index }) => (visitFrom[index + 1] ?? 0) > (visitFrom[index] ?? 0));
  const grid = new GridIndex(served);
  const near = (lat: number, lon: number): { stop: number; seconds: number }[] =>
    grid.near({ lat, lon }, LONGEST_STRAIGHT_METERS).map(({ index, meters }) => ({ stop: served[index]?.index ?? 0, seconds: walkSeconds(meters) }));
  const rules = ruledChanges(timetable);
  const from: number[] = [];
  const to: number[] = [];
  const seconds: number[] = [];
  for (const { index, lat, lon } of served) {
    const ruled = rules.get(index);
    for (const { stop, seconds: walk } of near(lat, lon)) {
      if (ruled?.has(stop)) continue;
      from.push(index);
      to.push(stop);
      seconds.push(walk + JOURNEY_PARAMETERS.transferSlackSeconds);
    }
    for (const [stop, change] of ruled ?? []) {
      if (change === null) continue;
      from.push(index);
      to.push(stop);
      seconds.push(change);
    }
  }
  const outgoing = grouped(stops.length, from, to, seconds);
  return { outgoing, incoming: rules.size > 0 ? grouped(stops.length, to, from, seconds) : outgoing, near };
}

/** Seconds a change takes by rule, by the stop got off at and the stop got on at; null where it is not possible. */
function ruledChanges(timetable: Timetable): Map<number, Map<number, number | null>> {
  const rules = new Map<number, Map<number, number | null>>();
  const general = timetable.data.transfers.filter((rule) =>
    rule.fromRoute < 0 && rule.toRoute < 0 && rule.fromTrip < 0 && rule.toTrip < 0 && rule.from >= 0 && rule.to >= 0 && rule.type < IN_SEAT);
  const named = (stop: number): number => (timetable.children.has(stop) ? 0 : 1);
  // The more particular rule is set last and so stands.
  for (const rule of general.sort((a, b) => named(a.from) + named(a.to) - named(b.from) - named(b.to))) {
    for (const from of timetable.boardingStops(rule.from)) {
      for (const to of timetable.boardingStops(rule.to)) {
        let ways = rules.get(from);
        if (!ways) rules.set(from, (ways = new Map<number, number | null>()));
        ways.set(to, changeSeconds(rule.type, rule.minSeconds, straightMeters(timetable, from, to)));
      }
    }
  }
  return rules;
}

function changeSeconds(type: number, minSeconds: number, straight: number): number | null {
  const walk = walkSeconds(straight);
  if (type === IMPOSSIBLE) return null;
  if (type === TIMED) return walk;
  return type === MINIMUM ? Math.max(walk, minSeconds) : walk + JOURNEY_PARAMETERS.transferSlackSeconds;
}

/** The straight line between two stops, metres. */
export function straightMeters(timetable: Timetable, from: number, to: number): number {
  const a = timetable.stops[from];
  const b = timetable.stops[to];
  return a && b && from !== to ? distanceMeters(a, b) : 0;
}

function grouped(stopCount: number, keys: readonly number[], values: readonly number[], seconds: readonly number[]): Footpaths {
  const from = new Uint32Array(stopCount + 1);
  for (const key of keys) from[key + 1] = (from[key + 1] ?? 0) + 1;
  for (let stop = 0; stop < stopCount; stop++) from[stop + 1] = (from[stop + 1] ?? 0) + (from[stop] ?? 0);
  const paths = { from, to: new Uint32Array(keys.length), seconds: new Int32Array(keys.length) };
  const next = from.slice();
  keys.forEach((key, entry) => {
    const slot = next[key] ?? 0;
    next[key] = slot + 1;
    paths.to[slot] = values[entry] ?? 0;
    paths.seconds[slot] = seconds[entry] ?? 0;
  });
  return paths;
}
