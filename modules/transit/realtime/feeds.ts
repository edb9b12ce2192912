import { Fault } from '../../kernel/errors.js';
import type { Timetable } from '../timetable/timetable.js';
import type { RealtimeSnapshot } from './types.js';

/** A feed as it stands at one moment: a timetable and the snapshot made for exactly that timetable. */
export interface FeedState {
  readonly timetable: Timetable;
  readonly snapshot: RealtimeSnapshot;
}

/** Told after each swap: the new state and the one before it, if any. */
export type FeedListener = (feedId: string, state: FeedState, previous: FeedState | undefined) => void;

/** A public id taken apart: `district:S12` → feed `district`, GTFS id `S12` (which may itself hold colons). */
export interface PublicId {
  readonly feedId: string;
  readonly gtfsId: string;
}

/** Takes a public id `feed:gtfs_id` apart; null where there is no colon. */
export function parsePublicId(id: string): PublicId | null {
  const colon = id.indexOf(':');
  return colon > 0 ? { feedId: id.slice(0, colon), gtfsId: id.slice(colon + 1) } : null;
}

/**
 * The feeds that are served now. Readers take a `FeedState` once and work on it: it never changes under them, and a
 * swap is one reference, so nobody waits.
 */
export class Feeds {
  readonly #states = new Map<string, FeedState>();
  readonly #listeners = new Set<FeedListener>();

  /** All feeds, in order of first load. */
  all(): IterableIterator<FeedState> {
    return this.#states.values();
  }

  /** The ids of all feeds. */
  ids(): string[] {
    return [...this.#states.keys()];
  }

  /** A feed's state, or undefined. */
  find(feedId: string): FeedState | undefined {
    return this.#states.get(feedId);
  }

  /** A feed's state; throws NOT_FOUND. */
  get(feedId: string): FeedState {
    const state = this.#states.get(feedId);
    if (!state) throw new Fault('NOT_FOUND', { feed: feedId });
    return state;
  }

  /** Puts a state in place and tells the listeners. */
  publish(state: FeedState): void {
    const { feedId } = state.timetable;
    const previous = this.#states.get(feedId);
    this.#states.set(feedId, state);
    for (const listener of this.#listeners) listener(feedId, state, previous);
  }

  /** Calls back after each swap; returns how to stop that. */
  onPublish(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
