import type { IncomingMessage } from 'node:http';
import type { Caller } from './caller.js';

/** What resolvers get as their third argument. */
export interface RequestContext {
  /** Who calls. A sign-in, a sign-out or `actAs` replaces it for what comes later in the same request. */
  readonly caller: Caller;
  readonly client: ClientLink;
}

/** A session as it is handed to the other end. */
export interface SessionHandover {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  readonly caller: Caller;
}

/** The other end of a request, as far as signing in and out needs it. Where there is no answer to put a cookie into, its actions throw. */
export interface ClientLink {
  /** The address it comes from, past trusted proxies. */
  readonly address: string;
  readonly userAgent: string | undefined;
  /** The header `x-wechat-binding`. */
  readonly wechatBinding: string | undefined;
  /** Whether it keeps its session in a cookie; if not, tokens go into the answer. */
  readonly cookies: boolean;
  /** Hands over a session (as cookie where it keeps cookies); the request goes on as its caller. Throws FORBIDDEN where another site's page asked. */
  openSession(session: SessionHandover): void;
  /** Takes the cookie back and has a kiosk's browser wipe what it stored; the request goes on as somebody browsing. */
  closeSession(): void;
  /** The request goes on as this caller. */
  become(caller: Caller): void;
  /** Leaves a short-lived word with this browser alone (a WeChat sign-in's state). */
  remember(name: string, value: string, seconds: number): void;
  /** What `remember` left; undefined where there is nothing. */
  recall(name: string): string | undefined;
}

/** An HTTP door of a module: a path beside GraphQL for programs that speak a standard's REST. */
export interface Door {
  readonly method: 'GET' | 'POST';
  /** @koa/router path, such as `/stops/:id/arrivals.json`. */
  readonly path: string;
  /** Largest body read, in bytes; 0 for none. */
  readonly maxBodyBytes: number;
  /** Answers one request; faults are turned into answers by the gateway. */
  handle(request: DoorRequest): Promise<DoorResponse> | DoorResponse;
}

/** What a door gets: nothing of Koa, so that doors are tested without a server. */
export interface DoorRequest {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What a door answers. Objects are sent as JSON. */
export interface DoorResponse {
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer | object;
}

/** Logging as modules need it (pino's shape). */
export interface Logger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What a module hands to the gateway: the only door between them (DESIGN, “The house”). */
export interface DistrictModule<Resolvers> {
  readonly resolvers: Resolvers;
  readonly routes: readonly Door[];
  /** Begins polling and watching; resolves when the module can answer. */
  start(): Promise<void>;
  /** Stops what `start` began. */
  stop(): Promise<void>;
}
