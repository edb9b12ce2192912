import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/errors.js';
import type { Logger } from '../../kernel/module.js';
import { Findings, UnreadableFeed } from '../adapters/gtfs/findings.js';
import { contentVersion, readOpenFeed } from '../adapters/gtfs/read-feed.js';
import type { OpenFeed, SourceLimits } from '../adapters/gtfs/open-feed.js';
import { openSource, type GtfsSource } from '../adapters/gtfs/source.js';
import { timetableModels, type FeedOrigin } from './model.js';
import { packTimetable, unpackTimetable } from './pack.js';
import { countsOf, findingsOf, type ImportReport } from './report.js';
import { TimetableFiles, type VersionInfo } from './store.js';
import { Timetable, type TimetableData } from './timetable.js';
import { PointerWatch, type ActiveVersion, type FeedChange } from './watch.js';

/** How far an import is. */
export interface ImportProgress {
  /** Opening the source; reading a file; putting the timetable together; storing it; swapping it in. */
  readonly stage: 'opening' | 'reading' | 'building' | 'storing' | 'activating';
  /** The file being read. */
  readonly file?: string;
  /** Rows read, or parts stored. */
  readonly done?: number;
  readonly total?: number;
}

/** How to import. */
export interface ImportOptions {
  /** Letters, digits, `-` and `_`; `district` by default. */
  readonly feedId?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** `import` by default; `sample` is for the sample district. */
  readonly origin?: FeedOrigin;
  /** Imports even where the same content is active. */
  readonly force?: boolean;
  readonly limits?: SourceLimits;
}

/** The timetables of all feeds, stored in MongoDB in versions. */
export interface TimetableStore {
  /**
   * Reads, checks and stores a feed and makes it the active version, or changes nothing at all.
   * @throws Fault BAD_INPUT for a feed id that cannot be one; errors of the database. Errors of the feed are in the report.
   */
  importFeed(source: GtfsSource, options?: ImportOptions): Promise<ImportReport>;
  /**
   * The active version of a feed, or null where the feed is not there.
   * @throws UnreadableTimetable where what is stored is damaged or of another release's format.
   */
  loadActive(feedId: string): Promise<Timetable | null>;
  /** The active versions of all feeds. */
  activeVersions(): Promise<ActiveVersion[]>;
  /** Who put the active version of a feed there, or null where the feed is not there. */
  originOf(feedId: string): Promise<FeedOrigin | null>;
  /** Removes what imports that died left behind (also done by each import); gives how many they were. For the start. */
  removeLeftovers(): Promise<number>;
  /**
   * Tells of every feed whose active version is not among `known`, now and whenever it changes; one call at a time. A
   * rejected call is repeated. Returns how to stop.
   */
  watch(onChange: FeedChange, known?: readonly ActiveVersion[]): () => Promise<void>;
}

/** What the timetables stand on. */
export interface TimetableDeps {
  readonly connection: Connection;
  readonly logger: Logger;
  /** The system's clock: versions and leftovers are dated by it. */
  readonly clock: Clock;
}

/** Builds the store of timetables on a connection. */
export function createTimetables({ connection, logger, clock }: TimetableDeps): TimetableStore {
  const models = timetableModels(connection);
  const files = new TimetableFiles(connection, models, clock);
  return {
    importFeed: (source, options = {}) => importFeed(files, clock, logger, source, options),
    loadActive: (feedId) => loadActive(files, feedId),
    async activeVersions() {
      return (await files.pointers()).map(({ _id, activeVersion }) => ({ feedId: _id, version: activeVersion }));
    },
    async originOf(feedId) {
      return (await files.pointer(feedId))?.origin ?? null;
    },
    removeLeftovers: () => files.removeLeftovers(),
    watch(onChange, known = []) {
      const watch = new PointerWatch(models, logger, onChange, known);
      return () => watch.stop();
    },
  };
}

async function importFeed(files: TimetableFiles, clock: Clock, logger: Logger, source: GtfsSource, options: ImportOptions): Promise<ImportReport> {
  const { feedId = 'district', onProgress = () => {} } = options;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(feedId)) throw new Fault('BAD_INPUT', { field: 'feed', reason: 'a feed id is 1 to 64 letters, digits, - and _' });
  const started = clock.now();
  const findings = new Findings();
  await files.prepare();
  const leftovers = await files.removeLeftovers();
  if (leftovers > 0) logger.info({ leftovers }, 'removed what interrupted imports had left');
  const previousVersion = (await files.pointer(feedId))?.activeVersion ?? null;
  const report = (outcome: ImportReport['outcome'], version: string | null, counts: Record<string, number> = {}): ImportReport => ({
    feedId, outcome, version, previousVersion, counts, ...findingsOf(findings), seconds: (clock.now() - started) / 1000,
  });
  let feed: OpenFeed | undefined;
  let version: string | null = null;
  let data: TimetableData | null = null;
  try {
    onProgress({ stage: 'opening' });
    feed = await openSource(source, options.limits);
    version = await contentVersion(feed);
    if (!options.force && (await isActive(files, feedId, version))) return report('unchanged', version);
    data = await readOpenFeed(feed, version, findings, {
      feedId, onProgress: (file, rows) => onProgress(file === '' ? { stage: 'building' } : { stage: 'reading', file, done: rows }),
    });
  } catch (error) {
    if (!(error instanceof UnreadableFeed)) throw error;
    findings.error(error.problem);
  } finally {
    await feed?.close();
  }
  if (!data) return report('rejected', version);
  const info: VersionInfo = { feedId, version: data.version, counts: countsOf(data), origin: options.origin ?? 'import' };
  const stored = await store(files, info, packTimetable(data), options.force ?? false, onProgress);
  return report(stored ? 'imported' : 'unchanged', version, stored ? info.counts : {});
}

/** Writes and activates; false where another import has made the same content active meanwhile. */
async function store(files: TimetableFiles, info: VersionInfo, bytes: Uint8Array, force: boolean, onProgress: (progress: ImportProgress) => void): Promise<boolean> {
  const versionId = await files.write(info, bytes, (done, total) => onProgress({ stage: 'storing', done, total }));
  try {
    onProgress({ stage: 'activating' });
    if (!force && (await isActive(files, info.feedId, info.version))) {
      await files.discard(versionId);
      return false;
    }
    await files.activate(versionId, info);
  } catch (error) {
    await files.discard(versionId);
    throw error;
  }
  await files.prune(info.feedId);
  return true;
}

async function isActive(files: TimetableFiles, feedId: string, version: string): Promise<boolean> {
  const pointer = await files.pointer(feedId);
  return pointer?.activeVersion === version && (await files.isReadable(pointer.versionId));
}

/** Times that loading begins anew because the version was replaced and removed while it was read. */
const LOAD_ATTEMPTS = 3;

async function loadActive(files: TimetableFiles, feedId: string): Promise<Timetable | null> {
  for (let attempt = 0; attempt < LOAD_ATTEMPTS; attempt++) {
    const pointer = await files.pointer(feedId);
    if (!pointer) return null;
    const bytes = await files.read(pointer.versionId);
    if (bytes) return new Timetable(unpackTimetable(bytes));
  }
  throw new Fault('UNAVAILABLE', { feed: feedId, reason: 'the feed was replaced again and again while it was loaded' });
}
