import type { ModulePolicies } from '../kernel/policy/types.js';
import { standingPolicies } from './reminders/standing/policy.js';

const PUBLIC_TYPES = [
  'Stop', 'StopConnection', 'StopEdge', 'RouteConnection', 'RouteEdge', 'Route', 'Agency', 'Fare', 'RoutePattern', 'PatternStop', 'DirectionTimetable', 'HourHeadway', 'LastBus', 'Trip',
  'Arrival', 'Vehicle', 'ServiceAlert', 'Journey', 'WalkLeg', 'RideLeg', 'TransitReminder',
];

/** Timetables, boards and journeys are anybody's to read and name no person; what is kept for a person has rules of its own. */
export const transitPolicies: ModulePolicies = {
  actions: standingPolicies.actions,
  fields: {
    'Query.stop': 'public',
    'Query.stops': 'public',
    'Query.route': 'public',
    'Query.routes': 'public',
    'Query.vehicles': 'public',
    'Query.serviceAlerts': 'public',
    'Query.plan': 'public',
    'Subscription.arrivals': 'public',
    'Subscription.transitReminder': 'public',
    ...Object.fromEntries(PUBLIC_TYPES.map((type) => [`${type}.*`, 'public'])),
    ...standingPolicies.fields,
  },
};
