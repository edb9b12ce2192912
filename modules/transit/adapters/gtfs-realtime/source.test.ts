import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createSource, FeedFetchError } from './source.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answer: Answer = () => undefined;
let asked: IncomingMessage[] = [];
let server: Server;
let base = '';
const forever = new AbortController().signal;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an AddressInfo; only pipes have text.
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function failure(fetching: Promise<unknown>): Promise<[string, string]> {
  const error: unknown = await fetching.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof FeedFetchError)) throw new Error(`a fetch error was expected, not ${String(error)}`);
  return [error.outcome, error.message];
}

const body = Buffer.from('a message');
const limits = { maxBytes: 1000, maxMilliseconds: 5000, allowPrivate: ['127.0.0.1'] };

describe('an http source', () => {
  it('asks nobody inside the operator’s network unless told', async () => {
    const [outcome, words] = await failure(createSource(`${base}/feed.pb`, { ...limits, allowPrivate: [] }).fetch(forever));
    expect([outcome, words, asked.length]).toEqual(['network', 'the server was not reached: 127.0.0.1 is no public address; ALLOW_PRIVATE_FEEDS (for feeds) or ALLOW_PRIVATE_SERVICES (for all others) can allow it', 0]);
  });

  it('asks with the conditions of the last answer and takes 304 as unchanged', async () => {
    answer = (request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"', 'last-modified': 'Mon, 02 Mar 2026 00:00:00 GMT' }).end(body);
    };
    const source = createSource(`${base}/feed.pb`, limits);
    expect(Buffer.from((await source.fetch(forever)) ?? [])).toEqual(body);
    expect(await source.fetch(forever)).toBeNull();
    expect(asked[1]?.headers['if-modified-since']).toBe('Mon, 02 Mar 2026 00:00:00 GMT');
    source.forget();
    expect(await source.fetch(forever)).not.toBeNull();
    expect(asked[2]?.headers['if-none-match']).toBeUndefined();
  });

  it('takes gzip, announced or not', async () => {
    const source = createSource(base, limits);
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
    expect(Buffer.from((await source.fetch(forever)) ?? [])).toEqual(body);
    answer = (_, response) => response.writeHead(200).end(gzipSync(body));
    expect(Buffer.from((await source.fetch(forever)) ?? [])).toEqual(body);
  });

  it.each<[string, Answer]>([
    ['announced by its length', (_, response) => response.writeHead(200, { 'content-length': '1001' }).end(Buffer.alloc(1001))],
    ['that goes on for ever', (_, response) => {
      const write = (): void => void (response.destroyed || response.write(Buffer.alloc(400), () => setImmediate(write)));
      response.writeHead(200);
      write();
    }],
    ['packed small and announced as gzip', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000)))],
    ['packed small and not announced', (_, response) => response.writeHead(200).end(gzipSync(Buffer.alloc(100_000)))],
  ])('drops a body over the cap %s', async (_, what) => {
    answer = what;
    expect((await failure(createSource(base, limits).fetch(forever)))[0]).toBe('too-large');
  });

  it.each<[string, Answer]>([
    ['never answers', () => undefined],
    ['stops in the middle of the body', (_, response) => void response.writeHead(200, { 'content-length': '9' }).write('a me')],
    ['drips', (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    }],
  ])('drops a server that %s', async (_, what) => {
    answer = what;
    const [outcome, words] = await failure(createSource(base, { ...limits, maxMilliseconds: 150 }).fetch(forever));
    expect([outcome, words]).toEqual(['timeout', 'no complete answer within 0.15 s']);
  });

  it.each<[string, Answer, string]>([
    ['an error', (_, response) => response.writeHead(503).end('busy'), 'http-error'],
    ['a body cut off', (_, response) => {
      response.writeHead(200, { 'content-length': '9' }).write('a me');
      setTimeout(() => response.destroy(), 10);
    }, 'network'],
    ['broken gzip', (_, response) => response.writeHead(200).end(Buffer.from([0x1f, 0x8b, 1, 2, 3])), 'not-a-feed'],
  ])('tells %s', async (_, what, outcome) => {
    answer = what;
    expect((await failure(createSource(base, limits).fetch(forever)))[0]).toBe(outcome);
  });

  it('tells a server that is not there', async () => {
    const [outcome, words] = await failure(createSource('http://127.0.0.1:1/feed', limits).fetch(forever));
    expect(outcome).toBe('network');
    expect(words).toMatch(/not reached: .+/);
  });

  it('sends user and password as a header and keeps them and the query out of its label', async () => {
    answer = (_, response) => response.writeHead(200).end(body);
    const source = createSource(`${base.replace('http://', 'http://me:p%40ss@')}/feed.pb?key=secret`, limits);
    await source.fetch(forever);
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(asked[0]?.url).toBe('/feed.pb?key=secret');
    expect(source.label).toBe(`${base}/feed.pb`);
  });

  it('ends at once when it is stopped', async () => {
    const stop = new AbortController();
    const fetching = failure(createSource(base, { ...limits, maxMilliseconds: 60_000 }).fetch(stop.signal));
    stop.abort();
    expect((await fetching)[0]).toBe('network');
  });
});

describe('a file source', () => {
  let folder = '';
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'feed-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('reads a file again only when it has changed', async () => {
    const file = path.join(folder, 'feed.pb');
    await writeFile(file, body);
    const source = createSource(pathToFileURL(file).href, limits);
    expect(Buffer.from((await source.fetch(forever)) ?? [])).toEqual(body);
    expect(await source.fetch(forever)).toBeNull();
    await utimes(file, 1, 1);
    expect(await source.fetch(forever)).not.toBeNull();
    source.forget();
    expect(await source.fetch(forever)).not.toBeNull();
  });

  it('reads gzip and tells files that are missing, too large or none', async () => {
    const file = path.join(folder, 'feed.pb.gz');
    expect((await failure(createSource(file, limits).fetch(forever)))[0]).toBe('file');
    await writeFile(file, gzipSync(body));
    expect(Buffer.from((await createSource(file, limits).fetch(forever)) ?? [])).toEqual(body);
    expect((await failure(createSource(file, { ...limits, maxBytes: 5 }).fetch(forever)))[0]).toBe('too-large');
    expect((await failure(createSource(folder, limits).fetch(forever)))[0]).toBe('file');
  });
});
