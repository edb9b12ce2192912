import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse } from 'graphql';
import { createGuestsResolvers } from '../../modules/identity/accounts/guests/resolvers.js';
import { createAccountsResolvers } from '../../modules/identity/accounts/resolvers.js';
import { createSessionsResolvers } from '../../modules/identity/sessions/resolvers.js';
import { ACCOUNT_CHANGED, RIGHTS_CHANGED, SESSION_CHANGED } from '../../modules/identity/sessions/types.js';
import { createSignInResolvers } from '../../modules/identity/sign-in/resolvers.js';
import { silent, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import type { Logger } from '../../modules/kernel/module.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { startApollo } from '../graphql/apollo.js';
import { createEndpoint } from '../graphql/endpoint.js';
import { createErrorFormatter } from '../graphql/errors.js';
import { Executor } from '../graphql/executor.js';
import { CalendarDate, DateTime } from '../graphql/scalars.js';
import { createStandings } from '../graphql/public-documents.js';
import { serveSockets } from '../graphql/sockets.js';
import { createAdmission } from '../http/admission.js';
import { createHealth } from '../http/health.js';
import { createKoa } from '../http/koa.js';
import { createMetrics } from '../http/metrics.js';
import { fieldPolicies } from '../modules.js';

/** What a browser or program sends beside the body. */
export type Headers = Readonly<Record<string, string>>;

/** An answer as tests look into it. */
export interface EdgeAnswer {
  readonly status: number;
  // What tests look into; the contract's own shapes.
  readonly data?: Record<string, Record<string, unknown>> | null;
  readonly errors?: { readonly extensions: { readonly code: string } }[];
  readonly cookies: string[];
  readonly headers: globalThis.Headers;
}

/** Identity's own resolvers behind the real endpoint, Koa, Apollo and sockets. `trusted` are answered by the fast path. */
export async function identityEdge(world: SignInWorld, trusted: readonly string[] = [], trustedProxies = 0, logger: Logger = silent) {
  const root = projectRoot();
  const schema = makeExecutableSchema({
    typeDefs: readFileSync(path.join(root, 'schema.graphql'), 'utf8'),
    resolvers: [createSessionsResolvers(world.sessions, world.accounts, world.events), createAccountsResolvers(world.accounts), createSignInResolvers(world), createGuestsResolvers(world.guests), { DateTime, Date: CalendarDate }],
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  const format = createErrorFormatter(logger);
  const documents = trusted.map((text) => {
    const document = parse(text);
    const [definition] = document.definitions;
    if (definition?.kind !== 'OperationDefinition') throw new Error('expects an operation');
    return { hash: hashOf(text), document, operation: definition.operation, operationName: definition.name?.value ?? '', text };
  });
  const executor = new Executor(schema, documents, format, true);
  const admission = createAdmission({ perMinute: 0, perAccount: 0, trustedProxies, redis: null, sessions: world.sessions, allowedOrigins: ['https://portal.example'] });
  const metrics = createMetrics();
  const apollo = await startApollo({ schema, format, introspection: true });
  const policy = 'prefer';
  const koa = createKoa({ root, production: false, policy, apollo, admission, format, doors: [], health: createHealth({}), metrics, logger }).callback();
  const fallback = (request: IncomingMessage, response: ServerResponse): void => void koa(request, response);
  const endpoint = createEndpoint({ executor, admission, metrics: metrics.http, policy, fallback });
  const server = createServer((request, response) => (request.method === 'POST' && request.url === '/graphql' ? endpoint(request, response) : fallback(request, response)));
  const closeSockets = serveSockets({
    server, executor, standing: createStandings(schema, fieldPolicies), admission, metrics, policy, allowedOrigins: ['https://portal.example'], perAddress: 0,
    sessions: { check: (id) => world.sessions.check(id), events: world.events, sessionTopic: SESSION_CHANGED, accountTopic: ACCOUNT_CHANGED, rightsTopic: RIGHTS_CHANGED },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async post(body: object, headers: Headers = {}): Promise<EdgeAnswer> {
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
      const answer = (await response.json()) as Pick<EdgeAnswer, 'data' | 'errors'>; // the gateway's own shape, which tests then look into
      return { status: response.status, cookies: response.headers.getSetCookie(), headers: response.headers, ...answer };
    },
    async close() {
      await closeSockets();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await apollo.stop();
    },
  };
}

/** The hash under which a document is registered. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An identity edge. */
export type IdentityEdge = Awaited<ReturnType<typeof identityEdge>>;
