import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, Kind, type DocumentNode, type ExecutionArgs } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { Fault } from '../../modules/kernel/errors.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { EventBus } from '../../modules/kernel/events.js';
import type { Admission } from '../http/admission.js';
import { socketContext } from '../http/client.js';
import { hostOf } from '../http/cross-site.js';
import type { Metrics } from '../http/metrics.js';
import { hashOf, mayAskFreely, variablesOf } from './endpoint.js';
import { notTrusted, type Executor } from './executor.js';
import { FanOut, TRY_AGAIN, type Subscriber } from './fan-out.js';
import { MAX_REQUEST_BYTES } from './limits.js';
import type { Standing } from './public-documents.js';
import { rightsOf, SocketSessions, type SessionWatch } from './socket-sessions.js';

/** Close code that graphql-ws clients reconnect on (service restart). */
const RESTART = 1012;
const TOO_MANY_OPERATIONS = 4429;
const OPERATIONS_PER_SOCKET = 50;

/** What the sockets stand on. */
export interface SocketDeps {
  readonly server: Server;
  readonly executor: Executor;
  /** As whom a subscription is executed, and with whom its payloads are shared. */
  readonly standing: (document: DocumentNode, caller: Caller) => Standing;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly policy: 'only' | 'prefer' | 'off';
  readonly allowedOrigins: readonly string[];
  readonly perAddress: number;
  /** Whether no more is taken on for now. */
  readonly overloaded?: () => boolean;
  /** How sessions behind sockets are watched; absent: everybody is browsing. */
  readonly sessions?: SessionWatch & { readonly events: EventBus };
}

/** What graphql-ws keeps by connection, beside the socket and the upgrade's request. (An alias: the library wants an implicit index.) */
type SocketState = { caller: Caller | null };

/** Serves `graphql-transport-ws` on `/graphql`. Returns how to close all sockets so that clients come back. */
export function serveSockets(deps: SocketDeps): () => Promise<void> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES, perMessageDeflate: false, handleProtocols: (offered) => (offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false) });
  const fanOut = new FanOut(deps.executor, (change) => deps.metrics.subscriptions.inc(change));
  const addresses = new Map<string, number>();
  const watched = deps.sessions ? new SocketSessions(deps.sessions, deps.sessions.events) : null;
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refusal = refuse(deps, addresses, request);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      count(deps, addresses, request, webSocket);
      sockets.emit('connection', webSocket, request);
    });
  };
  deps.server.on('upgrade', onUpgrade);
  const disposable = useServer<Record<string, unknown>, SocketState>(
    {
      onConnect: async ({ extra, connectionParams }) => {
        try {
          extra.caller = await admitted(deps, extra.request, connectionParams);
        } catch (error) {
          deps.executor.errors([error], deps.admission.requestId(extra.request));
          extra.socket.close(TRY_AGAIN, 'too many requests');
          return false;
        }
        if (extra.caller === null) return false;
        await watched?.join(extra.socket, extra.caller, tokenOf(deps, extra.request, connectionParams), (caller) => {
          extra.caller = caller;
          void fanOut.rightsChanged(extra.socket, socketContext(deps.admission, caller, extra.request), rightsOf(caller));
        });
        return true;
      },
      onSubscribe: async (context, id, payload) => {
        const { extra } = context;
        if (Object.keys(context.subscriptions).length > OPERATIONS_PER_SOCKET) extra.socket.close(TOO_MANY_OPERATIONS, 'too many operations');
        try {
          return await operation(deps, extra, id, payload);
        } catch (error) {
          return [graphQLError(error)];
        }
      },
      // Every operation comes with its Subscriber as context value (see `operation`).
      subscribe: (args) => fanOut.subscribe(args.contextValue as Subscriber),
      // Boards go past this hook; what comes here is a stream that could not start, with the errors as they were thrown.
      onNext: (context, _id, _payload, _args, { errors }) => (errors ? { errors: deps.executor.errors(errors, context.extra.caller?.requestId ?? '') } : undefined),
      onError: (context, _id, _payload, errors) => deps.executor.errors(errors, context.extra.caller?.requestId ?? ''),
    },
    sockets,
    12_000,
  );
  // A message that is too long or no frame at all is the client's doing; graphql-ws would write it to stderr as ours.
  sockets.on('connection', (socket) => {
    socket.removeAllListeners('error');
    socket.on('error', () => undefined);
  });
  return async () => {
    deps.server.off('upgrade', onUpgrade);
    for (const client of sockets.clients) client.close(RESTART, 'restarting');
    await disposable.dispose();
    watched?.stop();
  };
}

