import { spawnSync } from 'node:child_process';
import { createReadStream, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import bindings from 'gtfs-realtime-bindings';
import { decodeFeed, FeedFormatError } from '../../modules/transit/adapters/gtfs-realtime/decode.js';
import type { FeedKind } from '../../modules/transit/metrics.js';

/** A recorded answer of a real-time feed. */
export interface Recording {
  /** Epoch seconds from which it was to be had. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** What was recorded, by kind, each in order of time. */
export type Recordings = Record<FeedKind, Recording[]>;

/** A capture is written at most so long after the message was made. */
const LONGEST_CAPTURE_DELAY = 300;

/** The time in a file's name (Unix seconds) where it fits the message's own, else the message's own. */
function capturedAt(name: string, made: number): number {
  const times = (name.match(/(?<!\d)\d{10}(?!\d)/g) ?? []).map(Number);
  return times.find((time) => time >= made && time - made <= LONGEST_CAPTURE_DELAY) ?? made;
}

/**
 * Reads a folder of recorded protobuf messages, or a tar archive of one (packed as `tar` can unpack).
 * @param onSkipped hears of files that are no messages
 * @throws Error where nothing in it is a message, or the archive does not unpack
 */
export async function readRecordings(source: string, onSkipped: (file: string, reason: string) => void): Promise<Recordings> {
  if (statSync(source).isDirectory()) return readFolder(source, onSkipped);
  const folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
  try {
    const unpacked = spawnSync('tar', ['-xf', path.resolve(source), '-C', folder], { encoding: 'utf8' });
    if (unpacked.status !== 0) throw new Error(`${source} does not unpack: ${unpacked.error?.message ?? unpacked.stderr.trim()}`);
    return await readFolder(folder, onSkipped);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFolder(folder: string, onSkipped: (file: string, reason: string) => void): Promise<Recordings> {
  const recordings: Recordings = { tripUpdates: [], vehiclePositions: [], alerts: [] };
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const bytes = await readFile(path.join(file.parentPath, file.name));
    try {
      const feed = decodeFeed(bytes, 0);
      const recording = { at: capturedAt(file.name, feed.timestamp), bytes };
      if (feed.tripUpdates.length > 0) recordings.tripUpdates.push(recording);
      if (feed.vehicles.length > 0) recordings.vehiclePositions.push(recording);
      if (feed.alerts.length > 0) recordings.alerts.push(recording);
    } catch (error) {
      if (!(error instanceof FeedFormatError)) throw error;
      onSkipped(file.name, error.message);
    }
  }
  for (const list of Object.values(recordings)) list.sort((a, b) => a.at - b.at);
  if (Object.values(recordings).every((list) => list.length === 0)) throw new Error(`${folder} holds no recorded messages`);
  return recordings;
}

/** Columns of the positions' CSV that are read; others are passed over. */
type Row = Readonly<Record<string, string>>;

const numberOf = (text: string | undefined): number | null => (text === undefined || text === '' || Number.isNaN(Number(text)) ? null : Number(text));

function entityOf(row: Row, place: number): object {
  const sequence = numberOf(row['current_stop_sequence']);
  const status = numberOf(row['current_status']);
  return {
    id: row['entity_id'] || String(place),
    vehicle: {
      trip: row['trip_id']
        ? { tripId: row['trip_id'], routeId: row['route_id'] || null, startDate: row['trip_start_date'] || null, startTime: row['trip_start_time'] || null }
        : null,
      position: {
        latitude: numberOf(row['lat']), longitude: numberOf(row['lon']), bearing: numberOf(row['bearing']), speed: numberOf(row['speed_mps']),
        odometer: numberOf(row['odometer']),
      },
      ...(sequence === null ? {} : { currentStopSequence: sequence }),
      ...(status === null ? {} : { currentStatus: status }),
      ...(row['stop_id'] ? { stopId: row['stop_id'] } : {}),
      timestamp: numberOf(row['vehicle_timestamp']),
      vehicle: { id: row['vehicle_id'] ?? null },
    },
  };
}

function messageOf(rows: readonly Row[], at: number): Recording {
  const message = bindings.transit_realtime.FeedMessage.fromObject({
    header: { gtfsRealtimeVersion: '2.0', timestamp: at },
    entity: rows.filter((row) => numberOf(row['lat']) !== null && numberOf(row['lon']) !== null).map(entityOf),
  });
  return { at, bytes: bindings.transit_realtime.FeedMessage.encode(message).finish() };
}

/**
 * Reads recorded positions from CSV (`.gz` or plain) and makes VehiclePositions messages of them, one for each
 * `feed_timestamp` (epoch seconds). Columns: feed_timestamp, vehicle_id, lat, lon, and where known entity_id, route_id,
 * trip_id, trip_start_date, trip_start_time, stop_id, current_stop_sequence, current_status, vehicle_timestamp,
 * speed_mps, bearing, odometer.
 */
export async function readPositionsCsv(file: string): Promise<Recording[]> {
  const stream = createReadStream(file);
  const text = file.endsWith('.gz') ? stream.pipe(createGunzip()) : stream;
  const groups = new Map<number, Row[]>();
  for await (const row of text.pipe(parse({ columns: true, bom: true, skip_empty_lines: true })) as AsyncIterable<Row>) {
    const at = numberOf(row['feed_timestamp']);
    if (at === null) continue;
    const group = groups.get(at);
    if (group) group.push(row);
    else groups.set(at, [row]);
  }
  if (groups.size === 0) throw new Error(`${file} has no rows with a feed_timestamp`);
  return [...groups].map(([at, rows]) => messageOf(rows, at)).sort((a, b) => a.at - b.at);
}
