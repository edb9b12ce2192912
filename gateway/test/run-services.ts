import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../modules/kernel/root.js';
import { connectOrStartMongo } from '../embedded/mongo.js';
import { startRedis } from './redis.js';

const progress = (message: string): void => console.log(`test setup: ${message}`);

/** Starts one MongoDB and one Redis for a whole test run and tells the tests, by environment, where they are. Returns how to stop them. */
export async function startRunServices(): Promise<() => Promise<void>> {
  const root = projectRoot();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'smart-district-test-'));
  // Tests have clocks of their own: to a server that removes by its clock what has expired, all that they write may be old.
  const mongo = await connectOrStartMongo({ uri: process.env.TEST_MONGODB_URI, root, dataDir: folder, parameters: ['ttlMonitorEnabled=false'], progress });
  process.env.TEST_MONGODB_URI = mongo.uri;
  const redis = await startRedis(root, progress);
  process.env.TEST_REDIS_URL = redis.url;
  return async () => {
    await redis.stop();
    await mongo.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
