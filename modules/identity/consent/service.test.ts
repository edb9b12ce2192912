import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../kernel/caller.js';
import { composeIdentifier } from '../../kernel/identifiers.js';
import { createAuthoriser } from '../../kernel/policy/authoriser.js';
import type { PolicyTable } from '../../kernel/policy/types.js';
import { OrganisationDirectory } from '../organisations/directory.js';
import { callerOf, identityWorld, staffOf, type IdentityWorld } from '../people/testing.js';
import { withEmergencies } from './emergency/authoriser.js';
import { EMERGENCY_MINUTES, EmergencyService } from './emergency/service.js';
import { consentActions } from './policy.js';
import { ConsentService } from './service.js';
import { ConsentStore } from './store.js';

/** What a module that shares health records would write. */
const health: PolicyTable = {
  'health.record.read': { self: true, posts: ['doctor'], consent: 'health.sharing', emergency: true },
  'health.record.change': { posts: ['doctor'], consent: 'health.sharing' },
};
let world: IdentityWorld;
let store: ConsentStore;
let service: ConsentService;
let emergencies: EmergencyService;
let doctor: Caller;
beforeAll(async () => {
  world = await identityWorld('consent', consentActions);
  store = new ConsentStore(world.connection);
  await store.createIndexes();
  service = new ConsentService({ ...world, store });
  const organisations = new OrganisationDirectory(world.connection, world.clocks.system);
  await organisations.putPost(null, { personId: 'auditor', organisationId: 'o', role: 'audit-admin', title: '审计管理员', from: '2026-01-01', until: null });
  emergencies = new EmergencyService({ ...world, organisations });
  await emergencies.createIndexes();
  doctor = staffOf('doctor', 'hospital', { personId: await person('1980-02-02') });
});
afterAll(() => world.close());

let order = 0;
let keys = 0;
const key = (): string => `key-${keys++}`;
async function person(birthDate = '1985-03-07'): Promise<string> {
  const identifier = composeIdentifier({ birthDate, sex: 'female', order: order++ });
  return (await world.directory.ensure(null, { kind: 'RESIDENT_ID', identifier, name: '林晓', birthDate })).id;
}
const self = (personId: string): Caller => callerOf({ accountId: `a-${personId}`, personId, assurance: 'ordinary' });
const guardianOf = (childId: string, personId: string, scopes = ['consent.give']): Caller => ({ ...self(personId), actingFor: { delegationId: 'd', kind: 'person', id: childId, displayName: '', scopes } });
const subject = (id: string) => ({ type: 'health.record', id, personIds: [id] });

