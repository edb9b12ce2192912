import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWords } from '../../kernel/audit/words.js';
import type { Caller } from '../../kernel/caller.js';
import { composeIdentifier } from '../../kernel/identifiers.js';
import type { RequestContext } from '../../kernel/module.js';
import { peopleActions } from './policy.js';
import { createPeopleResolvers } from './resolvers.js';
import { MOST_REFUSALS, PeopleService, type ProofRequest } from './service.js';
import { callerOf, identityWorld, staffOf, type IdentityWorld } from './testing.js';

const PHONE = '17900009001';
let world: IdentityWorld;
let service: PeopleService;
let asked = 0;
beforeAll(async () => {
  world = await identityWorld('people', peopleActions);
  const proofing = { prove: (claim: Parameters<typeof world.register.prove>[0]) => (asked++, world.register.prove(claim)) };
  service = new PeopleService({ ...world, proofing });
});
afterAll(() => world.close());

let order = 0;
/** Somebody of the register, and an account that has proved nothing yet. */
async function somebody(name = '王建国', phone = `1790000${String(8000 + order)}`) {
  const identifier = composeIdentifier({ birthDate: '1985-03-07', sex: 'male', order: order++ });
  await world.register.record(null, { identifier, name, birthDate: '1985-03-07', household: null, guardians: [] });
  const account = await world.connection.withSession((session) => session.withTransaction(() => world.accounts.foundByPhone(session, phone)));
  const request: ProofRequest = { kind: 'RESIDENT_ID', identifier, name, method: 'NETWORK_IDENTITY', evidence: 'sample-network-identity' };
  return { identifier, name, account, caller: callerOf({ accountId: account.id, assurance: 'ordinary' }), request, phone };
}

describe('finding somebody at a counter', () => {
  it('takes a whole number or phone, tells clerks and clinics alone, and is recorded with and without an answer', async () => {
    const { identifier, phone, request, caller, account } = await somebody('周敏');
    const clerk = staffOf('clerk');
    expect(await service.findAt(clerk, { identifier: null, phone })).toEqual({ person: null, accountId: account.id, displayName: expect.any(String), proofed: false });
    await service.prove(caller, request, 'k');
    expect(await service.findAt(clerk, { identifier: null, phone: `+86 ${phone}` })).toMatchObject({ person: { name: '周敏' }, accountId: account.id, proofed: true });
    const { person } = (await service.findAt(staffOf('doctor'), { identifier, phone: null }))!; // proved above
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'read', action: 'identity.person.find', purpose: 'care', subject: { personIds: [person?.id] } });
    expect(await service.findAt(clerk, { identifier: composeIdentifier({ birthDate: '1999-01-01', sex: 'female', order: 78 }), phone: null })).toBeNull();
    expect(world.audit.events.at(-1)).toMatchObject({ action: 'identity.person.find', subject: { id: 'unknown' } });
    await expect(service.findAt(clerk, { identifier, phone })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    for (const role of ['teacher', 'approver', 'security-admin', 'audit-admin'] as const) await expect(service.findAt(staffOf(role), { identifier, phone: null })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.findAt({ ...clerk, assurance: 'ordinary' }, { identifier, phone: null })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });
});

