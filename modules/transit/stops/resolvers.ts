import type { Resolvers } from '../../__generated__/resolvers.js';
import { fromWgs84 } from '../../kernel/geo.js';
import { pickText } from '../../kernel/languages.js';
import { headsignAt } from '../routes/rules/headsigns.js';
import type { StopsService } from './service.js';

const ACCESSIBILITY = ['UNKNOWN', 'ACCESSIBLE', 'NOT_ACCESSIBLE'] as const;

/** Resolvers of stops: Query.stop and Query.stops, Stop but for its arrivals and alerts, and LastBus. */
export function createStopsResolvers(service: StopsService) {
  return {
    Query: {
      stop: (_root, { id }, { caller }) => service.find(caller, id),
      stops: (_root, args, { caller }) => service.list(caller, args),
    },
    Stop: {
      code: ({ record }) => record.code,
      name: ({ timetable, record }, { language }) => pickText(record.translations, record.name, timetable.data.language, language),
      position: ({ record }, { datum }) => ({ ...fromWgs84(record, datum ?? 'WGS84'), datum: datum ?? 'WGS84' }),
      wheelchairBoarding: ({ record }) => ACCESSIBILITY[record.wheelchair],
      platformCode: ({ record }) => record.platformCode,
      parent: (stop, _args, { caller }) => service.parentOf(caller, stop),
      platforms: (stop, _args, { caller }) => service.platformsOf(caller, stop),
      routes: (stop, _args, { caller }) => service.routesAt(caller, stop),
      lastBuses: (stop, _args, { caller }) => service.lastBuses(caller, stop),
    },
    LastBus: {
      headsign: ({ route, trip, position }, { language }) => headsignAt(route.timetable, trip, position, language),
    },
  } satisfies Resolvers;
}
