import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { projectRoot } from '../../modules/kernel/root.js';
import { queryCases } from './query-files.js';
import { TestSocket } from './socket.js';
import { startGateway, type TestGateway } from './testkit.js';

const folder = path.join(projectRoot(), 'gateway/test/queries');
const hashes = new Map(queryCases(folder).map(({ name, hash }) => [name, hash]));
const byHash = (name: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashes.get(name) } } });
const UNKNOWN = { documentId: `sha256:${'0'.repeat(64)}` };

describe('trusted documents alone', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ env: { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_EXTRA: folder } });
  });
  afterAll(() => gateway?.stop());

  it('answers a registered document by either way of naming it', async () => {
    for (const body of [byHash('Service'), { documentId: hashes.get('Service') }, { documentId: `sha256:${hashes.get('Service')}` }]) {
      const { status, data, errors } = await gateway.graphql(body);
      expect([status, errors, Object.keys(data ?? {})]).toEqual([200, undefined, ['service']]);
    }
  });

  it.each([
    ['free text', { query: '{ service { now } }' }],
    ['the text of a registered document', { query: 'query Service { service { version } }' }],
    ['an unknown hash', UNKNOWN],
    ['an unknown hash with the text to register', { ...UNKNOWN, query: '{ service { now } }' }],
    ['introspection', { query: getIntrospectionQuery() }],
    ['a type’s name', { query: '{ __typename }' }],
    ['a hash that is a name every object has', { documentId: 'constructor' }],
  ])('refuses %s', async (_name, body) => {
    const { status, data, errors } = await gateway.graphql(body);
    expect([status, data, errors?.[0]?.extensions.code]).toEqual([400, undefined, 'DOCUMENT_NOT_TRUSTED']);
  });

  it('refuses every other method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(`${gateway.url}/graphql?query=%7Bservice%7Bnow%7D%7D`, { method, headers: { accept: 'application/json' } });
      expect([method, response.status, await response.text()]).toEqual([method, 400, expect.stringContaining('DOCUMENT_NOT_TRUSTED')]);
    }
  });

  it('refuses POST beside the one path that knows documents', async () => {
    const response = await fetch(`${gateway.url}/graphql?x=1`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ service { now } }"}' });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('DOCUMENT_NOT_TRUSTED')]);
  });

  it('refuses a subscription over HTTP', async () => {
    const { status, errors } = await gateway.graphql(byHash('Clock'));
    expect([status, errors?.[0]?.extensions.details]).toEqual([400, { field: 'documentId', reason: 'a subscription goes over WebSocket' }]);
  });

  it('holds over WebSocket too', async () => {
    const socket = await TestSocket.open(gateway.url);
    expect(await socket.of(socket.subscribe({ query: '', ...byHash('Clock') }))).toMatchObject({ type: 'next' });
    for (const payload of [{ query: 'subscription S { clock }' }, { query: '', extensions: { persistedQuery: { sha256Hash: '0'.repeat(64) } } }, { query: '' }]) {
      const refused = await socket.of(socket.subscribe(payload));
      expect([refused.type, refused.payload?.[0]?.extensions.code]).toEqual(['error', 'DOCUMENT_NOT_TRUSTED']);
    }
    await socket.close();
  });
});

describe('trusted documents among others', () => {
  it('are told when a hash is not known, and refused where they do not fit the contract', async () => {
    const gateway = await startGateway();
    expect((await gateway.graphql(UNKNOWN)).errors?.[0]?.extensions).toMatchObject({ code: 'DOCUMENT_NOT_TRUSTED', details: { hash: '0'.repeat(64) } });
    await gateway.stop();
  });

  it('stop the start where they do not fit the contract, by name', async () => {
    await expect(startGateway({ env: { TRUSTED_DOCUMENTS_EXTRA: path.join(projectRoot(), 'gateway/test/queries-refused/unknown-field.graphql') } })).rejects.toThrow(/UnknownField: .*colour/);
  });

  it('get no path of their own where that is off', async () => {
    const gateway = await startGateway({ env: { TRUSTED_DOCUMENTS: 'off', TRUSTED_DOCUMENTS_EXTRA: folder } });
    expect((await gateway.graphql(byHash('Service'))).errors?.[0]?.extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
    expect((await gateway.graphql({ query: '{ service { now } }' })).status).toBe(200);
    await gateway.stop();
  });
});
