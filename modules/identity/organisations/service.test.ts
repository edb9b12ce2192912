import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeCreditCode, composeIdentifier } from '../../kernel/identifiers.js';
import { callerOf, identityWorld, staffOf, type IdentityWorld } from '../people/testing.js';
import { OrganisationDirectory } from './directory.js';
import { organisationActions } from './policy.js';
import type { PostRequest } from './request.js';
import { OrganisationsService } from './service.js';

let world: IdentityWorld;
let organisations: OrganisationDirectory;
let service: OrganisationsService;
beforeAll(async () => {
  world = await identityWorld('organisations', organisationActions);
  organisations = new OrganisationDirectory(world.connection, world.clocks.system);
  await organisations.createIndexes();
  service = new OrganisationsService({ ...world, organisations });
  await organisations.put(null, { id: 'mzj', nameZh: '区民政局', nameEn: 'Civil Affairs Bureau', kind: 'DEPARTMENT', creditCode: composeCreditCode('11', '00000001'), parentId: null });
  await organisations.put(null, { id: 'yycentre', nameZh: '岳阳街道社区事务受理服务中心', nameEn: 'Yueyang Service Centre', kind: 'STREET', creditCode: null, parentId: 'mzj' });
});
afterAll(() => world.close());

let order = 0;
let keys = 0;
const key = (): string => `key-${keys++}`;
/** A proved person with an account. */
async function somebody() {
  const identifier = composeIdentifier({ birthDate: '1990-05-01', sex: 'female', order: order++ });
  return world.connection.withSession((session) => session.withTransaction(async () => {
    const person = await world.directory.ensure(session, { kind: 'RESIDENT_ID', identifier, name: '陈静', birthDate: '1990-05-01' });
    const account = await world.accounts.found(session, { kind: 'STAFF', displayName: '陈静', personId: person.id, proofed: true });
    return { personId: person.id, accountId: account.id };
  }));
}
const request = (accountId: string, own: Partial<PostRequest> = {}): PostRequest => ({ accountId, organisationId: 'mzj', role: 'CLERK', title: '受理员', from: '2026-11-01', ...own });

