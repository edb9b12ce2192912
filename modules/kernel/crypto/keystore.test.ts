import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import { projectRoot } from '../root.js';
import { createFieldCipher, SealBroken } from './field-cipher.js';
import { ANNOUNCED_MS, openFileKeystore } from './file-keystore.js';
import { verifySm2 } from './sm2.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const keysFile = () => path.join(folder, 'keys.json');

describe('the keystore in a file', () => {
  it('is founded once, for its owner alone, and opened again', () => {
    const first = openFileKeystore(folder);
    expect(statSync(keysFile()).mode & 0o777).toBe(0o600);
    const content = readFileSync(keysFile(), 'utf8');
    const again = openFileKeystore(folder);
    expect(readFileSync(keysFile(), 'utf8')).toBe(content);
    expect(again.current('field')).toEqual(first.current('field'));
    expect(first.current('field').bytes).toHaveLength(16);
    expect(first.current('field').bytes).not.toEqual(first.current('blind-index').bytes.subarray(0, 16));
  });

  it('refuses a file that others can read, a broken one, and a version it does not have, and quotes no key', () => {
    const store = openFileKeystore(folder);
    expect(() => store.version('field', 9)).toThrow('the keystore has no key field 9');
    chmodSync(keysFile(), 0o640);
    expect(() => openFileKeystore(folder)).toThrow('0600');
    chmodSync(keysFile(), 0o600);
    const key = store.current('token').bytes.toString('hex');
    writeFileSync(keysFile(), readFileSync(keysFile(), 'utf8').replace(key, key.slice(2)));
    const message = (() => {
      try {
        openFileKeystore(folder);
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    expect(message).toContain('secrets.token.0.key');
    expect(message).not.toContain(key.slice(2));
    writeFileSync(keysFile(), '{');
    expect(() => openFileKeystore(folder)).toThrow('not readable as JSON');
  });

  it('gives one set of keys to processes that start at once', async () => {
    const root = projectRoot();
    const script = path.join(root, '.build', `keystore-race-${process.pid}.mjs`);
    const source = `import { openFileKeystore } from './modules/kernel/crypto/file-keystore.js'; console.log(openFileKeystore(process.argv[2]).current('field').bytes.toString('hex'));`;
    await build({ stdin: { contents: source, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile: script });
    const start = () => promisify(execFile)(process.execPath, [script, folder]).then(({ stdout }) => stdout.trim());
    try {
      const keys = await Promise.all([start(), start(), start(), start()]);
      expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
      expect(new Set(keys).size).toBe(1);
      expect(readdirSync(folder)).toEqual(['keys.json']);
    } finally {
      rmSync(script);
    }
  });

  it('rotates: new versions are current, older ones still open and verify, other processes see it', async () => {
    let now = 0;
    const store = openFileKeystore(folder, () => now);
    const other = openFileKeystore(folder, () => now);
    const sealed = createFieldCipher(store).seal('13800138000', 'account.phone:1');
    const signature = await store.signer('audit-sign').sign('root');
    expect(store.rotate(['field', 'audit-sign'])).toEqual({ field: 2, 'field-mac': 2, 'audit-sign': 2 });
    expect(statSync(keysFile()).mode & 0o777).toBe(0o600);
    const cipher = createFieldCipher(store);
    expect(cipher.open(sealed, 'account.phone:1')).toBe('13800138000');
    expect(cipher.stale(sealed)).toBe(true);
    const again = cipher.seal('13800138000', 'account.phone:1');
    expect(cipher.stale(again)).toBe(false);
    expect(verifySm2('root', signature, store.publicKey('audit-sign', 1))).toBe(true);
    expect(verifySm2('root', signature, store.publicKey('audit-sign', 2))).toBe(false);
    // The other process meets a version that it does not know before it looks again by itself.
    expect(other.current('token').version).toBe(1);
    expect(createFieldCipher(other).open(again, 'account.phone:1')).toBe('13800138000');
    expect(store.rotate(['token'])).toEqual({ token: 2 });
    expect(other.current('token').version).toBe(1);
    now = 6000;
    expect(other.current('token').version).toBe(2);
  });

  it('lets one rotation at a time', () => {
    const store = openFileKeystore(folder);
    writeFileSync(`${keysFile()}.lock`, '');
    expect(() => store.rotate(['field'])).toThrow('another rotation');
    expect(store.current('field').version).toBe(1);
  });
});

describe('field encryption', () => {
  it('opens what it sealed, under its own context only', () => {
    const cipher = createFieldCipher(openFileKeystore(folder));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (value, context, another) => {
      const sealed = cipher.seal(value, context);
      expect(cipher.open(sealed, context)).toBe(value);
      if (another !== context) expect(() => cipher.open(sealed, another)).toThrow(SealBroken);
    }));
  });

  it('seals equal values differently and shows nothing of them', () => {
    const cipher = createFieldCipher(openFileKeystore(folder));
    const [a, b] = [cipher.seal('110101199003074514', 'x'), cipher.seal('110101199003074514', 'x')];
    expect(a).not.toBe(b);
    expect(a).toMatch(/^v1\.k1\./);
    expect(Buffer.from(a.replaceAll('.', ''), 'base64url').includes('110101')).toBe(false);
  });

  it('finds each changed, dropped or added character, wherever it is', () => {
    const cipher = createFieldCipher(openFileKeystore(folder));
    const sealed = cipher.seal('糖尿病 E11.9', 'health.record:7');
    for (let at = 0; at < sealed.length; at += 1) {
      const dropped = sealed.slice(0, at) + sealed.slice(at + 1);
      expect(() => cipher.open(dropped, 'health.record:7')).toThrow(SealBroken);
      for (const other of ['A', 'B', '1', '2', '-', '.', '=', ' ']) {
        if (sealed[at] === other) continue;
        expect(() => cipher.open(sealed.slice(0, at) + other + sealed.slice(at + 1), 'health.record:7')).toThrow(SealBroken);
        expect(() => cipher.open(sealed.slice(0, at) + other + sealed.slice(at), 'health.record:7')).toThrow(SealBroken);
      }
    }
  });

  it('finds each flipped bit of iv, ciphertext and mac', () => {
    const cipher = createFieldCipher(openFileKeystore(folder));
    const parts = cipher.seal('13800138000', 'c').split('.');
    for (const part of [2, 3, 4]) {
      const bytes = Buffer.from(parts[part] ?? '', 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => cipher.open(parts.with(part, changed.toString('base64url')).join('.'), 'c')).toThrow(SealBroken);
      }
    }
    expect(() => cipher.open('13800138000', 'c')).toThrow(SealBroken);
    expect(() => cipher.stale('13800138000')).toThrow(SealBroken);
  });

  it('makes one token of one value, another for another kind or key', () => {
    const time = { now: Date.now() };
    const store = openFileKeystore(folder, () => time.now);
    const cipher = createFieldCipher(store);
    const token = cipher.token('phone', '13800138000');
    expect(cipher.token('phone', '13800138000')).toBe(token);
    expect(cipher.token('login', '13800138000')).not.toBe(token);
    expect(cipher.token('phone', '13800138001')).not.toBe(token);
    expect(cipher.token('a', 'b|c')).not.toBe(cipher.token('a|b', 'c'));
    store.rotate(['blind-index']);
    expect([cipher.token('phone', '13800138000'), cipher.stale(token)]).toEqual([token, false]);
    time.now += ANNOUNCED_MS;
    const newer = cipher.token('phone', '13800138000');
    expect(newer).not.toBe(token);
    expect([cipher.stale(token), cipher.stale(newer)]).toEqual([true, false]);
    expect(cipher.tokens('phone', '13800138000')).toEqual([newer, token]);
    // Without its value, one by one or over several versions at once.
    expect(cipher.renewToken(token)).toBe(newer);
    store.rotate(['blind-index']);
    time.now += ANNOUNCED_MS;
    const newest = cipher.token('phone', '13800138000');
    expect([cipher.renewToken(token), cipher.renewToken(newer), cipher.renewToken(newest)]).toEqual([newest, newest, newest]);
    expect(() => cipher.renewToken('13800138000')).toThrow(SealBroken);
  });
});
