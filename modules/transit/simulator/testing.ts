import path from 'node:path';
import { projectRoot } from '../../kernel/root.js';
import { readFeed } from '../adapters/gtfs/read-feed.js';
import { Timetable } from '../timetable/timetable.js';

/** The sample district's feed as a timetable, read from the repository's files. */
export async function readDistrictTimetable(): Promise<Timetable> {
  const { data, findings } = await readFeed(path.join(projectRoot(), 'data/district/gtfs'));
  if (!data) throw new Error(`the sample district's feed cannot be read: ${JSON.stringify(findings)}`);
  return new Timetable(data);
}