describe('posts', () => {
  it('are several for a person, from and until their days', async () => {
    const { accountId, personId } = await somebody();
    const security = staffOf('security-admin');
    await service.assign(security, request(accountId), key());
    await service.assign(security, request(accountId, { organisationId: 'yycentre', role: 'APPROVER', title: '审批员', until: '2026-11-23' }), key());
    await service.assign(security, request(accountId, { role: 'DISPATCHER', title: '派单员', from: '2026-12-01' }), key());
    const roles = async (): Promise<string[]> => (await organisations.activePosts(accountId, personId)).map(({ role }) => role).sort();
    expect(await roles()).toEqual(['approver', 'clerk']);
    world.time.now += 86_400_000;
    expect(await roles()).toEqual(['clerk']);
    world.time.now -= 86_400_000;
  });

  it('stay one’s own while acting for another, whose are not seen', async () => {
    const [own, other] = [await somebody(), await somebody()];
    await service.assign(staffOf('security-admin'), request(own.accountId), key());
    const acting = { ...callerOf(own), actingFor: { delegationId: 'edge', id: other.personId, kind: 'person', displayName: '王小宝', scopes: ['identity.read'] } } as const;
    expect(await service.postsOf(acting, own.personId)).toHaveLength(1);
    await expect(service.postsOf(callerOf(own), other.personId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are given once for one key, on record, and told to the sessions', async () => {
    const { accountId, personId } = await somebody();
    const told: unknown[] = [];
    const stop = world.events.subscribe('identity.rights-changed', (payload) => told.push(payload));
    const first = await service.assign(staffOf('security-admin'), request(accountId), 'once');
    expect(await service.assign(staffOf('security-admin'), request(accountId), 'once')).toEqual(first);
    stop();
    expect(await organisations.postsOf(personId)).toHaveLength(1);
    expect(told).toContainEqual({ personId });
    expect(world.audit.events.at(-1)).toMatchObject({ action: 'identity.post.assign', subject: { personIds: [personId] }, details: { role: 'clerk' } });
  });

  it('of administrators are given and ended with four eyes, by nobody alone, and who is one gets no other', async () => {
    const { accountId, personId } = await somebody();
    const security = staffOf('security-admin');
    for (const role of ['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN'] as const) await expect(service.assign(security, request(accountId, { role }), key())).rejects.toMatchObject({ code: 'FORBIDDEN', details: { reason: 'FOUR_EYES' } });
    const { id } = await organisations.putPost(null, { personId, organisationId: 'mzj', role: 'system-admin', title: '系统管理员', from: '2026-01-01', until: null });
    await expect(service.end(security, id, key())).rejects.toMatchObject({ code: 'FORBIDDEN', details: { reason: 'FOUR_EYES' } });
    await expect(service.assign(security, request(accountId), key())).rejects.toMatchObject({ details: { reason: 'ADMINISTRATORS_ARE_SEPARATE' } });
    expect((await organisations.postsOf(personId)).map(({ role }) => role)).toEqual(['system-admin']);
  });

  it('are the security administrator’s to give and to end, and no other role’s', async () => {
    const { accountId } = await somebody();
    const { id } = await service.assign(staffOf('security-admin'), request(accountId), key());
    for (const role of ['system-admin', 'audit-admin', 'site-admin', 'clerk', 'dispatcher', 'approver', 'doctor', 'nurse', 'teacher', 'school-admin', 'scenic-staff'] as const) {
      await expect(service.assign(staffOf(role), request(accountId, { role: 'NURSE' }), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(service.end(staffOf(role), id, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('are not given to oneself, to somebody unproved, by residents, or without a second factor', async () => {
    const { accountId, personId } = await somebody();
    await expect(service.assign(staffOf('security-admin', 'org', { personId }), request(accountId), key())).rejects.toMatchObject({ details: { reason: 'OWN_POST' } });
    await expect(service.assign(staffOf('security-admin'), request('nobody'), key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.assign(callerOf({ accountId: 'r', personId: 'r' }), request(accountId), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.assign(staffOf('security-admin', 'org', { assurance: 'ordinary' }), request(accountId), key())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(service.assign(staffOf('security-admin'), request(accountId, { until: '2026-10-01' }), key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('end at once', async () => {
    const { accountId, personId } = await somebody();
    const { id } = await service.assign(staffOf('security-admin'), request(accountId), key());
    expect((await service.end(staffOf('security-admin'), id, key())).until).toBe('2026-11-22');
    expect(await organisations.activePosts(accountId, personId)).toEqual([]);
  });
});

describe('organisations', () => {
  it('are found by name and code by staff only', async () => {
    const clerk = staffOf('clerk');
    expect((await service.list(clerk, { search: '民政' })).nodes.map(({ id }) => id)).toEqual(['mzj']);
    expect((await service.list(clerk, { search: 'service' })).nodes.map(({ id }) => id)).toEqual(['yycentre']);
    expect((await service.list(clerk, { first: 1 })).pageInfo.hasNextPage).toBe(true);
    await expect(service.list(callerOf({ accountId: 'r', personId: 'r' }), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await organisations.findByCreditCode(composeCreditCode('11', '00000001').toLowerCase()))?.id).toBe('mzj');
    expect(await organisations.findByCreditCode('{"$ne":1}')).toBeNull();
  });

  it('shows who holds a post, recorded', async () => {
    const { accountId, personId } = await somebody();
    const post = await service.assign(staffOf('security-admin'), request(accountId, { organisationId: 'yycentre' }), key());
    expect(await service.postsIn(staffOf('clerk'), 'yycentre')).toContainEqual(post);
    expect((await service.holder(staffOf('clerk'), post)).id).toBe(personId);
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'read', action: 'identity.post.read' });
    await expect(service.holder(callerOf({ accountId: 'r', personId: 'r' }), post)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
