import bindings from 'gtfs-realtime-bindings';
import type { transit_realtime } from 'gtfs-realtime-bindings';
import type { SimulatedBus } from './types.js';

// The bindings are CommonJS: under native ESM the namespace hangs on the default export.
const gtfs = bindings.transit_realtime;

/** The bindings' namespace, as values. */
export { gtfs };

const LENGTH_DELIMITED = 2;
/** Field numbers of gtfs-realtime.proto. */
const FIELD = { header: 1, entity: 2, entityId: 1, tripUpdate: 3, vehicle: 4, alert: 5, descriptorOfUpdate: 3, descriptorOfPosition: 8 } as const;
/** VehicleDescriptor.wheelchair_accessible: field 4 as varint; 2 accessible, 3 not. The bindings 1.1 do not know it. */
const WHEELCHAIR_TAG = 0x20;

function field(number: number, bytes: Uint8Array): Uint8Array {
  const head = [(number << 3) | LENGTH_DELIMITED];
  let rest = bytes.length;
  while (rest > 127) {
    head.push((rest & 127) | 128);
    rest >>>= 7;
  }
  head.push(rest);
  return Buffer.concat([Uint8Array.from(head), bytes]);
}

function descriptor(bus: SimulatedBus): Uint8Array {
  const known = gtfs.VehicleDescriptor.encode({ id: bus.id, label: bus.label }).finish();
  return Buffer.concat([known, Uint8Array.of(WHEELCHAIR_TAG, bus.wheelchair ? 2 : 3)]);
}

function entity(id: string, kind: number, body: Uint8Array): Uint8Array {
  return field(FIELD.entity, Buffer.concat([field(FIELD.entityId, Buffer.from(id)), field(kind, body)]));
}

/** A FeedEntity with a TripUpdate, and the bus with its wheelchair access where it is known. */
export function tripUpdateEntity(id: string, update: transit_realtime.ITripUpdate, bus: SimulatedBus | null): Uint8Array {
  const body = gtfs.TripUpdate.encode(update).finish();
  return entity(id, FIELD.tripUpdate, bus ? Buffer.concat([body, field(FIELD.descriptorOfUpdate, descriptor(bus))]) : body);
}

/** A FeedEntity with a VehiclePosition. */
export function vehicleEntity(id: string, position: transit_realtime.IVehiclePosition, bus: SimulatedBus): Uint8Array {
  const body = gtfs.VehiclePosition.encode(position).finish();
  return entity(id, FIELD.vehicle, Buffer.concat([body, field(FIELD.descriptorOfPosition, descriptor(bus))]));
}

/** A FeedEntity with an Alert. */
export function alertEntity(id: string, alert: transit_realtime.IAlert): Uint8Array {
  return entity(id, FIELD.alert, gtfs.Alert.encode(alert).finish());
}

/** A whole FeedMessage (GTFS-Realtime 2.0, full dataset). @param now epoch seconds */
export function message(now: number, entities: readonly Uint8Array[]): Uint8Array {
  const header = gtfs.FeedHeader.encode({ gtfsRealtimeVersion: '2.0', incrementality: gtfs.FeedHeader.Incrementality.FULL_DATASET, timestamp: now }).finish();
  return Buffer.concat([field(FIELD.header, header), ...entities]);
}
