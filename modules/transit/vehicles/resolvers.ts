import type { Accessibility, Occupancy, Resolvers } from '../../__generated__/resolvers.js';
import { fromWgs84, type Datum } from '../../kernel/geo.js';
import type { VehicleEntity } from '../contract.js';
import type { Occupancy as FeedOccupancy } from '../realtime/types.js';
import { nextCallOf, tripOf, type VehiclesService } from './service.js';

/** GTFS-Realtime's nine steps as the six that a rider acts upon. */
const OCCUPANCY: Readonly<Record<FeedOccupancy, Occupancy>> = {
  EMPTY: 'MANY_SEATS',
  MANY_SEATS_AVAILABLE: 'MANY_SEATS',
  FEW_SEATS_AVAILABLE: 'FEW_SEATS',
  STANDING_ROOM_ONLY: 'STANDING',
  CRUSHED_STANDING_ROOM_ONLY: 'CROWDED',
  FULL: 'FULL',
  NOT_ACCEPTING_PASSENGERS: 'FULL',
  NOT_BOARDABLE: 'FULL',
  NO_DATA_AVAILABLE: 'UNKNOWN',
};

const ACCESSIBILITY: readonly Accessibility[] = ['UNKNOWN', 'ACCESSIBLE', 'NOT_ACCESSIBLE'];

/** A tenth of a metre; feeds give floats whose further digits are noise. */
function degrees(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}

/** Hundredths, for the same reason. */
function hundredths(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}

function placeOf({ state }: VehicleEntity, datum: Datum): { lat: number; lon: number; datum: Datum } {
  const { lat, lon } = fromWgs84(state, datum);
  return { lat: degrees(lat), lon: degrees(lon), datum };
}

/** Resolvers of `Vehicle`, `Query.vehicles` and `Route.vehicles`. */
export function createVehiclesResolvers(service: VehiclesService) {
  return {
    Query: { vehicles: (_root, { routeId }, { caller }) => service.list(caller, routeId) },
    Route: { vehicles: (route, _args, { caller }) => service.forRoute(caller, route) },
    Vehicle: {
      label: ({ state }) => state.label,
      position: (vehicle, { datum }) => placeOf(vehicle, datum),
      bearing: ({ state }) => hundredths(state.bearing),
      speed: ({ state }) => hundredths(state.speed),
      occupancy: ({ state, run }) => OCCUPANCY[state.occupancy ?? run?.occupancy ?? 'NO_DATA_AVAILABLE'],
      wheelchairAccessible: ({ state }) => ACCESSIBILITY[state.wheelchair] ?? 'UNKNOWN',
      ageSeconds: ({ state, now }) => Math.max(0, Math.floor(now / 1000 - state.timestamp)),
      trip: (vehicle) => tripOf(vehicle),
      nextStop: (vehicle) => nextCallOf(vehicle)?.stop ?? null,
      nextStopSequence: (vehicle) => nextCallOf(vehicle)?.sequence ?? null,
    },
  } satisfies Resolvers;
}
