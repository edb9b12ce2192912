import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { buildSchema, concatAST, execute, parse, subscribe, validate, type DocumentNode, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { TestWorld } from './test-world.js';

/** The project's folder. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '../..');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.geojson': 'application/geo+json',
};
/** The policy that the pages must live under: nothing inline, nothing from elsewhere. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** A gateway of canned answers over the real contract, which can be cut off and restored. */
export interface TestGateway {
  readonly url: string;
  readonly world: TestWorld;
  /** Closes every connection and refuses new ones to the API; the page's files are still served. */
  cut(): void;
  restore(): void;
  /** Answers every query with an error of the service. */
  fail(on: boolean): void;
  stop(): Promise<void>;
}

function readSchema(): GraphQLSchema {
  return buildSchema(readFileSync(path.join(PROJECT_ROOT, 'schema.graphql'), 'utf8'));
}

/** Every operation of the pages in one document, as trusted documents are picked from: by name. Throws where one breaks the contract. */
function readOperations(schema: GraphQLSchema): DocumentNode {
  const folder = path.join(PROJECT_ROOT, 'web-h5/src/graphql');
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  const document = concatAST(files.map((name) => parse(readFileSync(path.join(folder, name), 'utf8'))));
  const [error] = validate(schema, document);
  if (error) throw error;
  return document;
}

interface GraphqlBody { operationName?: string; variables?: Record<string, unknown> }

async function readBody(request: IncomingMessage): Promise<GraphqlBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // a request without encoding gives buffers
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as GraphqlBody; // tests send nothing else
}

async function serveFile(request: IncomingMessage, response: ServerResponse, folder: string): Promise<void> {
  const wanted = new URL(request.url ?? '/', 'http://localhost').pathname;
  const name = path.extname(wanted) === '' ? '/index.html' : path.normalize(wanted);
  try {
    const body = await readFile(path.join(folder, name));
    response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream', 'content-security-policy': POLICY, 'cache-control': 'no-store' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Serves the built pages and the contract on loopback; `port` 0 takes a free one. */
export async function startTestGateway({ port = 0, pages = path.join(PROJECT_ROOT, 'dist/web-h5') } = {}): Promise<TestGateway> {
  const schema = readSchema();
  const document = readOperations(schema);
  const world = new TestWorld();
  const sockets = new Set<Socket>();
  let open = true;
  let failing = false;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { operationName = '', variables = {} } = await readBody(request);
    const result = failing
      ? { data: null, errors: [{ message: 'the service is ill', extensions: { code: 'INTERNAL' } }] }
      : await execute({ schema, document, operationName, variableValues: variables, rootValue: world.root() });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  };
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/graphql')) void serveFile(request, response, pages);
    else if (!open) request.socket.destroy();
    else void answer(request, response);
  });
  const lines = new WebSocketServer({ noServer: true });
  const graphqlSockets = useServer(
    {
      onSubscribe: (_context, _id, payload): ExecutionArgs => ({ schema, document, operationName: payload.operationName ?? '', variableValues: payload.variables ?? {}, rootValue: world.streams() }),
      subscribe: (args) => subscribe(args),
      execute: (args) => execute({ ...args }),
    },
    lines,
  );
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (!open) socket.destroy();
    else lines.handleUpgrade(request, socket, head, (line) => lines.emit('connection', line, request));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo; // a TCP server's address

  return {
    url: `http://127.0.0.1:${taken}`,
    world,
    cut() {
      open = false;
      for (const line of lines.clients) line.terminate();
    },
    restore() {
      open = true;
    },
    fail(on) {
      failing = on;
    },
    async stop() {
      await graphqlSockets.dispose();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
