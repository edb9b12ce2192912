import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { createAudit, createAuditIndexes, createAuditReader, createAuditSealer, type AuditEvent } from '../../kernel/audit/index.js';
import { anonymousCaller, type Caller, type Role } from '../../kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../../kernel/crypto/index.js';
import { withTransaction } from '../../kernel/db.js';
import { createMutations } from '../../kernel/idempotency.js';
import { createAuthoriser } from '../../kernel/policy/index.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import type { Notice, Notifier } from '../../messages/contract.js';
import type { OrganisationEntity, PostEntity } from '../organisations/types.js';
import type { SiteEntity } from '../sites/types.js';
import { accessLogActions, accessLogPersonalData, AccessLogService, createActorNames, createDisputeIndexes, identityPhrases, mergePhrases, purposePhrases } from './index.js';

const NAMES: Readonly<Record<string, string>> = { mother: '李芳', child: '王小宝', doctor: '李明', neighbour: '欧阳锋', security: '赵安' };
const people = { refs: async (ids: readonly string[]) => new Map(ids.flatMap((id) => (NAMES[id] ? [[id, { id, displayName: NAMES[id] }] as const] : []))) };
const clinicPost: PostEntity = { id: 'post-doctor', personId: 'doctor', organisationId: 'clinic', role: 'doctor', title: '全科医生', from: '2020-01-01', until: null };
const clinic: OrganisationEntity = { id: 'clinic', nameZh: '泗泾社区卫生服务中心', nameEn: 'Sijing Health Centre', kind: 'CLINIC', creditCode: null, parentId: null };
const organisations = { findPost: async (id: string) => (id === clinicPost.id ? clinicPost : null), findMany: async () => new Map([[clinic.id, clinic]]) };

const eduSite = { nameZh: '云间区教育局', nameEn: 'Yunjian Education Bureau' } as SiteEntity; // its names are all that is asked for

const resident = (personId: string, over: Partial<Caller> = {}): Caller => ({
  ...anonymousCaller('web', 'r1'), accountId: `account-${personId}`, personId, proofed: true, assurance: 'sensitive', ...over,
});
const staff = (personId: string, role: Role, id = `post-${personId}`): Caller => resident(personId, { post: { id, role, organisationId: 'clinic' } });
const doctor = staff('doctor', 'doctor');
const security = staff('security', 'security-admin');
const auditor = staff('auditor', 'audit-admin');
const guardian = resident('mother', { actingFor: { delegationId: 'd1', kind: 'person', id: 'child', displayName: '王小宝', scopes: ['identity.read'] } });

