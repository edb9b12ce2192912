/** Trips, their times, their buses: from a line's headways to rows of the timetable. */
import { at, chance } from './geometry.js';
import type { Band, Line, ServiceId } from './lines.js';
import type { Pattern } from './patterns.js';
import type { RoadClass } from './roads.js';

/** A time at a stop, in seconds of the service day. */
export interface StopTime { readonly arrival: number; readonly departure: number }

/** A trip with its times by stop; `frequencies` where its line is written by headway. */
export interface Trip {
  readonly id: string;
  readonly pattern: Pattern;
  readonly service: ServiceId;
  readonly times: readonly StopTime[];
  readonly frequencies: readonly { readonly from: number; readonly until: number; readonly seconds: number }[];
}

/** A bus's day: the trips that one vehicle runs, in order. */
export interface Block { readonly id: string; readonly wheelchair: 1 | 2; readonly trips: readonly Trip[] }

/** Driving speed between stops in km/h, stops not counted. */
const SPEED: Readonly<Record<RoadClass, number>> = { street: 18, avenue: 24, road: 34 };
/** Seconds at an ordinary stop (within the driving time) and at a timing point (as a departure after the arrival). */
const DWELL = { ordinary: 18, timingPoint: 30 } as const;
/** Least seconds between a bus's arrival at a terminus and its next departure. */
const LAYOVER = 300;
/** A bus that has waited this long at a terminus goes back to the depot instead of taking another trip. */
const LONGEST_WAIT = 5400;

const SERVICES: readonly ServiceId[] = ['workday', 'restday', 'daily'];

/** How much longer driving takes at a time of day: traffic of the two rush hours, of a weekend's midday, of the night. */
export function traffic(service: ServiceId, seconds: number): number {
  const hour = seconds / 3600;
  if (hour < 6 || hour >= 21.5) return 0.9;
  if (service === 'restday') return hour >= 10 && hour < 18 ? 1.1 : 1;
  if ((hour >= 7 && hour < 9) || (hour >= 17 && hour < 19)) return 1.28;
  return (hour >= 6.5 && hour < 9.5) || (hour >= 16.5 && hour < 19.5) ? 1.14 : 1;
}

/** True where buses wait for their time: termini and hubs. */
export function isTimingPoint(pattern: Pattern, index: number): boolean {
  return index === 0 || index === pattern.visits.length - 1 || at(pattern.visits, index).place.hub;
}

/** HH:MM of the service day in seconds. */
export function clock(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60;
}

/** All trips of a line. */
export function createTrips(line: Line, patterns: readonly Pattern[]): Trip[] {
  return SERVICES.flatMap((service) => {
    const bands = line.bands[service];
    if (!bands) return [];
    return patterns.flatMap((pattern) => (line.kind === 'trips'
      ? departures(bands, pattern.direction).map((start) => createTrip(pattern, service, start, []))
      : createFrequencyTrips(pattern, service, bands)));
  });
}

/** Departures by the bands; the other direction leaves half a beat later, so that buses can turn round. */
function departures(bands: readonly Band[], direction: 0 | 1): number[] {
  const out: number[] = [];
  let next = clock(at(bands, 0)[0]) + (direction === 1 ? Math.round(at(bands, 0)[2] / 2) * 60 : 0);
  for (const [from, until, minutes] of bands) {
    next = Math.max(next, clock(from));
    while (next < clock(until)) {
      out.push(next);
      next += minutes * 60;
    }
  }
  return out;
}

function createFrequencyTrips(pattern: Pattern, service: ServiceId, bands: readonly Band[]): Trip[] {
  const groups = new Map<number, Band[]>();
  for (const band of bands) {
    const middle = (clock(band[0]) + clock(band[1])) / 2;
    const key = traffic(service, middle);
    groups.set(key, [...(groups.get(key) ?? []), band]);
  }
  return [...groups.values()].map((group) => createTrip(pattern, service, clock(at(group, 0)[0]), group.map(([from, until, minutes]) => (
    { from: clock(from), until: clock(until), seconds: minutes * 60 }))));
}

function createTrip(pattern: Pattern, service: ServiceId, start: number, frequencies: Trip['frequencies']): Trip {
  // A run by headway keeps the traffic of its band's middle: its rows share one set of times.
  const first = frequencies[0];
  const fixed = first ? traffic(service, (first.from + first.until) / 2) : undefined;
  const times: StopTime[] = [{ arrival: start, departure: start }];
  let exact = start;
  for (let i = 1; i < pattern.visits.length; i++) {
    const factor = fixed ?? traffic(service, exact);
    exact += drivingSeconds(pattern, at(pattern.visits, i - 1).dist, at(pattern.visits, i).dist) * factor * pattern.line.pace;
    const arrival = Math.max(Math.round(exact / 10) * 10, at(times, -1).departure + 30);
    const last = i === pattern.visits.length - 1;
    const departure = isTimingPoint(pattern, i) && !last ? arrival + DWELL.timingPoint : arrival;
    exact = Math.max(exact, arrival) + (departure > arrival ? DWELL.timingPoint : DWELL.ordinary);
    times.push({ arrival, departure });
  }
  return { id: tripId(pattern, service, start), pattern, service, times, frequencies };
}

function tripId(pattern: Pattern, service: ServiceId, start: number): string {
  const minutes = Math.round(start / 60);
  const hhmm = `${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
  return `${pattern.line.id}${service.charAt(0).toUpperCase()}${pattern.direction}-${hhmm}`;
}

/** Seconds without stops or traffic between two distances of a pattern. */
function drivingSeconds(pattern: Pattern, from: number, to: number): number {
  return pattern.classes.reduce((sum, part, i) => {
    const end = pattern.classes[i + 1]?.from ?? Infinity;
    const metres = Math.max(0, Math.min(to, end) - Math.max(from, part.from));
    return sum + metres / (SPEED[part.kind] / 3.6);
  }, 0);
}

/** Puts the trips of one depot and service on buses: whoever waits longest at the terminus leaves next. */
export function createBlocks(depot: string, service: ServiceId, trips: readonly Trip[]): Block[] {
  const buses: { trips: Trip[]; at: string; free: number }[] = [];
  const inOrder = [...trips].sort((a, b) => at(a.times, 0).departure - at(b.times, 0).departure || a.id.localeCompare(b.id, 'en'));
  for (const trip of inOrder) {
    const start = at(trip.times, 0).departure;
    const terminus = at(trip.pattern.visits, 0).place.zh;
    const waiting = buses.filter((bus) => bus.at === terminus && bus.free + LAYOVER <= start && bus.free + LONGEST_WAIT >= start);
    const bus = waiting.reduce<typeof waiting[number] | undefined>((best, b) => (!best || b.free < best.free ? b : best), undefined);
    const state = { at: at(trip.pattern.visits, -1).place.zh, free: at(trip.times, -1).arrival };
    if (bus) Object.assign(bus, state).trips.push(trip);
    else buses.push({ trips: [trip], ...state });
  }
  return buses.map((bus, i) => {
    const id = `${depot}${service.charAt(0).toUpperCase()}-${String(i + 1).padStart(2, '0')}`;
    return { id, wheelchair: chance(`bus ${id}`) < 0.7 ? 1 : 2, trips: bus.trips };
  });
}
