import { connect } from 'node:net';

/** One answer as its client had it. */
export interface ClientAnswer {
  readonly holder: string;
  /** `BOOKED 17`, `FULL`, or what went wrong. */
  readonly text: string;
  readonly ms: number;
  /** When it was there, by `performance.now()`. */
  readonly at: number;
}

/** Requests, in order: the n-th as bytes, and whose it is. */
export interface Requests {
  readonly count: number;
  request(n: number): { readonly holder: string; readonly bytes: string };
}

const HEAD_END = '\r\n\r\n';

/**
 * Sends the requests over so many connections, one after another on each, and answers with what each client was told.
 * Bare sockets: an HTTP client's own work would be measured with the servers' on the same cores.
 */
export async function sendAll(port: number, connections: number, { count, request }: Requests): Promise<{ readonly begun: number; readonly answers: ClientAnswer[] }> {
  const answers: ClientAnswer[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(Array.from({ length: Math.min(connections, count) }, () => new Promise<void>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let [holder, sent, received] = ['', 0, ''];
    const send = (): void => {
      if (next >= count) {
        socket.end();
        resolve();
        return;
      }
      const one = request(next++);
      [holder, sent, received] = [one.holder, performance.now(), ''];
      socket.write(one.bytes);
    };
    socket.once('connect', send).once('error', reject).on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      const body = wholeBody(received);
      if (body === null) return;
      const at = performance.now();
      answers.push({ holder, text: outcomeOf(body), ms: at - sent, at });
      send();
    });
  })));
  return { begun, answers };
}

/** The body, once as much of it is there as its header says. */
function wholeBody(received: string): string | null {
  const end = received.indexOf(HEAD_END);
  const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? Number.NaN);
  if (end < 0 || received.length < end + HEAD_END.length + length) return null;
  return received.slice(end + HEAD_END.length);
}

const outcomeOf = (body: string): string => /"(?:book|refused)":"([^"]*)"/.exec(body)?.[1] ?? body.slice(0, 300);
