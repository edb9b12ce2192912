import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHealth } from '../http/health.js';
import { startProxy } from './cuttable-proxy.js';
import { until } from './patience.js';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const now = { query: '{ service { now } }' };
const ready = async (url: string): Promise<[number, unknown]> => {
  const response = await fetch(`${url}/health/ready`);
  return [response.status, await response.json()];
};

describe('what every answer carries', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway?.stop());

  it('a request id: the client’s own where it is a plain word, else a new one, the same in header and errors', async () => {
    const own = await gateway.graphql(now, { 'x-request-id': 'my-request_01' });
    expect(own.headers.get('x-request-id')).toBe('my-request_01');
    const ids = new Set<string | null>();
    for (const hostile of ['short', 'x'.repeat(65), 'with space in', '<script>alert(1)</script>', '%0d%0aset-cookie']) {
      const { headers } = await gateway.graphql(now, { 'x-request-id': hostile });
      expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9_-]{16}$/);
      ids.add(headers.get('x-request-id'));
    }
    expect(ids.size).toBe(5);
    for (const body of [{ query: '{ nothing }' }, { query: '{ stops(first: -1) { totalCount } }' }, { documentId: 'x' }, { query: 5 }]) {
      const { errors, headers } = await gateway.graphql(body, { 'x-request-id': 'traced-to-the-end' });
      expect([errors?.[0]?.extensions.requestId, headers.get('x-request-id')]).toEqual(['traced-to-the-end', 'traced-to-the-end']);
    }
  });

  it('security headers, a content policy without inline scripts on pages', async () => {
    const page = await fetch(`${gateway.url}/`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'self'.*script-src 'self';|script-src 'self'.*default-src 'self'/);
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.has('x-powered-by')).toBe(false);
    const answer = await gateway.graphql(now);
    expect([answer.headers.get('x-content-type-options'), answer.headers.get('cache-control')]).toEqual(['nosniff', 'no-store']);
  });

  it('one shape of errors on every path', async () => {
    for (const path of ['/no/such/page.js', '/stops/nowhere/arrivals.json']) {
      const response = await fetch(`${gateway.url}${path}`);
      expect([response.status, await response.json()]).toEqual([404, { errors: [{ message: '没有找到', extensions: expect.objectContaining({ code: 'NOT_FOUND', messageEn: 'Not found' }) }] }]);
    }
  });

  it('metrics under their promised names', async () => {
    await gateway.graphql(now);
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    for (const name of ['http_answers_total', 'transit_feed_fetches_total', 'transit_entities_rejected_total', 'transit_feed_age_seconds', 'websocket_connections', 'websocket_subscriptions', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']) {
      expect(text).toContain(`# TYPE ${name} `);
    }
    expect(text).toMatch(/http_answers_total\{door="\/graphql",status="200"\} [1-9]/);
    // Whatever people ask for, labels do not grow with it.
    for (let n = 0; n < 5; n++) await fetch(`${gateway.url}/made-up-${n}.txt`);
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).not.toContain('made-up');
  });
});

describe('health', () => {
  it('is not ready while starting, and asks nothing then', async () => {
    let asked = 0;
    const health = createHealth({ mongodb: async () => ++asked > 0 });
    expect(await health.ready()).toEqual({ ready: false, phase: 'starting', checks: {} });
    health.phase = 'serving';
    expect(await health.ready()).toEqual({ ready: true, phase: 'serving', checks: { mongodb: true } });
    health.phase = 'draining';
    expect(await health.ready()).toEqual({ ready: false, phase: 'draining', checks: {} });
    expect(asked).toBe(1);
  });

  it('is not ready without MongoDB, live all the same, and ready again when it is back', async () => {
    const behind = new URL(process.env.TEST_MONGODB_URI ?? '');
    const proxy = await startProxy(Number(behind.port));
    behind.port = String(proxy.port);
    behind.pathname = `/test-proxied-${randomBytes(4).toString('hex')}`;
    const gateway = await startGateway({ env: { MONGODB_URI: behind.href } });
    expect(await ready(gateway.url)).toEqual([200, { ready: true, phase: 'serving', checks: { mongodb: true, transit: true } }]);
    proxy.cut();
    expect(await ready(gateway.url)).toEqual([503, { ready: false, phase: 'serving', checks: { mongodb: false, transit: true } }]);
    const begun = performance.now();
    expect([(await fetch(`${gateway.url}/health/live`)).status, performance.now() - begun < 500]).toEqual([200, true]);
    // What is in memory is answered on.
    expect((await gateway.graphql(now)).status).toBe(200);
    proxy.mend();
    await until('ready again', async () => (await ready(gateway.url))[0] === 200);
    await gateway.stop();
    await proxy.stop();
  });
});

describe('a graceful stop', () => {
  it('is not ready first, finishes what is in flight, tells sockets to come back, and accepts nothing new', async () => {
    const gateway = await startGateway({ env: { SHUTDOWN_GRACE_MS: '300', POSITION_INGEST_KEYS: 'operator:0123456789abcdef' } });
    const { url } = gateway;
    const socket = await TestSocket.open(url);
    await socket.of(socket.subscribe({ query: 'subscription S { clock }' }));
    // A request whose body has come in half.
    const inFlight = httpRequest(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    const answer = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      inFlight.on('error', reject).on('response', (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => resolve({ status: response.statusCode, body }));
      });
    });
    inFlight.write('{"query":');
    await new Promise((resolve) => setTimeout(resolve, 50));

    const stopped = gateway.stop();
    expect(await ready(url)).toEqual([503, { ready: false, phase: 'draining', checks: {} }]);
    expect((await socket.closed).code).toBe(1012);
    await until('no new connections', () => fetch(`${url}/health/live`, { headers: { connection: 'close' } }).then(() => false, () => true));
    inFlight.end('"{ service { now } }"}');
    const { status, body } = await answer;
    expect([status, body]).toEqual([200, expect.stringContaining('"now"')]);
    await stopped;
  });
});
