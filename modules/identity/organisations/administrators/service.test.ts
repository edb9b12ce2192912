import { afterAll, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Role } from '../../../kernel/caller.js';
import { composeIdentifier } from '../../../kernel/identifiers.js';
import { callerOf, identityWorld, type IdentityWorld } from '../../people/testing.js';
import { OrganisationDirectory } from '../directory.js';
import { organisationActions } from '../policy.js';
import type { PostRequest } from '../request.js';
import { ADMINISTRATORS, nameOfRole } from '../rules.js';
import { AdministratorsService } from './service.js';

const day = 86_400_000;
const start = Date.parse('2026-11-23T12:00:00+08:00');
const [system, security, audit] = ['system-admin', 'security-admin', 'audit-admin'] as const;
const everyRole: readonly Role[] = [...ADMINISTRATORS, 'site-admin', 'clerk', 'dispatcher', 'approver', 'doctor', 'nurse', 'teacher', 'school-admin', 'scenic-staff'];
let world: IdentityWorld;
let organisations: OrganisationDirectory;
let service: AdministratorsService;
let order = 0;
let keys = 0;
const key = (): string => `key-${keys++}`;

interface Somebody { readonly personId: string; readonly accountId: string }
async function somebody(): Promise<Somebody> {
  const birthDate = '1990-05-01';
  const identifier = composeIdentifier({ birthDate, sex: 'female', order: order++ });
  return world.connection.withSession((session) => session.withTransaction(async () => {
    const person = await world.directory.ensure(session, { kind: 'RESIDENT_ID', identifier, name: `陈${order}`, birthDate });
    const account = await world.accounts.found(session, { kind: 'STAFF', displayName: '陈', personId: person.id, proofed: true });
    return { personId: person.id, accountId: account.id };
  }));
}
interface Administrator extends Somebody { readonly caller: Caller; readonly postId: string }
/** Somebody who holds a post, as only a founded district's first ones come to it. */
async function holder(role: Role, until: string | null = null): Promise<Administrator> {
  const one = await somebody();
  const { id } = await organisations.putPost(null, { personId: one.personId, organisationId: 'bureau', role, title: '管理员', from: '2026-01-01', until });
  return { ...one, postId: id, caller: callerOf({ ...one, post: { id, role, organisationId: 'bureau' } }) };
}
const request = (accountId: string, role: Role, own: Partial<PostRequest> = {}): PostRequest => ({ accountId, organisationId: 'bureau', role: nameOfRole(role), title: '管理员', from: '2026-11-01', ...own });
const rolesOf = async (personId: string): Promise<Role[]> => (await organisations.activePosts('', personId)).map(({ role }) => role);
const code = (act: Promise<unknown>): Promise<string> => act.then(() => 'done', (error: { code?: string; details?: { reason?: string } }) => error.details?.reason ?? error.code ?? 'failed');

beforeAll(async () => {
  world = await identityWorld('administrators', organisationActions);
  organisations = new OrganisationDirectory(world.connection, world.clocks.system);
  await organisations.createIndexes();
  await organisations.put(null, { id: 'bureau', nameZh: '区大数据中心', nameEn: 'Data Centre', kind: 'DEPARTMENT', creditCode: null, parentId: null });
  service = new AdministratorsService({ ...world, organisations });
  await service.createIndexes();
});
beforeEach(async () => {
  world.time.now = start;
  await world.connection.collection('identity_posts').deleteMany({});
});
afterAll(() => world.close());

