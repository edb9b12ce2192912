// npm run drill:machine [-- <histories> <seed>] — random histories of the approval machine: is there one that breaks a promise?
import path from 'node:path';
import { walkHistories } from '../../modules/community/approval/machine/testing/histories.js';
import { readWorkingCalendar } from '../../modules/kernel/calendar.js';
import { projectRoot } from '../../modules/kernel/root.js';

const [runs = 10_000, seed = Date.now() % 2_147_483_647] = process.argv.slice(2).map(Number);
const begun = performance.now();
const { histories, events, refused, types, endings } = walkHistories(readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json')), runs, seed);
console.log(`${histories} histories with ${events} events and ${refused} refused commands in ${((performance.now() - begun) / 1000).toFixed(0)} s, seed ${seed}`);
console.log('no dead end, no skipped approval, no clock that ran backwards, no result revoked unheard, no reminder twice, every log replayed to its case');
for (const [name, counts] of Object.entries({ endings, events: types })) {
  console.log(`  ${name}: ${Object.entries(counts).sort(([, a], [, b]) => b - a).map(([type, times]) => `${type} ${times}`).join(', ')}`);
}
