import type { AlertRecord, DecodedFeed, TripUpdate, VehiclePosition } from '../../realtime/types.js';
import { readAlert } from './alerts.js';
import { readId, secondsOf, type Reading, type RejectReason } from './descriptors.js';
import { readTripUpdate } from './trip-updates.js';
import { readVehiclePosition } from './vehicle-positions.js';
import { WireError, WireReader } from './wire.js';

/** Entities read of one message; a large metropolis has some 30,000. */
const MOST_ENTITIES = 100_000;

/** So many entities without sense in one message, and it is no feed: nobody should wait for the rest. */
const MOST_MALFORMED = 1000;

/** An answer that is no GTFS-Realtime message at all. The text says in plain words what it looks like. */
export class FeedFormatError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'FeedFormatError';
  }
}

/** What one FeedEntity holds; more than one of the three is legal, if rare. */
export interface DecodedEntity {
  readonly id: string;
  readonly tripUpdate: TripUpdate | null;
  readonly vehicle: VehiclePosition | null;
  readonly alert: AlertRecord | null;
}

/** One message as its entities, for those who must know the ids: a differential message changes entity by entity. */
export interface DecodedMessage {
  /** Epoch seconds of the header, else of reception. */
  readonly timestamp: number;
  readonly incrementality: DecodedFeed['incrementality'];
  readonly entities: readonly DecodedEntity[];
  /** Ids with is_deleted. */
  readonly deleted: readonly string[];
  readonly rejected: ReadonlyMap<RejectReason, number>;
}

interface Header {
  readonly timestamp: number | null;
  readonly incrementality: DecodedFeed['incrementality'];
}

/** Null where the bytes are no header: it must name a version of the standard or a time. */
function readHeader(bytes: Uint8Array): Header | null {
  const reader = new WireReader(bytes);
  let version: string | undefined;
  let timestamp: number | null = null;
  let incrementality: DecodedFeed['incrementality'] = 'FULL_DATASET';
  try {
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === 1) version = reader.string(16);
      else if (field === 2) incrementality = reader.unsigned() === 1 ? 'DIFFERENTIAL' : 'FULL_DATASET';
      else if (field === 3) timestamp = secondsOf(reader.unsigned());
      else reader.skip();
    }
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
  return version !== undefined || timestamp !== null ? { timestamp, incrementality } : null;
}

/** One entity, `deleted` with its id alone, or why it was not taken. */
type EntityOutcome = DecodedEntity | { readonly deleted: string } | RejectReason;

function readEntityFields(reader: WireReader, place: number, reading: Reading): EntityOutcome {
  let id: string | null = null;
  let deleted = false;
  let tripUpdate: TripUpdate | null = null;
  let vehicle: VehiclePosition | null = null;
  let alert: AlertRecord | null = null;
  // The id comes first in every encoder's output; where it does not, or is missing, the place in the message stands in.
  const name = (): string => id ?? `#${place}`;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) id = readId(reader, reading);
    else if (field === 2) deleted = reader.unsigned() !== 0;
    else if (field === 3) tripUpdate = readTripUpdate(reader, name(), reading);
    else if (field === 4) vehicle = readVehiclePosition(reader, name(), reading);
    else if (field === 5) alert = readAlert(reader, name(), reading);
    else reader.skip();
  }
  if (deleted && id !== null) return { deleted: id };
  if (tripUpdate || vehicle || alert) return { id: name(), tripUpdate, vehicle, alert };
  return reading.reject ?? 'other-content';
}

function readEntity(bytes: Uint8Array, place: number, reference: number): EntityOutcome {
  try {
    return readEntityFields(new WireReader(bytes), place, { reference, reject: null });
  } catch (error) {
    if (error instanceof WireError) return 'malformed';
    throw error;
  }
}

/** The message's own fields: where its header and its entities lie, and whether it breaks off. */
interface Outline {
  header: Header | null;
  readonly entities: Uint8Array[];
  beyond: number;
  truncated: boolean;
}