describe('the three administrators', () => {
  it('are proposed by one and in force when another role confirms: every pair of roles, for every role', async () => {
    const by = new Map<Role, Administrator>();
    for (const role of ADMINISTRATORS) by.set(role, await holder(role));
    const outcomes: Record<string, string> = {};
    for (const wanted of ADMINISTRATORS) for (const proposes of ADMINISTRATORS) for (const confirms of ADMINISTRATORS) {
      const one = await somebody();
      const second = proposes === confirms ? await holder(confirms) : by.get(confirms)!; // all three are there
      const { id } = await service.propose(by.get(proposes)!.caller, request(one.accountId, wanted), key()); // as above
      expect(await rolesOf(one.personId)).toEqual([]);
      outcomes[`${wanted} by ${proposes}, ${confirms}`] = await code(service.confirm(second.caller, id, key()));
      expect(await rolesOf(one.personId)).toEqual(proposes === confirms ? [] : [wanted]);
    }
    expect(outcomes).toEqual(Object.fromEntries(ADMINISTRATORS.flatMap((wanted) => ADMINISTRATORS.flatMap((proposes) => ADMINISTRATORS.map((confirms) => [`${wanted} by ${proposes}, ${confirms}`, proposes === confirms ? 'FOUR_EYES' : 'done'])))));
  });

  it('are nobody else’s matter: every other role, residents, and one factor', async () => {
    const admin = await holder(security);
    const one = await somebody();
    const { id } = await service.propose(admin.caller, request(one.accountId, audit), key());
    const matrix: Record<string, string[]> = {};
    for (const role of everyRole.filter((other) => !ADMINISTRATORS.includes(other))) {
      const { caller } = await holder(role);
      matrix[role] = await Promise.all([service.propose(caller, request(one.accountId, system), key()), service.confirm(caller, id, key()), service.refuse(caller, id, '不同意', key()), service.end(caller, admin.postId, '不需要', key()), service.list(caller, {})].map(code));
    }
    expect(Object.values(matrix).flat()).toEqual(Array(9 * 5).fill('FORBIDDEN'));
    const resident = callerOf(await somebody());
    expect(await code(service.propose(resident, request(one.accountId, system), key()))).toBe('FORBIDDEN');
    const other = await holder(system);
    expect(await code(service.confirm({ ...other.caller, assurance: 'ordinary' }, id, key()))).toBe('STEP_UP_REQUIRED');
    expect(await rolesOf(one.personId)).toEqual([]);
  });

  it('make themselves no more: not the one concerned, not who proposed in another post, not with a second post', async () => {
    const [first, second, third] = [await holder(system), await holder(security), await holder(audit)];
    expect(await code(service.propose(first.caller, request(first.accountId, audit), key()))).toBe('OWN_POST');
    expect(await code(service.propose(second.caller, request(first.accountId, audit), key()))).toBe('ADMINISTRATORS_ARE_SEPARATE');
    expect(await code(service.propose(second.caller, request(first.accountId, 'clerk'), key()))).toContain('none of the three');
    const one = await somebody();
    const { id } = await service.propose(second.caller, request(one.accountId, audit), key());
    const concerned = callerOf({ ...one, post: { id: 'p', role: system, organisationId: 'bureau' } });
    expect(await code(service.confirm(concerned, id, key()))).toBe('FOUR_EYES');
    expect(await code(service.refuse(concerned, id, '不同意', key()))).toBe('OWN_POST');
    expect(await code(service.confirm({ ...second.caller, post: { id: 'p', role: audit, organisationId: 'bureau' } }, id, key()))).toBe('FOUR_EYES');
    // A clerk's post taken up meanwhile excludes the other.
    await organisations.putPost(null, { personId: one.personId, organisationId: 'bureau', role: 'clerk', title: '受理员', from: '2026-11-01', until: null }, 'clerk-post');
    expect(await code(service.confirm(third.caller, id, key()))).toBe('ADMINISTRATORS_ARE_SEPARATE');
    expect(await rolesOf(one.personId)).toEqual(['clerk']);
  });

  it('wait in a list that says who may confirm, are refused with a reason, and lapse', async () => {
    const [first, second] = [await holder(system), await holder(security)];
    const one = await somebody();
    const { id } = await service.propose(first.caller, request(one.accountId, audit), key());
    expect(world.notices.at(-1)).toMatchObject({ personId: second.personId, template: 'identity.administrator-proposed' });
    expect(await code(service.propose(second.caller, request(one.accountId, audit), key()))).toBe('a proposal for this person waits');
    const seen = async (caller: Caller) => (await service.list(caller, { state: 'PENDING' })).nodes.filter((node) => node.id === id).map(({ mayConfirm }) => mayConfirm);
    expect([await seen(first.caller), await seen(second.caller)]).toEqual([[false], [true]]);
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'read', action: 'identity.administrator.read', subject: { personIds: expect.arrayContaining([one.personId]) } });
    expect(await service.refuse(second.caller, id, '材料不全', key())).toMatchObject({ state: 'REFUSED', reason: '材料不全', decidedBy: { id: second.personId } });
    expect(JSON.stringify(await world.connection.collection('identity_administrator_proposals').find().toArray())).not.toContain('材料不全');
    expect(await code(service.confirm(second.caller, id, key()))).toBe('CONFLICT');
    const again = await service.propose(first.caller, request(one.accountId, audit), key());
    world.time.now = start + 14 * day;
    expect(await code(service.confirm(second.caller, again.id, key()))).toBe('CONFLICT');
    expect((await service.list(second.caller, { state: 'LAPSED' })).nodes.map((node) => node.id)).toContain(again.id);
    expect((await service.propose(first.caller, request(one.accountId, audit), key())).state).toBe('PENDING');
  });

  it('are not confirmed once who proposed has gone, and once for two who confirm at once', async () => {
    const [first, second, third] = [await holder(system), await holder(security), await holder(audit)];
    const [one, other] = [await somebody(), await somebody()];
    await holder(system);
    const gone = await service.propose(first.caller, request(one.accountId, audit), key());
    await service.end(second.caller, first.postId, '调离岗位', key());
    expect(await code(service.confirm(second.caller, gone.id, key()))).toBe('who proposed is no administrator any more');
    const stays = await service.propose(second.caller, request(other.accountId, system), key());
    const both = await Promise.all([third, await holder(audit)].map(({ caller }) => code(service.confirm(caller, stays.id, key()))));
    expect(both.sort()).toEqual(['CONFLICT', 'done']);
    expect(await organisations.postsOf(other.personId)).toHaveLength(1);
    expect(world.notices.map(({ template, personId }) => `${template} ${personId}`)).toEqual(expect.arrayContaining([`identity.administrator-confirmed ${other.personId}`, `identity.administrator-confirmed ${second.personId}`]));
  });
});

