import type { ArrivalEntity } from '../../contract.js';
import { runRow, scheduledRow, stopsAway, tripKey } from '../../arrivals/rows.js';
import type { FeedState } from '../../realtime/feeds.js';
import { STOP_FLAG, type TripRun } from '../../realtime/types.js';
import { dayOf } from '../../timetable/service-days.js';
import type { TripRunRef } from './reminder.js';

/** How a trip stands to a stop now. */
export interface TripCall {
  readonly state: 'AHEAD' | 'GONE' | 'CANCELED' | 'SKIPPED';
  /** Epoch seconds at which it is expected to leave the stop. */
  readonly departure: number;
  /** Stops between the bus and here, from what is known of it or else by the times; null while it has not set out. */
  readonly stopsAway: number | null;
  /** Whether anything is known of the bus. */
  readonly live: boolean;
  readonly arrival: ArrivalEntity;
}

/** A trip on a day by position, from real-time where it speaks of it, else from the timetable. */
interface Course {
  readonly trip: number;
  readonly run: TripRun | null;
  readonly stops: Uint32Array;
  departure(position: number): number;
}

/** How long after a bus has left a stop its run is still meant when somebody names the trip, in seconds. */
const JUST_GONE = 1800;

/**
 * Which run of a trip is meant at a stop: yesterday's while it is on its way past midnight or has only just gone, else
 * today's; of a trip that runs by frequencies, the next. Null where the trip is not known or does not call there.
 * @param stops indexes of the stops that count as the stop
 */
export function runMeant(state: FeedState, tripId: string, stops: readonly number[], now: number): TripRunRef | null {
  const today = dayOf(now, state.timetable.zone);
  const refs = [today - 1, today].flatMap((day) => runsOn(state, tripId, day));
  let latest: TripRunRef | null = null;
  for (const ref of refs) {
    const call = callOfTrip(state, ref, stops, now);
    if (!call) continue;
    if (call.departure >= now - JUST_GONE && !(call.state === 'GONE' && ref.startTime >= 0)) return ref;
    latest = ref;
  }
  // All have gone: today's is named all the same, so that the answer says that it has.
  return latest;
}

function runsOn(state: FeedState, tripId: string, serviceDay: number): TripRunRef[] {
  const { timetable, snapshot } = state;
  const runs = timetable.tripRuns(tripId);
  const first = timetable.tripIndex(tripId);
  const trips = runs.length > 0 ? runs : first === undefined ? [] : [first];
  const refs = trips
    .filter((trip) => timetable.runsOn(timetable.data.tripService[trip] ?? -1, serviceDay))
    .map((trip) => ({ tripId, serviceDay, startTime: timetable.data.tripStartTime[trip] ?? -1 }));
  if (refs.length > 0) return refs;
  return snapshot.runs.some((run) => run.tripId === tripId && run.serviceDay === serviceDay) ? [{ tripId, serviceDay, startTime: -1 }] : [];
}

/** How a run of a trip stands to a stop; null where it is not known or never calls there. */
export function callOfTrip(state: FeedState, ref: TripRunRef, stops: readonly number[], now: number): TripCall | null {
  const course = courseOf(state, ref);
  if (!course) return null;
  const next = nextPosition(course, now);
  const position = placeOf(course, stops, next);
  if (position < 0) return null;
  const { run } = course;
  const departure = course.departure(position);
  const begun = run && run.observedAt !== null ? run.nextPosition > 0 || run.vehicle !== null : now >= course.departure(0);
  return {
    state: standing(course, position, next),
    departure,
    stopsAway: (run && stopsAway(run, position)) ?? (begun ? Math.max(0, position - next) : null),
    live: run !== null && run.observedAt !== null,
    arrival: arrivalOf(state, { ...course, serviceDay: ref.serviceDay }, position, now),
  };
}

function standing({ run }: Course, position: number, next: number): TripCall['state'] {
  if (run && (run.state === 'CANCELED' || run.state === 'DELETED')) return 'CANCELED';
  const flags = run?.flags[position] ?? 0;
  if ((flags & STOP_FLAG.SKIPPED) !== 0) return 'SKIPPED';
  return position < next || (flags & STOP_FLAG.PASSED) !== 0 ? 'GONE' : 'AHEAD';
}

/** A row of a board for one call: of the run where there is one, else of the timetable. */
export function arrivalOf(
  state: FeedState,
  call: { readonly trip: number; readonly run: TripRun | null; readonly serviceDay: number },
  position: number,
  now: number,
): ArrivalEntity {
  const { timetable } = state;
  if (call.run) return runRow(state, call.run, position, now);
  const seconds = position === 0 ? timetable.departure(call.trip, 0) : timetable.arrival(call.trip, position);
  const stop = timetable.patternOf(call.trip).stops[position] ?? 0;
  return scheduledRow(state, stop, call.trip, position, call.serviceDay, timetable.dayStart(call.serviceDay) + seconds, now);
}

function courseOf({ timetable, snapshot }: FeedState, { tripId, serviceDay, startTime }: TripRunRef): Course | null {
  const { data } = timetable;
  const trip =
    startTime < 0 ? timetable.tripIndex(tripId) : timetable.tripRuns(tripId).find((run) => data.tripStartTime[run] === startTime);
  const run =
    trip === undefined
      ? snapshot.runs.find((other) => other.tripId === tripId && other.serviceDay === serviceDay)
      : snapshot.runs[snapshot.runByKey.get(tripKey(timetable, trip, serviceDay)) ?? -1];
  if (run) return { trip: run.trip, run, stops: run.stops, departure: (position) => run.departure[position] ?? 0 };
  if (trip === undefined || !timetable.runsOn(data.tripService[trip] ?? -1, serviceDay)) return null;
  const start = timetable.dayStart(serviceDay);
  return { trip, run: null, stops: timetable.patternOf(trip).stops, departure: (position) => start + timetable.departure(trip, position) };
}

/** First position the bus has not left, by what is known of it, else by the times. */
function nextPosition(course: Course, now: number): number {
  if (course.run && course.run.observedAt !== null) return course.run.nextPosition;
  let position = 0;
  while (position < course.stops.length && course.departure(position) < now) position++;
  return position;
}

/** Where it calls at one of the stops: the first time ahead that is not left out, else any time ahead, else the last; -1 where never. */
function placeOf({ run, stops }: Course, wanted: readonly number[], next: number): number {
  let ahead = -1;
  let last = -1;
  for (let position = 0; position < stops.length; position++) {
    if (!wanted.includes(stops[position] ?? -1)) continue;
    last = position;
    if (position < next) continue;
    if (((run?.flags[position] ?? 0) & STOP_FLAG.SKIPPED) === 0) return position;
    if (ahead < 0) ahead = position;
  }
  return ahead >= 0 ? ahead : last;
}
