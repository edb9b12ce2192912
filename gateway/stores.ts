import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Clocks } from '../modules/kernel/clock.js';
import type { EventBus } from '../modules/kernel/events.js';

/** What a process holds open until it stops. */
export interface Stores {
  readonly connection: Connection;
  readonly redis: Redis | null;
  readonly events: EventBus;
  readonly clocks: Clocks;
}
