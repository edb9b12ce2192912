import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeIdentifier } from '../../kernel/identifiers.js';
import { callerOf, identityWorld, staffOf, type IdentityWorld } from '../people/testing.js';
import { CorrectionsService } from './corrections.js';
import { myDataActions } from './policy.js';

let world: IdentityWorld;
let service: CorrectionsService;
beforeAll(async () => {
  world = await identityWorld('corrections', myDataActions);
  service = new CorrectionsService(world);
  await service.createIndexes();
});
afterAll(() => world.close());

let order = 0;
let keys = 0;
const key = (): string => `key-${keys++}`;
async function somebody() {
  const phone = `1790000${String(5000 + order)}`;
  const identifier = composeIdentifier({ birthDate: '1985-03-07', sex: 'male', order: order++ });
  return world.connection.withSession((session) => session.withTransaction(async () => {
    const person = await world.directory.ensure(session, { kind: 'RESIDENT_ID', identifier, name: '王建国', birthDate: '1985-03-07', phone });
    const account = await world.accounts.found(session, { kind: 'RESIDENT', displayName: '王建国', phone, personId: person.id, proofed: true });
    return { id: person.id, accountId: account.id, phone, caller: callerOf({ accountId: account.id, personId: person.id }) };
  }));
}
type Somebody = Awaited<ReturnType<typeof somebody>>;
const ask = (one: Somebody, field: string, value: string) => service.request(one.caller, { field, value, reason: '登记有误，见户口簿' }, key());
const clerk = staffOf('clerk');

describe('a correction', () => {
  it('is asked for by the person, sealed, and applied by a clerk once; person and account are called anew, and told', async () => {
    const one = await somebody();
    const asked = await ask(one, 'name', '王建國邦');
    expect(asked).toMatchObject({ state: 'OPEN', decidedAt: null });
    const raw = JSON.stringify(await world.connection.collection('identity_corrections').find({}).toArray());
    expect(raw).toContain('valueSealed');
    expect(raw).not.toMatch(/王建國邦|户口簿/);
    await expect(service.decide(one.caller, asked.id, { apply: true }, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.decide(staffOf('clerk', 'o', { personId: one.id }), asked.id, { apply: true }, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await service.decide(clerk, asked.id, { apply: true }, key())).toMatchObject({ state: 'DONE', decidedAt: world.time.now });
    expect((await world.directory.find(one.id))?.name).toBe('王建國邦');
    expect((await world.accounts.find(one.accountId))?.displayName).toBe('王建國邦');
    expect(world.notices.at(-1)).toMatchObject({ personId: one.id, template: 'identity.correction-done' });
    await expect(service.decide(clerk, asked.id, { apply: false }, key())).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('changes no identifier here, and no phone that is none', async () => {
    const one = await somebody();
    await expect(service.decide(clerk, (await ask(one, 'identifier', 'x')).id, { apply: true }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.decide(clerk, (await ask(one, 'phone', 'x')).id, { apply: true }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(ask(one, '$where', 'x')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is refused with a reason that the person reads', async () => {
    const one = await somebody();
    const { id } = await ask(one, 'phone', '17900009999');
    await expect(service.decide(clerk, id, { apply: false, note: 'x' }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await service.decide(clerk, id, { apply: false, note: '请本人携带证件办理' }, key());
    expect(world.notices.at(-1)).toMatchObject({ personId: one.id, template: 'identity.correction-refused' });
    expect(await service.own(one.caller)).toMatchObject([{ id, state: 'REFUSED', note: '请本人携带证件办理' }]);
    expect(await service.own(callerOf({ accountId: 'nobody' }))).toEqual([]);
    expect(JSON.stringify(await world.connection.collection('identity_corrections').find({}).toArray())).not.toContain('携带证件');
  });
});

describe('the clerk’s list', () => {
  it('shows what is held masked, what is asked whole, and what papers show it; page by page, recorded for each person', async () => {
    await world.connection.collection('identity_corrections').deleteMany({});
    const [one, two] = [await somebody(), await somebody()];
    await ask(one, 'name', '王建邦');
    world.time.now += 1000;
    const second = await ask(one, 'phone', '17900008888');
    world.time.now += 1000;
    await ask(two, 'school.grade', '三年级');
    const first = await service.list(clerk, { first: 2 });
    expect(first.totalCount).toBe(3);
    expect(first.nodes).toMatchObject([
      { correction: { field: 'name', state: 'OPEN' }, person: { id: one.id, displayName: '王建国' }, askedBy: { id: one.id }, current: '王**', proposed: '王建邦', reason: '登记有误，见户口簿', appliesHere: true },
      { correction: { field: 'phone' }, current: `179****${one.phone.slice(7)}`, proposed: '17900008888' },
    ]);
    expect(world.audit.events.at(-1)).toMatchObject({ how: 'read', action: 'identity.my-data.read-corrections', subject: { personIds: [one.id] }, purpose: 'service' });
    await service.decide(clerk, second.id, { apply: true }, key());
    // The one of the cursor has left the list; the next page goes on all the same.
    const next = await service.list(clerk, { first: 2, after: first.pageInfo.endCursor });
    expect(next.nodes).toMatchObject([{ correction: { field: 'school.grade' }, current: null, appliesHere: false }]);
    expect(world.audit.events.at(-1)).toMatchObject({ subject: { personIds: [two.id] } });
    expect((await service.list(clerk, { state: 'DONE' })).nodes).toMatchObject([{ correction: { id: second.id }, proposed: null, reason: null }]);
    await expect(service.list(clerk, { after: 'bm90aGluZw' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is for clerks only', async () => {
    for (const role of ['system-admin', 'security-admin', 'audit-admin', 'site-admin', 'doctor', 'teacher'] as const) await expect(service.list(staffOf(role), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(service.list((await somebody()).caller, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
