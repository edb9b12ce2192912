import { execFileSync, spawnSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';
import { createSm2KeyPair, signSm2, sm2PublicKey, verifySm2 } from './sm2.js';
import { CHAIN_START, chainSm3, sameText, sm3 } from './sm3.js';

const OPENSSL_KNOWS_SM2 = spawnSync('openssl', ['genpkey', '-algorithm', 'SM2']).status === 0;

describe('SM3', () => {
  it('hashes the two examples of GB/T 32905 annex A', () => {
    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  });

  it('chains: content and the link before both count, and a link is an SM3 hash', () => {
    const first = chainSm3(CHAIN_START, 'a');
    expect(chainSm3(first, 'b')).not.toBe(chainSm3(CHAIN_START, 'b'));
    expect(chainSm3(first, 'b')).not.toBe(chainSm3(first, 'c'));
    expect(() => chainSm3('', 'a')).toThrow(RangeError);
  });

  it('compares texts whole', () => {
    expect(sameText('abc', 'abc')).toBe(true);
    expect(sameText('abc', 'abd')).toBe(false);
    expect(sameText('abc', 'abcd')).toBe(false);
  });
});

describe('SM4', () => {
  it('encrypts the example of GB/T 32907 annex A', () => {
    const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
    const cipher = createCipheriv('sm4-ecb', block, null).setAutoPadding(false);
    expect(Buffer.concat([cipher.update(block), cipher.final()]).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  });
});

describe('SM2 with the id 1234567812345678', () => {
  it('verifies the signature of GB/T 32918.5 annex A, and no other message, id or key', () => {
    const privateKey = '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8';
    const publicKey = '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13';
    const r = 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3';
    const s = 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa';
    // DER: both numbers have their top bit set, so each is led by a zero byte.
    const signature = `3046022100${r}022100${s}`;
    expect(sm2PublicKey(privateKey)).toBe(publicKey);
    expect(verifySm2('message digest', signature, publicKey)).toBe(true);
    expect(verifySm2('message digesT', signature, publicKey)).toBe(false);
    expect(verifySm2('message digest', signature, createSm2KeyPair().publicKey)).toBe(false);
    expect(verifySm2('message digest', 'not hex', publicKey)).toBe(false);
    expect(verifySm2('message digest', signature, '04')).toBe(false);
  });

  it('refuses each signature with one byte changed', () => {
    const pair = createSm2KeyPair();
    const signature = signSm2('root of the minute', pair);
    expect(verifySm2('root of the minute', signature, pair.publicKey)).toBe(true);
    for (let at = 0; at < signature.length; at += 2) {
      const flipped = (Number.parseInt(signature.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, '0');
      const changed = signature.slice(0, at) + flipped + signature.slice(at + 2);
      expect({ at, ok: verifySm2('root of the minute', changed, pair.publicKey) }).toEqual({ at, ok: false });
    }
  });

  if (!OPENSSL_KNOWS_SM2) it.skip('skipped: there is no openssl with SM2 here to check signatures against', () => undefined);
  else it('is understood by openssl, and understands it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sm2-'));
    const file = (name: string) => path.join(folder, name);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      openssl('genpkey', '-algorithm', 'SM2', '-out', file('key.pem'));
      writeFileSync(file('message'), '审计根 2026-01-15T08:00Z');
      const options = ['dgst', '-sm3', '-sigopt', 'distid:1234567812345678'];
      const prefix = '3059301306072a8648ce3d020106082a811ccf5501822d034200'; // SubjectPublicKeyInfo of an SM2 point
      const ours = createSm2KeyPair();
      const spki = Buffer.from(prefix + ours.publicKey, 'hex').toString('base64');
      writeFileSync(file('ours.pem'), `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`);
      writeFileSync(file('ours.sig'), Buffer.from(signSm2(readFileSync(file('message')), ours), 'hex'));
      expect(openssl(...options, '-verify', file('ours.pem'), '-signature', file('ours.sig'), file('message')).toString()).toContain('Verified OK');

      openssl(...options, '-sign', file('key.pem'), '-out', file('theirs.sig'), file('message'));
      const der = openssl('pkey', '-in', file('key.pem'), '-pubout', '-outform', 'DER').toString('hex');
      const theirKey = der.slice(-130);
      const theirs = readFileSync(file('theirs.sig')).toString('hex');
      expect(verifySm2(readFileSync(file('message')), theirs, theirKey)).toBe(true);
      expect(verifySm2('another', theirs, theirKey)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('canonical JSON', () => {
  it('writes equal values alike, whatever the order of their keys', () => {
    expect(canonicalJson({ b: [1, null, 'ä'], a: { d: true, c: undefined } })).toBe('{"a":{"d":true},"b":[1,null,"ä"]}');
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it.each([[Number.NaN], [new Date()], [() => 1], [10n], [Symbol('x')]])('refuses %p', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});
