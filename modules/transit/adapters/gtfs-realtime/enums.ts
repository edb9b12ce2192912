import type { AlertRecord, Occupancy, StopUpdate, TripRelationship, VehiclePosition } from '../../realtime/types.js';

/** TripDescriptor.ScheduleRelationship by number (GTFS Realtime reference 2.0, with NEW of 2025); 4 was never given out. */
export const TRIP_RELATIONSHIPS: readonly (TripRelationship | undefined)[] = [
  'SCHEDULED', 'ADDED', 'UNSCHEDULED', 'CANCELED', undefined, 'REPLACEMENT', 'DUPLICATED', 'DELETED', 'NEW',
];

/** StopTimeUpdate.ScheduleRelationship by number. */
export const STOP_RELATIONSHIPS: readonly (StopUpdate['relationship'] | undefined)[] = ['SCHEDULED', 'SKIPPED', 'NO_DATA', 'UNSCHEDULED'];

/** VehiclePosition.OccupancyStatus by number. */
export const OCCUPANCIES: readonly (Occupancy | undefined)[] = [
  'EMPTY', 'MANY_SEATS_AVAILABLE', 'FEW_SEATS_AVAILABLE', 'STANDING_ROOM_ONLY', 'CRUSHED_STANDING_ROOM_ONLY', 'FULL',
  'NOT_ACCEPTING_PASSENGERS', 'NO_DATA_AVAILABLE', 'NOT_BOARDABLE',
];

/** VehiclePosition.VehicleStopStatus by number. */
export const STOP_STATUSES: readonly VehiclePosition['status'][] = ['INCOMING_AT', 'STOPPED_AT', 'IN_TRANSIT_TO'];

/** VehicleDescriptor.WheelchairAccessible by number, as GTFS codes (0 unknown, 1 yes, 2 no); NO_VALUE leaves the trip's own. */
export const WHEELCHAIRS: readonly (0 | 1 | 2 | null)[] = [null, 0, 1, 2];

/** Alert.Cause by number; 0 is not in use. */
export const CAUSES: readonly (string | undefined)[] = [
  undefined, 'UNKNOWN_CAUSE', 'OTHER_CAUSE', 'TECHNICAL_PROBLEM', 'STRIKE', 'DEMONSTRATION', 'ACCIDENT', 'HOLIDAY', 'WEATHER',
  'MAINTENANCE', 'CONSTRUCTION', 'POLICE_ACTIVITY', 'MEDICAL_EMERGENCY',
];

/** Alert.Effect by number; 0 is not in use. */
export const EFFECTS: readonly (string | undefined)[] = [
  undefined, 'NO_SERVICE', 'REDUCED_SERVICE', 'SIGNIFICANT_DELAYS', 'DETOUR', 'ADDITIONAL_SERVICE', 'MODIFIED_SERVICE', 'OTHER_EFFECT',
  'UNKNOWN_EFFECT', 'STOP_MOVED', 'NO_EFFECT', 'ACCESSIBILITY_ISSUE',
];

/** Alert.SeverityLevel by number; 0 is not in use. */
export const SEVERITIES: readonly (AlertRecord['severity'] | undefined)[] = [undefined, 'UNKNOWN_SEVERITY', 'INFO', 'WARNING', 'SEVERE'];
