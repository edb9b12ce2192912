import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { Fault } from '../../modules/kernel/errors.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { RequestContext } from '../../modules/kernel/module.js';
import type { Admission } from '../http/admission.js';
import { readBody } from '../http/body.js';
import { httpContext } from '../http/client.js';
import type { HttpMetrics } from '../http/metrics.js';
import { notTrusted, UnfitVariables, type Executor } from './executor.js';
import { MAX_REQUEST_BYTES } from './limits.js';

/** What a GraphQL request's body may say (GraphQL over HTTP, with a hash in place of the text). */
export interface GraphQLBody {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** A request that was admitted and whose body has been read here, and that goes on to Koa and Apollo. */
export interface ParsedRequest extends IncomingMessage {
  body?: GraphQLBody;
  context?: RequestContext;
}

/** What the endpoint stands on. */
export interface EndpointDeps {
  readonly executor: Executor;
  readonly admission: Admission;
  readonly metrics: HttpMetrics;
  readonly policy: 'only' | 'prefer' | 'off';
  /** Koa with Apollo, for everything that is not a trusted document. */
  readonly fallback: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The hash a request names: `documentId: "sha256:…"` or `extensions.persistedQuery.sha256Hash`; undefined where it names none. */
export function hashOf(body: Pick<GraphQLBody, 'documentId' | 'extensions'>): string | undefined {
  if (typeof body.documentId === 'string') return body.documentId.replace(/^sha256:/, '');
  const persisted = member(body.extensions, 'persistedQuery');
  const hash = member(persisted, 'sha256Hash');
  return typeof hash === 'string' ? hash : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/**
 * Answers `POST /graphql`. Trusted documents are answered here, before Koa's own stack, through the same session, limits,
 * authorisation and errors; everything else goes to Apollo with the body already read.
 */
export function createEndpoint(deps: EndpointDeps): (request: ParsedRequest, response: ServerResponse) => void {
  return (request, response) => {
    answer(deps, request, response).catch((error: unknown) => {
      const requestId = deps.admission.requestId(request);
      const errors = deps.executor.errors(error instanceof UnfitVariables ? error.errors : [error], requestId);
      const status = error instanceof Fault ? error.kind.status : error instanceof GraphQLError || error instanceof UnfitVariables ? 400 : 500;
      send(deps.metrics, response, status, requestId, JSON.stringify({ errors }), error instanceof Fault ? error : undefined);
    });
  };
}

async function answer(deps: EndpointDeps, request: ParsedRequest, response: ServerResponse): Promise<void> {
  // A body of this type cannot come from a plain HTML form, so no other site's page can make a browser send it unasked.
  if (!/^application\/(graphql\+)?json\b/.test(request.headers['content-type'] ?? '')) {
    throw new Fault('BAD_INPUT', { field: 'content-type', reason: 'expects application/json' });
  }
  // Whoever sends nonsense is counted too. Only a limiter, and a session that must be loaded, make a promise of it.
  const admitted = deps.admission.admit(request);
  const context = httpContext(deps.admission, admitted instanceof Promise ? await admitted : admitted, request, response);
  const body = parseBody(await readBody(request, MAX_REQUEST_BYTES));
  const hash = hashOf(body);
  const prepared = hash !== undefined && deps.policy !== 'off' ? deps.executor.find(hash) : undefined;
  if (!prepared) {
    if (!mayAskFreely(deps.policy, context.caller) || (hash !== undefined && body.query === undefined)) notTrusted(hash);
    checkShape(body);
    request.body = body;
    request.context = context;
    deps.fallback(request, response);
    return;
  }
  if (prepared.trusted.operation === 'subscription') throw new Fault('BAD_INPUT', { field: 'documentId', reason: 'a subscription goes over WebSocket' });
  const text = await deps.executor.run(prepared, context, variablesOf(body));
  send(deps.metrics, response, 200, context.caller.requestId, text);
}

/**
 * Whether a caller may send documents that nobody registered: anybody where the policy lets them, else a department site by a
 * token with the scope `graphql.adhoc`. The limits of depth, cost, aliases and tokens hold for them all.
 */
export function mayAskFreely(policy: EndpointDeps['policy'], caller: Caller): boolean {
  return policy !== 'only' || caller.site?.scopes.includes('graphql.adhoc') === true;
}

function parseBody(bytes: Buffer): GraphQLBody {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Fault('BAD_INPUT', { field: 'body', reason: 'is not JSON' });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Fault('BAD_INPUT', { field: 'body', reason: 'expects one GraphQL request as a JSON object' });
  return body;
}

/** Refuses in our own words what Apollo would refuse in its. */
function checkShape(body: GraphQLBody): void {
  if (typeof body.query !== 'string' || body.query === '') throw new Fault('BAD_INPUT', { field: 'query', reason: 'expects the text of a document' });
  if (typeof (body.operationName ?? '') !== 'string') throw new Fault('BAD_INPUT', { field: 'operationName', reason: 'expects a text' });
  if (typeof (body.extensions ?? {}) !== 'object' || Array.isArray(body.extensions)) throw new Fault('BAD_INPUT', { field: 'extensions', reason: 'expects an object' });
  variablesOf(body);
}

/** The request's variables; throws BAD_INPUT where they are no object. */
export function variablesOf(body: Pick<GraphQLBody, 'variables'>): Record<string, unknown> {
  const { variables } = body;
  if (variables === undefined || variables === null) return {};
  if (typeof variables !== 'object' || Array.isArray(variables)) throw new Fault('BAD_INPUT', { field: 'variables', reason: 'expects an object' });
  return { ...variables };
}

function send(metrics: HttpMetrics, response: ServerResponse, status: number, requestId: string, text: string, fault?: Fault): void {
  if (response.headersSent || response.destroyed) return;
  metrics.answered('graphql', status);
  const retryAfter = fault?.details.retryAfterSeconds;
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  };
  if (typeof retryAfter === 'number') headers['retry-after'] = String(retryAfter);
  response.writeHead(status, headers);
  response.end(text);
}
