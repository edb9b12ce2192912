import type { Resolvers } from '../../__generated__/resolvers.js';
import { headsignAt } from './rules/headsigns.js';
import { routeLongName, routeShortName } from './rules/names.js';
import { typicalTrip } from './rules/ways.js';
import type { RoutesService } from './service.js';

/** Resolvers of routes: Query.route and Query.routes, Route but for its vehicles and alerts, RoutePattern and DirectionTimetable. */
export function createRoutesResolvers(service: RoutesService) {
  return {
    Query: {
      route: (_root, { id }, { caller }) => service.find(caller, id),
      routes: (_root, args, { caller }) => service.list(caller, args),
    },
    Route: {
      shortName: (route, { language }) => routeShortName(route, language),
      longName: (route, { language }) => routeLongName(route, language),
      type: ({ record }) => record.type,
      color: ({ record }) => record.color,
      textColor: ({ record }) => record.textColor,
      agency: (route, _args, { caller }) => service.agencyOf(caller, route),
      fare: ({ record }) => record.fare,
      patterns: (route, _args, { caller }) => service.patternsOf(caller, route),
      timetable: (route, { date }, { caller }) => service.timetableOn(caller, route, date),
    },
    RoutePattern: {
      directionId: ({ record }) => (record.direction === -1 ? null : record.direction),
      headsign: ({ timetable, record }, { language }) => headsignAt(timetable, typicalTrip(timetable, record), 0, language),
      stops: (pattern, _args, { caller }) => service.stopsOf(caller, pattern),
      polyline: (pattern, _args, { caller }) => service.polylineOf(caller, pattern),
      tripsToday: (pattern, _args, { caller }) => service.tripsToday(caller, pattern),
    },
    DirectionTimetable: {
      headsign: ({ timetable, trip }, { language }) => headsignAt(timetable, trip, 0, language),
    },
  } satisfies Resolvers;
}