describe('谁看过我的数据', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'access-log-'));
  const time = { now: Date.UTC(2026, 0, 15, 8) };
  const clock = { now: () => (time.now += 1) };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  let connection: Connection;
  let close: () => Promise<void>;
  let service: AccessLogService;
  let audit: ReturnType<typeof createAudit>;
  let unreachable = false;
  /** Messages that stand or fall with their transaction, as the outbox has them. */
  const told = () => connection.collection<Omit<Notice, 'params'>>('told');
  const notifier: Notifier = {
    async notify(session, { personId, template, key }) {
      await told().insertOne({ personId, template, key }, { session });
      if (unreachable) throw new Error('not now');
    },
  };
  const keystore = openFileKeystore(folder);
  const cipher = createFieldCipher(keystore);
  beforeEach(async () => {
    ({ connection, close } = await testConnection('access-log'));
    await createAuditIndexes(connection);
    await createDisputeIndexes(connection);
    audit = createAudit({ connection, clock, logger });
    service = new AccessLogService({
      connection, audit, cipher, clock, notifier, reader: createAuditReader(connection), mutations: createMutations({ connection, clock, cipher }),
      authoriser: createAuthoriser({ tables: [accessLogActions], audit, consents: { agreed: async () => true } }), actors: createActorNames(people, organisations, { ofClients: async (ids) => new Map(ids.flatMap((id) => (id === 'site-edu' ? [[id, eduSite]] : []))) }),
      phrases: { actions: mergePhrases([identityPhrases, { 'health.record.read': { zh: '查看了健康档案', en: 'looked at the health record' } }]), purposes: purposePhrases },
    });
  });
  afterEach(() => close());
  afterAll(() => rmSync(folder, { recursive: true }));
  const look = (caller: Caller, personIds: readonly string[], over: Partial<AuditEvent> = {}) =>
    audit.read(caller, { action: 'health.record.read', subject: { type: 'health.record', id: 'secret-subject', personIds }, purpose: 'care', ...over });
  const shown = async (caller: Caller) => (await service.list(caller, {})).edges.map(({ node }) => node);
  const recordsOf = (filter: object) => connection.collection('audit_records').countDocuments(filter);

  it('names a department site that came with somebody’s token, never as themselves, and keeps that three years as given to others', async () => {
    await look({ ...resident('child'), site: { clientId: 'site-edu', scopes: ['health.read'] }, channel: 'api' }, ['child'], { purpose: 'self' });
    await look(resident('child'), ['child'], { purpose: 'self', disclosedTo: 'site-edu' });
    const entries = await shown(resident('child'));
    expect(entries.map(({ who, what }) => [who.zh, what.zh])).toEqual([['本人', '查看了健康档案，并提供给云间区教育局'], ['云间区教育局（经本人授权）', '查看了健康档案']]);
    const stored = await connection.collection('audit_records').findOne({ site: 'site-edu' });
    expect(stored).toMatchObject({ disclosedTo: 'site-edu', personId: 'child', channel: 'api', keepUntil: new Date(Date.UTC(2029, 0, 16)) });
  });

  it('says who, what and why in plain words, in both languages', async () => {
    await look(doctor, ['mother']);
    await look(resident('mother'), ['mother'], { purpose: 'self' });
    await look(resident('neighbour'), ['mother'], { outcome: 'denied', purpose: 'none' });
    await look({ ...anonymousCaller('system', 'j'), accountId: 'system:sync' }, ['mother'], { disclosedTo: '市疾控中心', purpose: 'statistics' });
    await look(doctor, ['mother'], { purpose: 'emergency' });
    const [emergency, system, stranger, own, first] = await shown(resident('mother'));
    expect(first).toMatchObject({
      who: { zh: '泗泾社区卫生服务中心 李明（全科医生）', en: 'Sijing Health Centre 李明 (全科医生)' }, what: { zh: '查看了健康档案', en: 'looked at the health record' },
      purpose: { zh: '为您诊疗', en: 'your care' }, emergency: false, disputed: false,
    });
    expect(own?.who).toEqual({ zh: '本人', en: 'Yourself' });
    expect(stranger?.who.zh).toBe('欧**');
    expect(stranger?.what.zh).toBe('被拒绝：未能完成“查看了健康档案”');
    expect([system?.who.zh, system?.what.zh]).toEqual(['系统自动处理', '查看了健康档案，并提供给市疾控中心']);
    expect([emergency?.emergency, system?.emergency]).toEqual([true, false]);
  });

  it('shows each of several people their own part, and nothing of the others', async () => {
    await look(doctor, ['mother', 'child', 'neighbour']);
    for (const person of ['mother', 'neighbour']) {
      const text = JSON.stringify(await shown(resident(person)));
      expect(text).toContain('李明');
      expect(text).not.toMatch(/child|王小宝|secret-subject|李芳|欧/);
    }
    expect(await shown(resident('nobody'))).toEqual([]);
  });

  it('shows a guardian the child’s log and not their own meanwhile; and names who acted for the child', async () => {
    await look(doctor, ['child']);
    await look(guardian, ['child'], { purpose: 'service' });
    await look(doctor, ['mother']);
    expect((await shown(guardian)).map(({ who }) => who.zh)).toEqual(['李芳（代为办理）', '泗泾社区卫生服务中心 李明（全科医生）']);
    expect(await shown(resident('mother'))).toHaveLength(1);
    // The guardian's look at the log is in the child's log.
    expect((await shown(resident('child'))).map(({ what }) => what.zh)[0]).toBe('查看了“谁看过我的数据”');
    const withoutScope = { ...guardian, actingFor: { ...guardian.actingFor!, scopes: ['health.read'] } }; // set above
    await expect(service.list(withoutScope, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.list(resident('mother', { proofed: false }), {})).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    await expect(service.list(anonymousCaller('web', 'r'), {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('pages without gaps or doubles, and is itself recorded', async () => {
    for (let n = 0; n < 7; n += 1) await look(doctor, ['mother'], { details: { n } });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await service.list(resident('mother'), { first: 3, after });
      seen.push(...page.edges.map(({ node }) => node.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(await recordsOf({ action: 'identity.access-log.read', personIds: 'mother' })).toBe(3);
    await expect(service.list(resident('mother'), { after: 'x' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.list(resident('mother'), { first: 101 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('takes a dispute once, of one’s own entry only, and keeps its words sealed', async () => {
    await look(doctor, ['mother']);
    const [entry] = await shown(resident('mother'));
    const id = entry?.id ?? '';
    await expect(service.dispute(resident('neighbour'), id, '这不是我', 'k1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.dispute(resident('mother'), id, ' ', 'k1')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const dispute = await service.dispute(resident('mother'), id, '我那天没有看病', 'k1');
    expect(dispute).toMatchObject({ state: 'OPEN', reason: '我那天没有看病', finding: null, closedAt: null, entry: { id, disputed: true } });
    expect(await service.dispute(resident('mother'), id, '我那天没有看病', 'k1')).toEqual(dispute);
    await expect(service.dispute(resident('mother'), id, '别的', 'k1')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(service.dispute(resident('mother'), id, '又一次', 'k2')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await shown(resident('mother'))).find((one) => one.id === id)?.disputed).toBe(true);
    expect(await service.ownDisputes(resident('mother'))).toEqual([dispute]);
    expect(JSON.stringify(await connection.collection('access_disputes').find().toArray())).not.toContain('没有看病');
    expect(await recordsOf({ action: 'identity.access-log.dispute', outcome: 'done' })).toBe(1);
  });

  it('gives disputes to the security administrator alone, who answers once and never in his own matter', async () => {
    await look(security, ['mother']);
    await look(doctor, ['mother']);
    const [byDoctor, bySecurity] = await shown(resident('mother'));
    const one = await service.dispute(resident('mother'), byDoctor?.id ?? '', '为什么看我的档案', 'k1');
    const other = await service.dispute(resident('mother'), bySecurity?.id ?? '', '为什么看我的档案', 'k2');
    for (const caller of [doctor, auditor, staff('system', 'system-admin'), resident('mother')]) {
      await expect(service.listDisputes(caller, null, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(service.resolve(caller, one.id, '已核实', true, 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const first = await service.listDisputes(security, 'OPEN', { first: 1 });
    expect(first.edges.map(({ node }) => node.id)).toEqual([other.id]);
    const rest = await service.listDisputes(security, 'OPEN', { first: 1, after: first.pageInfo.endCursor });
    expect([rest.edges.map(({ node }) => node.id), rest.pageInfo.hasNextPage]).toEqual([[one.id], false]);
    expect(await recordsOf({ action: 'identity.access-log.disputes', personIds: 'mother', outcome: 'done' })).toBe(2);
    await expect(service.resolve(security, other.id, '没有问题', false, 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.resolve({ ...security, assurance: 'ordinary' }, one.id, '已核实', true, 'k')).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const closed = await service.resolve(security, one.id, '系误操作，已处理', true, 'k');
    expect(closed).toMatchObject({ state: 'UPHELD', finding: '系误操作，已处理' });
    expect(closed.closedAt).not.toBeNull();
    await expect(service.resolve(security, one.id, '再来', false, 'k3')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await service.listDisputes(security, 'OPEN', {})).edges).toHaveLength(1);
  });

  it('tells the resident, and who disputed it for them, once it is closed: with the finding in one transaction or not at all', async () => {
    await look(doctor, ['child']);
    await look(doctor, ['child']);
    const [first, second] = (await shown(guardian)).filter(({ who }) => who.zh.includes('李明'));
    const wrong = await service.dispute(guardian, first?.id ?? '', '没有就诊', 'k1');
    const right = await service.dispute(resident('child'), second?.id ?? '', '没有就诊', 'k2');
    expect(await told().countDocuments()).toBe(0);
    unreachable = true;
    await expect(service.resolve(security, wrong.id, '系误操作', true, 'k3')).rejects.toThrow('not now');
    unreachable = false;
    expect([await told().countDocuments(), (await service.listDisputes(security, 'OPEN', {})).edges.length]).toEqual([0, 2]);
    await service.resolve(security, wrong.id, '系误操作', true, 'k4');
    await service.resolve(security, wrong.id, '系误操作', true, 'k4');
    await service.resolve(security, right.id, '为孩子接种时查看', false, 'k5');
    expect((await told().find().toArray()).map(({ personId, template }) => `${personId} ${template}`)).toEqual(['child identity.dispute-upheld', 'mother identity.dispute-upheld', 'child identity.dispute-dismissed']);
  });

  it('lets only the audit administrator search the records, and records that', async () => {
    await look(doctor, ['mother']);
    await look(doctor, ['child']);
    await createAuditSealer({ connection, keystore, clock, logger }).round();
    await look(doctor, ['mother']);
    for (const caller of [security, staff('system', 'system-admin'), resident('mother'), doctor]) {
      await expect(service.auditRecords(caller, {}, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const page = await service.auditRecords(auditor, { personId: 'mother', action: 'health.record.read', from: 0, until: null }, {});
    expect(page.edges.map(({ node }) => [node.actor, node.subject, node.sealed])).toEqual([
      ['account-doctor / post-doctor', 'health.record/secret-subject', false], ['account-doctor / post-doctor', 'health.record/secret-subject', true],
    ]);
    expect(JSON.stringify(page)).not.toContain('李明');
    expect(await connection.collection('audit_records').findOne({ action: 'identity.audit.read', outcome: 'done' }))
      .toMatchObject({ accountId: 'account-auditor', personIds: ['mother'], details: { personId: 'mother', shown: 2 } });
    expect((await service.auditRecords(auditor, { until: 5 }, {})).edges).toEqual([]);
  });

  it('hands over what it holds about a person, and deletes what it may', async () => {
    await look(doctor, ['mother']);
    const [entry] = await shown(resident('mother'));
    await service.dispute(resident('mother'), entry?.id ?? '', '请说明原因', 'k1');
    const data = accessLogPersonalData({ connection, reader: createAuditReader(connection), cipher });
    const [accesses, disputes] = await data.collect('mother');
    expect(accesses?.records.map(({ action }) => action)).toContain('health.record.read');
    expect(disputes?.records).toMatchObject([{ reason: '请说明原因', state: 'OPEN' }]);
    const erasure = await withTransaction(connection, (session) => data.erase(session, 'mother', '2026-01-15'));
    expect(erasure.kept[0]?.until).toBe('2029-01-15');
    expect(await connection.collection('access_disputes').countDocuments()).toBe(0);
    expect(await recordsOf({ personIds: 'mother' })).toBeGreaterThan(0);
  });
});
