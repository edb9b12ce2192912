// A process that imports a feed and dies by SIGKILL at a given point: what `service.test.ts` needs to see a crash for real.
import mongoose from 'mongoose';
import { systemClock } from '../../kernel/clock.js';
import { createTimetables } from './service.js';

const [uri = '', dbName = '', source = '', feedId = '', dieAt = ''] = process.argv.slice(2);
const connection = await mongoose.createConnection(uri, { dbName }).asPromise();
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const timetables = createTimetables({ connection, logger: silent, clock: systemClock });
await timetables.importFeed(source, {
  feedId,
  onProgress({ stage, done, total }) {
    const point = stage === 'storing' && done === total ? 'stored' : stage;
    if (point === dieAt) process.kill(process.pid, 'SIGKILL');
  },
});
await connection.close();
