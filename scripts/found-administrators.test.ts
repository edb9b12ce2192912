import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { Secret, TOTP } from 'otpauth';
import { ask, bearer } from '../gateway/test/sample-people.js';
import { startGateway, type TestGateway } from '../gateway/test/testkit.js';
import { composeIdentifier } from '../modules/kernel/identifiers.js';
import { projectRoot } from '../modules/kernel/root.js';

const folder = mkdtempSync(path.join(tmpdir(), 'found-administrators-'));
const uri = new URL(process.env['TEST_MONGODB_URI'] ?? 'mongodb://absent');
uri.pathname = `/test-founding-${randomBytes(4).toString('hex')}`;
const INPUT = {
  organisation: { nameZh: '区大数据中心', nameEn: 'Data Centre', creditCode: '' },
  administrators: (['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN'] as const).map((role, order) => ({
    role, name: ['王伟', '李娜', '张敏'][order] ?? '', login: `first.${role.slice(0, 3).toLowerCase()}`, identifier: composeIdentifier({ birthDate: '1985-03-12', sex: 'female', order: order + 1 }),
  })),
};

/** Runs the command with this on its standard input. */
async function run(input: string): Promise<{ readonly status: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/found-administrators.ts'], { cwd: projectRoot(), env: { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, NODE_ENV: 'production', MONGODB_URI: uri.href } });
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status, out, err };
}

let gateway: TestGateway | undefined;
const passwords = new Map<string, string>();
beforeAll(async () => {
  // Two at once, on a database that no gateway has ever started on.
  const both = await Promise.all([run(JSON.stringify(INPUT)), run(JSON.stringify(INPUT))]);
  expect(both.map(({ status }) => status).sort()).toEqual([0, 1]);
  expect(both.find(({ status }) => status === 1)?.err).toMatch(/nobody was founded: somebody holds this role already; .*role SYSTEM_ADMIN/);
  const out = both.find(({ status }) => status === 0)?.out ?? '';
  for (const [, login = '', password = ''] of out.matchAll(/\t(first\.\w+)\t(\S+)$/gm)) passwords.set(login, password);
}, 120_000);
afterAll(async () => {
  await gateway?.stop();
  const connection = await mongoose.createConnection(uri.href).asPromise();
  await connection.dropDatabase();
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const SIGN_IN = 'mutation ($login: String!, $password: String!) { signInWithPassword(login: $login, password: $password) { __typename ... on SignedIn { token me { postId } } ... on SecondFactorNeeded { challengeId methods } ... on SignInRefused { reason } } }';
interface Entered { readonly __typename: string; readonly token?: string; readonly me?: { readonly postId: string | null }; readonly challengeId?: string; readonly methods?: string[]; readonly reason?: string }
const codeAt = (secret: string, seconds: number): string => new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({ timestamp: Date.now() + seconds * 1000 });

describe('npm run administrators:found', () => {
  it('founds three once, and says each password once', async () => {
    expect([...passwords.keys()]).toEqual(['first.sys', 'first.sec', 'first.aud']);
    const again = await run(JSON.stringify(INPUT));
    expect([again.status, again.out]).toEqual([1, '']);
  }, 60_000);

  it('refuses what it cannot read', async () => {
    const { status, err } = await run('{"organisation": {}}');
    expect([status, err]).toEqual([1, expect.stringContaining('docs/OPERATIONS.md')]);
  }, 60_000);

  it('lets each sign in: without a post until the password is changed and a second factor is set up, then in the post', async () => {
    const running = (gateway = await startGateway({ env: { MONGODB_URI: uri.href, DATA_DIR: folder } }));
    const enter = async (login: string, password: string): Promise<Entered> => (await ask(running, null, SIGN_IN, { login, password }))['signInWithPassword'] as Entered; // as the query asks for it
    const login = 'first.sec';
    const initial = passwords.get(login) ?? '';
    expect(await enter(login, `${initial}x`)).toMatchObject({ reason: 'WRONG' });
    const first = await enter(login, initial);
    expect(first).toMatchObject({ __typename: 'SignedIn', me: { postId: null } });
    expect((await running.graphql({ query: '{ signInLocks { totalCount } }' }, bearer(first.token ?? ''))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const { startAuthenticator } = (await ask(running, first.token ?? '', 'mutation { startAuthenticator { secret } }')) as { startAuthenticator: { secret: string } }; // as asked
    const { secret } = startAuthenticator;
    expect(await ask(running, first.token ?? '', 'mutation ($code: String!) { confirmAuthenticator(code: $code) }', { code: codeAt(secret, -30) })).toEqual({ confirmAuthenticator: true });
    // With the app alone the password that somebody else printed opens no post yet.
    const complete = async (password: string, seconds: number): Promise<Entered> => {
      const { challengeId, methods } = await enter(login, password);
      expect(methods).toEqual(['AUTHENTICATOR']);
      return (await ask(running, null, 'mutation ($id: ID!, $code: String!) { completeSignIn(challengeId: $id, code: $code) { __typename ... on SignedIn { token me { postId } } } }', { id: challengeId, code: codeAt(secret, seconds) }))['completeSignIn'] as Entered; // as asked
    };
    const second = await complete(initial, 0);
    expect(second).toMatchObject({ __typename: 'SignedIn', me: { postId: null } });
    const changed = await ask(running, second.token ?? '', 'mutation ($password: String!, $current: String) { setPassword(password: $password, current: $current) { __typename } }', { password: 'Lotus-Pond-2027', current: initial });
    expect(changed).toEqual({ setPassword: { __typename: 'PasswordSet' } });
    expect(await enter(login, initial)).toMatchObject({ reason: 'WRONG' });
    const third = await complete('Lotus-Pond-2027', 30);
    expect(third.me?.postId).toEqual(expect.any(String));
    expect(await ask(running, third.token ?? '', '{ signInLocks { totalCount } }')).toEqual({ signInLocks: { totalCount: 0 } });
  }, 120_000);
});
