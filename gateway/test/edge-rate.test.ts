import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identityPolicies } from '../../modules/identity/index.js';
import { queryCases } from './query-files.js';
import { bearer, residentSession, SentCodes, withSecondFactor } from './sample-people.js';
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

describe('requests a minute of one account', () => {
  const ME = 'query MeRate { me { account { id } } }';
  let codes: SentCodes;
  let folder: string;
  let trusted: { documentId: string };
  beforeAll(async () => {
    codes = new SentCodes();
    folder = await mkdtemp(path.join(os.tmpdir(), 'smart-district-rate-'));
    await writeFile(path.join(folder, 'me.graphql'), ME);
    trusted = { documentId: queryCases(folder)[0]?.hash ?? '' };
  });
  afterAll(async () => {
    codes.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const start = () => startGateway({ env: { RATE_LIMIT_ACCOUNT_PER_MINUTE: '5', TRUSTED_PROXIES: '1', TRUSTED_DOCUMENTS_EXTRA: folder } });
  let hop = 0;
  /** A session's headers, each time from another address. */
  const from = (token: string): Record<string, string> => ({ ...bearer(token), 'x-forwarded-for': `203.0.113.${++hop}` });

  it('are counted over the fast path, Apollo, doors and cookies together, from whatever addresses', async () => {
    const gateway = await start();
    const token = await residentSession(gateway, codes, 'sample-wu-jing');
    const cookie = { cookie: `sid=${token}`, 'x-forwarded-for': '198.51.100.1' };
    const door = (headers: Record<string, string>) => fetch(`${gateway.url}/stops/district:101A/arrivals.json`, { headers });
    expect([(await gateway.graphql(trusted, from(token))).data?.me, (await gateway.graphql({ query: ME }, from(token))).data?.me]).toEqual([{ account: { id: expect.any(String) } }, { account: { id: expect.any(String) } }]);
    expect([(await door(from(token))).status, (await gateway.graphql(trusted, cookie)).status, (await gateway.graphql({ query: ME }, cookie)).status]).toEqual([404, 200, 200]);
    for (const refused of [await gateway.graphql(trusted, from(token)), await gateway.graphql({ query: ME }, from(token)), await gateway.graphql(trusted, cookie)]) {
      expect([refused.status, refused.errors?.[0]?.extensions.code, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, 'RATE_LIMITED', true]);
    }
    expect((await door(from(token))).status).toBe(429);
    // Neither another account nor who browses from the same address is touched.
    expect((await gateway.graphql(trusted, { ...from(await residentSession(gateway, codes, 'sample-yuan-yuan')), 'x-forwarded-for': '198.51.100.1' })).status).toBe(200);
    expect((await gateway.graphql(trusted, { 'x-forwarded-for': '198.51.100.1' })).status).toBe(200);
    await gateway.stop();
  });

  it('are counted for each connection and operation of its sockets, also by a token of the first message', async () => {
    const gateway = await start();
    const token = await residentSession(gateway, codes, 'sample-wu-jing');
    const one = await TestSocket.open(gateway.url, { headers: from(token) });
    const two = await TestSocket.connect(gateway.url, { headers: { 'x-forwarded-for': '198.51.100.2' } });
    two.send({ type: 'connection_init', payload: { token } });
    await two.frame(({ type }) => type === 'connection_ack');
    const codeFrom = async (socket: TestSocket) => (await socket.of(socket.subscribe({ query: '{ nothing }' }))).payload?.[0]?.extensions.code;
    expect([await codeFrom(one), await codeFrom(two), await codeFrom(two)]).toEqual(['QUERY_INVALID', 'QUERY_INVALID', 'QUERY_INVALID']);
    expect([await codeFrom(one), await codeFrom(two), (await gateway.graphql(trusted, from(token))).status]).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 429]);
    const late = await TestSocket.connect(gateway.url, { headers: from(token) });
    late.send({ type: 'connection_init' });
    expect((await late.closed).code).toBe(1013);
    await Promise.all([one.close(), two.close()]);
    await gateway.stop();
  });
});

describe('an action that the policy table limits', () => {
  it('is refused by GraphQL’s own error once an account did it so often, and by no address of its own', async () => {
    const codes = new SentCodes();
    const gateway = await startGateway({ env: { SEED: 'auto', TRUSTED_PROXIES: '1' } });
    const [one, other] = await Promise.all(['sample-wu-jing', 'sample-yuan-yuan'].map(async (id) => withSecondFactor(gateway, await residentSession(gateway, codes, id), id)));
    codes.stop();
    const limit = identityPolicies.actions['identity.my-data.export']?.limit?.times ?? 0;
    const exported = async (token: string | undefined, n: number) => {
      const answer = await gateway.graphql({ query: `mutation { exportMyData(idempotencyKey: "export-${n}") { fileName } }` }, { ...bearer(token ?? ''), 'x-forwarded-for': `203.0.113.${n}` });
      return answer.errors?.[0]?.extensions ?? 'yes';
    };
    const seen: unknown[] = [];
    for (let n = 0; n < limit; n++) seen.push(await exported(one, n));
    expect([limit > 0, seen.filter((answer) => answer !== 'yes')]).toEqual([true, []]);
    expect(await exported(one, limit)).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: expect.any(Number) } });
    expect(await exported(other, 0)).toBe('yes');
    await gateway.stop();
  });
});
