import type { FormattedExecutionResult } from 'graphql';
import type { Client, ClientOptions, Sink, SubscribePayload } from 'graphql-ws';
import { computed, readonly, ref, type Ref } from 'vue';

/** How the page stands to the service: not yet heard, hearing, silent for too long, or cut off. */
export type ConnectionState = 'connecting' | 'live' | 'stale' | 'lost';

/** The page's one live connection. */
export interface LiveConnection {
  /** Subscribes, now and after each loss of the line; gives back how to stop. */
  subscribe(payload: SubscribePayload, sink: Sink<FormattedExecutionResult>): () => void;
  readonly state: Readonly<Ref<ConnectionState>>;
  /** True while what is on the page may be out of date. */
  readonly broken: Readonly<Ref<boolean>>;
  /** Grows by one each time the connection comes back: what is on the page should be asked anew. */
  readonly restored: Readonly<Ref<number>>;
  /** A heartbeat came. */
  beat(): void;
  /** Looks whether heartbeats are overdue; called every few seconds. */
  watch(): void;
  /** Tries again at once instead of after the wait: the phone is back online or in the hand again. */
  wake(): void;
}

/** The service beats every ten seconds: two missed and a half mean the line is dead, whatever the socket says. */
const SILENCE_MS = 25_000;
/** So long a first connection may take before the page says so. */
const PATIENCE_MS = 6_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Milliseconds before try number `tries` (from 0): doubling, capped, spread so that a whole district does not return at once. */
export function backoff(tries: number, chance: number): number {
  const full = Math.min(FIRST_WAIT_MS * 2 ** Math.min(tries, 10), LONGEST_WAIT_MS);
  return full * (0.5 + chance / 2);
}

/** Opens (on the first subscription) and keeps up the connection to `url`; `elapsed` is milliseconds that only grow. */
export function createLiveConnection(url: string, elapsed: () => number): LiveConnection {
  const state = ref<ConnectionState>('connecting');
  const restored = ref(0);
  const since = elapsed();
  let heard = since;
  let opened = 0;
  let stopWaiting: (() => void) | undefined;

  let client: Client | undefined;
  let loading: Promise<Client> | undefined;
  // Loaded after the first page: its first answers come by HTTP.
  const load = (): Promise<Client> => (loading ??= import('graphql-ws').then(({ createClient }) => (client = createClient(options)), (error: unknown) => {
    loading = undefined;
    throw error;
  }));
  const options: ClientOptions = {
    url,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    keepAlive: 12_000,
    connectionAckWaitTimeout: 8_000,
    retryWait: (tries) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, backoff(tries, Math.random()));
        stopWaiting = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    on: {
      connected: () => {
        heard = elapsed();
        state.value = 'live';
        opened += 1;
        if (opened > 1) restored.value += 1;
      },
      closed: () => {
        if (state.value !== 'connecting' || elapsed() - since > PATIENCE_MS) state.value = 'lost';
      },
    },
  };

  return {
    subscribe(payload, sink) {
      let stopped = false;
      let stop: (() => void) | undefined;
      load().then((ready) => {
        if (!stopped) stop = ready.subscribe(payload, sink);
      }, (error: unknown) => sink.error(error));
      return () => {
        stopped = true;
        stop?.();
      };
    },
    state: readonly(state),
    broken: computed(() => state.value === 'stale' || state.value === 'lost'),
    restored: readonly(restored),
    beat() {
      heard = elapsed();
      if (state.value === 'stale') state.value = 'live';
    },
    watch() {
      const silence = elapsed() - heard;
      if (state.value === 'live' && silence > SILENCE_MS) {
        state.value = 'stale';
        client?.terminate();
      } else if (state.value === 'connecting' && elapsed() - since > PATIENCE_MS) {
        state.value = 'lost';
      }
    },
    wake: () => stopWaiting?.(),
  };
}
