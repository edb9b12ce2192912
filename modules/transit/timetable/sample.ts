import path from 'node:path';
import type { ImportReport } from './report.js';
import type { ImportProgress, TimetableStore } from './service.js';

/** The feed that the sample district is loaded as. */
export const SAMPLE_FEED = 'district';

/** What loading the sample needs. */
export interface SampleOptions {
  readonly timetables: TimetableStore;
  /** The project's top folder. */
  readonly root: string;
  /** Loads it even where the same content, or an operator's own feed of that name, is there. */
  readonly force?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/**
 * Loads the sample district where no operator has imported anything: on a first start, and again when the sample has
 * changed. Null where it stays away; else the import's report, `unchanged` where the same sample is there.
 */
export async function seedDistrict({ timetables, root, force = false, onProgress }: SampleOptions): Promise<ImportReport | null> {
  const origin = await timetables.originOf(SAMPLE_FEED);
  const foreign = origin === null ? (await timetables.activeVersions()).length > 0 : origin !== 'sample';
  if (foreign && !force) return null;
  return timetables.importFeed(path.join(root, 'data/district/gtfs'), { feedId: SAMPLE_FEED, origin: 'sample', force, ...(onProgress ? { onProgress } : {}) });
}
