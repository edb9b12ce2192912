import type { IncomingMessage } from 'node:http';
import type { Caller } from './caller.js';

/** What resolvers get as their third argument. */
export interface RequestContext {
  readonly caller: Caller;
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
