import { describe, expect, it } from '@jest/globals';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const now = { query: '{ service { now } }' };
const statuses = async (gateway: TestGateway, times: number, headers?: Record<string, string>): Promise<number[]> => {
  const seen: number[] = [];
  for (let n = 0; n < times; n++) seen.push((await gateway.graphql(now, headers)).status);
  return seen;
};

describe('requests a minute from one address', () => {
  it('are counted in memory, for GraphQL, doors and sockets together', async () => {
    const gateway = await startGateway({ env: { RATE_LIMIT_PER_MINUTE: '3' } });
    expect(await statuses(gateway, 3)).toEqual([200, 200, 200]);
    const refused = await gateway.graphql(now);
    expect([refused.status, refused.errors?.[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    const door = await fetch(`${gateway.url}/stops/district:101A/arrivals.json`);
    expect([door.status, Number(door.headers.get('retry-after')) > 0]).toEqual([429, true]);
    const socket = await TestSocket.connect(gateway.url);
    socket.send({ type: 'connection_init' });
    expect((await socket.closed).code).toBe(1013);
    // Whoever looks after the process is never kept out.
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    await gateway.stop();
  });

  it('count what is refused as well', async () => {
    const gateway = await startGateway({ env: { RATE_LIMIT_PER_MINUTE: '3', TRUSTED_DOCUMENTS: 'only' } });
    const seen = [await gateway.graphql({ documentId: 'guess-1' }), await gateway.graphql({ query: 5 }), await gateway.graphql([now]), await gateway.graphql({ documentId: 'guess-2' })];
    expect(seen.map(({ status }) => status)).toEqual([400, 400, 400, 429]);
    await gateway.stop();
  });

  it('count each operation of a socket', async () => {
    const gateway = await startGateway({ env: { RATE_LIMIT_PER_MINUTE: '3' } });
    const socket = await TestSocket.open(gateway.url);
    const codes: unknown[] = [];
    for (let n = 0; n < 3; n++) codes.push((await socket.of(socket.subscribe({ query: '{ nothing }' }))).payload?.[0]?.extensions.code);
    expect(codes).toEqual(['QUERY_INVALID', 'QUERY_INVALID', 'RATE_LIMITED']);
    await socket.close();
    await gateway.stop();
  });

  it('go by the address behind trusted proxies, and by no header otherwise', async () => {
    const behind = await startGateway({ env: { RATE_LIMIT_PER_MINUTE: '1', TRUSTED_PROXIES: '1' } });
    expect(await statuses(behind, 2, { 'x-forwarded-for': '203.0.113.1' })).toEqual([200, 429]);
    expect(await statuses(behind, 2, { 'x-forwarded-for': '203.0.113.2' })).toEqual([200, 429]);
    // What a client writes before its proxy adds the real one does not count.
    expect(await statuses(behind, 1, { 'x-forwarded-for': '198.51.100.7, 203.0.113.1' })).toEqual([429]);
    await behind.stop();
    const open = await startGateway({ env: { RATE_LIMIT_PER_MINUTE: '1' } });
    expect(await statuses(open, 1, { 'x-forwarded-for': '203.0.113.1' })).toEqual([200]);
    expect(await statuses(open, 1, { 'x-forwarded-for': '203.0.113.2' })).toEqual([429]);
    await open.stop();
  });

  it('are shared by processes through Redis', async () => {
    const env = { RATE_LIMIT_PER_MINUTE: '4', TRUSTED_PROXIES: '1', REDIS_URL: process.env.TEST_REDIS_URL ?? '' };
    const address = { 'x-forwarded-for': `2001:db8::${Math.floor(Math.random() * 0xffff).toString(16)}` };
    const [one, two] = [await startGateway({ env }), await startGateway({ env })];
    expect([...(await statuses(one, 2, address)), ...(await statuses(two, 2, address))]).toEqual([200, 200, 200, 200]);
    expect([...(await statuses(one, 1, address)), ...(await statuses(two, 1, address))]).toEqual([429, 429]);
    await Promise.all([one.stop(), two.stop()]);
  });
});
