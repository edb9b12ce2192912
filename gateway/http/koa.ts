import path from 'node:path';
import type { ApolloServer } from '@apollo/server';
import { koaMiddleware } from '@as-integrations/koa';
import Router, { type RouterMiddleware } from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import { Fault } from '../../modules/kernel/errors.js';
import type { Door, Logger, RequestContext } from '../../modules/kernel/module.js';
import type { ErrorFormatter } from '../graphql/errors.js';
import { graphiqlPage } from '../graphql/graphiql.js';
import type { ParsedRequest } from '../graphql/endpoint.js';
import type { Admission } from './admission.js';
import { readBody } from './body.js';
import type { Health } from './health.js';
import type { Metrics } from './metrics.js';
import { securityHeaders } from './security-headers.js';
import { staticFiles } from './static-files.js';

/** What the Koa app stands on. */
export interface KoaDeps {
  readonly root: string;
  readonly production: boolean;
  /** Whether people reach it by HTTPS. */
  readonly https?: boolean;
  readonly policy: 'only' | 'prefer' | 'off';
  readonly apollo: ApolloServer<RequestContext>;
  readonly admission: Admission;
  readonly format: ErrorFormatter;
  /** Single sign-on; answers everything under its mount. */
  readonly sso?: Middleware;
  readonly doors: readonly Door[];
  readonly health: Health;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Koa: everything but trusted documents, which are answered before it. */
export function createKoa(deps: KoaDeps): Koa {
  const app = new Koa();
  const router = new Router();
  router.get('/health/live', (ctx) => void (ctx.body = { status: 'live' }));
  router.get('/health/ready', async (ctx) => {
    const report = await deps.health.ready();
    ctx.status = report.ready ? 200 : 503;
    ctx.body = report;
  });
  router.get('/metrics', async (ctx) => {
    ctx.type = deps.metrics.registry.contentType;
    ctx.body = await deps.metrics.registry.metrics();
  });
  router.all('/graphql', graphql(deps));
  for (const door of deps.doors) router.register(door.path, [door.method], openDoor(deps, door));
  app.use(faults(deps));
  app.use(securityHeaders({ https: deps.https ?? false }));
  if (deps.sso) app.use(deps.sso);
  app.use(router.routes());
  app.use(staticFiles([path.join(deps.root, 'dist/web-h5')]));
  app.use(() => {
    throw new Fault('NOT_FOUND');
  });
  // Everything expected has been answered by `faults`; what arrives here is a broken connection or a defect.
  app.on('error', (err: Error) => deps.logger.warn({ err }, 'request failed'));
  return app;
}

/** Answers every fault in the one shape, and counts what was answered. */
function faults({ admission, format, metrics }: KoaDeps): Middleware {
  return async (ctx, next) => {
    ctx.set('x-request-id', admission.requestId(ctx.req));
    try {
      await next();
    } catch (error) {
      const fault = error instanceof Fault ? error : null;
      const formatted = format(error, admission.requestId(ctx.req));
      ctx.status = fault?.kind.status ?? 500;
      const retryAfter = fault?.details.retryAfterSeconds;
      if (typeof retryAfter === 'number') ctx.set('retry-after', String(retryAfter));
      ctx.body = { errors: [formatted] };
    }
    metrics.http.answered(doorName(ctx), ctx.status);
  };
}

function doorName(ctx: Context): string {
  // The matched pattern, never the path itself: a metric's label must not grow with what people ask for.
  const matched: unknown = ctx._matchedRoute;
  return typeof matched === 'string' ? matched : 'static';
}

function graphql(deps: KoaDeps): Middleware {
  const apollo = koaMiddleware<RequestContext>(deps.apollo, { context: async ({ ctx }) => ctx.state.context });
  return async (ctx) => {
    if (ctx.method === 'GET' && !deps.production && deps.policy !== 'only' && ctx.accepts(['json', 'html']) === 'html') {
      ctx.set('content-security-policy', "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws: wss:");
      ctx.body = await graphiqlPage();
      ctx.type = 'html';
      return;
    }
    const request: ParsedRequest = ctx.req;
    const { body, context } = request;
    // Only the endpoint puts a body here, and only where its caller may send a document of their own.
    if (deps.policy === 'only' && !body) throw new Fault('DOCUMENT_NOT_TRUSTED');
    if (!body) throw new Fault('BAD_INPUT', { field: 'method', reason: 'expects POST' });
    ctx.state.context = context;
    // @as-integrations/koa reads the body where Koa's body parsers leave it.
    Object.assign(ctx.request, { body });
    ctx.set('cache-control', 'no-store');
    // It calls on after answering, where nothing is left to be done.
    await apollo(ctx, async () => undefined);
  };
}

function openDoor({ admission }: KoaDeps, door: Door): RouterMiddleware {
  return async (ctx) => {
    const caller = await admission.admit(ctx.req);
    const body = door.maxBodyBytes > 0 ? await readBody(ctx.req, door.maxBodyBytes) : Buffer.alloc(0);
    const response = await door.handle({ caller, params: ctx.params, query: new URL(ctx.url, 'http://localhost').searchParams, headers: ctx.req.headers, body });
    ctx.status = response.status ?? 200;
    for (const [name, value] of Object.entries(response.headers ?? {})) ctx.set(name, value);
    if (response.contentType) ctx.type = response.contentType;
    if (ctx.status !== 304) ctx.body = response.body;
  };
}
