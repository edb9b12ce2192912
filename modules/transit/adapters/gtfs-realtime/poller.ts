import type { Clock } from '../../../kernel/clock.js';
import type { Logger } from '../../../kernel/module.js';
import type { FeedKind, FetchOutcome, TransitMetrics } from '../../metrics.js';
import type { DecodedFeed } from '../../realtime/types.js';
import { decodeMessage, FeedFormatError } from './decode.js';
import { EntityStore } from './entity-store.js';
import { createSource, DEFAULT_LIMITS, FeedFetchError, type FeedSource, type SourceLimits } from './source.js';

/** How one address stands, for health and pages. Instants are epoch milliseconds of the service clock. */
export interface PollState {
  readonly kind: FeedKind;
  /** The last time a message came or the server said that nothing is new. */
  readonly lastSuccessAt: number | null;
  readonly lastErrorAt: number | null;
  /** In plain words; null while all is well. */
  readonly error: string | null;
  readonly consecutiveFailures: number;
  /** When the last good message was made by its own header, epoch seconds. */
  readonly feedTimestamp: number | null;
  /** Seconds since then on the service clock. */
  readonly ageSeconds: number | null;
}

/** What a poller needs. */
export interface PollerOptions {
  readonly feedId: string;
  /** URLs or file paths. */
  readonly addresses: Readonly<Partial<Record<FeedKind, string>>>;
  /** Seconds of the service clock from one poll's start to the next. */
  readonly intervalSeconds: number;
  /** The service clock; a clock that runs faster is polled faster. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: TransitMetrics;
  /** Gets each new message as a whole data set. What it throws is logged and counts as a failure of the poll. */
  readonly onFeed: (kind: FeedKind, feed: DecodedFeed) => void;
  readonly limits?: Partial<SourceLimits>;
  /** Private ranges that an address may lead to; absent: none. */
  readonly allowPrivate?: (address: string) => readonly string[];
}

/** Asks the addresses of one feed in turn. */
export interface Poller {
  /** Begins; resolves when each address has been asked once, well or not. */
  start(): Promise<void>;
  /** Ends; resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** One entry an address. */
  states(): PollState[];
}

/** Real milliseconds: the shortest wait between two polls, and the longest after failures. */
const SHORTEST_WAIT = 200;
const LONGEST_WAIT = 120_000;

/**
 * A message older than the last by up to this many seconds comes from a cache that lags, and is passed over; but of so many
 * in a row the last is taken: then it is the feed's clock that was set back.
 */
const LAG_SECONDS = 600;
const LAG_MESSAGES = 3;

/**
 * Milliseconds until the next poll: the interval, doubled with each further failure up to two minutes, and spread by a
 * fifth so that many clients of a server that has come back do not ask at once.
 * @param random 0 … 1
 */
export function waitAfter(failures: number, intervalMilliseconds: number, random: number): number {
  if (failures === 0) return intervalMilliseconds;
  const longest = Math.max(LONGEST_WAIT, intervalMilliseconds);
  return Math.round(Math.min(longest, intervalMilliseconds * 2 ** Math.min(failures - 1, 16)) * (0.8 + 0.4 * random));
}

