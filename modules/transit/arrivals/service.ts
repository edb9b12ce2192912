import { Fault } from '../../kernel/errors.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { stopEntity } from '../contract.js';
import type { ArrivalEntity, StopEntity } from '../contract.js';
import { parsePublicId } from '../realtime/feeds.js';
import type { Feeds, FeedState } from '../realtime/feeds.js';
import { board, boardStops } from './rules.js';
import { BoardTopic } from './watch.js';

/** What a board is asked for from outside; absent values are the contract's defaults. */
export interface BoardArguments {
  /** Epoch milliseconds; absent: now. */
  readonly from?: number | null;
  /** 1–1440; absent: 60. */
  readonly windowMinutes?: number | null;
  /** 1–100; absent: 20. */
  readonly first?: number | null;
}

/** What the service stands on. `clock` is the service clock. */
export interface ArrivalsDeps {
  readonly feeds: Feeds;
  readonly clock: Clock;
}

/** Rows of a watched board. */
const WATCHED_ROWS = 20;

/** Boards of stops: read, and watched. Anybody may read them: nothing here is personal. */
export class ArrivalsService {
  readonly #feeds: Feeds;
  readonly #clock: Clock;
  readonly #topics = new Map<string, { readonly feedId: string; readonly topic: BoardTopic }>();
  readonly #stopListening: () => void;

  constructor({ feeds, clock }: ArrivalsDeps) {
    this.#feeds = feeds;
    this.#clock = clock;
    this.#stopListening = feeds.onPublish((feedId) => {
      for (const watched of [...this.#topics.values()]) if (watched.feedId === feedId) watched.topic.refresh();
    });
  }

  /** A stop by its public id, or null. */
  findStop(_caller: Caller, id: string): StopEntity | null {
    const found = this.#locate(id);
    return found && stopEntity(found.state.timetable, found.index);
  }

  /**
   * The board of a stop as the road is now, whichever timetable version the entity is of; empty where the stop is gone.
   * Throws BAD_INPUT for arguments out of bounds.
   */
  list(_caller: Caller, stop: StopEntity, args: BoardArguments = {}): ArrivalEntity[] {
    const windowMinutes = bounded('windowMinutes', args.windowMinutes ?? 60, 1, 1440);
    const first = bounded('first', args.first ?? 20, 1, 100);
    const now = this.#clock.now();
    const from = args.from ?? now;
    if (!Number.isFinite(from)) throw new Fault('BAD_INPUT', { field: 'from', reason: 'not an instant' });
    let state: FeedState | undefined = this.#feeds.find(stop.timetable.feedId);
    let { index } = stop.record;
    if (!state || state.timetable !== stop.timetable) {
      const found = this.#locate(stop.id);
      if (!found) return [];
      ({ state, index } = found);
    }
    return this.#board(state, index, now, from, windowMinutes, first);
  }

  /**
   * The whole board now, and again after each swap in which a rider would see a difference; ends when the stop is gone.
   * All who watch the same board share one reading. Throws NOT_FOUND for an unknown stop, BAD_INPUT for a window out of bounds.
   */
  watch(_caller: Caller, stopId: string, windowMinutes = 60): AsyncIterableIterator<readonly ArrivalEntity[]> {
    bounded('windowMinutes', windowMinutes, 1, 1440);
    const found = this.#locate(stopId);
    if (!found) throw new Fault('NOT_FOUND', { stop: stopId });
    const key = `${windowMinutes} ${stopId}`;
    let watched = this.#topics.get(key);
    if (!watched) {
      const read = () => {
        const place = this.#locate(stopId);
        const now = this.#clock.now();
        return place && { rows: this.#board(place.state, place.index, now, now, windowMinutes, WATCHED_ROWS), at: now };
      };
      watched = { feedId: found.state.timetable.feedId, topic: new BoardTopic(read, () => this.#topics.delete(key)) };
      this.#topics.set(key, watched);
    }
    return watched.topic.listen();
  }

  /** Ends all watched boards. */
  stop(): void {
    this.#stopListening();
    for (const { topic } of [...this.#topics.values()]) topic.close();
  }

  #board(state: FeedState, stop: number, now: number, from: number, windowMinutes: number, first: number): ArrivalEntity[] {
    // Whole seconds of now, so that a bus of this very second is still there.
    return board(state, boardStops(state.timetable, stop), {
      fromSeconds: Math.floor(from / 1000), nowSeconds: Math.floor(now / 1000), windowSeconds: windowMinutes * 60, first,
    });
  }

  #locate(id: string): { readonly state: FeedState; readonly index: number } | null {
    const parts = parsePublicId(id);
    const state = parts ? this.#feeds.find(parts.feedId) : undefined;
    const index = parts && state ? state.timetable.stopIndex(parts.gtfsId) : undefined;
    return state && index !== undefined ? { state, index } : null;
  }
}

function bounded(field: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) throw new Fault('BAD_INPUT', { field, reason: `must be a whole number from ${low} to ${high}` });
  return value;
}
