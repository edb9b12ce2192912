import type { ArrivalEntity } from '../contract.js';
import type { AccessibilityCode } from '../timetable/timetable.js';
import { isoDateOf } from '../timetable/service-days.js';
import type { Accessibility, Resolvers } from '../../__generated__/resolvers.js';
import { arrivalHeadsign, tripHeadsign } from './headsigns.js';
import type { ArrivalsService } from './service.js';

const ACCESSIBILITY: readonly Accessibility[] = ['UNKNOWN', 'ACCESSIBLE', 'NOT_ACCESSIBLE'];

function accessibility(code: AccessibilityCode | number | undefined): Accessibility {
  return ACCESSIBILITY[code ?? 0] ?? 'UNKNOWN';
}

/** Resolvers of `Stop.arrivals`, `Arrival`, `Trip` and `Subscription.arrivals`. Plain fields resolve by property. */
export function createArrivalsResolvers(service: ArrivalsService) {
  return {
    Stop: {
      arrivals: (stop, args, { caller }) => service.list(caller, stop, args),
    },
    Arrival: {
      headsign: (arrival, { language }) => arrivalHeadsign(arrival, language),
    },
    Trip: {
      headsign: (trip, { language }) => tripHeadsign(trip, language),
      directionId: (trip) => {
        const direction = trip.run ? trip.run.direction : trip.timetable.patternOf(trip.trip).direction;
        return direction < 0 ? null : direction;
      },
      serviceDate: (trip) => isoDateOf(trip.serviceDay),
      wheelchairAccessible: (trip) => accessibility(trip.run ? trip.run.wheelchair : trip.timetable.data.tripWheelchair[trip.trip]),
      headwaySeconds: (trip) => trip.timetable.data.tripHeadway[trip.trip] || null,
    },
    Subscription: {
      arrivals: {
        subscribe: (_root, { stopId, windowMinutes }, { caller }) => service.watch(caller, stopId, windowMinutes),
        resolve: (board: ArrivalEntity[]) => board,
      },
    },
  } satisfies Resolvers;
}