/** Polls one address: fetch, decode, make whole, hand on. Polls follow one another and so never overlap. */
class AddressPoll {
  readonly kind: FeedKind;
  readonly #options: PollerOptions;
  readonly #source: FeedSource;
  readonly #store = new EntityStore();
  readonly #stopped = new AbortController();
  #lastSuccessAt: number | null = null;
  #lastErrorAt: number | null = null;
  #error: string | null = null;
  #failures = 0;
  #lagging = 0;
  #timestamp: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(kind: FeedKind, address: string, options: PollerOptions) {
    this.kind = kind;
    this.#options = options;
    this.#source = createSource(address, { ...DEFAULT_LIMITS, allowPrivate: options.allowPrivate?.(address) ?? [], ...options.limits });
  }

  /** Asks now and goes on at the interval; resolves after the first answer. */
  async run(): Promise<void> {
    const begun = performance.now();
    this.#running = this.#poll();
    await this.#running;
    if (this.#stopped.signal.aborted) return;
    const { intervalSeconds, clock } = this.#options;
    const interval = Math.max(SHORTEST_WAIT, (intervalSeconds * 1000) / (clock.rate ?? 1));
    const wait = waitAfter(this.#failures, interval, Math.random()) - (performance.now() - begun);
    this.#timer = setTimeout(() => void this.run(), Math.max(wait, Math.min(interval, SHORTEST_WAIT)));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  state(): PollState {
    return {
      kind: this.kind, lastSuccessAt: this.#lastSuccessAt, lastErrorAt: this.#lastErrorAt, error: this.#error,
      consecutiveFailures: this.#failures, feedTimestamp: this.#timestamp, ageSeconds: this.#age(),
    };
  }

  #age(): number | null {
    return this.#timestamp === null ? null : Math.max(0, Math.round(this.#options.clock.now() / 1000 - this.#timestamp));
  }

  async #poll(): Promise<void> {
    const { feedId, metrics, logger, clock } = this.#options;
    try {
      const outcome = await this.#take();
      metrics.feedFetched(feedId, this.kind, outcome);
      if (this.#failures > 0) logger.info({ feed: feedId, kind: this.kind, failures: this.#failures }, 'real-time feed is back');
      this.#failures = 0;
      this.#error = null;
      this.#lastSuccessAt = clock.now();
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#fail(error);
    }
    const age = this.#age();
    if (age !== null) metrics.feedAge(feedId, this.kind, age);
  }

  async #take(): Promise<FetchOutcome> {
    const { feedId, metrics, clock, onFeed } = this.#options;
    const bytes = await this.#source.fetch(this.#stopped.signal);
    if (bytes === null || this.#stopped.signal.aborted) return 'unchanged';
    const message = decodeMessage(bytes, clock.now() / 1000);
    for (const [reason, count] of message.rejected) metrics.entitiesRejected(feedId, this.kind, reason, count);
    const lag = (this.#timestamp ?? message.timestamp) - message.timestamp;
    this.#lagging = lag > 0 && lag <= LAG_SECONDS ? this.#lagging + 1 : 0;
    if (this.#lagging > 0 && this.#lagging < LAG_MESSAGES) return 'stale';
    this.#lagging = 0;
    onFeed(this.kind, this.#store.apply(message));
    this.#timestamp = message.timestamp;
    return 'ok';
  }

  #fail(error: unknown): void {
    const { feedId, metrics, logger, clock } = this.#options;
    // What could not be used must be sent again, not answered with “not modified”.
    this.#source.forget();
    this.#failures += 1;
    this.#lastErrorAt = clock.now();
    const expected = error instanceof FeedFetchError || error instanceof FeedFormatError;
    this.#error = error instanceof Error ? error.message : String(error);
    metrics.feedFetched(feedId, this.kind, error instanceof FeedFetchError ? error.outcome : expected ? 'not-a-feed' : 'internal');
    const details = { feed: feedId, kind: this.kind, address: this.#source.label, reason: this.#error };
    if (!expected) logger.error({ ...details, err: error }, 'a real-time message could not be taken in');
    else if (this.#failures === 1) logger.warn(details, 'real-time feed failed; the last good message stays, ageing');
  }
}

/**
 * Polls the real-time addresses of one feed. Each has a loop of its own, so one that hangs holds up no other; after
 * failures the waits grow, and the last good message stays in force with its age told.
 */
export function createPoller(options: PollerOptions): Poller {
  const polls = Object.entries(options.addresses).flatMap(([kind, address]) =>
    // Object.entries widens the keys of a Partial<Record<FeedKind, …>> to string.
    address ? [new AddressPoll(kind as FeedKind, address, options)] : [],
  );
  return {
    start: async () => void (await Promise.all(polls.map((poll) => poll.run()))),
    stop: async () => void (await Promise.all(polls.map((poll) => poll.stop()))),
    states: () => polls.map((poll) => poll.state()),
  };
}
