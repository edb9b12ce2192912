import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { readFeed } from '../../modules/transit/adapters/gtfs/read-feed.js';
import { decodeFeed } from '../../modules/transit/adapters/gtfs-realtime/decode.js';
import type { DecodedFeed, VehiclePosition } from '../../modules/transit/realtime/types.js';
import { Timetable } from '../../modules/transit/timetable/timetable.js';
import type { PositionSnapshot } from './truth.js';

/** A recorded stretch of a city's real-time feeds. */
export interface Recording {
  readonly timetable: Timetable;
  /** Ordered by time. */
  readonly updates: readonly { readonly at: number; readonly feed: DecodedFeed }[];
  readonly positions: readonly PositionSnapshot[];
}

/** Reads the recording in a folder: gtfs.zip, tripupdates.tar.xz (unpacked with `tar`), vehicle_positions.csv.gz. */
export async function readRecording(folder: string): Promise<Recording> {
  const { data, findings } = await readFeed(path.join(folder, 'gtfs.zip'));
  if (data === null) throw new Error(`the GTFS feed in ${folder} cannot be read: ${JSON.stringify(findings)}`);
  return { timetable: new Timetable(data), updates: readUpdates(path.join(folder, 'tripupdates.tar.xz')), positions: readPositions(path.join(folder, 'vehicle_positions.csv.gz')) };
}

function readUpdates(archive: string): Recording['updates'] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-eta-'));
  try {
    execFileSync('tar', ['-xJf', archive, '-C', folder]);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.pb'));
    return files
      .map((file) => {
        const bytes = readFileSync(path.join(folder, file));
        const feed = decodeFeed(bytes, Number(/tu_(\d+)/.exec(file)?.[1] ?? 0));
        return { at: feed.timestamp, feed };
      })
      .sort((a, b) => a.at - b.at);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STATUSES = ['INCOMING_AT', 'STOPPED_AT', 'IN_TRANSIT_TO'] as const;

function readPositions(file: string): PositionSnapshot[] {
  // csv-parse types rows as unknown; with `columns` each is a record of strings.
  const rows = parse(gunzipSync(readFileSync(file)), { columns: true, bom: true }) as Record<string, string>[];
  const snapshots = new Map<number, VehiclePosition[]>();
  for (const row of rows) {
    const at = Number(row['feed_timestamp']);
    const position = positionOf(row);
    const known = snapshots.get(at);
    if (!known) snapshots.set(at, position ? [position] : []);
    else if (position) known.push(position);
  }
  return [...snapshots].map(([at, vehicles]) => ({ at, vehicles })).sort((a, b) => a.at - b.at);
}

function positionOf(row: Record<string, string>): VehiclePosition | null {
  const number = (name: string) => (row[name] ? Number(row[name]) : null);
  const [lat, lon] = [number('lat'), number('lon')];
  if (lat === null || lon === null) return null;
  const [hours = 0, minutes = 0, seconds = 0] = (row['trip_start_time'] ?? '').split(':').map(Number);
  return {
    vehicleId: row['vehicle_id'] ?? '', label: null,
    trip: row['trip_id'] ? {
      tripId: row['trip_id'], routeId: row['route_id'] || null, directionId: null, startDate: row['trip_start_date'] || null,
      startTime: row['trip_start_time'] ? hours * 3600 + minutes * 60 + seconds : null, relationship: 'SCHEDULED',
    } : null,
    lat, lon, bearing: number('bearing'), speed: number('speed_mps'), stopSequence: number('current_stop_sequence'), stopId: row['stop_id'] || null,
    status: STATUSES[number('current_status') ?? -1] ?? null, timestamp: number('vehicle_timestamp') ?? 0, occupancy: null, wheelchair: null,
  };
}
