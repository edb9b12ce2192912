import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { AddressRefused, createOutgoing, parseRange, type Resolver } from './outgoing.js';

const signal = new AbortController().signal;
const never: Resolver = (host, done) => done(new Error(`looked up ${host}`), []);
const answering = (...addresses: string[]): Resolver => (_host, done) => done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
const outcome = (asking: Promise<unknown>): Promise<unknown> => asking.then(() => 'answered', (error: unknown) => error);

describe('asking other servers', () => {
  let server: Server;
  let port = 0;
  const seen: { path: string; authorization: string | undefined }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push({ path: request.url ?? '', authorization: request.headers.authorization });
      const to = new URL(request.url ?? '/', 'http://a').searchParams.get('to');
      if (to) response.writeHead(302, { location: to }).end();
      else if (request.url === '/echo') request.setEncoding('utf8').on('data', (text: string) => response.end(`${request.method} ${text}`));
      else if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'));
      else response.writeHead(200, { 'x-says': 'hello' }).end('a feed');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port; // listening on TCP
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    'http://127.0.0.1/', 'http://127.9.9.9/', 'http://0.0.0.0/', 'http://10.0.0.1/', 'http://172.16.0.1/', 'http://172.31.255.255/', 'http://192.168.1.1/', 'http://169.254.169.254/latest/meta-data/', 'http://100.64.0.1/',
    'http://2130706433/', 'http://0x7f.1/', 'http://017700000001/', 'http://127.1/', 'http://[::1]/', 'http://[::]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:10.0.0.1]/', 'http://[::127.0.0.1]/',
    'http://[fe80::1]/', 'http://[fd00::1]/', 'http://[64:ff9b::7f00:1]/', 'http://[2002:7f00:1::]/', 'http://224.0.0.1/', 'http://255.255.255.255/',
  ])('refuses %s before any connection', async (address) => {
    expect(await outcome(createOutgoing([], never).get(new URL(address), { signal }))).toBeInstanceOf(AddressRefused);
  });

  it.each([[['127.0.0.1']], [['::1']], [['8.8.8.8', '10.0.0.1']], [['::ffff:127.0.0.1']]])('refuses a name whose addresses are %j, at the moment of connecting', async (addresses) => {
    const before = seen.length;
    expect(await outcome(createOutgoing([], answering(...addresses)).get(new URL(`http://feeds.example:${port}/`), { signal }))).toBeInstanceOf(AddressRefused);
    expect(seen.length).toBe(before);
  });

  it('takes the addresses that were looked at, once: a second answer of the name server changes nothing', async () => {
    let asked = 0;
    const rebinding: Resolver = (_host, done) => done(null, [{ address: ++asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    const response = await createOutgoing(['127.0.0.1'], rebinding).get(new URL(`http://feeds.example:${port}/`), { signal });
    expect([await response.text(), response.headers.get('x-says'), asked]).toEqual(['a feed', 'hello', 1]);
  });

  it('refuses a redirect into the network, whatever allowed the first address', async () => {
    const outgoing = createOutgoing(['127.0.0.1/32']);
    for (const to of ['http://169.254.169.254/', 'http://[::1]/', 'http://127.0.0.2/']) {
      expect(await outcome(outgoing.get(new URL(`http://127.0.0.1:${port}/?to=${encodeURIComponent(to)}`), { signal }))).toBeInstanceOf(AddressRefused);
    }
    for (const to of ['file:///etc/passwd', 'ftp://a.example/']) {
      expect(String(await outcome(outgoing.get(new URL(`http://127.0.0.1:${port}/?to=${encodeURIComponent(to)}`), { signal })))).toContain('which is not followed');
    }
    expect(await (await outgoing.get(new URL(`http://127.0.0.1:${port}/?to=${encodeURIComponent('/end')}`), { signal })).text()).toBe('a feed');
  });

  it('keeps a password to the origin it was meant for', async () => {
    const outgoing = createOutgoing(['127.0.0.0/8']);
    const headers = { authorization: 'Basic c2VjcmV0' };
    seen.length = 0;
    await outgoing.get(new URL(`http://127.0.0.1:${port}/?to=/same`), { signal, headers });
    await outgoing.get(new URL(`http://127.0.0.1:${port}/?to=${encodeURIComponent(`http://localhost:${port}/other`)}`), { signal, headers });
    expect(seen.map(({ path, authorization }) => [path.replace(/\?.*/, ''), authorization !== undefined])).toEqual([['/', true], ['/same', true], ['/', true], ['/other', false]]);
  });

  it('posts under the same rules, and follows nobody with what it said', async () => {
    for (const address of ['http://10.0.0.1/', 'http://[::1]/', 'file:///etc/passwd']) expect(await outcome(createOutgoing([], never).post(new URL(address), 'x', { signal }))).toBeInstanceOf(Error);
    expect(await outcome(createOutgoing([], answering('169.254.169.254')).post(new URL(`http://feeds.example:${port}/`), 'x', { signal }))).toBeInstanceOf(AddressRefused);
    const outgoing = createOutgoing(['127.0.0.1']);
    seen.length = 0;
    expect(await (await outgoing.post(new URL(`http://127.0.0.1:${port}/echo`), '{"a":"云"}', { signal, headers: { 'content-type': 'application/json' } })).text()).toBe('POST {"a":"云"}');
    expect((await outgoing.post(new URL(`http://127.0.0.1:${port}/?to=/other`), 'x', { signal })).status).toBe(302);
    expect((await outgoing.get(new URL(`http://127.0.0.1:${port}/?to=/other`), { signal, follow: false })).status).toBe(302);
    expect(seen.map(({ path }) => path)).toEqual(['/echo', '/?to=/other', '/?to=/other']);
  });

  it('undoes gzip and lets go when told', async () => {
    const outgoing = createOutgoing(['127.0.0.1']);
    expect(await (await outgoing.get(new URL(`http://127.0.0.1:${port}/gzip`), { signal })).text()).toBe('packed');
    expect(await outcome(outgoing.get(new URL(`http://127.0.0.1:${port}/`), { signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' });
  });
});

describe('ranges', () => {
  it.each([['10.0.0.0/8', ['10.0.0.0', 8]], ['127.0.0.1', ['127.0.0.1', 32]], ['fd00::/8', ['fd00::', 8]], ['::1', ['::1', 128]], ['localhost', null], ['10.0.0.0/33', null], ['10.0.0.0/8/8', null], ['10.0.0.0/-1', null], ['', null]])('%s', (text, range) => {
    expect(parseRange(text)).toEqual(range);
  });

  it('stops a start that names none', () => {
    expect(() => createOutgoing(['intranet'])).toThrow('intranet is no address');
  });
});
