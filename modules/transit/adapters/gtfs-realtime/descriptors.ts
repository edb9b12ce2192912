import type { TripRef } from '../../realtime/types.js';
import { dayOfGtfsDate } from '../../timetable/service-days.js';
import { TRIP_RELATIONSHIPS, WHEELCHAIRS } from './enums.js';
import type { WireReader } from './wire.js';

/** Why an entity was not taken: the label under which it is counted. */
export type RejectReason =
  /** Its bytes are no message. */
  | 'malformed'
  /** An id longer than any we keep. */
  | 'id-too-long'
  /** Neither trip update, vehicle nor alert (shapes, stops and trip modifications among them). */
  | 'other-content'
  /** A trip update that names no trip and no route. */
  | 'names-no-trip'
  /** A trip update without a time, delay, stop or cancellation. */
  | 'says-nothing'
  /** A vehicle without a position. */
  | 'no-position'
  /** A position off the earth, or at 0°, 0°. */
  | 'impossible-position'
  /** An alert without header and description. */
  | 'alert-without-text'
  /** An alert none of whose selectors names anything. */
  | 'alert-about-nothing'
  /** Beyond the number of entities that are read. */
  | 'too-many-entities'
  /** The message breaks off in the middle. */
  | 'truncated';

/** What is being read: the instant that times are checked against, and room for what a nested message refuses. */
export interface Reading {
  /** Epoch seconds: the header's timestamp, else when the message was received. */
  readonly reference: number;
  /** Set by whatever finds the entity unfit. */
  reject: RejectReason | null;
}

/** Longest id in bytes that is kept. */
const LONGEST_ID = 256;

/** Times further from the message's own than this are clock faults, not predictions. */
const FARTHEST_SECONDS = 7 * 86_400;

/** Later than any time in seconds that is meant: such a number is in milliseconds, which some feeds write. */
const SECONDS_LIMIT = 100_000_000_000;

/** An id, null where it is empty. A longer one than any we keep rejects the entity: cut, it would name something else. */
export function readId(reader: WireReader, reading: Reading): string | null {
  const text = reader.string(LONGEST_ID);
  if (text === undefined) reading.reject = 'id-too-long';
  return text || null;
}

/** Epoch seconds of a timestamp that may be in milliseconds; null for 0 and for numbers that are no time. */
export function secondsOf(timestamp: number): number | null {
  const seconds = timestamp > SECONDS_LIMIT ? Math.floor(timestamp / 1000) : timestamp;
  return seconds > 0 && seconds < SECONDS_LIMIT ? seconds : null;
}

/** Epoch seconds within a week of the message's own time, else null. */
export function plausibleTime(timestamp: number, reading: Reading): number | null {
  const seconds = secondsOf(timestamp);
  if (seconds === null) return null;
  const ahead = seconds - reading.reference;
  return ahead <= FARTHEST_SECONDS && ahead >= -FARTHEST_SECONDS ? seconds : null;
}

/** A start_date as `YYYYMMDD`, null where it is no date. */
export function readDate(reader: WireReader, reading: Reading): string | null {
  const text = readId(reader, reading)?.replaceAll('-', '');
  return text !== undefined && !Number.isNaN(dayOfGtfsDate(text)) ? text : null;
}

/** A start_time `H:MM:SS` (or without seconds) in seconds of the service day, null where it is no time. */
export function readDayTime(reader: WireReader, reading: Reading): number | null {
  const parts = /^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?$/.exec(readId(reader, reading)?.trim() ?? '');
  return parts ? Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3] ?? 0) : null;
}

/** A direction_id, null where it is neither 0 nor 1. */
export function readDirection(reader: WireReader): 0 | 1 | null {
  const value = reader.unsigned();
  return value === 0 || value === 1 ? value : null;
}

/** Reads a TripDescriptor that the reader stands before; null where it names nothing. */
export function readTripRef(reader: WireReader, reading: Reading): TripRef | null {
  const ref: { -readonly [Key in keyof TripRef]: TripRef[Key] } = {
    tripId: null, routeId: null, directionId: null, startDate: null, startTime: null, relationship: 'SCHEDULED',
  };
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) ref.tripId = readId(reader, reading);
    else if (field === 2) ref.startTime = readDayTime(reader, reading);
    else if (field === 3) ref.startDate = readDate(reader, reading);
    // A number that is not known reads as the default, as everywhere in protobuf.
    else if (field === 4) ref.relationship = TRIP_RELATIONSHIPS[reader.unsigned()] ?? 'SCHEDULED';
    else if (field === 5) ref.routeId = readId(reader, reading);
    else if (field === 6) ref.directionId = readDirection(reader);
    else reader.skip();
  }
  reader.leave(outer);
  return ref.tripId === null && ref.routeId === null ? null : ref;
}

/** A VehicleDescriptor: its id, else its label, else its plate; what stands on it; its wheelchair access. */
export interface VehicleRef {
  readonly id: string | null;
  readonly label: string | null;
  readonly wheelchair: 0 | 1 | 2 | null;
}

/** Reads a VehicleDescriptor that the reader stands before. */
export function readVehicleRef(reader: WireReader, reading: Reading): VehicleRef {
  let id: string | null = null;
  let label: string | null = null;
  let plate: string | null = null;
  let wheelchair: 0 | 1 | 2 | null = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) id = readId(reader, reading);
    else if (field === 2) label = readId(reader, reading);
    else if (field === 3) plate = readId(reader, reading);
    else if (field === 4) wheelchair = WHEELCHAIRS[reader.unsigned()] ?? null;
    else reader.skip();
  }
  reader.leave(outer);
  return { id: id ?? label ?? plate, label: label ?? plate, wheelchair };
}
