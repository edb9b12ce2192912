import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { feedsFolder } from './feeds.js';
import { run } from './processes.js';

/** A TripUpdates message as it was once captured. */
export interface Recording {
  readonly bytes: Buffer;
  /** Unix second of the capture. */
  readonly at: number;
}

/** Kingston's capture nearest to an instant; null, and said so, where the recordings are missing. Unpacked with tar. */
export async function kingstonRecording(instant: string, folder: string): Promise<Recording | null> {
  const archive = path.join(feedsFolder(), 'kingston/tripupdates.tar.xz');
  if (!existsSync(archive)) {
    console.log(`The recorded TripUpdates are missing (${archive}): Kingston is measured by its timetable only.\n`);
    return null;
  }
  const unpacked = path.join(folder, 'recordings');
  mkdirSync(unpacked, { recursive: true });
  await run('tar', ['-xJf', archive, '-C', unpacked]);
  const wanted = Date.parse(instant) / 1000;
  const files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const second = /_(\d{10})\.pb$/.exec(name)?.[1];
    return second === undefined ? [] : [{ name, at: Number(second) }];
  });
  const [nearest] = files.sort((a, b) => Math.abs(a.at - wanted) - Math.abs(b.at - wanted));
  return nearest ? { at: nearest.at, bytes: readFileSync(path.join(unpacked, nearest.name)) } : null;
}

/** Serves a recording on the loopback, to whoever polls it. */
export async function serveRecording({ bytes }: Recording): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((_request, response) => response.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': bytes.length }).end(bytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}/trip-updates.pb`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
