/** The three GTFS-Realtime feeds that a GTFS feed may have. */
export type FeedKind = 'tripUpdates' | 'vehiclePositions' | 'alerts';

/** How a fetch ended: with a message, with none newer than the last, or with why there is none. */
export type FetchOutcome = 'ok' | 'unchanged' | 'stale' | 'timeout' | 'too-large' | 'http-error' | 'network' | 'file' | 'not-a-feed' | 'internal';

/** Where the module counts; the gateway implements it. Labels are few and never come from a feed's content. */
export interface TransitMetrics {
  /** One fetch of a real-time feed has ended. */
  feedFetched(feed: string, kind: FeedKind, outcome: FetchOutcome): void;
  /** So many entities of a message were not taken, by reason. */
  entitiesRejected(feed: string, kind: FeedKind | 'ingest', reason: string, count: number): void;
  /** Seconds of the service clock since the last good message was made. */
  feedAge(feed: string, kind: FeedKind, seconds: number): void;
}
