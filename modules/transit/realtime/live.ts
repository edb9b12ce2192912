import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/module.js';
import type { FeedKind, TransitMetrics } from '../metrics.js';
import type { Timetable } from '../timetable/timetable.js';
import type { Feeds } from './feeds.js';
import { GHOST_AFTER } from './fleet.js';
import { createMerge, type Merge } from './merge.js';
import type { DecodedFeed, VehiclePosition } from './types.js';

/** What the live feeds stand on. `clock` is the service clock. */
export interface LiveDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: TransitMetrics;
}

/** Keeps each feed's road up to date and publishes it. */
export interface Live {
  /**
   * A feed's new timetable. All that was last heard is read against it first, then timetable and snapshot swap as one, so
   * no board is empty in between.
   */
  setTimetable(timetable: Timetable): void;
  /** A decoded message, whole (differential ones made whole before). Of a feed without a timetable it is kept until there is one. */
  accept(feedId: string, kind: FeedKind, decoded: DecodedFeed): void;
  /** Positions from the operator's own ingest. */
  acceptPositions(feedId: string, positions: readonly VehiclePosition[]): void;
  /** Begins to publish on a tick, so that time passes on boards of silent feeds too. */
  start(): void;
  /** Ends that; what is published stays. */
  stop(): void;
}

/** Milliseconds: messages that come together make one snapshot; and how often one is made without any. */
const TOGETHER = 60;
const TICK = 10_000;

/** One feed's state. */
class LiveFeed {
  readonly #deps: LiveDeps;
  readonly #feedId: string;
  readonly #last = new Map<FeedKind, DecodedFeed>();
  readonly #ingested = new Map<string, VehiclePosition>();
  readonly #counted = new Map<string, number>();
  #merge: Merge | null = null;
  #soon: NodeJS.Timeout | null = null;

  constructor(feedId: string, deps: LiveDeps) {
    this.#feedId = feedId;
    this.#deps = deps;
  }

  #now(): number {
    return Math.floor(this.#deps.clock.now() / 1000);
  }

  setTimetable(timetable: Timetable): void {
    // What has been learnt of errors holds for the same buses; what is known of runs is read anew.
    const merge = createMerge(timetable, this.#merge?.learnt);
    for (const [kind, feed] of this.#last) this.#take(kind, () => merge.accept(kind, feed, this.#now()));
    this.#take('vehiclePositions', () => merge.acceptPositions([...this.#ingested.values()], this.#now()));
    this.#merge = merge;
    this.#counted.clear();
    // Refused a second time only because it was read a second time: not counted again.
    for (const [reason, total] of merge.counts) this.#counted.set(reason, total);
    this.publish();
  }

  accept(kind: FeedKind, feed: DecodedFeed): void {
    this.#last.set(kind, feed);
    const merge = this.#merge;
    if (!merge) return;
    this.#take(kind, () => merge.accept(kind, feed, this.#now()));
    this.#report(merge, kind);
    this.#publishSoon();
  }

  acceptPositions(positions: readonly VehiclePosition[]): void {
    const now = this.#now();
    for (const position of positions) {
      const known = this.#ingested.get(position.vehicleId);
      if (!known || known.timestamp <= position.timestamp || known.timestamp > now) this.#ingested.set(position.vehicleId, position);
    }
    for (const [id, position] of this.#ingested) if (now - position.timestamp > GHOST_AFTER) this.#ingested.delete(id);
    const merge = this.#merge;
    if (!merge) return;
    this.#take('vehiclePositions', () => merge.acceptPositions(positions, now));
    this.#report(merge, 'ingest');
    this.#publishSoon();
  }

  /** One message that cannot be taken in must not take the feed down: it is logged and left out. */
  #take(kind: FeedKind, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#deps.logger.error({ error, feed: this.#feedId, kind }, 'a real-time message could not be taken in');
    }
  }

  #report(merge: Merge, kind: FeedKind | 'ingest'): void {
    for (const [reason, total] of merge.counts) {
      const fresh = total - (this.#counted.get(reason) ?? 0);
      if (fresh > 0) this.#deps.metrics?.entitiesRejected(this.#feedId, kind, reason, fresh);
      this.#counted.set(reason, total);
    }
  }

  #publishSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.publish();
    }, TOGETHER);
  }

  publish(): void {
    if (!this.#merge) return;
    try {
      this.#deps.feeds.publish({ timetable: this.#merge.timetable, snapshot: this.#merge.snapshot(this.#now()) });
    } catch (error) {
      this.#deps.logger.error({ error, feed: this.#feedId }, 'no snapshot could be made; the last one stays');
    }
  }

  stop(): void {
    if (this.#soon) clearTimeout(this.#soon);
    this.#soon = null;
  }
}

/** The live feeds of the district. */
export function createLive(deps: LiveDeps): Live {
  const feeds = new Map<string, LiveFeed>();
  let tick: NodeJS.Timeout | null = null;
  const feedOf = (feedId: string): LiveFeed => {
    let feed = feeds.get(feedId);
    if (!feed) feeds.set(feedId, (feed = new LiveFeed(feedId, deps)));
    return feed;
  };
  return {
    setTimetable: (timetable) => feedOf(timetable.feedId).setTimetable(timetable),
    accept: (feedId, kind, decoded) => feedOf(feedId).accept(kind, decoded),
    acceptPositions: (feedId, positions) => feedOf(feedId).acceptPositions(positions),
    start: () => {
      tick ??= setInterval(() => {
        for (const feed of feeds.values()) feed.publish();
      }, TICK);
    },
    stop: () => {
      if (tick) clearInterval(tick);
      tick = null;
      for (const feed of feeds.values()) feed.stop();
    },
  };
}
