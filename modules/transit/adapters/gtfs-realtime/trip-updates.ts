import type { StopEvent, StopUpdate, TripUpdate } from '../../realtime/types.js';
import { plausibleTime, readDate, readDayTime, readId, readTripRef, readVehicleRef, type Reading, type VehicleRef } from './descriptors.js';
import { OCCUPANCIES, STOP_RELATIONSHIPS } from './enums.js';
import type { WireReader } from './wire.js';

/** A trip calls at no more stops than this; what follows is not read. */
const MOST_STOPS = 1000;

/** A delay beyond a day is a fault of the feed. */
const LONGEST_DELAY = 86_400;

function readDelay(reader: WireReader): number | null {
  const delay = reader.int32();
  return delay <= LONGEST_DELAY && delay >= -LONGEST_DELAY ? delay : null;
}

function readStopEvent(reader: WireReader, reading: Reading): StopEvent | null {
  let time: number | null = null;
  let delay: number | null = null;
  let uncertainty: number | null = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) delay = readDelay(reader);
    else if (field === 2) time = plausibleTime(reader.int64(), reading);
    else if (field === 3) uncertainty = reader.int32();
    else reader.skip();
  }
  reader.leave(outer);
  return time === null && delay === null ? null : { time, delay, uncertainty: uncertainty !== null && uncertainty >= 0 ? uncertainty : null };
}

function readAssignedStop(reader: WireReader, reading: Reading): string | null {
  let stopId: string | null = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) stopId = readId(reader, reading);
    else reader.skip();
  }
  reader.leave(outer);
  return stopId;
}

/** A bus cannot leave before it comes: a departure before the arrival is moved up to it. */
function withoutNegativeDwell(arrival: StopEvent | null, departure: StopEvent | null): StopEvent | null {
  const comes = arrival?.time ?? null;
  if (!departure || departure.time === null || comes === null || comes <= departure.time) return departure;
  return { ...departure, time: comes, delay: departure.delay === null ? null : departure.delay + comes - departure.time };
}

function readStopUpdate(reader: WireReader, reading: Reading): StopUpdate | null {
  let sequence: number | null = null;
  let stopId: string | null = null;
  let arrival: StopEvent | null = null;
  let departure: StopEvent | null = null;
  let relationship: StopUpdate['relationship'] = 'SCHEDULED';
  let assignedStopId: string | null = null;
  let occupancy: StopUpdate['occupancy'] = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) sequence = reader.unsigned();
    else if (field === 2) arrival = readStopEvent(reader, reading);
    else if (field === 3) departure = readStopEvent(reader, reading);
    else if (field === 4) stopId = readId(reader, reading);
    else if (field === 5) relationship = STOP_RELATIONSHIPS[reader.unsigned()] ?? 'SCHEDULED';
    else if (field === 6) assignedStopId = readAssignedStop(reader, reading);
    else if (field === 7) occupancy = OCCUPANCIES[reader.unsigned()] ?? null;
    else reader.skip();
  }
  reader.leave(outer);
  if (sequence === null && stopId === null) return null;
  departure = withoutNegativeDwell(arrival, departure);
  return { sequence, stopId, arrival, departure, relationship, assignedStopId, occupancy };
}

function readProperties(reader: WireReader, reading: Reading): TripUpdate['properties'] {
  let tripId: string | null = null;
  let startDate: string | null = null;
  let startTime: number | null = null;
  let headsign: string | null = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) tripId = readId(reader, reading);
    else if (field === 2) startDate = readDate(reader, reading);
    else if (field === 3) startTime = readDayTime(reader, reading);
    else if (field === 5) headsign = readId(reader, reading);
    else reader.skip();
  }
  reader.leave(outer);
  return { tripId, startDate, startTime, headsign };
}

function saysSomething(stop: StopUpdate): boolean {
  return (
    stop.arrival !== null || stop.departure !== null || stop.relationship !== 'SCHEDULED' ||
    stop.assignedStopId !== null || stop.occupancy !== null
  );
}

/** Whether there is anything in an update that a timetable alone would not say. */
function isTelling(update: TripUpdate): boolean {
  const { relationship } = update.trip;
  if (relationship === 'CANCELED' || relationship === 'DELETED' || relationship === 'DUPLICATED') return true;
  if (relationship === 'ADDED' || relationship === 'NEW' || relationship === 'REPLACEMENT') return update.stops.length > 0;
  return update.delay !== null || update.wheelchair !== null || update.stops.some(saysSomething);
}

/**
 * Reads a TripUpdate that the reader stands before (GTFS Realtime reference, “message TripUpdate”). Null where it is
 * unfit, with the reason in `reading.reject`. Times out of order are kept: the merge knows the timetable and judges.
 */
export function readTripUpdate(reader: WireReader, entityId: string, reading: Reading): TripUpdate | null {
  let trip: TripUpdate['trip'] | null = null;
  let vehicle: VehicleRef | null = null;
  let timestamp: number | null = null;
  let delay: number | null = null;
  let properties: TripUpdate['properties'] = null;
  const stops: StopUpdate[] = [];
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) trip = readTripRef(reader, reading);
    else if (field === 2 && stops.length < MOST_STOPS) {
      const stop = readStopUpdate(reader, reading);
      if (stop) stops.push(stop);
    } else if (field === 3) vehicle = readVehicleRef(reader, reading);
    else if (field === 4) timestamp = plausibleTime(reader.unsigned(), reading);
    else if (field === 5) delay = readDelay(reader);
    else if (field === 6) properties = readProperties(reader, reading);
    else reader.skip();
  }
  reader.leave(outer);
  if (!trip) {
    reading.reject ??= 'names-no-trip';
    return null;
  }
  const update: TripUpdate = {
    entityId, trip, vehicleId: vehicle?.id ?? null, vehicleLabel: vehicle?.label ?? null, wheelchair: vehicle?.wheelchair ?? null,
    timestamp: timestamp ?? reading.reference, delay, stops, properties,
  };
  if (!isTelling(update)) reading.reject ??= 'says-nothing';
  return reading.reject ? null : update;
}
