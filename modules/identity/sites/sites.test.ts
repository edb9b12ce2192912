import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import type { AuditEvent } from '../../kernel/audit/types.js';
import { anonymousCaller, type Caller } from '../../kernel/caller.js';
import { systemClock } from '../../kernel/clock.js';
import { createFieldCipher, openFileKeystore, type FieldCipher } from '../../kernel/crypto/index.js';
import { createMemoryBus } from '../../kernel/events.js';
import { createMutationIndexes, createMutations } from '../../kernel/idempotency.js';
import { createAuthoriser } from '../../kernel/policy/index.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import { SiteConsents } from './consents.js';
import { sitesActions } from './policy.js';
import { isCallableAddress, isSiteAddress } from './rules.js';
import { SitesService } from './service.js';
import type { SiteInput } from './types.js';

const EDUCATION = 'org-education';
const admin = (organisationId: string, over: Partial<Caller> = {}): Caller => ({
  ...anonymousCaller('web', 'r-1'), accountId: `account-${organisationId}`, personId: 'person-admin', proofed: true, sessionId: 's-1', assurance: 'sensitive',
  post: { id: 'post-1', role: 'site-admin', organisationId }, ...over,
});
const input = (over: Partial<SiteInput> = {}): SiteInput => ({
  name: '云间区教育局', address: 'https://edu.example.cn/', redirectUris: ['https://edu.example.cn/callback'], departmentId: EDUCATION, scopes: ['profile', 'transit.read'],
  backchannelLogoutUri: 'https://edu.example.cn/backchannel', ...over,
});

let connection: Connection;
let close: () => Promise<void>;
let folder: string;
let cipher: FieldCipher;
let service: SitesService;
let consents: SiteConsents;
const audited: AuditEvent[] = [];
const adhocSites: string[] = [];
beforeAll(async () => {
  ({ connection, close } = await testConnection('sites'));
  folder = mkdtempSync(path.join(tmpdir(), 'sites-'));
  cipher = createFieldCipher(openFileKeystore(folder));
  const audit = { read: async (_caller: Caller, event: AuditEvent) => void audited.push(event), write: async (_session: unknown, _caller: Caller, event: AuditEvent) => void audited.push(event) };
  await createMutationIndexes(connection);
  const mutations = createMutations({ connection, clock: systemClock, cipher });
  const authoriser = createAuthoriser({ tables: [sitesActions], audit, consents: { agreed: async () => false } });
  service = new SitesService({
    connection, cipher, audit, clock: systemClock, allowLoopback: false, adhocSites, mutations, authoriser, departments: { exists: async (id) => id.startsWith('org-') },
  });
  consents = new SiteConsents({ connection, audit, authoriser, mutations, clock: systemClock, events: createMemoryBus({ info: () => undefined, warn: () => undefined, error: () => undefined }), sites: service });
  await service.prepare();
  await consents.prepare();
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  audited.length = 0;
  for (const name of ['identity_sites', 'site_consents', 'idempotency']) await connection.collection(name).deleteMany({});
});