describe('consent', () => {
  it('opens what rests on it, and its withdrawal closes it at once and is told', async () => {
    const id = await person();
    const authoriser = createAuthoriser({ tables: [health], consents: store, audit: world.audit });
    await expect(authoriser.check(doctor, 'health.record.read', subject(id))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect(await service.give(self(id), 'health.sharing', 1, key())).toMatchObject({ given: true, version: 1, by: null });
    await authoriser.check(doctor, 'health.record.read', subject(id));
    const told: unknown[] = [];
    const stop = world.events.subscribe('identity.consent.withdrawn', (payload) => told.push(payload));
    world.time.now += 1000;
    await service.withdraw(self(id), 'health.sharing', key());
    stop();
    expect(told).toEqual([{ personId: id, purpose: 'health.sharing' }]);
    await expect(authoriser.check(doctor, 'health.record.read', subject(id))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect((await service.list(self(id))).map(({ given }) => given)).toEqual([false]);
    expect((await store.history(id)).map(({ given }) => given)).toEqual([true, false]);
    expect(world.audit.events.filter(({ subject: { personIds } }) => personIds?.includes(id)).map(({ action }) => action)).toEqual(expect.arrayContaining(['identity.consent.give', 'identity.consent.withdraw']));
  });

  it('is asked of every person of a record', async () => {
    const [one, two] = [await person(), await person()];
    await service.give(self(one), 'health.sharing', 1, key());
    expect(await store.agreed([one], 'health.sharing')).toBe(true);
    expect(await store.agreed([one, two], 'health.sharing')).toBe(false);
    expect(await store.agreed([], 'health.sharing')).toBe(false);
    expect(await store.agreed([one], 'nothing.known')).toBe(false);
    expect(await store.agreed([two], 'service.identity')).toBe(true);
  });

  it('is given for a child under fourteen by the guardian alone, from fourteen by the young person alone', async () => {
    const parent = await person();
    const child = await person('2018-01-01');
    const young = await person('2012-11-01');
    expect(await service.give(guardianOf(child, parent), 'health.sharing', 1, key())).toMatchObject({ given: true, by: { id: parent } });
    await expect(service.give(self(child), 'health.sharing', 1, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.give(guardianOf(young, parent), 'health.sharing', 1, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await service.give(self(young), 'health.sharing', 1, key())).toMatchObject({ given: true });
    await expect(service.give(guardianOf(child, parent, ['health.*']), 'health.sharing', 1, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await service.list(guardianOf(child, parent, ['health.*']))).toEqual([]);
  });

  it('passes from the guardian to the young person on the fourteenth birthday in the district, by the system’s clock and no other', async () => {
    const parent = await person();
    const child = await person('2012-11-25');
    const before = world.time.now;
    const shifted = new ConsentService({ ...world, store, clocks: { system: world.clocks.system, service: { now: () => Date.parse('2030-01-01T00:00:00+08:00') } } });
    try {
      await expect(shifted.give(self(child), 'health.sharing', 1, key())).rejects.toMatchObject({ details: { reason: 'under 14 the guardian decides' } });
      expect(await shifted.give(guardianOf(child, parent), 'health.sharing', 1, key())).toMatchObject({ given: true, by: { id: parent } });
      world.time.now = Date.parse('2026-11-24T23:59:59+08:00');
      await expect(service.withdraw(self(child), 'health.sharing', key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      world.time.now = Date.parse('2026-11-25T00:00:00+08:00');
      await expect(service.withdraw(guardianOf(child, parent), 'health.sharing', key())).rejects.toMatchObject({ details: { reason: 'from 14 the person decides' } });
      // What the guardian agreed to holds until the young person says otherwise.
      expect(await store.agreed([child], 'health.sharing')).toBe(true);
      expect(await service.withdraw(self(child), 'health.sharing', key())).toMatchObject({ given: false, by: null });
      expect(await store.agreed([child], 'health.sharing')).toBe(false);
    } finally {
      world.time.now = before;
    }
  });

  it('is refused for a version not in force, an unknown purpose, and withdrawn not where the service needs it', async () => {
    const id = await person();
    await expect(service.give(self(id), 'health.sharing', 2, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(service.give(self(id), '__proto__', 1, key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.withdraw(self(id), 'service.identity', key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.give({ ...self(id), proofed: false }, 'health.sharing', 1, key())).rejects.toMatchObject({ code: 'NOT_PROOFED' });
  });
});

describe('breaking the glass', () => {
  const guarded = () => withEmergencies(createAuthoriser({ tables: [health], consents: store, audit: world.audit }), emergencies, [health]);

  it('opens one person to one caller in one post for an hour, tells the person and the auditors, and is reviewed', async () => {
    const id = await person();
    const other = await person();
    const access = await emergencies.open(doctor, id, '昏迷送医，需了解过敏史', key());
    expect(access).toMatchObject({ reviewed: false, justified: null, reason: '昏迷送医，需了解过敏史', endsAt: access.at + EMERGENCY_MINUTES * 60_000 });
    expect(world.notices.slice(-2).map(({ personId, template }) => [personId, template])).toEqual([[id, 'identity.emergency-opened'], ['auditor', 'identity.emergency-to-review']]);
    await guarded().check(doctor, 'health.record.read', subject(id));
    await expect(guarded().check(doctor, 'health.record.read', subject(other))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expect(guarded().check(doctor, 'health.record.read', { ...subject(id), personIds: [id, other] })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expect(guarded().check(doctor, 'health.record.change', subject(id))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expect(guarded().check({ ...doctor, assurance: 'ordinary' }, 'health.record.read', subject(id))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expect(guarded().check({ ...doctor, accountId: 'colleague' }, 'health.record.read', subject(id))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    world.time.now += EMERGENCY_MINUTES * 60_000;
    expect(await guarded().allows(doctor, 'health.record.read', subject(id))).toBe(false);
    const auditor = staffOf('audit-admin', 'o', { personId: 'auditor' });
    expect((await emergencies.list(auditor, { reviewed: false })).nodes.map((one) => one.id)).toContain(access.id);
    expect(await emergencies.review(auditor, access.id, true, '属实', key())).toMatchObject({ reviewed: true, justified: true });
    expect(world.notices.at(-1)).toMatchObject({ personId: id, template: 'identity.emergency-justified' });
    await expect(emergencies.review(auditor, access.id, false, '改判', key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await emergencies.list(auditor, { reviewed: true, first: 1 })).nodes).toHaveLength(1);
  });

  it('is not open where the person cannot be told: message, record and access stand or fall together', async () => {
    const id = await person();
    const deaf = new EmergencyService({ ...world, organisations: new OrganisationDirectory(world.connection, world.clocks.system), notifier: { notify: async (session) => {
      expect(session.inTransaction()).toBe(true);
      throw new Error('not now');
    } } });
    await expect(deaf.open(doctor, id, '昏迷送医', key())).rejects.toThrow('not now');
    expect(await emergencies.about(id)).toEqual([]);
    expect(await guarded().allows(doctor, 'health.record.read', subject(id))).toBe(false);
  });

  it('ends with a review that finds it unjustified', async () => {
    const id = await person();
    const access = await emergencies.open(doctor, id, '好奇心驱使', key());
    expect(await guarded().allows(doctor, 'health.record.read', subject(id))).toBe(true);
    await emergencies.review(staffOf('audit-admin'), access.id, false, '无急诊记录', key());
    expect(world.notices.at(-1)).toMatchObject({ personId: id, template: 'identity.emergency-unjustified' });
    expect(await guarded().allows(doctor, 'health.record.read', subject(id))).toBe(false);
  });

  it('is for medical staff with a second factor and a reason, reviewed by the auditor alone', async () => {
    const id = await person();
    for (const role of ['clerk', 'teacher', 'system-admin', 'security-admin', 'audit-admin'] as const) await expect(emergencies.open(staffOf(role), id, '想看一看', key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(emergencies.open({ ...doctor, assurance: 'ordinary' }, id, '昏迷送医', key())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(emergencies.open(doctor, id, '急', key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const access = await emergencies.open(doctor, id, '昏迷送医', key());
    for (const role of ['doctor', 'security-admin', 'system-admin'] as const) await expect(emergencies.review(staffOf(role), access.id, true, '属实', key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(emergencies.review(staffOf('audit-admin', 'o', { personId: doctor.personId }), access.id, true, '属实', key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
