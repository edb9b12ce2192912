import { dayOf, dayOfGtfsDate } from '../timetable/service-days.js';
import type { Timetable } from '../timetable/timetable.js';
import type { Count } from './propagate.js';
import { baseOfTrip, boardingFlags, runKey, type RunBase } from './run-base.js';
import type { StopUpdate, TripUpdate } from './types.js';

/**
 * The base of a trip that brings its own stops (ADDED, NEW, REPLACEMENT): from the update's stops, which must carry times.
 * `replaced` is the timetable's trip that a REPLACEMENT takes the place of; its times stay the scheduled ones where it calls at the same stops.
 * Null where the update names no two stops we know, or no route.
 */
export function baseOfStops(timetable: Timetable, update: TripUpdate, replaced: RunBase | null, count: Count): RunBase | null {
  const { trip, properties } = update;
  const route = replaced ? replaced.route : (timetable.routeIndex(trip.routeId ?? '') ?? -1);
  const known = update.stops.flatMap((stop) => {
    const index = timetable.stopIndex(stop.assignedStopId ?? stop.stopId ?? '');
    return index !== undefined && (timeOf(stop) !== null || stop.relationship === 'SKIPPED') ? [{ stop, index }] : [];
  });
  if (known.length < update.stops.length) count('added-stop-unusable');
  if (known.length < 2) {
    count('added-without-stops');
    return null;
  }
  if (route < 0) count('added-route-unknown');
  const tripId = replaced?.tripId ?? properties?.tripId ?? trip.tripId ?? update.entityId;
  const firstTime = known.map(({ stop }) => timeOf(stop)).find((time) => time !== null) ?? update.timestamp;
  const startDate = properties?.startDate ?? trip.startDate;
  const asked = startDate === null ? Number.NaN : dayOfGtfsDate(startDate);
  const serviceDay = replaced?.serviceDay ?? (Number.isNaN(asked) ? dayOf(firstTime, timetable.zone) : asked);
  const stops = Uint32Array.from(known, ({ index }) => index);
  const scheduledArrival = new Float64Array(stops.length).fill(-1);
  const scheduledDeparture = new Float64Array(stops.length).fill(-1);
  if (replaced) keepSchedule(replaced, stops, scheduledArrival, scheduledDeparture);
  return {
    key: replaced?.key ?? runKey(tripId, serviceDay, null),
    tripId, trip: replaced?.trip ?? -1, pattern: null, route, direction: replaced?.direction ?? trip.directionId ?? -1, serviceDay,
    headsign: properties?.headsign ?? null,
    stops, sequences: Uint32Array.from(known, ({ stop }, at) => stop.sequence ?? at + 1), scheduledArrival, scheduledDeparture,
    flags: boardingFlags(stops.length, null), wheelchair: replaced?.wheelchair ?? 0,
  };
}

function timeOf(stop: StopUpdate): number | null {
  return stop.arrival?.time ?? stop.departure?.time ?? null;
}

function keepSchedule(replaced: RunBase, stops: Uint32Array, arrival: Float64Array, departure: Float64Array): void {
  let after = 0;
  stops.forEach((stop, at) => {
    const old = replaced.stops.indexOf(stop, after);
    if (old < 0) return;
    after = old + 1;
    arrival[at] = replaced.scheduledArrival[old] ?? -1;
    departure[at] = replaced.scheduledDeparture[old] ?? -1;
  });
}

/** The base of a DUPLICATED trip: the timetable's trip again, at the start that TripProperties give. Null without a start. */
export function baseOfDuplicate(timetable: Timetable, trip: number, day: number, update: TripUpdate, count: Count): RunBase | null {
  const { properties } = update;
  if (properties === null || properties.startTime === null) {
    count('duplicated-without-start');
    return null;
  }
  const asked = properties.startDate === null ? Number.NaN : dayOfGtfsDate(properties.startDate);
  const serviceDay = Number.isNaN(asked) ? day : asked;
  const tripId = properties.tripId ?? `${timetable.data.tripIds[trip] ?? ''}~${properties.startTime}`;
  return baseOfTrip(timetable, trip, serviceDay, {
    shift: properties.startTime - timetable.departure(trip, 0), added: true, key: runKey(tripId, serviceDay, properties.startTime), tripId, headsign: properties.headsign,
  });
}
