import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from './module.js';

/** What processes tell each other. Payloads are plain JSON. */
export interface EventBus {
  /** Tells every listener of every process, this one's included. */
  publish(topic: string, payload: unknown): void;
  /** Calls back for each event of a topic; returns how to stop that. */
  subscribe(topic: string, listener: (payload: unknown) => void): () => void;
  /** Ends listening. */
  close(): Promise<void>;
}

/** Listeners by topic; one that throws is logged and does not keep the others from hearing. */
class Listeners {
  readonly #byTopic = new Map<string, Set<(payload: unknown) => void>>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(topic: string, listener: (payload: unknown) => void): () => void {
    const known = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, known.add(listener));
    return () => known.delete(listener);
  }

  tell(topic: string, payload: unknown): void {
    for (const listener of this.#byTopic.get(topic) ?? []) {
      try {
        listener(payload);
      } catch (err) {
        this.#logger.error({ err, topic }, 'a listener failed');
      }
    }
  }
}

/** Events within one process. */
export function createMemoryBus(logger: Logger): EventBus {
  const listeners = new Listeners(logger);
  return {
    publish: (topic, payload) => listeners.tell(topic, payload),
    subscribe: (topic, listener) => listeners.add(topic, listener),
    close: async () => undefined,
  };
}

const CHANNEL = 'events';
/** Topic by which a process is told that it may have missed events of others while Redis was away: whoever follows them looks anew. */
export const EVENTS_MISSED = 'events.missed';

/** Events across processes by Redis pub/sub. Within this process they arrive at once, whether Redis answers or not. */
export async function createRedisBus(redis: Redis, logger: Logger): Promise<EventBus> {
  const listeners = new Listeners(logger);
  const self = randomUUID();
  const subscriber = redis.duplicate({ enableOfflineQueue: true, commandTimeout: undefined });
  subscriber.on('error', (err: Error) => logger.warn({ err }, 'Redis subscriber'));
  await subscriber.subscribe(CHANNEL);
  subscriber.on('message', (_channel: string, text: string) => {
    const { from, topic, payload } = JSON.parse(text) as { from: string; topic: string; payload: unknown }; // only this bus writes to the channel
    if (from !== self) listeners.tell(topic, payload);
  });
  // Only what comes from here on is heard again: whatever was published meanwhile is gone.
  subscriber.on('ready', () => {
    subscriber.subscribe(CHANNEL).then(() => listeners.tell(EVENTS_MISSED, null), (err: unknown) => logger.warn({ err }, 'Redis subscriber'));
  });
  let unsent = false;
  const send = (topic: string, payload: unknown): void => {
    redis.publish(CHANNEL, JSON.stringify({ from: self, topic, payload })).catch((err: unknown) => {
      unsent = true;
      logger.warn({ err, topic }, 'event not sent to other processes');
    });
  };
  // Others, who may have been connected all the time, know nothing of what was not sent.
  redis.on('ready', () => {
    if (!unsent) return;
    unsent = false;
    send(EVENTS_MISSED, null);
  });
  return {
    publish(topic, payload) {
      listeners.tell(topic, payload);
      send(topic, payload);
    },
    subscribe: (topic, listener) => listeners.add(topic, listener),
    close: async () => void (await subscriber.quit().catch(() => subscriber.disconnect())),
  };
}
