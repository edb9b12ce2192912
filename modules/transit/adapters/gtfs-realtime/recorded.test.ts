import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../kernel/root.js';
import type { DecodedFeed } from '../../realtime/types.js';
import { decodeFeed } from './decode.js';

const fixtures = path.join(projectRoot(), 'modules/transit/adapters/gtfs-realtime/fixtures');

/** As the expected readings are written down. */
function plain(feed: DecodedFeed): unknown {
  return JSON.parse(JSON.stringify({ ...feed, rejected: Object.fromEntries(feed.rejected) }));
}

describe('a raw answer beside its expected reading', () => {
  it.each(['relationships', 'mixed-and-bad', 'truncated'])('%s', (name) => {
    const expected: unknown = JSON.parse(readFileSync(path.join(fixtures, `${name}.json`), 'utf8'));
    expect(plain(decodeFeed(readFileSync(path.join(fixtures, `${name}.pb`)), 0))).toEqual(expected);
  });
});

const feeds = path.resolve(projectRoot(), '../shared/feeds');
const present = existsSync(feeds);
if (!present) process.stderr.write('../shared/feeds is not here: the recordings of real agencies are skipped\n');

(present ? describe : describe.skip)('recordings of real agencies', () => {
  it('raba: 9 updates with 41 stops, 40 of them skipped; 22 buses', () => {
    const read = (name: string) => decodeFeed(readFileSync(path.join(feeds, 'raba', name)), 0);
    const { tripUpdates, rejected } = read('maglev-raba-trip-updates.pb');
    const stops = tripUpdates.flatMap((update) => update.stops);
    expect([tripUpdates.length, stops.length, stops.filter(({ relationship }) => relationship === 'SKIPPED').length, rejected.size]).toEqual([9, 41, 40, 0]);
    expect(read('maglev-raba-vehicle-positions.pb').vehicles).toHaveLength(22);
  });
});