describe('proving oneself', () => {
  it('binds the person to the account, masked, with the proof on record', async () => {
    const { caller, request, account } = await somebody();
    const outcome = await service.prove(caller, request, 'k');
    expect(outcome).toMatchObject({ kind: 'Proofed', person: { name: '王建国', birthDate: '1985-03-07', sex: 'male', proof: { method: 'NETWORK_IDENTITY' } } });
    expect(outcome.kind === 'Proofed' && outcome.person.identifier).toMatch(/^310\*{14}[\dX]$/);
    expect(await world.accounts.find(account.id)).toMatchObject({ proofed: true, displayName: '王建国' });
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'write', action: 'identity.person.prove', details: { method: 'NETWORK_IDENTITY' } });
  });

  it('answers the same key the same, without asking the register again', async () => {
    const { caller, request } = await somebody();
    const first = await service.prove(caller, request, 'k');
    const before = asked;
    expect(await service.prove(caller, request, 'k')).toEqual(first);
    expect(asked).toBe(before);
    await expect(service.prove(caller, { ...request, name: '别人' }, 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('lets a checksum prove nobody', async () => {
    const { caller, request } = await somebody();
    const stranger = composeIdentifier({ birthDate: '1991-01-01', sex: 'female', order: 77 });
    expect(await service.prove(caller, { ...request, identifier: stranger }, 'a')).toMatchObject({ kind: 'ProofRefused', reason: 'NO_MATCH' });
    expect(await service.prove(caller, { ...request, name: '王建军' }, 'b')).toMatchObject({ reason: 'NO_MATCH' });
    expect(await service.prove(caller, { ...request, evidence: 'guess' }, 'c')).toMatchObject({ reason: 'EVIDENCE_REFUSED' });
    expect(await service.prove(caller, { ...request, identifier: '310199198503070010' }, 'd')).toMatchObject({ reason: 'BAD_IDENTIFIER' });
    expect(await world.directory.findByIdentifier(stranger)).toBeNull();
  });

  it('stops after five refusals on a day and begins anew the next', async () => {
    const { caller, request } = await somebody();
    for (let n = 0; n < MOST_REFUSALS; n += 1) await service.prove(caller, { ...request, name: `错名${n}` }, `n${n}`);
    await expect(service.prove(caller, request, 'late')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    world.time.now += 86_400_000;
    expect(await service.prove(caller, request, 'next-day')).toMatchObject({ kind: 'Proofed' });
  });

  it('binds one person to one account only, and one account to one person', async () => {
    const first = await somebody();
    const second = await somebody('李四');
    await service.prove(first.caller, first.request, 'k');
    expect(await service.prove(second.caller, first.request, 'k')).toMatchObject({ reason: 'ALREADY_BOUND' });
    expect(await service.prove(first.caller, second.request, 'other')).toMatchObject({ reason: 'ALREADY_BOUND' });
    expect((await world.accounts.find(second.account.id))?.proofed).toBe(false);
  });

  it('gives one of two accounts that prove the same person at once the person, never both', async () => {
    const first = await somebody();
    const second = await somebody('李四');
    const outcomes = await Promise.allSettled([service.prove(first.caller, first.request, 'x'), service.prove(second.caller, first.request, 'x')]);
    const bound = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.kind === 'Proofed');
    expect(bound).toHaveLength(1);
    const accounts = await Promise.all([first, second].map(({ account }) => world.accounts.find(account.id)));
    expect(accounts.filter((account) => account?.proofed)).toHaveLength(1);
  });

  it('is not open to somebody browsing, nor by the counter method', async () => {
    const { caller, request } = await somebody();
    await expect(service.prove({ ...caller, accountId: null }, request, 'k')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(service.prove(caller, { ...request, method: 'COUNTER_CARD' }, 'k')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.prove(caller, { ...request, evidence: null }, 'k')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('the counter', () => {
  it('proves by a clerk who holds the card, with his post on record', async () => {
    const { account, request } = await somebody();
    const clerk = staffOf('clerk');
    expect(await service.proveAtCounter(clerk, account.id, { ...request, method: 'COUNTER_CARD', evidence: null }, 'k')).toMatchObject({ kind: 'Proofed', person: { proof: { method: 'COUNTER_CARD' } } });
    expect(world.audit.events.at(-1)?.caller.post?.role).toBe('clerk');
  });

  it('is no way for residents, other administrators, a clerk without second factor, or for oneself', async () => {
    const { account, request, caller } = await somebody();
    const card = { ...request, method: 'COUNTER_CARD' as const };
    await expect(service.proveAtCounter(caller, account.id, card, 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.proveAtCounter(staffOf('system-admin'), account.id, card, 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.proveAtCounter(staffOf('security-admin'), account.id, card, 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.proveAtCounter(staffOf('clerk', 'org', { assurance: 'ordinary' }), account.id, card, 'k')).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(service.proveAtCounter(staffOf('clerk', 'org', { accountId: account.id }), account.id, card, 'k')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('looking at a person', () => {
  it('is masked for the resolvers and recorded; strangers see nothing', async () => {
    const { caller, request } = await somebody();
    const outcome = await service.prove(caller, request, 'k');
    const id = outcome.kind === 'Proofed' ? outcome.person.id : '';
    const self = callerOf({ accountId: caller.accountId, personId: id });
    const person = await service.get(self, id);
    expect(person.identifier).toMatch(/^310\*{14}[\dX]$/);
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'read', action: 'identity.person.read', purpose: 'self', subject: { personIds: [id] } });
    await expect(service.get(callerOf({ accountId: 'a', personId: 'other' }), id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.get(staffOf('audit-admin'), id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('tells the day of birth to oneself, whom one acts for and clinics; others, the counter too, a band of ages', async () => {
    const { caller, request } = await somebody();
    const outcome = await service.prove(caller, request, 'k');
    const person = outcome.kind === 'Proofed' ? outcome.person : null;
    if (!person) throw new Error('not proved');
    const { Person } = createPeopleResolvers(service, world.clocks);
    const self = callerOf({ accountId: caller.accountId, personId: person.id });
    const acting = (id: string, scopes: string[]): Caller => callerOf({ accountId: 'a', personId: 'guardian', actingFor: { delegationId: 'd', kind: 'person', id, displayName: '', scopes } });
    const seen = async (who: Caller) => [await service.birthDateFor(who, person), await Person.age(person, {}, { caller: who } as RequestContext)]; // it takes no more of the context
    for (const who of [self, { ...self, post: { id: 'p', role: 'audit-admin', organisationId: 'o' } } as const, { ...self, actingFor: acting('child', []).actingFor }, acting(person.id, ['identity.read']), staffOf('doctor'), staffOf('nurse')]) {
      expect(await seen(who)).toEqual([person.birthDate, 41]);
    }
    for (const who of [callerOf({ accountId: 'a', personId: 'other' }), callerOf({}), acting(person.id, ['health.read']), acting('another', ['identity.read']), ...(['clerk', 'security-admin', 'system-admin', 'audit-admin', 'site-admin', 'dispatcher', 'approver', 'teacher', 'school-admin', 'scenic-staff'] as const).map((role) => staffOf(role))]) {
      expect(await seen(who)).toEqual([null, null]);
    }
    expect(Person.ageBand(person)).toBe('FROM_18_TO_59');
  });

  it('shows a number whole only with a second factor and a purpose, and records it', async () => {
    const { caller, request, phone } = await somebody();
    const outcome = await service.prove(caller, request, 'k');
    const id = outcome.kind === 'Proofed' ? outcome.person.id : '';
    const clerk = staffOf('clerk');
    expect(await service.unmask(clerk, id, 'IDENTIFIER', '核对证件')).toBe(request.identifier);
    expect(await service.unmask(clerk, id, 'PHONE', '电话联系')).toBe(phone);
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'read', action: 'identity.person.unmask', purpose: 'service', details: { field: 'PHONE' } });
    const { caller: by, action, details = {} } = world.audit.events.at(-1)!; // recorded just now
    expect(JSON.stringify(details)).not.toContain('电话联系');
    expect(openWords(world.cipher, { requestId: by.requestId, action, details }, 'purposeSealed')).toBe('电话联系');
    await expect(service.unmask(clerk, id, 'PHONE', '')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.unmask({ ...clerk, assurance: 'ordinary' }, id, 'PHONE', '电话联系')).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(service.unmask(callerOf({ accountId: 'a', personId: 'other' }), id, 'PHONE', '电话联系')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('what lies in the database', () => {
  it('holds no identifier, name or phone in the clear, and finds by them', async () => {
    const { caller, request } = await somebody('欧阳植秀', PHONE);
    await service.prove(caller, request, 'k');
    const all = await Promise.all((await world.connection.db!.collections()).map((one) => one.find({}).toArray())); // the connection is open
    const text = JSON.stringify(all.filter((documents) => documents.every((document) => !('displayName' in document))));
    expect(text).toContain('identifierToken');
    for (const secret of [request.identifier, PHONE, '欧阳植秀']) expect(text).not.toContain(secret);
    expect(await world.directory.findByPhoneAndName(PHONE, '欧阳 植秀')).toMatchObject({ name: '欧阳植秀' });
    expect(await world.directory.findByPhoneAndName(PHONE, '欧阳修')).toBeNull();
  });

  it('erases what says who it was, and proves a returning person anew', async () => {
    const { caller, request } = await somebody();
    const outcome = await service.prove(caller, request, 'k');
    const id = outcome.kind === 'Proofed' ? outcome.person.id : '';
    await world.connection.withSession((session) => session.withTransaction(() => world.directory.erase(session, id)));
    expect(await world.directory.find(id)).toBeNull();
    expect(await world.directory.findByIdentifier(request.identifier)).toBeNull();
    await world.accounts.remove(await world.connection.startSession(), caller.accountId!); // founded above
    const again = await somebody();
    expect(await service.prove(again.caller, request, 'again')).toMatchObject({ kind: 'Proofed' });
  });
});
