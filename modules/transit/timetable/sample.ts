import { Fault } from '../../kernel/errors.js';
import { describeReport } from './report.js';
import { createTimetables, type TimetableDeps } from './service.js';

/** What loading the sample needs. */
export interface SampleDeps extends TimetableDeps {
  /** The folder of its GTFS files. */
  readonly folder: string;
  /** Loads it even where the same content is there. */
  readonly force?: boolean;
  /** Told in plain words how far it is. */
  readonly say: (text: string) => void;
}

/** The feed that the sample district is loaded as. */
export const SAMPLE_FEED = 'district';

/**
 * Loads the sample district where no operator's feeds are: on a first start, and again when the sample has changed.
 * Throws TRANSIT_FEED_INVALID where the sample has errors.
 */
export async function seedDistrict({ folder, force = false, say, ...deps }: SampleDeps): Promise<void> {
  const timetables = createTimetables(deps);
  const present = await timetables.activeVersions();
  if (!force && present.length > 0 && (await timetables.originOf(SAMPLE_FEED)) !== 'sample') return;
  let stage = '';
  const report = await timetables.importFeed(folder, {
    feedId: SAMPLE_FEED,
    origin: 'sample',
    force,
    onProgress(progress) {
      const now = progress.file ? `${progress.stage} ${progress.file}` : progress.stage;
      // An unchanged sample is opened at every start, which nobody needs to hear of.
      if (now !== stage && progress.stage !== 'opening') say(`sample district: ${now}`);
      stage = now;
    },
  });
  if (report.outcome === 'rejected') throw new Fault('TRANSIT_FEED_INVALID', { report: describeReport(report) });
  if (report.outcome === 'imported') say(describeReport({ ...report, warningCount: 0 }));
}
