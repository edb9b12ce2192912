import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Logger as PinoLogger } from 'pino';
import { createClocks, type Clocks } from '../modules/kernel/clock.js';
import { answersPing, connectDatabase } from '../modules/kernel/db.js';
import { createMemoryBus, createRedisBus, type EventBus } from '../modules/kernel/events.js';
import { composeSso } from './sso/compose.js';
import type { Bot, BotDeps } from '../bot/index.js';
import { createAssistant } from './assistant.js';
import type { Config } from './config.js';
import { createKernel } from './kernel.js';
import { createModules, fieldPolicies } from './modules.js';
import { startApollo } from './graphql/apollo.js';
import { createBaseResolvers } from './graphql/base.js';
import { createInProcess } from './graphql/in-process.js';
import { createEndpoint } from './graphql/endpoint.js';
import { createErrorFormatter } from './graphql/errors.js';
import { Executor } from './graphql/executor.js';
import { CalendarDate, DateTime, Json } from './graphql/scalars.js';
import { createStandings } from './graphql/public-documents.js';
import { serveSockets } from './graphql/sockets.js';
import { collectDocuments, documentSources } from './graphql/trusted-documents.js';
import { createAdmission } from './http/admission.js';
import { createHealth } from './http/health.js';
import { createKoa } from './http/koa.js';
import { createMetrics } from './http/metrics.js';
import { createOverload } from './http/overload.js';
import { createOfficialAccount } from './wechat/official-account/index.js';

/** Names of the sample district; a district of one's own sets them here with its data. */
const DISTRICT = { zh: '云间区', zhHant: '雲間區', en: 'Yunjian District' };

/** The password of the sample's invented staff, as the README lists it. */
const SAMPLE_STAFF_PASSWORD = '云间样例-Sample-2026';

/** A running gateway. */
export interface App {
  readonly server: Server;
  /** Listens; resolves with the address once it is ready to serve. */
  listen(): Promise<string>;
  /** Not ready, drain, close sockets, stop modules, close stores: in this order. */
  stop(): Promise<void>;
}

/** What stands before the app is built. */
export interface AppDeps {
  readonly config: Config;
  readonly logger: PinoLogger;
  readonly mongoUri: string;
  /** How the assistant is trained; absent: as the server does. */
  readonly trainer?: BotDeps['trainer'];
}

/** What an app holds open until it stops. */
export interface Stores {
  readonly connection: Connection;
  readonly redis: Redis | null;
  readonly events: EventBus;
  readonly clocks: Clocks;
}

async function openStores({ config, logger, mongoUri }: AppDeps): Promise<Stores> {
  // Commands fail at once while Redis is away, and within a second where it goes under way: a request must not wait for it, and limits
  // fall back to this process's own.
  const redis = config.REDIS_URL ? new Redis(config.REDIS_URL, { maxRetriesPerRequest: 2, lazyConnect: true, enableOfflineQueue: false, commandTimeout: 1000 }) : null;
  redis?.on('error', (err: Error) => logger.warn({ err }, 'Redis'));
  await redis?.connect();
  return {
    redis,
    connection: await connectDatabase(mongoUri),
    events: redis ? await createRedisBus(redis, logger) : createMemoryBus(logger),
    clocks: createClocks(config.DISTRICT_CLOCK, config.DISTRICT_CLOCK_RATE),
  };
}

async function closeStores({ events, redis, connection }: Stores): Promise<void> {
  await events.close();
  // Without an answer to QUIT there is no connection left to close.
  await redis?.quit().catch(() => redis.disconnect());
  await connection.close();
}

/** Builds kernel, modules, Apollo and Koa; nothing else does. Rejects where a store cannot be reached or the rest does not fit. */
export async function createApp(deps: AppDeps): Promise<App> {
  const stores = await openStores(deps);
  try {
    return await build(deps, stores);
  } catch (error) {
    await closeStores(stores);
    throw error;
  }
}

