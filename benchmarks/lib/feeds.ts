import { existsSync } from 'node:fs';
import path from 'node:path';
import { readFeed } from '../../modules/transit/adapters/gtfs/read-feed.js';
import { Timetable } from '../../modules/transit/timetable/timetable.js';
import { projectRoot } from '../../modules/kernel/root.js';

/** A feed that is measured on: not part of the project, looked for beside it. */
export interface BenchFeed {
  readonly id: string;
  readonly name: string;
  /** The zip. */
  readonly source: string;
  /** The instant at which the service clock stands still. */
  readonly clock: string;
  /** For OpenTripPlanner's build configuration. */
  readonly serviceStart: string;
  readonly serviceEnd: string;
}

const FEEDS: readonly (Omit<BenchFeed, 'source'> & { readonly file: string })[] = [
  { id: 'kingston', name: 'Kingston', file: 'kingston/gtfs.zip', clock: '2026-01-15T17:00:00Z', serviceStart: '2025-12-01', serviceEnd: '2026-12-31' },
  { id: 'hart', name: 'HART (Tampa)', file: 'hart-2020-11.zip', clock: '2020-12-02T17:00:00Z', serviceStart: '2020-11-01', serviceEnd: '2021-12-31' },
];

/** The folder with feeds beside the project: `BENCH_FEEDS`, else `../shared/feeds`. */
export function feedsFolder(): string {
  return path.resolve(process.env.BENCH_FEEDS ?? path.join(projectRoot(), '../shared/feeds'));
}

/** The feeds that are there; says which are not. */
export function benchFeeds(): BenchFeed[] {
  return FEEDS.flatMap(({ file, ...feed }) => {
    const source = path.join(feedsFolder(), file);
    if (existsSync(source)) return [{ ...feed, source }];
    console.log(`${feed.name} is missing: ${source} is not there.\n`);
    return [];
  });
}

/** Reads a feed in this process, to choose stops from. */
export async function timetableOf({ id, source }: BenchFeed): Promise<Timetable> {
  const { data } = await readFeed(source, { feedId: id });
  if (!data) throw new Error(`${source} is not a valid feed`);
  return new Timetable(data);
}

/** Ids of the stops at which a trip lets people get on, in the feed's order. */
export function boardableStops(timetable: Timetable): string[] {
  const boardable = new Set(timetable.patterns.flatMap((pattern) => [...pattern.stops].filter((_, at) => at < pattern.stops.length - 1 && pattern.pickup[at] !== 1)));
  return timetable.stops.filter(({ index }) => boardable.has(index)).map(({ id }) => id);
}
