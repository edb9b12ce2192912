import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../kernel/caller.js';
import { composeIdentifier } from '../../kernel/identifiers.js';
import { OrganisationDirectory } from '../organisations/directory.js';
import { callerOf, identityWorld, staffOf, type IdentityWorld } from '../people/testing.js';
import { ConfirmingService } from './confirming.js';
import { DelegationGraph } from './graph.js';
import { delegationActions } from './policy.js';
import type { DelegationOutcome } from './outcomes.js';
import { DelegationService } from './service.js';

let world: IdentityWorld;
let graph: DelegationGraph;
let service: DelegationService;
let confirming: ConfirmingService;
const start = Date.parse('2026-11-23T12:00:00+08:00');
beforeAll(async () => {
  world = await identityWorld('delegation', delegationActions);
  const organisations = new OrganisationDirectory(world.connection, world.clocks.system);
  await organisations.put(null, { id: 'shop', nameZh: '云间小吃店', nameEn: 'Yunjian Snacks', kind: 'COMPANY', creditCode: null, parentId: null });
  graph = new DelegationGraph(world.connection, world.clocks.system, world.directory, organisations);
  await graph.createIndexes();
  service = new DelegationService({ ...world, graph, household: world.register });
  confirming = new ConfirmingService({ ...world, graph, household: world.register });
});
beforeEach(() => void (world.time.now = start));
afterAll(() => world.close());

let order = 0;
let keys = 0;
const key = (): string => `key-${keys++}`;
interface Somebody { readonly id: string; readonly name: string; readonly identifier: string; readonly phone: string; readonly caller: Caller }

/** A proved person of the register. */
async function somebody(birthDate = '1985-03-07', guardians: { identifier: string; withheld: string[] }[] = []): Promise<Somebody> {
  const name = `人${'甲乙丙丁戊己庚辛壬癸'.charAt(order % 10)}${order}`;
  const identifier = composeIdentifier({ birthDate, sex: 'male', order: order++ });
  const phone = `1790000${String(1000 + order)}`;
  await world.register.record(null, { identifier, name, birthDate, household: 'h', guardians });
  const person = await world.connection.withSession((session) => session.withTransaction(async () => {
    const made = await world.directory.ensure(session, { kind: 'RESIDENT_ID', identifier, name, birthDate, phone });
    await world.directory.proved(session, made.id, 'NETWORK_IDENTITY', null);
    return made;
  }));
  return { id: person.id, name, identifier, phone, caller: callerOf({ accountId: `account-${person.id}`, personId: person.id }) };
}
const claimOf = (child: Somebody, scopes = ['health.*', 'consent.give']) => ({ childName: child.name, childIdentifier: child.identifier, scopes });
const idOf = (outcome: DelegationOutcome): string => ('id' in outcome ? outcome.id : 'refused');
const day = 86_400_000;

