import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

describe('in production', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ env: { NODE_ENV: 'production', TRUSTED_DOCUMENTS: 'off', PUBLIC_URL: 'https://district.example' } });
  }, 60_000);
  afterAll(() => gateway?.stop());

  it('tells nobody the contract, and suggests no names of it', async () => {
    const introspection = await gateway.graphql({ query: getIntrospectionQuery() });
    expect([introspection.status, introspection.data ?? null]).toEqual([400, null]);
    const guessed = await gateway.graphql({ query: '{ servic { now } }' });
    expect([guessed.status, guessed.errors?.[0]?.message]).toEqual([400, 'Cannot query field "servic" on type "Query".']);
    const argument = await gateway.graphql({ query: '{ stops(frist: 1) { totalCount } }' });
    expect(JSON.stringify(argument.errors)).not.toContain('Did you mean');
    const socket = await TestSocket.open(gateway.url);
    const { type, payload } = await socket.of(socket.subscribe({ query: 'subscription S { cloc }' }));
    expect([type, payload?.[0]?.message]).toEqual(['error', 'Cannot query field "cloc" on type "Subscription".']);
    await socket.close();
  });

  it('answers what is asked rightly, so that the refusals above mean something', async () => {
    expect((await gateway.graphql({ query: '{ service { now } }' })).status).toBe(200);
  });

  it('shows no GraphiQL page, is framed by nobody, and asks for HTTPS where that is how people reach it', async () => {
    const page = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect([page.status, (await page.text()).includes('GraphiQL')]).toEqual([400, false]);
    const { headers } = await fetch(`${gateway.url}/`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  });
});
