import { gtfsDateOf } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import { courseOf } from './courses.js';
import { roll, seed } from './dice.js';
import { createIncidents } from './incidents.js';
import { dwell, slowness } from './traffic.js';
import type { Bunching, DayPlan, Incidents, SimulatedBus, SimulatedRun } from './types.js';

/** Least seconds that a bus needs to turn round at a terminus. */
const TURN_ROUND = 75;
/** Seconds at a stop that a timetable's driving time holds where it writes arrival and departure alike. */
const DWELL_IN_TIMETABLE = 14;
/** Drivers do not run further ahead of the timetable than this, in seconds. */
const MOST_EARLY = 60;
/** Two buses of a line follow each other at a stop by at least this many seconds: they do not overtake. */
const LEAST_GAP = 15;

/**
 * Simulates a service day from its first departure to its last arrival. The same timetable version and day give the
 * same plan in every process.
 * @param day days since 1970-01-01
 */
export function createDayPlan(timetable: Timetable, day: number): DayPlan {
  const trips = tripsOf(timetable, day);
  const incidents = createIncidents(timetable, day, trips);
  const fleet = createFleet(timetable, day, trips);
  const runs: SimulatedRun[] = [];
  const lastOfBus = new Map<string, SimulatedRun>();
  const lastOfCourse = new Map<number, SimulatedRun>();
  const drafts = [
    ...trips.map((trip) => ({ trip, shift: 0, tripId: timetable.data.tripIds[trip] ?? '', added: false })),
    ...incidents.added.map(({ model, shift, tripId }) => ({ trip: model, shift, tripId, added: true })),
  ].sort((a, b) => timetable.departure(a.trip, 0) + a.shift - timetable.departure(b.trip, 0) - b.shift || a.trip - b.trip);
  for (const { trip, shift, tripId, added } of drafts) {
    const pattern = timetable.patternOf(trip);
    const course = courseOf(timetable, trip);
    const bus = added ? { id: `reserve-${tripId}`, label: '机动车', wheelchair: true, silent: false } : fleet(trip);
    const canceled = !added && incidents.canceled.has(trip);
    const plain = { trip, tripId, pattern, shift, bus, skipped: skippedOf(timetable, incidents, trip, shift) } as const;
    if (canceled) {
      runs.push({ ...plain, relationship: 'CANCELED', before: null, arrivals: new Float64Array(0), departures: new Float64Array(0) });
      continue;
    }
    const before = lastOfBus.get(bus.id) ?? null;
    const run: SimulatedRun = {
      ...plain, relationship: added ? 'ADDED' : 'SCHEDULED', before,
      ...drive(timetable, day, plain, before, lastOfCourse.get(course), incidents.bunching),
    };
    runs.push(run);
    lastOfBus.set(bus.id, run);
    lastOfCourse.set(course, run);
  }
  return { timetable, day, date: gtfsDateOf(day), start: timetable.dayStart(day), incidents, runs };
}

function tripsOf(timetable: Timetable, day: number): number[] {
  const { tripIds, tripService } = timetable.data;
  const running = new Map<number, boolean>();
  const out: number[] = [];
  for (let trip = 0; trip < tripIds.length; trip++) {
    const service = tripService[trip] ?? 0;
    let runs = running.get(service);
    if (runs === undefined) running.set(service, (runs = timetable.runsOn(service, day)));
    if (runs && timetable.patternOf(trip).stops.length > 1) out.push(trip);
  }
  return out.sort((a, b) => timetable.departure(a, 0) - timetable.departure(b, 0) || a - b);
}

/** The bus of each trip: its block's, else one of its line and direction that is back from the other end. */
function assignBuses(timetable: Timetable, trips: readonly number[]): Map<number, string> {
  const pools = new Map<number, number[]>();
  return new Map(trips.map((trip) => {
    const block = timetable.data.tripBlock[trip] ?? -1;
    if (block >= 0) return [trip, `b${block}`];
    const pattern = timetable.patternOf(trip);
    const start = timetable.departure(trip, 0);
    const end = timetable.arrival(trip, pattern.stops.length - 1);
    const course = courseOf(timetable, trip);
    let pool = pools.get(course);
    if (!pool) pools.set(course, (pool = []));
    const back = pool.findIndex((free) => free <= start);
    const bus = back < 0 ? pool.length : back;
    // There and back, and a rest that takes up a usual delay.
    pool[bus] = end + (end - start) + 1200;
    return [trip, `p${course}-${bus}`];
  }));
}

