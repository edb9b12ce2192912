import { mkdir } from 'node:fs/promises';
import type { Connection } from 'mongoose';
import { readConfig } from '../gateway/config.js';
import { composeContract, type ComposedContract } from '../gateway/contract.js';
import { connectOrStartMongo } from '../gateway/embedded/mongo.js';
import { seedOnFirstStart } from '../gateway/first-start.js';
import { createLogger } from '../gateway/logging.js';
import type { Modules } from '../gateway/modules.js';
import type { Clocks } from '../modules/kernel/clock.js';
import { connectDatabase } from '../modules/kernel/db.js';
import { createMemoryBus } from '../modules/kernel/events.js';
import { projectRoot } from '../modules/kernel/root.js';

/** The contract in a command's own process, with the sample district in a data folder. */
export interface OwnContract {
  readonly contract: ComposedContract;
  readonly connection: Connection;
  stop(): Promise<void>;
}

/**
 * Composes and starts it, in the folder's own MongoDB or the one that MONGODB_URI names.
 * @param parts the modules that are started, in this order
 */
export async function startOwnContract({ dataDir, clocks, parts, env = {} }: { readonly dataDir: string; readonly clocks: Clocks; readonly parts: readonly Exclude<keyof Modules, 'wechatChat'>[]; readonly env?: Readonly<Record<string, string>> }): Promise<OwnContract> {
  const config = readConfig({ ...process.env, NODE_ENV: 'development', DATA_DIR: dataDir, LOG_LEVEL: 'error', ...env }, projectRoot());
  await mkdir(config.dataDir, { recursive: true });
  const logger = createLogger(config.LOG_LEVEL);
  const quiet = (): void => undefined;
  const mongo = await connectOrStartMongo({ uri: config.MONGODB_URI, root: config.root, dataDir: config.dataDir, progress: quiet });
  await seedOnFirstStart(config, mongo.uri, quiet);
  const connection = await connectDatabase(mongo.uri);
  const contract = composeContract({ config, logger, stores: { connection, redis: null, events: createMemoryBus(logger), clocks }, publicUrl: () => null });
  const started = [contract.kernel, ...parts.map((name) => contract.modules[name])];
  for (const part of started) await part.start();
  return {
    contract, connection,
    async stop() {
      for (const part of started.toReversed()) await part.stop();
      await connection.close();
      await mongo.stop();
    },
  };
}
