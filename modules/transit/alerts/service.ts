import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { AlertEntity, RouteEntity, StopEntity } from '../contract.js';
import { parsePublicId, type Feeds, type FeedState } from '../realtime/feeds.js';
import { byGravity, concerns, periodAt, type ActivePeriod, type AlertScope } from './rules.js';

/** What the service stands on. `clock` is the service clock. */
export interface AlertsDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
}

/** Alerts in force. Anybody may read them: nothing here is personal. */
export class AlertsService {
  readonly #feeds: Feeds;
  readonly #clock: Clock;

  constructor({ feeds, clock }: AlertsDeps) {
    this.#feeds = feeds;
    this.#clock = clock;
  }

  /** Alerts in force that concern a route, a stop, or the route at that stop; without both, all. Unknown ids have none. */
  list(_caller: Caller, { routeId, stopId }: { readonly routeId?: string | null; readonly stopId?: string | null }): AlertEntity[] {
    const route = routeId ? this.#locate(routeId, (timetable, id) => timetable.routeIndex(id)) : undefined;
    const stop = stopId ? this.#locate(stopId, (timetable, id) => timetable.stopIndex(id)) : undefined;
    if (route === null || stop === null || (route && stop && route.state !== stop.state)) return [];
    const state = route?.state ?? stop?.state;
    if (!state) return [...this.#feeds.all()].flatMap((each) => this.#inForce(each, {}));
    return this.#inForce(state, { ...(route ? { route: route.index } : {}), ...(stop ? { stop: stop.index } : {}) });
  }

  /** Alerts in force that concern a route. */
  forRoute(caller: Caller, route: RouteEntity): AlertEntity[] {
    return this.list(caller, { routeId: route.id });
  }

  /** Alerts in force that concern a stop, its station or platforms, or the routes that call there. */
  forStop(caller: Caller, stop: StopEntity): AlertEntity[] {
    return this.list(caller, { stopId: stop.id });
  }

  /** From when until when an alert is in force, of the period that holds now. */
  period(alert: AlertEntity): ActivePeriod | null {
    return periodAt(alert.record, this.#clock.now() / 1000);
  }

  #inForce({ timetable, snapshot }: FeedState, scope: AlertScope): AlertEntity[] {
    if (snapshot.alerts.length === 0) return [];
    const now = this.#clock.now() / 1000;
    const about = concerns(timetable, scope);
    return snapshot.alerts
      .filter((alert) => periodAt(alert, now) !== null && about(alert))
      .sort(byGravity)
      .map((record) => ({ id: `${timetable.feedId}:${record.id}`, timetable, record }));
  }

  #locate(id: string, find: (timetable: FeedState['timetable'], id: string) => number | undefined): { state: FeedState; index: number } | null {
    const parts = parsePublicId(id);
    const state = parts ? this.#feeds.find(parts.feedId) : undefined;
    const index = parts && state ? find(state.timetable, parts.gtfsId) : undefined;
    return state && index !== undefined ? { state, index } : null;
  }
}
