import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../modules/kernel/root.js';
import { decodeFeed } from '../../modules/transit/adapters/gtfs-realtime/decode.js';
import { readPositionsCsv, readRecordings } from './recordings.js';

const feeds = path.resolve(projectRoot(), '../shared/feeds');
const present = existsSync(feeds);
if (!present) process.stderr.write('../shared/feeds is not here: the recordings of Kingston are skipped\n');

(present ? describe : describe.skip)('recordings of a real agency', () => {
  it('Kingston: all 90 messages, each update that says something', async () => {
    const { tripUpdates } = await readRecordings(path.join(feeds, 'kingston/tripupdates.tar.xz'), () => undefined);
    expect(tripUpdates).toHaveLength(90);
    const reasons = new Map<string, number>();
    let updates = 0;
    let ofSnapshot: unknown;
    for (const { bytes } of tripUpdates) {
      const feed = decodeFeed(bytes, 0);
      // The one of 263 updates that other readers were counted on.
      if (feed.timestamp === 1_768_510_242) ofSnapshot = [feed.tripUpdates.length, Object.fromEntries(feed.rejected)];
      updates += feed.tripUpdates.length;
      for (const [reason, count] of feed.rejected) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
      for (const { arrival, departure } of feed.tripUpdates.flatMap(({ stops }) => stops)) {
        if (arrival?.time && departure?.time && departure.time < arrival.time) throw new Error('a negative dwell was left');
      }
    }
    expect([updates, Object.fromEntries(reasons)]).toEqual([21_346, { 'says-nothing': 111 }]);
    expect(ofSnapshot).toEqual([261, { 'says-nothing': 2 }]);
  });

  it('Kingston: positions from CSV', async () => {
    const recordings = await readPositionsCsv(path.join(feeds, 'kingston/vehicle_positions.csv.gz'));
    const decoded = recordings.map(({ bytes }) => decodeFeed(bytes, 0));
    expect(decoded).toHaveLength(90);
    expect(decoded.reduce((sum, feed) => sum + feed.vehicles.length, 0)).toBe(10_418);
    // Buses whose receivers had no fix; 293 more rows have no position at all.
    expect(decoded.reduce((sum, feed) => sum + (feed.rejected.get('impossible-position') ?? 0), 0)).toBe(70);
  });
});