describe('guardianship', () => {
  it('is active at once where the register says so, and is carried by the caller', async () => {
    const parent = await somebody();
    const child = await somebody('2018-06-01', [{ identifier: parent.identifier, withheld: [] }]);
    const outcome = await service.claim(parent.caller, claimOf(child), key());
    expect(outcome).toMatchObject({ kind: 'GUARDIAN', state: 'ACTIVE', basis: 'HOUSEHOLD_REGISTER', principal: { displayName: child.name }, endsBecause: { zh: '满18周岁' }, until: Date.parse('2036-05-31T16:00:00Z') });
    expect(await graph.activeEdge(idOf(outcome), { personId: parent.id })).toEqual({ delegationId: idOf(outcome), kind: 'person', id: child.id, displayName: child.name, scopes: ['health.*', 'consent.give'] });
    expect(world.audit.events.at(-1)).toMatchObject({ action: 'identity.delegation.claim', subject: { personIds: [child.id, parent.id] } });
    expect((await service.held(parent.caller)).map(({ id }) => id)).toEqual([idOf(outcome)]);
    expect((await service.given(child.caller)).map(({ id }) => id)).toEqual([idOf(outcome)]);
  });

  it('is nobody else’s to use', async () => {
    const parent = await somebody();
    const other = await somebody();
    const child = await somebody('2018-06-01', [{ identifier: parent.identifier, withheld: [] }]);
    const id = idOf(await service.claim(parent.caller, claimOf(child), key()));
    expect(await graph.activeEdge(id, { personId: other.id })).toBeNull();
    expect(await graph.activeEdge(id, { personId: null })).toBeNull();
    expect(await graph.activeEdge('nothing', { personId: parent.id })).toBeNull();
  });

  it('loses consent at fourteen and all at eighteen', async () => {
    const parent = await somebody();
    const child = await somebody('2018-06-01', [{ identifier: parent.identifier, withheld: [] }]);
    const id = idOf(await service.claim(parent.caller, claimOf(child), key()));
    world.time.now = Date.parse('2032-06-01T00:00:00+08:00');
    expect((await graph.activeEdge(id, { personId: parent.id }))?.scopes).toEqual(['health.*']);
    world.time.now = Date.parse('2036-06-01T00:00:00+08:00');
    expect(await graph.activeEdge(id, { personId: parent.id })).toBeNull();
    expect((await service.held(parent.caller))[0]?.state).toBe('ENDED_BY_RULE');
  });

  it('waits for the other guardian or a clerk where it is not on record', async () => {
    const mother = await somebody();
    const stepfather = await somebody();
    const child = await somebody('2018-06-01', [{ identifier: mother.identifier, withheld: [] }]);
    await service.claim(mother.caller, claimOf(child), key());
    const pending = await service.claim(stepfather.caller, claimOf(child), key());
    expect(pending).toMatchObject({ state: 'PENDING' });
    expect(world.notices.at(-1)).toMatchObject({ personId: mother.id, template: 'identity.guardianship-claimed' });
    expect(await graph.activeEdge(idOf(pending), { personId: stepfather.id })).toBeNull();
    for (const nobody of [stepfather.caller, child.caller, (await somebody()).caller]) await expect(confirming.confirm(nobody, idOf(pending), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await confirming.confirm(mother.caller, idOf(pending), key())).toMatchObject({ state: 'ACTIVE', basis: 'OTHER_GUARDIAN' });
    await expect(confirming.confirm(mother.caller, idOf(pending), key())).rejects.toMatchObject({ code: 'CONFLICT' });
    const aunt = await somebody();
    const third = await service.claim(aunt.caller, claimOf(child), key());
    await expect(confirming.confirm(staffOf('security-admin'), idOf(third), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await confirming.confirm(staffOf('clerk'), idOf(third), key())).toMatchObject({ state: 'ACTIVE', basis: 'CLERK' });
  });

  it('lapses unconfirmed after thirty days', async () => {
    const uncle = await somebody();
    const child = await somebody('2018-06-01');
    const pending = await service.claim(uncle.caller, claimOf(child), key());
    world.time.now = start + 31 * day;
    await expect(confirming.confirm(staffOf('clerk'), idOf(pending), key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.claim(uncle.caller, claimOf(child), key())).toMatchObject({ state: 'PENDING' });
  });

  it('is refused for adults, strangers, wrong names, what custody withholds, unknown scopes and twice', async () => {
    const father = await somebody();
    const child = await somebody('2015-06-01', [{ identifier: father.identifier, withheld: ['education.apply'] }]);
    const adult = await somebody('2000-01-01');
    const ask = (own: Partial<ReturnType<typeof claimOf>>, of = child) => service.claim(father.caller, { ...claimOf(of), ...own }, key());
    expect(await ask({}, adult)).toMatchObject({ reason: 'NOT_A_CHILD' });
    expect(await ask({ childName: '不是他' })).toMatchObject({ reason: 'NOT_FOUND' });
    expect(await ask({ childIdentifier: '310199201506010017' })).toMatchObject({ reason: 'NOT_FOUND' });
    expect(await ask({ scopes: ['education.*'] })).toMatchObject({ reason: 'CUSTODY_LIMIT' });
    expect(await ask({ scopes: ['*'] })).toMatchObject({ reason: 'UNKNOWN_SCOPE' });
    expect(await ask({}, father)).toMatchObject({ reason: 'SELF' });
    expect(await ask({ scopes: ['education.read'] })).toMatchObject({ state: 'ACTIVE' });
    expect(await ask({ scopes: ['health.read'] })).toMatchObject({ reason: 'ALREADY_THERE' });
    expect(world.audit.events.at(-1)).toMatchObject({ outcome: 'denied', details: { reason: 'ALREADY_THERE' } });
  });

  it('is one edge for two claims at once', async () => {
    const parent = await somebody();
    const child = await somebody('2018-06-01', [{ identifier: parent.identifier, withheld: [] }]);
    const outcomes = await Promise.all([service.claim(parent.caller, claimOf(child), key()), service.claim(parent.caller, claimOf(child), key())]);
    expect(outcomes.map((outcome) => ('reason' in outcome ? outcome.reason : outcome.state)).sort()).toEqual(['ACTIVE', 'ALREADY_THERE']);
  });
});

describe('a claim that waits', () => {
  /** A mother on record, a child, and somebody who asks. */
  async function waiting(scopes = ['health.read'], withheld: string[] = []) {
    const mother = await somebody();
    const asker = await somebody();
    const child = await somebody('2018-06-01', [{ identifier: mother.identifier, withheld }]);
    const own = idOf(await service.claim(mother.caller, claimOf(child, ['health.read', 'consent.give']), key()));
    const id = idOf(await service.claim(asker.caller, claimOf(child, scopes), key()));
    return { mother, asker, child, own, id };
  }
  const walk = async (): Promise<string[]> => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page: Awaited<ReturnType<ConfirmingService['list']>> = await confirming.list(staffOf('clerk', 'another-street'), { first: 2, after });
      seen.push(...page.nodes.map(({ id }) => id));
      if (!page.pageInfo.hasNextPage) return seen;
      after = page.pageInfo.endCursor;
    }
  };

  it('is found by the other guardian and by any clerk until it lapses, and by nobody else; a clerk’s look is recorded', async () => {
    const { mother, asker, child, id } = await waiting();
    expect(await confirming.toConfirm(mother.caller)).toMatchObject([{ id, state: 'PENDING', actor: { displayName: asker.name }, principal: { displayName: child.name }, until: start + 30 * day, endsBecause: { zh: '30天内无人确认' } }]);
    for (const nobody of [asker, child, await somebody()]) expect(await confirming.toConfirm(nobody.caller)).toEqual([]);
    const acting = { ...mother.caller, actingFor: await graph.activeEdge((await service.held(mother.caller))[0]!.id, { personId: mother.id }) }; // she holds one
    expect((await confirming.toConfirm(acting)).map((one) => one.id)).toEqual([id]);
    expect(await walk()).toContain(id);
    expect(world.audit.events.filter(({ action }) => action === 'identity.delegation.read-claims').flatMap(({ subject }) => subject.personIds)).toEqual(expect.arrayContaining([child.id, asker.id]));
    for (const role of ['system-admin', 'security-admin', 'audit-admin', 'doctor'] as const) await expect(confirming.list(staffOf(role), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(confirming.list(mother.caller, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    world.time.now = start + 31 * day;
    expect(await confirming.toConfirm(mother.caller)).toEqual([]);
    expect(await walk()).not.toContain(id);
  });

  it('is paged on where the claim of the cursor was decided meanwhile', async () => {
    const all = [await waiting(), await waiting(), await waiting()].map(({ id }) => id);
    world.time.now = start + 1;
    const clerk = staffOf('clerk');
    const before = await walk();
    const at = before.indexOf(all[0]!); // it waits
    const page = await confirming.list(clerk, { first: at + 1 });
    await confirming.refuse(clerk, all[0]!, '材料不全', key()); // it waits
    const next = await confirming.list(clerk, { first: 1, after: page.pageInfo.endCursor });
    expect(next.nodes.map(({ id }) => id)).toEqual([before[at + 1]]);
  });

  it('is refused by the other guardian or a clerk, with a reason that stays sealed; both sides are told', async () => {
    const { mother, asker, child, id } = await waiting();
    for (const nobody of [asker, child, await somebody()]) await expect(confirming.refuse(nobody.caller, id, '不认识', key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(confirming.refuse(mother.caller, id, ' ', key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(confirming.refuse({ ...mother.caller, assurance: 'ordinary' }, id, '不认识', key())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const outcome = await confirming.refuse(mother.caller, id, '不认识这个人', key());
    expect(outcome).toMatchObject({ state: 'REFUSED' });
    expect(confirming.refusalOf((await service.held(asker.caller))[0]!)).toBe('不认识这个人'); // he asked once
    expect(JSON.stringify(await world.connection.collection('identity_delegations').find().toArray())).not.toContain('不认识');
    expect(world.notices.slice(-2)).toMatchObject([{ personId: asker.id, template: 'identity.guardianship-refused' }, { personId: mother.id, template: 'identity.guardian-not-added' }]);
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'write', action: 'identity.delegation.refuse', subject: { personIds: [child.id, asker.id] } });
    expect(await graph.activeEdge(id, { personId: asker.id })).toBeNull();
    await expect(confirming.confirm(mother.caller, id, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(confirming.refuse(staffOf('clerk'), id, '再次', key())).rejects.toMatchObject({ code: 'CONFLICT' });
    // One may ask again, with better papers.
    const again = idOf(await service.claim(asker.caller, claimOf(child, ['health.read']), key()));
    expect(await confirming.refuse(staffOf('clerk'), again, '请带户口簿', key())).toMatchObject({ state: 'REFUSED' });
  });

  it('tells the guardians when a clerk confirms', async () => {
    const { mother, asker, id } = await waiting();
    await confirming.confirm(staffOf('clerk'), id, key());
    expect(world.notices.slice(-2)).toMatchObject([{ personId: asker.id, template: 'identity.guardianship-confirmed' }, { personId: mother.id, template: 'identity.guardian-added' }]);
  });

  it('is no way round custody: a guardian confirms no more than he has himself; a clerk with the papers does', async () => {
    const limited = await waiting(['education.*'], ['education.apply']);
    expect(await confirming.confirm(limited.mother.caller, limited.id, key())).toMatchObject({ reason: 'CUSTODY_LIMIT' });
    expect(world.audit.events.at(-1)).toMatchObject({ action: 'identity.delegation.confirm', outcome: 'denied' });
    expect(await graph.activeEdge(limited.id, { personId: limited.asker.id })).toBeNull();
    expect(await confirming.confirm(staffOf('clerk'), limited.id, key())).toMatchObject({ state: 'ACTIVE' });
    // Who was confirmed himself passes on what his own edge has, and no more.
    const free = await waiting(['health.read']);
    await confirming.confirm(free.mother.caller, free.id, key());
    const third = await somebody();
    const more = idOf(await service.claim(third.caller, claimOf(free.child, ['health.*']), key()));
    expect(await confirming.confirm(free.asker.caller, more, key())).toMatchObject({ reason: 'CUSTODY_LIMIT' });
    expect(await confirming.confirm(free.mother.caller, more, key())).toMatchObject({ state: 'ACTIVE', basis: 'OTHER_GUARDIAN' });
  });
});

describe('granting', () => {
  const grantTo = (actor: Somebody, own = {}) => ({ actorPhone: actor.phone, actorName: actor.name, scopes: ['health.read'], until: start + 90 * day, ...own });

  it('lets somebody act for an elder, with a second factor, for a time', async () => {
    const elder = await somebody('1944-01-01');
    const daughter = await somebody();
    await expect(service.grant({ ...elder.caller, assurance: 'ordinary' }, grantTo(daughter), key())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const outcome = await service.grant(elder.caller, grantTo(daughter), key());
    expect(outcome).toMatchObject({ kind: 'CARER', state: 'ACTIVE', basis: 'GRANTED', endsBecause: { zh: '授权到期' } });
    expect(world.notices.slice(-2).map(({ personId }) => personId).sort()).toEqual([daughter.id, elder.id].sort());
    world.time.now = start + 90 * day;
    expect(await graph.activeEdge(idOf(outcome), { personId: daughter.id })).toBeNull();
    expect(await service.grant(elder.caller, grantTo(daughter, { until: start + 100 * day }), key())).toMatchObject({ state: 'ACTIVE' });
  });

  it('is done at the counter for an elder who has no phone', async () => {
    const elder = await somebody('1940-01-01');
    const son = await somebody();
    expect(await service.grant(staffOf('clerk'), grantTo(son, { principalId: elder.id }), key())).toMatchObject({ basis: 'CLERK', principal: { id: elder.id } });
    await expect(service.grant(son.caller, grantTo(son, { principalId: elder.id }), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.grant(staffOf('clerk', 'org', { personId: elder.id }), grantTo(son, { principalId: elder.id }), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused to oneself, to strangers, for too long, for consent, by children and while acting for another', async () => {
    const elder = await somebody('1944-01-01');
    const son = await somebody();
    const ask = (own: object) => service.grant(elder.caller, grantTo(son, own), key());
    expect(await service.grant(elder.caller, grantTo(elder), key())).toMatchObject({ reason: 'SELF' });
    expect(await ask({ actorName: '别人' })).toMatchObject({ reason: 'NOT_FOUND' });
    expect(await ask({ actorPhone: 'abc' })).toMatchObject({ reason: 'NOT_FOUND' });
    expect(await ask({ until: start + 400 * day })).toMatchObject({ reason: 'TOO_LONG' });
    expect(await ask({ scopes: ['consent.give'] })).toMatchObject({ reason: 'UNKNOWN_SCOPE' });
    const child = await somebody('2015-01-01');
    await expect(service.grant(child.caller, grantTo(son), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.claim(child.caller, claimOf(await somebody('2020-01-01')), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await service.grant(elder.caller, grantTo(child), key())).toMatchObject({ reason: 'NOT_FOUND' });
    const acting = { ...elder.caller, actingFor: { delegationId: 'd', kind: 'person' as const, id: son.id, displayName: '', scopes: ['health.*'] } };
    await expect(service.grant(acting, grantTo(son), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('appoints an agent of an organisation by its legal representative only', async () => {
    const owner = await somebody();
    const agent = await somebody();
    const made = await world.connection.withSession((session) => session.withTransaction(() => graph.add(session, {
      kind: 'LEGAL_REPRESENTATIVE', actorId: owner.id, principalKind: 'organisation', principalId: 'shop', scopes: ['organisation.*', 'affairs.*'], state: 'ACTIVE', basis: 'REGISTRY', from: start, until: null, birthDate: null,
    }, null)));
    const as = async (who: Somebody, id: string): Promise<Caller> => ({ ...who.caller, actingFor: await graph.activeEdge(id, { personId: who.id }) });
    const granted = await service.grant(await as(owner, made!.id), grantTo(agent, { scopes: ['affairs.apply'] }), key()); // made above
    expect(granted).toMatchObject({ kind: 'AGENT', principal: { id: 'shop', displayName: '云间小吃店' } });
    const acting = await as(agent, idOf(granted));
    expect(acting.actingFor).toMatchObject({ kind: 'organisation', id: 'shop', scopes: ['affairs.apply'] });
    await expect(service.grant(acting, grantTo(owner, { scopes: ['affairs.apply'] }), key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // Who appoints the agents sees them; an agent sees nobody's edges but his own.
    expect((await service.given(await as(owner, made!.id))).map(({ id }) => id)).toEqual(expect.arrayContaining([made!.id, idOf(granted)]));
    expect(await service.given(acting)).toEqual([]);
    expect(await service.revoke(await as(owner, made!.id), idOf(granted), key())).toMatchObject({ state: 'REVOKED' });
  });
});

describe('ending', () => {
  it('is done by either side and works at once; sessions are told', async () => {
    const elder = await somebody('1944-01-01');
    const son = await somebody();
    const stranger = await somebody();
    for (const side of [elder, son]) {
      const id = idOf(await service.grant(elder.caller, { actorPhone: son.phone, actorName: son.name, scopes: ['health.read'], until: start + day }, key()));
      await expect(service.revoke(stranger.caller, id, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const told: unknown[] = [];
      const stop = world.events.subscribe('identity.rights-changed', (payload) => told.push(payload));
      expect(await service.revoke({ ...side.caller, assurance: 'ordinary' }, id, key())).toMatchObject({ state: 'REVOKED' });
      stop();
      expect(told).toEqual([{ personId: son.id }]);
      expect(await graph.activeEdge(id, { personId: son.id })).toBeNull();
      await expect(service.revoke(side.caller, id, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    }
  });

  it('is no way for a child to dismiss a guardian, but one for the guardian and a clerk', async () => {
    const parent = await somebody();
    const child = await somebody('2012-06-01', [{ identifier: parent.identifier, withheld: [] }]);
    const id = idOf(await service.claim(parent.caller, claimOf(child, ['health.read']), key()));
    await expect(service.revoke(child.caller, id, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await service.revoke(staffOf('clerk'), id, key())).toMatchObject({ state: 'REVOKED' });
  });
});

describe('time', () => {
  it('makes a child of age by the system’s clock at midnight in the district; a replayed timetable makes nobody so', async () => {
    const parent = await somebody();
    const child = await somebody('2008-11-25', [{ identifier: parent.identifier, withheld: [] }]);
    const replayed = { system: world.clocks.system, service: { now: () => Date.parse('2030-01-01T00:00:00+08:00') } };
    const shifted = new DelegationService({ ...world, graph, household: world.register, clocks: replayed });
    const outcome = await shifted.claim(parent.caller, claimOf(child, ['health.read']), key());
    expect(outcome).toMatchObject({ state: 'ACTIVE', until: Date.parse('2026-11-25T00:00:00+08:00') });
    const active = async () => (await graph.activeEdge(idOf(outcome), { personId: parent.id })) !== null;
    world.time.now = Date.parse('2026-11-24T23:59:59+08:00');
    expect([await active(), (await shifted.given(child.caller))[0]?.state]).toEqual([true, 'ACTIVE']);
    world.time.now = Date.parse('2026-11-25T00:00:00+08:00');
    expect([await active(), (await shifted.given(child.caller))[0]?.state]).toEqual([false, 'ENDED_BY_RULE']);
    expect(await shifted.claim(parent.caller, claimOf(child, ['health.read']), key())).toMatchObject({ reason: 'NOT_A_CHILD' });
    // Of age, they grant it themselves.
    expect(await shifted.grant(child.caller, { actorPhone: parent.phone, actorName: parent.name, scopes: ['health.read'], until: world.time.now + day }, key())).toMatchObject({ kind: 'CARER', state: 'ACTIVE' });
  });

  it('ends a claim for a child that comes of age while it waits', async () => {
    const aunt = await somebody();
    const child = await somebody('2008-11-26');
    const pending = await service.claim(aunt.caller, claimOf(child, ['health.read']), key());
    expect(pending).toMatchObject({ state: 'PENDING' });
    world.time.now = Date.parse('2026-11-26T00:00:00+08:00');
    await expect(confirming.confirm(staffOf('clerk'), idOf(pending), key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await graph.activeEdge(idOf(pending), { personId: aunt.id })).toBeNull();
  });

  it('ends an agent’s period; representative and agent end it before, and a representative no longer on record appoints nobody', async () => {
    const [owner, agent, other] = [await somebody(), await somebody(), await somebody()];
    const made = await world.connection.withSession((session) => session.withTransaction(() => graph.add(session, {
      kind: 'LEGAL_REPRESENTATIVE', actorId: owner.id, principalKind: 'organisation', principalId: 'shop', scopes: ['organisation.*', 'affairs.*'], state: 'ACTIVE', basis: 'REGISTRY', from: start, until: start + 30 * day, birthDate: null,
    }, null)));
    const as = async (who: Somebody, id: string): Promise<Caller> => ({ ...who.caller, actingFor: await graph.activeEdge(id, { personId: who.id }) });
    const appoint = async (who: Somebody, until: number) => idOf(await service.grant(await as(owner, made!.id), { actorPhone: who.phone, actorName: who.name, scopes: ['affairs.apply'], until }, key())); // made above
    const first = await appoint(agent, start + 2 * day);
    const second = await appoint(other, start + 60 * day);
    await expect(service.revoke(await as(agent, first), second, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    world.time.now = start + 2 * day;
    expect(await graph.activeEdge(first, { personId: agent.id })).toBeNull();
    const again = await appoint(agent, start + 20 * day);
    expect(await service.revoke(agent.caller, again, key())).toMatchObject({ state: 'REVOKED' });
    world.time.now = start + 30 * day;
    expect(await graph.activeEdge(made!.id, { personId: owner.id })).toBeNull(); // made above
    await expect(service.grant(owner.caller, { actorPhone: agent.phone, actorName: agent.name, scopes: ['affairs.apply'], until: start + 40 * day }, key())).resolves.toMatchObject({ kind: 'CARER', principal: { id: owner.id } });
    expect((await graph.activeEdge(second, { personId: other.id }))?.id).toBe('shop');
  });
});
