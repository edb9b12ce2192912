import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeIdentifier } from '../../kernel/identifiers.js';
import type { PersonalData } from '../../kernel/personal-data.js';
import { consentActions } from '../consent/policy.js';
import { EmergencyService } from '../consent/emergency/service.js';
import { ConsentStore } from '../consent/store.js';
import { DelegationGraph } from '../delegation/graph.js';
import { OrganisationDirectory } from '../organisations/directory.js';
import { callerOf, identityWorld, type IdentityWorld } from '../people/testing.js';
import { CorrectionsService } from './corrections.js';
import { myDataActions } from './policy.js';
import { identityPersonalData } from './ports.js';
import { MyDataService } from './service.js';

let world: IdentityWorld;
let organisations: OrganisationDirectory;
let graph: DelegationGraph;
let consents: ConsentStore;
let service: MyDataService;
/** What another module would hold. */
const other: PersonalData = {
  name: 'health.records',
  collect: async () => [{ title: { zh: '接种', en: 'Vaccinations' }, records: [{ vaccine: '乙肝疫苗' }] }],
  erase: async () => ({ deleted: [], kept: [{ what: { zh: '病历', en: 'Medical records' }, because: { zh: '医疗机构病历管理规定', en: 'Rules on medical records' }, until: '2056-11-23' }] }),
};
let failing = false;
beforeAll(async () => {
  world = await identityWorld('my-data', { ...myDataActions, ...consentActions });
  organisations = new OrganisationDirectory(world.connection, world.clocks.system);
  graph = new DelegationGraph(world.connection, world.clocks.system, world.directory, organisations);
  consents = new ConsentStore(world.connection);
  const emergencies = new EmergencyService({ ...world, organisations });
  const late: PersonalData = { ...other, name: 'late', collect: async () => [], erase: async () => (failing ? Promise.reject(new Error('not now')) : { deleted: [], kept: [] }) };
  const ports = [...identityPersonalData({ ...world, organisations, graph, consents, emergencies, clock: world.clocks.system }), other, late];
  const corrections = new CorrectionsService(world);
  service = new MyDataService({ ...world, corrections, graph, organisations, personalData: () => ports });
  await Promise.all([organisations.createIndexes(), graph.createIndexes(), consents.createIndexes(), emergencies.createIndexes(), corrections.createIndexes()]);
});
afterAll(() => world.close());

let order = 0;
let keys = 0;
const key = (): string => `key-${keys++}`;
async function somebody() {
  const phone = `1790000${String(3000 + order)}`;
  const identifier = composeIdentifier({ birthDate: '1985-03-07', sex: 'male', order: order++ });
  return world.connection.withSession((session) => session.withTransaction(async () => {
    const person = await world.directory.ensure(session, { kind: 'RESIDENT_ID', identifier, name: '王建国', birthDate: '1985-03-07', phone });
    const account = await world.accounts.found(session, { kind: 'RESIDENT', displayName: '王建国', phone, personId: person.id, proofed: true });
    await consents.decide(session, { personId: person.id, purpose: 'health.sharing', version: 1, given: true, at: world.time.now, by: null });
    return { id: person.id, accountId: account.id, identifier, phone, caller: callerOf({ accountId: account.id, personId: person.id }) };
  }));
}

