import type { Resolvers } from '../../__generated__/resolvers.js';
import { pickText, type Language } from '../../kernel/languages.js';
import { routeEntity, stopEntity, type AlertEntity } from '../contract.js';
import { namedRoutes, namedStops } from './rules.js';
import type { AlertsService } from './service.js';

function textOf(alert: AlertEntity, texts: Readonly<Record<string, string>>, language: Language | null | undefined): string {
  // A text without a language is in the feed's own.
  return pickText(texts, texts[''] ?? '', alert.timetable.data.language, language);
}

function milliseconds(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : seconds * 1000;
}

/** Resolvers of `ServiceAlert`, `Query.serviceAlerts`, `Route.alerts` and `Stop.alerts`. */
export function createAlertsResolvers(service: AlertsService) {
  return {
    Query: { serviceAlerts: (_root, args, { caller }) => service.list(caller, args) },
    Route: { alerts: (route, _args, { caller }) => service.forRoute(caller, route) },
    Stop: { alerts: (stop, _args, { caller }) => service.forStop(caller, stop) },
    ServiceAlert: {
      header: (alert, { language }) => textOf(alert, alert.record.header, language),
      description: (alert, { language }) => textOf(alert, alert.record.description, language),
      url: (alert, { language }) => textOf(alert, alert.record.url, language) || null,
      cause: ({ record }) => record.cause,
      effect: ({ record }) => record.effect,
      severity: ({ record }) => (record.severity === 'UNKNOWN_SEVERITY' ? 'UNKNOWN' : record.severity),
      activeFrom: (alert) => milliseconds(service.period(alert)?.start),
      activeUntil: (alert) => milliseconds(service.period(alert)?.end),
      routes: ({ timetable, record }) => namedRoutes(timetable, record).map((index) => routeEntity(timetable, index)),
      stops: ({ timetable, record }) => namedStops(timetable, record).map((index) => stopEntity(timetable, index)),
    },
  } satisfies Resolvers;
}
