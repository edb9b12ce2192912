import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, print } from 'graphql';
import { projectRoot } from '../../modules/kernel/root.js';
import type { BenchFeed } from '../lib/feeds.js';
import { dataOf } from '../lib/graphql.js';

/** One system's boards: how to ask for a stop's, and how to read the answer. */
export interface BoardSystem {
  readonly name: string;
  body(stopId: string): string;
  /** The calls of an answer by trip id (the feed's own), with seconds since 1970. */
  read(text: string): BoardCall[];
}

/** A departure on a board, as both systems can tell it. */
export interface BoardCall {
  readonly trip: string;
  /** Expected arrival; at a trip's first stop its departure. */
  readonly expected: number;
}

/** The document that this gateway has registered. */
export const BOARD_FILE = path.join(projectRoot(), 'benchmarks/arrivals/board.graphql');

/** Board length and window of both. */
export const ROWS = 20;
const WINDOW_SECONDS = 3600;

interface OurBoard {
  readonly stop: { readonly arrivals: readonly { readonly trip: { readonly id: string }; readonly expectedAt: string; readonly status: string }[] } | null;
}

/** This gateway: the registered document by its hash. */
export function ourBoards(feed: BenchFeed): BoardSystem {
  const sha256Hash = createHash('sha256').update(print(parse(readFileSync(BOARD_FILE, 'utf8')))).digest('hex');
  return {
    name: 'Smart District',
    body: (stopId) => JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } }, variables: { stop: `${feed.id}:${stopId}` } }),
    read: (text) =>
      (dataOf<OurBoard>(text).stop?.arrivals ?? [])
        .filter(({ status }) => status !== 'CANCELED' && status !== 'SKIPPED')
        .map(({ trip, expectedAt }) => ({ trip: trip.id.slice(feed.id.length + 1), expected: Date.parse(expectedAt) / 1000 })),
  };
}

interface OtpBoard {
  readonly stop: { readonly stoptimesWithoutPatterns: readonly OtpStoptime[] } | null;
}

interface OtpStoptime {
  readonly serviceDay: number;
  readonly realtimeArrival: number;
  readonly realtimeDeparture: number;
  readonly stopPositionInPattern: number;
  readonly trip: { readonly gtfsId: string };
}

/** OpenTripPlanner: the fields that a board needs, as many rows, the same window. It has no registered documents. */
export function otpBoards(feed: BenchFeed): BoardSystem {
  const query = `query BenchBoard($stop: String!) {
  stop(id: $stop) {
    stoptimesWithoutPatterns(startTime: ${Date.parse(feed.clock) / 1000}, timeRange: ${WINDOW_SECONDS}, numberOfDepartures: ${ROWS}, omitNonPickups: true) {
      serviceDay scheduledArrival scheduledDeparture realtimeArrival realtimeDeparture realtime realtimeState headsign stopPositionInPattern
      trip { gtfsId route { gtfsId shortName } }
    }
  }
}`;
  return {
    name: 'OpenTripPlanner 2.8.1',
    body: (stopId) => JSON.stringify({ query, variables: { stop: `${feed.id}:${stopId}` } }),
    read: (text) =>
      (dataOf<OtpBoard>(text).stop?.stoptimesWithoutPatterns ?? []).map((call) => ({
        trip: call.trip.gtfsId.slice(feed.id.length + 1),
        expected: call.serviceDay + (call.stopPositionInPattern === 0 ? call.realtimeDeparture : call.realtimeArrival),
      })),
  };
}

/** How a departure on one board stands to the other's. */
export interface BoardDifference {
  readonly kind: 'same' | 'near' | 'other' | 'ours' | 'theirs';
  readonly call: BoardCall;
}

/**
 * Two boards of a stop, call by call. Each list may end at its last row before the window does: only what lies before the
 * earlier of the two ends is compared.
 */
export function boardDifferences(ours: readonly BoardCall[], theirs: readonly BoardCall[]): BoardDifference[] {
  const end = Math.min(...[ours, theirs].map((calls) => (calls.length < ROWS ? Infinity : Math.max(...calls.map(({ expected }) => expected)))));
  const left = theirs.filter(({ expected }) => expected < end);
  const differences = ours.filter(({ expected }) => expected < end).map((call): BoardDifference => {
    const candidates = left.filter(({ trip }) => trip === call.trip).sort((a, b) => Math.abs(a.expected - call.expected) - Math.abs(b.expected - call.expected));
    const [there] = candidates;
    if (!there) return { kind: 'ours', call };
    left.splice(left.indexOf(there), 1);
    const apart = Math.abs(there.expected - call.expected);
    return { kind: apart === 0 ? 'same' : apart <= 60 ? 'near' : 'other', call };
  });
  return [...differences, ...left.map((call): BoardDifference => ({ kind: 'theirs', call }))];
}
