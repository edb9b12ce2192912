import { createHash } from 'node:crypto';
import type { TimetableData } from '../../timetable/timetable.js';
import { buildTimetable } from './build.js';
import { Draft } from './draft.js';
import { readFares } from './fares.js';
import { Findings, UnreadableFeed } from './findings.js';
import { readShapes, readTransfers, readTranslations } from './read-extras.js';
import { readAgencies, readFeedInfo, readRoutes, readStops } from './read-network.js';
import { readCalendars, readFrequencies, readStopTimes, readTrips } from './read-trips.js';
import type { OpenFeed, SourceLimits } from './open-feed.js';
import { openSource, type GtfsSource } from './source.js';
import { warnOfUnused } from './unused.js';

/** Raise it whenever the same feed is to be built anew: it is part of the content's version. */
const BUILDER_REVISION = 2;

/** Files that make a timetable; others in the feed are not read. */
const FILES = [
  'agency.txt', 'calendar.txt', 'calendar_dates.txt', 'fare_attributes.txt', 'fare_leg_rules.txt', 'fare_products.txt', 'fare_rules.txt',
  'feed_info.txt', 'frequencies.txt', 'route_networks.txt', 'routes.txt', 'shapes.txt', 'stop_times.txt', 'stops.txt', 'transfers.txt',
  'translations.txt', 'trips.txt',
] as const;
const REQUIRED = ['agency.txt', 'stops.txt', 'routes.txt', 'trips.txt', 'stop_times.txt'] as const;

/** How a reading goes on: the file at hand, and rows read of it so far where it is a long one. */
export type ReadProgress = (file: string, rows: number) => void;

/** What was read. `data` is null where there are errors. */
export interface FeedReading {
  readonly data: TimetableData | null;
  readonly findings: Findings;
}

/** How to read a feed. */
export interface ReadOptions {
  /** Feed id that the timetable carries; `district` by default. */
  readonly feedId?: string;
  readonly limits?: SourceLimits;
  readonly onProgress?: ReadProgress;
}

/**
 * Reads a whole static GTFS feed and checks it (GTFS Schedule reference). Everything wrong is a finding; nothing is thrown
 * for what stands in the feed or for a source that cannot be read.
 */
export async function readFeed(source: GtfsSource, options: ReadOptions = {}): Promise<FeedReading> {
  const findings = new Findings();
  let feed: OpenFeed | undefined;
  try {
    feed = await openSource(source, options.limits);
    return { data: await readOpenFeed(feed, await contentVersion(feed), findings, options), findings };
  } catch (error) {
    if (!(error instanceof UnreadableFeed)) throw error;
    findings.error(error.problem);
    return { data: null, findings };
  } finally {
    await feed?.close();
  }
}

/** The hash of a feed's content: the same for a zip, a folder or an address that holds the same files. */
export async function contentVersion(feed: OpenFeed): Promise<string> {
  const hash = createHash('sha256').update(`${BUILDER_REVISION}\n`);
  for (const file of FILES) {
    if (!feed.names.has(file)) continue;
    hash.update(`\n${file}\n`);
    for await (const chunk of feed.read(file)) hash.update(chunk);
  }
  return hash.digest('hex').slice(0, 16);
}

/** As {@link readFeed}, of a feed already open and hashed. */
export async function readOpenFeed(feed: OpenFeed, version: string, findings: Findings, options: ReadOptions): Promise<TimetableData | null> {
  const draft = new Draft();
  const progress = options.onProgress ?? (() => {});
  for (const reason of feed.remarks) findings.warn({ code: 'source_odd', file: '', line: null, field: null, value: null, reason });
  checkFiles(feed, findings);
  progress('stops.txt', 0);
  await readFeedInfo(feed, draft, findings);
  await readAgencies(feed, draft, findings);
  await readCalendars(feed, draft, findings);
  await readRoutes(feed, draft, findings);
  await readStops(feed, draft, findings);
  await readTrips(feed, draft, findings);
  await readStopTimes(feed, draft, findings, (rows) => progress('stop_times.txt', rows));
  await readFrequencies(feed, draft, findings);
  progress('shapes.txt', 0);
  await readShapes(feed, draft, findings);
  await readTransfers(feed, draft, findings);
  await readTranslations(feed, draft, findings);
  await readFares(feed, draft, findings);
  progress('', 0);
  warnOfUnused(draft, findings);
  return buildTimetable(draft, { feedId: options.feedId ?? 'district', version }, findings);
}

function checkFiles(feed: OpenFeed, findings: Findings): void {
  const missing = (file: string, reason: string) => {
    findings.error({ code: 'file_missing', file, line: null, field: null, value: null, reason });
    findings.unreadable.add(file);
  };
  for (const file of REQUIRED) if (!feed.names.has(file)) missing(file, 'the file is required and not in the feed');
  if (!feed.names.has('calendar.txt') && !feed.names.has('calendar_dates.txt')) missing('calendar.txt', 'neither calendar.txt nor calendar_dates.txt is in the feed: one of them is required');
}