function refuse(deps: SocketDeps, addresses: ReadonlyMap<string, number>, request: IncomingMessage): string | null {
  if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/graphql') return '404 Not Found';
  if (deps.overloaded?.()) return '503 Service Unavailable\r\nRetry-After: 5';
  const { origin, host } = request.headers;
  // Programs send no Origin; a browser always does, and another site's page must not ride on this one's session.
  if (origin !== undefined && !deps.allowedOrigins.includes(origin) && hostOf(origin) !== host) return '403 Forbidden';
  if (deps.perAddress > 0 && (addresses.get(deps.admission.address(request)) ?? 0) >= deps.perAddress) return '429 Too Many Requests';
  return null;
}

/** The token of a connection: of its first message, else of its headers. */
function tokenOf({ admission }: SocketDeps, request: IncomingMessage, params: Record<string, unknown> | undefined): string | undefined {
  const token = params?.['token'];
  return typeof token === 'string' ? token : admission.bearer(request);
}

/** The caller of a connection; null where its token stands for nobody (answered by 4403). */
async function admitted(deps: SocketDeps, request: IncomingMessage, params: Record<string, unknown> | undefined): Promise<Caller | null> {
  try {
    return await deps.admission.admit(request, tokenOf(deps, request, params));
  } catch (error) {
    if (error instanceof Fault && error.code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}

function count(deps: SocketDeps, addresses: Map<string, number>, request: IncomingMessage, socket: WebSocket): void {
  const address = deps.admission.address(request);
  addresses.set(address, (addresses.get(address) ?? 0) + 1);
  deps.metrics.sockets.inc();
  socket.once('close', () => {
    const left = (addresses.get(address) ?? 1) - 1;
    if (left > 0) addresses.set(address, left);
    else addresses.delete(address);
    deps.metrics.sockets.dec();
  });
}

async function operation(deps: SocketDeps, extra: Extra & Partial<SocketState>, operationId: string, payload: SubscribePayload): Promise<ExecutionArgs> {
  const { caller } = extra;
  if (!caller) throw new Fault('UNAUTHENTICATED');
  // Each operation counts as a request does, or one socket could have any number of documents checked.
  await deps.admission.count(extra.request, caller);
  const { document, documentKey, operationName } = documentOf(deps, caller, payload);
  const [definition] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION && (operationName === undefined || node.name?.value === operationName));
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation !== 'subscription') throw new Fault('BAD_INPUT', { field: 'query', reason: 'only subscriptions are answered over WebSocket' });
  const standing = deps.standing(document, caller);
  const subscriber: Subscriber = {
    socket: extra.socket, operationId, document, documentKey, operationName, rights: standing.rights, variables: variablesOf(payload), context: socketContext(deps.admission, standing.caller, extra.request),
  };
  return { schema: deps.executor.schema, document, operationName: operationName ?? null, variableValues: subscriber.variables, contextValue: subscriber };
}

function documentOf(deps: SocketDeps, caller: Caller, payload: SubscribePayload): { document: DocumentNode; documentKey: string; operationName: string | undefined } {
  const hash = hashOf(payload);
  const trusted = hash !== undefined ? deps.executor.document(hash) : undefined;
  if (trusted) return { document: trusted.document, documentKey: trusted.hash, operationName: trusted.operationName };
  if (!mayAskFreely(deps.policy, caller) || payload.query === '') notTrusted(hash);
  return { document: deps.executor.check(payload.query), documentKey: payload.query, operationName: payload.operationName ?? undefined };
}

function graphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
