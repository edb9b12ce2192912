import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import type { Logger as PinoLogger } from 'pino';
import { isMachineToken } from '../modules/community/index.js';
import { createClocks } from '../modules/kernel/clock.js';
import { answersPing, connectDatabase } from '../modules/kernel/db.js';
import { createMemoryBus, createRedisBus } from '../modules/kernel/events.js';
import { composeSso } from './sso/compose.js';
import type { BotDeps } from '../bot/index.js';
import type { Config } from './config.js';
import { composeContract, seedSample } from './contract.js';
import { fieldPolicies } from './modules.js';
import { startApollo } from './graphql/apollo.js';
import { createEndpoint } from './graphql/endpoint.js';
import { createStandings } from './graphql/public-documents.js';
import { serveSockets } from './graphql/sockets.js';
import { createAdmission } from './http/admission.js';
import { createHealth } from './http/health.js';
import { createKoa } from './http/koa.js';
import { createOverload } from './http/overload.js';
import type { Stores } from './stores.js';
import { createOfficialAccount } from './wechat/official-account/index.js';

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
  const at: { url: string } = { url: '' };
  const contract = composeContract({ config, logger, stores, ...(trainer ? { trainer } : {}), publicUrl: () => (config.PUBLIC_URL ?? at.url).replace(/\/$/, '') || null });
  const { kernel, metrics, modules, assistant, schema, executor, format, introspection } = contract;
  const { identity, messages, transit, community, wechatChat } = modules;
  const officialAccount = wechatChat && createOfficialAccount({
    ...wechatChat, aesKey: config.WECHAT_AES_KEY ?? null, transfers: config.WECHAT_CUSTOMER_SERVICE === 'wechat', menu: config.WECHAT_MENU === 'set', assistant: assistant.conversations, callerOf: identity.wechatCaller,
    redis: stores.redis, cipher: kernel.cipher, clock: stores.clocks.system, logger,
  });
  const admission = createAdmission({ perMinute: config.RATE_LIMIT_PER_MINUTE, perAccount: config.RATE_LIMIT_ACCOUNT_PER_MINUTE, trustedProxies: config.TRUSTED_PROXIES, redis: stores.redis, sessions: { resolve: (token) => (isMachineToken(token) ? community.machines.resolve(token) : identity.sessions.resolve(token)) }, sites: { resolve: (token) => sso.resolveAccessToken(token) }, allowedOrigins: config.ALLOWED_ORIGINS });
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
  const standsOnData = parts.indexOf(assistant);
  for (const part of parts.slice(0, standsOnData)) await part.start();
  // The sample's people have a password that everybody can read: they live where the sample district does, and never in production.
  if (config.SEED !== 'off' && config.NODE_ENV !== 'production' && (await transit.isSample())) await seedSample(modules);
  // The assistant learns the names that the others hold.
  for (const part of parts.slice(standsOnData)) await part.start();
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
