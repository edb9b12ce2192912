import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymousCaller, type Caller, type Role } from '../../kernel/caller.js';
import { withTransaction } from '../../kernel/db.js';
import { signInWorld, type SignInWorld } from '../sign-in/testing.js';
import { accountsPersonalData } from './personal-data.js';
import { normalLogin } from './rules.js';

let world: SignInWorld;
beforeAll(async () => {
  world = await signInWorld('accounts');
});
afterAll(() => world.close());

const inPost = (role: Role): Caller => ({ ...anonymousCaller('web', 'r'), accountId: 'a', sessionId: 's', assurance: 'sensitive', post: { id: 'p', role, organisationId: 'o' } });
const input = (n: number) => ({ name: `李明${n}`, phone: `1320000000${n}`, identifier: `31019919850202002${n}`, login: `li.ming${n}` });

describe('one person, one account', () => {
  it.each([
    ['phone', { phone: '13100000001' }], ['login', { login: 'chen.mei' }], ['personId', { personId: 'person-a' }], ['organisationId', { organisationId: 'organisation-a' }],
  ] as const)('by %s', async (field, own) => {
    await world.account(own);
    await expect(world.account(own)).rejects.toMatchObject({ code: 'CONFLICT', details: { field: field === 'phone' ? 'phoneToken' : field } });
  });

  it('binds a person once, to one account, and not another over it', async () => {
    const [first, second] = [await world.account(), await world.account()];
    const bind = (id: string, personId: string) => withTransaction(world.connection, (session) => world.accounts.bindPerson(session, id, { personId, proofed: true, displayName: '陈梅' }));
    await bind(first.id, 'person-b');
    await bind(first.id, 'person-b');
    expect(await world.accounts.findByPerson('person-b')).toMatchObject({ id: first.id, proofed: true, displayName: '陈梅' });
    await expect(bind(first.id, 'person-c')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(bind(second.id, 'person-b')).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('accounts of staff', () => {
  it('are founded by the security administrator alone, with the person behind them', async () => {
    for (const role of ['system-admin', 'audit-admin', 'site-admin', 'clerk'] as const) await expect(world.accounts.createStaff(inPost(role), input(1), 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.accounts.createStaff({ ...inPost('security-admin'), assurance: 'ordinary' }, input(1), 'k')).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const account = await world.accounts.createStaff(inPost('security-admin'), input(1), 'k');
    expect(account).toMatchObject({ kind: 'STAFF', login: 'li.ming1', displayName: '李明1', proofed: false, disabled: false });
    expect([world.accounts.maskedPhoneOf(account), world.accounts.phoneOf(account)]).toEqual(['132****0001', '13200000001']);
    expect(world.recorded.at(-1)?.event).toMatchObject({ action: 'identity.account.create', subject: { id: account.id, personIds: [account.personId] } });
    for (const bad of [{ phone: '123' }, { login: '1li' }, { name: ' ' }]) await expect(world.accounts.createStaff(inPost('security-admin'), { ...input(2), ...bad }, 'k')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('are found by exact name, login, phone or number, and each look is recorded', async () => {
    const account = await world.accounts.createStaff(inPost('security-admin'), input(3), 'k');
    for (const search of ['李明3', 'LI.MING3', '132 0000 0003', input(3).identifier]) {
      const page = await world.accounts.search(inPost('security-admin'), { search });
      expect([page.totalCount, page.nodes[0]?.id]).toEqual([1, account.id]);
      expect(world.recorded.at(-1)?.event).toMatchObject({ action: 'identity.account.read', subject: { personIds: [account.personId] } });
    }
    for (const search of ['李', '.*', '$ne', '{"$gt":""}']) expect((await world.accounts.search(inPost('security-admin'), { search })).totalCount).toBe(0);
    await expect(world.accounts.search(inPost('audit-admin'), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.accounts.get(anonymousCaller('web', 'r'), account.id)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(JSON.stringify(await world.connection.collection('accounts').find().toArray())).not.toMatch(/李明|13200000003/);
  });

  it('are paged without a gap or a double', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await world.accounts.search(inPost('security-admin'), { first: 2, after });
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(await world.connection.collection('accounts').countDocuments());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('disabled and enabled again with a reason', async () => {
    const account = await world.account();
    await expect(world.accounts.setDisabled(inPost('security-admin'), account.id, true, ' ', 'k')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(world.accounts.setDisabled(inPost('security-admin'), 'nobody', true, '离职', 'k')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await world.accounts.setDisabled(inPost('security-admin'), account.id, true, '离职', 'k')).disabled).toBe(true);
    expect((await world.accounts.setDisabled(inPost('security-admin'), account.id, false, '复职', 'k2')).disabled).toBe(false);
  });
});

it.each([['Li.Ming', 'li.ming'], ['li', null], ['13812345678', null], ['a b', null], ['ｌｉ.ming', 'li.ming'], ['a'.repeat(33), null]])('login name %j', (text, login) => {
  expect(normalLogin(text)).toBe(login);
});

it('says what is held about a person, without what opens the account, and deletes it', async () => {
  const account = await world.account({ phone: '13000000009', personId: 'person-x', proofed: true, displayName: '周华', password: 'Lotus-Pond-27' });
  await world.signedIn('13000000009');
  const held = accountsPersonalData(world.accounts, world.factors, world.sessions);
  const sections = await held.collect('person-x');
  expect(sections.map(({ title, records }) => [title.zh, records.length])).toEqual([['账号', 1], ['登录设备', 1]]);
  expect(sections[0]?.records[0]).toMatchObject({ 名称: '周华', 手机号: '13000000009', 验证方式: ['SMS', 'PASSWORD'] });
  expect(JSON.stringify(sections)).not.toMatch(/argon2|tokenHash/);
  for (let twice = 0; twice < 2; twice++) await withTransaction(world.connection, (session) => held.erase(session, 'person-x', '2026-11-23'));
  expect(await world.accounts.find(account.id)).toBeNull();
  expect(await held.collect('person-x')).toEqual([]);
  for (const name of ['credentials', 'sessions']) expect(JSON.stringify(await world.connection.collection(name).find().toArray())).not.toContain(account.id);
});
