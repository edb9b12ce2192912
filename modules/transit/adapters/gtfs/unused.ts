import type { Draft } from './draft.js';
import type { Findings } from './findings.js';

/** Warns of routes, stops and services that nothing uses: harmless, and often a sign that something was forgotten. */
export function warnOfUnused(draft: Draft, findings: Findings): void {
  const routes = new Uint8Array(draft.routes.length);
  const services = new Uint8Array(draft.serviceIds.length);
  for (const { route, service } of draft.trips) {
    if (route >= 0) routes[route] = 1;
    if (service >= 0) services[service] = 1;
  }
  draft.routes.forEach(({ id, line }, route) => {
    if (routes[route] === 0) findings.warn({ code: 'route_unused', file: 'routes.txt', line, field: 'route_id', value: id, reason: 'no trip runs on it' });
  });
  draft.serviceIds.forEach((id, service) => {
    if (services[service] === 0) findings.warn({ code: 'service_unused', file: 'calendar.txt', line: null, field: 'service_id', value: id, reason: 'no trip runs by it' });
  });
  const stops = new Uint8Array(draft.stops.length);
  for (let row = 0; row < draft.times.stop.length; row++) if (draft.times.stop.at(row) >= 0) stops[draft.times.stop.at(row)] = 1;
  draft.stops.forEach(({ id, line, locationType }, stop) => {
    if (locationType === 0 && stops[stop] === 0) findings.warn({ code: 'stop_unused', file: 'stops.txt', line, field: 'stop_id', value: id, reason: 'no trip calls there' });
  });
}
