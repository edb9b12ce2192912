import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signInWorld, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { createLogger } from '../logging.js';
import { hashOf, identityEdge, type IdentityEdge } from './identity-edge.js';

const BY_PASSWORD = 'mutation P($login: String!, $password: String!) { signInWithPassword(login: $login, password: $password) { __typename ... on SignInRefused { reason } } }';
const BY_CODE = 'mutation C($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { __typename } }';
const SEND = 'mutation S($phone: String!) { requestSignInCode(phone: $phone) { __typename } }';
const STAFF = 'mutation A($input: StaffAccountInput!) { createStaffAccount(input: $input, idempotencyKey: "0123456789abcdef") { id } }';
const PHONE = '13800138071';
const ID_NUMBER = '11010519491231002X';
const PASSWORD = 'Blau-7-Zeppelin';

describe('hostile input', () => {
  let world: SignInWorld;
  let edge: IdentityEdge;
  let log = '';
  beforeAll(async () => {
    world = await signInWorld('edge-hostile', { wechat: { authorizeUrl: (_state, returnTo) => `https://wechat.example/?to=${encodeURIComponent(returnTo)}`, exchange: async () => null } });
    await world.account({ login: 'zhangwei', password: PASSWORD });
    edge = await identityEdge(world, [BY_PASSWORD], 0, createLogger('trace', { write: (line) => void (log += line) }));
  });
  afterAll(async () => {
    await edge?.close();
    await world?.close();
  });

  describe.each([
    ['as text', (variables: object) => ({ query: BY_PASSWORD, variables })],
    ['as a registered document', (variables: object) => ({ documentId: `sha256:${hashOf(BY_PASSWORD)}`, variables })],
  ])('in variables, %s', (_name, body) => {
    it.each([[{ $ne: '' }], [{ $gt: '' }], [{ $regex: '.*' }], [{ $where: 'true' }], [['zhangwei']], [true], [{ toString: 'x' }]])('takes no operator for a password: %j', async (password) => {
      const before = world.checks.count;
      const { status, errors, data } = await edge.post(body({ login: 'zhangwei', password }));
      expect([status, errors?.[0]?.extensions.code, data ?? null, world.checks.count]).toEqual([400, 'BAD_INPUT', null, before]);
    });

    it('lets the right words in, so that the refusals above mean something', async () => {
      expect((await edge.post(body({ login: 'zhangwei', password: PASSWORD }))).data?.signInWithPassword?.__typename).toBe('SignedIn');
    });
  });

  it.each(['{"$ne":null}', '[object Object]', '.*', '^zhang', "' || '1'=='1", '$where', 'zhangwei\u0000', '__proto__', 'constructor'])('takes a login for a text and nothing else: %j', async (login) => {
    const { data } = await edge.post({ query: BY_PASSWORD, variables: { login, password: PASSWORD } });
    expect(data?.signInWithPassword).toEqual({ __typename: 'SignInRefused', reason: 'WRONG' });
  });

  it.each([
    `{"query":${JSON.stringify(BY_PASSWORD)},"variables":{"__proto__":{"login":"zhangwei","password":"${PASSWORD}"}}}`,
    `{"query":${JSON.stringify(BY_PASSWORD)},"variables":{"constructor":{"prototype":{"polluted":1}},"login":1,"password":"x"}}`,
    `{"__proto__":{"query":"{ me { __typename } }"}}`,
    `{"query":"{ me { __typename } }","extensions":{"__proto__":{"persistedQuery":{"sha256Hash":"x"}}},"variables":[]}`,
  ])('lets no prototype stand in for what was not sent: %s', async (body) => {
    const response = await fetch(`${edge.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(400);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined(); // what a polluted prototype would answer
  });

  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty'])('knows no document of the name %s', async (documentId) => {
    const { errors } = await edge.post({ documentId });
    expect(errors?.[0]?.extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
  });

  it('takes no field that the input does not have', async () => {
    const { status, errors } = await edge.post({ query: STAFF, variables: { input: { login: 'x', displayName: 'x', kind: 'STAFF', disabled: false, roles: ['security-admin'], $set: {} } } });
    expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_INPUT']);
  });

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', '/%0d\u000aset-cookie: a'])('sends nobody to %j', async (returnTo) => {
    const { errors } = await edge.post({ query: 'mutation W($to: String!) { wechatSignInAddress(returnTo: $to) { __typename } }', variables: { to: returnTo } });
    expect(errors?.[0]?.extensions.code).toBe('BAD_INPUT');
  });

  it('logs nothing personal in a whole round: codes, passwords, wrong ones, and a carrier that fails with the number in its words', async () => {
    await edge.post({ query: SEND, variables: { phone: PHONE } });
    const code = world.codeTo(PHONE);
    expect(code).toMatch(/^\d{6}$/);
    await edge.post({ query: BY_CODE, variables: { phone: PHONE, code: '000000' === code ? '000001' : '000000' } });
    const signedIn = await edge.post({ query: BY_CODE, variables: { phone: PHONE, code } });
    expect(signedIn.data?.signInWithCode?.__typename).toBe('SignedIn');
    const token = /sid=([^;]+)/.exec(signedIn.cookies.join())?.[1] ?? '';
    expect(token.length).toBeGreaterThan(40);
    await edge.post({ query: BY_PASSWORD, variables: { login: ID_NUMBER, password: PASSWORD } });
    await edge.post({ query: '{ me { sessions { id } } }' }, { cookie: `sid=${token}` });
    world.sent.push = () => {
      throw new Error(`the carrier refused ${PHONE} for ${ID_NUMBER}, code ${code}, 验证码 ${code}，token ${token}`);
    };
    const failed = await edge.post({ query: SEND, variables: { phone: '13900139072' } });
    expect(failed.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    expect(JSON.stringify(failed.errors)).not.toContain('carrier');
    // The failure was logged, so there was something to be masked.
    expect(log).toContain('the carrier refused [phone]');
    for (const secret of [PHONE, '13900139072', ID_NUMBER, token, code, PASSWORD, '王秀英', 'zhangwei']) expect(log).not.toContain(secret);
  });
});

describe('the source', () => {
  it('makes no regular expression of input and asks MongoDB none, nor to run code', () => {
    const files = ['modules', 'gateway'].flatMap((folder) => readdirSync(path.join(projectRoot(), folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)))
      .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|\/test(ing)?\/|testing\.ts$|__generated__/.test(name));
    expect(files.length).toBeGreaterThan(100);
    const wrong = files.filter((name) => {
      const text = readFileSync(path.join(projectRoot(), name), 'utf8').replace('new RegExp(`^[0-9a-f]{${bytes * 2}}$`)', '')
        // Names in a PDF, which the product itself lists.
        .replace(/new RegExp\(nameOf\('[\w', ]+'\)/gu, '')
        // A form's pattern is one class of characters and a count: the catalogue takes no other.
        .replace("new RegExp(pattern, 'u')", '');
      return /new RegExp\(|\$regex|\$where|\$function|\$accumulator|\beval\(|new Function\(/.test(text);
    });
    expect(wrong).toEqual([]);
  });
});
