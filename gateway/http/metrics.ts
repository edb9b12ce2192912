import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { TransitMetrics } from '../../modules/transit/metrics.js';

/** Counts of what the edge answers. */
export interface HttpMetrics {
  answered(door: string, status: number): void;
}

/** The process's metrics: its registry, and the ports through which the edge and the modules count. */
export interface Metrics {
  readonly registry: Registry;
  readonly http: HttpMetrics;
  readonly transit: TransitMetrics;
  readonly sockets: Gauge;
  readonly subscriptions: Gauge;
}

/** Creates the metrics of a process (Prometheus). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const answers = new Counter({ name: 'http_answers_total', help: 'Answers by door and status', labelNames: ['door', 'status'], registers });
  const fetched = new Counter({ name: 'transit_feed_fetches_total', help: 'Fetches of real-time feeds by outcome', labelNames: ['feed', 'kind', 'outcome'], registers });
  const rejected = new Counter({ name: 'transit_entities_rejected_total', help: 'Real-time entities not taken, by reason', labelNames: ['feed', 'kind', 'reason'], registers });
  const age = new Gauge({ name: 'transit_feed_age_seconds', help: 'Age of the last good real-time message on the service clock', labelNames: ['feed', 'kind'], registers });
  const sockets = new Gauge({ name: 'websocket_connections', help: 'Open WebSocket connections', registers });
  const subscriptions = new Gauge({ name: 'websocket_subscriptions', help: 'Running subscriptions', registers });
  // Children with their labels bound are kept: looking labels up costs more than counting.
  const bound = new Map<string, () => void>();
  return {
    registry,
    sockets,
    subscriptions,
    http: {
      answered(door, status) {
        const key = `${door} ${status}`;
        let count = bound.get(key);
        if (!count) {
          const child = answers.labels(door, String(status));
          bound.set(key, (count = () => child.inc()));
        }
        count();
      },
    },
    transit: {
      feedFetched: (feed, kind, outcome) => fetched.inc({ feed, kind, outcome }),
      entitiesRejected: (feed, kind, reason, count) => rejected.inc({ feed, kind, reason }, count),
      feedAge: (feed, kind, seconds) => age.set({ feed, kind }, seconds),
    },
  };
}