function outlineOf(bytes: Uint8Array): Outline {
  const outline: Outline = { header: null, entities: [], beyond: 0, truncated: false };
  const reader = new WireReader(bytes);
  try {
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === 1) outline.header = readHeader(reader.bytes()) ?? outline.header;
      else if (field !== 2) reader.skip();
      else if (outline.entities.length < MOST_ENTITIES) outline.entities.push(reader.bytes());
      else {
        reader.skip();
        outline.beyond += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    outline.truncated = true;
  }
  return outline;
}

/** What bytes look like that are no feed, for the one who set the address. */
function looksLike(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'the answer is empty';
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64)).toString('latin1').trimStart();
  if (start.startsWith('<')) return 'the answer is a web page or XML, not a GTFS-Realtime protobuf message';
  if (start.startsWith('{') || start.startsWith('[')) return 'the answer is JSON, not a GTFS-Realtime protobuf message';
  if (start.startsWith('\x1f\x8b')) return 'the answer is gzip within gzip, or gzip that is not announced';
  if (start.startsWith('PK\x03\x04')) return 'the answer is a zip archive, not a GTFS-Realtime protobuf message';
  return 'the answer is not a GTFS-Realtime protobuf message';
}

/**
 * Reads a GTFS-Realtime FeedMessage entity by entity, so that a bad entity costs itself alone. A message that breaks off
 * gives what came before the break.
 * @param receivedAt epoch seconds, used where the header has no timestamp
 * @throws FeedFormatError where nothing in the bytes can be read as a feed
 */
export function decodeMessage(bytes: Uint8Array, receivedAt: number): DecodedMessage {
  const { header, entities: slices, beyond, truncated } = outlineOf(bytes);
  const timestamp = header?.timestamp ?? Math.floor(receivedAt);
  const entities: DecodedEntity[] = [];
  const deleted: string[] = [];
  const rejected = new Map<RejectReason, number>();
  const reject = (reason: RejectReason, count: number): Map<RejectReason, number> =>
    rejected.set(reason, (rejected.get(reason) ?? 0) + count);
  slices.forEach((slice, place) => {
    const outcome = readEntity(slice, place, timestamp);
    if (outcome === 'malformed' && rejected.get(outcome) === MOST_MALFORMED) throw new FeedFormatError(looksLike(bytes));
    if (typeof outcome === 'string') reject(outcome, 1);
    else if ('deleted' in outcome) deleted.push(outcome.deleted);
    else entities.push(outcome);
  });
  const nothing = entities.length === 0 && deleted.length === 0;
  const broken = truncated || (slices.length > 0 && rejected.get('malformed') === slices.length);
  if (nothing && (!header || broken)) throw new FeedFormatError(looksLike(bytes));
  if (beyond > 0) reject('too-many-entities', beyond);
  if (truncated) reject('truncated', 1);
  return { timestamp, incrementality: header?.incrementality ?? 'FULL_DATASET', entities, deleted, rejected };
}

/** The entities of a message by kind, as the merge takes them. */
export function feedOf(message: Omit<DecodedMessage, 'entities' | 'deleted'>, entities: Iterable<DecodedEntity>): DecodedFeed {
  const tripUpdates: TripUpdate[] = [];
  const vehicles: VehiclePosition[] = [];
  const alerts: AlertRecord[] = [];
  for (const { tripUpdate, vehicle, alert } of entities) {
    if (tripUpdate) tripUpdates.push(tripUpdate);
    if (vehicle) vehicles.push(vehicle);
    if (alert) alerts.push(alert);
  }
  const { timestamp, incrementality, rejected } = message;
  return { timestamp, incrementality, tripUpdates, vehicles, alerts, rejected };
}

/**
 * Reads one whole FeedMessage: {@link decodeMessage} without the entities' ids.
 * @param receivedAt epoch seconds, used where the header has no timestamp
 * @throws FeedFormatError where nothing in the bytes can be read as a feed
 */
export function decodeFeed(bytes: Uint8Array, receivedAt: number): DecodedFeed {
  const message = decodeMessage(bytes, receivedAt);
  return feedOf(message, message.entities);
}
