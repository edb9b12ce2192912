import { inject, onScopeDispose, watch, type App, type InjectionKey } from 'vue';
import type { Client } from '@urql/core';
import { ClockDocument } from '../graphql/__generated__/operations.js';
import { createGraphqlClient } from '../graphql/client.js';
import { createLiveConnection, type LiveConnection } from './connection.js';
import { createServiceClock, type ServiceClock } from './service-clock.js';

/** What every page stands on: the client, the live connection and the service's clock. */
export interface Live {
  readonly client: Client;
  readonly connection: LiveConnection;
  readonly clock: ServiceClock;
}

const LIVE: InjectionKey<Live> = Symbol('live');
/** After an error that ends the heartbeat without closing the socket, so long until it is asked for again. */
const HEARTBEAT_AGAIN_MS = 5_000;

function keepHeartbeat({ client, connection, clock }: Live): void {
  const { unsubscribe } = client.subscription(ClockDocument, {}).subscribe((result) => {
    if (result.data) {
      connection.beat();
      clock.tell(result.data.clock);
    } else if (result.error) {
      unsubscribe();
      setTimeout(() => keepHeartbeat({ client, connection, clock }), HEARTBEAT_AGAIN_MS);
    }
  });
}

/** Starts the connection, the clock and their watchers for the life of the page. */
export function startLive(app: App): Live {
  const elapsed = (): number => performance.now();
  const url = new URL('/graphql', location.href);
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const connection = createLiveConnection(socketUrl.href, elapsed);
  const clock = createServiceClock(elapsed, Date.now());
  const live: Live = { client: createGraphqlClient(url.href, connection), connection, clock };
  keepHeartbeat(live);
  setInterval(clock.tick, 1000);
  setInterval(connection.watch, 3000);
  addEventListener('online', connection.wake);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      clock.tick();
      connection.watch();
      connection.wake();
    }
  });
  app.provide(LIVE, live);
  return live;
}

/** The page's {@link Live}; throws outside the app. */
export function useLive(): Live {
  const live = inject(LIVE);
  if (!live) throw new Error('the live connection is started before the first component');
  return live;
}

/** Calls `ask` each time the connection has come back, and every `pollMs` while it is away (HTTP often still works). */
export function whileBroken(live: Live, pollMs: number, ask: () => void): void {
  const timer = setInterval(() => {
    if (live.connection.broken.value && !document.hidden) ask();
  }, pollMs);
  onScopeDispose(() => clearInterval(timer));
  watch(live.connection.restored, ask);
}
