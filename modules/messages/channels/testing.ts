import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { smsSignature } from './http-sms.js';

/** What an adapter answers; `null` answers nothing and drops the connection. */
export type CarrierAnswer = { readonly status: number; readonly body?: object } | null;

/** A district's adapter to its carrier, on loopback: it checks signatures, and sends a key once. */
export interface FakeCarrier {
  readonly url: string;
  /** What it took, each key once, in order. */
  readonly taken: { readonly key: string; readonly phone: string; readonly text: string }[];
  /** How often it was asked. */
  readonly asked: () => number;
  /** What to answer to the next ones, first come first served; after them all are taken. */
  readonly answers: CarrierAnswer[];
  close(): Promise<void>;
}

/** Starts one that knows a secret. */
export async function startFakeCarrier(secret: string): Promise<FakeCarrier> {
  const taken: FakeCarrier['taken'] = [];
  const answers: CarrierAnswer[] = [];
  let asked = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
      asked++;
      const seconds = String(request.headers['x-sms-timestamp']);
      const signed = request.headers['x-sms-signature'] === smsSignature(secret, 'send', seconds, body);
      const answer = answers.length > 0 ? answers.shift() : signed ? { status: 200, body: { id: `carrier-${asked}` } } : { status: 401 };
      if (!answer) return void request.socket.destroy();
      const message = JSON.parse(body) as FakeCarrier['taken'][number]; // only the channel under test sends
      if (answer.status < 300 && !taken.some(({ key }) => key === message.key)) taken.push(message);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}/send`, taken, answers, asked: () => asked,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
