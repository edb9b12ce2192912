import bindings from 'gtfs-realtime-bindings';
import { gtfsFeed, type TestFeed } from '../../modules/transit/testing.js';

/** The stop that everybody watches, and the instant at which the run begins. */
export const WATCHED_STOP = 'fanout:S1';
export const CLOCK = '2026-03-04T00:00:00Z';

const TRIPS = 10;
const FIRST = 8 * 3600 + 20 * 60;

/** A feed with one board of ten rows: buses every three minutes, from twenty past eight in Shanghai. */
export function fanoutFeed(): TestFeed {
  return gtfsFeed({
    trips: Array.from({ length: TRIPS }, (_, index) => ({
      id: `T${index}`, route: '云间24路', headsign: '大学城文汇路',
      stops: [['S0', clock(FIRST + index * 180 - 300)], ['S1', clock(FIRST + index * 180)], ['S2', clock(FIRST + index * 180 + 300)]] as const,
    })),
  });
}

function clock(seconds: number): string {
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

/** What the first row's `expectedAt` is after an update, as it stands in the payload: what clients look for. */
export function markerOf(round: number): string {
  return new Date(Date.parse(CLOCK) + (FIRST - 8 * 3600 + round) * 1000).toISOString().replace('.000Z', 'Z');
}

/** A TripUpdates message of that round: the first bus is so many seconds late. */
export function updateOf(round: number): Buffer {
  const { FeedMessage } = bindings.transit_realtime;
  const now = Math.floor(Date.parse(CLOCK) / 1000) + round;
  return Buffer.from(FeedMessage.encode(FeedMessage.create({
    header: { gtfsRealtimeVersion: '2.0', timestamp: now },
    entity: [{
      id: '1',
      tripUpdate: { trip: { tripId: 'T0', startDate: '20260304' }, timestamp: now, stopTimeUpdate: [{ stopSequence: 1, stopId: 'S0', departure: { delay: round } }, { stopSequence: 2, stopId: 'S1', arrival: { delay: round }, departure: { delay: round } }] },
    }],
  })).finish());
}
