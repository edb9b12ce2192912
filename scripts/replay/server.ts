import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../modules/kernel/clock.js';
import type { FeedKind } from '../../modules/transit/metrics.js';
import type { Recording, Recordings } from './recordings.js';

/** Where each kind is served. */
export const REPLAY_PATHS: Readonly<Record<FeedKind, string>> = {
  tripUpdates: '/trip-updates.pb',
  vehiclePositions: '/vehicle-positions.pb',
  alerts: '/alerts.pb',
};

/** The newest recording at an instant (epoch seconds); before the first one, the first. */
export function recordingAt(recordings: readonly Recording[], at: number): Recording | undefined {
  return recordings.findLast((recording) => recording.at <= at) ?? recordings[0];
}

/** Plays recordings as a GTFS-Realtime server. */
export interface ReplayServer {
  /** `http://127.0.0.1:port`. */
  readonly base: string;
  /** Goes on by another clock. */
  follow(clock: Clock): void;
  stop(): Promise<void>;
}

/** Serves what was recorded, at the time it was recorded, on loopback; conditional requests are answered as a feed's server would. */
export async function serveRecordings(recordings: Recordings, first: Clock): Promise<ReplayServer> {
  let clock = first;
  const kinds = new Map<string, readonly Recording[]>();
  for (const kind of ['tripUpdates', 'vehiclePositions', 'alerts'] as const) kinds.set(REPLAY_PATHS[kind], recordings[kind]);
  const server: Server = createServer((request, response) => {
    const recording = recordingAt(kinds.get(request.url ?? '') ?? [], clock.now() / 1000);
    const etag = `"${recording?.at}"`;
    if (!recording) response.writeHead(404).end();
    else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { etag, 'content-type': 'application/x-protobuf', 'content-length': recording.bytes.length }).end(recording.bytes);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    // A TCP server's address is an AddressInfo; only pipes have text.
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    follow: (next) => void (clock = next),
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
