import type { AlertRecord, AlertSelector } from '../realtime/types.js';
import type { Timetable } from '../timetable/timetable.js';

/** A span of time in epoch seconds; null: open. */
export type ActivePeriod = AlertRecord['activePeriods'][number];

const ALWAYS: ActivePeriod = { start: null, end: null };

/** The period in which an alert is in force at an instant (epoch seconds), or null. Without periods it is in force while the feed shows it. */
export function periodAt(alert: AlertRecord, at: number): ActivePeriod | null {
  if (alert.activePeriods.length === 0) return ALWAYS;
  return alert.activePeriods.find(({ start, end }) => (start ?? -Infinity) <= at && at < (end ?? Infinity)) ?? null;
}

/** What alerts are asked for: a route, a stop (or station), or both, by index; absent: all. */
export interface AlertScope {
  readonly route?: number;
  readonly stop?: number;
}

/** A stop and what belongs to it: its station, its platforms. An alert about one is about the other. */
function kinOf(timetable: Timetable, stop: number): readonly number[] {
  const parent = timetable.stops[stop]?.parent ?? -1;
  return [stop, ...(parent >= 0 ? [parent] : []), ...(timetable.children.get(stop) ?? [])];
}

function agencyFits(timetable: Timetable, agencyId: string, route: number): boolean {
  const { agencies } = timetable.data;
  // A feed with one agency need not give it an id, and then nobody else can be meant.
  return agencies.length === 1 || agencies[timetable.routes[route]?.agency ?? -1]?.id === agencyId;
}

/** Whether what a selector says of lines (all but its stop) fits a route, at one of the stops given if any are. */
function lineFits(timetable: Timetable, selector: AlertSelector, route: number, stops: readonly number[] | null): boolean {
  const record = timetable.routes[route];
  if (!record) return false;
  if (selector.agencyId !== null && !agencyFits(timetable, selector.agencyId, route)) return false;
  if (selector.routeId !== null && selector.routeId !== record.id) return false;
  if (selector.routeType !== null && selector.routeType !== record.type) return false;
  const trip = selector.tripId === null ? undefined : timetable.tripIndex(selector.tripId);
  if (selector.tripId !== null && trip === undefined) return false;
  const patterns = trip === undefined ? (timetable.routePatterns[route] ?? []) : [timetable.patternOf(trip).index];
  return patterns.some((index) => {
    const pattern = timetable.patterns[index];
    if (!pattern || pattern.route !== route) return false;
    if (selector.directionId !== null && pattern.direction >= 0 && pattern.direction !== selector.directionId) return false;
    return stops === null || stops.some((stop) => pattern.stops.includes(stop));
  });
}

function namesLine(selector: AlertSelector): boolean {
  return selector.agencyId !== null || selector.routeId !== null || selector.routeType !== null || selector.tripId !== null;
}

/** Routes that call at any of some stops. */
function routesAt(timetable: Timetable, stops: readonly number[]): Set<number> {
  const routes = new Set<number>();
  for (const stop of stops) {
    for (let visit = timetable.visitFrom[stop] ?? 0; visit < (timetable.visitFrom[stop + 1] ?? 0); visit++) {
      const pattern = timetable.patterns[timetable.visitPattern[visit] ?? -1];
      if (pattern) routes.add(pattern.route);
    }
  }
  return routes;
}

/** A test for alerts that concern a scope, prepared once for many alerts. */
export function concerns(timetable: Timetable, scope: AlertScope): (alert: AlertRecord) => boolean {
  const { route, stop } = scope;
  if (route === undefined && stop === undefined) return () => true;
  const stops = stop === undefined ? null : kinOf(timetable, stop);
  const routes = route === undefined ? [...routesAt(timetable, stops ?? [])] : [route];
  const fits = (selector: AlertSelector): boolean => {
    if (selector.stopId !== null) {
      const named = timetable.stopIndex(selector.stopId);
      if (stops !== null && (named === undefined || !stops.includes(named))) return false;
      // About a stop only: it is that stop's alert, and no line's when lines alone are asked for.
      if (!namesLine(selector)) return stops !== null;
    }
    return routes.some((index) => lineFits(timetable, selector, index, stops));
  };
  return (alert) => alert.selectors.length === 0 || alert.selectors.some(fits);
}

/** Routes that an alert names (by itself or by a trip) and the timetable knows, by index. */
export function namedRoutes(timetable: Timetable, alert: AlertRecord): number[] {
  const found = alert.selectors.flatMap(({ routeId, tripId }) => {
    const trip = routeId === null && tripId !== null ? timetable.tripIndex(tripId) : undefined;
    return (routeId === null ? (trip === undefined ? undefined : timetable.patternOf(trip).route) : timetable.routeIndex(routeId)) ?? [];
  });
  return [...new Set(found)];
}

/** Stops that an alert names and the timetable knows, by index. */
export function namedStops(timetable: Timetable, alert: AlertRecord): number[] {
  return [...new Set(alert.selectors.flatMap(({ stopId }) => (stopId === null ? undefined : timetable.stopIndex(stopId)) ?? []))];
}

const GRAVITY: Readonly<Record<AlertRecord['severity'], number>> = { SEVERE: 3, WARNING: 2, UNKNOWN_SEVERITY: 1, INFO: 0 };

/** Order of alerts for readers: the gravest first. */
export function byGravity(a: AlertRecord, b: AlertRecord): number {
  return GRAVITY[b.severity] - GRAVITY[a.severity];
}
