import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const nested = (field: string, times: number): string => `${`${field} { `.repeat(times)}id${' }'.repeat(times)}`;
const lists = (times: number): string => `${'routes { patterns { stops { stop { '.repeat(times)}id${' } } } }'.repeat(times)}`;

/** Documents that ask for too much, each in its own way; for a query and, inside the braces of one field, for a subscription. */
const ATTACKS: readonly (readonly [name: string, within: string, code: string])[] = [
  ['deep nesting', `stop { ${nested('parent', 14)} }`, 'QUERY_LIMIT'],
  ['many aliases', Array.from({ length: 21 }, (_, n) => `a${n}: id`).join(' '), 'QUERY_LIMIT'],
  ['many aliases of __typename', Array.from({ length: 21 }, (_, n) => `a${n}: __typename`).join(' '), 'QUERY_LIMIT'],
  ['one field again and again', '__typename '.repeat(11), 'QUERY_LIMIT'],
  ['many directives', `id ${'@skip(if: false) '.repeat(6)}`, 'QUERY_LIMIT'],
  ['lists within lists', `stop { ${lists(2)} }`, 'QUERY_LIMIT'],
  ['many tokens', 'id '.repeat(2000), 'QUERY_INVALID'],
  ['an unknown field', 'colour', 'QUERY_INVALID'],
];
const asQuery = (within: string): string => `query Q { stop(id: "a") { arrivals { ${within} } } }`;
const asSubscription = (within: string): string => `subscription S { arrivals(stopId: "a") { ${within} } }`;

describe('limits', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ env: { ALLOWED_ORIGINS: 'https://portal.example' } });
  });
  afterAll(() => gateway?.stop());

  describe('over HTTP', () => {
    const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    const codeOf = async (response: Response): Promise<[number, unknown]> => {
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }; // the gateway's error shape
      return [response.status, errors[0]?.extensions.code];
    };

    it.each(ATTACKS)('refuses %s', async (_name, within, code) => {
      const { status, data, errors } = await gateway.graphql({ query: asQuery(within) });
      expect([status, data ?? null, errors?.[0]?.extensions.code]).toEqual([400, null, code]);
    });

    it.each([['fragments', 'fragment A on Stop { ...B ...B } fragment B on Stop { ...C ...C } fragment C on Stop { routes { patterns { stops { stop { routes { patterns { id } } } } } } }']])('counts what stands in %s', async (_name, fragments) => {
      const { status, errors } = await gateway.graphql({ query: `query Q { stop(id: "a") { ...A ...A } } ${fragments}` });
      expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'QUERY_LIMIT']);
    });

    it('refuses a circle of fragments', async () => {
      const { status } = await gateway.graphql({ query: 'query Q { stop(id: "a") { ...A } } fragment A on Stop { parent { ...A } }' });
      expect(status).toBe(400);
    });

    it('refuses a document of a hundred thousand braces before it is read', async () => {
      const { status } = await gateway.graphql({ query: '{'.repeat(90_000) });
      expect(status).toBe(400);
    });

    it('answers what GraphiQL asks of the schema', async () => {
      const { status, data } = await gateway.graphql({ query: getIntrospectionQuery() });
      expect([status, Object.keys(data ?? {})]).toEqual([200, ['__schema']]);
    });

    it('refuses a body past 100 kB, announced or not', async () => {
      const large = JSON.stringify({ query: `{ service { now } } #${'x'.repeat(100_000)}` });
      expect(await codeOf(await post(large))).toEqual([413, 'TOO_LARGE']);
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(large));
          controller.close();
        },
      });
      const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers: { 'content-type': 'application/json' }, body: stream, duplex: 'half' };
      expect(await codeOf(await fetch(`${gateway.url}/graphql`, init))).toEqual([413, 'TOO_LARGE']);
    });

    it.each([
      ['a batch', '[{"query":"{ service { now } }"}]'],
      ['what is not JSON', '{ service'],
      ['a bare text', '"query"'],
      ['nothing', ''],
      ['variables that are a list', '{"query":"{ service { now } }","variables":[1]}'],
      ['a query that is a number', '{"query":5}'],
      ['no query at all', '{}'],
    ])('refuses %s', async (_name, body) => {
      expect(await codeOf(await post(body))).toEqual([400, 'BAD_INPUT']);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])('refuses what a form of another site could send: %s', async (type) => {
      expect(await codeOf(await post('{"query":"{ service { now } }"}', { 'content-type': type }))).toEqual([400, 'BAD_INPUT']);
    });

    it.each([['application/json; charset=utf-8'], ['application/graphql+json']])('takes %s', async (type) => {
      expect((await post('{"query":"{ service { now } }"}', { 'content-type': type })).status).toBe(200);
    });

    it('answers no query by GET that a link could carry', async () => {
      const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('{ service { now } }')}`, { headers: { accept: 'application/json' } });
      expect(await codeOf(response)).toEqual([400, 'BAD_INPUT']);
    });

    it('outlives a body that breaks off', async () => {
      await new Promise<void>((resolve) => {
        const broken = request(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': 1000 } });
        broken.on('error', () => undefined);
        broken.write('{"query":');
        setTimeout(() => resolve(void broken.destroy()), 50);
      });
      expect((await gateway.graphql({ query: '{ service { now } }' })).status).toBe(200);
    });
  });

  describe('over WebSocket', () => {
    it.each(ATTACKS)('refuses %s', async (_name, within, code) => {
      const socket = await TestSocket.open(gateway.url);
      const { type, payload } = await socket.of(socket.subscribe({ query: asSubscription(within) }));
      expect([type, payload?.[0]?.extensions.code]).toEqual(['error', code]);
      await socket.close();
    });

    it.each(['{ service { now } }', 'mutation { anything }', 'query A { service { now } } subscription B { clock }'])('answers subscriptions alone: %s', async (query) => {
      const socket = await TestSocket.open(gateway.url);
      const { type, payload } = await socket.of(socket.subscribe({ query }));
      expect(type).toBe('error');
      expect(payload?.[0]?.extensions.code).toMatch(/^(BAD_INPUT|QUERY_INVALID)$/);
      await socket.close();
    });

    it('refuses pages of another site, lets its own, allowed ones and programs in', async () => {
      const headers = (origin: string) => ({ headers: { origin } });
      await expect(TestSocket.connect(gateway.url, headers('https://evil.example'))).rejects.toThrow('403');
      await expect(TestSocket.connect(gateway.url, headers('null'))).rejects.toThrow('403');
      for (const origin of [gateway.url, 'https://portal.example']) await (await TestSocket.open(gateway.url, headers(origin))).close();
      await (await TestSocket.open(gateway.url)).close();
    });

    it('refuses a subscription before the connection is acknowledged', async () => {
      const socket = await TestSocket.connect(gateway.url);
      socket.subscribe({ query: 'subscription S { clock }' });
      expect((await socket.closed).code).toBe(4401);
    });

    it('closes on a message past 100 kB', async () => {
      const socket = await TestSocket.open(gateway.url);
      socket.subscribe({ query: `subscription S { clock } #${'x'.repeat(100_000)}` });
      expect((await socket.closed).code).toBe(1009);
    });

    it('closes on what is not the protocol', async () => {
      const socket = await TestSocket.open(gateway.url);
      socket.socket.send('[]');
      expect((await socket.closed).code).toBe(4400);
    });

    it('closes on too many operations at once', async () => {
      const socket = await TestSocket.open(gateway.url);
      for (let n = 0; n < 60; n++) socket.subscribe({ query: 'subscription S { clock }' });
      expect((await socket.closed).code).toBe(4429);
    });

    it('speaks no other protocol and at no other path', async () => {
      const plain = await TestSocket.connect(gateway.url, {}, 'graphql-ws').then(() => 'open', (error: Error) => error.message);
      expect(plain).not.toBe('open');
      await expect(TestSocket.connect(`${gateway.url}/elsewhere`)).rejects.toThrow('404');
    });

    it('lives on after all of it', async () => {
      const socket = await TestSocket.open(gateway.url);
      expect(await socket.of(socket.subscribe({ query: 'subscription S { clock }' }))).toMatchObject({ type: 'next' });
      await socket.close();
    });
  });

  it('counts sockets by address where told', async () => {
    const limited = await startGateway({ env: { SOCKETS_PER_ADDRESS: '2' } });
    const open = [await TestSocket.open(limited.url), await TestSocket.open(limited.url)];
    await expect(TestSocket.connect(limited.url)).rejects.toThrow('429');
    await open[0]?.close();
    // The place is free once the server, too, has seen the end.
    const again = await TestSocket.open(limited.url).catch(() => new Promise((resolve) => setTimeout(resolve, 100)).then(() => TestSocket.open(limited.url)));
    await again.close();
    await open[1]?.close();
    await limited.stop();
  });
});
