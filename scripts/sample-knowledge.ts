import path from 'node:path';
import { createKnowledge, type Knowledge } from '../bot/knowledge.js';
import { readWorkingCalendar } from '../modules/kernel/calendar.js';
import type { Clock } from '../modules/kernel/clock.js';
import { projectRoot } from '../modules/kernel/root.js';
import { sampleLexicons } from './sample-terms.js';

/** What the assistant knows in the sample district, for commands that run without a database; not started yet. */
export function sampleKnowledge(clock: Clock): Knowledge {
  const data = path.join(projectRoot(), 'data');
  return createKnowledge({
    dataFolder: data, clock, holidays: readWorkingCalendar(path.join(data, 'calendar/public-holidays.json')).holidays,
    lexicons: sampleLexicons(),
  });
}