async function build({ config, logger, trainer }: AppDeps, stores: Stores): Promise<App> {
  const metrics = createMetrics();
  const kernel = createKernel({ ...stores, logger, keysFolder: config.dataDir });
  // The assistant stands on the modules and on the whole contract, which both come to know of it later.
  const later: { assistant?: Bot; executor?: Executor } = {};
  const at: { url: string } = { url: '' };
  const modules = createModules({
    config, logger, stores, kernel, metrics, district: DISTRICT.zh, morePersonalData: () => later.assistant?.personalData ?? [], publicUrl: () => (config.PUBLIC_URL ?? at.url).replace(/\/$/, '') || null,
  });
  const { identity, messages, transit, community } = modules;
  const contract = createInProcess(() => {
    if (!later.executor) throw new Error('the contract is not there yet');
    return later.executor;
  });
  const assistant = (later.assistant = createAssistant({ config, logger, stores, kernel, modules, contract, trainer }));
  const { wechatChat } = modules;
  const officialAccount = wechatChat && createOfficialAccount({
    ...wechatChat, aesKey: config.WECHAT_AES_KEY ?? null, transfers: config.WECHAT_CUSTOMER_SERVICE === 'wechat', menu: config.WECHAT_MENU === 'set', assistant: assistant.conversations, callerOf: identity.wechatCaller,
    redis: stores.redis, cipher: kernel.cipher, clock: stores.clocks.system, logger,
  });
  const base = createBaseResolvers({ version: versionOf(config.root), district: DISTRICT, clock: stores.clocks.service, simulated: () => transit.simulated() });
  const schema = makeExecutableSchema({
    typeDefs: readFileSync(path.join(config.root, 'schema.graphql'), 'utf8'),
    resolvers: [base, identity.resolvers, messages.resolvers, transit.resolvers, community.resolvers, assistant.resolvers, { DateTime, Date: CalendarDate, JSON: Json }],
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  const introspection = config.TRUSTED_DOCUMENTS !== 'only' && config.NODE_ENV !== 'production';
  const format = createErrorFormatter(logger, introspection);
  const executor = (later.executor = new Executor(schema, collectDocuments(documentSources(config.root, config.TRUSTED_DOCUMENTS_EXTRA)), format, introspection));
  const admission = createAdmission({ perMinute: config.RATE_LIMIT_PER_MINUTE, perAccount: config.RATE_LIMIT_ACCOUNT_PER_MINUTE, trustedProxies: config.TRUSTED_PROXIES, redis: stores.redis, sessions: identity.sessions, sites: { resolve: (token) => sso.resolveAccessToken(token) }, allowedOrigins: config.ALLOWED_ORIGINS });
  const sso = composeSso({ config, logger, stores, kernel, identity, admission, listeningAt: () => at.url });
  const apollo = await startApollo({ schema, format, introspection });
  const health = createHealth({ mongodb: () => answersPing(stores.connection), transit: async () => transit.ready() });
  const policy = config.TRUSTED_DOCUMENTS;
  const koa = createKoa({
    root: config.root, production: config.NODE_ENV === 'production', https: config.PUBLIC_URL?.startsWith('https:') ?? false, policy, apollo, admission, format, sso: sso.middleware, doors: [...identity.routes, ...messages.routes, ...transit.routes, ...community.routes, ...(officialAccount?.routes ?? [])], health, metrics, logger,
  }).callback();
  const fallback = (request: IncomingMessage, response: ServerResponse): void => void koa(request, response);
  const endpoint = createEndpoint({ executor, admission, metrics: metrics.http, policy, fallback });
  const overload = createOverload({ maxRequests: config.MAX_REQUESTS, maxLagMs: config.MAX_LAG_MS, requestId: admission.requestId, onShed: () => metrics.http.answered('shed', 503) });
  const route = (request: IncomingMessage, response: ServerResponse): void => (request.method === 'POST' && (request.url === '/graphql' || request.url?.startsWith('/graphql?')) ? endpoint(request, response) : fallback(request, response));
  const server = createServer((request, response) => void (overload.admits(request, response) && route(request, response)));
  const closeSockets = serveSockets({
    server, executor, standing: createStandings(schema, fieldPolicies), admission, metrics, policy, allowedOrigins: config.ALLOWED_ORIGINS, perAddress: config.SOCKETS_PER_ADDRESS, overloaded: overload.isOverloaded,
    sessions: { check: (id) => identity.sessions.check(id), checkToken: (token) => sso.resolveAccessToken(token), events: stores.events, sessionTopic: identity.topics.session, accountTopic: identity.topics.account, rightsTopic: identity.topics.rights },
  });
  // In this order, and stopped in its mirror: what later ones stand on is there first.
  const parts = [kernel, identity, messages, transit, community, sso, assistant, ...(officialAccount ? [officialAccount] : [])];
  for (const part of parts) await part.start();
  // The sample's people have a password that everybody can read: they live where the sample district does, and never in production.
  if (config.SEED !== 'off' && config.NODE_ENV !== 'production' && (await transit.isSample())) {
    await identity.seed(SAMPLE_STAFF_PASSWORD);
    await community.seed();
  }
  return {
    server,
    async listen() {
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(config.PORT, config.HOST, resolve));
      health.phase = 'serving';
      const { port } = server.address() as AddressInfo; // a TCP server that listens has one
      at.url = `http://${config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${port}`;
      return at.url;
    },
    async stop() {
      health.phase = 'draining';
      await new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_GRACE_MS));
      const closed = new Promise((resolve) => server.close(resolve));
      await closeSockets();
      server.closeIdleConnections();
      // A request that takes longer than this is cut off, so that a stop always ends.
      const timer = setTimeout(() => server.closeAllConnections(), 10_000);
      await closed;
      clearTimeout(timer);
      overload.stop();
      await apollo.stop();
      for (const part of parts.toReversed()) await part.stop();
      await closeStores(stores);
    },
  };
}

function versionOf(root: string): string {
  const content: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : 'unknown';
}
