import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { createOutgoing } from '../../../kernel/outgoing.js';
import type { FetchOutcome } from '../../metrics.js';

const unzip = promisify(gunzip);

/** What a fetch may cost. */
export interface SourceLimits {
  /** Largest message in bytes, unpacked. Default 16 MB. */
  readonly maxBytes: number;
  /** Longest time in milliseconds from asking to the last byte. Default 10 s. */
  readonly maxMilliseconds: number;
  /** Private ranges that may be asked all the same (see kernel/outgoing). Default none. */
  readonly allowPrivate: readonly string[];
}

/** The limits where nothing else is said. */
export const DEFAULT_LIMITS: SourceLimits = { maxBytes: 16 * 1024 * 1024, maxMilliseconds: 10_000, allowPrivate: [] };

/** A fetch that failed; `outcome` is the label it is counted under, the message is for the operator. */
export class FeedFetchError extends Error {
  readonly outcome: FetchOutcome;

  constructor(outcome: FetchOutcome, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'FeedFetchError';
    this.outcome = outcome;
  }
}

/** One address of a feed, asked again and again. */
export interface FeedSource {
  /** The address as it may be logged: without user, password and query, which hold keys. */
  readonly label: string;
  /** The message, or null where it has not changed since the last one. Throws FeedFetchError. */
  fetch(signal: AbortSignal): Promise<Uint8Array | null>;
  /** Makes the next fetch unconditional: what came last could not be used. */
  forget(): void;
}

/**
 * A source for an `http:` or `https:` URL, a `file:` URL or a path. The next request carries what the last answer gave
 * as ETag and Last-Modified (RFC 9110, 13.1); of a file, time and size are compared.
 */
export function createSource(address: string, limits: SourceLimits = DEFAULT_LIMITS): FeedSource {
  if (/^https?:/i.test(address)) return httpSource(new URL(address), limits);
  return fileSource(/^file:/i.test(address) ? fileURLToPath(address) : address, limits);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 104_857.6) / 10} MB`;

const tooLarge = (limits: SourceLimits): FeedFetchError =>
  new FeedFetchError('too-large', `the answer is larger than ${megabytes(limits.maxBytes)}`);

/** Some servers send or store gzip without announcing it. */
async function unpacked(bytes: Buffer, limits: SourceLimits): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unzip(bytes, { maxOutputLength: limits.maxBytes });
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits);
    throw new FeedFetchError('not-a-feed', 'the answer is broken gzip', { cause: error });
  }
}

async function readBody(response: Response, limits: SourceLimits): Promise<Buffer> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > limits.maxBytes) throw tooLarge(limits);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limits.maxBytes) throw tooLarge(limits);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The last error of a chain of causes says what happened; undici's own says “fetch failed”. */
function rootMessage(error: unknown): string {
  let last = error;
  while (last instanceof Error && last.cause instanceof Error) last = last.cause;
  if (last instanceof AggregateError && last.errors[0] instanceof Error) return last.errors[0].message;
  return last instanceof Error ? last.message : String(last);
}

/** Runs work under the time cap and the caller's signal. Throws `timeout` where the cap ended it. */
async function within<Result>(limits: SourceLimits, stopped: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  // Not AbortSignal.any: on a signal as long-lived as the poller's it would gather a listener a poll.
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    stop();
  }, limits.maxMilliseconds);
  stopped.addEventListener('abort', stop, { once: true });
  try {
    if (stopped.aborted) stop();
    return await work(controller.signal);
  } catch (error) {
    if (!expired) throw error;
    throw new FeedFetchError('timeout', `no complete answer within ${limits.maxMilliseconds / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener('abort', stop);
  }
}

function httpSource(url: URL, limits: SourceLimits): FeedSource {
  const label = `${url.origin}${url.pathname}`;
  const headers: Record<string, string> = { accept: 'application/x-protobuf, application/octet-stream;q=0.9, */*;q=0.1' };
  if (url.username !== '' || url.password !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  const outgoing = createOutgoing(limits.allowPrivate);
  let conditions: Record<string, string> = {};

  async function ask(signal: AbortSignal): Promise<Uint8Array | null> {
    const response = await outgoing.get(url, { headers: { ...headers, ...conditions }, signal });
    try {
      if (response.status === 304) return null;
      if (response.status !== 200) throw new FeedFetchError('http-error', `the server answered ${response.status}`);
      const bytes = await unpacked(await readBody(response, limits), limits);
      const etag = response.headers.get('etag');
      const modified = response.headers.get('last-modified');
      conditions = { ...(etag ? { 'if-none-match': etag } : {}), ...(modified ? { 'if-modified-since': modified } : {}) };
      return bytes;
    } finally {
      // A body that is not wanted is dropped, or the connection would hang on to it; one that was read is done already.
      if (response.body && !response.body.locked) await response.body.cancel().catch(() => undefined);
    }
  }

  return {
    label,
    forget: () => void (conditions = {}),
    async fetch(stopped) {
      try {
        return await within(limits, stopped, ask);
      } catch (error) {
        if (error instanceof FeedFetchError) throw error;
        throw new FeedFetchError('network', `the server was not reached: ${rootMessage(error)}`, { cause: error });
      }
    },
  };
}

function fileSource(path: string, limits: SourceLimits): FeedSource {
  let seen = '';
  return {
    label: path,
    forget: () => void (seen = ''),
    async fetch(stopped) {
      try {
        const file = await stat(path);
        if (!file.isFile()) throw new FeedFetchError('file', `${path} is not a file`);
        const state = `${file.mtimeMs} ${file.size}`;
        if (state === seen) return null;
        if (file.size > limits.maxBytes) throw tooLarge(limits);
        const bytes = await unpacked(await within(limits, stopped, (signal) => readFile(path, { signal })), limits);
        seen = state;
        return bytes;
      } catch (error) {
        if (error instanceof FeedFetchError) throw error;
        throw new FeedFetchError('file', `the file was not read: ${rootMessage(error)}`, { cause: error });
      }
    },
  };
}