function createFleet(timetable: Timetable, day: number, trips: readonly number[]): (trip: number) => SimulatedBus {
  const keys = assignBuses(timetable, trips);
  const buses = new Map<string, SimulatedBus>();
  const silentKey = keys.get(trips[Math.floor(roll(seed('silent', timetable.feedId, day), 0) * trips.length)] ?? -1);
  return (trip) => {
    const key = keys.get(trip) ?? `t${trip}`;
    let bus = buses.get(key);
    if (!bus) {
      const own = seed(timetable.feedId, key);
      const today = seed(own, day);
      // A replacement bus without a ramp now and then, whatever the timetable promises.
      const wheelchair = timetable.data.tripWheelchair[trip] !== 2 && roll(today, 3) >= 0.03;
      bus = { id: `bus-${key}`, label: `${1000 + (own % 9000)}号车`, wheelchair, silent: key === silentKey || roll(today, 4) < 0.03 };
      buses.set(key, bus);
    }
    return bus;
  };
}

function skippedOf(timetable: Timetable, { detour }: Incidents, trip: number, shift: number): ReadonlySet<number> {
  const pattern = timetable.patternOf(trip);
  const out = new Set<number>();
  if (!detour?.routes.includes(pattern.route)) return out;
  for (let i = 1; i < pattern.stops.length - 1; i++) {
    const time = timetable.arrival(trip, i) + shift;
    if (detour.stops.includes(pattern.stops[i] ?? -1) && time >= detour.from && time < detour.until) out.add(i);
  }
  return out;
}

type Plain = Pick<SimulatedRun, 'trip' | 'tripId' | 'pattern' | 'shift' | 'skipped'>;

/** What really happens on a run, stop by stop. */
function drive(timetable: Timetable, day: number, run: Plain, before: SimulatedRun | null, leader: SimulatedRun | undefined, bunching: readonly Bunching[]): { arrivals: Float64Array; departures: Float64Array } {
  const { trip, pattern, shift } = run;
  const count = pattern.stops.length;
  const arrivals = new Float64Array(count);
  const departures = new Float64Array(count);
  const own = seed(timetable.feedId, day, run.tripId, timetable.departure(trip, 0));
  const line = seed(timetable.feedId, day, pattern.route, pattern.direction);
  const held = bunching.find((b) => b.leader === trip && shift === 0);
  const hurried = bunching.some((b) => b.follower === trip && shift === 0);
  const ready = before ? (before.arrivals.at(-1) ?? 0) + TURN_ROUND : -Infinity;
  const scheduledStart = timetable.departure(trip, 0) + shift;
  departures[0] = Math.max(scheduledStart + 55 * roll(own, 2) ** 2, ready, gapTo(leader, 0));
  arrivals[0] = Math.max(ready, Math.min(departures[0], scheduledStart - 240));
  for (let i = 1; i < count; i++) {
    const left = departures[i - 1] ?? 0;
    const scheduledArrival = timetable.arrival(trip, i) + shift;
    const scheduledDeparture = timetable.departure(trip, i) + shift;
    const planned = scheduledArrival - timetable.departure(trip, i - 1) - shift;
    const driving = Math.max(planned * 0.4, planned - DWELL_IN_TIMETABLE, 8);
    const arrival = Math.max(left + driving * slowness(day, left, line, own, i), gapTo(leader, i) - 5);
    arrivals[i] = arrival;
    if (run.skipped.has(i) || i === count - 1) {
      departures[i] = arrival;
      continue;
    }
    // The held bus takes the riders of both, the one behind it few: so the gap closes by two thirds of the way.
    const extra = held ? Math.max(0, held.headway - 30) / (count * 0.6) : 0;
    const stay = dwell(day, arrival, own, i) * (hurried ? 0.3 : 1) + (i < count * 0.66 ? extra : 0);
    const hold = scheduledDeparture > scheduledArrival ? scheduledDeparture : scheduledDeparture - MOST_EARLY;
    departures[i] = Math.max(arrival + stay, hold, gapTo(leader, i));
  }
  return { arrivals, departures };
}

function gapTo(leader: SimulatedRun | undefined, position: number): number {
  return leader ? (leader.departures[position] ?? -Infinity) + LEAST_GAP : -Infinity;
}
