// graphql-ws as it comes: the same contract and payload, every subscriber with an execution of its own.
// POST /publish {from, to} puts a marker into the board and pushes it to all; the answer is the instant at which it began.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { projectRoot } from '../../modules/kernel/root.js';

let text = readFileSync(process.argv[2] ?? '', 'utf8');
let board: unknown = JSON.parse(text);
const listeners = new Set<() => void>();

async function* boards(): AsyncGenerator<{ arrivals: unknown }> {
  let changed: () => void = () => undefined;
  let fresh = true;
  const listener = (): void => {
    fresh = true;
    changed();
  };
  listeners.add(listener);
  try {
    for (;;) {
      if (!fresh) await new Promise<void>((resolve) => (changed = resolve));
      fresh = false;
      yield { arrivals: board };
    }
  } finally {
    listeners.delete(listener);
  }
}

const schema = buildSchema(readFileSync(path.join(projectRoot(), 'schema.graphql'), 'utf8'));
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    const { from, to } = JSON.parse(body) as { from: string; to: string }; // the bench's own message
    const at = performance.timeOrigin + performance.now();
    text = text.replace(from, to);
    board = JSON.parse(text);
    for (const listener of listeners) listener();
    response.end(String(at));
  });
});
useServer({ schema, roots: { subscription: { arrivals: boards } } }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  console.log(`PORT ${port}`);
});