describe('ending an administrator', () => {
  it('is done by one of any of the three, not oneself, at once, told and on record', async () => {
    for (const by of ADMINISTRATORS) {
      const [goes, stays, ends] = [await holder(audit), await holder(audit), await holder(by)];
      expect(await code(service.end(goes.caller, goes.postId, '自己离开', key()))).toBe('OWN_POST');
      const told: unknown[] = [];
      const stop = world.events.subscribe('identity.rights-changed', (payload) => told.push(payload));
      expect((await service.end(ends.caller, goes.postId, '调离岗位', key())).until).toBe('2026-11-22');
      stop();
      expect(told).toEqual([{ personId: goes.personId }]);
      expect([await rolesOf(goes.personId), await rolesOf(stays.personId)]).toEqual([[], [audit]]);
      expect(world.audit.events.at(-1)).toMatchObject({ action: 'identity.administrator.end', subject: { personIds: [goes.personId] }, details: { role: audit } });
      expect(world.notices.filter(({ template }) => template === 'identity.administrator-ended').map(({ personId }) => personId)).toContain(goes.personId);
    }
  });

  it('never leaves a role empty: not the last, not two at once, not to one who cannot sign in', async () => {
    const [ends, one, two] = [await holder(security), await holder(audit), await holder(audit)];
    const atOnce = await Promise.all([one, two].map(({ postId }) => code(service.end(ends.caller, postId, '调离岗位', key()))));
    expect(atOnce.sort()).toEqual(['LAST_OF_ROLE', 'done']);
    const last = (await organisations.holdersOf(audit))[0] === one.personId ? one : two;
    expect(await code(service.end(ends.caller, last.postId, '调离岗位', key()))).toBe('LAST_OF_ROLE');
    const disabled = await holder(audit);
    await world.connection.collection<{ _id: string }>('accounts').updateOne({ _id: disabled.accountId }, { $set: { disabled: true } });
    expect(await code(service.end(ends.caller, last.postId, '调离岗位', key()))).toBe('LAST_OF_ROLE');
    expect(await code(service.end(ends.caller, disabled.postId, '调离岗位', key()))).toBe('done');
    const clerk = await holder('clerk');
    expect(await code(service.end(ends.caller, clerk.postId, '调离岗位', key()))).toBe('NOT_FOUND');
  });

  it('never leaves a role to run out: a last day takes somebody without one beside, who then stays', async () => {
    const [proposes, confirms, only, one] = [await holder(security), await holder(audit), await holder(system), await somebody()];
    const dated = request(one.accountId, system, { until: '2026-12-31' });
    // Beside one without a last day it goes through; he then stays, whatever the other has.
    const first = await service.propose(proposes.caller, dated, key());
    expect(await code(service.confirm(confirms.caller, first.id, key()))).toBe('done');
    expect(await code(service.end(confirms.caller, only.postId, '调离岗位', key()))).toBe('LAST_OF_ROLE');
    expect(await code(world.connection.withSession((session) => session.withTransaction(() => service.keepLast(session, only.accountId))))).toBe('LAST_OF_ROLE');
    const second = await holder(system);
    expect(await code(service.end(confirms.caller, only.postId, '调离岗位', key()))).toBe('done');
    // Where nobody holds it without one, neither proposing nor confirming gives another last day.
    const third = await service.propose(proposes.caller, request((await somebody()).accountId, system, { until: '2026-12-31' }), key());
    await world.connection.collection<{ _id: string }>('identity_posts').updateOne({ _id: second.postId }, { $set: { until: '2026-12-01' } });
    expect(await code(service.confirm(confirms.caller, third.id, key()))).toBe('LAST_OF_ROLE');
    expect(await code(service.propose(proposes.caller, request((await somebody()).accountId, system, { until: '2027-12-31' }), key()))).toBe('LAST_OF_ROLE');
    expect((await service.propose(proposes.caller, request((await somebody()).accountId, system), key())).state).toBe('PENDING');
  });

  it('is no way round by disabling the account of the last', async () => {
    const last = await holder(system);
    const keep = (accountId: string): Promise<string> => code(world.connection.withSession((session) => session.withTransaction(() => service.keepLast(session, accountId))));
    expect(await keep(last.accountId)).toBe('LAST_OF_ROLE');
    const second = await holder(system);
    expect([await keep(last.accountId), await keep(second.accountId), await keep((await holder('clerk')).accountId), await keep('nobody')]).toEqual(['done', 'done', 'done', 'done']);
  });
});
