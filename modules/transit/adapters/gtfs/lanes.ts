import type { Draft } from './draft.js';
import type { Findings } from './findings.js';
import { rowsOf, type TripGroup } from './patterns.js';
import type { StopOrder } from './stop-order.js';

/** One run of a trip: the trip itself, or one of the runs that frequencies.txt makes of it. */
export interface Run {
  /** Draft trip. */
  readonly trip: number;
  /** Seconds added to the trip's times. */
  readonly shift: number;
  /** The run's start_time in seconds of the service day, or -1 for a trip that runs once. */
  readonly startTime: number;
  /** Seconds between runs where exact_times is 0, else 0. */
  readonly headway: number;
}

/** Most calls that frequencies may expand to: above any real feed, below what would hurt the machine. */
const MAX_EXPANDED_CALLS = 5_000_000;

/** The runs of every trip of frequencies.txt, by draft trip; other trips are not in the map. */
export function expandFrequencies(draft: Draft, order: StopOrder, findings: Findings): Map<number, Run[]> {
  const runs = new Map<number, Map<number, Run>>();
  let calls = 0;
  for (const { trip, line, start, end, headway, exact } of draft.frequencies) {
    const rows = rowsOf(order, trip);
    calls += rows.length * Math.ceil((end - start) / headway);
    if (calls > MAX_EXPANDED_CALLS) {
      findings.error({ code: 'frequency_too_many', file: 'frequencies.txt', line, field: 'headway_secs', value: String(headway), reason: 'the frequencies make more runs than any service has' });
      break;
    }
    const first = draft.times.departure.at(rows[0] ?? 0);
    const byStart = runs.get(trip) ?? new Map<number, Run>();
    runs.set(trip, byStart);
    let doubled = false;
    for (let at = start; at < end; at += headway) {
      if (byStart.has(at)) doubled = true;
      else byStart.set(at, { trip, shift: at - first, startTime: at, headway: exact ? 0 : headway });
    }
    if (doubled) findings.warn({ code: 'frequency_overlap', file: 'frequencies.txt', line, field: 'start_time', value: null, reason: `makes runs of trip ${draft.trips[trip]?.id} that another record makes too; each is kept once` });
  }
  return new Map([...runs].map(([trip, byStart]) => [trip, [...byStart.values()]]));
}

/**
 * Parts a group's runs so that within each part none overtakes another at any stop, in arrivals and in departures, and
 * orders them by time. Each run joins the part whose last run is nearest before it, which keeps the parts few.
 */
export function partOvertaking(group: TripGroup, runs: readonly Run[], draft: Draft, order: StopOrder): Run[][] {
  const { times } = draft;
  const length = group.stops.length;
  const departure = (run: Run, at: number) => times.departure.at(rowsOf(order, run.trip)[at] ?? 0) + run.shift;
  const arrival = (run: Run, at: number) => times.arrival.at(rowsOf(order, run.trip)[at] ?? 0) + run.shift;
  const keyed = runs.map((run, index) => ({ run, index, first: departure(run, 0), last: arrival(run, length - 1) }));
  keyed.sort((a, b) => a.first - b.first || a.last - b.last || a.index - b.index);
  const follows = (before: Run, after: Run): boolean => {
    const [a, b] = [rowsOf(order, before.trip), rowsOf(order, after.trip)];
    const shift = after.shift - before.shift;
    for (let at = 0; at < length; at++) {
      const [x, y] = [a[at] ?? 0, b[at] ?? 0];
      if (times.arrival.at(x) > times.arrival.at(y) + shift || times.departure.at(x) > times.departure.at(y) + shift) return false;
    }
    return true;
  };
  // The part used last stands first, and its last run is the nearest before the next.
  const parts: Run[][] = [];
  for (const { run } of keyed) {
    const found = parts.findIndex((part) => follows(part[part.length - 1] ?? run, run));
    const part = found < 0 ? [] : (parts.splice(found, 1)[0] ?? []);
    part.push(run);
    parts.unshift(part);
  }
  return parts.sort((a, b) => b.length - a.length);
}
