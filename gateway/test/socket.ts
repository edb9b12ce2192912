import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A frame of `graphql-transport-ws`. */
export interface Frame {
  readonly type: string;
  readonly id?: string;
  // What tests look into: an answer under `next`, a list of errors under `error`.
  readonly payload?: { readonly data?: Record<string, unknown> | null; readonly errors?: FrameError[] } & FrameError[];
}

/** An error as clients see it. */
export interface FrameError {
  readonly message: string;
  readonly path?: (string | number)[];
  readonly extensions: { readonly code: string; readonly messageEn: string; readonly requestId: string; readonly details?: Record<string, unknown> };
}

const PATIENCE_MS = 10_000;

/** A WebSocket client that speaks the protocol by hand, so that a test can also break it. */
export class TestSocket {
  readonly socket: WebSocket;
  /** Frames that nobody has waited for yet. */
  readonly unread: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiting = new Set<() => void>();
  #next = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.unread.push(JSON.parse(data.toString()) as Frame); // the gateway's own frames, which tests look into
      for (const wake of this.#waiting) wake();
    });
    this.closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    socket.on('error', () => undefined);
  }

  /** Connects without a word of GraphQL. Rejects where the upgrade is refused, with `Unexpected server response: 403`. */
  static async connect(url: string, options: ClientOptions = {}, protocol = 'graphql-transport-ws'): Promise<TestSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol, options);
    const own = new TestSocket(socket);
    await once(socket, 'open');
    return own;
  }

  /** Connects and waits until the connection is acknowledged. */
  static async open(url: string, options: ClientOptions = {}): Promise<TestSocket> {
    const own = await TestSocket.connect(url, options);
    own.send({ type: 'connection_init' });
    await own.frame(({ type }) => type === 'connection_ack');
    return own;
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Subscribes; answers the operation's id. */
  subscribe(payload: object): string {
    const id = `op-${this.#next++}`;
    this.send({ id, type: 'subscribe', payload });
    return id;
  }

  /** The first unread frame that fits, now or within ten seconds; it is read then. */
  async frame(fits: (frame: Frame) => boolean, withinMs = PATIENCE_MS): Promise<Frame> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const index = this.unread.findIndex(fits);
      const [found] = index < 0 ? [] : this.unread.splice(index, 1);
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`no such frame came; unread: ${JSON.stringify(this.unread).slice(0, 500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, 50);
        const waiting = this.#waiting;
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
  }

  /** The next frame of an operation. */
  of(id: string): Promise<Frame> {
    return this.frame((frame) => frame.id === id);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
