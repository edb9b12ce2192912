import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { composeIdentifier } from '../../../kernel/identifiers.js';
import { identityWorld, type IdentityWorld } from '../../people/testing.js';
import { OrganisationDirectory } from '../directory.js';
import { organisationActions } from '../policy.js';
import { ADMINISTRATORS } from '../rules.js';
import { AdministratorsFounding, type FoundingInput } from './founding.js';

let world: IdentityWorld;
let organisations: OrganisationDirectory;
let founding: AdministratorsFounding;
const given: { login: string | null; password: string }[] = [];
const birthDate = '1985-03-12';
const idOf = (order: number): string => composeIdentifier({ birthDate, sex: 'male', order });
const three = (own: Partial<Record<'SYSTEM_ADMIN' | 'SECURITY_ADMIN' | 'AUDIT_ADMIN', Partial<FoundingInput['administrators'][number]>>> = {}): FoundingInput => ({
  organisation: { nameZh: '区大数据中心', nameEn: 'Data Centre' },
  administrators: [
    { role: 'SYSTEM_ADMIN', name: '王伟', login: 'Wang.Wei', identifier: idOf(1), ...own.SYSTEM_ADMIN },
    { role: 'SECURITY_ADMIN', name: '李娜', login: 'li.na', identifier: idOf(2), phone: '13800000002', ...own.SECURITY_ADMIN },
    { role: 'AUDIT_ADMIN', name: '张敏', login: 'zhang.min', identifier: idOf(3), ...own.AUDIT_ADMIN },
  ],
});
const code = (act: Promise<unknown>): Promise<string> => act.then(() => 'done', (error: { code?: string; details?: { reason?: string; field?: string } }) => error.details?.reason ?? error.details?.field ?? error.code ?? String(error));
const count = (collection: string): Promise<number> => world.connection.collection(collection).countDocuments();

beforeAll(async () => {
  world = await identityWorld('founding', organisationActions);
  organisations = new OrganisationDirectory(world.connection, world.clocks.system);
  await organisations.createIndexes();
  founding = new AdministratorsFounding({ ...world, organisations, clock: world.clocks.system, givePassword: async (_session, { login }, password) => void given.push({ login, password }) });
});
beforeEach(async () => {
  given.length = 0;
  world.audit.events.length = 0;
  for (const name of ['identity_posts', 'accounts', 'identity_people', 'identity_organisations']) await world.connection.collection(name).deleteMany({});
});
afterAll(() => world.close());

describe('the first three administrators', () => {
  it('are three proved persons with an account and one post each, for good, on record as the system’s doing', async () => {
    const founded = await founding.found(three());
    expect(founded.map(({ role, login }) => `${role} ${login}`)).toEqual(['SYSTEM_ADMIN wang.wei', 'SECURITY_ADMIN li.na', 'AUDIT_ADMIN zhang.min']);
    expect(given).toEqual(founded.map(({ login, password }) => ({ login, password })));
    expect(new Set(founded.map(({ password }) => password)).size).toBe(3);
    for (const { password } of founded) expect(password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
    for (const [index, role] of ADMINISTRATORS.entries()) {
      const account = await world.accounts.findByLogin(founded[index]?.login ?? '');
      expect(account).toMatchObject({ kind: 'STAFF', proofed: true, disabled: false });
      expect(await organisations.postsOf(account?.personId ?? '')).toMatchObject([{ role, from: '2026-11-23', until: null }]);
      expect((await world.directory.find(account?.personId ?? ''))?.proof?.method).toBe('COUNTER_CARD');
    }
    expect(await organisations.list()).toMatchObject([{ nameZh: '区大数据中心', kind: 'DEPARTMENT' }]);
    expect(world.audit.events).toMatchObject(ADMINISTRATORS.map((role) => ({ how: 'write', action: 'identity.administrator.found', caller: { accountId: 'system:found-administrators', channel: 'system' }, details: { role } })));
  });

  it('are founded once, for two commands at once too, and never beside one who holds or will hold a role', async () => {
    const other = three({ SYSTEM_ADMIN: { login: 'other.a', identifier: idOf(4) }, SECURITY_ADMIN: { login: 'other.b', identifier: idOf(5), phone: undefined }, AUDIT_ADMIN: { login: 'other.c', identifier: idOf(6) } });
    expect((await Promise.all([founding.found(three()), founding.found(other)].map(code))).sort()).toEqual(['ROLE_IS_HELD', 'done']);
    expect([await count('identity_posts'), await count('accounts'), await count('identity_people')]).toEqual([3, 3, 3]);
    expect(await code(founding.found(other))).toBe('ROLE_IS_HELD');
    await world.connection.collection('identity_posts').deleteMany({});
    await organisations.putPost(null, { personId: 'somebody', organisationId: 'o', role: 'audit-admin', title: '审计', from: '2027-01-01', until: null });
    expect(await code(founding.found(other))).toBe('ROLE_IS_HELD');
  });

  it('are refused whole where one of them does not do, and nothing is left behind', async () => {
    await world.connection.withSession((session) => session.withTransaction(async () => {
      const person = await world.directory.ensure(session, { kind: 'RESIDENT_ID', identifier: idOf(9), name: '赵强', birthDate });
      await world.accounts.found(session, { kind: 'RESIDENT', displayName: '赵强', personId: person.id, login: 'taken' });
    }));
    const bad: [string, FoundingInput][] = [
      ['HAS_ACCOUNT', three({ AUDIT_ADMIN: { name: '赵强', identifier: idOf(9) } })],
      ['is not the name on record', three({ AUDIT_ADMIN: { identifier: idOf(9) } })],
      ['login', three({ AUDIT_ADMIN: { login: 'taken' } })],
      ['the three are three persons, each with an account of their own', three({ AUDIT_ADMIN: { identifier: idOf(1) } })],
      ['the three are three persons, each with an account of their own', three({ AUDIT_ADMIN: { login: 'wang.wei' } })],
      ['nobody is named for AUDIT_ADMIN', three({ AUDIT_ADMIN: { role: 'SYSTEM_ADMIN' } })],
      ['is no mobile phone number', three({ SECURITY_ADMIN: { phone: '123' } })],
      ['expects 1 to 64 characters', three({ SECURITY_ADMIN: { name: ' ' } })],
      ['needs its name in Chinese and in English', { ...three(), organisation: { nameZh: '', nameEn: 'x' } }],
    ];
    expect(await Promise.all(bad.map(async ([, input]) => code(founding.found(input))))).toEqual(bad.map(([reason]) => reason));
    expect(await code(founding.found(three({ SYSTEM_ADMIN: { identifier: '310199198503120010' } })))).not.toBe('done');
    expect([await count('identity_posts'), await count('accounts'), await count('identity_people'), await count('identity_organisations')]).toEqual([0, 1, 1, 0]);
  });
});
