import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import type { Logger as PinoLogger } from 'pino';
import type { Bot, BotDeps } from '../bot/index.js';
import type { SamplePeople } from '../modules/identity/index.js';
import { createAssistant } from './assistant.js';
import type { Config } from './config.js';
import { createBaseResolvers } from './graphql/base.js';
import { createErrorFormatter } from './graphql/errors.js';
import { Executor } from './graphql/executor.js';
import { createInProcess } from './graphql/in-process.js';
import { CalendarDate, DateTime, Json } from './graphql/scalars.js';
import { collectDocuments, documentSources } from './graphql/trusted-documents.js';
import { createMetrics, type Metrics } from './http/metrics.js';
import { createKernel, type Kernel } from './kernel.js';
import { createModules, type Modules } from './modules.js';
import type { Stores } from './stores.js';

/** Names of the sample district, and its code (GB/T 2260, here one that no place has); a district of one's own sets them here with its data. */
const DISTRICT = { zh: '云间区', zhHant: '雲間區', en: 'Yunjian District', areaCode: '310199' };

/** The password of the sample's invented staff, as the README lists it. */
const SAMPLE_STAFF_PASSWORD = '云间样例-Sample-2026';

/** What the contract is composed from. */
export interface ContractDeps {
  readonly config: Config;
  readonly logger: PinoLogger;
  readonly stores: Stores;
  /** How the assistant is trained; absent: as the server does. */
  readonly trainer?: BotDeps['trainer'];
  /** Where residents reach the pages, as far as it is known yet. */
  readonly publicUrl: () => string | null;
}

/** The whole contract with all that answers it, without a way in from outside: a server adds one, a command asks in its own process. */
export interface ComposedContract {
  readonly kernel: Kernel;
  readonly metrics: Metrics;
  readonly modules: Modules;
  readonly assistant: Bot;
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly format: ReturnType<typeof createErrorFormatter>;
  readonly introspection: boolean;
  /** Runs an operation as a caller. */
  readonly run: ReturnType<typeof createInProcess>;
}

/** Composes kernel, modules, assistant and schema on open stores. Nothing runs before their `start`. Throws where resolvers and schema do not fit. */
export function composeContract({ config, logger, stores, trainer, publicUrl }: ContractDeps): ComposedContract {
  const metrics = createMetrics();
  const kernel = createKernel({ ...stores, logger, keysFolder: config.dataDir });
  // The assistant stands on the modules and on the whole contract, which both come to know of it later.
  const later: { assistant?: Bot; executor?: Executor } = {};
  const modules = createModules({ config, logger, stores, kernel, metrics, district: DISTRICT.zh, areaCode: DISTRICT.areaCode, morePersonalData: () => later.assistant?.personalData ?? [], publicUrl });
  const { identity, messages, transit, community } = modules;
  const run = createInProcess(() => {
    if (!later.executor) throw new Error('the contract is not there yet');
    return later.executor;
  });
  const assistant = (later.assistant = createAssistant({ config, logger, stores, kernel, modules, contract: run, trainer }));
  const base = createBaseResolvers({ version: versionOf(config.root), district: DISTRICT, clock: stores.clocks.service, simulated: () => transit.simulated() });
  const schema = makeExecutableSchema({
    typeDefs: readFileSync(path.join(config.root, 'schema.graphql'), 'utf8'),
    resolvers: [base, identity.resolvers, messages.resolvers, transit.resolvers, community.resolvers, assistant.resolvers, { DateTime, Date: CalendarDate, JSON: Json }],
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  const introspection = config.TRUSTED_DOCUMENTS !== 'only' && config.NODE_ENV !== 'production';
  const format = createErrorFormatter(logger, introspection);
  const executor = (later.executor = new Executor(schema, collectDocuments(documentSources(config.root, config.TRUSTED_DOCUMENTS_EXTRA)), format, introspection));
  return { kernel, metrics, modules, assistant, schema, executor, format, introspection, run };
}

/**
 * Loads the sample district's people, affairs and centres; safe to run again.
 * @param people others than the sample's own
 */
export async function seedSample({ identity, community }: Pick<Modules, 'identity' | 'community'>, people?: SamplePeople): Promise<void> {
  await identity.seed(SAMPLE_STAFF_PASSWORD, people);
  await community.seed();
}

function versionOf(root: string): string {
  const content: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : 'unknown';
}
