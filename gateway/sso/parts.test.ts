import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimsFor } from './claims.js';
import { openSsoKeystore, RETIRED_KEY_MS } from './keys.js';
import { createOutgoingFetch, mayReach } from './outgoing.js';
import { html, page, pagePolicy } from './views/page.js';
import { consentPage } from './views/pages.js';

describe('keys in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sso-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => path.join(folder, 'sso-keys.json');

  it('are founded once, for their owner alone', () => {
    const first = openSsoKeystore(folder).read();
    expect(openSsoKeystore(folder).read()).toEqual(first);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(first.jwks.map(({ kty }) => kty)).toEqual(['EC', 'RSA']);
    chmodSync(file(), 0o644);
    expect(() => openSsoKeystore(folder)).toThrow('0600');
  });

  it('rotate: the new one first, the old one until nothing signed by it lives, the subjects’ secret for good', () => {
    let now = Date.UTC(2026, 0, 1);
    const store = openSsoKeystore(folder, () => now);
    const before = store.read();
    const stamp = store.stamp();
    const kids = store.rotate();
    expect(store.stamp()).not.toBe(stamp);
    const after = store.read();
    expect(after.jwks.slice(0, 2).map((jwk) => 'kid' in jwk && jwk.kid)).toEqual(kids);
    expect(after.jwks.slice(2)).toEqual(before.jwks);
    expect(after.pairwise).toBe(before.pairwise);
    expect(after.cookies.slice(1)).toEqual(before.cookies);
    now += RETIRED_KEY_MS - 1;
    expect(store.read().jwks).toHaveLength(4);
    now += 1;
    expect(store.read().jwks).toHaveLength(2);
    store.rotate();
    // What is over leaves the file too.
    expect(readFileSync(file(), 'utf8')).not.toContain(String(before.jwks[0]?.d));
    expect(store.read().jwks).toHaveLength(4);
  });
});

describe('calls to sites', () => {
  const strict = { allowLoopback: false };
  it('reach the world and no private network, unless it is opened', () => {
    for (const address of ['8.8.8.8', '202.96.209.5', '2400:3200::1']) expect([address, mayReach(address, strict)]).toEqual([address, true]);
    const inside = [
      '127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.100.100.200', '0.0.0.0', '224.0.0.1', '255.255.255.255',
      '::1', '::', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::a00:1', 'fe80::1', 'fd00::1', 'fc00::1', '2002:a00:1::', 'ff02::1', 'no-address',
    ];
    for (const address of inside) expect([address, mayReach(address, strict)]).toEqual([address, false]);
    expect(mayReach('172.32.0.1', strict)).toBe(true);
    expect(mayReach('10.8.1.1', { allowLoopback: false, allowedNetworks: ['10.8.0.0/16'] })).toBe(true);
    expect(mayReach('10.9.1.1', { allowLoopback: false, allowedNetworks: ['10.8.0.0/16'] })).toBe(false);
    expect(mayReach('127.0.0.1', { allowLoopback: true })).toBe(true);
    expect(mayReach('10.0.0.1', { allowLoopback: true })).toBe(false);
  });

  it('are https, judged by the address that a name resolves to, and follow no redirect', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked++;
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end('moved');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server that listens has one
    const closed = createOutgoingFetch(strict);
    for (const address of [`http://127.0.0.1:${port}/`, `https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `https://[::ffff:7f00:1]:${port}/`, `https://2130706433:${port}/`, 'file:///etc/passwd', 'http://8.8.8.8/']) {
      await expect(closed(address)).rejects.toThrow(/not called|only https/);
    }
    expect(asked).toBe(0);
    const open = createOutgoingFetch({ allowLoopback: true });
    const answer = await open(`http://localhost:${port}/`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) });
    expect(answer.status).toBe(302);
    expect(asked).toBe(1);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('claims', () => {
  const wang = { accountId: 'a-1', personId: 'p-1', proofed: true, name: '王大明', phone: '13800138000' };
  it('are no more than the scopes say', () => {
    expect(claimsFor(wang, null, new Set(['openid']))).toEqual({ sub: 'a-1' });
    expect(claimsFor(wang, null, new Set(['openid', 'transit.read']))).toEqual({ sub: 'a-1' });
    expect(claimsFor(wang, null, new Set(['profile']))).toEqual({ sub: 'a-1', name: '王**', name_masked: true });
    expect(claimsFor({ ...wang, phone: null }, null, new Set(['phone', 'delegation']))).toEqual({ sub: 'a-1', acting_for: null });
    const acting = { delegationId: 'd', kind: 'organisation', id: 'o-1', displayName: '云间茶馆', scopes: ['affairs.apply'] } as const;
    expect(claimsFor(wang, acting, new Set(['delegation'])).acting_for).toEqual({ kind: 'organisation', name: '云间茶馆', scopes: ['affairs.apply'] });
  });
});

describe('pages', () => {
  it('escape what sites call themselves', () => {
    const text = consentPage({ name: '<img src=x onerror=alert(1)>', address: 'https://a.example/"><script>' }, ['openid', 'profile', 'real_name'], '/oidc/interaction/1');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<script');
    expect(text).toContain('&#60;img');
    expect(page('t', html`${'a & "b"'}`)).toContain('a &#38; &#34;b&#34;');
    expect(text).toMatch(/<input type="checkbox" name="optional" value="real_name">/);
  });

  it('name where a form may lead, by origin only', () => {
    expect(pagePolicy(['https://a.example/x;script-src *', 'nonsense'])).toContain("form-action 'self' https://a.example;");
    expect(pagePolicy()).not.toContain('unsafe');
  });
});
