// A process of light WebSocket clients: each subscribes once and only looks for the marker of the round in what it gets.
// Driven over IPC. The buffers are not parsed, so that the clients cost the machine as little as they can.
import { WebSocket } from 'ws';

/** What the parent says. */
export type Order = { readonly kind: 'open'; readonly url: string; readonly count: number; readonly payload: object } | { readonly kind: 'round'; readonly marker: string };

/** What a client process answers: all subscribed, or all have got the round's board (instants in epoch milliseconds). */
export type Report = { readonly kind: 'open' } | { readonly kind: 'round'; readonly marker: string; readonly instants: number[]; readonly bytes: number };

const sockets: WebSocket[] = [];
let marker: Buffer | null = null;
let waiting = new Set<WebSocket>();
let instants: number[] = [];
let bytes = 0;

const tell = (report: Report): void => void process.send?.(report);

function onMessage(socket: WebSocket, data: Buffer, first: () => void): void {
  bytes += data.length;
  if (data.includes('"type":"next"')) first();
  if (!marker || !waiting.has(socket) || !data.includes(marker)) return;
  waiting.delete(socket);
  instants.push(performance.timeOrigin + performance.now());
  if (waiting.size > 0) return;
  tell({ kind: 'round', marker: marker.toString(), instants, bytes });
  marker = null;
}

function open(url: string, payload: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.once('message', () => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload })));
    socket.on('message', (data: Buffer) => onMessage(socket, data, resolve));
    socket.once('error', reject);
    socket.once('close', (code, reason) => reject(new Error(`closed with ${code} ${reason.toString()}`)));
    sockets.push(socket);
  });
}

async function openAll({ url, count, payload }: Extract<Order, { kind: 'open' }>): Promise<void> {
  // Fifty at a time: a server's queue of new connections is short.
  for (let opened = 0; opened < count; opened += 50) await Promise.all(Array.from({ length: Math.min(50, count - opened) }, () => open(url, payload)));
  tell({ kind: 'open' });
}

process.on('message', (order: Order) => {
  if (order.kind === 'open') {
    openAll(order).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
    return;
  }
  marker = Buffer.from(order.marker);
  waiting = new Set(sockets);
  instants = [];
  bytes = 0;
});
process.on('disconnect', () => process.exit());
