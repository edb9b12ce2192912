import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openSsoKeystore } from '../gateway/sso/keys.js';
import { projectRoot } from '../modules/kernel/root.js';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'rotate-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run keys:rotate', () => {
  const rotate = (...args: string[]) => run(process.execPath, ['scripts/run.mjs', 'scripts/rotate-keys.ts', ...args], { cwd: projectRoot(), env: { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, NODE_ENV: 'test' } });

  it('makes new signing keys of single sign-on, and leaves the old ones to verify by', async () => {
    const store = openSsoKeystore(folder);
    const before = store.read();
    const { stdout } = await rotate('--parts', 'sign-on');
    const after = store.read();
    const kids = after.jwks.map((jwk) => ('kid' in jwk ? String(jwk.kid) : ''));
    expect(stdout.trim().split('\n')).toEqual(kids.slice(0, 2).map((kid) => `sign-on: ${kid}`));
    expect(after.jwks.slice(2)).toEqual(before.jwks);
    expect([after.pairwise, after.cookies.slice(1)]).toEqual([before.pairwise, before.cookies]);
  }, 30_000);

  it('names what it does not know, and changes nothing', async () => {
    const before = openSsoKeystore(folder).read();
    await expect(rotate('--parts', 'sign-on,everything')).rejects.toMatchObject({ stderr: expect.stringContaining('sign-on, not everything') });
    expect(openSsoKeystore(folder).read()).toEqual(before);
  }, 30_000);
});
