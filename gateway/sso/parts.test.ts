import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimsFor } from './claims.js';
import { openSsoKeystore, RETIRED_KEY_MS } from './keys.js';
import { AddressRefused, createOutgoing, type Outgoing } from '../../modules/kernel/outgoing.js';
import { createSiteFetch } from './outgoing.js';
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
  const told: string[] = [];
  const answer = (status: number): Outgoing => ({
    get: async () => Promise.reject(new Error('nothing is asked')),
    post: async (address, body) => {
      told.push(`${address.href} ${body}`);
      return new Response('x', { status });
    },
  });
  const post = { method: 'POST', body: new URLSearchParams({ logout_token: 'x' }) };
  beforeEach(() => void (told.length = 0));

  it('are POSTs by https, or to this machine where that is open; the status alone comes back', async () => {
    const call = createSiteFetch({ outgoing: answer(200), allowLoopback: false });
    const response = await call('https://edu.example.cn/backchannel', post);
    expect([response.status, await response.text(), told]).toEqual([200, '', ['https://edu.example.cn/backchannel logout_token=x']]);
    for (const address of ['http://edu.example.cn/', 'http://127.0.0.1/', 'ftp://edu.example.cn/', 'file:///etc/passwd']) await expect(call(address, post)).rejects.toThrow(TypeError);
    for (const init of [{}, { method: 'GET' }, { method: 'PUT' }]) await expect(call('https://edu.example.cn/', init)).rejects.toThrow('asked nothing');
    const local = createSiteFetch({ outgoing: answer(503), allowLoopback: true });
    for (const address of ['http://127.0.0.1:8/', 'http://localhost:8/', 'http://[::1]:8/']) expect((await local(address, post)).status).toBe(503);
    await expect(local('http://10.0.0.1/', post)).rejects.toThrow('only https');
    expect(told).toHaveLength(4);
  });

  it('go through the guard of all calls out: no private address, whatever a name says', async () => {
    const named = createOutgoing([], (_host, done) => done(null, [{ address: '10.0.0.8', family: 4 }]));
    const call = createSiteFetch({ outgoing: named, allowLoopback: false });
    await expect(call('https://inside.example.cn/', post)).rejects.toThrow(AddressRefused);
    await expect(call('https://169.254.169.254/', post)).rejects.toThrow(AddressRefused);
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