describe('the registry of sites', () => {
  it('registers one, tells its secret once, keeps it sealed and hands it to the provider', async () => {
    const { site, clientId, clientSecret } = await service.register(admin(EDUCATION), input(), 'k-1');
    expect(clientSecret).toMatch(/^[\w-]{43}$/);
    const stored = JSON.stringify(await connection.collection('identity_sites').find().toArray());
    expect(stored).toContain(clientId);
    expect(stored).not.toContain(clientSecret);
    expect(await service.client(clientId)).toMatchObject({
      client_id: clientId, client_secret: clientSecret, subject_type: 'pairwise', id_token_signed_response_alg: 'ES256', scope: 'openid profile transit.read',
      response_types: ['code'], token_endpoint_auth_method: 'client_secret_basic', backchannel_logout_session_required: true,
    });
    expect(audited).toEqual([expect.objectContaining({ action: 'identity.site.register', subject: { type: 'site', id: site.id, organisationId: EDUCATION } })]);
    expect(JSON.stringify(audited)).not.toContain(clientSecret);
    expect(await service.list()).toEqual([site]);

    const change = await service.register(admin(EDUCATION), input({ id: site.id, name: '教育局', algorithm: 'RS256' }), 'k-2');
    expect(change).toMatchObject({ clientId, clientSecret: null, site: { nameZh: '教育局', algorithm: 'RS256', pairwise: true } });
    expect((await service.client(clientId))?.client_secret).toBe(clientSecret);
    const renewed = await service.register(admin(EDUCATION), input({ id: site.id, renewSecret: true }), 'k-3');
    expect(renewed.clientSecret).not.toBe(clientSecret);
    expect((await service.client(clientId))?.client_secret).toBe(renewed.clientSecret);
  });

  it('gives the same answer under the same key, and registers once', async () => {
    const [one, two] = [await service.register(admin(EDUCATION), input(), 'k'), await service.register(admin(EDUCATION), input(), 'k')];
    expect(two).toEqual(one);
    expect(await service.list()).toHaveLength(1);
    await expect(service.register(admin(EDUCATION), input({ name: '别的' }), 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('lets a site administrator change the own department’s sites only', async () => {
    const { site, clientId } = await service.register(admin(EDUCATION), input(), 'k');
    const other = admin('org-health');
    await expect(service.register(other, input(), 'a')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.register(other, input({ id: site.id }), 'b')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // Nor by naming the own department over another's site.
    await expect(service.register(other, input({ id: site.id, departmentId: 'org-health', redirectUris: ['https://evil.example/'] }), 'c')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await service.client(clientId))?.redirect_uris).toEqual(['https://edu.example.cn/callback']);
    expect(await service.managed(other)).toEqual([]);
    expect(await service.managed(admin(EDUCATION))).toHaveLength(1);
  });

  it('lets nobody else in: browsing, residents, one factor, the other administrators', async () => {
    const post = (role: 'clerk' | 'system-admin' | 'security-admin' | 'audit-admin') => admin(EDUCATION, { post: { id: 'p', role, organisationId: EDUCATION } });
    await expect(service.register(anonymousCaller('web', 'r'), input(), 'k')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(service.register(admin(EDUCATION, { assurance: 'ordinary' }), input(), 'k')).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    for (const caller of [admin(EDUCATION, { post: null }), post('clerk'), post('system-admin'), post('security-admin'), post('audit-admin')]) {
      await expect(service.register(caller, input(), 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(service.managed(caller)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await service.list()).toEqual([]);
  });

  it('lets those ask freely whom the operator names, and nobody by their own word', async () => {
    const { clientId } = await service.register(admin(EDUCATION), input(), 'k-1');
    expect((await service.client(clientId))?.scope).not.toContain('graphql.adhoc');
    adhocSites.push(clientId);
    expect((await service.client(clientId))?.scope).toBe('openid profile transit.read graphql.adhoc');
  });

  it('refuses what would open a door', async () => {
    const refused: [Partial<SiteInput>, string][] = [
      [{ redirectUris: ['http://edu.example.cn/callback'] }, 'redirectUris'], [{ redirectUris: ['https://*.example.cn/'] }, 'redirectUris'], [{ redirectUris: ['https://edu.example.cn/#x'] }, 'redirectUris'],
      [{ redirectUris: ['https://u:p@edu.example.cn/'] }, 'redirectUris'], [{ redirectUris: ['javascript:alert(1)'] }, 'redirectUris'], [{ redirectUris: ['http://127.0.0.1/'] }, 'redirectUris'], [{ redirectUris: [] }, 'redirectUris'],
      [{ redirectUris: ['https://a.example/', 'https://b.example/'], pairwise: true }, 'redirectUris'], [{ postLogoutRedirectUris: ['http://x.example/'] }, 'postLogoutRedirectUris'],
      [{ backchannelLogoutUri: 'https://10.0.0.8/hook' }, 'backchannelLogoutUri'], [{ backchannelLogoutUri: 'https://169.254.169.254/' }, 'backchannelLogoutUri'], [{ backchannelLogoutUri: 'https://mongo.internal/' }, 'backchannelLogoutUri'],
      [{ backchannelLogoutUri: 'https://[::1]/' }, 'backchannelLogoutUri'], [{ scopes: ['graphql.adhoc'] }, 'scopes'], [{ scopes: ['offline_access'] }, 'scopes'], [{ name: ' ' }, 'name'], [{ address: 'ftp://x/' }, 'address'],
      [{ kind: 'KIOSK' }, 'redirectUris'], [{ kind: 'KIOSK', redirectUris: [], pairwise: true }, 'pairwise'],
    ];
    for (const [over, field] of refused) {
      await expect(service.register(admin(EDUCATION), input({ backchannelLogoutUri: null, ...over }), 'k').then(() => over, (error: unknown) => error)).resolves.toMatchObject({ code: 'BAD_INPUT', details: { field } });
    }
    await expect(service.register(admin('nowhere'), input({ departmentId: 'nowhere' }), 'k')).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'departmentId' } });
  });

  it('gives a kiosk no secret, and hides what is switched off', async () => {
    const kiosk = await service.register(admin(EDUCATION), input({ kind: 'KIOSK', redirectUris: [], backchannelLogoutUri: null }), 'k');
    expect(kiosk.clientSecret).toBeNull();
    const client = await service.client(kiosk.clientId);
    expect(client).toMatchObject({ token_endpoint_auth_method: 'none', response_types: [], subject_type: 'public' });
    expect(client?.grant_types).toContain('urn:ietf:params:oauth:grant-type:device_code');
    await expect(service.register(admin(EDUCATION), input({ id: kiosk.site.id, kind: 'WEB' }), 'k2')).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'kind' } });
    await service.register(admin(EDUCATION), input({ id: kiosk.site.id, redirectUris: [], backchannelLogoutUri: null, disabled: true }), 'k3');
    expect(await service.client(kiosk.clientId)).toBeNull();
    expect(await service.list()).toEqual([]);
    expect(await service.managed(admin(EDUCATION))).toHaveLength(1);
  });
});

describe('rules', () => {
  it('take loopback in development only', () => {
    for (const address of ['http://127.0.0.1:3000/cb', 'http://localhost:3000/cb', 'http://[::1]:3000/']) {
      expect([isSiteAddress(address, true), isCallableAddress(address, true)]).toEqual([true, true]);
      expect([isSiteAddress(address, false), isCallableAddress(address, false)]).toEqual([false, false]);
    }
    expect(isSiteAddress('http://127.0.0.1.evil.example/', true)).toBe(false);
    expect(isCallableAddress('https://10.8.0.5/', false, (host) => host === '10.8.0.5')).toBe(true);
    expect(isCallableAddress('https://2130706433/', false)).toBe(false);
  });
});

describe('what people agreed to with sites', () => {
  const wang = { ...anonymousCaller('web', 'r-2'), accountId: 'account-wang', personId: 'person-wang', proofed: true, sessionId: 's-2', assurance: 'ordinary' } as const;

  it('is listed to them alone, in words, with the site, switched off or not', async () => {
    const { site, clientId } = await service.register(admin(EDUCATION), input(), 'k-1');
    await consents.give(wang, clientId, { granted: ['profile', 'transit.read'], rejected: ['real_name'] });
    await service.register(admin(EDUCATION), input({ id: site.id, disabled: true }), 'k-2');
    const [found, ...others] = await consents.list(wang);
    expect([found?.site.id, found?.granted.map(({ name }) => name), found?.refused.map(({ words }) => words.zh), others]).toEqual([site.id, ['profile', 'transit.read'], ['您的完整姓名和是否已实名'], []]);
    expect(await consents.list({ ...wang, accountId: 'account-li' })).toEqual([]);
    await expect(consents.list(anonymousCaller('web', 'r'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is taken back once, with what ends by it in one transaction, recorded, and exported while it stands', async () => {
    const { site, clientId } = await service.register(admin(EDUCATION), input(), 'k-3');
    await consents.give(wang, clientId, { granted: ['profile'], rejected: [] });
    expect((await consents.personalData(async () => 'account-wang').collect('person-wang'))[0]?.records).toMatchObject([{ site: '云间区教育局', granted: ['profile'] }]);
    const ended: string[] = [];
    let fails = true;
    consents.onWithdraw(async (_session, accountId, name) => {
      if (fails) throw new Error('no database');
      ended.push(accountId, name);
    });
    await expect(consents.withdraw(wang, site.id, 'w-1')).rejects.toThrow('no database');
    expect(await consents.find('account-wang', clientId)).not.toBeNull();
    fails = false;
    audited.length = 0;
    expect([await consents.withdraw(wang, site.id, 'w-1'), await consents.withdraw(wang, site.id, 'w-1'), await consents.withdraw(wang, site.id, 'w-2')]).toEqual([true, true, false]);
    expect([ended.length, audited.map(({ action }) => action), await consents.find('account-wang', clientId)]).toEqual([4, ['identity.site.withdraw', 'identity.site.withdraw'], null]);
    await expect(consents.withdraw(wang, 'nowhere', 'w-3')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
