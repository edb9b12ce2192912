import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { pino, type Logger } from 'pino';
import { runTraining } from '../../bot/learning/task.js';
import type { Trainer } from '../../bot/learning/trainer.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { createApp } from '../app.js';
import { readConfig } from '../config.js';
import { seedOnFirstStart } from '../first-start.js';

/** A gateway in this process, over a database of its own on the run's MongoDB. */
export interface TestGateway {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** The database it serves, for tests that import feeds. */
  readonly mongoUri: string;
  /** Where it keeps its files; gone after the stop. */
  readonly dataDir: string;
  /** Posts a GraphQL request as JSON and reads the answer. */
  graphql(body: object, headers?: Record<string, string>): Promise<GraphQLAnswer>;
  /** Stops it as a signal would, and drops its database. */
  stop(): Promise<void>;
}

/** An answer of the contract. */
export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: (string | number)[]; extensions: { code: string; messageEn: string; requestId: string; details?: Record<string, unknown> } }[];
}

/** What a test wants otherwise than a test usually does. */
export interface TestGatewayOptions {
  /** Environment over the tests' own: no seed, no simulator, no limits, silent. */
  readonly env?: Record<string, string>;
  /** Called with the database before the app starts. */
  readonly prepare?: (mongoUri: string) => Promise<void>;
  /** Where its log goes; silent without. */
  readonly logger?: Logger;
  /** How the assistant is trained; absent: as the server does, which takes long in a test's own thread. */
  readonly trainer?: Trainer;
}

const TEST_ENV = { NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent', SEED: 'off', SIMULATOR: 'off', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ACCOUNT_PER_MINUTE: '0', SOCKETS_PER_ADDRESS: '0', MAX_LAG_MS: '0', ALLOW_PRIVATE_FEEDS: '127.0.0.1' };

/** Trains the assistant on a few phrases of each intent, and measures it on a few sentences: where what it understands is not what is tested. */
export const fewPhrases: Trainer = {
  background: false,
  async train(task) {
    const skills = task.skills.map((skill) => ({ ...skill, phrases: skill.phrases.slice(0, 4) }));
    return runTraining({ ...task, skills, outOfScope: task.outOfScope.slice(0, 40), evaluation: { ...task.evaluation, inScope: task.evaluation.inScope.slice(0, 40), outOfScope: task.evaluation.outOfScope.slice(0, 40) } });
  },
};

/** Starts a gateway for a test. Rejects outside a jest run, whose global setup starts MongoDB. */
export async function startGateway({ env = {}, prepare, logger, trainer }: TestGatewayOptions = {}): Promise<TestGateway> {
  const server = process.env.TEST_MONGODB_URI;
  if (!server) throw new Error('TEST_MONGODB_URI is not set: run the tests through jest, whose global setup starts MongoDB');
  const uri = new URL(server);
  uri.pathname = `/test-gateway-${randomBytes(4).toString('hex')}`;
  const mongoUri = env.MONGODB_URI ?? uri.href;
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'smart-district-gateway-'));
  const config = readConfig({ ...TEST_ENV, DATA_DIR: dataDir, MONGODB_URI: mongoUri, ...env }, projectRoot());
  await seedOnFirstStart(config, mongoUri, () => undefined);
  await prepare?.(mongoUri);
  const app = await createApp({ config, logger: logger ?? pino({ level: config.LOG_LEVEL }), mongoUri, ...(trainer ? { trainer } : {}) });
  const url = await app.listen();
  return {
    url,
    mongoUri,
    dataDir,
    async graphql(body, headers = {}) {
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
      const answer = (await response.json()) as Pick<GraphQLAnswer, 'data' | 'errors'>; // the gateway's own shape, which tests then look into
      return { status: response.status, headers: response.headers, ...answer };
    },
    async stop() {
      await app.stop();
      // A database that the test named is the test's own to drop.
      if (env.MONGODB_URI === undefined) {
        const connection = await mongoose.createConnection(mongoUri).asPromise();
        await connection.dropDatabase();
        await connection.close();
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