describe('export', () => {
  it('holds what every module holds, whole, in one file, and is recorded', async () => {
    const one = await somebody();
    const { fileName, json } = await service.export(one.caller, 'file');
    expect(fileName).toBe('my-data-2026-11-23.json');
    expect(JSON.parse(json)).toMatchObject({ modules: {
      'identity.people': [{ records: [{ identifier: one.identifier, phone: one.phone, name: '王建国' }] }],
      'identity.consent': [{ records: [{ purpose: 'health.sharing', given: true }] }],
      'health.records': [{ records: [{ vaccine: '乙肝疫苗' }] }],
    } });
    const recorded = () => world.audit.events.filter(({ action, subject }) => action === 'identity.my-data.export' && subject.personIds?.includes(one.id)).map(({ how }) => how);
    expect(recorded()).toEqual(['write']);
    expect((await service.export(one.caller, 'file')).json).toBe(json);
    expect(recorded()).toEqual(['write', 'read']);
  });

  it('needs the second factor and is oneself’s alone', async () => {
    const one = await somebody();
    await expect(service.export({ ...one.caller, assurance: 'ordinary' }, key())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const acting = { ...one.caller, actingFor: { delegationId: 'd', kind: 'person' as const, id: 'child', displayName: '', scopes: ['identity.read'] } };
    await expect(service.export(acting, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.export({ ...one.caller, proofed: false }, key())).rejects.toMatchObject({ code: 'NOT_PROOFED' });
  });
});

describe('deletion', () => {
  it('deletes what may be, names what is kept by which law until when, and tells the other processes', async () => {
    const one = await somebody();
    const carer = await somebody();
    await world.connection.withSession((session) => session.withTransaction(() => graph.add(session, {
      kind: 'CARER', actorId: carer.id, principalKind: 'person', principalId: one.id, scopes: ['health.read'], state: 'ACTIVE', basis: 'GRANTED', from: world.time.now, until: world.time.now + 86_400_000, birthDate: null,
    }, null, `edge-${one.id}`)));
    const told: unknown[] = [];
    const ended: string[] = [];
    world.accounts.onEnd(async (_session, accountId) => void ended.push(accountId));
    const stops = ['identity.person.erased', 'identity.account-changed', 'identity.rights-changed'].map((topic) => world.events.subscribe(topic, (payload) => told.push(payload)));
    const report = await service.erase(one.caller, key());
    stops.forEach((stop) => stop());
    expect(told).toEqual([{ accountId: one.accountId, ended: true }, { personId: carer.id }, { personId: one.id, accountId: one.accountId }]);
    // Sessions and tokens hang on this, in the same transaction; without an account none is loaded any more.
    expect(ended).toEqual([one.accountId]);
    expect(report.kept.map(({ what, until }) => [what.en.split(' ')[0], until])).toEqual(expect.arrayContaining([['Records', '2029-11-23'], ['Medical', '2056-11-23']]));
    expect(report.kept.every(({ because }) => because.zh.length > 3)).toBe(true);
    expect(await world.accounts.find(one.accountId)).toBeNull();
    expect(await world.directory.findByIdentifier(one.identifier)).toBeNull();
    expect(await consents.agreed([one.id], 'health.sharing')).toBe(false);
    expect(await graph.activeEdge(`edge-${one.id}`, { personId: carer.id })).toBeNull();
    const documents = await Promise.all((await world.connection.db!.collections()).map((collection) => collection.find({}).toArray())); // the connection is open
    expect(JSON.stringify(documents)).toContain(one.id);
    const person = documents.flat().find((document) => String(document['_id']) === one.id);
    expect(person).toMatchObject({ status: 'erased', identifierSealed: null, nameSealed: null, birthDate: null, phoneSealed: null, phoneToken: null });
  });

  it('is whole or not at all', async () => {
    const one = await somebody();
    failing = true;
    await expect(service.erase(one.caller, key())).rejects.toThrow('not now');
    failing = false;
    expect((await world.directory.find(one.id))?.name).toBe('王建国');
    expect(await world.accounts.find(one.accountId)).not.toBeNull();
    expect(await consents.agreed([one.id], 'health.sharing')).toBe(true);
  });

  it('waits for posts to end, and needs the second factor', async () => {
    const one = await somebody();
    await expect(service.erase({ ...one.caller, assurance: 'ordinary' }, key())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await organisations.putPost(null, { personId: one.id, organisationId: 'o', role: 'clerk', title: '受理员', from: '2026-01-01', until: null }, `post-${one.id}`);
    await expect(service.erase(one.caller, key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'POST_HELD' } });
    await organisations.putPost(null, { personId: one.id, organisationId: 'o', role: 'clerk', title: '受理员', from: '2026-01-01', until: '2026-11-22' }, `post-${one.id}`);
    expect((await service.erase(one.caller, key())).deleted.length).toBeGreaterThan(0);
  });
});
