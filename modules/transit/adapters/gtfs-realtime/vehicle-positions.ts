import { isPosition } from '../../../kernel/geo.js';
import type { TripRef, VehiclePosition } from '../../realtime/types.js';
import { plausibleTime, readId, readTripRef, readVehicleRef, type Reading, type VehicleRef } from './descriptors.js';
import { OCCUPANCIES, STOP_STATUSES } from './enums.js';
import type { WireReader } from './wire.js';

/** Faster than any vehicle of a street or a railway, in metres a second. */
const FASTEST = 150;

interface Place {
  readonly lat: number;
  readonly lon: number;
  readonly bearing: number | null;
  readonly speed: number | null;
}

/** A bearing in 0 … 360 degrees, null where it is none. */
export function bearingOf(degrees: number): number | null {
  return Number.isFinite(degrees) && degrees >= 0 && degrees <= 360 ? degrees % 360 : null;
}

/** A speed in metres a second, null where no bus drives so. */
export function speedOf(metersPerSecond: number): number | null {
  return Number.isFinite(metersPerSecond) && metersPerSecond >= 0 && metersPerSecond <= FASTEST ? metersPerSecond : null;
}

function readPlace(reader: WireReader): Place {
  let lat = Number.NaN;
  let lon = Number.NaN;
  let bearing: number | null = null;
  let speed: number | null = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) lat = reader.float();
    else if (field === 2) lon = reader.float();
    else if (field === 3) bearing = bearingOf(reader.float());
    else if (field === 5) speed = speedOf(reader.float());
    else reader.skip();
  }
  reader.leave(outer);
  return { lat, lon, bearing, speed };
}

/**
 * Reads a VehiclePosition that the reader stands before (GTFS Realtime reference, “message VehiclePosition”). A vehicle
 * without any name of its own goes by its entity's id. Null where it is unfit, with the reason in `reading.reject`.
 */
export function readVehiclePosition(reader: WireReader, entityId: string, reading: Reading): VehiclePosition | null {
  let trip: TripRef | null = null;
  let place: Place | null = null;
  let stopSequence: number | null = null;
  let status: VehiclePosition['status'] = 'IN_TRANSIT_TO';
  let timestamp: number | null = null;
  let stopId: string | null = null;
  let vehicle: VehicleRef | null = null;
  let occupancy: VehiclePosition['occupancy'] = null;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) trip = readTripRef(reader, reading);
    else if (field === 2) place = readPlace(reader);
    else if (field === 3) stopSequence = reader.unsigned();
    else if (field === 4) status = STOP_STATUSES[reader.unsigned()] ?? 'IN_TRANSIT_TO';
    else if (field === 5) timestamp = plausibleTime(reader.unsigned(), reading);
    else if (field === 7) stopId = readId(reader, reading);
    else if (field === 8) vehicle = readVehicleRef(reader, reading);
    else if (field === 9) occupancy = OCCUPANCIES[reader.unsigned()] ?? null;
    else reader.skip();
  }
  reader.leave(outer);
  if (!place) reading.reject ??= 'no-position';
  // 0°, 0° is what a receiver without a fix sends; it lies in the sea.
  else if (!isPosition(place) || (place.lat === 0 && place.lon === 0)) reading.reject ??= 'impossible-position';
  if (!place || reading.reject) return null;
  return {
    vehicleId: vehicle?.id ?? entityId, label: vehicle?.label ?? null, trip, ...place, stopSequence, stopId,
    // The status says how the vehicle stands to a stop, so without one it says nothing.
    status: stopSequence === null && stopId === null ? null : status,
    timestamp: timestamp ?? reading.reference, occupancy, wheelchair: vehicle?.wheelchair ?? null,
  };
}
